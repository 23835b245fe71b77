public import Factors
import Quantities
public import Tables

extension Explanation {
    /// The sheet as plain text, one line a term.
    ///
    /// - Parameter outlet: how the source's part of what is monitored at its outlet came about.
    public func text(in language: Language, library: FactorLibrary, table: Table, outlet: Label? = nil) -> String {
        let zh = language == .zh
        var lines = ["\(source) · \(process[language]) · \(pollutant)  [\(location.file):\(location.line ?? 0)]"]
        guard let method, let formula = formula?.expression, let emission else {
            lines.append((zh ? "状态：" : "State: ") + state.label[language])
            lines += reasons.map { "  " + $0[language] }
            return lines.joined(separator: "\n")
        }
        lines.append(
            (zh ? "方法：" : "Method: ") + "\(method.label[language]) (\(method.id)); "
                + method.cited(in: language, library))
        lines.append("  E = \(formula)")
        for part in formula.parts { lines.append("      \(part.symbol) = \(part.expression)") }
        let values = Dictionary(terms.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        lines.append(
            "  E = "
                + formula.text { symbol in
                    guard let part = values[symbol] else { return symbol }
                    let unit = part.unit == .one ? "" : " " + part.unit.symbol
                    return DecimalText.significant(part.value, digits: 8) + unit
                })
        lines.append("    = \(emission.tonnes()) t")
        if let balance { lines += Explanation.lines(balance, zh: zh) }
        lines.append(zh ? "各项来源：" : "Where each term comes from:")
        for part in terms { lines += Explanation.lines(part, language, library, table, location, indent: "  ") }
        if let outlet { lines.append(outlet[language]) }
        if !rules.isEmpty { lines.append(zh ? "规则：" : "Rules:") }
        for rule in rules {
            lines.append("  " + Explanation.cited(rule, "", language, library))
        }
        if !assumptions.isEmpty {
            lines.append(zh ? "假设：" : "Assumptions:")
            lines += assumptions.map { "  - \($0.kind.label[language]): \($0.text[language])" }
        }
        for other in alternatives {
            let ratio =
                emission.micrograms == 0
                ? "–" : DecimalText.rounded(other.emission.inTonnes / emission.inTonnes, decimals: 3)
            lines.append(
                (zh ? "另一可用方法：" : "Also possible: ")
                    + "\(other.method.label[language]) (\(other.method.id)) = \(other.emission.tonnes()) t, "
                    + (zh ? "比值 " : "ratio ") + ratio)
        }
        return lines.joined(separator: "\n")
    }

    /// What is generated, removed and emitted, where something is removed; and the part that leaves in the open.
    private static func lines(_ balance: Balance, zh: Bool) -> [String] {
        var lines: [String] = []
        if balance.hasUnknownGeneration {
            lines.append(zh ? "产生量：未知（只有排放量）" : "Generated: not known (only what is emitted is)")
        } else if balance.removed > .zero {
            let (generated, removed) = (balance.generated.tonnes(), balance.removed.tonnes())
            lines.append(
                zh
                    ? "产生量 \(generated) t − 去除量 \(removed) t = 排放量 \(balance.emitted.tonnes()) t"
                    : "Generated \(generated) t − removed \(removed) t = emitted \(balance.emitted.tonnes()) t")
        }
        if balance.fugitive > .zero {
            let (stack, fugitive) = (balance.stack.tonnes(), balance.fugitive.tonnes())
            lines.append(
                zh
                    ? "其中有组织 \(stack) t，无组织 \(fugitive) t"
                    : "Of it through the stack \(stack) t, in the open \(fugitive) t")
        }
        return lines
    }

    private static func lines(
        _ part: ExplanationPart, _ language: Language, _ library: FactorLibrary, _ table: Table, _ location: Location,
        indent: String
    ) -> [String] {
        let zh = language == .zh
        let unit = part.unit == .one ? "" : " " + part.unit.symbol
        let head = "\(indent)\(part.symbol)  \(part.label[language]) = \(DecimalText.shortest(part.value))\(unit)  ← "
        switch part.provenance {
        case .input(let column):
            return [head + place(column, table, location, zh)]
        case .stated(let column, let reason):
            return [head + (zh ? "清单约定值（\(column)）：" : "default of the inventory (\(column)): ") + reason[language]]
        case .factor(let factor, let instead):
            let missing = instead.map { zh ? "（“\($0)”未填）" : " (\($0) not given)" } ?? ""
            return [head + cited(factor, missing, language, library)]
        case .printed(let label), .silent(let label): return [head + label[language]]
        case .assumed(let label): return [head + (zh ? "假设：" : "assumed: ") + label[language]]
        case .sameAs(let symbol, let label): return [head + "\(symbol): \(label[language])"]
        case .derived(let formula, let parts, _):
            return [head + formula]
                + parts.flatMap { lines($0, language, library, table, location, indent: indent + "    ") }
        }
    }

    /// A factor with its document.
    private static func cited(
        _ factor: Factor, _ missing: String, _ language: Language, _ library: FactorLibrary
    ) -> String {
        let (zh, number) = (language == .zh, factor.layer)
        let layer = number == 0 ? "" : zh ? "，第 \(number) 层系数包" : ", pack of layer \(number)"
        return "\(factor.id) = \(factor.amount)\(missing); " + library.title(of: factor.reference)
            + " [\(factor.reference.confidence.label[language])]\(layer)"
    }

    private static func place(_ column: String, _ table: Table, _ location: Location, _ zh: Bool) -> String {
        let header = table.schema.place(of: column).flatMap { table.headers[$0] } ?? column
        return "\(location.file):\(location.line ?? 0) [\(header)]"
    }
}

extension Factor {
    /// The value with its unit, for people; a plain number has none.
    var amount: String {
        let (number, unit) = (DecimalText.shortest(value), "\(unit)")
        return unit == "1" ? number : number + " " + unit
    }
}
