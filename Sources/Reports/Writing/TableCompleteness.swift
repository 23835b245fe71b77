import Calculation
import Tables

/// What the rows of a package's tables lack 完整性: a row of a part what the part lacks, one of a county what the parts with
/// that county lack, and a row over all what any part lacks, also whole parts that do not compute the pollutant.
struct TableCompleteness {
    private let all: [String: Label]
    private let ofCounties: [String: [String: Label]]
    private let ofParts: [String: [String: Label]]
    private let language: Language

    init(_ package: ReportPackage, language: Language) {
        self.language = language
        let pollutants = Set(package.totals.map(\.pollutant)).union(package.incompleteTotals.entries.map(\.pollutant))
        all = pollutants.reduce(into: [:]) { $0[$1] = package.lacks($1, ofAll: true) }
        ofParts = Dictionary(
            package.parts.map { part in
                (
                    "\(part.header.region) \(part.header.year)",
                    TableCompleteness.told(IncompleteTotals(part.rules.incomplete))
                )
            }, uniquingKeysWith: { first, _ in first })
        var parts: [String: [ReportPart]] = [:]
        for part in package.parts {
            for county in Set(part.totals.compactMap(\.county)) { parts[county, default: []].append(part) }
        }
        ofCounties = parts.mapValues { TableCompleteness.told(ReportPackage.incompleteTotals(of: $0)) }
    }

    private static func told(_ totals: IncompleteTotals) -> [String: Label] {
        Dictionary(uniqueKeysWithValues: totals.entries.map { ($0.pollutant, $0.told) })
    }

    /// Whether no total of the package lacks anything.
    var isComplete: Bool { all.isEmpty }

    /// The table with what its rows lack.
    func telling(_ table: ReportTable) -> ReportTable {
        func place(_ id: String) -> Int? { table.columns.firstIndex { $0.id == id } }
        let (region, year) = (place("region"), place("year"))
        let county = place("county") ?? place("county_code")
        return table.telling { row, pollutant in
            var lacks = all
            if let region, let year {
                lacks = ofParts[row[region].text + " " + row[year].text] ?? all
            } else if let county, !row[county].text.isEmpty {
                lacks = ofCounties[row[county].text] ?? all
            }
            guard let pollutant else {
                let told = lacks.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value[language])" }
                return told.isEmpty ? "" : "incomplete: " + told.joined(separator: "; ")
            }
            return lacks[pollutant].map { "incomplete: " + $0[language] } ?? ""
        }
    }
}
