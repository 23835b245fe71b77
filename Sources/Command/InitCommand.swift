import ArgumentParser
import FoundationEssentials
import Lantian

/// `lantian init`: an empty inventory with a table per source kind.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: text("新建清单：每个源类一张带表头的空表", "Begin an inventory: a table with headers per source kind."))

    @Argument(help: ArgumentHelp(text("要新建的文件夹", "folder to make"), valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp(text("行政区划代码（六位）", "region code, six digits of GB/T 2260"), valueName: "code"))
    var region: String

    @Option(help: ArgumentHelp(text("年份", "year"), valueName: "year"))
    var year: Int

    @Option(help: ArgumentHelp(text("源类，逗号分隔；默认全部", "source kinds, comma-separated; default: all"), valueName: "kinds"))
    var kinds: String?

    @Option(
        help: ArgumentHelp(
            text(
                "只要这个方案所需的表和列，方案点名的企业各一行；一并写出方案和待填的输入",
                "only the tables and columns that a plan needs, a row for each firm that it names; with the plan and the form of its inputs"
            ),
            valueName: "plan"))
    var plan: String?

    @Flag(
        help: ArgumentHelp(
            text("写成一个 Excel 工作簿（folder 为 .xlsx 文件名）", "write one Excel workbook instead (folder names the .xlsx file)")
        ))
    var workbook = false

    @Flag(
        help: ArgumentHelp(
            text("短表：只列出算得出结果的六至十列", "short form: only the six to ten columns that a result needs")))
    var short = false

    @Option(
        help: ArgumentHelp(
            text("系数库文件夹（下拉词表由此而来）", "factor library, whose words fill the drop-downs"), valueName: "folder"))
    var factors: String?

    @OptionGroup var overwriting: OverwritingOptions

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        guard region.utf8.count == 6, region.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw ValidationError(text("行政区划代码应为六位数字", "a region code has six digits"))
        }
        try expectYear(year)
        if plan != nil, kinds != nil {
            throw ValidationError(text("--plan 不能与 --kinds 同用", "--plan does not go with --kinds"))
        }
        if let kinds { _ = try ListOption(kinds: kinds, option: "--kinds") }
    }

    func run() throws {
        do {
            let asked = try kinds.map { try ListOption(kinds: $0, option: "--kinds") }
            if let asked { show(asked.findings, quiet: speech.quiet) }
            let wanted = asked?.entries.compactMap(SourceKind.named) ?? SourceKind.all
            var template = InventoryTemplate(region: region, year: year, kinds: wanted, language: chosenLanguage())
            let begun = try plan.map { try ofPlan($0) }
            if let begun { template = begun.template }
            template.isInvented = try tellDivision(region, year, factors: factors, quiet: speech.quiet)
            if short { template.form = .short }
            if workbook {
                var library = try FactorLibrary(folder: try factorFolder(factors), groups: [])
                library.addWords(KindMethods.words, to: "method")
                try template.write(
                    workbook: folder, vocabularies: library.vocabularies,
                    methods: Dictionary(grouping: KindMethods.methods, by: \.kind.rawValue).mapValues {
                        $0.map(\.method.id)
                    }, pollutants: library.offeredPollutants)
                put(folder)
                if let form = begun?.form {
                    let file = (folder.hasSuffix(".xlsx") ? String(folder.dropLast(5)) : folder) + "-inputs.yaml"
                    try OutputFolder.refuseExisting(file)
                    try AtomicFile.write(form, to: file)
                    put(file)
                }
            } else {
                for path in try template.write(to: folder, force: overwriting.force) { put(path) }
                if let begun { try write(begun) }
            }
            let name = quoted(folder)
            tellNext(
                "填好各表，再运行 lantian check \(name)；台账不用照抄，用 lantian import 读入",
                "fill the tables, then: lantian check \(name); a ledger need not be copied: lantian import reads it",
                quiet: speech.quiet)
        } catch {
            throw failing(error)
        }
    }

    /// What an inventory begins with that is begun from a plan.
    private struct Begun {
        let template: InventoryTemplate
        /// The plan's file.
        let file: String
        /// The form of what the plan waits for.
        let form: String
    }

    /// What a plan needs.
    private func ofPlan(_ file: String) throws -> Begun {
        var library = try FactorLibrary(folder: try factorFolder(factors), groups: nil)
        library.addWords(KindMethods.words, to: "method")
        var findings = Findings()
        let plan = try PlanOptions.parse([]).plan(file, vocabularies: library.vocabularies, findings: &findings)
        show(findings, quiet: speech.quiet)
        var manifest = InventoryManifest()
        manifest.region = region
        manifest.year = year
        let template = plan.template(
            region: region, year: year, in: try RunContext(library: library, manifest: manifest),
            language: chosenLanguage())
        return Begun(template: template, file: file, form: plan.form(answered: [], language: chosenLanguage()))
    }

    /// Writes the plan and the form of its inputs into the inventory's folder of plans.
    private func write(_ begun: Begun) throws {
        let name = begun.file.split(separator: "/").last.map(String.init) ?? "plan.yaml"
        let plans = folder + "/plans"
        let bytes = try InputFile.bytes(of: begun.file, atMost: 1 << 26)
        for written in try OutputFolder(plans, overwriting.force ? .filling : .empty).fill({ place in
            try AtomicFile.write(bytes, to: place + "/" + name)
            try AtomicFile.write(begun.form, to: place + "/" + PlanAnswers.fileName)
            return [name, PlanAnswers.fileName]
        }) { put(plans + "/" + written) }
    }
}
