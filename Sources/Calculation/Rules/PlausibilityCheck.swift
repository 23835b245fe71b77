import Factors
public import Inventories
import Quantities
public import Tables

/// Asks every rule of plausibility about every row.
public struct PlausibilityCheck: Sendable {
    /// A rule that somebody who knows the source says may be broken, with the reason.
    public struct Overrule: Sendable, Hashable {
        /// The rule's id.
        public let rule: String
        /// The source's id.
        public let source: String
        /// Why it holds here.
        public let reason: String
        /// Who says so.
        public let name: String

        /// An overrule.
        public init(rule: String, source: String, reason: String, name: String) {
            self.rule = rule
            self.source = source
            self.reason = reason
            self.name = name
        }
    }

    /// The rules.
    public let rules: [PlausibilityRule]
    /// What is overruled.
    public let overrules: [Overrule]
    private let context: RunContext
    /// The tables of the year before.
    private let previous: [Inventory.Sheet]
    /// How many findings of one rule are told row by row.
    private static let most = 20

    /// A check with the rules of a run's library.
    public init(
        _ context: RunContext, overrules: [Overrule] = [], previous: [Inventory.Sheet] = [], findings: inout Findings
    ) {
        self.context = context
        self.overrules = overrules
        self.previous = previous
        rules = PlausibilityRule.all(of: context.library, findings: &findings)
    }

    /// What the rules say of the tables. What is overruled is told as a note.
    public func findings(of sheets: [Inventory.Sheet]) -> Findings {
        var findings = Findings()
        var counts: [String: Int] = [:]
        let held = Dictionary(overrules.map { ([$0.rule, $0.source], $0) }, uniquingKeysWith: { first, _ in first })
        for sheet in sheets where sheet.table.rowCount > 0 {
            let emissions = SheetEmissions(sheet, context)
            let table = RuleTable(
                table: sheet.table, vocabularies: context.library.vocabularies, year: context.manifest.year,
                previous: before(sheet), emitted: emissions.tonnes)
            for rule in rules where rule.kinds.contains(sheet.kind.name) {
                if rule.expression.asksPrevious, previous.isEmpty { continue }
                // A rule is about columns that somebody filled in.
                let columns = rule.expression.columns
                guard
                    columns.contains(where: { id in
                        sheet.table.schema.place(of: id).map { sheet.table.cells[$0] != .absent } ?? false
                    })
                else { continue }
                for (row, value) in table.values(rule.expression).enumerated() where value == 1 {
                    let name = sheet.sourceName(row: row)
                    if let overrule = held[[rule.id, name]] {
                        findings.add(rule.finding(sheet, row, overruledBy: overrule))
                        continue
                    }
                    counts[rule.id, default: 0] += 1
                    guard counts[rule.id, default: 0] <= PlausibilityCheck.most else { continue }
                    findings.add(rule.finding(sheet, row, overruledBy: nil))
                }
            }
        }
        for rule in rules {
            let more = counts[rule.id, default: 0] - PlausibilityCheck.most
            guard more > 0 else { continue }
            findings.add(Finding(rule.level, .moreOfRule, value: rule.id, expected: Label(same: "+\(more)")))
        }
        return findings
    }

    private func before(_ sheet: Inventory.Sheet) -> (table: Table, row: (Int) -> Int?)? {
        guard let old = previous.first(where: { $0.kind.id == sheet.kind.id }) else { return nil }
        let rows = Dictionary(
            (0..<old.table.rowCount).map { (old.sourceName(row: $0), $0) }, uniquingKeysWith: { first, _ in first })
        return (old.table, { rows[sheet.sourceName(row: $0)] })
    }
}

/// What the rows of a sheet emit, computed where a rule asks for it.
private final class SheetEmissions {
    private let sheet: Inventory.Sheet
    private let context: RunContext
    private var known: [String: [Double]]?

    init(_ sheet: Inventory.Sheet, _ context: RunContext) {
        self.sheet = sheet
        self.context = context
    }

    /// Tonnes of a pollutant by row, not a number where data are missing; `nil` where the run does not ask for it.
    func tonnes(_ pollutant: String) -> [Double]? {
        if let known { return known[pollutant] }
        let engine = KindEngine(of: sheet.kind, in: context, groups: [])
        var findings = Findings()
        let emissions = engine.emissions(of: sheet.table, findings: &findings)
        var tonnes: [String: [Double]] = [:]
        for line in engine.lines.indices {
            let isMissing = engine.memo.flags("missing \(line)", of: emissions.cases) {
                !engine.needs(ofLine: line, inCase: $0).isEmpty
            }
            var sums =
                tonnes[engine.pollutant(ofLine: line)] ?? Array(repeating: 0, count: sheet.table.rowCount)
            for row in sums.indices {
                sums[row] +=
                    isMissing[row] ? .nan : emissions.emitted(row, line: line).map { Double($0) / 1e12 } ?? .nan
            }
            tonnes[engine.pollutant(ofLine: line)] = sums
        }
        known = tonnes
        return tonnes[pollutant]
    }
}

extension PlausibilityRule {
    /// What the rule says of a row.
    func finding(_ sheet: Inventory.Sheet, _ row: Int, overruledBy overrule: PlausibilityCheck.Overrule?) -> Finding {
        let table = sheet.table
        // The column that the condition names first, and what stands in the others.
        let order = condition.split { !($0.isLetter || $0 == "_") }.map(String.init)
        let columns = order.reduce(into: [String]()) {
            if expression.columns.contains($1), !$0.contains($1) { $0.append($1) }
        }
        let values = columns.prefix(5).compactMap { id -> String? in
            table.shown(id, row).map { "\(id) \($0)" }
        }
        let place = table.location(row: row, column: columns.first)
        guard let overrule else {
            return Finding(
                level, Finding.Message(id, text.zh + "：" + advice.zh, text.en + ": " + advice.en), at: place,
                value: "\(sheet.sourceName(row: row)): " + values.joined(separator: ", "))
        }
        return Finding(
            .note,
            Finding.Message(
                id, text.zh + "；已由 \(overrule.name) 说明：" + overrule.reason,
                text.en + "; overruled by \(overrule.name): " + overrule.reason), at: place,
            value: sheet.sourceName(row: row))
    }
}

extension Table {
    /// A cell as a person would write it, or `nil` where nothing stands there.
    func shown(_ id: String, _ row: Int) -> String? {
        guard let place = schema.place(of: id) else { return nil }
        switch cells[place] {
        case .numbers(let values): return values[row].isNaN ? nil : DecimalText.shortest(values[row])
        case .dates(let dates): return dates[row] == 0 ? nil : "\(dates[row] / 10_000)"
        case .texts(let texts): return texts[row].isEmpty ? nil : texts[row]
        case .codes, .absent: return nil
        }
    }
}

extension Finding.Message {
    static let moreOfRule = Finding.Message(
        "more-of-rule", "同一规则还有更多行，未逐行列出", "more rows break the same rule than are listed")
}
