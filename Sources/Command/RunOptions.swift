import ArgumentParser
import Lantian

/// The options of every verb that computes rows: what becomes of those with errors, how many threads, when it fails.
struct RunOptions: ParsableArguments {
    @Flag(help: ArgumentHelp(text("有错误的行放在一边，其余照算", "put rows with errors aside and compute the rest")))
    var keepGoing = false

    @Option(
        help: ArgumentHelp(
            text("把退回的行连同原因写入此文件", "write rejected rows with their reasons to this file"), valueName: "file"))
    var rejected: String?

    @Option(help: ArgumentHelp(text("线程数", "threads"), valueName: "n"))
    var threads = 2

    @Flag(help: ArgumentHelp(text("有警告时以 1 退出", "exit 1 where there are warnings")))
    var failOnWarning = false

    func validate() throws {
        let range = InventoryFolder.threadRange
        guard range.contains(threads) else {
            throw ValidationError(
                text(
                    "--threads 应在 \(range.lowerBound)–\(range.upperBound) 之间",
                    "--threads must lie between \(range.lowerBound) and \(range.upperBound)"))
        }
    }
}
