public import Calculation
import Quantities
public import Tables

/// What an inventory emits 排放清单结果: its totals, and all that stands behind them.
public struct Computed: Sendable {
    /// The library, the rules and the tables that it was computed with.
    public let assessment: Assessment
    /// The emission of every source.
    public let result: EmissionResult
    /// The totals by the keys that were asked for, exact to the microgram.
    public let totals: [Totals]
    /// What was found while reading and computing.
    public let findings: Findings
}

/// Computes an inventory folder.
///
/// ```swift
/// let county = try await Lantian.compute("Inventories/ili-2021", by: "sector", "pollutant")
/// ```
///
/// `keys` are those of `--by`: county, sector, pollutant, class10:2, a column of codes. Tonnes of different pollutants are never
/// added: without the key `pollutant` it comes last. `pollutants` go before those of the inventory; `factors` is the folder of the
/// factor library, which is looked for as by the program where none is given. Throws `Findings` where a row has an error or a key
/// is none, `MissingInput` and `MissingLibrary` where nothing is there.
public func compute(
    _ folder: String, by keys: String..., pollutants: [String]? = nil, factors: String? = nil
) async throws -> Computed {
    var options = Assessment.Options(factors: try LibrarySearch(asked: factors).found())
    options.pollutants = pollutants
    let assessment = try Assessment(folder: folder, options: options)
    var groupings: [Grouping] = []
    for key in keys + (keys.contains("pollutant") ? [] : ["pollutant"]) {
        guard let grouping = Grouping(key) else {
            var findings = Findings()
            findings.add(
                Finding(
                    .error, .unknownGrouping, at: Location(file: folder), value: key,
                    expected: Label(same: Grouping.special.joined(separator: ", "))))
            throw findings
        }
        groupings.append(grouping)
    }
    let (result, found) = await assessment.emissions(
        groupings: groupings.map(\.name))
    var findings = assessment.findings
    findings.add(found)
    return Computed(
        assessment: assessment, result: result, totals: result.totals(by: groupings), findings: findings)
}

extension Finding.Message {
    fileprivate static let unknownGrouping = Finding.Message("unknown-grouping", "没有这样的汇总键", "no such key of totals")
}
