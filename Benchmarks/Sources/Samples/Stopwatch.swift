import Glibc
import Lantian

/// Wall and processor time of the best of several runs, in seconds.
public struct Stopwatch {
    /// Seconds that passed.
    public var wall = Double.infinity
    /// Seconds that processors worked.
    public var processor = Double.infinity

    /// Runs the work so often, and keeps the least of each.
    public init(runs: Int, _ work: () throws -> Void) rethrows {
        for _ in 0..<runs {
            let (wallStart, processorStart) = (Stopwatch.now(CLOCK_MONOTONIC), Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID))
            try work()
            wall = min(wall, Stopwatch.now(CLOCK_MONOTONIC) - wallStart)
            processor = min(processor, Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) - processorStart)
        }
    }

    private init() { (wall, processor) = (0, 0) }

    /// A stopwatch that runs, for work that waits; `stop` ends it.
    public static func started() -> Stopwatch {
        var stopwatch = Stopwatch()
        stopwatch.wall = now(CLOCK_MONOTONIC)
        stopwatch.processor = now(CLOCK_PROCESS_CPUTIME_ID)
        return stopwatch
    }

    /// Ends what `started` began.
    public mutating func stop() {
        wall = Stopwatch.now(CLOCK_MONOTONIC) - wall
        processor = Stopwatch.now(CLOCK_PROCESS_CPUTIME_ID) - processor
    }

    /// The least of both.
    public func least(_ other: Stopwatch) -> Stopwatch {
        var least = self
        least.wall = min(wall, other.wall)
        least.processor = min(processor, other.processor)
        return least
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Both, in seconds.
    public var text: String {
        let parts = [wall, processor].map { DecimalText.rounded($0, decimals: 3) }
        return "\(parts[0]) s (processor \(parts[1]) s)"
    }
}
