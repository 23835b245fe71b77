import Lantian

/// Totals as a table for people, as CSV or as JSON.
struct TotalsPrinting {
    let result: EmissionResult
    let keys: [Grouping]
    /// What the totals may be, where the run asks.
    var uncertainty: EmissionUncertainty?
    /// The pollutants whose totals lack source classes; where there are any, a column names the classes.
    let incomplete: IncompleteTotals

    /// The columns behind the emission, where the run computed the balance. What is generated and removed is of the
    /// sources where that is known; the emission of the others stands in `generation_unknown_t`.
    static let balanceHeader = [
        "generated_t", "removed_t", "generation_unknown_t", "stack_t", "fugitive_t", "unassigned_t",
    ]

    private var hasBalance: Bool { result.hasBalance }

    init(result: EmissionResult, keys: [Grouping]) {
        self.result = result
        self.keys = keys
        incomplete = IncompleteTotals(result)
    }

    private var header: [String] {
        keys.map(\.text) + ["emission_t"]
            + (hasBalance ? TotalsPrinting.balanceHeader : [])
            + (uncertainty == nil ? [] : RangePrinting.header) + incomplete.header
    }

    /// The masses of a row; all blank where no line of it has a number.
    private func masses(_ row: Totals) -> [Mass?] {
        guard row.isKnown else { return Array(repeating: nil, count: hasBalance ? 7 : 1) }
        guard hasBalance else { return [row.emission] }
        let own = row.balance ?? Balance()
        return [row.emission, own.generated, own.removed, own.unbalanced, own.stack, own.fugitive, own.unassigned]
    }

    /// The rows of files, with those of pollutants of which nothing is known; those for people; and the sum of each pollutant.
    func rows(
        _ language: Language
    ) -> (files: [[String]], shown: [[String]], sums: [(head: [String], masses: [Mass?])]) {
        let words = GroupingWords(library: result.context.library, language: language)
        let unknown = result.unknownTotals(by: keys)
        let totals = result.knownTotals(by: keys, besides: unknown)
        let files = (totals + unknown).map { row in row.keys + masses(row).map { $0?.tonnes() ?? "" } }
        let shown = totals.map { row in
            zip(keys, row.keys).map { words.word($0, $1) } + masses(row).map { $0?.roundedTonnes(decimals: 2) ?? "" }
        }
        let place = keys.firstIndex { $0.name == "pollutant" }
        // Rows that name their pollutant add up to its sum; those of a state may be without a number.
        let isAdded = place != nil && !hasBalance && !keys.contains { $0.name == "state" }
        let ofPollutants = isAdded ? sums(totals, place ?? 0) : knownByPollutant
        let unknownSums = unknown.compactMap { row in place.map { Totals(of: [row.keys[$0]]) } }
        let sums = (ofPollutants + unknownSums).map { total in
            (head: keys.indices.map { $0 == place ? total.keys[0] : "" }, masses: masses(total))
        }
        return (files, shown, sums)
    }

    /// The total of each pollutant of which anything is known.
    private var knownByPollutant: [Totals] {
        let keys = [Grouping("pollutant")].compactMap { $0 }
        return result.knownTotals(by: keys, besides: result.unknownTotals(by: keys))
    }

    /// The sums of rows by the pollutant that stands at a place of their keys, sorted.
    private func sums(_ totals: [Totals], _ place: Int) -> [Totals] {
        var sums: [String: Totals] = [:]
        for row in totals {
            sums[row.keys[place], default: Totals(of: [row.keys[place]])] += row
        }
        return sums.keys.sorted().compactMap { sums[$0] }
    }

    /// The titles of the columns for people.
    static func titles(_ keys: [Grouping], balance: Bool, _ language: Language) -> [String] {
        keys.map { GroupingWords.title($0, language) } + [speak("排放量 t", "emission t", language)]
            + (balance ? balanceTitles(language) : [])
    }

    /// The classes that the total of a row's pollutant lacks; none where all totals are complete.
    private func lacking(_ row: Totals) -> [String] {
        let place = keys.firstIndex { $0.name == "pollutant" }
        return incomplete.cells(place.map { row.keys[$0] } ?? result.context.pollutants.first)
    }

    func text(in format: OutputFormat) -> String {
        let totals =
            format == .table
            ? result.knownTotals(by: keys, besides: result.unknownTotals(by: keys)) : result.totalsAndUnknown(by: keys)
        switch format {
        case .csv:
            var writer = CSVWriter()
            writer.row(header)
            for row in totals {
                for key in row.keys { writer.cell(key) }
                for mass in masses(row) {
                    if let mass { writer.cell(mass) } else { writer.cell("") }
                }
                for text in ranges(row) + lacking(row) { writer.cell(text) }
                writer.endRow()
            }
            return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
        case .json:
            return JSONText.rows(
                header,
                totals.map { row in
                    row.keys.map { .text($0) }
                        + (masses(row).map { $0?.tonnes() ?? "" } + ranges(row)).map { .number($0) }
                        + lacking(row).map { .text($0) }
                })
        case .table: return table(totals)
        }
    }

    /// The cells of what a row's total may be; none where the run does not ask.
    private func ranges(_ row: Totals) -> [String] {
        uncertainty.map { RangePrinting.cells($0.range(row.keys)) } ?? []
    }

