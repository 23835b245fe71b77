public import Factors
public import Inventories
import Tables

/// What a run is about, beside the rows: library, rule book, region, year and pollutants.
public struct RunContext: Sendable {
    /// The factor library with its packs.
    public let library: FactorLibrary
    /// Which families of factors are asked first.
    public let book: RuleBook
    /// What the inventory says of itself.
    public let manifest: InventoryManifest
    /// The pollutants asked for, in the order of output.
    public let pollutants: [String]

    /// A context; the rule book and the pollutants come from the manifest unless given.
    public init(
        library: FactorLibrary, manifest: InventoryManifest, ruleBook: String? = nil, pollutants: [String]? = nil
    ) throws(RunContextError) {
        let id = ruleBook ?? manifest.ruleBook
        guard let book = library.ruleBooks[id] else {
            throw .unknownRuleBook(id, known: library.ruleBooks.keys.sorted())
        }
        for pollutant in pollutants ?? manifest.pollutants
        where library.vocabularies["pollutant"].code(exactly: pollutant) == nil {
            throw .unknownPollutant(pollutant, known: library.vocabularies["pollutant"].words.map(\.code))
        }
        self.library = library
        self.book = book
        self.manifest = manifest
        self.pollutants = pollutants ?? manifest.pollutants
    }
}

/// Why a run cannot begin.
public enum RunContextError: Error, Sendable, Hashable {
    /// The rule book is not in the library.
    case unknownRuleBook(String, known: [String])
    /// The pollutant is not in the library.
    case unknownPollutant(String, known: [String])
}
