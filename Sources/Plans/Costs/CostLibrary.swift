public import Factors
import FoundationEssentials
import Inventories
import Quantities
public import Tables

/// What measures cost by documents 措施费用库: that of the library, and before it those of folders of local factors.
///
/// A figure that no document prints is unknown. A technique whose cost is not whole (an investment without a life, a grant alone)
/// gives no cost; what it lacks can be told.
public struct CostLibrary: Sendable {
    private(set) var rows: [CostRow] = []
    /// Price indices, where a folder states them.
    let deflators: DeflatorTable

    /// Reads the tables of costs of a library's folders.
    public init(of library: FactorLibrary, findings: inout Findings) {
        deflators = DeflatorTable(of: library, findings: &findings)
        for (layer, folder) in library.folders.enumerated() {
            let path = folder + "/" + CostTable.path
            guard FileManager.default.fileExists(atPath: path) else { continue }
            read(path, layer: layer, library, findings: &findings)
        }
    }

    private mutating func read(_ path: String, layer: Int, _ library: FactorLibrary, findings: inout Findings) {
        let result: TableResult
        do {
            result = TableReader.read(
                try SourceText(path: path), schema: CostTable.schema, vocabularies: library.vocabularies)
        } catch {
            findings.add(Finding(.error, .costsUnreadable(error), at: Location(file: path)))
            return
        }
        findings.add(result.findings)
        for row in 0..<result.table.rowCount {
            if let own = CostRow(result.table, row, layer: layer, library, findings: &findings) { rows.append(own) }
        }
    }
}

extension CostRow {
    private static let figureColumns = ["capital", "operating", "annual", "life", "rate", "grant"]

    /// A row of a table; `nil` with findings where it cannot be used.
    fileprivate init?(
        _ table: Table, _ row: Int, layer: Int, _ library: FactorLibrary, findings: inout Findings
    ) {
        func text(_ column: String) -> String { table.texts(column)?[row] ?? "" }
        func number(_ column: String) -> Double? {
            table.numbers(column)?[row].nonNaN
        }
        func place(_ column: String) -> Location { table.location(row: row, column: column) }
        let words = library.vocabularies
        guard let kind = SourceKind.named(text("table")) else {
            findings.add(
                Finding(
                    .error, .unknownPlanTable, at: place("table"), value: text("table"),
                    nearest: Spelling.nearest(to: text("table"), in: SourceKind.all.map(\.name))))
            return nil
        }
        guard let action = ActionName(rawValue: text("action")) else {
            let known = ActionName.allCases.map(\.rawValue)
            findings.add(
                Finding(
                    .error, .unknownPlanKeyword("action"), at: place("action"), value: text("action"),
                    expected: Label(same: known.joined(separator: ", ")),
                    nearest: Spelling.nearest(to: text("action"), in: known)))
            return nil
        }
        var own = Findings()
        func map(_ column: String) -> YAMLValue? {
            text(column).isEmpty
                ? nil : YAMLValue.parse(text(column), file: table.file.path, findings: &own)
        }
        let (conditions, parameters) = (map("where"), map("with"))
        selector = Selector.read(conditions, kind: kind, vocabularies: words, findings: &own)
        let wanted = (parameters?.entries ?? []).map { (name: $0.key.text ?? "", value: $0.value.text ?? "") }
        for (name, _) in wanted where !action.parameterNames.contains(name) {
            own.add(
                Finding(
                    .error, .unknownPlanKeyword("with"), at: place("with"), value: name,
                    nearest: Spelling.nearest(to: name, in: action.parameterNames)))
        }
        let pollutants = words["pollutant"]
        var named: String?
        if !text("pollutant").isEmpty {
            named = pollutants.code(of: text("pollutant")).map { pollutants.text($0) }
            if named == nil {
                own.add(
                    Finding(
                        .error, .unknownPlanWord, at: place("pollutant"), value: text("pollutant"),
                        nearest: pollutants.nearest(to: text("pollutant"))))
            }
        }
        if library.sources[text("source")] == nil {
            own.add(
                Finding(
                    .error, .costWithoutSource, at: place("source"), value: text("source"),
                    nearest: Spelling.nearest(to: text("source"), in: library.sources.keys.sorted())))
        }
        // What a cell holds stands in its row, wherever the text in it says that it is.
        for finding in own.kept {
            findings.add(
                Finding(
                    finding.severity, finding.message, at: table.location(row: row, column: nil), value: finding.value,
                    expected: finding.expected, nearest: finding.nearest))
        }
        guard !own.hasErrors else { return nil }
        self.kind = kind
        self.action = action
        self.parameters = wanted
        pollutant = named
        technique = text("measure")
        label = Label(text("zh").isEmpty ? technique : text("zh"), text("en").isEmpty ? technique : text("en"))
        each = text("each")
        figures = CostRow.figureColumns.compactMap { column in number(column).map { (key: column, value: $0) } }
        currency = text("currency")
        priceYear = number("price_year").map { Int($0) }
        source = text("source")
        confidence = text("confidence")
        self.layer = layer
        location = table.location(row: row, column: nil)
    }
}

extension Double {
    /// The number; `nil` where there is none.
    fileprivate var nonNaN: Double? { isNaN ? nil : self }
}

extension Finding.Message {
    static func costsUnreadable(_ error: FileError) -> Finding.Message {
        Finding.Message("cannot-read", error.description(in: .zh), error.description(in: .en))
    }
    static let costWithoutSource = Finding.Message(
        "unknown-source", "费用没有可查的来源（sources.csv 中没有）", "a cost without a source in sources.csv")
}
