import Glibc
import Lantian

/// Progress on a terminal for what takes longer than a second: share, rows a second, time left.
final class ProgressBar {
    private let isShown: Bool
    private let begun = ContinuousClock.now
    private var last = ContinuousClock.now
    private var hasDrawn = false

    init(quiet: Bool) { isShown = !quiet && isatty(2) == 1 }

    /// Draws at most ten times a second, and not in the first second.
    func show(_ progress: TableStream.Progress) {
        show(progress.bytes, of: progress.totalBytes) { seconds in
            DecimalText.rounded(Double(progress.rows) / seconds / 1e6, decimals: 1) + text(" 百万行/秒", " M rows/s")
        }
    }

    /// The same for work of which a share is done.
    func show(share: Double, _ what: String) { show(Int(share * 1000), of: 1000) { _ in what } }

    /// The same for things that are done one by one.
    func show(_ done: Int, of all: Int) { show(done, of: all) { _ in "\(done)/\(all)" } }

    private func show(_ done: Int, of all: Int, _ words: (Double) -> String) {
        let now = ContinuousClock.now
        guard isShown, all > 0, now - begun > .seconds(1), now - last > .milliseconds(100) else { return }
        last = now
        hasDrawn = true
        let seconds = Double((now - begun).components.seconds) + Double((now - begun).components.attoseconds) / 1e18
        let share = min(Double(done) / Double(all), 1)
        let left = share > 0 ? seconds / share - seconds : 0
        let line =
            DecimalText.rounded(100 * share, decimals: 0) + " %  " + words(seconds) + text("  剩余 ", ", ")
            + DecimalText.rounded(left, decimals: 0) + text(" 秒", " s left")
        draw("\r\u{1B}[K" + line)
    }

    /// Takes the line away.
    func clear() {
        if hasDrawn { draw("\r\u{1B}[K") }
    }

    private func draw(_ text: String) {
        var bytes = Array(text.utf8)
        _ = bytes.withUnsafeMutableBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
