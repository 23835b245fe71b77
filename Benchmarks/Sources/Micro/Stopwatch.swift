import Glibc

/// Wall and processor time of the best of several runs, in seconds.
struct Stopwatch {
    var wall = Double.infinity
    var processor = Double.infinity

    /// Runs the work so often, and keeps the least of each.
    init(runs: Int, _ work: () throws -> Void) rethrows {
        for _ in 0..<runs {
            let (wallStart, processorStart) = (Stopwatch.now(CLOCK_MONOTONIC), Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID))
            try work()
            wall = min(wall, Stopwatch.now(CLOCK_MONOTONIC) - wallStart)
            processor = min(processor, Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) - processorStart)
        }
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
