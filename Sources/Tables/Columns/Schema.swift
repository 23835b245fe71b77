public import Quantities

/// What a column of a source kind holds, written once: reading, checking, templates, schemas and reference pages all
/// follow from it.
public struct ColumnSchema: Sendable {
    /// What stands in the cells.
    public enum Content: Sendable {
        /// Free text.
        case text
        /// A unique identifier of the row.
        case identifier
        /// A word of a vocabulary.
        case code(vocabulary: String)
        /// A number in a unit, within a range (both ends allowed).
        case number(unit: Unit, range: ClosedRange<Double>)
        /// A share, 0 … 1; percent is accepted.
        case fraction
        /// A calendar day, month or year.
        case date
    }

    /// The stable English name, snake case.
    public let id: String
    /// The header for people.
    public let label: Label
    /// What stands in the cells.
    public let content: Content
    /// What the column is for the source: what computing and plans may do with it.
    public private(set) var roles: [ColumnRole] = []
    /// Whether its numbers are worked out from other tables: no file gives them.
    public private(set) var isWorkedOut = false
    /// Whether a row without it is an error.
    public private(set) var isRequired = false
    /// Other headers that mean this column, in any language.
    public private(set) var aliases: [String] = []
    /// What the column means, for templates and the reference page.
    public private(set) var note: Label?
    /// Whether the numbers are amounts of one year, so that a unit may name the year: `t/a` is `t`.
    public private(set) var isOfYear = false
    /// Whether the texts are unified social credit codes of firms.
    public private(set) var holdsCreditCodes = false
    /// Unit spellings that mean something particular in this column, such as `t/h` for steam.
    public private(set) var unitAliases: [String: String] = [:]

    private init(_ id: String, _ zh: String, _ en: String, _ content: Content) {
        self.id = id
        label = Label(zh, en)
        self.content = content
    }

    /// A column of free text.
    public static func text(_ id: String, _ zh: String, _ en: String) -> ColumnSchema {
        ColumnSchema(id, zh, en, .text)
    }
    /// The column that names the row; values must be unique.
    public static func identifier(_ id: String, _ zh: String, _ en: String) -> ColumnSchema {
        ColumnSchema(id, zh, en, .identifier)
    }
    /// A column of words.
    public static func code(_ id: String, _ zh: String, _ en: String, in vocabulary: String) -> ColumnSchema {
        ColumnSchema(id, zh, en, .code(vocabulary: vocabulary))
    }
    /// A column of numbers. The unit is part of the program: one that cannot be read is a programmer's mistake.
    public static func number(
        _ id: String, _ zh: String, _ en: String, _ unit: String, _ range: ClosedRange<Double>
    ) -> ColumnSchema {
        ColumnSchema(id, zh, en, .number(unit: Unit(stated: unit, for: "column \(id)"), range: range))
    }
    /// A column of shares.
    public static func fraction(_ id: String, _ zh: String, _ en: String) -> ColumnSchema {
        ColumnSchema(id, zh, en, .fraction)
    }
    /// A column of days, months or years.
    public static func date(_ id: String, _ zh: String, _ en: String) -> ColumnSchema {
        ColumnSchema(id, zh, en, .date)
    }
    /// A yes-or-no column.
    public static func flag(_ id: String, _ zh: String, _ en: String) -> ColumnSchema {
        code(id, zh, en, in: "flag")
    }

    /// The column that tells how sure the numbers of another are: `fuel_use±`.
    public static func uncertainty(of column: ColumnSchema) -> ColumnSchema {
        fraction(column.id + "_uncertainty", column.label.zh + "±", column.label.en + " ±")
            .role(.uncertainty(of: column.id)).intensive
            .changed {
                $0.aliases = ([column.id] + column.aliases).map { $0 + "±" } + [column.label.zh + "不确定度"]
            }
            .noted(
                "95 % 区间的半宽，占该数的份额；空白的用 inventory.yaml 中 uncertainty 的等级",
                "the half-width of the interval of 95 %, as a share of the number; a blank takes the class under uncertainty in inventory.yaml"
            )
    }

    /// Whether it tells how sure another column is.
    public var isUncertainty: Bool {
        roles.contains { if case .uncertainty = $0 { true } else { false } }
    }

    /// The same column with a role more.
    public func role(_ role: ColumnRole) -> ColumnSchema {
        changed { if !$0.roles.contains(role) { $0.roles.append(role) } }
    }
    /// The same column, growing with the size of the source.
    public var extensive: ColumnSchema { role(.extensive) }
    /// The same column, counting the things of a row.
    public var counts: ColumnSchema { role(.count) }
    /// The same column, independent of the size of the source.
    public var intensive: ColumnSchema { role(.intensive) }
    /// The same column, void when the fuel changes.
    public var ofFuel: ColumnSchema { role(.ofFuel) }
    /// The same column, void when another machine or vehicle takes the place.
    public var ofMachine: ColumnSchema { role(.ofMachine) }
    /// The same column, void when another material takes the place.
    public var ofMaterial: ColumnSchema { role(.ofMaterial) }
    /// The same column, an activity that plans may scale.
    public var activity: ColumnSchema { role(.activity) }

