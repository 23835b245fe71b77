import Synchronization

/// Text of a table that a caller holds in memory and hands over piece by piece where a file is looked for: it is read like the
/// file, with the same checks, and no more than a piece of it is there at a time. It can be read once.
public final class OfferedText: Sendable {
    private struct State {
        var next: (@Sendable () -> [UInt8]?)?
        var isTaken = false
    }
    private static let offers = Mutex<[String: OfferedText]>([:])
    private let state: Mutex<State>

    private init(_ next: @escaping @Sendable () -> [UInt8]?) { state = Mutex(State(next: next)) }

    /// Offers text for a path where an empty file lies: UTF-8, `nil` at its end. The pieces are asked for by one thread at a
    /// time, which may be any.
    public static func offer(_ path: String, _ next: @escaping @Sendable () -> [UInt8]?) {
        offers.withLock { $0[path] = OfferedText(next) }
    }

    /// Takes an offer back; tells whether it was read, or begun to be.
    @discardableResult
    public static func withdraw(_ path: String) -> Bool {
        let offer = offers.withLock { $0.removeValue(forKey: path) }
        return offer?.state.withLock { $0.isTaken } ?? false
    }

    /// Whether text is offered for a path: the file that lies there is empty and says nothing.
    package static func isOffered(_ path: String) -> Bool { at(path) != nil }

    /// What is offered for a path; `nil` where nothing is.
    static func at(_ path: String) -> OfferedText? { offers.withLock { $0[path] } }

    /// Begins reading; false where it was read before.
    func take() -> Bool {
        state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
    }

    /// The next piece; empty at the end.
    func piece() -> [UInt8] {
        let next = state.withLock { $0.next }
        while let piece = next?() {
            if !piece.isEmpty { return piece }
        }
        state.withLock { $0.next = nil }
        return []
    }
}
