import CLibXLSXWriter
import Glibc
import Tables

/// Writes an Excel workbook (`.xlsx`).
///
/// Equal calls give equal bytes: the document's date is given, never taken from the clock. As with `XMLWriter`, calls do
/// not throw; the first failure is kept and `close()` throws it. Rows and columns count from 1.
///
/// ```swift
/// let book = try WorkbookWriter(path: "report.xlsx", properties: .init(title: "清单", created: 1_704_067_200))
/// let sheet = book.addSheet("锅炉")
/// sheet.set(.text("燃料消耗量 (t)"), row: 1, column: 1, style: .header)
/// sheet.set(.number(12.5), row: 2, column: 1, style: CellStyle.plain.format("0.00"))
/// sheet.freeze(rows: 1)
/// try book.close()
/// ```
public final class WorkbookWriter {
    /// What a workbook says about itself.
    public struct Properties: Hashable, Sendable {
        /// The title.
        public var title: String
        /// What it is about.
        public var subject: String
        /// Who made it.
        public var author: String
        /// A remark.
        public var comments: String
        /// When it was made, in seconds since 1970; from 1.
        public var created: Int

        /// Properties; the date decides the bytes, so take the report's.
        public init(title: String, subject: String = "", author: String = "", comments: String = "", created: Int) {
            self.title = title
            self.subject = subject
            self.author = author
            self.comments = comments
            self.created = max(created, 1)
        }
    }

    /// The greatest row number of a sheet.
    public static let rowLimit = 1_048_576
    /// The greatest column number of a sheet.
    public static let columnLimit = 16_384
    /// The name of the hidden sheet that holds the words of long drop-down lists.
    public static let listSheet = "lists"

    let path: String
    private let part: PendingFile
    let isConstantMemory: Bool
    private var book: UnsafeMutablePointer<lxw_workbook>?
    /// The styles used so far; few, so that looking along them is quicker than hashing one for every cell.
    private var formats: [(style: CellStyle, format: UnsafeMutablePointer<lxw_format>)] = []
    private var lists: [[String]] = []
    private var names: Set<String> = []
    private var failure: DocumentError?

    /// A workbook to be written to a file, which appears whole when `close()` returns; without that nothing is left.
    ///
    /// - Parameter isConstantMemory: for very long sheets: rows must then come in order, sheet after sheet, and memory
    ///   does not grow with them.
    /// - Throws: `cannot-write`.
    public init(path: String, properties: Properties, isConstantMemory: Bool = false) throws(DocumentError) {
        self.path = path
        self.isConstantMemory = isConstantMemory
        // The library tells of a file it cannot make only at the end, and on standard error: make it first.
        part = try PendingFile(for: path)
        var options = lxw_workbook_options()
        options.constant_memory = isConstantMemory ? 1 : 0
        book = workbook_new_opt(part.path, &options)
        guard let book else { throw DocumentError(.outOfMemory, in: path) }
        withCStrings([properties.title, properties.subject, properties.author, properties.comments]) { texts in
            var values = lxw_doc_properties()
            values.title = texts[0]
            values.subject = texts[1]
            values.author = texts[2]
            values.comments = texts[3]
            values.created = properties.created
            note(workbook_set_properties(book, &values), "properties")
        }
    }

    deinit {
        if let book { lxw_workbook_free(book) }
    }

    /// The name of a sheet for a title: what spreadsheet programs do not allow in names is replaced, and what is too long is cut; a
    /// further sheet of the same title has its number.
    public static func sheetName(of title: String, number: Int = 1) -> String {
        let ending = number > 1 ? " \(number)" : ""
        let allowed = String(title.map { "[]:*?/\\\0'".contains($0) ? "_" : $0 })
        guard allowed.utf16.count + ending.utf16.count > 31 else { return allowed + ending }
        var short = ""
        for letter in allowed where short.utf16.count + String(letter).utf16.count + 1 + ending.utf16.count <= 31 {
            short.append(letter)
        }
        return short + "…" + ending
    }

    /// Adds a sheet; the first one is shown when the workbook is opened.
    ///
    /// The name has 1 to 31 characters, none of `[]:*?/\`, and is given only once (`workbook-sheet-name`).
    public func addSheet(_ name: String) -> Sheet {
        let isValid =
            !name.isEmpty && name.utf16.count <= 31 && !name.contains { "[]:*?/\\\0".contains($0) }
            && !name.hasPrefix("'") && !name.hasSuffix("'") && names.insert(name.lowercased()).inserted
        guard isValid, let book else {
            fail(.sheetName, name)
            return Sheet(self, nil, name)
        }
        // A sheet of constant memory has a file of its own until the end.
        guard let pointer = workbook_add_worksheet(book, name) else {
            fail(.cannotWrite, FileError(path: path, operation: .write, code: errno).reason.en)
            return Sheet(self, nil, name)
        }
        return Sheet(self, pointer, name)
    }

