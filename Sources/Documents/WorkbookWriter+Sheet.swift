import CLibXLSXWriter
import Tables

extension WorkbookWriter {
    /// One sheet of a workbook that is being written. Rows and columns count from 1.
    public final class Sheet {
        /// The sheet's name.
        public let name: String
        let book: WorkbookWriter
        private let pointer: UnsafeMutablePointer<lxw_worksheet>?
        private var lastRow = 0

        init(_ book: WorkbookWriter, _ pointer: UnsafeMutablePointer<lxw_worksheet>?, _ name: String) {
            self.book = book
            self.pointer = pointer
            self.name = name
        }

        /// Fills a cell.
        public func set(_ content: CellContent, row: Int, column: Int, style: CellStyle = .plain) {
            guard let (pointer, r, c) = place(row, column) else { return }
            if book.isConstantMemory {
                guard row >= lastRow else { return book.fail(.rowOrder, "\(name) \(row)") }
                lastRow = row
            }
            var style = style
            if case .date = content, style.numberFormat == nil { style.numberFormat = "yyyy-mm-dd" }
            let format = book.format(style)
            switch content {
            case .text(let text):
                guard WorkbookWriter.isWritable(text) else { return book.fail(.cellText, text) }
                book.note(worksheet_write_string(pointer, r, c, OfficeText.escaped(text), format), text)
            case .number(let value):
                guard value.isFinite else { return book.fail(.cellNumber, "\(name) \(row):\(column)") }
                book.note(worksheet_write_number(pointer, r, c, value, format), "\(value)")
            case .formula(let formula, let value):
                guard value.isFinite else { return book.fail(.cellNumber, "\(name) \(row):\(column)") }
                book.note(worksheet_write_formula_num(pointer, r, c, formula, format, value), formula)
            case .textFormula(let formula, let value):
                guard WorkbookWriter.isWritable(value) else { return book.fail(.cellText, value) }
                book.note(worksheet_write_formula_str(pointer, r, c, formula, format, value), formula)
            case .flag(let flag):
                book.note(worksheet_write_boolean(pointer, r, c, flag ? 1 : 0, format), "\(flag)")
            case .date(let year, let month, let day):
                var date = lxw_datetime()
                date.year = Int32(clamping: year)
                date.month = Int32(clamping: month)
                date.day = Int32(clamping: day)
                book.note(worksheet_write_datetime(pointer, r, c, &date, format), "\(year)-\(month)-\(day)")
            case .blank:
                book.note(worksheet_write_blank(pointer, r, c, format), "")
            }
        }

        /// Fills a row from a column on, all cells in one style.
        public func set(_ contents: [CellContent], row: Int, from column: Int = 1, style: CellStyle = .plain) {
            for (index, content) in contents.enumerated() {
                set(content, row: row, column: column + index, style: style)
            }
        }

        /// Rows from one on that are written as they come, each column in one look, in a workbook of constant memory.
        public func rows(from row: Int, styles: [CellStyle]) -> WorkbookRows {
            if !book.isConstantMemory || row <= lastRow { book.fail(.rowOrder, "\(name) \(row)") }
            lastRow = WorkbookWriter.rowLimit + 1
            return WorkbookRows(self, pointer, from: row, styles: styles)
        }

        /// Joins cells to one that shows a text.
        public func merge(rows: ClosedRange<Int>, columns: ClosedRange<Int>, text: String, style: CellStyle = .plain) {
            guard rows.count > 1 || columns.count > 1 else {
                return set(.text(text), row: rows.lowerBound, column: columns.lowerBound, style: style)
            }
            guard let (pointer, r, c, r2, c2) = area(rows, columns) else { return }
            guard WorkbookWriter.isWritable(text) else { return book.fail(.cellText, text) }
            lastRow = max(lastRow, book.isConstantMemory ? rows.lowerBound : 0)
            book.note(worksheet_merge_range(pointer, r, c, r2, c2, OfficeText.escaped(text), book.format(style)), text)
        }

        /// Keeps the first rows and columns in sight.
        public func freeze(rows: Int = 0, columns: Int = 0) {
            guard let pointer, rows >= 0, columns >= 0 else { return }
            worksheet_freeze_panes(pointer, UInt32(clamping: rows), UInt16(clamping: columns))
        }

        /// The width of columns in characters, whether they are hidden, and how their empty cells look and take entries.
        public func width(
            _ width: Double, columns: ClosedRange<Int>, isHidden: Bool = false, style: CellStyle? = nil
        ) {
            guard let (pointer, _, c, _, c2) = area(1...1, columns) else { return }
            var options = lxw_row_col_options()
            options.hidden = isHidden ? 1 : 0
            let format = style.flatMap { book.format($0) }
            book.note(worksheet_set_column_opt(pointer, c, c2, width, format, &options), "\(columns)")
        }

