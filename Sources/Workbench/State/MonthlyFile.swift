import Inventories
import Plans
import Tables

/// The monthly reports of a plan: a table beside it, which the command line takes as `--monthly`.
struct MonthlyFile: Sendable {
    /// A line: how much is done in all.
    struct Line: Sendable {
        /// The month, as `2025-08`.
        let month: String
        /// The measure's id.
        let measure: String
        /// The county's code; empty for the inventory's region.
        let county: String
        /// What is done since the plan began.
        let done: String
        /// A remark; `nil` leaves the one that is there.
        let remark: String?
    }

    /// Its name in the folder.
    let name: String
    /// Its path.
    let path: String
    private let table: TableText?

    /// The reports of a plan of a folder; there may be none yet.
    init(plan: String, folder: String) throws {
        let stem = plan.split(separator: ".").dropLast().joined(separator: ".")
        name = "plans/" + stem + MonthlyFile.ending
        path = folder + "/" + name
        let isThere = FolderNames.all(in: folder + "/plans").contains(stem + MonthlyFile.ending)
        table = isThere ? try TableText(path: path) : nil
    }

    /// What its name ends with.
    static let ending = ".monthly.csv"

    /// Whether it is there.
    var isThere: Bool { table != nil }
    /// Its bytes; `nil` where it is not there.
    var bytes: [UInt8]? { table?.raw }

    /// What it says, checked.
    func read(_ vocabularies: Vocabularies) -> TableResult? {
        table.map { MonthlyFile.read($0.raw, path, vocabularies) }
    }

    /// What bytes of it would say.
    static func read(_ bytes: [UInt8], _ path: String, _ vocabularies: Vocabularies) -> TableResult {
        TableReader.read(SourceText(raw: bytes, path: path), schema: MonthlyTable.schema, vocabularies: vocabularies)
    }

    /// The months that it has, sorted.
    var months: [String] {
        guard let table, let column = places[MonthlyTable.month] else { return [] }
        let cells = table.rows(0..<table.rowCount).compactMap { column < $0.fields.count ? $0.fields[column] : nil }
        return Set(cells.map(MonthlyFile.month)).filter { !$0.isEmpty }.sorted()
    }

    /// The columns of the file by their ids.
    private var places: [String: Int] {
        guard let table else { return [:] }
        let layout = Layout(schema: MonthlyTable.schema, header: table.header, file: path)
        return Dictionary(
            layout.fields.map { (layout.schema.columns[$0.place].id, $0.index) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The file with a line: in the place of that of the same month, measure and county, else behind all others. `counties`
    /// tells which words are the same county, `region` what a blank one means.
    func setting(_ line: Line, counties: Vocabulary, region: String) throws -> [UInt8] {
        let values = [
            MonthlyTable.month: line.month, MonthlyTable.measure: line.measure, Column.countyCode: line.county,
            MonthlyTable.done: line.done, MonthlyTable.remark: line.remark ?? "",
        ]
        guard let table else {
            var writer = CSVWriter()
            let columns = MonthlyTable.schema.columns.map(\.id)
            writer.row(columns)
            writer.row(columns.map { values[$0] ?? "" })
            return [0xEF, 0xBB, 0xBF] + writer.bytes
        }
        let places = places
        func county(_ text: String) -> String {
            let text = CellText.trimmed(text)
            return text.isEmpty ? region : counties.code(of: text).map(counties.text) ?? text
        }
        for (number, fields) in table.rows(0..<table.rowCount) {
            func cell(_ column: String) -> String {
                places[column].flatMap { $0 < fields.count ? fields[$0] : nil } ?? ""
            }
            guard MonthlyFile.month(cell(MonthlyTable.month)) == line.month,
                CellText.trimmed(cell(MonthlyTable.measure)) == line.measure,
                county(cell(Column.countyCode)) == county(line.county)
            else { continue }
            let cells: [(String, String?)] = [(MonthlyTable.done, line.done), (MonthlyTable.remark, line.remark)]
            let edits = cells.compactMap { column, value -> CellEdit? in
                guard let value, let place = places[column], cell(column) != value else { return nil }
                return CellEdit(line: number, column: place, before: cell(column), value: value)
            }
            if places[MonthlyTable.remark] == nil, !(line.remark ?? "").isEmpty {
                throw MonthlyFile.lacks(MonthlyTable.remark)
            }
            return edits.isEmpty ? table.raw : try table.replacing(edits)
        }
        // What the file has no column for would be lost.
        for (column, value) in values where places[column] == nil && !value.isEmpty {
            guard column == Column.countyCode, county(value) == region else { throw MonthlyFile.lacks(column) }
        }
        var fields = table.header.map { _ in "" }
        for (column, value) in values { if let place = places[column] { fields[place] = value } }
        return table.appending(fields)
    }

    /// A month as it is compared: `2025-8`, as spreadsheets write it, is `2025-08`.
    private static func month(_ cell: String) -> String {
        let text = CellText.trimmed(cell)
        return text.contains("-") ? Month(text)?.description ?? text : text
    }

    private static func lacks(_ column: String) -> Problem {
        Problem(
            409, "no-such-column", "月报没有 \(column) 列，请在文件中加上",
            "the monthly report has no column \(column): add it to the file")
    }
}
