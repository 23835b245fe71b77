public import Calculation
import Factors
public import Inventories
import Quantities
public import Tables

/// A duty that a plan sets by size 规模门槛: monitoring from 20 t/h, treatment at stations above 5000 t a year. It removes
/// nothing by itself; what is asked for is which sources it concerns.
public struct Threshold: Sendable {
    /// The unique id.
    public let id: String
    /// The clauses it stands in.
    public let clauses: [String]
    /// What the sources must do.
    public let title: Label
    /// The source kind.
    public let kind: SourceKind
    /// The sources that are concerned.
    public let selector: Selector
    /// The column that no table has yet, where the size is not in the inventory's tables.
    public let needs: Label?
    /// Where it stands.
    public let location: Location

    /// Reads `{id, clauses, title, table, where, needs}`.
    static func read(
        _ yaml: YAMLValue, clauses: [String], vocabularies: Vocabularies, findings: inout Findings
    ) -> Threshold? {
        yaml.expectKeys(["id", "clauses", "title", "table", "where", "needs"], findings: &findings)
        for key in ["id", "clauses", "title"] where yaml[key] == nil {
            findings.add(Finding(.error, .keyMissing(key), at: yaml.location))
            return nil
        }
        for item in yaml["clauses"]?.items ?? [] where !clauses.contains(item.text ?? "") {
            findings.add(
                Finding(
                    .error, .unknownClause, at: item.location, value: item.text,
                    nearest: Spelling.nearest(to: item.text ?? "", in: clauses)))
        }
        let reader = PlanReader(vocabularies: vocabularies)
        guard let kind = reader.kindOfSources(yaml["table"], at: yaml.location, findings: &findings) else { return nil }
        return Threshold(
            id: yaml["id"]?.text ?? "", clauses: (yaml["clauses"]?.items ?? []).compactMap(\.text),
            title: yaml["title"]?.label ?? Label("", ""), kind: kind,
            selector: Selector.read(yaml["where"], kind: kind, vocabularies: vocabularies, findings: &findings),
            needs: yaml["needs"]?.label, location: yaml.location)
    }
}

/// The sources that a threshold concerns.
public struct ThresholdList: Sendable {
    /// A source.
    public struct Entry: Sendable {
        /// The source.
        public let source: ProjectSource
        /// The columns that the threshold goes by, with what the row says.
        public let values: [(column: String, text: String)]
        /// The column that is blank, so that nobody can say whether it is concerned; `nil` where it is.
        public let blank: String?
    }

    /// The threshold.
    public let threshold: Threshold
    /// The sources that are concerned or may be, in the order of the files.
    public let entries: [Entry]
}

extension Plan {
    /// The sources of an inventory that each threshold of the plan concerns.
    public func thresholdLists(in inventory: Inventory, context: RunContext) -> [ThresholdList] {
        let counties = context.library.vocabularies["county_code"]
        return thresholds.map { threshold in
            var entries: [ThresholdList.Entry] = []
            for sheet in inventory.sheets where sheet.kind.name == threshold.kind.name && threshold.needs == nil {
                let (rows, undecided) = threshold.selector.selection(of: sheet.table)
                var blanks: [Int32: String] = [:]
                for (column, own) in undecided { for row in own { blanks[row] = column } }
                for row in (rows + blanks.keys).sorted() {
                    entries.append(
                        ThresholdList.Entry(
                            source: ProjectSource(
                                sheet, row: Int(row), counties: counties, region: context.manifest.region),
                            values: threshold.selector.conditions.map {
                                ($0.column, sheet.table.text($0.column, row: Int(row), context.library.vocabularies))
                            }, blank: blanks[row]))
                }
            }
            return ThresholdList(threshold: threshold, entries: entries)
        }
    }
}

extension Table {
    /// A cell as a text: numbers in the column's unit, the codes of words; empty where it is blank.
    fileprivate func text(_ column: String, row: Int, _ vocabularies: Vocabularies) -> String {
        guard let place = schema.place(of: column) else { return "" }
        switch cells[place] {
        case .numbers(let values): return values[row].isNaN ? "" : DecimalText.shortest(values[row])
        case .codes(let codes): return schema.columns[place].vocabulary.map { vocabularies[$0].text(codes[row]) } ?? ""
        case .texts: return texts(column)?[row] ?? ""
        case .dates(let dates): return dates[row] == 0 ? "" : "\(dates[row])"
        case .absent: return ""
        }
    }
}
