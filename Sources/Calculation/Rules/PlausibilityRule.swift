public import Factors
import Inventories
import Synchronization
public import Tables

/// A rule of plausibility 合理性规则: what a careful reader of a ledger would ask about, as a row of the library.
public struct PlausibilityRule: Sendable {
    /// The stable id, which is the code of its findings.
    public let id: String
    /// How much a finding weighs.
    public let level: Finding.Severity
    /// The kinds that it looks at.
    public let kinds: [String]
    /// The condition as it is written.
    public let condition: String
    /// What it says.
    public let text: Label
    /// What to do about it.
    public let advice: Label
    /// The document that it rests on, or `judgement`.
    public let source: String
    /// A row on which it fires, and one on which it does not: `column=value` with semicolons; `rows=N` for so many of them.
    public let fires: String
    /// See `fires`.
    public let silent: String
    let expression: RuleExpression

    /// The table of the library that holds the rules.
    static let table = "rules/plausibility"

    /// The rules of a library and its packs; a later row of one id replaces the earlier one. What is wrong with a row is a
    /// finding.
    public static func all(of library: FactorLibrary, findings: inout Findings) -> [PlausibilityRule] {
        let rows = library.notes[table] ?? []
        let known = last.withLock { last in
            last.rows == rows && last.pollutants.allSatisfy { library.pollutant($0) != nil } ? last.rules : nil
        }
        if let known { return known }
        var rules: [PlausibilityRule] = []
        var isSound = true
        let place = Location(file: (library.folders.first ?? "") + "/" + table + ".notes.csv")
        for row in rows {
            func cell(_ name: String) -> String { row[name] ?? "" }
            let id = cell("id")
            func tell(_ column: String, _ value: String, _ expected: Label) {
                isSound = false
                findings.add(
                    Finding(
                        .error, .badRule, at: Location(file: place.file, column: "\(id) \(column)"), value: value,
                        expected: expected))
            }
            guard let level = Finding.Severity(rawValue: cell("level")) else {
                tell(
                    "level", cell("level"),
                    Label(same: Finding.Severity.allCases.map(\.rawValue).joined(separator: ", ")))
                continue
            }
            let kinds = WordList.words(of: cell("kinds").replacing("|", with: ","))
            let schemas = kinds.compactMap { SourceKind.named($0)?.schema }
            guard !kinds.isEmpty, schemas.count == kinds.count else {
                tell("kinds", cell("kinds"), Label(same: SourceKind.all.map(\.name).joined(separator: ", ")))
                continue
            }
            switch RuleExpression.read(cell("when")) {
            case .failure(let error): tell("when", error.near, Label("条件表达式", "a condition"))
            case .success(let expression):
                if let unknown = expression.columns.first(where: { id in !schemas.allSatisfy { $0.column(id) != nil } })
                {
                    tell("when", unknown, Label("各源类都有的列", "a column of each of the kinds"))
                    continue
                }
                if let unknown = expression.pollutants.sorted().first(where: { library.pollutant($0) == nil }) {
                    tell("when", unknown, Label("污染物表中的污染物", "a pollutant of the table of pollutants"))
                    continue
                }
                let rule = PlausibilityRule(
                    id: id, level: level, kinds: kinds, condition: cell("when"), text: Label(cell("zh"), cell("en")),
                    advice: Label(cell("do_zh"), cell("do_en")), source: cell("source"), fires: cell("fires"),
                    silent: cell("silent"), expression: expression)
                if let known = rules.firstIndex(where: { $0.id == id }) {
                    rules[known] = rule
                } else {
                    rules.append(rule)
                }
            }
        }
        if isSound {
            let pollutants = rules.reduce(into: Set<String>()) { $0.formUnion($1.expression.pollutants) }
            last.withLock { [rules] in $0 = (rows, pollutants, rules) }
        }
        return rules
    }

    /// The sound rules that were read last, of which rows, and the pollutants in them: inventories of one run have the same.
    private static let last = Mutex<(rows: [[String: String]], pollutants: Set<String>, rules: [PlausibilityRule]?)>(
        ([], [], nil))
}

extension Finding.Message {
    static let badRule = Finding.Message("bad-rule", "合理性规则的这一行不合规", "this row is no rule of plausibility")
}
