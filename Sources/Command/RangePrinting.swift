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
    static func level(_ options: DrawOptions) -> String { options.level }

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
        pollutants.flatMap { uncertainty.words($0).map { $0[language] } } + drawLines(uncertainty, language)
    }

    /// Which classes were recalled, and how draws were made.
    static func drawLines(_ uncertainty: EmissionUncertainty, _ language: Language) -> [String] {
        uncertainty.drawWords.map { $0[language] }
    }

    /// That the ranges of some classes were entered from memory.
    static func recalledLine(_ classes: [String], _ language: Language) -> String {
        EmissionUncertainty.recalledWords(classes)[language]
    }

    /// A datum for people.
    static func name(_ share: VarianceShare, _ language: Language) -> String { share.label[language] }
}
