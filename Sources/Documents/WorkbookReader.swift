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
    /// Joined areas of one sheet that are kept.
    public var merges = 100_000

    static let smallMember = 4 << 20

    /// The usual limits.
    public init() {}
}

/// Reads an Excel workbook (`.xlsx`, `.xlsm`) saved by any program, one row after another.
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
        /// The member of the archive.
        let member: String
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
    public private(set) var sheets: [Sheet] = []
    /// The file's path as given.
    public let path: String
    /// Whether days count from 1904 instead of 1900.
    public private(set) var countsFrom1904 = false
    let archive: ZipArchive
    let limits: WorkbookLimits
    private var formats: [CellFormat] = []
    private var sharedTexts: SharedTexts?
    private var parts = Parts()

    private struct Parts {
        var styles: String?
        var sharedTexts: String?
    }

    /// Opens a workbook and reads which sheets it has.
    ///
    /// - Throws: `cannot-open`, `workbook-unknown`, `workbook-old-or-encrypted`, `workbook-damaged`, `zip-damaged`,
    ///   `zip-encrypted`, `zip-method`, `zip-too-large`, `zip-too-many-members`, `zip-bomb`, `zip-duplicate`,
    ///   `zip-path`, `zip-size`, and what `XMLReader` throws. Within the archive the place is `file.xlsx#member`.
    public init(path: String, limits: WorkbookLimits = WorkbookLimits()) throws(DocumentError) {
        self.path = path
        self.limits = limits
        archive = try ZipArchive(path: path, limits: limits)
        guard archive.member("_rels/.rels") != nil else { throw DocumentError(.notAWorkbook, in: path) }
        let roots = try relations(of: "")
        guard let root = roots.values.first(where: { $0.kind == "officeDocument" }) else {
            throw DocumentError(.notAWorkbook, in: path)
        }
        guard archive.member(root.target) != nil, !root.target.hasSuffix(".bin") else {
            throw DocumentError(.notAWorkbook, in: path, value: root.target)
        }
        try readBook(root.target)
        if let styles = parts.styles, archive.member(styles) != nil {
            formats = try CellFormat.table(try reader(of: styles))
        }
    }

    /// The rows of a sheet that hold something.
    ///
    /// - Throws: what reading the shared texts throws.
    public func rows(of sheet: Sheet) throws(DocumentError) -> Rows {
        let texts: SharedTexts
        if let known = sharedTexts {
            texts = known
        } else if let part = parts.sharedTexts, archive.member(part) != nil {
            texts = try SharedTexts(try source(of: part), file: place(of: part), limits: limits)
        } else {
            texts = SharedTexts()
        }
        sharedTexts = texts
        let handler = SheetHandler(
            texts: texts, formats: formats, countsFrom1904: countsFrom1904, limits: limits)
        return try Rows(try source(of: sheet.member), file: place(of: sheet.member), handler, limits)
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
        private let source: any ByteSource
        private let handler: SheetHandler
        private let parser: SAXParser
        private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        private var isFinished = false

        init(
            _ source: any ByteSource, file: String, _ handler: SheetHandler, _ limits: WorkbookLimits
        ) throws(DocumentError) {
            self.source = source
            self.handler = handler
            var xml = XMLLimits()
            xml.totalBytes = limits.memberBytes
            parser = try SAXParser(file: file, limits: xml, handler: handler)
        }

        deinit { buffer.deallocate() }

        /// The next row that holds something, or `nil` at the end of the sheet.
        ///
        /// - Throws: `workbook-damaged`, `workbook-too-many-rows`, `workbook-too-many-columns`, `zip-damaged`,
        ///   `zip-size`, and what `XMLReader` throws.
        public func next() throws(DocumentError) -> Row? {
            while true {
                if let row = handler.next() { return row }
                if isFinished { return handler.last() }
                isFinished = try !parser.feed(from: source, through: buffer)
                // A sheet without rows has the element that would hold them; one without that is no sheet.
                if isFinished, !handler.hasData {
                    throw DocumentError(.workbookDamaged, in: parser.file, value: "sheetData")
                }
            }
        }

        /// The joined areas; complete when `next()` has returned `nil`.
        public var merges: [Merge] { handler.merges }

        /// Columns, from 1, that people do not see; complete with the first row.
        public var hiddenColumns: [ClosedRange<Int>] { handler.hiddenColumns }
    }

    func place(of member: String) -> String { path + "#" + member }

    private func source(of member: String) throws(DocumentError) -> ZipMemberSource {
        guard let found = archive.member(member) else {
            throw DocumentError(.workbookDamaged, in: path, value: member)
        }
        return try archive.open(found)
    }

    private func reader(of member: String) throws(DocumentError) -> XMLReader {
        var xml = XMLLimits()
        xml.totalBytes = min(limits.memberBytes, 64 << 20)
        return try XMLReader(try source(of: member), file: place(of: member), limits: xml)
    }

    /// What a tab may be; only the first holds rows.
    private static let sheetKinds: Set<String> = [
        "worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet",
    ]

    private struct Relation {
        let kind: String
        let target: String
    }

    /// What a part refers to, by id; the last word of its type tells the kind, whichever edition of the standard.
    private func relations(of part: String) throws(DocumentError) -> [String: Relation] {
        let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let folder = String(part[..<slash])
        let member = folder + "_rels/" + part[slash...] + ".rels"
        guard archive.member(member) != nil else { return [:] }
        var relations: [String: Relation] = [:]
        let reader = try reader(of: member)
        while let event = try reader.next() {
            guard case .start(let element) = event, element.name == "Relationship",
                element["TargetMode"]?.lowercased() != "external", let id = element["Id"],
                let type = element["Type"], let target = element["Target"]
            else { continue }
            let kind = type.split(separator: "/").last.map(String.init) ?? ""
            relations[id] = Relation(kind: kind, target: resolved(target, in: folder))
        }
        return relations
    }

    private func resolved(_ target: String, in folder: String) -> String {
        var pieces = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
        for piece in target.split(separator: "/") where piece != "." {
            if piece == ".." { _ = pieces.popLast() } else { pieces.append(String(piece)) }
        }
        return pieces.joined(separator: "/")
    }

    private func readBook(_ part: String) throws(DocumentError) {
        let relations = try relations(of: part)
        for relation in relations.values {
            if relation.kind == "styles" { parts.styles = relation.target }
            if relation.kind == "sharedStrings" { parts.sharedTexts = relation.target }
        }
        let reader = try reader(of: part)
        while let event = try reader.next() {
            guard case .start(let element) = event else { continue }
            switch element.name {
            case "workbookPr":
                countsFrom1904 = ["1", "true", "on"].contains(element["date1904"]?.lowercased() ?? "")
            case "sheet":
                let id = element.attributes.first { $0.name == "id" && !$0.namespace.isEmpty }?.value
                guard let name = element["name"], let id else {
                    throw DocumentError(.workbookDamaged, in: place(of: part), line: element.line, value: "sheet")
                }
                guard let relation = relations[id], WorkbookReader.sheetKinds.contains(relation.kind) else {
                    throw DocumentError(
                        .workbookDamaged, in: place(of: part), line: element.line,
                        value: name + " → " + (relations[id]?.kind ?? id))
                }
                guard relation.kind == "worksheet" else { continue }
                guard sheets.count < limits.sheets else {
                    throw DocumentError(.tooManySheets, in: place(of: part), value: "> \(limits.sheets)")
                }
                let visibility = Sheet.Visibility(rawValue: element["state"] ?? "visible") ?? .visible
                sheets.append(Sheet(name: name, visibility: visibility, member: relation.target))
            default: break
            }
        }
    }
}

extension Finding.Message {
    static let workbookDamaged = Self("workbook-damaged", "工作簿内容不完整或已损坏", "the workbook is incomplete or damaged")
    static let tooManyRows = Self(
        "workbook-too-many-rows", "行号超过 1,048,576", "a row's number is beyond 1,048,576")
    static let tooManyColumns = Self(
        "workbook-too-many-columns", "列数超过上限", "there are more columns than allowed")
    static let tooManySheets = Self("workbook-too-many-sheets", "工作表过多", "there are too many sheets")
    static let rowsOutOfOrder = Self("workbook-rows-out-of-order", "行号没有递增", "the rows are not in order")
}
