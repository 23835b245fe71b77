public import Factors
import Inventories
import Quantities
public import Tables

/// Proves a factor library sound: units fit the methods that use them, ids are unique, and no two rows answer one
/// question equally well.
public struct LibraryCheck: Sendable {
    /// The library.
    public let library: FactorLibrary

    /// A check of a library.
    public init(library: FactorLibrary) { self.library = library }

    /// Everything that is unsound. O(rows of a table that share pollutant, set and parameter, squared).
    public func findings() -> Findings {
        var findings = library.findings
        findings.add(library.notes.findings)
        uniqueIDs(&findings)
        for name in library.tables.keys.sorted() {
            if let table = library.tables[name] { equallySpecific(table, &findings) }
        }
        unitsFitMethods(&findings)
        withinBounds(&findings)
        findings.add(PackCheck(library: library).findings())
        return findings
    }

    /// The rows of the built-in library within their own bounds; those of packs are checked when they are read.
    private func withinBounds(_ findings: inout Findings) {
        for factor in library.factors where factor.layer == 0 {
            let (low, high) = (factor.low ?? factor.value, factor.high ?? factor.value)
            guard low > factor.value || high < factor.value || low > high else { continue }
            findings.add(
                Finding(
                    .error, .outsideBounds, at: factor.location, value: DecimalText.shortest(factor.value),
                    expected: Label(same: "\(DecimalText.shortest(low)) … \(DecimalText.shortest(high))")))
        }
    }

    private func uniqueIDs(_ findings: inout Findings) {
        var first: [String: Location] = [:]
        for factor in library.factors {
            if let other = first[factor.id] {
                findings.add(
                    Finding(
                        .error, .sameFactorID, at: factor.location, value: factor.id,
                        expected: Label(same: "\(other.file):\(other.line ?? 0)")))
            } else {
                first[factor.id] = factor.location
            }
        }
    }

    /// Two default rows of one family and layer whose keys are equal, or whose intervals overlap with all else equal.
    private func equallySpecific(_ table: FactorTable, _ findings: inout Findings) {
        var groups: [[String]: [Factor]] = [:]
        for factor in table.factors where factor.isDefault {
            let words = factor.keys.map { key -> String in
                if case .interval = key { "#" } else { "\(key)" }
            }
            groups[words + [factor.set, String(factor.layer)], default: []].append(factor)
        }
        for group in groups.values where group.count > 1 {
            for (i, a) in group.enumerated() {
                for b in group[(i + 1)...] where a.years.overlaps(b.years) && LibraryCheck.overlap(a, b) {
                    findings.add(Finding(.error, .equallySpecific, at: b.location, value: b.id, nearest: a.id))
                }
            }
        }
    }

    private static func overlap(_ a: Factor, _ b: Factor) -> Bool {
        zip(a.keys, b.keys).allSatisfy { pair in
            if case (.interval(let x), .interval(let y)) = pair { x.overlaps(y) } else { true }
        }
    }

    /// Every default row of a table that a method uses must have a unit that one of those methods can take.
    private func unitsFitMethods(_ findings: inout Findings) {
        for (name, byParameter) in PackCheck.unitsOfMethods(of: SourceKind.ID.allCases) {
            guard let table = library.table(name) else {
                findings.add(Finding(.error, .noSuchTable, value: name))
                continue
            }
            let place = table.keyColumns.firstIndex(of: "parameter")
            for factor in table.factors where factor.isDefault && factor.layer == 0 {
                var parameter: String?
                if let place, case .text(let text) = factor.keys[place] { parameter = text }
                guard let accepted = byParameter[parameter], !accepted.isEmpty else { continue }
                if !accepted.contains(where: { factor.unit.conversion(to: $0) != nil }) {
                    findings.add(
                        Finding(
                            .error, .unitMisfit, at: factor.location, value: factor.unit.symbol,
                            expected: Label(same: Set(accepted.map(\.symbol)).sorted().joined(separator: " | "))))
                }
            }
        }
    }
}

extension Finding.Message {
    static let outsideBounds = Finding.Message(
        "factor-outside-bounds", "系数不在自己的上下限之内", "the factor lies outside its own bounds")
    static let sameFactorID = Finding.Message("duplicate-factor-id", "系数编号重复", "the factor id stands twice")
    static let equallySpecific = Finding.Message("equally-specific", "两行同等具体，无法取舍", "two rows are equally specific")
    static let unitMisfit = Finding.Message("unit-misfit", "单位不合方法", "the unit fits no method that uses the table")
    static let noSuchTable = Finding.Message(
        "no-such-table", "方法所用的系数表不存在", "a table that a method uses does not exist")
}
