import Synchronization

/// What comes of pieces of work, in the order of the pieces, whichever thread did them.
private final class Outcomes<Outcome: Sendable>: Sendable {
    private struct State {
        var next = 0
        var done: [Outcome?]
    }
    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(done: Array(repeating: nil, count: count))) }

    /// The number of the next piece, or `nil` where all are taken.
    func take() -> Int? {
        state.withLock { state in
            guard state.next < state.done.count else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    func put(_ outcome: Outcome, at number: Int) { state.withLock { $0.done[number] = outcome } }

    /// How many pieces are done.
    var count: Int { state.withLock { $0.done.count { $0 != nil } } }

    var all: [Outcome] { state.withLock { $0.done.compactMap { $0 } } }
}

/// Does pieces of work on a few threads, the calling one among them, and gives what comes of them in the order of the
/// pieces. `progress` is told on the calling thread, after pieces of its own, how many are done.
package func inParallel<Outcome: Sendable>(
    _ count: Int, threads: Int = 2, progress: ((Int) -> Void)? = nil, _ work: @escaping @Sendable (Int) -> Outcome
) -> [Outcome] {
    guard count > 1, threads > 1 else {
        return (0..<count).map { number in
            defer { progress?(number + 1) }
            return work(number)
        }
    }
    let outcomes = Outcomes<Outcome>(count)
    let workers = Workers.start(min(threads, count) - 1) {
        while let number = outcomes.take() { outcomes.put(work(number), at: number) }
    }
    while let number = outcomes.take() {
        outcomes.put(work(number), at: number)
        progress?(outcomes.count)
    }
    Workers.join(workers)
    return outcomes.all
}
