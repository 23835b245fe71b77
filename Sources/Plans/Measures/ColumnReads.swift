import Synchronization

/// Which columns of rows measures look at, by source kind: kept while somebody asks, on the thread that asks.
final class ColumnReads: Sendable {
    /// Who asks; nobody where `nil`.
    @TaskLocal static var current: ColumnReads?

    private let names = Mutex<[String: Set<String>]>([:])

    /// What was looked at.
    var columns: [String: Set<String>] { names.withLock { $0 } }

    func add(_ column: String, of kind: String) { names.withLock { _ = $0[kind, default: []].insert(column) } }
}
