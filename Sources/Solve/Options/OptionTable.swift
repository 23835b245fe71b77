public import Tables

/// What can be done at each source, what it costs and what it takes away: a table of a row an option.
///
/// Sources and options stand in the order of their identifiers, whatever that of the file. Costs are whole parts of
/// 10⁻⁶ of the currency's unit, reductions whole micrograms.
public struct OptionTable: Sendable {
    /// An option without a known cost: it is never chosen.
    public struct Unpriced: Sendable {
        /// The source.
        public let source: String
        /// The option.
        public let option: String
        /// What it would take away of each pollutant, in micrograms.
        public let amounts: [Int64]
    }

    /// The decimals of costs.
    package static let costDecimals = 6
    /// The decimals of reductions in tonnes.
    package static let massDecimals = 12

    /// The file.
    public let file: SourceFile
    /// The pollutants that were asked for, as the header writes them.
    public internal(set) var pollutants: [String] = []
    /// What costs are in: `yuan` unless the header says otherwise.
    public internal(set) var currency = "yuan"
    /// The identifiers of the sources.
    public internal(set) var sources: [String] = []
    /// Where the options of each source begin; one more at the end.
    public internal(set) var starts: [Int] = [0]
    /// The identifier of each option, as a place in `names`.
    public internal(set) var options: [Int32] = []
    /// The identifiers of options.
    public internal(set) var names: [String] = []
    /// The cost of each option.
    public internal(set) var cost: [Int64] = []
    /// What each option takes away of each pollutant.
    public internal(set) var amounts: [[Int64]] = []
    /// The names of the groups, in order.
    public internal(set) var groups: [String] = []
    /// The group of each source, as a place in `groups`; −1 for none.
    public internal(set) var groupOfSource: [Int32] = []
    /// The options without a known cost.
    public internal(set) var unpriced: [Unpriced] = []

    init(file: SourceFile) { self.file = file }

    /// The identifier of an option.
    public func name(of option: Int) -> String { names[Int(options[option])] }

    /// The place of a source, or `nil`.
    func place(of source: String) -> Int? {
        var (low, high) = (0, sources.count)
        while low < high {
            let middle = (low + high) / 2
            if OptionTable.isBefore(sources[middle], source) { low = middle + 1 } else { high = middle }
        }
        return low < sources.count && sources[low] == source ? low : nil
    }

    /// The order of identifiers: that of their bytes.
    static func isBefore(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    /// Without commas between groups of three digits.
    static func ungrouped(_ text: String) -> String {
        let pieces = text.split(separator: ",", omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return text }
        let digits = { (piece: Substring) in piece.utf8.allSatisfy { (48...57).contains($0) } }
        let first = pieces[0].drop { $0 == "-" || $0 == "+" }
        let last = pieces[pieces.count - 1].prefix { $0 != "." }
        guard (1...3).contains(first.count), digits(first), last.count == 3, digits(last),
            pieces[1..<(pieces.count - 1)].allSatisfy({ $0.count == 3 && digits($0) })
        else { return text }
        return pieces.joined()
    }
}
