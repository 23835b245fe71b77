import Calculation
import Documents
import Quantities
import Tables

/// A sheet of an exported workbook: titles, and rows whose numbers are numbers. A blank says that nothing is known.
///
/// A column of masses stands twice: as a number for reading, and behind all other columns as a text with every digit, since a number of
/// a workbook tells every microgram only up to 8,192 t. No row of a sheet is a sum of others: a column added up is right.
struct ExportSheet {
    /// A column.
    struct Column {
        /// Its title; of masses without the unit.
        let title: String
        /// What stands behind the title, such as that it is no title of the form that the sheet follows.
        let mark: String
        fileprivate let isMass: Bool

        /// Texts and numbers.
        static func plain(_ title: String, mark: String = "") -> Column {
            Column(title: title, mark: mark, isMass: false)
        }

        /// Masses in tonnes.
        static func mass(_ title: String, mark: String = "") -> Column {
            Column(title: title, mark: mark, isMass: true)
        }

        /// The title as it is written.
        var text: String { title + (isMass ? "（吨）" : "") + mark }
        /// The title of the texts with every digit.
        fileprivate var exactText: String { title + "（吨，全部小数）" + mark }
    }

    /// What a cell holds.
    enum Cell {
        case blank
        case text(String)
        case number(Double)
        case mass(Mass)

        /// A text; nothing where it is empty.
        static func of(_ text: String) -> Cell { text.isEmpty ? .blank : .text(text) }
        /// A mass, where there is one.
        static func of(_ mass: Mass?) -> Cell { mass.map(Cell.mass) ?? .blank }
        /// A number, where there is one.
        static func of(_ number: Double?) -> Cell { number.map(Cell.number) ?? .blank }
    }

    let name: String
    let columns: [Column]
    var rows: [[Cell]] = []

    /// The title of a column of pollutants.
    static let pollutant = "污染物"
    /// The title of what the total of a row's pollutant lacks.
    static let lacking = "合计不完整，缺少"
    /// The sheet of what totals lack.
    static let completeness = "完整性"

    /// The sheet with the source classes that the totals of its rows' pollutants lack in a last column; as it is where
    /// its rows are of no pollutant.
    private func telling(_ incomplete: IncompleteTotals, mark: String) -> ExportSheet {
        guard !incomplete.isEmpty, let place = columns.firstIndex(where: { $0.title == ExportSheet.pollutant }) else {
            return self
        }
        return ExportSheet(
            name: name, columns: columns + [.plain(ExportSheet.lacking, mark: mark)],
            rows: rows.map { row in
                guard row.count > place, case .text(let pollutant) = row[place] else { return row }
                return row + Array(repeating: .blank, count: columns.count - row.count)
                    + [incomplete.told(pollutant).map { .text($0.zh) } ?? .blank]
            })
    }

    /// What totals lack, of all pollutants of a workbook; none where all are complete.
    private static func sheet(of incomplete: IncompleteTotals, mark: String) -> [ExportSheet] {
        guard !incomplete.isEmpty else { return [] }
        return [
            ExportSheet(
                name: ExportSheet.completeness + mark,
                columns: [.plain(ExportSheet.pollutant, mark: mark), .plain(ExportSheet.completeness, mark: mark)],
                rows: incomplete.entries.map { [.text($0.pollutant), .text("incomplete: \($0.told.zh)")] })
        ]
    }

    /// Writes sheets to a workbook, the same bytes for the same sheets. What the totals of pollutants lack stands behind
    /// the rows and in a sheet of its own; `mark` stands behind these titles.
    static func write(
        _ sheets: [ExportSheet], incomplete: IncompleteTotals, mark: String = "", to path: String, title: String,
        author: String, year: Int
    ) throws(DocumentError) {
        // Midday of the first of January after the year, to the day near enough: equal inventories, equal bytes.
        let created = Int((Double(year + 1 - 1970) * 365.2425).rounded()) * 86_400 + 43_200
        let book = try WorkbookWriter(
            path: path, properties: .init(title: title, subject: "", author: author, created: created),
            isConstantMemory: true)
        for content in sheets.map({ $0.telling(incomplete, mark: mark) }) + sheet(of: incomplete, mark: mark) {
            // A sheet has room for so many rows; what is more goes on in another.
            let room = WorkbookWriter.rowLimit - 1
            var (start, number) = (0, 1)
            repeat {
                let end = min(start + room, content.rows.count)
                content.write(
                    content.rows[start..<end],
                    to: book.addSheet(WorkbookWriter.sheetName(of: content.name, number: number))
                )
                (start, number) = (end, number + 1)
            } while start < content.rows.count
        }
        try book.close()
    }

    private func write(_ rows: ArraySlice<[Cell]>, to sheet: WorkbookWriter.Sheet) {
        let masses = columns.indices.filter { columns[$0].isMass }
        let titles = columns.map(\.text) + masses.map { columns[$0].exactText }
        sheet.width(16, columns: 1...max(titles.count, 1))
        if !masses.isEmpty { sheet.width(24, columns: columns.count + 1...titles.count) }
        sheet.freeze(rows: 1)
        for (place, title) in titles.enumerated() { sheet.set(.text(title), row: 1, column: place + 1, style: .header) }
        if !rows.isEmpty { sheet.filter(rows: 1...rows.count + 1, columns: 1...titles.count) }
        for (number, row) in rows.enumerated() {
            for (place, cell) in row.enumerated() {
                switch cell {
                case .blank: continue
                case .text(let text): sheet.set(.text(text), row: number + 2, column: place + 1)
                case .number(let value): sheet.set(.number(value), row: number + 2, column: place + 1)
                case .mass(let mass): sheet.set(.number(mass.inTonnes), row: number + 2, column: place + 1)
                }
            }
            for (more, place) in masses.enumerated() where place < row.count {
                guard case .mass(let mass) = row[place] else { continue }
                sheet.set(.text(mass.tonnes()), row: number + 2, column: columns.count + more + 1)
            }
        }
    }
}
