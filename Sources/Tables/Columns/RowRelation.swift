import Quantities

/// What the cells of one row must keep to, whatever computes the row: what some columns take away is no more than there
/// is.
public struct RowRelation: Sendable {
    /// The columns that take away; blank ones take nothing.
    public let parts: [String]
    /// What there is, as products of columns: the first counts whose columns are all given.
    public let wholes: [[String]]

    /// A relation of columns of one schema.
    public init(_ parts: [String], atMost wholes: [[String]]) {
        self.parts = parts
        self.wholes = wholes
    }

    /// Whether parts of that sum are more than the whole: beyond what rounding of the last digits does.
    static func exceeds(_ sum: Double, _ whole: Double) -> Bool { sum > whole * (1 + 1e-12) }
}

/// A relation with the places of its columns in a layout.
struct RelationCheck: Sendable {
    /// A product of columns of the layout, and what turns its number into the unit of the parts.
    struct Whole: Sendable {
        let fields: [Int]
        let factor: Double

        /// The number for a row, or `nil` where a column is blank.
        func number(_ value: (Int) -> Double) -> Double? {
            var product = factor
            for field in fields { product *= value(field) }
            return product.isNaN ? nil : product
        }
    }

    /// The places of the parts among the layout's fields.
    let parts: [Int]
    let wholes: [Whole]
    private let unit: Unit

    /// `nil` where the layout has no part or no whole of the relation, so that there is nothing to hold against it.
    init?(_ relation: RowRelation, layout: Layout) {
        func field(_ id: String) -> Int? {
            layout.fields.firstIndex { layout.schema.columns[$0.place].id == id }
        }
        guard let unit = relation.parts.first.flatMap(layout.schema.column)?.unit else { return nil }
        self.unit = unit
        parts = relation.parts.compactMap(field)
        wholes = relation.wholes.compactMap { columns in
            let fields = columns.compactMap(field)
            var product = Unit.one
            for id in columns {
                guard let own = layout.schema.column(id)?.unit, let next = product * own else { return nil }
                product = next
            }
            guard fields.count == columns.count, let ratio = product.conversion(to: unit) else { return nil }
            return Whole(fields: fields, factor: ratio.applied(to: 1))
        }
        if parts.isEmpty || wholes.isEmpty { return nil }
    }

    /// What the parts of a row come to and the whole that they exceed, or `nil` where the row keeps to it. `value` gives
    /// the number of a field, NaN where it is blank.
    @inline(__always)
    func excess(_ value: (Int) -> Double) -> (sum: Double, whole: Double, of: Whole)? {
        var sum = 0.0
        for part in parts {
            let number = value(part)
            if !number.isNaN { sum += number }
        }
        guard sum > 0 else { return nil }
        for whole in wholes {
            guard let number = whole.number(value) else { continue }
            return RowRelation.exceeds(sum, number) ? (sum, number, whole) : nil
        }
        return nil
    }

    /// The finding of a row that does not keep to it.
    func finding(_ values: [CellValue], layout: Layout, line: Int) -> Finding? {
        func number(_ field: Int) -> Double { if case .number(let number) = values[field] { number } else { .nan } }
        guard let (sum, whole, product) = excess(number) else { return nil }
        let given = parts.filter { !number($0).isNaN }
        func names(_ fields: [Int], _ sign: String) -> Label {
            let columns = fields.map { layout.schema.columns[layout.fields[$0].place] }
            return Label(
                columns.map(\.label.zh).joined(separator: sign),
                columns.map { "\($0.label.en) (\($0.id))" }.joined(separator: sign))
        }
        let (taken, there) = (names(given, " + "), names(product.fields, " × "))
        func amount(_ value: Double) -> String { DecimalText.shortest(value) + (unit == .one ? "" : " \(unit)") }
        let field = given.first.map { layout.fields[$0] }
        return Finding(
            .error, .moreThanThereIs,
            at: Location(
                file: layout.file, line: line, column: field?.header, columnNumber: field.map { $0.index + 1 }),
            value: amount(sum),
            expected: Label(
                "\(taken.zh)不超过\(there.zh)，即 \(amount(whole))", "\(taken.en) of at most \(there.en), \(amount(whole))"))
    }
}

extension Finding.Message {
    static let moreThanThereIs = Finding.Message(
        "more-than-there-is", "扣除的比有的多，排放量会成负数",
        "more is taken away than there is: the emission would be negative")
}
