package import Inventories
package import Tables

/// What somebody wants of the rows of an inventory while they pass.
package struct RowWatch: Sendable {
    /// The columns that are wanted of a kind, beside those that computing needs; all where `nil`.
    let columns: @Sendable (SourceKind) -> Set<String>?
    /// Whether rows of each of some cases may be wanted: asked once a case and thread.
    let mayMean: @Sendable (KindEngine, Range<Int>) -> [Bool]
    /// Takes a piece of a table, of the file of that number, with the rows that may be wanted, on any thread; gives the
    /// rows to be kept.
    let take: @Sendable (KindEngine, SourceKind, Int, Table, [Int32]) -> [Int32]
    /// The names that the rows of a kind which may be wanted have, by column.
    let names: @Sendable (SourceKind) -> [String: Set<[UInt8]>]

    package init(
        columns: @escaping @Sendable (SourceKind) -> Set<String>?,
        mayMean: @escaping @Sendable (KindEngine, Range<Int>) -> [Bool],
        take: @escaping @Sendable (KindEngine, SourceKind, Int, Table, [Int32]) -> [Int32],
        names: @escaping @Sendable (SourceKind) -> [String: Set<[UInt8]>]
    ) {
        self.columns = columns
        self.mayMean = mayMean
        self.take = take
        self.names = names
    }

    /// Whether rows of an engine's cases may be wanted.
    func watched(by engine: KindEngine) -> @Sendable (Range<Int>) -> [Bool] {
        let mayMean = mayMean
        return { mayMean(engine, $0) }
    }
}
