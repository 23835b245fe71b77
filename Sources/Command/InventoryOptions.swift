import ArgumentParser
import FoundationEssentials
import Glibc
import Lantian

/// How results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table, csv, json
}

/// The options of every verb that reads an inventory.
struct InventoryOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            text("清单文件夹（含 inventory.yaml 和各源类表）", "inventory folder (inventory.yaml and a table per source kind)"),
            valueName: "folder"))
    var folder: String

    @Flag(
        help: ArgumentHelp(
            text(
                "核算其中全部清单（每个一个文件夹，或每行一个的文本文件），结果按地区列出",
                "all inventories in the folder, or in a text file that names one a line; results by region")))
    var all = false

    @Option(
        help: ArgumentHelp(
            text(
                "系数库文件夹；默认取 LANTIAN_FACTORS，再取最近的 EmissionFactors，再取随程序安装的",
                "factor library; default: LANTIAN_FACTORS, the nearest EmissionFactors folder, the one installed with the program"
            ),
            valueName: "folder"))
    var factors: String?

    @Option(
        help: ArgumentHelp(
            text("追加的系数包，后者优先，可重复", "further factor packs, later ones on top; repeatable"), valueName: "folder"))
    var pack: [String] = []

    @Option(
        help: ArgumentHelp(text("核算规则（先用哪一套系数）", "rule book: which families of factors come first"), valueName: "id"))
    var ruleBook: String?

    @Option(help: ArgumentHelp(text("污染物，逗号分隔", "pollutants, comma-separated"), valueName: "list"))
    var pollutants: String?

    @OptionGroup var run: RunOptions

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        try refuse("--rejected", withAll: run.rejected != nil)
        if let pollutants, WordList.words(of: pollutants).isEmpty {
            throw ValidationError(text("--pollutants 至少要有一项", "--pollutants needs at least one entry"))
        }
    }

    /// Wrong usage where an option cannot hold for many inventories.
    func refuse(_ option: String, withAll isGiven: Bool) throws {
        guard all, isGiven else { return }
        throw ValidationError(text("\(option) 不能与 --all 同用", "\(option) does not go with --all"))
    }

    /// How to read and compute.
    func options(wholeLibrary: Bool = true) throws -> Assessment.Options {
        var options = Assessment.Options(factors: try factorFolder(factors))
        options.readsWholeLibrary = wholeLibrary
        options.packs = try pack.map(existing)
        options.ruleBook = ruleBook
        options.pollutants = pollutants.map { WordList.words(of: $0) }
        options.keepGoing = run.keepGoing
        return options
    }

    /// Reads the whole inventory, shows what was found, and writes rejected rows where asked.
    func assessment(isTold: Bool = true, asked drawing: DrawingOptions? = nil) throws -> Assessment {
        let own = try options()
        let bar = ProgressBar(quiet: speech.quiet)
        defer { bar.clear() }
        let assessment = try Assessment(folder: folder, options: drawing?.asked(of: own) ?? own) { bar.show($0) }
        bar.clear()
        if assessment.findings.lackFile { throw assessment.findings }
        if isTold { show(assessment.findings, quiet: speech.quiet) }
        try writeRejected(assessment.inventory.rejected, to: run.rejected)
        return assessment
    }

    /// Stops where rows have errors, unless the user said to keep going; then the rejected rows are written back.
    func accept(_ emissions: InventoryFolder.Emissions) throws {
        if emissions.findings.hasErrors, !run.keepGoing { throw emissions.findings }
        try writeRejected(emissions.rejected, to: run.rejected)
    }

    /// Ends with 1 where the user asked warnings to fail.
    func conclude(_ findings: Findings...) throws {
        try Command.conclude(findings, keepGoing: run.keepGoing, failOnWarning: run.failOnWarning)
    }
}

/// Writes rejected rows to a file, where one is asked for, and tells the names of more files.
func writeRejected(_ tables: [RejectedRows], to rejected: String?) throws {
    guard let rejected else { return }
    for path in try RejectedFiles(tables).write(to: rejected, in: chosenLanguage()) where path != rejected {
        tell(text("退回的行另写入 \(path)", "more rejected rows are in \(path)"))
    }
}

/// Ends with 65 where there are errors, unless the user said to keep going; with 1 where the user asked warnings to fail.
func conclude(_ findings: [Findings], keepGoing: Bool, failOnWarning: Bool) throws {
    if findings.contains(where: \.lackFile) { throw ExitCode(74) }
    if !keepGoing, findings.contains(where: \.hasErrors) { throw ExitCode(65) }
    if failOnWarning, findings.contains(where: { $0.count(.warning) > 0 || $0.hasErrors }) { throw ExitCode(1) }
}

/// The languages as words of the command line.
enum SpokenLanguage: String, CaseIterable, ExpressibleByArgument {
    case zh, en
}

/// Whether severities are coloured.
enum ColourChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never

    /// What the arguments say; on a terminal that takes colours, else.
    static let isOn: Bool = {
        let arguments = CommandLine.arguments
        let given =
            arguments.firstIndex(of: "--color").flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
            ?? arguments.first { $0.hasPrefix("--color=") }.map { String($0.dropFirst(8)) }
        switch given.flatMap(ColourChoice.init(rawValue:)) ?? .auto {
        case .always: return true
        case .never: return false
        case .auto:
            return isatty(2) != 0 && (environment("NO_COLOR") ?? "").isEmpty && environment("TERM") != "dumb"
        }
    }()
}

extension Finding.Severity {
    /// How a terminal shows it: also in bold, so that it is told without colours.
    var colour: String {
        switch self {
        case .error: "\u{1B}[1;31m"
        case .warning: "\u{1B}[1;33m"
        case .note: "\u{1B}[36m"
        }
    }
}

/// Language and loudness.
struct SpeechOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text("语言：zh 或 en；默认取 LANTIAN_LANG，再随系统", "language: zh or en; default: LANTIAN_LANG, else the locale's")))
    var lang: SpokenLanguage?

    @Flag(name: [.customShort("q"), .long], help: ArgumentHelp(text("只显示错误", "show errors only")))
    var quiet = false

    @Option(
        help: ArgumentHelp(
            text("颜色：auto、always、never；NO_COLOR 关闭", "colour: auto, always or never; NO_COLOR turns it off")))
    var color: ColourChoice = .auto
}

/// What a verb does with a folder that is not empty.
struct OverwritingOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            text(
                "文件夹不空也写入：只替换、清除本程序写出且此后未改动的文件",
                "write into a folder that is not empty: only files that this program wrote, unchanged since, are replaced or removed"
            )))
    var force = false
}

/// The factor folder of a run.
func factorFolder(_ asked: String?) throws -> String { try LibrarySearch(asked: asked).found() }
