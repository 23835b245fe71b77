public import Factors
public import Quantities
public import Tables

/// Something taken because it was not known, or known only badly: an entry of the assumption list 采用的缺省值.
public struct Assumption: Hashable, Sendable, Comparable {
    /// Why it is an assumption.
    public enum Kind: String, Sendable, CaseIterable {
        /// The row is silent; a value of the library was taken.
        case defaultFactor
        /// The row is silent; a value that the program or the inventory states was taken.
        case statedDefault
        /// The factor is estimated or recalled.
        case unverifiedFactor

        /// The name for people.
        public var label: Label {
            switch self {
            case .defaultFactor: Label("缺数据，采用系数库缺省值", "no data: default of the library")
            case .statedDefault: Label("缺数据，采用约定值", "no data: stated default")
            case .unverifiedFactor: Label("采用未核实系数", "unverified factor")
            }
        }
    }

    /// Why it is an assumption.
    public let kind: Kind
    /// The column that is silent, or the factor's id.
    public let subject: String
    /// What was taken, as a sentence.
    public let text: Label

    /// Ordered by kind, then subject.
    public static func < (a: Assumption, b: Assumption) -> Bool {
        (a.kind.rawValue, a.subject, a.text.en, a.text.zh) < (b.kind.rawValue, b.subject, b.text.en, b.text.zh)
    }
}

/// Something that a source lacks to be computed.
public struct Need: Hashable, Sendable, Comparable {
    /// The column to fill, where one is meant.
    public let column: String?
    /// Whether all that is lacking is a factor of this pollutant, while others are known.
    let isOtherPollutant: Bool
    /// What is lacking, as a sentence.
    public let text: Label

    /// The column whose own value would do as well, where a factor is lacking.
    public private(set) var instead: String?

    /// The same, with the column whose own value would do as well.
    func with(instead column: String?) -> Need {
        var copy = self
        copy.instead = column
        return copy
    }

    init(column: String?, isOtherPollutant: Bool = false, text: Label) {
        self.column = column
        self.isOtherPollutant = isOtherPollutant
        self.text = text
    }

    /// Ordered by column, then text.
    public static func < (a: Need, b: Need) -> Bool { (a.column ?? "", a.text.en) < (b.column ?? "", b.text.en) }
}

/// Where the number of a term came from.
public indirect enum Provenance: Sendable {
    /// The row's own cell.
    case input(column: String)
    /// A default of the inventory, standing in for the row's cell.
    case stated(column: String, reason: Label)
    /// The factor library; `instead` names the silent column that it stands in for.
    case factor(Factor, instead: String?)
    /// A number that the formula's source prints.
    case printed(Label)
    /// A number taken because nothing is known.
    case assumed(Label)
    /// A number that counts as known where the row is silent.
    case silent(Label)
    /// The value of another term.
    case sameAs(String, Label)
    /// Worked out from the library; the parts tell how. The number is the product of the factors where it has no parts.
    case derived(formula: String, parts: [ExplanationPart], factors: [Factor] = [])
}

/// A part of a derived number.
public struct ExplanationPart: Sendable {
    /// The letter.
    public let symbol: String
    /// What it is.
    public let label: Label
    /// The number.
    public let value: Double
    /// Its unit.
    public let unit: Unit
    /// Where it came from.
    public let provenance: Provenance
}

/// The number of a term for one case.
enum Supply: Sendable {
    /// Each row's own number, from the column at that place.
    case column(Int)
    /// One number for all rows of the case.
    case value(Double)
}

/// A formula with the number of each of its letters, for one case.
struct Supplied: Sendable {
    let formula: Formula
    /// In the order of the program's symbols.
    let supplies: [Supply]
    let provenance: [Provenance]
}

/// A method with everything it needs for one case. A class, for outcomes are handed about more than they are looked into.
final class Resolved: Sendable {
    let method: Method
    /// What is emitted, with the stages in place.
    let emitted: Supplied
    /// What is generated; `nil` where it is not known.
    let generated: Supplied?
    /// What leaves in the open of what is captured in part; `nil` where that is not known or the method tells.
    let fugitive: Supplied?
    /// The factors used, in the order of the formula.
    let factors: [Factor]
    /// Those of them that are rules and stand in no formula.
    let rules: [Factor]
    let assumptions: [Assumption]
    /// Whether a cap acts on it.
    let isCapped: Bool
    /// Other methods that were possible too, in the order of preference.
    let alternatives: [Method]

    init(
        method: Method, emitted: Supplied, generated: Supplied?, fugitive: Supplied?, factors: [Factor],
        rules: [Factor],
        assumptions: [Assumption], isCapped: Bool, alternatives: [Method]
    ) {
        self.method = method
        self.emitted = emitted
        self.generated = generated
        self.fugitive = fugitive
        self.factors = factors
        self.rules = rules
        self.assumptions = assumptions
        self.isCapped = isCapped
        self.alternatives = alternatives
    }

    /// Where the emission is released; `captured` only where the share captured is known.
    var release: Release {
        method.release == .captured && fugitive == nil ? .unassigned : method.release
    }

    /// The formula of a quantity, or `nil` where it is not known.
    func supplied(_ quantity: Quantity) -> Supplied? {
        switch quantity {
        case .emitted: emitted
        case .generated: generated
        case .fugitive: fugitive
        }
    }

    func with(generated: Supplied?, assumptions more: [Assumption], alternatives: [Method]) -> Resolved {
        Resolved(
            method: method, emitted: emitted, generated: generated, fugitive: fugitive, factors: factors,
            rules: rules, assumptions: assumptions + more, isCapped: isCapped, alternatives: alternatives)
    }
}

/// What becomes of one pollutant of one process of a case.
enum Outcome: Sendable {
    case computed(Resolved)
    case missing([Need])
    /// With what is lacking where it is not applicable only because the library has no factor of the pollutant.
    case notApplicable(Label, lacking: [Need] = [])

    /// The state, as results show it.
    var state: ResultState {
        switch self {
        case .computed(let resolved): resolved.assumptions.isEmpty ? .computed : .assumed
        case .missing: .missing
        case .notApplicable: .notApplicable
        }
    }

    /// What is lacking, or why there is no such emission.
    var reasons: [Label] {
        switch self {
        case .computed: []
        case .missing(let needs): needs.map(\.text)
        case .notApplicable(let reason, _): [reason]
        }
    }
}

/// The state of a source and pollutant, as results show it.
public enum ResultState: String, Sendable, CaseIterable {
    /// Computed from the row's own data and sure factors.
    case computed
    /// Computed with defaults or unverified factors.
    case assumed
    /// Information is missing; no number.
    case missing
    /// The source has no such emission.
    case notApplicable = "not_applicable"
    /// The row has errors and was put aside.
    case invalid

    /// The word for people.
    public var label: Label {
        switch self {
        case .computed: Label("已核算", "computed")
        case .assumed: Label("含缺省假设", "computed with assumptions")
        case .missing: Label("信息缺失", "information missing")
        case .notApplicable: Label("不涉及", "not applicable")
        case .invalid: Label("数据无效", "invalid")
        }
    }
}
