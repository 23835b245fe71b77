import ArgumentParser
import Glibc
import Lantian

/// `lantian solve`: the cheapest choice of options that reaches targets, with a proof.
struct SolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve",
        abstract: text("求达到目标的最低费用方案，并给出证明", "Find the cheapest way to reduction targets, with a proof."),
        discussion: text(
            """
            清单：在清单和方案上逐源求解。方案中写 choose: free（可选）、choose: {up_to: 80%}（可做任意份额，至多 80%）的措施参与选择，其余照做；
            目标写作 "NOx -10% vs 2020"、"NOx -300 t"、"VOCs <= 8000 t"、"NOx in 653101 heating <= 120 t"，不给时取方案的目标。
            措施表（--options，CSV）：source,option,cost 三列，每种污染物一列减排量（t），可有 group 列；每个源至多选一项；目标写作 "NOx >= 120"。
            费用未知的不会被选。退出码：0 在允许的差距内得证；1 计算量用完、差距未证；65 数据错误或目标不可行。
            """,
            """
            Inventory: a choice source by source. Measures of the plan with choose: free, or choose: {up_to: 80%} for any share up to \
            that, are chosen or left; all others are done. Targets are "NOx -10% vs 2020", "NOx -300 t", "VOCs <= 8000 t", \
            "NOx in 653101 heating <= 120 t"; without any, those of the plan. Table of options (--options, CSV): columns source, \
            option, cost, one column of reductions (t) per pollutant, and group if wanted; at most one option a source is chosen; \
            targets are "NOx >= 120". What has no known cost is never chosen. Exit codes: 0 proved within the gap; 1 the work \
            ended first; 65 bad data, or targets that cannot be met.
            """))

    @Argument(help: ArgumentHelp(text("清单文件夹", "inventory folder"), valueName: "folder"))
    var folder: String?

    @Argument(help: ArgumentHelp(text("方案文件（YAML）", "plan file (YAML)"), valueName: "plan"))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            text("改用措施表（CSV），不读清单", "a table of options (CSV) instead of an inventory"), valueName: "file"))
    var options: String?

    @Option(
        help: ArgumentHelp(
            text(
                "目标，可重复；措施表：\"NOx >= 120\"、\"NOx in 653101 >= 12\"；清单：\"NOx -10% vs 2020\"、\"VOCs <= 8000 t\"；\"cost <= 300万元\"、\"projects <= 8\"",
                "a target; repeatable. Table: \"NOx >= 120\", \"NOx in 653101 >= 12\"; inventory: \"NOx -10% vs 2020\", \"VOCs <= 8000 t\"; \"cost <= 3000000\", \"projects <= 8\""
            ),
            valueName: "target"))
    var target: [String] = []

    @OptionGroup var choosing: ChoiceOptions

    @Option(
        help: ArgumentHelp(
            text(
                "求此污染物的最大减排量，而非最低费用；清单可写 \"NOx + 0.5 VOCs\"",
                "find the most reduction of this pollutant instead of the least cost; of an inventory also \"NOx + 0.5 VOCs\""
            ),
            valueName: "pollutant"))
    var most: String?

    @Option(
        help: ArgumentHelp(
            text("费用上限，同 --target \"cost <= …\"", "most that may be spent, as --target \"cost <= …\""),
            valueName: "cost"))
    var budget: String?

    @Option(
        help: ArgumentHelp(
            text("必须选：源 或 源=措施，可重复", "must be chosen: SOURCE or SOURCE=OPTION; repeatable"), valueName: "pick"))
    var must: [String] = []

    @Option(
        help: ArgumentHelp(
            text("不得选：源 或 源=措施，可重复", "must not be chosen: SOURCE or SOURCE=OPTION; repeatable"), valueName: "pick"))
    var mustNot: [String] = []

    @Option(
        help: ArgumentHelp(
            text(
                "得证即可停止的差距，如 1e-4；默认求最优，计算量用完时 1e-4 以内算得证",
                "the gap at which to stop, such as 1e-4; default: the optimum itself, and within 1e-4 counts as proved where the work ends"
            ),
            valueName: "share"))
    var gap: Double?

    @Option(
        help: ArgumentHelp(
            text(
                "最多用的秒数；默认按计算量，结果不随机器变化", "most seconds to take; default: an amount of work, the same on every machine"),
            valueName: "seconds"))
    var time: Double?

    @Option(
        help: ArgumentHelp(
            text("改为写出此污染物的整条费用曲线", "write the whole cost curve of this pollutant instead"), valueName: "pollutant"))
    var curve: String?

    @Option(
        help: ArgumentHelp(
            text("把下界的证明写入此文件（JSON）", "write the proof of the bound to this file (JSON)"), valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard (options == nil) != (folder == nil) else {
            throw ValidationError(
                text("清单文件夹与 --options 要且只要一个", "give either an inventory folder or --options"))
        }
        if options != nil { try choosing.refuse() }
        if target.isEmpty, curve == nil, most == nil || budget == nil, plan == nil {
            throw ValidationError(
                text(
                    "要有 --target，或 --most 加 --budget，或 --curve", "needs --target, or --most with --budget, or --curve"))
        }
        if curve != nil, most != nil || !target.isEmpty || budget != nil || certificate != nil {
            throw ValidationError(
                text("--curve 不与目标、预算、证明同用", "--curve goes with no target, budget or certificate"))
        }
        if choosing.figure != nil, curve == nil {
            throw ValidationError(text("--figure 与 --curve 同用", "--figure goes with --curve"))
        }
        if let gap, !(gap >= 0 && gap < 1) {
            throw ValidationError(text("--gap 应在 0 与 1 之间：", "--gap must be at least 0 and below 1: ") + "\(gap)")
        }
        if let time, !(time > 0 && time < 1e6) {
            throw ValidationError(text("--time 应是正的秒数：", "--time must be a positive number of seconds: ") + "\(time)")
        }
        if options != nil { _ = try targets() } else { _ = try inventoryTask() }
    }

    func run() async throws {
        do {
            guard let options else { return try solveInventory() }
            let targets = try targets()
            var names: [String] = []
            for quantity in targets.map(\.quantity)
                + ([most, curve].compactMap { $0 }).map(OptionTarget.Quantity.reduction)
            {
                if case .reduction(let name) = quantity, !names.contains(name) { names.append(name) }
            }
            var findings = Findings()
            let table = try OptionTable(path: try existing(options), pollutants: names, findings: &findings)
            guard let table else { throw findings }
            show(findings, quiet: speech.quiet)
            findings = Findings()
            var task = OptionTask(
                table: table, targets: targets, most: most, must: must.map(OptionTask.Pick.init),
                mustNot: mustNot.map(OptionTask.Pick.init))
            if let curve {
                guard let curve = OptionCurve(task, pollutant: curve, findings: &findings) else { throw findings }
                if let figure = choosing.figure { try AtomicFile.write(curve.figure(in: chosenLanguage()), to: figure) }
                return put(SolvePrinting.curve(curve, format), as: format)
            }
            task.gap = gap ?? 0
            if gap != nil { task.effort *= 10 }
            if let time {
                task.isTimeUp = SolveCommand.isOver(after: time)
                task.effort = .max / 2
            }
            guard let answer = task.answer(accepted: gap ?? 1e-4, findings: &findings) else { throw findings }
            show(answer.findings, quiet: speech.quiet)
            put(SolvePrinting.answer(answer, format), as: format)
            if let certificate, let proof = answer.certificate { try AtomicFile.write(proof + "\n", to: certificate) }
            try SolveCommand.conclude(answer)
        } catch {
            throw failing(error)
        }
    }

    /// The targets of the command line, the budget among them.
    private func targets() throws -> [OptionTarget] {
        try (target + (budget.map { ["cost <= " + $0] } ?? [])).map { written in
            do throws(OptionTarget.Problem) {
                return try OptionTarget(written)
            } catch {
                throw ValidationError(error.text[chosenLanguage()])
            }
        }
    }

    /// Ends as what was found says.
    static func conclude(_ answer: OptionAnswer) throws {
        switch answer.status {
        case .proved: return
        case .infeasible: throw ExitCode(65)
        case .open:
            tell(text("计算量用完，差距未证", "the work ended before the gap was proved"))
            throw ExitCode(1)
        }
    }

    /// Whether so many seconds of the processor have gone since now.
    static func isOver(after seconds: Double) -> @Sendable () -> Bool {
        let end = processorSeconds() + seconds
        return { processorSeconds() >= end }
    }

    private static func processorSeconds() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }
}
