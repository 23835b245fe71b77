public import Factors
public import Inventories
import Quantities
public import Tables

/// What a run is about, beside the rows: library, rule book, region, year and pollutants.
public struct RunContext: Sendable {
    /// The factor library with its packs.
    public let library: FactorLibrary
    /// Which families of factors are asked first.
    public let book: RuleBook
    /// What the inventory says of itself.
    public let manifest: InventoryManifest
    /// The pollutants asked for, each once, in the order of output.
    public private(set) var pollutants: [String]
    /// How sure numbers are; `nil` where the run does not ask.
    public var ranges: Ranges?
    /// Cases that the inventories of one run have in common; `nil` where there is one inventory.
    var sharedCases: SharedCases.Share?
    /// What is odd about what was asked for, without stopping the run.
    public let findings: Findings

    /// A context; the rule book and the pollutants come from the manifest unless given. Pollutants may be written in any
    /// spelling of the library's word list, as cells may.
    ///
    /// - Throws: `Findings`: the rule book is not in the library, no pollutant is asked for, or an unknown one.
    public init(
        library: FactorLibrary, manifest: InventoryManifest, ruleBook: String? = nil, pollutants: [String]? = nil
    ) throws(Findings) {
        var findings = Findings()
        let id = ruleBook ?? manifest.ruleBook
        let book = library.ruleBooks[id]
        if book == nil {
            let known = library.ruleBooks.keys.sorted()
            findings.add(
                Finding(
                    .error, .unknownRuleBook, at: ruleBook == nil ? manifest.place("rule_book") : nil, value: id,
                    expected: Label(same: known.joined(separator: ", ")), nearest: Spelling.nearest(to: id, in: known)))
        }
        self.pollutants = RunContext.pollutants(
            pollutants ?? manifest.pollutants, in: library,
            at: { pollutants == nil ? manifest.place("pollutants.\($0)") : nil }, findings: &findings)
        guard let book, !findings.hasErrors else { throw findings }
        self.library = library
        self.book = book
        self.manifest = manifest
        self.findings = findings
    }

    /// The same for more pollutants, behind those of the run: the caps of those keep their places. Nobody asks how sure
    /// the numbers are.
    func asking(_ more: Set<String>) -> RunContext {
        var context = self
        context.pollutants += more.subtracting(pollutants).sorted()
        context.ranges = nil
        context.sharedCases = nil
        return context
    }

    /// Shares what is resolved with other runs over the same library.
    package mutating func share(_ cases: SharedCases) throws(FileError) {
        var packs: [[(name: String, digest: String)]] = []
        for folder in library.folders.dropFirst() {
            packs.append(try FactorLibrary.files(inFolder: folder, where: SharedCases.isTold))
        }
        share(cases, packs: packs)
    }

    /// The same where the files of packs are at hand with their digests, those of each pack together.
    package mutating func share(_ cases: SharedCases, packs: [[(name: String, digest: String)]]) {
        sharedCases = SharedCases.Share(of: cases, library: library, packs: packs, region: manifest.region)
    }

    /// The codes of the pollutants asked for, each once.
    private static func pollutants(
        _ asked: [String], in library: FactorLibrary, at place: (Int) -> Location?, findings: inout Findings
    ) -> [String] {
        let vocabulary = library.vocabularies["pollutant"]
        let known = Label(same: library.countable.map(\.code).joined(separator: ", "))
        var found: [(code: String, number: Int)] = []
        for (number, text) in asked.enumerated() {
            if let code = vocabulary.code(of: text), library.pollutant(vocabulary.text(code))?.isMass ?? false {
                found.append((vocabulary.text(code), number))
            } else {
                findings.add(
                    Finding(
                        .error, .unknownPollutant, at: place(number), value: text, expected: known,
                        nearest: vocabulary.code(of: text) == nil ? vocabulary.nearest(to: text) : nil))
            }
        }
        if asked.isEmpty { findings.add(Finding(.error, .noPollutant, at: place(0), expected: known)) }
        return WordList.distinct(
            found, by: \.code, written: { asked[$0.number] }, at: { place(found[$0].number) }, findings: &findings
        ).map(\.code)
    }
}

extension Finding.Message {
    static let unknownRuleBook = Finding.Message("unknown-rule-book", "没有这本核算规则", "no such rule book")
    static let unknownPollutant = Finding.Message("unknown-pollutant", "没有这种污染物", "no such pollutant")
    static let noPollutant = Finding.Message("no-pollutant", "没有指定任何污染物", "no pollutant is asked for")
}