    /// The same for people.
    private func shownRanges(_ keys: [String]) -> [String] {
        uncertainty.map { RangePrinting.shown($0.range(keys)) } ?? []
    }

    private func table(_ totals: [Totals]) -> String {
        let language = chosenLanguage()
        let words = GroupingWords(library: result.context.library, language: language)
        let manifest = result.context.manifest
        var lines = [
            "\(manifest.name[language]) · \(manifest.region) · \(manifest.year)"
                + (manifest.isInvented ? speak(" · 虚构数据", " · invented data", language) : ""),
            speak("核算规则：", "Rule book: ", language)
                + "\(result.context.book.label[language]) (\(result.context.book.id))",
        ]
        var table = TextTable(
            keys.map { words.title($0) } + [
                speak("排放量 t", "emission t", language), speak("其中含假设 %", "on assumptions %", language),
            ] + (hasBalance ? TotalsPrinting.balanceTitles(language) : [])
                + (uncertainty.map { RangePrinting.titles($0.options, language) } ?? []),
            Array(repeating: .leading, count: keys.count)
                + Array(repeating: .trailing, count: (hasBalance ? 8 : 2) + (uncertainty == nil ? 0 : 4)))
        for row in totals {
            table.row(
                zip(keys, row.keys).map { words.word($0, $1) } + [
                    row.number?.roundedTonnes(decimals: 2) ?? "",
                    row.isKnown ? TotalsPrinting.share(row.assumed, row.emission) : "",
                ] + masses(row).dropFirst().map { $0?.roundedTonnes(decimals: 2) ?? "" } + shownRanges(row.keys))
        }
        table.rule()
        let hasPollutant = keys.firstIndex { $0.name == "pollutant" }
        for total in knownByPollutant {
            var cells = Array(repeating: "", count: keys.count)
            cells[0] = speak("合计", "total", language)
            if let hasPollutant {
                cells[hasPollutant] = (hasPollutant == 0 ? cells[0] + " " : "") + total.keys[0]
            } else {
                cells[0] += " " + total.keys[0]
            }
            table.row(
                cells + [
                    total.number?.roundedTonnes(decimals: 2) ?? "",
                    total.isKnown ? TotalsPrinting.share(total.assumed, total.emission) : "",
                ] + masses(total).dropFirst().map { $0?.roundedTonnes(decimals: 2) ?? "" } + shownRanges(total.keys))
        }
        lines.append(table.text)
        lines += incomplete.lines
        if let note = roundingNote(totals, language) { lines.append(note) }
        if let uncertainty {
            lines += RangePrinting.summary(uncertainty, pollutants: result.context.pollutants, language)
        }
        return lines.joined(separator: "\n")
    }

    private static func balanceTitles(_ language: Language) -> [String] {
        [
            speak("产生量 t", "generated t", language), speak("去除量 t", "removed t", language),
            speak("产生量未知 t", "not known t", language), speak("有组织 t", "stack t", language),
            speak("无组织 t", "in the open t", language), speak("未区分 t", "unassigned t", language),
        ]
    }

    /// A table whose rounded parts miss its rounded total says so.
    private func roundingNote(_ totals: [Totals], _ language: Language) -> String? {
        guard let place = keys.firstIndex(where: { $0.name == "pollutant" }) else { return nil }
        for pollutant in result.context.pollutants {
            let parts = totals.filter { $0.keys[place] == pollutant }
                .compactMap { Mass(tonnes: $0.emission.roundedTonnes(decimals: 2)) }.reduce(Mass.zero, +)
            if parts.tonnes(decimals: 2) != result.total(of: pollutant).roundedTonnes(decimals: 2) {
                return speak(
                    "各项按 GB/T 8170 单独修约，相加与合计可有末位之差。",
                    "Parts are rounded one by one (GB/T 8170): they may miss the total in the last digit.", language)
            }
        }
        return nil
    }

    static func share(_ part: Mass, _ whole: Mass) -> String {
        whole.micrograms == 0 ? "–" : DecimalText.rounded(100 * part.inTonnes / whole.inTonnes, decimals: 1)
    }

    /// The assumption list with the tonnes that hang on each.
    static func assumptions(of result: EmissionResult) -> String {
        let language = chosenLanguage()
        var table = TextTable(
            [
                speak("假设", "assumption", language), speak("污染物", "pollutant", language),
                speak("涉及 t", "tonnes on it", language),
                speak("行数", "rows", language),
            ], [.leading, .leading, .trailing, .trailing])
        for entry in result.assumptions() {
            table.row([
                entry.assumption.kind.label[language] + speak("：", ": ", language) + entry.assumption.text[language],
                entry.pollutant,
                entry.mass.roundedTonnes(decimals: 2), String(entry.lines),
            ])
        }
        return IncompleteTotals(result).below(table.text)
    }
}

/// Prints totals, and the assumptions behind them where those are asked for.
func putTotals(
    of result: EmissionResult, keys: [Grouping], format: OutputFormat, assumptions: Bool,
    uncertainty: EmissionUncertainty? = nil
) {
    var printing = TotalsPrinting(result: result, keys: keys)
    printing.uncertainty = uncertainty
    put(printing.text(in: format), as: format)
    guard assumptions else { return }
    let list = TotalsPrinting.assumptions(of: result)
    // A CSV or JSON text on standard output stays one.
    if format == .table { put("\n" + list) } else { tell(list) }
}
