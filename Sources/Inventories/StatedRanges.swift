package import Factors
import Quantities
import Tables

/// How sure the numbers of an inventory are 不确定度, as `inventory.yaml` states it under `uncertainty`: a class of the
/// library, or the half-width of the interval of 95 %, such as `30 %`.
///
/// ```yaml
/// uncertainty:
///   factors: {tcses: C, household.default.coal: 40 %}
///   columns: {boilers.fuel_use: metered, vehicles.annual_km: {class: estimate, shared: yes}}
///   defaults: estimate
///   groups: {coal_analysis: [boiler.local.coal.SO2, kiln.local.coal.SO2]}
/// ```
public struct StatedRanges: Sendable, Hashable {
    /// How sure a column is.
    public struct Column: Sendable, Hashable {
        /// A class or a half-width.
        public let text: String
        /// Whether all rows err alike, such as where all take one survey; else each errs on its own.
        public let isShared: Bool

        /// A class or a half-width, and whether all rows err alike.
        public init(_ text: String, isShared: Bool = false) { (self.text, self.isShared) = (text, isShared) }
    }

    /// By family of emission factors, by table such as `road/speed`, or by the id of one factor.
    public private(set) var factors: [String: String] = [:]
    /// By table and column with a dot between them, or by table for all other columns of numbers.
    public private(set) var columns: [String: Column] = [:]
    /// Of values that defaults of the inventory fill in.
    public private(set) var defaults: String?
    /// Data that err alike, such as factors of one analysis: ids of factors and shared columns by the name of their group.
    public private(set) var groups: [String: [String]] = [:]

    /// Ranges by family or factor, by column, of defaults, and groups of data that err alike.
    public init(
        factors: [String: String] = [:], columns: [String: Column] = [:], defaults: String? = nil,
        groups: [String: [String]] = [:]
    ) {
        (self.factors, self.columns, self.defaults, self.groups) = (factors, columns, defaults, groups)
    }

    /// The group that each datum errs with.
    package var groupOf: [String: String] {
        var found: [String: String] = [:]
        for (group, members) in groups { for member in members { found[member] = group } }
        return found
    }

    /// The table of the library that has the classes.
    package static let table = "uncertainty/classes"

    /// Reads what stands under `uncertainty`.
    init(_ yaml: YAMLValue, places: inout [String: Location], findings: inout Findings) {
        yaml.expectKeys(["factors", "columns", "defaults", "groups"], findings: &findings)
        for entry in yaml["factors"]?.expectEntries(findings: &findings) ?? [] {
            places["uncertainty.factors." + entry.key.shown] = entry.value.location
            factors[entry.key.shown] = entry.value.expectText(findings: &findings)
        }
        for entry in yaml["columns"]?.expectEntries(findings: &findings) ?? [] {
            let name = entry.key.shown
            places["uncertainty.columns." + name] = entry.value.location
            if let text = entry.value.text {
                columns[name] = Column(text)
                continue
            }
            entry.value.expectKeys(["class", "shared"], findings: &findings)
            guard let text = entry.value["class"]?.expectText(findings: &findings) else { continue }
            let isShared = entry.value["shared"]?.truth(findings: &findings) ?? false
            columns[name] = Column(text, isShared: isShared)
        }
        for entry in yaml["groups"]?.expectEntries(findings: &findings) ?? [] {
            places["uncertainty.groups." + entry.key.shown] = entry.value.location
            groups[entry.key.shown] = entry.value.list.compactMap { $0.expectText(findings: &findings) }
        }
        if let value = yaml["defaults"] {
            places["uncertainty.defaults"] = value.location
            defaults = value.expectText(findings: &findings)
        }
    }

    /// The half-width in percent that a text states, or `nil` where it is no number.
    package static func halfWidth(_ text: String) -> Double? {
        var digits = text[...]
        for sign in ["±", "+-"] where digits.hasPrefix(sign) { digits = digits.dropFirst(sign.count) }
        guard digits.hasSuffix("%") || digits.hasSuffix("％") else { return nil }
        return DecimalText.value(String(digits.dropLast()).filter { $0 != " " })
    }

