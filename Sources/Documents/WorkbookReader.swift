import Tables

/// How much of a workbook is taken before it is refused.
public struct WorkbookLimits: Hashable, Sendable {
    /// Bytes of the file itself.
    public var fileBytes = 512 << 20
    /// Unpacked bytes of one member of the archive.
    public var memberBytes = 512 << 20
    /// Unpacked bytes of all members.
    public var totalBytes = 1 << 30
    /// How many times larger a member may become when unpacked; small members may exceed it.
    public var ratio = 200
    /// Members of the archive.
    public var members = 10_000
    /// Bytes of all shared texts, which are kept in memory.
    public var sharedTextBytes = 256 << 20
    /// The last column that may hold a value; empty styled cells may lie beyond.
    public var columns = 1024
    /// Sheets.
    public var sheets = 4096
    /// Bytes of all cells of one sheet: many may name one long shared text.
    public var cellBytes = 1 << 30
    /// Joined areas of one sheet that are kept.
    public var merges = 100_000

    static let smallMember = 4 << 20

    /// The usual limits.
    public init() {}
}

/// Reads an Excel workbook (`.xlsx`, `.xlsm`, `.xls`) saved by any program, one row after another.
///
/// Cells come as the text a person would type: numbers as the shortest decimal, shares as `95%`, days as `2024-05-17`,
/// truth values as `TRUE`, formulas by the value last calculated. Macros, links and pictures are never looked at.
///
/// ```swift
/// let book = try WorkbookReader(path: "county.xlsx")
/// for sheet in book.sheets where sheet.visibility == .visible {
///     let rows = try book.rows(of: sheet)
///     while let row = try rows.next() { print(row.number, row.cells) }
/// }
/// ```
public final class WorkbookReader {
    /// One sheet.
    public struct Sheet: Hashable, Sendable {
        /// Whether people see it.
        public enum Visibility: String, Hashable, Sendable {
            /// Seen.
            case visible
            /// Hidden by a person, who can show it again.
            case hidden
            /// Hidden by a program.
            case veryHidden
        }

        /// The name on its tab.
        public let name: String
        /// Whether people see it.
        public let visibility: Visibility
        /// Where its rows are.
        let place: Place

        /// Where the rows of a sheet are.
        enum Place: Hashable, Sendable {
            /// In a member of the archive.
            case member(String)
            /// In the records of the binary form, from this byte on.
            case records(Int)
        }
    }

    /// A row that holds something.
    public struct Row: Hashable, Sendable {
        /// The row's number in the sheet, from 1.
        public let number: Int
        /// The cells' texts from the first column on; empty cells at the end are left out.
        public let cells: [String]
        /// Columns, from 1, whose cell holds an error such as `#DIV/0!`.
        public let errors: [Int]
        /// Columns, from 1, with a formula that no program has calculated yet; their text is empty.
        public let uncalculated: [Int]
        /// Whether people do not see it, hidden by hand or by a filter.
        public var isHidden = false
    }

    /// Cells joined to one; the value stands in the first.
    public struct Merge: Hashable, Sendable {
        /// Rows from 1.
        public let rows: ClosedRange<Int>
        /// Columns from 1.
        public let columns: ClosedRange<Int>
    }

    /// The sheets in the order of their tabs. Sheets that hold only a chart are left out.
    public var sheets: [Sheet] { form.sheets }
    /// The file's path as given.
    public let path: String
    /// Whether days count from 1904 instead of 1900.
    public var countsFrom1904: Bool { form.countsFrom1904 }
    private let limits: WorkbookLimits
    private let form: any WorkbookForm

