import Factors
import Inventories
import Quantities
public import Tables

extension PlausibilityCheck.Overrule {
    /// The file of an inventory folder that holds them.
    public static let file = "overrules.csv"

    private static let schema = Schema(
        "overrules", Label("规则说明", "overrules"),
        [
            .text("rule", "规则", "rule").required.also("规则编号"),
            .text("source", "排放源编号", "source").required.also("编号"),
            .text("reason", "原因", "reason").required.also("说明"),
            .text("name", "说明人", "name").required.also("姓名", "填写人"),
        ])

    /// The overrules of an inventory folder; none where it has no such file. Rules that nobody knows are findings.
    public static func read(
        of folder: String, rules: [PlausibilityRule], findings: inout Findings
    ) -> [PlausibilityCheck.Overrule] {
        let path = folder + "/" + file
        let text: SourceText
        do { text = try SourceText(path: path) } catch {
            if !error.isMissing { findings.add(.cannotRead(error)) }
            return []
        }
        let read = TableReader.read(text, schema: schema, vocabularies: Vocabularies())
        findings.add(read.findings)
        let table = read.table
        let known = rules.map(\.id)
        return (0..<table.rowCount).compactMap { row in
            func cell(_ id: String) -> String { table.texts(id).map { $0[row] } ?? "" }
            let rule = cell("rule")
            guard known.contains(rule) else {
                findings.add(
                    Finding(
                        .error, .unknownRule, at: table.location(row: row, column: "rule"), value: rule,
                        nearest: Spelling.nearest(to: rule, in: known)))
                return nil
            }
            return PlausibilityCheck.Overrule(
                rule: rule, source: cell("source"), reason: cell("reason"), name: cell("name"))
        }
    }
}

extension Assessment {
    /// What the rules of plausibility say of the inventory, what its file of overrules answers, and the rules themselves.
    ///
    /// - Parameter previous: the inventory of the year before, for rules that compare with it.
    public func plausibility(previous: Assessment? = nil) -> (check: PlausibilityCheck, findings: Findings) {
        var findings = Findings()
        let rules = PlausibilityRule.all(of: context.library, findings: &findings)
        let overrules = PlausibilityCheck.Overrule.read(of: inventory.folder, rules: rules, findings: &findings)
        var ignored = Findings()
        let check = PlausibilityCheck(
            context, overrules: overrules, previous: previous?.inventory.sheets ?? [], findings: &ignored)
        findings.add(check.findings(of: inventory.sheets))
        return (check, findings)
    }
}

extension Finding.Message {
    static let unknownRule = Finding.Message("unknown-rule", "没有这条规则", "no such rule")
}
