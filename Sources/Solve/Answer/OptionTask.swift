internal import Tables

/// What is to be found for a table of options: the least cost that reaches targets, or the most reduction that keeps to
/// them.
public struct OptionTask: Sendable {
    /// The options.
    public var table: OptionTable
    /// What a choice must keep to.
    public var targets: [OptionTarget]
    /// The pollutant whose reduction is to be as large as it can be; `nil` where the cost is to be as small.
    public var most: String?
    /// What must be chosen: a source, or one option of it.
    public var must: [Pick]
    /// What must not be chosen.
    public var mustNot: [Pick]
    /// The gap at which the search may end, as a share of the value; 0 for the optimum itself.
    public var gap = 0.0
    /// How many options the search may look at.
    public var effort = 100_000_000
    /// Whether the time that was allowed is over.
    public var isTimeUp: @Sendable () -> Bool = { false }

    /// A source, or an option of it.
    public struct Pick: Sendable, Equatable {
        /// The source.
        public let source: String
        /// The option; `nil` for any.
        public let option: String?

        /// Reads `SOURCE` or `SOURCE=OPTION`.
        public init(_ text: String) {
            guard let sign = text.lastIndex(of: "=") else {
                (source, option) = (CellText.identifier(text), nil)
                return
            }
            source = CellText.identifier(String(text[..<sign]))
            option = CellText.identifier(String(text[text.index(after: sign)...]))
        }
    }

    /// A task.
    public init(
        table: OptionTable, targets: [OptionTarget], most: String? = nil, must: [Pick] = [], mustNot: [Pick] = []
    ) {
        self.table = table
        self.targets = targets
        self.most = most
        self.must = must
        self.mustNot = mustNot
    }
}
