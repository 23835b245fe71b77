import Inventories
public import Quantities
public import Tables

/// A task of key-project reductions 重点工程减排任务: tonnes credited to projects over some years. It is no emission target:
/// what projects are credited and what the inventory shows never stand in one sum.
public struct CreditedTask: Sendable {
    /// Reductions of a project that new sources were offset with: they are deducted.
    public struct Spent: Sendable {
        /// The measure.
        public let measure: String
        /// The tonnes.
        public let amount: Mass
        /// What they were used for.
        public let use: String
    }

    /// The unique id.
    public let id: String
    /// The clauses it stands in.
    public let clauses: [String]
    /// The pollutant.
    public let pollutant: String
    /// What is to be credited.
    public let amount: Mass
    /// The years that count.
    public let years: ClosedRange<Int>
    /// What was spent as offsets.
    public let spent: [Spent]
    /// Where it stands.
    public let location: Location

    /// Reads `{id, clauses, pollutant, amount: 320 t, from: 2021, year: 2025, spent: [{measure, amount, for}]}`.
    static func read(
        _ yaml: YAMLValue, clauses: [String], measures: [String], pollutants: Vocabulary, findings: inout Findings
    ) -> CreditedTask? {
        yaml.expectKeys(["id", "clauses", "pollutant", "amount", "from", "year", "spent"], findings: &findings)
        for key in ["id", "clauses", "pollutant", "amount", "from", "year"] where yaml[key] == nil {
            findings.add(Finding(.error, .keyMissing(key), at: yaml.location))
            return nil
        }
        let pollutant = yaml["pollutant"]?.text ?? ""
        if pollutants.code(exactly: pollutant) == nil {
            findings.add(
                Finding(
                    .error, .unknownPlanWord, at: yaml["pollutant"]?.location ?? yaml.location, value: pollutant,
                    nearest: pollutants.nearest(to: pollutant)))
        }
        for item in yaml["clauses"]?.items ?? [] where !clauses.contains(item.text ?? "") {
            findings.add(
                Finding(
                    .error, .unknownClause, at: item.location, value: item.text,
                    nearest: Spelling.nearest(to: item.text ?? "", in: clauses)))
        }
        guard let amount = mass(yaml["amount"], findings: &findings),
            let from = yaml["from"]?.year(findings: &findings), let year = yaml["year"]?.year(findings: &findings)
        else { return nil }
        guard from <= year else {
            findings.add(
                Finding(
                    .error, .badThreshold, at: yaml["year"]?.location ?? yaml.location, value: yaml["year"]?.text,
                    expected: Label(same: "≥ \(from)")))
            return nil
        }
        var spent: [Spent] = []
        for item in yaml["spent"]?.items ?? [] {
            item.expectKeys(["measure", "amount", "for"], findings: &findings)
            let measure = item["measure"]?.text ?? ""
            if !measures.contains(measure) {
                findings.add(
                    Finding(
                        .error, .noSuchProject, at: item.location, value: measure,
                        nearest: Spelling.nearest(to: measure, in: measures)))
            }
            guard let amount = mass(item["amount"], findings: &findings) else { continue }
            spent.append(Spent(measure: measure, amount: amount, use: item["for"]?.text ?? ""))
        }
        return CreditedTask(
            id: yaml["id"]?.text ?? "", clauses: (yaml["clauses"]?.items ?? []).compactMap(\.text),
            pollutant: pollutant, amount: amount, years: from...year, spent: spent, location: yaml.location)
    }

    private static func mass(_ yaml: YAMLValue?, findings: inout Findings) -> Mass? {
        let text = (yaml?.text ?? "")[...].trimmingSpaces
        if text.hasSuffix("t"), let mass = Mass(tonnes: text.dropLast().trimmingSpaces), mass >= .zero { return mass }
        findings.add(
            Finding(.error, .badThreshold, at: yaml?.location, value: yaml?.text, expected: Label(same: "320 t (≥ 0)")))
        return nil
    }
}

extension Finding.Message {
    static let noSuchProject = Finding.Message("no-such-project", "方案中没有这项措施", "the plan has no such measure")
}
