public import Tables

/// A source kind 源类: what its table holds. The methods that compute it belong to the calculation layer.
public struct SourceKind: Sendable, Identifiable {
    /// The columns of its table.
    public let schema: Schema

    init(_ id: String, _ label: Label, _ columns: [ColumnSchema], relations: [RowRelation] = []) {
        schema = Schema(id, label, columns, relations: relations)
    }

    /// The kind's stable name, which names its table and its file.
    public var id: String { schema.id }
    /// The kind's name for people.
    public var label: Label { schema.label }

    /// All kinds, in the order of the field's sheets.
    public static let all: [SourceKind] = [boilers, kilns, vehicles, nonroad, vocFirms, households, area]

    /// The kind of that name, or `nil`.
    public static func named(_ id: String) -> SourceKind? { all.first { $0.id == id } }
}
