import Calculation
import Factors
import Inventories
import Quantities
public import Tables

/// What a measure does 措施做法: a function from tables to tables, read from the measure's parameters.
///
/// An action is one file: the type with its name, its parameters, how it reads them and what it does; `Actions.all` lists
/// the types.
protocol Action: Sendable {
    /// The word of the plan's language.
    static var name: String { get }
    /// The name for people.
    static var label: Label { get }
    /// The parameters that it may have, as the reference page tells them.
    static var reference: [ActionParameter] { get }
    /// A measure with it, as it stands in a plan.
    static var example: String { get }
    /// The place in the order of physics within one source: the smaller comes first.
    static func rank(_ parameters: Parameters) -> Int
    /// The action of a measure; `nil` with findings where its parameters make none.
    static func read(_ reader: inout ParameterReader) -> (any Action)?
    /// The columns of a kind that it looks at or changes, by the parameters as they are written: they are read from the files
    /// beside those that methods compute with. What a measure reads and does not name here is blank while files pass.
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String>
    /// The pollutants that it must compute to know what to do, whatever the run asks for.
    static func judged(of kind: SourceKind, _ parameters: Parameters, _ library: FactorLibrary) -> Set<String>
    /// Whether a kind has the columns that it works on.
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool
    /// The pollutants that it can reduce; `nil` for all.
    static func pollutants(_ parameters: Parameters) -> Set<String>?
    /// Whether what it credits is a promise of a design until it is measured.
    static var isDesigned: Bool { get }
    /// The rows that it looks at where it needs more than those that it means.
    static func context(of selector: Selector) -> Selector

    /// Whether what becomes of a row depends on that row alone, so that rows can be worked on in any company.
    var isLocal: Bool { get }
    /// Whether what it does to some rows can be told apart from the rest.
    var isSeparable: Bool { get }
    /// Whether it changes rows at all; else only what they emit is asked for.
    var changesRows: Bool { get }
    /// Whether what treated rows emit after it is for the heat of what it closes.
    var makesUp: Bool { get }
    /// The new sources that it brings, and what they must be offset by.
    var additions: (rows: Table, offset: Double?)? { get }
    /// Works on the selected rows. What stops it is in the notes; then the rows must not be used.
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes)
    /// What the library knows of the change where it has no factor for what comes after: how much less is emitted.
    func gain(_ work: Working, line: Int, row: Int, vocabularies: Vocabularies) -> (factor: String, less: Double)?
    /// What there is to say of rows that were computed again.
    func tell(_ work: Working, _ after: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes)
    /// What became of the measure, given what the rows emit that it means.
    func state(of sums: EmissionSums, in context: RunContext, _ profiles: MonthlyProfiles) -> MeasureState
    /// Where emission goes that the measure takes from its sources.
    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission?
}

extension Action {
    static var parameters: [String] { reference.map(\.name) }
    static func pollutants(_ parameters: Parameters) -> Set<String>? { nil }
    static var isDesigned: Bool { false }
    static func context(of selector: Selector) -> Selector { selector }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool { true }
    static func judged(of kind: SourceKind, _ parameters: Parameters, _ library: FactorLibrary) -> Set<String> { [] }
    var isLocal: Bool { true }
    var isSeparable: Bool { isLocal }
    var changesRows: Bool { true }
    var makesUp: Bool { false }
    var additions: (rows: Table, offset: Double?)? { nil }
    func gain(_ work: Working, line: Int, row: Int, vocabularies: Vocabularies) -> (factor: String, less: Double)? {
        nil
    }
    func tell(_ work: Working, _ after: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes) {}
    func state(of sums: EmissionSums, in context: RunContext, _ profiles: MonthlyProfiles) -> MeasureState { .computed }
    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? { nil }
}

extension Measure {
    /// The columns that the measure looks at beside those that methods compute with: those that select, those of its action,
    /// and those that its cost is counted by.
    var columns: Set<String> {
        var columns = Set(selector.conditions.map(\.column)).union(action.type.columns(of: kind, parameters))
        for part in cost?.parts ?? [] {
            switch part.basis {
            case .whole, .removed: break
            case .source: columns.formUnion([kind.schema.column(.count)?.id].compactMap { $0 })
            case .column(let column): columns.insert(column)
            }
        }
        return columns
    }
}

