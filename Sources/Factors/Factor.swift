public import Quantities
public import Tables

/// What a factor's key cell accepts.
public enum KeyPattern: Sendable, Hashable {
    /// A blank cell: anything.
    case any
    /// A word and all its narrower words.
    case code(UInt16)
    /// Numbers within an interval, in the unit of the inventory's column.
    case interval(Interval)
    /// This very text, such as a parameter's name.
    case text(String)
}

/// Whether a factor is before or after the control in place: the two are never mixed.
public enum Basis: String, Sendable {
    /// Generated 产污系数: the control's effect is still to be applied.
    case generation
    /// Emitted 排污系数: with the control that the row names.
    case emission
}

/// What a document says of how sure a factor is, beside its bounds.
public struct FactorRange: Hashable, Sendable {
    /// What two bounds are.
    public enum Bounds: String, Sendable, CaseIterable {
        /// An interval of 95 %: taken where neither the row nor its document says what the bounds are.
        case interval
        /// The smallest and the largest of what was seen.
        case extremes
        /// One standard deviation to either side.
        case deviation
    }
    /// The shape that a document or a pack asks for.
    public enum Shape: String, Sendable, CaseIterable {
        case normal, lognormal, triangular, uniform
    }

    /// What the bounds are, where the row says so.
    public var bounds: Bounds?
    /// The shape, where one is asked for.
    public var shape: Shape?
    /// The quality class that the document gives, such as `C`; empty where it gives none.
    public var rating = ""
}

/// One number of the factor library with all that is known about it: an emission factor 排放系数 or a parameter.
public struct Factor: Sendable {
    /// The stable id, unique in the library.
    public let id: String
    /// The patterns of the table's key columns, in order.
    public let keys: [KeyPattern]
    /// The number as printed.
    public let value: Double
    /// The unit as printed.
    public let unit: Unit
    /// The lower bound, where published.
    public let low: Double?
    /// The upper bound, where published.
    public let high: Double?
    /// What the bounds mean and how the number may turn out, where its document says so.
    public let range: FactorRange
    /// Before or after control; `nil` for parameters.
    public let basis: Basis?
    /// The family it belongs to, which a rule book ranks.
    public let set: String
    /// Document, place and confidence.
    public let reference: Reference
    /// Whether the resolver may take it by itself.
    public let isDefault: Bool
    /// The years it holds for.
    public let years: ClosedRange<Int>
    /// What is doubtful about it.
    public let note: String
    /// 0 for the built-in library, 1… for packs in the order given.
    public let layer: Int
    /// Where the row stands.
    public let location: Location
    /// The table that it stands in, such as `road/base_factors`.
    public let table: String
}
