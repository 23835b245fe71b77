import Calculation
import Quantities
import Tables

/// One table of a report: the same rows go to CSV, workbook and page.
struct ReportTable {
    /// What a cell holds.
    enum Cell {
        case text(String)
        /// A code of the record: CSV has the code, people read the name.
        case coded(String, name: String)
        case count(Int)
        case number(Double)
        case mass(Mass?)

        /// The cell in CSV: exact, no locale.
        var text: String {
            switch self {
            case .text(let text): text
            case .coded(let code, _): code
            case .count(let count): "\(count)"
            case .number(let number): DecimalText.shortest(number)
            case .mass(let mass): mass?.tonnes() ?? ""
            }
        }

        /// The cell for people: the name where there is one.
        var shown: Cell { if case .coded(_, let name) = self { .text(name) } else { self } }
    }

    /// Where people see a column; CSV has all of them.
    enum Visibility {
        /// Everywhere.
        case always
        /// In files only: its name stands beside it.
        case files
        /// Only where a package has several parts, which it tells apart.
        case severalParts
    }

    /// One column.
    struct Column {
        /// The stable English name, the header in CSV.
        let id: String
        /// The header for people.
        let label: Label
        /// Its width in a workbook, in characters.
        let width: Double
        /// Where people see it.
        let visibility: Visibility
        /// The decimals of its masses in a workbook.
        let decimals: Int

        init(
            _ id: String, _ zh: String, _ en: String, width: Double = 14, visibility: Visibility = .always,
            decimals: Int = 2
        ) {
            self.id = id
            label = Label(zh, en)
            self.width = width
            self.visibility = visibility
            self.decimals = decimals
        }
    }

    /// The name of its CSV file.
    let id: String
    /// The title.
    let title: Label
    /// The columns.
    let columns: [Column]
    /// Hands over the rows that are of no part, one after another.
    let forEachRow: (_ row: ([Cell]) throws -> Void) throws -> Void
    /// Hands over the rows of a part; `nil` in a table that is none of parts.
    let ofPart: ((_ part: ReportPart, _ row: ([Cell]) throws -> Void) throws -> Void)?

    /// Whether a row is one of a measure that removes nothing of a pollutant, neither here nor alone.
    func isWithoutEffect(_ cells: [Cell]) -> Bool {
        guard id == "reductions" else { return false }
        return zip(columns, cells).allSatisfy { column, cell in
            guard ["reduction_t", "alone_t"].contains(column.id), case .mass(let mass) = cell else { return true }
            return mass == .zero
        }
    }

    init(
        _ id: String, _ title: Label, _ columns: [Column],
        forEachRow: @escaping (_ row: ([Cell]) throws -> Void) throws -> Void
    ) {
        self.id = id
        self.title = title
        self.columns = columns
        self.forEachRow = forEachRow
        ofPart = nil
    }

    init(
        _ id: String, _ title: Label, _ columns: [Column],
        ofPart: @escaping (_ part: ReportPart, _ row: ([Cell]) throws -> Void) throws -> Void
    ) {
        self.id = id
        self.title = title
        self.columns = columns
        forEachRow = { _ in }
        self.ofPart = ofPart
    }

    init(_ id: String, _ title: Label, _ columns: [Column], rows: [[Cell]]) {
        self.init(id, title, columns) { take in for row in rows { try take(row) } }
    }

    /// The table with what totals lack in a last column, where its rows are of pollutants or of what measures do to them;
    /// as it is where none of its pollutants lacks anything.
    ///
    /// - Parameter lacks: what a row's total lacks, of its pollutant or, where it names none, of all.
    func telling(_ lacks: @escaping (_ row: [Cell], _ pollutant: String?) -> String) -> ReportTable {
        let names = columns.map(\.id)
        let place = names.firstIndex(of: "pollutant")
        guard place != nil || names.contains(where: ["measure", "measures"].contains) else { return self }
        let columns = columns + [Column("incomplete", "完整性", "completeness", width: 20)]
        func told(_ row: [Cell]) -> [Cell] { row + [.text(lacks(row, place.map { row[$0].text }))] }
        if let ofPart {
            return ReportTable(id, title, columns, ofPart: { part, take in try ofPart(part) { try take(told($0)) } })
        }
        let forEachRow = forEachRow
        return ReportTable(id, title, columns) { take in try forEachRow { try take(told($0)) } }
    }

    /// The same where all rows are of one inventory.
    func telling(_ incomplete: IncompleteTotals, in language: Language) -> ReportTable {
        guard !incomplete.isEmpty else { return self }
        return telling { _, pollutant in
            let cell = incomplete.cells(pollutant, in: language).joined()
            return cell.isEmpty ? "" : "incomplete: " + cell
        }
    }

    /// Writes the table, which is none of parts, as CSV to a file.
    func writeCSV(to path: String) throws { try TableFile(self, at: path).end() }
}

/// A table as CSV while it is written, a quarter of a megabyte at a time.
final class TableFile {
    private let table: ReportTable
    private let file: OutputText
    // Spreadsheets recognise UTF-8 by the byte order mark.
    private var writer = CSVWriter(byteOrderMark: true)
    private static let flushed = 1 << 18

    /// A file with the header and the rows that are of no part.
    init(_ table: ReportTable, at path: String) throws {
        self.table = table
        file = OutputText(try AtomicFile(path))
        writer.row(table.columns.map(\.id))
        try table.forEachRow { try row($0) }
    }

    func take(_ part: ReportPart) throws { try table.ofPart?(part) { try row($0) } }

    func end() throws {
        try file.write(writer.take())
        try file.commit()
    }

    private func row(_ cells: [ReportTable.Cell]) throws {
        writer.row(cells.map(\.text))
        if writer.bytes.count > TableFile.flushed { try file.write(writer.take()) }
    }
}

/// A file that closures write to.
final class OutputText {
    private var file: AtomicFile?

    init(_ file: consuming AtomicFile) { self.file = consume file }

    func write(_ bytes: [UInt8]) throws(FileError) { try file?.write(bytes) }

    func commit() throws(FileError) { try file.take()?.commit() }
}

extension Label {
    /// What stands for "all" in a column of keys.
    static let all = Label("全部", "all")
}