    /// Writes the file.
    ///
    /// - Throws: the first failure: `workbook-sheet-name`, `workbook-place`, `workbook-text`, `workbook-number`,
    ///   `workbook-row-order`, `cannot-write`.
    public func close() throws(DocumentError) {
        guard let open = book else { return }
        if failure == nil { writeLists() }
        book = nil
        if failure == nil, names.isEmpty { fail(.sheetName, "") }
        if failure != nil {
            lxw_workbook_free(open)
        } else {
            note(workbook_close(open), "")
        }
        if let failure { throw failure }
        try part.put()
    }

    /// `A` for 1, `AA` for 27.
    public static func columnName(_ column: Int) -> String {
        var rest = column, letters: [UInt8] = []
        while rest > 0 {
            letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
            rest = (rest - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    /// A chart of lying bars that belongs to no sheet yet.
    func chart() -> UnsafeMutablePointer<lxw_chart>? {
        book.flatMap { workbook_add_chart($0, UInt8(LXW_CHART_BAR.rawValue)) }
    }

    /// Where the words of a list stand: `=lists!$A$1:$A$40`. Equal lists are kept once.
    func reference(to words: [String]) -> String {
        let index = lists.firstIndex(of: words) ?? lists.count
        if index == lists.count { lists.append(words) }
        let column = WorkbookWriter.columnName(index + 1)
        return "=\(WorkbookWriter.listSheet)!$\(column)$1:$\(column)$\(words.count)"
    }

    private func writeLists() {
        guard !lists.isEmpty else { return }
        let sheet = addSheet(WorkbookWriter.listSheet)
        for row in 0..<(lists.map(\.count).max() ?? 0) {
            for (column, words) in lists.enumerated() where row < words.count {
                sheet.set(.text(words[row]), row: row + 1, column: column + 1)
            }
        }
        sheet.hide()
    }

    func fail(_ message: Finding.Message, _ value: String) {
        failure = failure ?? DocumentError(message, in: path, value: value)
    }

    func note(_ result: lxw_error, _ value: String) {
        guard result != LXW_NO_ERROR else { return }
        let isPlace = result == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE
        let isText = result == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED
        let message: Finding.Message =
            isPlace ? (isConstantMemory ? .rowOrder : .place) : isText ? .cellText : .cannotWrite
        fail(message, message == .cannotWrite ? value + " " + WorkbookWriter.text(of: result) : value)
    }

    func format(_ style: CellStyle) -> UnsafeMutablePointer<lxw_format>? {
        if style == .plain { return nil }
        if let known = formats.first(where: { $0.style == style }) { return known.format }
        guard let book, let format = workbook_add_format(book) else { return nil }
        style.apply(to: format)
        formats.append((style, format))
        return format
    }

    private static func text(of error: lxw_error) -> String {
        lxw_strerror(error).map { String(cString: $0) } ?? "\(error.rawValue)"
    }
}

extension CellStyle {
    func apply(to format: UnsafeMutablePointer<lxw_format>) {
        func color(_ rgb: UInt32) -> lxw_color_t { rgb == 0 ? lxw_color_t(LXW_COLOR_BLACK.rawValue) : rgb }
        if isBold { format_set_bold(format) }
        if isItalic { format_set_italic(format) }
        if wraps { format_set_text_wrap(format) }
        if let fontName { format_set_font_name(format, fontName) }
        if let fontSize { format_set_font_size(format, fontSize) }
        if let rgb = self.color { format_set_font_color(format, color(rgb)) }
        if let background {
            format_set_pattern(format, UInt8(LXW_PATTERN_SOLID.rawValue))
            format_set_bg_color(format, color(background))
        }
        // `@` is text: programs know it by its number among the formats.
        if numberFormat == "@" {
            format_set_num_format_index(format, 49)
        } else if let numberFormat {
            format_set_num_format(format, numberFormat)
        }
        switch horizontal {
        case .general: break
        case .left: format_set_align(format, UInt8(LXW_ALIGN_LEFT.rawValue))
        case .center: format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
        case .right: format_set_align(format, UInt8(LXW_ALIGN_RIGHT.rawValue))
        }
        switch vertical {
        case .bottom: break
        case .center: format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        case .top: format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        }
        if indent > 0 { format_set_indent(format, UInt8(clamping: indent)) }
        if let border {
            format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_border_color(format, color(border))
        }
    }
}

/// Hands C copies of texts to the body.
func withCStrings<R>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
    let copies = texts.map { text in
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { copy.initialize(from: start, count: bytes.count) }
        }
        return copy
    }
    defer { for copy in copies { copy.deallocate() } }
    return body(copies)
}

extension Finding.Message {
    static let sheetName = Self(
        "workbook-sheet-name", "工作表名称无效：1 至 31 个字符，不含 []:*?/\\，且不得重复",
        "the sheet's name is not valid: 1 to 31 characters, none of []:*?/\\, given once")
    static let place = Self("workbook-place", "单元格位置超出工作表范围", "the cell's place is beyond the sheet")
    static let rowOrder = Self("workbook-row-order", "逐行写入时行号必须递增", "rows must come in order in constant memory")
    static let cellText = Self(
        "workbook-text", "单元格文本过长或含有空字符", "the cell's text is too long or holds a null character")
    static let cellNumber = Self("workbook-number", "单元格的数不是有限数", "the cell's number is not finite")
}
