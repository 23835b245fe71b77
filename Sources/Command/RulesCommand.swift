import ArgumentParser
import Lantian

/// `lantian rules`: the rules of plausibility, with conditions and sources.
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: text("合理性规则：条件、含义、应做什么、依据", "The rules of plausibility: condition, meaning, what to do, source."),
        discussion: text(
            "规则是系数库的数据（rules/plausibility.notes.csv），系数包可以增补或改写。个别源确有原因的，在清单文件夹的 overrules.csv 中写明规则、排放源编号、原因和说明人；说明随上报包一并报送。",
            "Rules are data of the library (rules/plausibility.notes.csv); packs add to them or replace them. Where a source has its reason, say so in overrules.csv of the inventory: rule, source, reason, name; it travels in the package."
        ))

    @Argument(help: ArgumentHelp(text("只列出编号含此词的规则", "only rules whose id holds this"), valueName: "word"))
    var word: String?

    @Option(help: ArgumentHelp(text("源类", "source kind"), valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp(text("系数库文件夹", "factor library"), valueName: "folder"))
    var factors: String?

    @Option(help: ArgumentHelp(text("系数包文件夹，可重复", "folder of a factor pack; repeatable"), valueName: "folder"))
    var pack: [String] = []

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let kind { _ = try ListOption(kinds: kind, option: "--kind") }
    }

    func run() throws {
        do {
            let library = try FactorLibrary(
                folder: try factorFolder(factors), packs: try pack.map(existing), groups: ["rules"])
            var findings = Findings()
            let rules = PlausibilityRule.all(of: library, findings: &findings).filter { rule in
                (word.map { rule.id.contains($0.lowercased()) } ?? true) && (kind.map(rule.kinds.contains) ?? true)
            }
            if findings.hasErrors { throw findings }
            let language = chosenLanguage()
            let rows = rules.map { rule in
                [
                    rule.id, rule.level.rawValue, rule.kinds.joined(separator: "|"), rule.condition,
                    rule.text[language],
                    rule.advice[language],
                    library.sources[rule.source]?.title
                        ?? (rule.source == "judgement" ? text("判断", "judgement") : rule.source),
                ]
            }
            let names = ["id", "level", "kinds", "when", "text", "do", "source"]
            let shown = rules.map { rule in
                [
                    rule.id, rule.level.label[language],
                    rule.kinds.compactMap { SourceKind.named($0)?.label[language] }.joined(separator: text("、", ", ")),
                    rule.text[language], rule.condition,
                ]
            }
            if format == .table {
                let titles = [
                    Label("规则", "rule"), Label("级别", "level"), Label("源类", "kinds"), Label("含义", "meaning"),
                    Label("条件", "condition"),
                ]
                var table = TextTable(titles.map { $0[language] }, titles.map { _ in .leading })
                for row in shown { table.row(row) }
                put(table.text)
                put(text("共 \(rules.count) 条", "\(rules.count) rules"))
            } else {
                put(
                    RowsPrinting(
                        names: names, titles: names.map { Label(same: $0) }, masses: 100...100, numbers: 100...100,
                        rows: rows, shown: nil, incomplete: .none
                    ).text(in: format), as: format)
            }
        } catch {
            throw failing(error)
        }
    }
}
