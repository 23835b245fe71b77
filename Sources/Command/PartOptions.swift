import ArgumentParser
import Lantian

/// The options of verbs that compute a part of an inventory.
struct PartOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text(
                "只核算各表的第 i 片（共 n 片），结果写入 --out，由 combine 合并",
                "compute the i-th of n parts of the tables alone, into --out; combine adds the parts"),
            valueName: "i/n"), transform: PartOptions.read)
    var part: PartNumber?

    @Option(help: ArgumentHelp(text("分片结果文件", "the file of the part"), valueName: "file"))
    var out: String?

    private static func read(_ text: String) throws -> PartNumber {
        if let part = PartNumber(text) { return part }
        let counts = PartNumber.counts
        throw ValidationError(
            Label(
                "--part 应为 i/n，如 3/7，n 在 \(counts.lowerBound)–\(counts.upperBound) 之间（实际为“\(text)”）",
                "--part must be i/n, such as 3/7, with n between \(counts.lowerBound) and \(counts.upperBound) (found '\(text)')"
            )[chosenLanguage()])
    }

    func validate() throws {
        guard (part == nil) != (out == nil) else { return }
        throw ValidationError(text("--part 与 --out 要一起给出", "--part and --out belong together"))
    }

    /// Wrong usage where an option cannot hold for a part.
    func refuse(_ option: String, where isGiven: Bool) throws {
        guard part != nil, isGiven else { return }
        throw ValidationError(
            text("\(option) 不能与 --part 同用；请用于 combine", "\(option) is not for a part; give it to combine"))
    }

    /// Tells what every part of a run finds alike, in the files beside the tables, in names of files and in the plan: the first part does,
    /// before it computes. It decides nothing of its code, and `combine` tells it with all the rest.
    func tellShared(_ findings: Findings..., quiet: Bool) {
        guard part?.number == 1 else { return }
        var told = Findings()
        for own in findings { told.add(own) }
        show(told, quiet: quiet)
    }

    /// Wrong usage where an option needs all rows at once.
    func refuseWhole(_ option: String, where isGiven: Bool) throws {
        guard part != nil, isGiven else { return }
        throw ValidationError(
            text(
                "\(option) 不能与 --part 同用：须由整个清单计算",
                "\(option) does not go with --part: it needs the whole inventory"))
    }
}
