import ArgumentParser
import FoundationEssentials
import Lantian

/// `lantian explain`: how one number came about.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: text("解释一个排放源的核算过程", "Explain how one source's emission came about."))

    @OptionGroup var inventory: InventoryOptions

    @Argument(help: ArgumentHelp(text("排放源编号，或 文件:行号", "source id, or file:line"), valueName: "source"))
    var source: String

    @Argument(help: ArgumentHelp(text("污染物；省略则全部", "pollutant; all where left out"), valueName: "pollutant"))
    var pollutant: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func validate() throws { try inventory.refuse("explain", withAll: true) }

    func run() async throws {
        do {
            if !FileManager.default.fileExists(atPath: inventory.folder), FileManager.default.fileExists(atPath: source)
            {
                throw ValidationError(
                    text(
                        "先写清单，再写排放源：lantian explain \(quoted(source)) \(quoted(inventory.folder))",
                        "the inventory comes first, then the source: lantian explain \(quoted(source)) \(quoted(inventory.folder))"
                    ))
            }
            let assessment = try inventory.assessment()
            let places = assessment.inventory.sources(named: source)
            guard !places.isEmpty else {
                let near = assessment.inventory.nearestSource(to: source)
                throw Findings([
                    Finding(.error, .noSuchSource, at: Location(file: inventory.folder), value: source, nearest: near)
                ])
            }
            let vocabulary = assessment.context.library.vocabularies["pollutant"]
            let pollutant = pollutant.map { asked in vocabulary.code(of: asked).map(vocabulary.text) ?? asked }
            if let pollutant, !assessment.context.pollutants.contains(pollutant) {
                throw Findings([
                    Finding(
                        .error, .pollutantNotAsked, value: pollutant,
                        expected: Label(same: assessment.context.pollutants.joined(separator: ", ")),
                        nearest: Spelling.nearest(to: pollutant, in: assessment.context.pollutants))
                ])
            }
            let (result, _) = await assessment.emissions(threads: inventory.run.threads)
            var sheets: [String] = []
            var rows: [[String]] = []
            for place in places {
                let sheet = assessment.inventory.sheets[place.sheet]
                show(
                    result.partsAboveWholes(of: sheet, row: place.row, pollutant: pollutant),
                    quiet: inventory.speech.quiet)
                for name in pollutant.map({ [$0] }) ?? assessment.context.pollutants {
                    for explanation in result.explanations(of: sheet, row: place.row, pollutant: name) {
                        rows += explanation.rows
                        guard format == .table else { continue }
                        sheets.append(
                            explanation.text(
                                in: chosenLanguage(), library: assessment.context.library, table: sheet.table,
                                outlet: assessment.outlet(of: explanation)))
                    }
                }
            }
            // The number of one source is whole; what it is a part of may not be.
            let told = pollutant.map { [$0] } ?? assessment.context.pollutants
            let incomplete = IncompleteTotals(IncompleteTotals(result).entries.filter { told.contains($0.pollutant) })
            guard format != .table else { return put(incomplete.below(sheets.joined(separator: "\n\n"))) }
            let place = Explanation.names.firstIndex(of: "pollutant") ?? 0
            put(
                FindingRows.rows(
                    Explanation.names + incomplete.header, rows.map { $0 + incomplete.cells($0[place]) }, in: format,
                    numbers: ["value", "line"]), as: format)
        } catch {
            throw failing(error)
        }
    }
}

extension Explanation {
    /// The columns of an explained number as rows.
    fileprivate static let names = [
        "source", "file", "line", "process", "pollutant", "state", "method", "symbol", "label", "value", "unit",
    ]

    /// A row for each term, and one for the emission in tonnes; what is lacking where there is no number.
    fileprivate var rows: [[String]] {
        let language = chosenLanguage()
        let own = [
            source, location.file, location.line.map(String.init) ?? "", process[language], pollutant, state.rawValue,
            method?.id ?? "",
        ]
        let terms = terms.map {
            own + [$0.symbol, $0.label[language], $0.value.isNaN ? "" : DecimalText.shortest($0.value), $0.unit.symbol]
        }
        let result = own + ["E", speak("排放量", "emission", language), emission?.tonnes() ?? "", "t"]
        return terms + [result] + reasons.map { own + ["", $0[language], "", ""] }
    }
}

extension Finding.Message {
    static let noSuchSource = Finding.Message("no-such-source", "没有这个排放源", "no such source")
    static let pollutantNotAsked = Finding.Message(
        "no-such-pollutant", "本次核算不含这种污染物", "the run does not compute this pollutant")
}
