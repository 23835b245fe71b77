public import Factors
import FoundationEssentials
import Inventories
import Quantities
public import Tables

/// Checks the packs of a library against what lies below them: what their rows would do unseen, such as a unit that no
/// method takes, a column that nobody asks, or a number a thousand times off.
///
/// The numbers and bounds of each row are checked where it is read.
public struct PackCheck: Sendable {
    /// The library with its packs.
    public let library: FactorLibrary

    /// A check of a library.
    public init(library: FactorLibrary) { self.library = library }

    /// How far a local number may be from those of the library before it is told.
    private static let farthest = 1000.0

    /// Everything that is wrong or odd in the packs; nothing where there are none. O(rows of the tables that packs add to,
    /// for each row of a pack).
    public func findings() -> Findings {
        var findings = Findings()
        checkFiles(&findings)
        let local = library.tables.keys.sorted().compactMap { library.tables[$0] }.filter(\.hasLocalRows)
        guard !local.isEmpty else { return findings }
        var units: [String: [String: [String?: [Unit]]]] = [:]
        /// The units that the methods of the kinds which read a folder take, by table and parameter.
        func unitsOfMethods(of table: FactorTable) -> [String: [String?: [Unit]]] {
            let folder = String(table.name.prefix { $0 != "/" })
            if let known = units[folder] { return known }
            let found = PackCheck.unitsOfMethods(
                of: SourceKind.ID.allCases.filter { KindMethods.folders(of: $0).contains(folder) })
            units[folder] = found
            return found
        }
        let families = Set(library.ruleBooks.values.flatMap(\.sets)).union(["local"])
        for table in local {
            if !table.hasBuiltInRows {
                checkName(table, Set(PackCheck.unitsOfMethods(of: SourceKind.ID.allCases).keys), &findings)
            }
            checkColumns(table, &findings)
            var builtIn = BuiltInRows(of: table, in: library)
            for row in table.localRows {
                let factor = table.factor(ofRow: row)
                guard factor.isDefault else { continue }
                if !families.contains(factor.set) {
                    findings.add(
                        Finding(
                            .error, .unknownFamily, at: factor.location.named("set"), value: factor.set,
                            expected: Label(same: families.sorted().joined(separator: ", ")),
                            nearest: Spelling.nearest(to: factor.set, in: families.sorted())))
                }
                let others = builtIn.meeting(row: row)
                if !others.contains(where: { factor.unit.conversion(to: $0.unit) != nil }) {
                    checkUnit(factor, table, others, unitsOfMethods(of: table), &findings)
                }
                checkSize(factor, others, &findings)
            }
        }
        return findings
    }

    /// Lists of a pack that are not read because of their names.
    private func checkFiles(_ findings: inout Findings) {
        let known = [
            "vocabularies.csv", "ambiguous_words.csv", "regions.csv", "sources.csv", "rule_books.csv",
            "classification.csv", "pollutants.csv",
        ]
        for folder in library.folders.dropFirst() {
            var names: [String] = []
            do { names = try FolderNames.ofFolder(folder) } catch { findings.add(.cannotRead(error)) }
            for name in names where name.lowercased().hasSuffix(".csv") && !known.contains(name) {
                findings.add(
                    Finding(
                        .warning, .unusedList, at: Location(file: folder + "/" + name), value: name,
                        expected: Label(same: known.joined(separator: ", ")),
                        nearest: Spelling.nearest(to: name, in: known)))
            }
        }
    }

    /// A table that neither the library has nor a method asks.
    private func checkName(_ table: FactorTable, _ asked: Set<String>, _ findings: inout Findings) {
        let known = asked.union(library.tables.values.filter(\.hasBuiltInRows).map(\.name)).union(["energy/grid"])
        guard !known.contains(table.name), let row = table.localRows.first else { return }
        findings.add(
            Finding(
                .warning, .unusedTable, at: Location(file: table.factor(ofRow: row).location.file), value: table.name,
                nearest: Spelling.nearest(to: table.name, in: known.sorted())))
    }

