import Factors
public import Tables

/// A way in which sources of a kind emit: exhaust, evaporation, combustion. Each has its own line in results.
public struct Process: Sendable {
    /// The stable id.
    public let id: String
    /// The name for people.
    public let label: Label
    /// The methods, best first.
    public let methods: [Method]

    /// A process.
    public init(_ id: String, _ zh: String, _ en: String, _ methods: [Method]) {
        self.id = id
        label = Label(zh, en)
        self.methods = methods
    }
}

/// How a term is worked out from the library for all rows that are alike.
public struct Derivation: Sendable {
    /// The stable name.
    let name: String
    /// The key columns and number columns that the outcome depends on.
    let words: [String]
    let numbers: [String: [Double]]
    let tables: [String]
    /// Number columns of which the nearest level of a table is taken: a number beyond the middle of two has another.
    let nearest: [String: String]
    /// Works it out.
    let compute: @Sendable (CaseResolver) -> Derived

    init(
        _ name: String, words: [String], numbers: [String: [Double]] = [:], tables: [String] = [],
        nearest: [String: String] = [:], compute: @escaping @Sendable (CaseResolver) -> Derived
    ) {
        self.name = name
        self.words = words
        self.numbers = numbers
        self.tables = tables
        self.nearest = nearest
        self.compute = compute
    }
}

/// The outcome of a derivation.
struct Derived: Sendable {
    var value: Double?
    var formula = ""
    var parts: [ExplanationPart] = []
    var factors: [Factor] = []
    var assumptions: [Assumption] = []
    var needs: [Need] = []
}
