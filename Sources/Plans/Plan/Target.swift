public import Quantities
public import Tables

/// What a plan wants reached: tonnes allowed, tonnes removed, or a change against a base year.
public struct Target: Sendable {
    /// What is asked for.
    public enum Goal: Sendable {
        /// An emission that must not be exceeded.
        case amount(Mass)
        /// A mass to be removed.
        case reduction(Mass)
        /// A change against the base year, −0.10 for ten percent less.
        case change(Double)
        /// Not printed.
        case unknown(parameter: String)
    }

    /// The unique id.
    public let id: String
    /// The clauses it stands in.
    public let clauses: [String]
    /// The pollutant.
    public let pollutant: String
    /// The region, GB/T 2260.
    public let region: String
    /// The year it is measured against.
    public let baseYear: Int
    /// The year it is due.
    public let year: Int
    /// What is asked for.
    public internal(set) var goal: Goal
    /// Where it stands.
    public let location: Location
}

/// A rule on new sources, such as a ban or an offset 区域削减、等量或倍量替代.
public struct Constraint: Sendable {
    /// What it asks.
    public enum Rule: Sendable, Hashable {
        /// No such new source.
        case forbidsNew
        /// No such source at all, those that exist neither.
        case forbidsAll
        /// Such a source only with so much removed elsewhere for one added; `nil` where the plan does not print it.
        case offset(ratio: Double?)
    }

    /// In what an offset is counted.
    public enum Quantity: Sendable, Hashable {
        /// Tonnes of these pollutants; those of the run where none is named.
        case pollutants([String])
        /// What stands in a column, such as tonnes of coal or of product.
        case column(String)
    }

    /// In what an offset is counted.
    public internal(set) var quantity = Quantity.pollutants([])
    /// The unique id.
    public let id: String
    /// The clauses it stands in.
    public let clauses: [String]
    /// The name for people.
    public let title: Label
    /// The source kind.
    public let table: String
    /// The sources it is about.
    public internal(set) var selector: Selector
    /// The first day it holds, as 10000·year + 100·month; `nil` where the plan does not print it.
    public internal(set) var from: Int32?
    /// What it asks.
    public internal(set) var rule: Rule
    /// Where it stands.
    public let location: Location
}
