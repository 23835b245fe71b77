import Quantities
public import Tables

extension DrawOptions {
    /// The confidence in percent, as text.
    public var level: String { DecimalText.shortest((confidence * 1000).rounded() / 10) }
}

extension VarianceShare {
    /// The datum for people.
    public var label: Label {
        guard let spread else { return Label("各源自身的误差", "errors of single sources") }
        return Label("\(name) (\(spread.origin.label.zh))", "\(name) (\(spread.origin.label.en))")
    }
}

extension EmissionUncertainty {
    /// A pollutant's total in words: where it lies, what its variance comes from, and what has no range.
    public func words(_ pollutant: String) -> [Label] {
        guard let range = range([pollutant]) else { return [] }
        let mass = range.mass.roundedTonnes(decimals: 2)
        guard range.isKnown else {
            return [
                Label(
                    "\(pollutant)：没有任何数据给出区间，未量化（\(mass) t）",
                    "\(pollutant): nothing has a range, not quantified (\(mass) t)")
            ]
        }
        let (low, high) = (range.low.roundedTonnes(decimals: 2), range.high.roundedTonnes(decimals: 2))
        let share = range.quantified ?? 0
        let percent = DecimalText.rounded(100 * share, decimals: 0)
        var line =
            share < 0.8
            ? Label(
                "\(pollutant)：仅已知部分使其在 \(low) 与 \(high) t 之间（\(options.level) %）；只有 \(percent) % 的吨数所有数据都有区间",
                "\(pollutant): what is known alone puts it between \(low) and \(high) t (\(options.level) %); of \(percent) % of the tonnes all data have a range"
            )
            : Label(
                "\(pollutant)：有 \(options.level) % 的把握在 \(low) 与 \(high) t 之间",
                "\(pollutant): \(options.level) % sure between \(low) and \(high) t")
        if let first = shares([pollutant]).first {
            let percent = DecimalText.rounded(100 * first.share, decimals: 0)
            line = Label(
                line.zh + "；其中 \(percent) % 的方差来自 \(first.label.zh)",
                line.en + "; \(percent) % of the variance comes from \(first.label.en)")
        }
        let unknown = unknown[pollutant] ?? []
        guard !unknown.isEmpty else { return [line] }
        let list = unknown.prefix(3).map { "\($0.name) \($0.mass.roundedTonnes(decimals: 2)) t" }
        let more =
            unknown.count > 3 ? Label(" 等 \(unknown.count) 项", " and \(unknown.count - 3) more") : Label(same: "")
        return [
            line,
            Label(
                "  未量化：" + list.joined(separator: "，") + more.zh,
                "  not quantified: " + list.joined(separator: ", ") + more.en),
        ]
    }

    /// Which classes were recalled, and how draws were made.
    public var drawWords: [Label] {
        (recalled.isEmpty ? [] : [EmissionUncertainty.recalledWords(recalled)])
            + [
                Label(
                    "抽样 \(options.count ?? 0) 次，种子 \(options.seed)", "\(options.count ?? 0) draws, seed \(options.seed)"
                )
            ]
    }

    /// That the ranges of some classes were entered from memory.
    public static func recalledWords(_ classes: [String]) -> Label {
        let list = classes.joined(separator: ", ")
        return Label(
            "等级 \(list) 的区间凭记忆录入，未与原文核对",
            "ranges of the classes \(list) are recalled, not compared with their text")
    }
}
