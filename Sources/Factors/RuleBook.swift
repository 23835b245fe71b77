public import Tables

/// A rule book 核算规则: which families of factors are asked first.
public struct RuleBook: Sendable {
    /// The stable id.
    public let id: String
    /// The name for people.
    public let label: Label
    /// The families in order; a family that is not listed is not used.
    public let sets: [String]
    private let ranks: [String: Int]

    init(id: String, label: Label, sets: [String]) {
        self.id = id
        self.label = label
        self.sets = sets
        ranks = Dictionary(sets.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: min)
    }

    /// The rank of a family: 0 for local factors, then the order of the book; `nil` where it is not used.
    public func rank(of set: String) -> Int? { set == "local" ? 0 : ranks[set] }
}