/// A parameter of an action, as the reference page tells it.
public struct ActionParameter: Sendable {
    /// The word of the plan's language.
    public let name: String
    /// The unit, or what kind of value it takes.
    public let unit: String
    /// What is taken where it is not given.
    public let `default`: Label
    /// What it says.
    public let meaning: Label

    init(_ name: String, unit: String, default: Label, _ meaning: Label) {
        self.name = name
        self.unit = unit
        self.default = `default`
        self.meaning = meaning
    }

    // Those that several actions take.
    static let share = ActionParameter(
        "share", unit: "1", default: Label("全部 1", "all: 1"),
        Label("每个源取多大份额", "the share of each source that is taken"))
    static let count = ActionParameter(
        "count", unit: "台、辆、户", default: Label("全部", "all"),
        Label("取多少个；可按县区分列 {654002: 256}", "how many are taken; by county {654002: 256}"))
    static let efficiency = ActionParameter(
        "efficiency", unit: "1", default: Label("系数库", "library's"),
        Label("新的热效率", "the new thermal efficiency"))
    static let fromEfficiency = ActionParameter(
        "from_efficiency", unit: "1", default: Label("台账，再取系数库", "the table's, else the library's"),
        Label("原热效率", "the old thermal efficiency"))
    static let areaPerHousehold = ActionParameter(
        "area_per_household", unit: "m²/户", default: Label("建筑面积列", "the table's floor area"),
        Label("户均面积", "the area of a household"))
}

/// The actions of the plan's language; `Actions/Actions.swift` lists them.
enum Actions {}

/// The word of the field for what a measure does.
public struct ActionName: Sendable, Hashable, CaseIterable, RawRepresentable {
    /// The word of the plan's language.
    public let rawValue: String
    /// What carries it out.
    let type: any Action.Type

    /// The action of a word, or `nil`.
    public init?(rawValue: String) {
        guard let type = Actions.all.first(where: { $0.name == rawValue }) else { return nil }
        self.rawValue = rawValue
        self.type = type
    }

    /// All words, in the order of the reference page.
    public static var allCases: [ActionName] { Actions.all.compactMap { ActionName(rawValue: $0.name) } }

    /// The name for people.
    public var label: Label { type.label }
    /// The parameters that it may have.
    public var parameterNames: [String] { type.parameters }
    /// The parameters with their units and what is taken where they are not given.
    public var parameters: [ActionParameter] { type.reference }
    /// A measure with it, as it stands in a plan.
    public var example: String { type.example }

    /// Two are the same where their words are.
    public static func == (a: ActionName, b: ActionName) -> Bool { a.rawValue == b.rawValue }
    /// Hashes the word.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// A word of a vocabulary with its code.
struct CodedWord: Sendable {
    let text: String
    let code: UInt16
}

/// A cell that a measure writes.
enum Setting: Sendable {
    case word(UInt16)
    case number(Double)
}

/// What an action may look at beside its own rows.
struct Surroundings {
    let kind: SourceKind
    /// All rows of the kind, as they are before the measure.
    let tables: [Table]
    let manifest: InventoryManifest
    let profiles: MonthlyProfiles
    let vocabularies: Vocabularies
    /// Library and rules.
    let context: RunContext
    /// The regions that the inventory has sources in; `nil` where that is not known yet.
    var present: Set<UInt16>?
}

extension [Working] {
    /// Divides rows by what a portion takes of each; `false` where it cannot be had.
    mutating func take(
        _ portion: Portion, in surroundings: Surroundings, drops: Bool, _ notes: inout Notes
    ) -> Bool {
        guard let taken = portion.taken(of: map(\.kept), in: surroundings, notes: &notes) else { return false }
        for i in indices { self[i].divide(taken[i], kind: surroundings.kind, drops: drops) }
        return true
    }
}
