public import Factors
public import Quantities
public import Tables

/// Where the number behind a letter of a formula comes from; a term lists several, best first.
public indirect enum Origin: Sendable {
    /// The row's own value.
    case column(String)
    /// The row's own value in the column that has that role for the pollutant computed.
    case ofPollutant(PollutantColumn)
    /// The factor library, matched by what is known of the row; `keys` replaces a key by that of another word.
    case factor(table: String, parameter: String? = nil, keys: [String: String] = [:])
    /// A number that the method's source prints.
    case printed(Double, Label)
    /// A number taken because nothing is known: always shown as an assumption.
    case assumed(Double, Label)
    /// A number that counts as known where the row is silent, such as no second device.
    case silent(Double, Label)
    /// The value of another term of the method, taken because nothing is known: shown as an assumption.
    case sameAs(String, Label)
    /// Worked out from the library by the rules of a guideline, once for all rows that are alike.
    case derived(Derivation)
}

/// A column that a kind may have for each pollutant.
public enum PollutantColumn: Int, Sendable, CaseIterable {
    /// The measured concentration.
    case concentration
    /// The unit's part of what is monitored at its outlet.
    case outletShare
    /// The limit in force.
    case limit
    /// The cap that a measure brings; of particles that of all of them bounds each size.
    case cap
    /// The reference oxygen of that cap.
    case capOxygen

    /// The id of the column that a schema has for a pollutant, or for what it is a part of: a cap of the whole bounds each
    /// part, and nothing else that is told of the whole says how much of it is the part. `wholes` begin with the pollutant;
    /// `place` is where its cap stands if it has no column of its own.
    func id(of wholes: [String], in schema: Schema, place: Int?) -> String? {
        switch self {
        case .cap, .capOxygen:
            if let owner = PollutantColumn.ownerOfCap(wholes, in: schema) {
                return schema.column(role(of: owner))?.id
            }
            return place.flatMap { schema.column(self == .cap ? .capOfOther($0) : .capOxygenOfOther($0))?.id }
        default: return wholes.first.flatMap { schema.column(role(of: $0))?.id }
        }
    }

    /// The pollutant whose cap bounds another: the pollutant itself, or what it is a part of; `nil` where the tables have a
    /// column for none.
    static func ownerOfCap(_ wholes: [String], in schema: Schema) -> String? {
        wholes.first { schema.column(.cap(of: $0)) != nil }
    }

    /// Whether a pollutant may have a cap that is not that of what it is a part of: in its own column, or among those of other
    /// pollutants.
    static func hasOwnCap(_ wholes: [String], in schema: Schema) -> Bool {
        ownerOfCap(wholes, in: schema).map { $0 == wholes.first } ?? (schema.column(.capOfOther(1)) != nil)
    }

    /// The role of the column of a pollutant.
    func role(of pollutant: String) -> ColumnRole {
        switch self {
        case .concentration: .concentration(of: pollutant)
        case .outletShare: .outletShare(of: pollutant)
        case .limit: .limit(of: pollutant)
        case .cap: .cap(of: pollutant)
        case .capOxygen: .capOxygen(of: pollutant)
        }
    }
}

/// A letter of a formula: what it is, in which unit, and where it comes from.
public struct Term: Sendable {
    /// The letter as the guideline prints it.
    public let symbol: String
    /// What it is.
    public let label: Label
    /// The unit its number has inside the formula.
    public let unit: Unit
    /// Where the number comes from, best first.
    public let origins: [Origin]

    /// A term with given origins.
    init(_ symbol: String, _ label: Label, _ unit: Unit, _ origins: [Origin]) {
        self.symbol = symbol
        self.label = label
        self.unit = unit
        self.origins = origins
    }

    /// The same term under another letter.
    func renamed(_ symbol: String) -> Term { Term(symbol, label, unit, origins) }

