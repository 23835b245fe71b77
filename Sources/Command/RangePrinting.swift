import Lantian

/// What a mass may be, as columns of files and of tables, and in words.
enum RangePrinting {
    /// The columns of files.
    static let header = ["low_t", "median_t", "high_t", "approach1_pct", "bias_t", "quantified_share"]

    /// The cells of those columns: empty where nothing has a range.
    static func cells(_ range: MassRange?) -> [String] {
        guard let range else { return Array(repeating: "", count: header.count) }
        let quantified = range.quantified.map { DecimalText.rounded($0, decimals: 4) } ?? ""
        guard range.isKnown else { return ["", "", "", "", "", quantified] }
        return [
            range.low.tonnes(), range.median.tonnes(), range.high.tonnes(),
            range.firstOrder.map { DecimalText.rounded($0, decimals: 3) } ?? "", range.bias.tonnes(), quantified,
        ]
    }

    /// The columns of plans, of what is before, what is removed and what is left.
    static let planHeader = ["baseline_", "reduction_", "scenario_"].flatMap { name in header.map { name + $0 } }

    /// The cells of several.
    static func cells(_ ranges: [MassRange?]) -> [String] { ranges.flatMap { cells($0) } }

    /// The ends of an interval for people.
    static func ends(_ range: MassRange?) -> [String] {
        guard let range, range.isKnown else { return ["–", "–"] }
        return [range.low.roundedTonnes(decimals: 2), range.high.roundedTonnes(decimals: 2)]
    }

    /// The confidence in percent.
    static func level(_ options: DrawOptions) -> String {
        DecimalText.shortest((options.confidence * 1000).rounded() / 10)
    }

    /// The titles of the columns of tables.
    static func titles(_ options: DrawOptions, _ language: Language) -> [String] {
        let level = level(options)
        return [
            speak("下限 t（\(level) %）", "low t (\(level) %)", language), speak("上限 t", "high t", language),
            speak("一阶 ±%", "first order ±%", language), speak("有区间 %", "with ranges %", language),
        ]
    }

    /// The cells of those columns.
    static func shown(_ range: MassRange?) -> [String] {
        guard let range, range.isKnown else { return ["–", "–", "–", range?.quantified == nil ? "–" : "0.0"] }
        return [
            range.low.roundedTonnes(decimals: 2), range.high.roundedTonnes(decimals: 2),
            range.firstOrder.map { DecimalText.rounded($0, decimals: 1) } ?? "–",
            range.quantified.map { DecimalText.rounded(100 * $0, decimals: 1) } ?? "–",
        ]
    }

    /// Each pollutant's total in words, what its variance comes from, and what has no range.
    static func summary(_ uncertainty: EmissionUncertainty, pollutants: [String], _ language: Language) -> [String] {
        let options = uncertainty.options
        let level = level(options)
        var lines: [String] = []
        for pollutant in pollutants {
            guard let range = uncertainty.range([pollutant]) else { continue }
            guard range.isKnown else {
                lines.append(
                    speak(
                        "\(pollutant)：没有任何数据给出区间，未量化（\(range.mass.roundedTonnes(decimals: 2)) t）",
                        "\(pollutant): nothing has a range, not quantified (\(range.mass.roundedTonnes(decimals: 2)) t)",
                        language))
                continue
            }
            let (low, high) = (range.low.roundedTonnes(decimals: 2), range.high.roundedTonnes(decimals: 2))
            let share = range.quantified ?? 0
            let percent = DecimalText.rounded(100 * share, decimals: 0)
            var line =
                share < 0.8
                ? speak(
                    "\(pollutant)：仅已知部分使其在 \(low) 与 \(high) t 之间（\(level) %）；只有 \(percent) % 的吨数所有数据都有区间",
                    "\(pollutant): what is known alone puts it between \(low) and \(high) t (\(level) %); of \(percent) % of the tonnes all data have a range",
                    language)
                : speak(
                    "\(pollutant)：有 \(level) % 的把握在 \(low) 与 \(high) t 之间",
                    "\(pollutant): \(level) % sure between \(low) and \(high) t", language)
            if let first = uncertainty.shares([pollutant]).first {
                let percent = DecimalText.rounded(100 * first.share, decimals: 0)
                line += speak(
                    "；其中 \(percent) % 的方差来自 \(name(first, language))",
                    "; \(percent) % of the variance comes from \(name(first, language))", language)
            }
            lines.append(line)
            let unknown = uncertainty.unknown[pollutant] ?? []
            if !unknown.isEmpty {
                let list = unknown.prefix(3).map { "\($0.name) \($0.mass.roundedTonnes(decimals: 2)) t" }
                let more =
                    unknown.count > 3 ? speak(" 等 \(unknown.count) 项", " and \(unknown.count - 3) more", language) : ""
                lines.append(
                    speak("  未量化：", "  not quantified: ", language)
                        + list.joined(separator: speak("，", ", ", language)) + more)
            }
        }
        return lines + drawLines(uncertainty, language)
    }

    /// Which classes were recalled, and how draws were made.
    static func drawLines(_ uncertainty: EmissionUncertainty, _ language: Language) -> [String] {
        let options = uncertainty.options
        var lines: [String] = []
        if !uncertainty.recalled.isEmpty { lines.append(recalledLine(uncertainty.recalled, language)) }
        lines.append(
            speak(
                "抽样 \(options.count ?? 0) 次，种子 \(options.seed)", "\(options.count ?? 0) draws, seed \(options.seed)",
                language))
        return lines
    }

    /// That the ranges of some classes were entered from memory.
    static func recalledLine(_ classes: [String], _ language: Language) -> String {
        let list = classes.joined(separator: ", ")
        return speak(
            "等级 \(list) 的区间凭记忆录入，未与原文核对",
            "ranges of the classes \(list) are recalled, not compared with their text", language)
    }

    /// A datum for people.
    static func name(_ share: VarianceShare, _ language: Language) -> String {
        guard let spread = share.spread else {
            return speak("各源自身的误差", "errors of single sources", language)
        }
        return "\(share.name) (\(spread.origin.label[language]))"
    }
}
