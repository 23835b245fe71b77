import ArgumentParser
import FoundationEssentials
import Lantian

/// The options of `solve` that are about an inventory.
struct ChoiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text(
                "把方案的这项措施作为可选（默认照做），可重复；all 为全部有费用的措施",
                "make this measure of the plan free to choose (it is done otherwise), repeatable; all: each with a cost"
            ),
            valueName: "id"))
    var free: [String] = []

    @Option(
        help: ArgumentHelp(
            text(
                "把所求方案写成此 YAML 文件（不覆盖），plan 可直接核算",
                "write the choice as this plan file (never overwritten), for plan to run"),
            valueName: "file"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            text("把逐源措施表写入此 CSV，证明可据此复核", "write the options by source to this CSV, which the proof is about"),
            valueName: "file"))
    var table: String?

    @Option(
        help: ArgumentHelp(text("费用曲线图写入此 SVG 文件", "draw the cost curve to this SVG file"), valueName: "file"))
    var figure: String?

    @Option(
        help: ArgumentHelp(
            text("目标基准年的清单文件夹，可重复", "inventory folder of a target's base year, repeatable"), valueName: "folder"))
    var base: [String] = []

    @Option(
        help: ArgumentHelp(
            text("系数库文件夹；默认同其他命令", "factor library; default as in the other verbs"), valueName: "folder"))
    var factors: String?

    @Option(help: ArgumentHelp(text("追加的系数包，可重复", "further factor packs, repeatable"), valueName: "folder"))
    var pack: [String] = []

    @Option(help: ArgumentHelp(text("核算规则", "rule book"), valueName: "id"))
    var ruleBook: String?

    @OptionGroup var run: RunOptions

    /// Wrong usage where they are given with a table of options.
    func refuse() throws {
        let given: [(String, Bool)] = [
            ("--free", !free.isEmpty), ("--out", out != nil), ("--table", table != nil),
            ("--base", !base.isEmpty), ("--factors", factors != nil), ("--pack", !pack.isEmpty),
            ("--rule-book", ruleBook != nil), ("--rejected", run.rejected != nil), ("--keep-going", run.keepGoing),
        ]
        guard let first = given.first(where: { $0.1 }) else { return }
        throw ValidationError(text("\(first.0) 不能与 --options 同用", "\(first.0) does not go with --options"))
    }
}

extension SolveCommand {
    /// The task of the command line, without bases.
    func inventoryTask() throws -> InventoryTask {
        do throws(OptionTarget.Problem) {
            var targets: [ChoiceTarget] = []
            for text in target + (budget.map { ["cost <= " + $0] } ?? []) { targets.append(try ChoiceTarget(text)) }
            var task = InventoryTask(targets: targets)
            if let most { task.most = try WeightedSum(most) }
            (task.freed, task.must, task.mustNot) = (choosing.free, must, mustNot)
            task.gap = gap ?? 0
            task.accepted = gap ?? 1e-4
            task.takesPlanTargets = curve == nil
            task.threads = choosing.run.threads
            if gap != nil { task.effort = 1_000_000_000 }
            return task
        } catch {
            throw ValidationError(error.text[chosenLanguage()])
        }
    }

    /// The pollutants that targets name; the inventory's own are computed besides.
    private func asked(_ task: InventoryTask, _ plan: YAMLValue?) -> [String] {
        let named =
            task.targets.map(\.pollutant) + (task.most?.terms.map(\.pollutant) ?? []) + [curve].compactMap { $0 }
        let planned = task.targets.isEmpty ? plan?["targets"]?.list.compactMap { $0["pollutant"]?.text } ?? [] : []
        return (named + planned).filter { !$0.isEmpty }
    }

    private func inventoryOptions() throws -> Assessment.Options {
        var options = Assessment.Options(factors: try factorFolder(choosing.factors))
        options.packs = try choosing.pack.map(existing)
        options.ruleBook = choosing.ruleBook
        options.keepGoing = choosing.run.keepGoing
        return options
    }

    func solveInventory() throws {
        guard let folder else { return }
        for file in [choosing.out, choosing.table].compactMap({ $0 }) where FileManager.default.fileExists(atPath: file)
        {
            throw ValidationError(text("\(file) 已存在，不覆盖", "\(file) exists and is not overwritten"))
        }
        var task = try inventoryTask()
        var options = try inventoryOptions()
        var ignored = Findings()
        let written = try plan.flatMap { YAMLValue.read(path: try existing($0), findings: &ignored) }
        let named = asked(task, written)
        let usual = try InventoryFolder(try existing(folder), options: options).context.pollutants
        var seen = Set(usual.map { Vocabulary.folded($0) })
        let more = named.filter { seen.insert(Vocabulary.folded($0)).inserted }
        if !more.isEmpty { options.pollutants = usual + more }
        let assessment = try Assessment(folder: folder, options: options)
        show(assessment.findings, quiet: speech.quiet)
        try writeRejected(assessment.inventory.rejected, to: choosing.run.rejected)
        var findings = Findings()
        let own = try plan.map {
            try PlanOptions.parse([]).plan(
                $0, vocabularies: assessment.context.library.vocabularies, findings: &findings)
        }.map { plan in
            plan.priced(
                by: CostLibrary(of: assessment.context.library, findings: &findings),
                vocabularies: assessment.context.library.vocabularies)
        }
        if findings.hasErrors { throw findings }
        for path in choosing.base {
            var others = options
            others.pollutants = assessment.context.pollutants
            others.ruleBook = assessment.context.book.id
            let other = try InventoryFolder(try existing(path), options: others)
            let emissions = try other.emissions(threads: choosing.run.threads)
            guard !emissions.findings.hasErrors || choosing.run.keepGoing else { throw emissions.findings }
            task.bases[other.context.manifest.year] = emissions.result
        }
        if let time {
            task.isTimeUp = SolveCommand.isOver(after: time)
            task.effort = .max / 2
        }
        guard let choice = InventoryChoice(task, plan: own, on: assessment, findings: &findings) else { throw findings }
        show(findings, quiet: speech.quiet)
        let incomplete = IncompleteTotals(choice.fixed.baseline)
        if let table = choosing.table {
            try AtomicFile.write(choice.table.csv(incomplete: incomplete.cells(nil).joined()), to: table)
        }
        findings = Findings()
        if let curve {
            guard let curve = choice.curve(curve, findings: &findings) else { throw findings }
            if let figure = choosing.figure {
                let lacks = incomplete.told(curve.pollutant)?[chosenLanguage()]
                try AtomicFile.write(
                    curve.figure(
                        in: chosenLanguage(), note: lacks.map { "\(curve.pollutant) incomplete: \($0)" } ?? ""),
                    to: figure)
            }
            return put(SolvePrinting.curve(curve, format, incomplete), as: format)
        }
        guard let answer = choice.answer(findings: &findings) else { throw findings }
        show(answer.findings, quiet: speech.quiet)
        if let out = choosing.out, let text = answer.planText { try AtomicFile.write(text, to: out) }
        if let certificate, let proof = answer.answer.certificate {
            try AtomicFile.write(proof + "\n", to: certificate)
        }
        put(InventoryPrinting(answer: answer).printed(in: format), as: format)
        try SolveCommand.conclude(answer.answer)
        if answer.findings.hasErrors { throw ExitCode(70) }
    }
}