    /// What names no class, family, factor, table or column.
    func findings(_ library: FactorLibrary, at place: (String) -> Location?) -> [Finding] {
        var found: [Finding] = []
        let words = Dictionary(
            grouping: library.table(StatedRanges.table)?.factors ?? [], by: { $0.texts.first ?? "" }
        ).mapValues { $0.compactMap { $0.texts.dropFirst().first } }
        func check(_ text: String, _ kind: String, _ key: String) {
            let known = words[kind] ?? []
            if let width = StatedRanges.halfWidth(text), width >= 0, width <= 1000 { return }
            guard !known.contains(text) else { return }
            let list = known.joined(separator: ", ")
            found.append(
                Finding(
                    .error, .unknownRange, at: place(key), value: text,
                    expected: Label("\(list)，或 95 % 区间的半宽如 30 %", "\(list), or the half-width of 95 % such as 30 %"),
                    nearest: Spelling.nearest(to: text, in: known)))
        }
        let families = Set(library.ruleBooks.values.flatMap(\.sets)).union(["local"])
        let factorNames = FactorNames(library)
        for (name, text) in factors.sorted(by: { $0.key < $1.key }) {
            check(text, "factor", "factors." + name)
            guard !families.contains(name), !factorNames.contains(name) else { continue }
            let known = families.sorted().joined(separator: ", ")
            found.append(
                Finding(
                    .error, .unknownFamily, at: place("factors." + name), value: name,
                    expected: Label("系数族、系数表或系数编号：\(known)", "a family, a table or the id of a factor: \(known)"),
                    nearest: Spelling.nearest(to: name, in: families.sorted() + factorNames.alike(name))))
        }
        for (name, column) in columns.sorted(by: { $0.key < $1.key }) {
            check(column.text, "activity", "columns." + name)
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            let kind = SourceKind.named(parts.first ?? "")
            let known = (kind?.schema.columns ?? []).filter { $0.unit != nil }.map(\.id)
            if kind == nil || parts.count == 2 && !known.contains(parts[1]) {
                found.append(
                    Finding(
                        .error, .unknownColumn, at: place("columns." + name), value: name,
                        expected: Label(
                            "源类，或源类.数字列，如 boilers.fuel_use", "a table, or table.column of numbers as boilers.fuel_use"),
                        nearest: Spelling.nearest(to: parts.last ?? "", in: known)))
            }
        }
        if let defaults { check(defaults, "activity", "defaults") }
        var seen: [String: String] = [:]
        for (group, members) in groups.sorted(by: { $0.key < $1.key }) {
            for member in members {
                if let other = seen.updateValue(group, forKey: member) {
                    found.append(
                        Finding(
                            .error, .inTwoGroups, at: place("groups." + group), value: member,
                            expected: Label("只在一组中（已在 \(other)）", "in one group (it is in \(other) already)")))
                }
                let parts = member.split(separator: ".", maxSplits: 1).map(String.init)
                let table = parts.first ?? ""
                let columns = (SourceKind.named(table)?.schema.columns ?? []).filter { $0.unit != nil }.map {
                    table + "." + $0.id
                }
                guard !columns.contains(member), !factorNames.contains(member) else { continue }
                found.append(
                    Finding(
                        .error, .unknownFamily, at: place("groups." + group), value: member,
                        expected: Label("系数编号，或源类.列", "the id of a factor, or table.column"),
                        nearest: Spelling.nearest(to: member, in: columns + factorNames.alike(member))))
            }
            if members.count < 2 {
                found.append(
                    Finding(
                        .error, .inTwoGroups, at: place("groups." + group), value: group,
                        expected: Label("至少两个数据", "at least two data")))
            }
        }
        return found
    }
}

/// The names of the factors and tables of a library. A run reads the folders that it computes with: where a name is in none of them,
/// all are looked at.
private final class FactorNames {
    private let library: FactorLibrary
    private lazy var own = FactorNames.names(of: library)
    private lazy var all: Set<String> = {
        guard let folder = library.folders.first,
            let whole = try? FactorLibrary(folder: folder, packs: Array(library.folders.dropFirst()))
        else { return own }
        return FactorNames.names(of: whole)
    }()

    init(_ library: FactorLibrary) { self.library = library }

    private static func names(of library: FactorLibrary) -> Set<String> {
        Set(library.factors.map(\.id)).union(library.tables.keys)
    }

    func contains(_ name: String) -> Bool { own.contains(name) || all.contains(name) }

    /// The names that begin as this one does.
    func alike(_ name: String) -> [String] {
        let start = name.prefix { $0 != "." && $0 != "/" }
        return all.filter { $0.hasPrefix(start) }.sorted()
    }
}

extension Factor {
    /// The texts of its key columns that are no words of a vocabulary.
    package var texts: [String] {
        keys.compactMap { key in
            if case .text(let text) = key { text } else { nil }
        }
    }
}

extension Finding.Message {
    static let unknownRange = Finding.Message(
        "unknown-uncertainty", "既不是不确定度等级，也不是百分数", "neither a class of uncertainty nor a percentage")
    static let inTwoGroups = Finding.Message(
        "uncertainty-group", "同误差的一组数据有误", "a group of data that err alike cannot be used")
    static let unknownFamily = Finding.Message("unknown-family", "没有这个系数族", "no such family of factors")
}