    /// A term. The unit is part of the program: one that cannot be read is a programmer's mistake.
    public init(_ symbol: String, _ zh: String, _ en: String, _ unit: String, _ origins: Origin...) {
        self.symbol = symbol
        label = Label(zh, en)
        self.unit = Unit(stated: unit, for: "term \(symbol)")
        self.origins = origins
    }

    /// The column that the row may give it in, if any.
    public var column: String? {
        for case .column(let id) in origins { return id }
        return nil
    }
}

/// When a method may be used.
public indirect enum Condition: Sendable {
    /// One of these holds.
    case any([Condition])
    /// This does not hold.
    case not(Condition)
    /// The row has a value in the column.
    case given(String)
    /// The row has no value in the column.
    case notGiven(String)
    /// The row's word is one of these or narrower.
    case word(String, of: [String])
    /// The row's word is none of these nor narrower; also where it is not known.
    case noWord(String, of: [String])
    /// The row's number reaches that of a rule of the library, or is not given.
    case atLeast(String, rule: String)
    /// The library has a factor of that basis for the row.
    case basis(Basis, table: String, parameter: String? = nil)
    /// The row has a concentration that the pollutant must meet: a cap of its own.
    case capped
    /// The factor that the library has for the row belongs to that family; of another pollutant where one is named.
    case family(String, table: String, parameter: String? = nil, pollutant: String? = nil)
}

/// What a method rests on 核算方法性质.
public enum Nature: String, Sendable, CaseIterable {
    /// Continuous monitoring of the stack.
    case monitoring
    /// A measured concentration with a computed flue gas.
    case measured
    /// A factor of the library times an activity.
    case factor
    /// A balance of what goes in and what comes out.
    case balance
    /// The limit in force, where nothing else is known.
    case limit
    /// Nothing is emitted where the energy is used.
    case none
}

/// How what a method computes is released.
public enum Release: String, Sendable, CaseIterable {
    /// Through a stack 有组织.
    case stack
    /// In the open 无组织.
    case fugitive
    /// The captured part through a stack, the rest in the open.
    case captured
    /// Not told apart: mobile and area sources.
    case unassigned
}

/// What a formula's mass is.
public enum Quantity: Int, Sendable, CaseIterable {
    /// What leaves to the air 排放量.
    case emitted
    /// What arises before any control 产生量.
    case generated
    /// The part of what is emitted that leaves in the open 无组织排放量.
    case fugitive
}

/// An accounting method 核算方法: one formula with its letters, its source, and when it may be used.
///
/// The formula gives what is generated, or what is emitted where the method measures that. Controls and caps stand behind
/// it as stages that know no kind.
public final class Method: Sendable {
    /// The stable id, as written in the column `method` and in results; unique among the methods of a process.
    public let id: String
    /// The name for people.
    public let label: Label
    /// The formula with its letters.
    public let own: Formula
    /// What the formula gives: `generated` or `emitted`.
    public let gives: Quantity
    /// What the method rests on.
    public let nature: Nature
    /// How it is released.
    public let release: Release
    /// Whether devices in place lower what the formula gives.
    public let acceptsControl: Bool
    /// The formula of what is emitted, where the method's source prints the removal itself.
    public let emitted: Formula?
    /// What a cap on the concentration allows, in the terms of the method; `nil` where no cap can act.
    public let cap: ConcentrationCap?
    /// Where the formula comes from.
    public let source: [Citation]
    /// The pollutants it computes; `nil` means any for which factors are found.
    public let pollutants: Set<String>?
    /// The table of factors that must have rows of a pollutant for the method to compute it; `nil` where it may find none.
    public let rowsOf: String?
    /// The letter that is of a size which the pollutant is a share of; `nil` where its factors are its own.
    let partOfSize: PartOfSize?
    /// When it may be used.
    public let conditions: [Condition]

    /// The formula.
    public var formula: Expression { own.expression }
    /// The letters, in the order of the formula's legend.
    public var terms: [Term] { own.terms }

