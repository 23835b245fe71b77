import ArgumentParser
import Lantian

/// `lantian next`: next year's inventory from this one.
struct NextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: text("由本年清单生成下一年清单", "Begin next year's inventory from this one."),
        discussion: text(
            "按表中日期：已关停的源不再列入，到期投产的源转为在用，改造过的源列出待核实的治理列；--plan 给出的方案中在上年底前完成的措施写入表中。编号不变。只对一年有效的数（产量、燃料量、实测值、投运率、保有量等）留空，并逐格列在 to_fill.csv，附上年的数。",
            "By the dates in the tables: what is closed is left out, what was planned and has begun is in operation, what was rebuilt has its control columns listed; measures of the plan of --plan that are done by the end of the year before are written into the tables. Ids stay. What holds for one year (output, fuel, what was measured, uptime, numbers of vehicles) is left blank and listed cell by cell in to_fill.csv, with the number of the year before."
        ))

    @OptionGroup var inventory: InventoryOptions

    @Option(help: ArgumentHelp(text("新清单的年份", "the year of the new inventory"), valueName: "year"))
    var year: Int

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("写入的文件夹", "folder to write"), valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(text("方案：上年底前完成的措施写入表中", "plan: its measures done by then are applied"), valueName: "plan"))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            text("方案的输入文件；默认取方案旁的 inputs.yaml", "the plan's file of inputs; default: inputs.yaml beside it"),
            valueName: "file"))
    var inputs: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @OptionGroup var overwriting: OverwritingOptions

    func validate() throws {
        try expectYear(year)
        try inventory.refuse("next", withAll: true)
    }

    func run() async throws {
        do {
            let folder = OutputFolder(out, overwriting.force ? .forced : .empty)
            try folder.check()
            let assessment = try inventory.assessment()
            let from = assessment.context.manifest.year
            guard year > from else {
                throw ValidationError(
                    text("--year 应晚于清单年份 \(from)", "--year must be later than the inventory's year \(from)"))
            }
            let done = try done(assessment)
            let next = NextYear(
                assessment.inventory, year: year, language: chosenLanguage(),
                vocabularies: assessment.context.library.vocabularies, done: done)
            let manifest = try NextManifest.text(
                of: assessment.inventory, year: year, from: inventory.folder, to: out)
            let names = try folder.fill { place in
                try AtomicFile.write(manifest, to: place + "/inventory.yaml")
                for file in next.files { try AtomicFile.write(file.bytes, to: place + "/" + file.name) }
                var list = CSVWriter(byteOrderMark: true)
                list.row(NextYear.columns)
                for record in next.records { list.row(record) }
                try AtomicFile.write(list.bytes, to: place + "/to_fill.csv")
                return ["inventory.yaml"] + next.files.map(\.name) + ["to_fill.csv"]
            }
            if format == .table {
                put(told(next, done))
                for name in names { put(out + "/" + name) }
            } else {
                put(FindingRows.rows(NextYear.columns, next.records, in: format, numbers: ["line"]), as: format)
            }
            try inventory.conclude(assessment.findings)
        } catch {
            throw failing(error)
        }
    }

    /// What the plan has done by the end of the year before.
    private func done(_ assessment: Assessment) throws -> DoneMeasures? {
        guard let plan else { return nil }
        var findings = Findings()
        let given = try PlanOptions.parse(inputs.map { ["--inputs", $0] } ?? [])
        let read = try given.plan(
            plan, vocabularies: assessment.context.library.vocabularies, findings: &findings)
        show(findings, quiet: inventory.speech.quiet)
        let done = DoneMeasures(
            read, on: assessment.inventory, in: assessment.context, by: year - 1, threads: inventory.run.threads)
        show(done.findings, quiet: inventory.speech.quiet)
        return done
    }

    /// What was done, in lines.
    private func told(_ next: NextYear, _ done: DoneMeasures?) -> String {
        let language = chosenLanguage()
        var lines = [
            text(
                "\(next.year) 年：源 \(next.sourceCount) 个，待填 \(next.questions.count) 格（to_fill.csv）",
                "\(next.year): \(next.sourceCount) sources, \(next.questions.count) cells to fill (to_fill.csv)")
        ]
        for file in next.files {
            let own = next.questions.filter { $0.file == file.name }
            guard !own.isEmpty else { continue }
            var columns: [(label: String, count: Int)] = []
            for question in own {
                let label = question.label[language]
                if let place = columns.firstIndex(where: { $0.label == label }) {
                    columns[place].count += 1
                } else {
                    columns.append((label, 1))
                }
            }
            lines.append(
                "  \(file.name): " + columns.map { "\($0.label) \($0.count)" }.joined(separator: text("，", ", ")))
        }
        for change in next.changes where change.what != .older {
            lines.append(
                "  \(change.source.isEmpty ? "\(change.place.file):\(change.place.line ?? 1)" : change.source) \(change.what.label[language]) (\(change.detail))"
            )
        }
        if let open = done?.open, !open.isEmpty {
            lines.append(
                text("未写入的措施（未到期或待定）：", "measures not applied (not done by then, or waiting): ")
                    + open.map(\.id).joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
