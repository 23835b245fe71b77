import ArgumentParser
import CFaults
import FoundationEssentials
import Glibc
import Lantian

/// The program `lantian`: verbs, one library call each.
@main struct LantianCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lantian",
        abstract: text("蓝天：大气污染物排放清单与减排核算", "Lantian: emission inventories and reductions, checked and explained."),
        discussion: text(
            "退出码：0 完成；1 有要求视为失败的问题；64 用法错误；65 数据错误；66 找不到输入；70 内部故障；74 读写错误。",
            "Exit codes: 0 done; 1 done, with findings that were asked to fail; 64 usage; 65 bad data; 66 no such input; 70 internal fault; 74 input or output error."
        ),
        version: ProgramVersion.text,
        subcommands: [
            InitCommand.self, ImportCommand.self, CheckCommand.self, ComputeCommand.self,
            CombineCommand.self, ExplainCommand.self, PlanCommand.self, PotentialCommand.self, ProgressCommand.self,
            AlertCommand.self, SolveCommand.self,
            CompareCommand.self, ReportCommand.self, ExportCommand.self, VerifyCommand.self, MergeCommand.self,
            DiffCommand.self, NextCommand.self,
            ReconcileCommand.self, RulesCommand.self, WordsCommand.self,
            FactorsCommand.self, NextBestCommand.self, ServeCommand.self,
        ])

    static func main() async {
        cfaults_install(
            text("lantian \(ProgramVersion.text) 内部故障（", "lantian \(ProgramVersion.text): internal fault ("),
            text(
                "）：运行中止，其输出不可用。请把这一行连同所用的命令和输入文件发给维护者（见 CONTRIBUTING.md）。",
                "): the run has stopped, do not use its output. Please send this line with the command and its input to the maintainers (see CONTRIBUTING.md)."
            ),
            outOfMemory, outOfDescriptors)
        cfaults_share_memory()
        guard hasRoom() else {
            tell(String(outOfMemory.dropLast()))
            Glibc.exit(74)
        }
        guard hasDescriptors() else {
            tell(text("打开的文件过多（见 ulimit -n）：什么也没有做", "too many open files (see ulimit -n): nothing was done"))
            Glibc.exit(74)
        }
        keepStreams()
        InputRegister.begin()
        signal(SIGPIPE, SIG_DFL)
        // A file that may not grow further is an error to be told, not an end without a word.
        signal(SIGXFSZ, SIG_IGN)
        if let wrong = environment("LANTIAN_LANG"), Language(variable: wrong) == nil {
            tell(text("LANTIAN_LANG 应为 zh 或 en（实际为“\(wrong)”）", "LANTIAN_LANG must be zh or en (found '\(wrong)')"))
            Glibc.exit(64)
        }
        if VersionPrinting.isAsked(CommandLine.arguments) { return put(VersionPrinting.text(CommandLine.arguments)) }
        await runAsked(Array(CommandLine.arguments.dropFirst()))
    }
}

private let outOfMemory = text(
    "内存不足（见 ulimit -v）：运行中止，其输出不可用\n",
    "out of memory (see ulimit -v): the run has stopped, do not use its output\n")

private let outOfDescriptors = text(
    "打开的文件过多（见 ulimit -n）：运行中止，其输出不可用\n",
    "too many open files (see ulimit -n): the run has stopped, do not use its output\n")

/// Whether a bound on memory leaves room for the stacks of threads: the language's runtime waits for ever for a thread that
/// cannot be made.
private func hasRoom() -> Bool {
    var attributes = pthread_attr_t()
    var stack = 8 << 20
    if pthread_attr_init(&attributes) == 0 {
        pthread_attr_getstacksize(&attributes, &stack)
        pthread_attr_destroy(&attributes)
    }
    let wanted = 4 * stack + (16 << 20)
    guard let room = mmap(nil, wanted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
        room != MAP_FAILED
    else { return false }
    munmap(room, wanted)
    return true
}

/// Whether a bound on open files leaves some: the language's runtime ends where it cannot have its own.
private func hasDescriptors() -> Bool {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    while opened.count < 24 {
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        opened.append(descriptor)
    }
    return true
}

/// Without standard output nothing that the run finds could be told: it ends before anything is done. Descriptors that are
/// closed are opened to nothing, so that no file ever gets the number of a stream that is written to.
private func keepStreams() {
    if fcntl(1, F_GETFD) < 0 {
        tell(FileError(path: "standard output", operation: .write, code: EBADF).description(in: chosenLanguage()))
        exit(74)
    }
    for stream: Int32 in [0, 2] where fcntl(stream, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
}

/// Ends a run by the contract's exit codes, with every finding on standard error.
func failing(_ error: any Error) -> any Error {
    if let missing = error as? MissingLibrary {
        tell(missing.description(in: chosenLanguage()))
        return ExitCode(66)
    }
    guard let stopped = StoppedRun(error) else { return error }
    if !stopped.findings.isEmpty {
        show(stopped.findings, quiet: false)
    } else {
        let near = (error as? MissingInput).flatMap { nearestPath(to: $0.path) }
        tell(
            stopped.text[chosenLanguage()]
                + (near.map { text("；是否指 \($0)？", "; did you mean \($0)?") } ?? ""))
    }
    return ExitCode(stopped.code)
}

/// The file or folder beside a path that is not there whose name is nearest.
private func nearestPath(to path: String) -> String? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    while parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
    guard let name = parts.popLast(), !name.isEmpty else { return nil }
    let folder = parts.isEmpty ? "." : parts.joined(separator: "/") + "/"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return Spelling.nearest(to: name, in: names.filter { !$0.hasPrefix(".") }).map {
        (parts + [$0]).joined(separator: "/")
    }
}

/// Prints findings: errors always, the rest unless quiet, and how many there are.
func show(_ findings: Findings, quiet: Bool) {
    let language = chosenLanguage()
    for finding in findings.sorted where !quiet || finding.severity == .error {
        tell(finding)
    }
    guard !findings.isEmpty, !quiet || findings.hasErrors else { return }
    let counts = Finding.Severity.allCases.filter { findings.count($0) > 0 }
        .map { counted($0, findings.count($0), language) }
    let shown = findings.kept.count
    let all = Finding.Severity.allCases.reduce(0) { $0 + findings.count($1) }
    tell(
        text("共 ", "") + counts.joined(separator: text("，", ", "))
            + (shown < all ? text("（显示前 \(shown) 条）", " (the first \(shown) shown)") : ""))
}

/// So many of a severity: `1 warning`, `2 warnings`.
private func counted(_ severity: Finding.Severity, _ count: Int, _ language: Language) -> String {
    "\(count) \(language == .zh ? "个" : "")\(severity.label[language])" + (language == .en && count != 1 ? "s" : "")
}
