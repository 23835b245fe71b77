import Synchronization

/// The chains of an evaluation with all their rows, made when somebody first asks for them.
final class ChainStore: Sendable {
    private let known: Mutex<[String: Chain]>
    private let make: @Sendable (String) -> Chain?

    /// Chains by kind as far as they are there, and how to make one with its rows.
    init(_ chains: [String: Chain] = [:], make: @escaping @Sendable (String) -> Chain?) {
        known = Mutex(chains)
        self.make = make
    }

    /// The chain of a kind.
    func chain(of kind: String) -> Chain? {
        if let chain = known.withLock({ $0[kind] }) { return chain }
        guard let chain = make(kind) else { return nil }
        known.withLock { $0[kind] = chain }
        return chain
    }
}
