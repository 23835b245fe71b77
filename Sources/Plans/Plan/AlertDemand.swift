import Inventories
import Quantities
public import Tables

/// What a plan asks an emergency list to cut at each level 应急减排比例, of what all sources of the region emit a day. It removes
/// nothing by itself: what is cut is in the list, and `lantian alert` checks it.
///
/// ```yaml
/// - {id: CJ-57.a, clauses: [CJ-57], yellow: 10 %, orange: 20 %, red: 30 %}
/// ```
public struct AlertDemand: Sendable {
    /// The unique id.
    public let id: String
    /// The clauses it stands in.
    public let clauses: [String]
    /// The share that must be cut, by level in the order of `AlertLevel`.
    public let shares: [Double]
    /// Where it stands.
    public let location: Location

    /// The share that must be cut at a level.
    public subscript(level: AlertLevel) -> Double {
        AlertLevel.allCases.firstIndex(of: level).map { shares[$0] } ?? level.required
    }

    /// Reads `{id, clauses, yellow, orange, red}`.
    static func read(
        _ yaml: YAMLValue, clauses: [String], vocabularies: Vocabularies, findings: inout Findings
    ) -> AlertDemand? {
        let levels = AlertLevel.allCases.map(\.rawValue)
        yaml.expectKeys(["id", "clauses"] + levels, findings: &findings)
        for key in ["id", "clauses"] + levels where yaml[key] == nil {
            findings.add(Finding(.error, .keyMissing(key), at: yaml.location))
            return nil
        }
        let shares = levels.compactMap { yaml[$0]?.share(findings: &findings) }
        guard shares.count == levels.count else { return nil }
        return AlertDemand(
            id: yaml["id"]?.text ?? "",
            clauses: PlanReader(vocabularies: vocabularies).clauseIds(yaml, known: clauses, findings: &findings),
            shares: shares, location: yaml.location)
    }

    /// What is asked for, as a sentence.
    var told: Label {
        let shares = shares.map { DecimalText.percent($0) }
        return Label(
            "应急减排清单黄、橙、红各级应减全部源日排放量的 \(shares.joined(separator: "、"))：由 lantian alert 核对，不计年减排",
            "the emergency list must cut \(shares.joined(separator: ", ")) of what all sources emit a day at yellow, orange and red: lantian alert checks it; no annual credit"
        )
    }
}

extension Finding.Message {
    /// A plan that says nothing of emergency lists.
    public static let noAlertDemand = Finding.Message(
        "no-alert-demand", "方案没有对应急减排清单提出比例，按 10 %、20 %、30 % 核对",
        "the plan asks nothing of emergency lists: checked against 10, 20 and 30 %")
}
