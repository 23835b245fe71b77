internal import Glibc

/// Threads of the system.
package enum Workers {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread; `nil` where the system gives none.
    private static func thread(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        guard failure == 0 else {
            work.release()
            return nil
        }
        return thread
    }

    /// Starts a thread that nobody waits for; whether the system gave one.
    package static func startAlone(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard let thread = thread(body) else { return false }
        pthread_detach(thread)
        return true
    }

    /// Starts threads that do the same; fewer, at least none, where the system gives no more. `join` waits for them.
    static func start(_ count: Int, _ body: @escaping @Sendable () -> Void) -> [pthread_t] {
        var threads: [pthread_t] = []
        while threads.count < count, let thread = thread(body) { threads.append(thread) }
        return threads
    }

    /// Waits for threads to end.
    static func join(_ threads: [pthread_t]) {
        for thread in threads { pthread_join(thread, nil) }
    }
}
