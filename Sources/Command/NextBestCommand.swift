import ArgumentParser
import Lantian

/// `lantian next-best`: which datum to measure next.
struct NextBestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next-best",
        abstract: text(
            "先核实哪个数据：按总量（或减排量）区间收窄多少排序",
            "Which datum to measure next: ranked by how much each would narrow the total, or a plan's reduction."))

    @OptionGroup var inventory: InventoryOptions

    @Option(
        help: ArgumentHelp(
            text("按此方案的减排量排序（只列各源共用的数据）", "rank by the reduction of this plan (shared data alone)"), valueName: "plan"))
    var plan: String?

    @Option(help: ArgumentHelp(text("每种污染物最多几条", "at most so many a pollutant"), valueName: "n"))
    var top = 10

    @Option(help: ArgumentHelp(text("置信水平，%", "confidence, %"), valueName: "percent"))
    var confidence = 95.0

    @Option(help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func validate() throws {
        try inventory.refuse("next-best", withAll: true)
        guard (1...1000).contains(top) else {
            throw ValidationError(text("--top 应在 1–1000 之间", "--top must lie between 1 and 1000"))
        }
        try DrawingOptions.expectConfidence(confidence)
    }

    func run() async throws {
        do {
            var options = try inventory.options()
            options.uncertainty = true
            let assessment = try Assessment(folder: inventory.folder, options: options)
            show(assessment.findings, quiet: inventory.speech.quiet)
            let drawn = DrawOptions(
                seed: DrawOptions.seed(of: assessment.context.manifest), confidence: confidence / 100)
            guard let ranking = NextBestRanking(context: assessment.context, options: drawn) else { return }
            var data: [NextBest] = []
            var incomplete = IncompleteTotals.none
            let told: Findings
            if let plan {
                let evaluation = try assessment.evaluated(
                    planFile: plan, given: PlanOptions.parse([]), quiet: inventory.speech.quiet,
                    keepGoing: inventory.run.keepGoing)
                incomplete = IncompleteTotals(evaluation.baseline)
                told = evaluation.findings.partsAboveWholes
                let sure = evaluation.uncertainty(drawn, threads: inventory.run.threads)
                for pollutant in assessment.context.pollutants {
                    data += ranking.ranked(
                        sure.reductionShares(pollutant), pollutant: pollutant,
                        half: sure.reduction(pollutant)?.firstOrder ?? 0, most: top)
                }
            } else {
                let (result, _) = await assessment.emissions(threads: inventory.run.threads)
                incomplete = IncompleteTotals(result)
                told = result.partsAboveWholes
                show(told, quiet: inventory.speech.quiet)
                data = ranking.ranked(assessment.inventory, result, most: top)
            }
            if data.isEmpty {
                tell(
                    text(
                        "没有任何数据给出区间：先在 inventory.yaml 的 uncertainty 里写明等级",
                        "nothing has a range: state classes under uncertainty in inventory.yaml first"))
            }
            put(NextBestCommand.printed(data, incomplete, in: format), as: format)
            try inventory.conclude(assessment.findings, told)
        } catch {
            throw failing(error)
        }
    }

    /// The ranking as a table, as CSV or as JSON.
    static func printed(_ data: [NextBest], _ incomplete: IncompleteTotals, in format: OutputFormat) -> String {
        let language = chosenLanguage()
        func percent(_ value: Double) -> String { DecimalText.rounded(value, decimals: 2) }
        func span(_ range: (low: Double, high: Double)) -> String {
            func signed(_ value: Double) -> String {
                (value >= 1 ? "+" : "−") + DecimalText.rounded(abs(value - 1) * 100, decimals: 0)
            }
            return signed(range.low) + " … " + signed(range.high) + " %"
        }
        var rank: [String: Int] = [:]
        var (rows, shown): ([[String]], [[String]]) = ([], [])
        for datum in data {
            rank[datum.pollutant, default: 0] += 1
            let number = String(rank[datum.pollutant] ?? 0)
            let place = datum.location.map { "\($0.file):\($0.line ?? 0)" } ?? ""
            rows.append([
                datum.pollutant, number, datum.name, datum.column, place, datum.amount,
                datum.origin.code, datum.evidence, DecimalText.rounded(datum.today.low, decimals: 4),
                DecimalText.rounded(datum.today.high, decimals: 4),
                DecimalText.rounded(datum.expected.low, decimals: 4),
                DecimalText.rounded(datum.expected.high, decimals: 4), DecimalText.rounded(datum.share, decimals: 4),
                DecimalText.rounded(datum.halfWidth.today, decimals: 3),
                DecimalText.rounded(datum.halfWidth.then, decimals: 3),
            ])
            shown.append([
                datum.pollutant, number, datum.name, datum.column, datum.amount, span(datum.today),
                span(datum.expected) + " " + datum.evidence, percent(datum.share * 100),
                percent(datum.halfWidth.today) + " → " + percent(datum.halfWidth.then),
            ])
        }
        guard format == .table else {
            return RowsPrinting(
                names: [
                    "pollutant", "rank", "datum", "column", "place", "value", "origin", "evidence", "low_ratio",
                    "high_ratio", "expected_low_ratio", "expected_high_ratio", "variance_share", "half_width_pct",
                    "half_width_then_pct",
                ], titles: [], masses: 8...8, numbers: 8...14, rows: rows, incomplete: incomplete
            ).text(in: format)
        }
        var table = TextTable(
            [
                speak("污染物", "pollutant", language), "#", speak("数据", "datum", language),
                speak("列", "column", language), speak("现值", "value", language), speak("现在的区间", "range today", language),
                speak("核实后预计", "expected once measured", language), speak("方差 %", "variance %", language),
                speak("总量半宽 %", "half-width of the total %", language),
            ],
            [.leading, .trailing, .leading, .leading, .trailing, .trailing, .trailing, .trailing, .trailing])
        for row in shown { table.row(row) }
        let recalled = Set(
            data.compactMap { datum -> String? in
                if case .rated(let id, isRecalled: true) = datum.origin { id } else { nil }
            }
        ).sorted()
        var lines = [incomplete.below(table.text)]
        if !recalled.isEmpty { lines.append(RangePrinting.recalledLine(recalled, language)) }
        return lines.joined(separator: "\n")
    }
}
