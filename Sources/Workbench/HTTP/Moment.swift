import Glibc

/// A moment of a clock that only goes forward.
enum Moment {
    /// Now, in seconds.
    static var seconds: Double {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
