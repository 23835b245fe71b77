import ArgumentParser
import Lantian

/// `lantian combine`: the parts of a run as one result, the same bytes as one run prints.
struct CombineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "combine",
        abstract: text("合并各分片，结果与一次核算逐字节相同", "Add the parts of a run: the same bytes as one run prints."),
        discussion: text(
            "分片由 compute --part i/n --out FILE 或 plan --part i/n --out FILE 写出，次序不限。清单文件夹、系数库和方案须与分片时相同。",
            "Parts are what compute --part i/n --out FILE, or plan with the same options, wrote, in any order. Inventory, library and plan must be as they were then."
        ))

    @Argument(help: ArgumentHelp(text("分片文件", "part files"), valueName: "file"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            text("清单文件夹，若已不在分片所记之处", "the inventory's folder, where it lies elsewhere than the parts say"),
            valueName: "folder"))
    var inventory: String?

    @Option(
        help: ArgumentHelp(
            text("汇总键，逗号分隔：分片所带的键或更粗的", "keys to total by, comma-separated: those of the parts or coarser ones"),
            valueName: "keys"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            text("方案的分片：目标完成情况写入此 CSV 文件", "parts of a plan: write the targets to this CSV file"), valueName: "file"))
    var targets: String?

    @Flag(help: ArgumentHelp(text("方案的分片：逐条列出", "parts of a plan: list every clause")))
    var coverage = false

    @OptionGroup var drawing: DrawingOptions
    @OptionGroup var output: CombineOutput
    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError(text("请给出分片文件", "name the part files")) }
        if let by { _ = try ListOption(keys: by) }
    }

    func run() async throws {
        do {
            let parts = try read()
            guard let first = parts.first else { return }
            var options = first.options
            options.factors = try factorFolder(output.factors)
            options.keepGoing = output.run.keepGoing
            let folder = try InventoryFolder(inventory ?? first.folder, options: options)
            if let plan = first.plan { return try combine(parts, plan, folder) }
            if targets != nil || coverage {
                throw ValidationError(
                    text(
                        "--targets、--coverage 用于 plan --part 写出的分片",
                        "--targets and --coverage are for parts that plan --part wrote"))
            }
            let asked = try ListOption(keys: by ?? first.identity.keys.joined(separator: ","))
            let keys = asked.keys(pollutants: folder.context.pollutants)
            try expect(keys, in: first)
            if drawing.uncertainty, !first.identity.uncertainty {
                throw Findings([
                    Finding(
                        .error, .partNotSure, at: Location(file: first.file),
                        expected: Label(
                            "用 compute --part … --uncertainty 重新计算各片", "parts that compute --part … --uncertainty wrote"
                        ))
                ])
            }
            let emissions = try folder.emissions(of: parts, threads: output.run.threads)
            if emissions.findings.hasErrors, !output.run.keepGoing { throw emissions.findings }
            try writeRejected(emissions.rejected, to: output.run.rejected)
            var findings = asked.findings
            findings.add(emissions.findings)
            show(findings, quiet: speech.quiet)
            let uncertainty = try drawing.options(of: folder).map {
                emissions.result.uncertainty(by: keys, $0, threads: output.run.threads)
            }
            putTotals(
                of: emissions.result, keys: keys, format: output.format, assumptions: output.assumptions,
                uncertainty: uncertainty)
            try conclude([findings], keepGoing: output.run.keepGoing, failOnWarning: output.run.failOnWarning)
        } catch {
            throw failing(error)
        }
    }

    /// The parts of a plan: what `plan` prints.
    private func combine(_ parts: [EmissionPart], _ told: PartPlan, _ folder: InventoryFolder) throws {
        let (given, quiet) = (try PlanOptions.told(told), speech.quiet)
        let asked = try by.map { try ListOption(keys: $0) }
        let keys = asked?.keys(pollutants: folder.context.pollutants) ?? []
        try expect(keys, in: parts[0])
        var repeated = try PlanInputs(given.set).findings
        if let asked { repeated.add(asked.findings) }
        show(repeated, quiet: quiet)
        var findings = Findings()
        let plan = try given.plan(told.file, vocabularies: folder.context.library.vocabularies, findings: &findings)
        show(findings, quiet: quiet)
        let (emissions, evaluation) = try folder.evaluated(plan, on: parts, threads: output.run.threads)
        if emissions.findings.hasErrors, !output.run.keepGoing { throw emissions.findings }
        try writeRejected(emissions.rejected, to: output.run.rejected)
        guard let evaluation else { return }
        PlanRun.tell(emissions, [evaluation], quiet: quiet, plansQuiet: quiet)
        let printing = PlanPrinting(evaluation: evaluation, year: nil)
        if let targets { try AtomicFile.write(printing.targetsCSV, to: targets) }
        let format = output.format
        put(
            coverage
                ? printing.coverage(format)
                : keys.isEmpty ? printing.measures(format) : printing.reductions(by: keys, format), as: format)
        try conclude(
            [repeated, emissions.inFiles, evaluation.findings], keepGoing: output.run.keepGoing,
            failOnWarning: output.run.failOnWarning)
    }

    /// The part files; what is wrong with any of them is told of all at once.
    private func read() throws -> [EmissionPart] {
        var findings = Findings()
        var parts: [EmissionPart] = []
        for file in files {
            do { parts.append(try EmissionPart(file: existing(file))) } catch let own as Findings {
                findings.add(own)
            }
        }
        guard !findings.hasErrors else { throw findings }
        return parts
    }

    /// Keys that the parts do not hold cannot be asked for.
    private func expect(_ keys: [Grouping], in part: EmissionPart) throws {
        let known = Grouping.special + part.identity.groupings.filter { !Grouping.special.contains($0) }
        guard let other = keys.first(where: { !known.contains($0.name) }) else { return }
        throw Findings([
            Finding(
                .error, .keyNotInPart, at: Location(file: part.file), value: other.name,
                expected: Label(
                    "\(known.joined(separator: ", "))；要按其他键汇总，请用 --by 重新计算各片",
                    "\(known.joined(separator: ", ")): for another key compute the parts again with --by"))
        ])
    }
}

/// What `combine` prints, and how.
struct CombineOutput: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text("系数库文件夹，须与分片时相同", "factor library, the same as that of the parts"), valueName: "folder"))
    var factors: String?

    @Option(help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Flag(help: ArgumentHelp(text("列出所依据的假设", "list the assumptions that the result rests on")))
    var assumptions = false

    @OptionGroup var run: RunOptions
}

extension Finding.Message {
    static let keyNotInPart = Finding.Message(
        "key-not-in-part", "分片不能按这个键汇总", "the parts cannot be totalled by this key")
    static let partNotSure = Finding.Message(
        "part-not-sure", "分片没有不确定度所需的和", "the parts lack the sums that intervals are worked out from")
}
