import Synchronization

/// Headers of a schema in which nothing is odd: tables of many counties have the same few.
final class KnownHeaders: Sendable {
    private static let most = 64
    private let known = Mutex<[[String]: (width: Int, fields: [Layout.Field])]>([:])

    /// What the columns of a header are, where it was read before.
    func fields(of header: [String]) -> (width: Int, fields: [Layout.Field])? { known.withLock { $0[header] } }

    /// Notes what the columns of a header are.
    func note(_ header: [String], width: Int, fields: [Layout.Field]) {
        known.withLock { if $0.count < KnownHeaders.most { $0[header] = (width, fields) } }
    }
}
