import Factors
import Inventories
package import Tables

/// Why the cap on a concentration does not act on a row 限值不能折算排放的原因, and what would let it act.
package struct CapLack: Hashable, Sendable {
    /// The method that computes the row.
    package let method: Label
    /// What the cap lacks there.
    package let reason: Label
    /// The columns that are to be filled in; empty where none of them would help.
    package let columns: [String]
    /// What is to be done.
    package let remedy: Label
}

extension KindEngine {
    /// Why no cap acts on a line of a case that is computed; `nil` where one acts or there is no number.
    package func capLack(ofLine line: Int, inCase number: Int32) -> CapLack? {
        guard case .computed(let resolved) = outcomes(ofCase: number)[line], !resolved.isCapped else { return nil }
        return resolver(resolvedCase(Int(number)).case, line).capLack(of: resolved.method)
    }
}

extension CaseResolver {
    /// Why the cap does not act on a method, and what would let it act: what its own cap lacks, or another method that has one
    /// and lacks least.
    fileprivate func capLack(of method: Method) -> CapLack {
        if rule(againstRemovalOf: method) != nil {
            return CapLack(
                method: method.label,
                reason: Label("核算规则要求有监测才计治理", "the rules count controls only where they are monitored"),
                columns: [], remedy: Label("有规则所要求的监测", "the monitoring that the rules ask for"))
        }
        let own = method.cap.map { needs(of: method, under: $0) }
        let reason =
            own.map { Label($0.map(\.text.zh).joined(separator: "、"), $0.map(\.text.en).joined(separator: ", ")) }
            ?? Label("该方法不含烟气量", "the method knows no flue gas")
        var best: (method: Method, columns: [String])?
        if let own, let columns = columns(of: own) { best = (method, columns) }
        for other in line.methods where best == nil || best?.method.id != method.id {
            guard other.id != method.id, let cap = other.cap, other.conditions.allSatisfy(holds),
                let columns = columns(of: needs(of: other, under: cap)),
                columns.count < best?.columns.count ?? .max
            else { continue }
            best = (other, columns)
        }
        guard let best else {
            return CapLack(
                method: method.label, reason: reason, columns: [],
                remedy: Label(
                    "地方系数包中有所缺的系数（写明出处）", "a pack of one's own with the factor that is missing, and its source"))
        }
        let isOther = best.method.id != method.id
        let columns = best.columns + (isOther ? [Column.method] : [])
        var zh = best.columns.isEmpty ? [] : ["\(best.columns.joined(separator: "、")) 有值"]
        var en = best.columns.isEmpty ? [] : ["\(best.columns.joined(separator: ", ")) filled in"]
        if isOther {
            zh.append("method 列写 \(best.method.id)（\(best.method.label.zh)）")
            en.append("\(best.method.id) ('\(best.method.label.en)') in column method")
        }
        return CapLack(
            method: method.label, reason: reason, columns: columns,
            remedy: Label(zh.joined(separator: "，"), en.joined(separator: " and ")))
    }

    /// The columns that are lacking, where columns that people fill in are all that is lacking.
    private func columns(of needs: [Need]) -> [String]? {
        let columns = needs.compactMap { $0.column ?? $0.instead }.filter { !(schema.column($0)?.isWorkedOut ?? true) }
        guard columns.count == needs.count else { return nil }
        return columns.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
