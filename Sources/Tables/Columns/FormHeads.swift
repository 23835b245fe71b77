import Quantities
internal import Synchronization

/// What the heads of forms in use mean in a table, beyond the names of its columns. Most tables have heads of ours alone: what
/// others mean is worked out when the first of them is met.
public final class FormHeads: Sendable {
    private let list: @Sendable (inout HeadMeanings) -> Void
    private let known = Mutex<HeadMeanings?>(nil)

    /// Heads that `list` adds.
    public init(_ list: @escaping @Sendable (inout HeadMeanings) -> Void = { _ in }) { self.list = list }

    private var meanings: HeadMeanings {
        known.withLock { known in
            if let known { return known }
            var meanings = HeadMeanings()
            list(&meanings)
            known = meanings
            return meanings
        }
    }

    /// The columns that a head may be; several, where only a unit can tell.
    func columns(of head: String) -> [String] { meanings.columns(of: head) }

    /// Why the head has no column, where it is known; `nil` for heads that nobody knows.
    func reason(of head: String) -> Label? { meanings.reason(of: head) }
}

/// Heads of forms with their meanings.
public struct HeadMeanings: Sendable {
    /// The columns that a head may be, the first whose unit fits.
    private var columns: [String: [String]] = [:]
    /// Why a head that is known has no column.
    private var passed: [String: Label] = [:]

    /// Lets a head be one of these columns. A head of two meanings is none.
    public mutating func add(_ head: String, columns ids: [String]) {
        let key = HeadMeanings.key(head)
        guard let known = columns[key] else { return columns[key] = ids }
        columns[key] = known.contains(where: ids.contains) ? known + ids.filter { !known.contains($0) } : []
    }

    /// Says why a head that is known has no column.
    public mutating func add(_ head: String, reason: Label) {
        let key = HeadMeanings.key(head)
        if passed[key] == nil { passed[key] = reason }
    }

    /// The columns that a head may be; several, where only a unit can tell.
    func columns(of head: String) -> [String] { columns[HeadMeanings.key(head)] ?? [] }

    /// Why the head has no column, where it is known; `nil` for heads that nobody knows.
    func reason(of head: String) -> Label? { passed[HeadMeanings.key(head)] }

    private static func key(_ head: String) -> String {
        Vocabulary.folded(HeaderText.bare(head).filter { !$0.isWhitespace })
    }
}

extension Layout {
    /// The column that a head of a form is, and the unit that it names.
    static func match(_ cell: HeaderCell, _ schema: Schema) -> (place: Int, unit: String?)? {
        let names = [(name: cell.text, unit: String?.none)] + cell.splits.map { ($0.name, Optional($0.unit)) }
        for (name, text) in names {
            let ids = schema.heads.columns(of: name).filter { schema.column($0) != nil }
            if ids.count == 1 { return schema.place(of: ids[0]).map { ($0, text) } }
            // 年消耗量 is a mass or a volume: its unit says which.
            let fitting = ids.first { id in
                guard let column = schema.column(id), let wanted = column.unit, let text else { return false }
                return (try? column.unit(spelled: text))?.dimension == wanted.dimension
            }
            if let fitting { return schema.place(of: fitting).map { ($0, text) } }
        }
        return nil
    }

    /// What is to be said of a head that is no column: known without a place, the units of a column beside it, or unknown.
    static func finding(
        of cell: HeaderCell, _ schema: Schema, at location: Location, nearest: () -> String?
    ) -> Finding {
        for name in [cell.text] + cell.splits.map(\.name) {
            if let reason = schema.heads.reason(of: name) {
                return Finding(.note, .columnWithoutPlace(reason), at: location, value: cell.text)
            }
        }
        for name in [cell.text] + cell.splits.map(\.name) {
            let units = schema.heads.columns(of: name).compactMap { schema.column($0)?.unit?.symbol }
            guard units.count > 1 else { continue }
            return Finding(
                .error, .headNeedsUnit, at: location, value: cell.text,
                expected: Label(
                    units.map { "\(name)（\($0)）" }.joined(separator: "或"),
                    units.map { "\(name)[\($0)]" }.joined(separator: " or ")))
        }
        if HeaderText.namesUnit(cell.text) {
            return Finding(
                .error, .unitColumn, at: location, value: cell.text,
                expected: Label(
                    "数字列的表头带单位，如“燃料消耗量（万吨）”", "the unit in the header of the numbers, such as fuel_use[10^4 t]"))
        }
        return Finding(.warning, .unknownColumn, at: location, value: cell.text, nearest: nearest())
    }
}

extension HeaderText {
    /// Whether a title is that of a column of units: 计量单位, 燃料单位, 燃料一消耗量单位; 使用单位 is a firm.
    package static func namesUnit(_ title: String) -> Bool {
        guard title.hasSuffix("单位") || title == "unit" || title.hasSuffix(" unit") else { return false }
        let name = title.dropLast(2)
        return name.isEmpty || title.hasSuffix("unit")
            || ["量", "料", "计", "产", "能", "积", "力", "率"].contains { name.hasSuffix($0) }
                && !["监测", "检测", "设计"].contains { name.hasSuffix($0) }
    }
}

extension Finding.Message {
    /// A head of forms that means no column of ours, with the reason.
    static func columnWithoutPlace(_ reason: Label) -> Finding.Message {
        Finding.Message(
            "column-without-place", "这一列认识，表中不用：" + reason.zh, "this column is known and not used here: " + reason.en)
    }
    static let headNeedsUnit = Finding.Message(
        "head-needs-unit", "这个表头要写明单位，才知道是哪一列", "this header must name its unit: that tells which column it is")
    static let unitColumn = Finding.Message(
        "unit-column", "单位写在另一列，本表按表头读单位：请把单位写进数字列的表头，或用 import 读入",
        "units stand in a column of their own, and tables read them from headers: write the unit into the header, or use import"
    )
}
