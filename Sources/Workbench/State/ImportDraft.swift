import Inventories
import Tables

/// What an import makes of a ledger, before anybody has accepted it: tables that lie beside the inventory, and all that a
/// person looks at to decide.
struct ImportDraft: Codable, Sendable {
    /// A table that would be written.
    struct Table: Codable, Sendable {
        /// Its file's name.
        let name: String
        let rows: Int
        /// SHA-256 of its bytes.
        let digest: String
    }

    /// What a line of the mapping may mean.
    struct Choice: Codable, Sendable {
        let meaning: String
        let label: Label
    }

    /// The head of each sheet with what its columns were taken for.
    let sheets: [SurveyExcerpt]
    /// What became of every column.
    let report: [SurveyReport.Line]
    /// What headers, words and units were taken for.
    let lines: [SurveyMapping.Line]
    /// What was found.
    let findings: Findings
    /// The tables.
    let tables: [Table]
    /// What lines may mean, by subject and scope as `key` has them.
    let choices: [String: [Choice]]

    /// How many lines that tonnes hang on are guesses or not known.
    var doubts: Int { SurveyMapping(lines).doubts }
    /// How many lines of the report tell of something that is not in the tables.
    var losses: Int { report.count { $0.loss != nil } }

    /// The choices of which subject and scope.
    static func key(_ subject: SurveyMapping.Subject, _ scope: String) -> String { subject.rawValue + " " + scope }

    /// The draft as programs read it.
    func json(digest: String) -> JSON {
        .object([
            ("digest", .text(digest)), ("doubts", .count(doubts)), ("losses", .count(losses)),
            (
                "tables",
                .list(
                    tables.map {
                        .object([
                            ("name", .text($0.name)), ("rows", .count($0.rows)), ("digest", .text($0.digest)),
                        ])
                    })
            ),
            (
                "mapping",
                .list(
                    lines.map { line in
                        .object([
                            ("subject", .text(line.subject.rawValue)), ("scope", .text(line.scope)),
                            ("text", .text(line.text)), ("meaning", .text(line.meaning)),
                            ("state", .text(line.state.rawValue)), ("cells", .count(line.count)),
                            ("first", .text(line.place)), ("touches_tonnes", .truth(line.touchesTonnes)),
                        ])
                    })
            ),
            (
                "report",
                .list(
                    report.map { line in
                        .object([
                            ("place", .text(line.place)), ("form", .label(line.form)),
                            ("status", .text(line.status.rawValue)), ("cell", .text(line.cell)),
                            ("header", .text(line.header)), ("column", .text(line.column)),
                            ("count", .count(line.values)), ("sum_before", .text(line.before)),
                            ("sum_after", .text(line.after)), ("note", .label(line.note)),
                        ])
                    })
            ),
            ("findings", .list(findings.sorted.map(\.json))),
        ])
    }
}