    /// A method. One whose outcome is no mass is a programmer's mistake and stops the program: see `Formula`.
    public init(
        _ id: String, _ zh: String, _ en: String, _ formula: Expression, source: [Citation],
        pollutants: Set<String>? = nil, rowsOf: String? = nil,
        when conditions: [Condition] = [], gives: Quantity = .generated, nature: Nature = .factor,
        release: Release = .unassigned, acceptsControl: Bool = false, emitted: Expression? = nil,
        cap: ConcentrationCap? = nil, terms: [Term]
    ) {
        do {
            let known = emitted?.symbols ?? []
            let needed = formula.symbols
            // Letters of the removal alone belong to what is emitted.
            own = try Formula(
                formula,
                terms: emitted == nil
                    ? terms : terms.filter { needed.contains($0.symbol) || !known.contains($0.symbol) })
            self.emitted = try emitted.map { expression throws(FormulaError) in try Formula(expression, terms: terms) }
        } catch {
            preconditionFailure("method \(id): \(error)")
        }
        for term in terms {
            for case .sameAs(let symbol, _) in term.origins {
                let other = terms.first { $0.symbol == symbol }
                precondition(other?.unit == term.unit, "method \(id): \(term.symbol) has not the unit of \(symbol)")
            }
        }
        self.id = id
        label = Label(zh, en)
        self.gives = gives
        self.nature = nature
        self.release = release
        self.acceptsControl = acceptsControl
        self.cap = cap
        self.source = source
        self.pollutants = pollutants
        self.rowsOf = rowsOf
        self.conditions = conditions
        partOfSize = nil
    }

    /// Another method but for these.
    private init(_ other: Method, partOfSize: PartOfSize?, conditions: [Condition]) {
        (id, label, own, emitted, cap) = (other.id, other.label, other.own, other.emitted, other.cap)
        (gives, nature, release, acceptsControl) = (other.gives, other.nature, other.release, other.acceptsControl)
        (source, pollutants, rowsOf) = (other.source, other.pollutants, other.rowsOf)
        (self.partOfSize, self.conditions) = (partOfSize, conditions)
    }

    /// The same method, of a share of a size of particles.
    func ofPart(_ part: PartOfSize) -> Method { Method(self, partOfSize: part, conditions: conditions) }

    /// The same method with a condition more.
    func when(_ condition: Condition) -> Method {
        Method(self, partOfSize: partOfSize, conditions: conditions + [condition])
    }

    /// The term of that letter, or `nil`.
    public func term(_ symbol: String) -> Term? { (emitted ?? own).term(symbol) }

    /// Whether what must be met stands for what is emitted.
    public var restsOnCap: Bool {
        conditions.contains { if case .capped = $0 { true } else { false } }
    }

    /// Whether it can compute a pollutant for sources of a schema: whether the columns that it asks for by pollutant are
    /// there, and the rows.
    func computes(_ pollutant: String, in schema: Schema, _ library: FactorLibrary) -> Bool {
        guard pollutants?.contains(pollutant) ?? true else { return false }
        if restsOnCap { return PollutantColumn.hasOwnCap(library.wholes(of: pollutant), in: schema) }
        if let rowsOf {
            let code = library.vocabularies["pollutant"].code(exactly: pollutant)
            guard let code, library.table(rowsOf)?.has(code, in: "pollutant") ?? false else { return false }
        }
        return terms.allSatisfy { term in
            guard case .ofPollutant(let column)? = term.origins.first else { return true }
            return schema.column(column.role(of: pollutant)) != nil
        }
    }
}

/// How a pollutant is a share of a size of particles in a method: black carbon of PM2.5.
struct PartOfSize: Sendable {
    /// The letter of the size.
    let letter: String
    /// Where it is matched.
    let table: String
    let parameter: String?
    /// The size.
    let size: String
    /// The letter of the share.
    let share: String
}