        /// The height of a row in points.
        public func height(_ points: Double, row: Int) {
            guard let (pointer, r, _) = place(row, 1) else { return }
            book.note(worksheet_set_row(pointer, r, points, nil), "\(row)")
        }

        /// Arrows in a header row with which rows are chosen. In constant memory they must be given before any row below.
        public func filter(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
            guard let (pointer, r, c, r2, c2) = area(rows, columns) else { return }
            book.note(worksheet_autofilter(pointer, r, c, r2, c2), "\(rows)")
        }

        /// How the sheet is printed.
        public func print(_ setup: PrintSetup) {
            guard let pointer else { return }
            worksheet_set_paper(pointer, 9)
            if setup.isLandscape { worksheet_set_landscape(pointer) } else { worksheet_set_portrait(pointer) }
            if setup.fitsWidth { worksheet_fit_to_pages(pointer, UInt16(clamping: setup.pagesWide), 0) }
            if let columns = setup.repeatedColumns, let (_, _, c, _, c2) = area(1...1, columns) {
                book.note(worksheet_repeat_columns(pointer, c, c2), "\(columns)")
            }
            if let rows = setup.repeatedRows, let (_, r, _, r2, _) = area(rows, 1...1) {
                book.note(worksheet_repeat_rows(pointer, r, r2), "\(rows)")
            }
            if !setup.header.isEmpty { book.note(worksheet_set_header(pointer, setup.header), setup.header) }
            if !setup.footer.isEmpty { book.note(worksheet_set_footer(pointer, setup.footer), setup.footer) }
        }

        /// A note that opens beside a cell. In constant memory it must be given before any row below.
        public func comment(_ text: String, row: Int, column: Int, author: String = "") {
            guard let (pointer, r, c) = place(row, column) else { return }
            guard WorkbookWriter.isWritable(text), !text.isEmpty else { return book.fail(.cellText, text) }
            withCStrings([author]) { authors in
                var options = lxw_comment_options()
                if !author.isEmpty { options.author = authors[0] }
                let lines = text.unicodeScalars.count / 16 + text.split(separator: "\n").count
                options.x_scale = 1.6
                options.y_scale = max(1, Double(lines) / 5)
                book.note(worksheet_write_comment_opt(pointer, r, c, text, &options), text)
            }
        }

        /// A cell that leads to a cell of a sheet of this workbook, and shows its name.
        public func link(to cell: String, of sheet: String, row: Int, column: Int, style: CellStyle = .plain) {
            guard let (pointer, r, c) = place(row, column) else { return }
            let address = "internal:'" + sheet.replacing("'", with: "''") + "'!" + cell
            withCStrings([address, cell]) { texts in
                book.note(
                    worksheet_write_url_opt(pointer, r, c, texts[0], book.format(style), texts[1], nil), address)
            }
        }

        /// Keeps the sheet out of sight.
        public func hide() { if let pointer { worksheet_hide(pointer) } }

        /// Takes away the lines between cells, on screen and paper.
        public func hideGridlines() { if let pointer { worksheet_gridlines(pointer, 0) } }

        /// The colour of the sheet's tab, 0xRRGGBB.
        public func tab(_ color: UInt32) { if let pointer { worksheet_set_tab_color(pointer, color) } }

        func place(_ row: Int, _ column: Int) -> (UnsafeMutablePointer<lxw_worksheet>, UInt32, UInt16)? {
            guard let (pointer, r, c, _, _) = area(row...max(row, 1), column...max(column, 1)) else { return nil }
            return (pointer, r, c)
        }

        func area(
            _ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>
        ) -> (UnsafeMutablePointer<lxw_worksheet>, UInt32, UInt16, UInt32, UInt16)? {
            guard let pointer else { return nil }
            guard rows.lowerBound >= 1, rows.upperBound <= WorkbookWriter.rowLimit, columns.lowerBound >= 1,
                columns.upperBound <= WorkbookWriter.columnLimit
            else {
                book.fail(.place, "\(name) \(rows.lowerBound):\(columns.lowerBound)")
                return nil
            }
            return (
                pointer, UInt32(rows.lowerBound - 1), UInt16(columns.lowerBound - 1), UInt32(rows.upperBound - 1),
                UInt16(columns.upperBound - 1)
            )
        }

        func validate(
            rows: ClosedRange<Int>, columns: ClosedRange<Int>, _ rule: UnsafeMutablePointer<lxw_data_validation>
        ) {
            guard let (pointer, r, c, r2, c2) = area(rows, columns) else { return }
            book.note(worksheet_data_validation_range(pointer, r, c, r2, c2, rule), "\(rows)")
        }

        func reference(to words: [String]) -> String { book.reference(to: words) }
    }

    /// Whether a cell can hold a text.
    static func isWritable(_ text: String) -> Bool {
        var copy = text
        return (text.utf8.count <= 32_767 || text.utf16.count <= 32_767) && copy.withUTF8 { !$0.contains(0) }
    }
}