    /// The same column, worked out and never read.
    public var workedOut: ColumnSchema { changed { $0.isWorkedOut = true } }

    /// The same column, required in every row.
    public var required: ColumnSchema { changed { $0.isRequired = true } }
    /// The same for a column that may be blank.
    var optional: ColumnSchema { changed { $0.isRequired = false } }
    /// The same column with further headers.
    public func also(_ headers: String...) -> ColumnSchema { changed { $0.aliases += headers } }
    /// The same column with an explanation.
    public func noted(_ zh: String, _ en: String) -> ColumnSchema { changed { $0.note = Label(zh, en) } }
    /// The same column, its numbers being amounts of one year.
    public var ofYear: ColumnSchema { changed { $0.isOfYear = true } }
    /// The same column, its texts being unified social credit codes.
    public var ofCreditCodes: ColumnSchema { changed { $0.holdsCreditCodes = true } }
    /// The same column where a unit spelling means another unit.
    public func reading(_ spelling: String, as unit: String) -> ColumnSchema {
        changed { $0.unitAliases[spelling] = unit }
    }

    /// The unit of the values: of a number as declared, of a share 1, else `nil`.
    public var unit: Unit? {
        switch content {
        case .number(let unit, _): unit
        case .fraction: .one
        default: nil
        }
    }
    /// What the numbers may be: of a number as declared, of a share 0 … 1, else `nil`.
    public var range: ClosedRange<Double>? {
        switch content {
        case .number(_, let range): range
        case .fraction: 0...1
        default: nil
        }
    }
    /// The vocabulary of a code column.
    public var vocabulary: String? {
        if case .code(let name) = content { name } else { nil }
    }

    private func changed(_ change: (inout ColumnSchema) -> Void) -> ColumnSchema {
        var copy = self
        change(&copy)
        return copy
    }
}

/// The columns of one kind of table.
public struct Schema: Sendable {
    /// The table's name, which is also the name of its file.
    public let id: String
    /// The table's name for people.
    public let label: Label
    /// The columns in the order of templates.
    public let columns: [ColumnSchema]
    /// What the cells of each row must keep to.
    public let relations: [RowRelation]
    /// What the cells of a row cannot both say.
    public let contradictions: [RowContradiction]
    /// What heads of forms in use mean here.
    public let heads: FormHeads
    /// Headers that were read before.
    let headers = KnownHeaders()
    private let index: [String: Int]
    private let byRole: [ColumnRole: [Int]]

    /// A schema. Two columns of one id are a programmer's mistake.
    public init(
        _ id: String, _ label: Label, _ columns: [ColumnSchema], relations: [RowRelation] = [],
        contradictions: [RowContradiction] = [], heads: FormHeads = FormHeads()
    ) {
        self.id = id
        self.label = label
        self.columns = columns
        self.relations = relations
        self.contradictions = contradictions
        self.heads = heads
        index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.id, $0) })
        var byRole: [ColumnRole: [Int]] = [:]
        for (place, column) in columns.enumerated() {
            for role in column.roles { byRole[role, default: []].append(place) }
        }
        self.byRole = byRole
    }

    /// The same with columns that may be blank.
    package func allowingBlanks(in ids: Set<String>) -> Schema {
        Schema(
            id, label, columns.map { ids.contains($0.id) ? $0.optional : $0 }, relations: relations,
            contradictions: contradictions, heads: heads)
    }

    /// The place of a column, or `nil`.
    public func place(of id: String) -> Int? { index[id] }
    /// The place of the column that a key of a factor table means: by id, else by the vocabulary of its words.
    public func place(ofKey key: String) -> Int? {
        index[key] ?? columns.firstIndex { $0.vocabulary == key }
    }
    /// The column of that id, or `nil`.
    public func column(_ id: String) -> ColumnSchema? { index[id].map { columns[$0] } }
    /// The columns of a role, in the order of the table.
    public func columns(_ role: ColumnRole) -> [ColumnSchema] { byRole[role, default: []].map { columns[$0] } }
    /// The columns that grow with the size of a source: a part of it has a part of them.
    public var sizes: [ColumnSchema] { columns.filter { $0.roles.contains(.extensive) || $0.roles.contains(.count) } }
    /// Whether a row is one source of its own, and not a cohort: then it must be named.
    public var isOfSingleSources: Bool {
        columns.contains { column in
            if case .identifier = column.content { column.isRequired } else { false }
        }
    }
    /// The use of fuel of each of the things that a row counts, or `nil`.
    public var fuelOfEach: ColumnSchema? {
        guard let count = column(.count) else { return nil }
        return columns(.each(of: count.id)).first { $0.roles.contains(.ofFuel) }
    }
    /// The first column of a role, or `nil`.
    public func column(_ role: ColumnRole) -> ColumnSchema? { byRole[role]?.first.map { columns[$0] } }
    /// The columns of the devices that remove a pollutant, along the gas.
    public func devices(of pollutant: String) -> [ColumnSchema] {
        var devices: [ColumnSchema] = []
        while let next = column(.device(of: pollutant, stage: devices.count + 1)) { devices.append(next) }
        return devices
    }
}