    /// A column of keys that no source has: its rows would never be found.
    private func checkColumns(_ table: FactorTable, _ findings: inout Findings) {
        let special = ["pollutant", "parameter", "kind", "tier", "year", "county_code"]
        guard let row = table.localRows.first else { return }
        for column in table.localKeyColumns where !special.contains(column) {
            guard !SourceKind.all.contains(where: { $0.schema.place(ofKey: column) != nil }) else { continue }
            let near = table.keyColumns.filter { $0 != column } + ["low", "high", "note", "role", "basis", "place"]
            findings.add(
                Finding(
                    .error, .unknownKeyColumn,
                    at: Location(file: table.factor(ofRow: row).location.file, line: 1, column: column), value: column,
                    nearest: Spelling.nearest(to: column, in: near)))
        }
    }

    private func checkUnit(
        _ factor: Factor, _ table: FactorTable, _ others: [Factor], _ units: [String: [String?: [Unit]]],
        _ findings: inout Findings
    ) {
        var parameter: String?
        if let place = table.keyColumns.firstIndex(of: "parameter"), case .text(let text) = factor.keys[place] {
            parameter = text
        }
        let accepted = (units[table.name]?[parameter] ?? []) + others.map(\.unit)
        guard !accepted.isEmpty, !accepted.contains(where: { factor.unit.conversion(to: $0) != nil }) else { return }
        findings.add(
            Finding(
                .error, .unitMisfit, at: factor.location.named("unit"), value: factor.unit.symbol,
                expected: Label(same: Set(accepted.map(\.symbol)).sorted().joined(separator: " | "))))
    }

    /// A number more than a thousand times above or below all that the library has for the same question.
    private func checkSize(_ factor: Factor, _ others: [Factor], _ findings: inout Findings) {
        var low: (value: Double, id: String)?
        var high: (value: Double, id: String)?
        for other in others {
            guard let ratio = other.unit.conversion(to: factor.unit) else { continue }
            let least = ratio.applied(to: min(other.low ?? other.value, other.value))
            let most = ratio.applied(to: max(other.high ?? other.value, other.value))
            if least < low?.value ?? .infinity { low = (least, other.id) }
            if most > high?.value ?? -.infinity { high = (most, other.id) }
        }
        guard let low, let high else { return }
        let isAbove = high.value > 0 && factor.value > PackCheck.farthest * high.value
        let isBelow = low.value > 0 && factor.value < low.value / PackCheck.farthest
        guard isAbove || isBelow else { return }
        let range = [low.value, high.value].map { DecimalText.significant($0, digits: 6) }.joined(separator: " … ")
        findings.add(
            Finding(
                .warning, .farFromLibrary(factor.id, isAbove ? high.id : low.id), at: factor.location.named("value"),
                value: "\(DecimalText.shortest(factor.value)) \(factor.unit.symbol)",
                expected: Label(
                    "量级接近系数库的 \(range) \(factor.unit.symbol)",
                    "a number of the size of the library's \(range) \(factor.unit.symbol)")))
    }

    /// The units that methods of some kinds can take, by table and parameter.
    static func unitsOfMethods(of kinds: [SourceKind.ID]) -> [String: [String?: [Unit]]] {
        var units: [String: [String?: [Unit]]] = [:]
        for method in kinds.flatMap({ KindMethods.processes(of: $0).flatMap(\.methods) }) {
            for term in method.terms {
                for case .factor(let table, let parameter, _) in term.origins {
                    units[table, default: [:]][parameter, default: []].append(term.unit)
                }
            }
        }
        return units
    }
}

extension Location {
    /// The same row's cell of a column.
    fileprivate func named(_ column: String) -> Location { Location(file: file, line: line, column: column) }
}

extension Finding.Message {
    static let unknownFamily = Finding.Message(
        "unknown-family", "没有一本核算规则采用这一系数族", "no rule book uses this family of factors")
    static let unusedList = Finding.Message(
        "pack-file-unused", "系数包中的这个文件未被读取", "this file of the pack is not read")
    static let unusedTable = Finding.Message(
        "pack-table-unused", "没有方法采用系数包的这张表", "no method asks this table of the pack")
    static let unknownKeyColumn = Finding.Message(
        "pack-column-unknown", "没有源类有这一列，这些行永远不会采用", "no source kind has this column: its rows are never used")
    static func farFromLibrary(_ local: String, _ other: String) -> Finding.Message {
        Finding.Message(
            "factor-far-from-library", "本地系数 \(local) 与系数库的 \(other) 相差千倍以上",
            "the local factor \(local) is more than a thousand times off the library's \(other)")
    }
}
