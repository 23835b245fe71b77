import Factors
import Inventories
import Quantities
public import Tables

/// The rules of key-project accounting 重点工程减排核算: named, dated, replaceable by a file.
public struct KeyProjectRules: Sendable {
    /// A number that the rules use.
    public struct Parameter: Sendable {
        /// Its name.
        public let id: String
        /// Its value.
        public let value: Double
        /// From when it holds, as printed.
        public let date: String
        /// How sure it is.
        public let confidence: String
        /// What it is.
        public let title: Label
    }

    /// A rule that refuses what a source gives.
    public struct Rule: Sendable {
        /// Its name.
        public let id: String
        /// The actions it is about; all where empty.
        public let actions: Set<String>
        /// The source kinds it is about; all where empty.
        public let tables: Set<String>
        /// The sources it is about, by kind; a kind that lacks the columns is not concerned.
        let selectors: [String: Selector]
        /// Whether it is about sources that began after the base year.
        let isBaseYear: Bool
        /// How sure it is.
        public let confidence: String
        /// Why it refuses.
        public let reason: Label
    }

    /// The id.
    public internal(set) var id = ""
    /// The name for people.
    public internal(set) var title = Label("", "")
    /// The numbers.
    public internal(set) var parameters: [Parameter] = []
    /// What refuses, in order: the first that fits gives the reason.
    public internal(set) var rules: [Rule] = []

    /// The documents that a project of an action is asked for, by the action's word.
    public internal(set) var evidence: [String: Label] = [:]

    /// The words of VOC controls.
    private(set) var vocabulary = Vocabulary(name: "voc_device")

    /// The number of a name, or what is given.
    func value(_ id: String, or other: Double) -> Double { parameters.first { $0.id == id }?.value ?? other }

    /// Reads a file of rules.
    public init?(file: String, vocabularies: Vocabularies, findings: inout Findings) {
        guard let yaml = YAMLValue.read(path: file, findings: &findings) else { return nil }
        yaml.expectKeys(["accounting", "title", "parameters", "rules", "evidence"], findings: &findings)
        vocabulary = vocabularies["voc_device"]
        id = yaml["accounting"]?.text ?? ""
        title = yaml["title"]?.label ?? Label(same: id)
        for value in yaml["parameters"]?.items ?? [] {
            value.expectKeys(["id", "value", "date", "confidence", "title"], findings: &findings)
            guard let number = value["value"]?.number(findings: &findings) else { continue }
            parameters.append(
                Parameter(
                    id: value["id"]?.text ?? "", value: number, date: value["date"]?.text ?? "",
                    confidence: value["confidence"]?.text ?? "", title: value["title"]?.label ?? Label("", "")))
        }
        for value in yaml["evidence"]?.items ?? [] {
            value.expectKeys(["actions", "confidence", "documents"], findings: &findings)
            for action in value["actions"]?.items ?? [] {
                if let name = action.text, ActionName(rawValue: name) == nil {
                    findings.add(
                        Finding(
                            .error, .unknownPlanWord, at: action.location, value: name,
                            nearest: Spelling.nearest(to: name, in: ActionName.allCases.map(\.rawValue))))
                }
                evidence[action.text ?? ""] = value["documents"]?.label
            }
        }
        for value in yaml["rules"]?.items ?? [] {
            value.expectKeys(
                ["id", "actions", "tables", "where", "test", "confidence", "reason"], findings: &findings)
            let tables = Set((value["tables"]?.items ?? []).compactMap(\.text))
            var selectors: [String: Selector] = [:]
            let columns = (value["where"]?.entries ?? []).compactMap(\.key.text)
            for kind in SourceKind.all where tables.isEmpty || tables.contains(kind.name) {
                guard columns.allSatisfy({ kind.schema.column($0) != nil }) else { continue }
                selectors[kind.name] = Selector.read(
                    value["where"], kind: kind, vocabularies: vocabularies, findings: &findings)
            }
            rules.append(
                Rule(
                    id: value["id"]?.text ?? "", actions: Set((value["actions"]?.items ?? []).compactMap(\.text)),
                    tables: tables, selectors: selectors,
                    isBaseYear: value["test"]?.text == "started_after_base_year",
                    confidence: value["confidence"]?.text ?? "", reason: value["reason"]?.label ?? Label("", "")))
        }
    }
}

extension KeyProjectRules.Rule {
    /// Which of some rows the rule refuses.
    func refuses(_ table: Table, action: ActionName, baseYear: Int) -> Set<Int32> {
        guard actions.isEmpty || actions.contains(action.rawValue), let selector = selectors[table.schema.id] else {
            return []
        }
        var rows = selector.rows(of: table)
        if isBaseYear {
            guard let dates = table.dates(Column.startDate) else { return [] }
            rows = rows.filter { Int(dates[Int($0)] / 10_000) > baseYear }
        }
        return Set(rows)
    }
}