    /// Opens a workbook and reads which sheets it has. Which form it has, its first bytes tell, not its name.
    ///
    /// - Throws: `cannot-open`, `workbook-unknown`, `workbook-old-or-encrypted`, `workbook-damaged`, `workbook-too-large`,
    ///   `workbook-code-page`, `zip-damaged`, `zip-encrypted`, `zip-method`, `zip-too-large`, `zip-too-many-members`,
    ///   `zip-bomb`, `zip-duplicate`, `zip-path`, `zip-size`, and what `XMLReader` throws. Within the archive the place is
    ///   `file.xlsx#member`.
    public init(path: String, limits: WorkbookLimits = WorkbookLimits()) throws(DocumentError) {
        self.path = path
        self.limits = limits
        if try BinaryWorkbook.isOne(path) {
            form = try BinaryWorkbook(path: path, limits: limits)
        } else {
            form = try MarkupWorkbook(path: path, limits: limits)
        }
    }

    /// The rows of a sheet that hold something.
    ///
    /// - Throws: what reading the shared texts throws.
    public func rows(of sheet: Sheet) throws(DocumentError) -> Rows {
        Rows(try form.rows(of: sheet), room: limits.cellBytes)
    }

    /// The joined areas of a sheet. They stand behind the cells: this reads the sheet once. Reading its rows to the end
    /// gives the same as `Rows.merges`.
    public func merges(of sheet: Sheet) throws(DocumentError) -> [Merge] {
        let rows = try rows(of: sheet)
        while try rows.next() != nil {}
        return rows.merges
    }

    /// The rows of one sheet, one after another, in bounded memory.
    public final class Rows {
        private let rows: any SheetCursor
        /// Bytes that cells may still have.
        private var room: Int

        init(_ rows: any SheetCursor, room: Int) {
            self.rows = rows
            self.room = room
        }

        /// The next row that holds something, or `nil` at the end of the sheet.
        ///
        /// - Throws: `workbook-damaged`, `workbook-too-many-rows`, `workbook-too-many-columns`, `workbook-too-much-text`,
        ///   `workbook-code-page`, `zip-damaged`, `zip-size`, and what `XMLReader` throws.
        public func next() throws(DocumentError) -> Row? {
            guard let row = try rows.next() else { return nil }
            for cell in row.cells { room -= cell.utf8.count }
            guard room >= 0 else { throw DocumentError(.tooMuchText, in: rows.file, line: row.number) }
            return row
        }

        /// The joined areas; complete when `next()` has returned `nil`.
        public var merges: [Merge] { rows.merges }

        /// Columns, from 1, that people do not see; complete with the first row.
        public var hiddenColumns: [ClosedRange<Int>] { rows.hiddenColumns }
    }
}

/// A workbook in one of the forms that are read.
protocol WorkbookForm: AnyObject {
    var sheets: [WorkbookReader.Sheet] { get }
    var countsFrom1904: Bool { get }
    func rows(of sheet: WorkbookReader.Sheet) throws(DocumentError) -> any SheetCursor
}

/// The rows of a sheet in one of the forms that are read.
protocol SheetCursor: AnyObject {
    /// The place that findings name.
    var file: String { get }
    func next() throws(DocumentError) -> WorkbookReader.Row?
    var merges: [WorkbookReader.Merge] { get }
    var hiddenColumns: [ClosedRange<Int>] { get }
}

extension Finding.Message {
    static let notAWorkbook = Self(
        "workbook-unknown", "不是 Excel 工作簿（.xlsx、.xlsm 或 .xls）：请用表格软件打开并另存为 .xlsx",
        "this is not an Excel workbook (.xlsx, .xlsm or .xls): open it in a spreadsheet program and save it as .xlsx")
    static let workbookDamaged = Self("workbook-damaged", "工作簿内容不完整或已损坏", "the workbook is incomplete or damaged")
    static let tooManyRows = Self(
        "workbook-too-many-rows", "行号超过 1,048,576", "a row's number is beyond 1,048,576")
    static let tooManyColumns = Self(
        "workbook-too-many-columns", "列数超过上限", "there are more columns than allowed")
    static let tooMuchText = Self(
        "workbook-too-much-text", "工作表的文字超过上限：请分成几张表", "the sheet holds more text than allowed: split it")
    static let tooManySheets = Self("workbook-too-many-sheets", "工作表过多", "there are too many sheets")
    static let rowsOutOfOrder = Self("workbook-rows-out-of-order", "行号没有递增", "the rows are not in order")
}
