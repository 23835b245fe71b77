public import Tables

/// Where a measure's cost is from, where the plan gives none.
public struct CostOrigin: Sendable, Equatable {
    /// The technique of the library.
    public let technique: String
    /// Its name.
    public let label: Label
    /// The documents, by their ids in `sources.csv`, with how sure their figures are.
    public let sources: [String]
    /// What the library's figures of it lack for a whole cost; empty where it is whole.
    public let lacks: [String]
}
