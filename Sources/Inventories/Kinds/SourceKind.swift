public import Tables

/// A source kind 源类: what its table holds. The methods that compute it belong to the calculation layer.
public struct SourceKind: Sendable, Identifiable {
    /// The source kinds, in the order of the field's sheets. A kind that is added here does not compile until its columns,
    /// its processes and its folders of factors are named.
    public enum ID: String, Sendable, CaseIterable {
        case boilers, kilns, vehicles, nonroad
        case vocFirms = "voc_firms"
        case households, area

        /// The kind with its columns.
        public var kind: SourceKind {
            switch self {
            case .boilers: .boilers
            case .kilns: .kilns
            case .vehicles: .vehicles
            case .nonroad: .nonroad
            case .vocFirms: .vocFirms
            case .households: .households
            case .area: .area
            }
        }
    }

    /// Which kind it is.
    public let id: ID
    /// The columns of its table.
    public let schema: Schema

    /// When sources of a kind heat, and so run in the heating season where nothing else is said of their months.
    enum Heating: Sendable {
        case never
        case always
        /// Where the column `use` says one of these.
        case uses(Set<String>)
    }

    private let heating: Heating

    init(
        _ id: ID, _ label: Label, _ columns: [ColumnSchema], relations: [RowRelation] = [],
        heating: Heating = .never
    ) {
        self.id = id
        self.heating = heating
        // Amounts may say how sure they are, each in a column of its own behind all others.
        let sure = columns.filter { column in
            guard case .number = column.content else { return false }
            return column.roles.contains { role in
                switch role {
                case .activity, .count, .each: true
                default: false
                }
            }
        }.map { ColumnSchema.uncertainty(of: $0) }
        schema = Schema(
            id.rawValue, label, columns + sure, relations: relations, contradictions: Contradictions.of(columns),
            heads: .ofForms(of: id.rawValue, columns))
    }

    /// The kind's stable name, which names its table and its file.
    public var name: String { id.rawValue }
    /// The kind's name for people.
    public var label: Label { schema.label }

    /// Whether a source of a use runs in the heating season where nothing else is said of its months.
    public func heats(use: String) -> Bool {
        switch heating {
        case .never: false
        case .always: true
        case .uses(let uses): uses.contains(use)
        }
    }

    /// All kinds, in the order of the field's sheets.
    public static let all: [SourceKind] = ID.allCases.map(\.kind)

    /// The kind of that name, or `nil`.
    public static func named(_ name: String) -> SourceKind? { ID(rawValue: name)?.kind }
}
