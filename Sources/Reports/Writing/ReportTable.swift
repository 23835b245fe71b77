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
    /// Hands over the rows, one after another.
    let forEachRow: (_ row: ([Cell]) throws -> Void) throws -> Void

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
    }

    init(_ id: String, _ title: Label, _ columns: [Column], rows: [[Cell]]) {
        self.init(id, title, columns) { take in for row in rows { try take(row) } }
    }

    /// Writes the table as CSV to a file, a megabyte at a time.
    func writeCSV(to path: String) throws {
        let file = OutputText(try AtomicFile(path))
        // Spreadsheets recognise UTF-8 by the byte order mark.
        var writer = CSVWriter(byteOrderMark: true)
        writer.row(columns.map(\.id))
        try forEachRow { cells in
            writer.row(cells.map(\.text))
            if writer.bytes.count > 1 << 20 { try file.write(writer.take()) }
        }
        try file.write(writer.take())
        try file.commit()
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
