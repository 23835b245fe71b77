import Tables

/// A workbook of records, as Excel 5 to 2003 wrote them: `.xls`.
///
/// The file is read into memory once; texts, formats and sheets come from its first records, the rows of a sheet from its
/// own. Sheets may not overlap, so that all of them together cost no more than the file is long.
final class BinaryWorkbook: WorkbookForm {
    private(set) var sheets: [WorkbookReader.Sheet] = []
    private(set) var countsFrom1904 = false
    let path: String
    let limits: WorkbookLimits
    /// The stream of records.
    let bytes: [UInt8]
    /// Whether texts are of two bytes a character, as from Excel 97 on.
    private(set) var isUnicode = true
    private var codePage = 0
    private var formatCodes: [Int: String] = [:]
    private var styles: [Int] = []
    private(set) var formats: [CellFormat] = []
    private(set) var texts = BinaryTexts()
    /// Where sheets of any kind begin, in order.
    private var starts: [Int] = []

    private typealias Kind = BinaryRecord.Kind

    /// Whether a file is one by its first bytes: a container, or records without one.
    static func isOne(_ path: String) throws(DocumentError) -> Bool {
        let file = try OpenFile(reading: path)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
        defer { block.deallocate() }
        let head = Array(block[..<(try file.read(into: block))])
        return head == CompoundFile.signature || isBare(head)
    }

    /// The first record of the editions 2 to 8, without a container.
    private static func isBare(_ head: [UInt8]) -> Bool {
        head.count == 8 && head[0] == 9 && [0, 2, 4, 8].contains(head[1]) && (4...16).contains(head[2]) && head[3] == 0
    }

    init(path: String, limits: WorkbookLimits) throws(DocumentError) {
        self.path = path
        self.limits = limits
        let file = try OpenFile.contents(
            of: path, limit: min(limits.fileBytes, limits.memberBytes, WorkbookLimits.binaryFile),
            beyond: .binaryTooLarge)
        guard file.starts(with: CompoundFile.signature) else { throw DocumentError(.tooOld, in: path) }
        let container = try CompoundFile(file, file: path)
        if container.names.contains("EncryptedPackage") { throw DocumentError(.encrypted, in: path) }
        if let stream = try container.stream("Workbook") {
            bytes = stream
        } else if let stream = try container.stream("Book") {
            bytes = stream
        } else {
            throw DocumentError(.notAWorkbook, in: path)
        }
        try readGlobals()
        formats = styles.map { formatCodes[$0].map(CellFormat.init(code:)) ?? CellFormat(builtIn: $0) }
    }

    func rows(of sheet: WorkbookReader.Sheet) throws(DocumentError) -> any SheetCursor {
        guard case .records(let start) = sheet.place else { throw damaged(sheet.name) }
        return try BinaryRows(
            self, from: start, to: starts.first { $0 > start } ?? bytes.count, file: path + "#" + sheet.name)
    }

    private func damaged(_ what: String) -> DocumentError { DocumentError(.binaryDamaged, in: path, value: what) }

    /// The records before those of the sheets.
    private func readGlobals() throws(DocumentError) {
        guard let first = BinaryRecord(at: 0, in: bytes), let edition = first.unsigned16(0, in: bytes) else {
            throw damaged("BOF")
        }
        guard first.kind == Kind.bof, edition == 0x0600 || edition == 0x0500 else {
            throw DocumentError(.tooOld, in: path)
        }
        isUnicode = edition == 0x0600
        var place = first.body.upperBound
        while true {
            guard let record = BinaryRecord(at: place, in: bytes) else { throw damaged("EOF") }
            place = record.body.upperBound
            switch record.kind {
            case Kind.eof:
                starts.sort()
                // Two sheets in one place would be read twice.
                guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }) else { throw damaged("BOUNDSHEET") }
                return
            case Kind.filePass: throw DocumentError(.encrypted, in: path)
            case Kind.codePage: codePage = record.unsigned16(0, in: bytes) ?? 0
            case Kind.dateMode: countsFrom1904 = record.unsigned16(0, in: bytes) == 1
            case Kind.format:
                guard let id = record.unsigned16(0, in: bytes) else { throw damaged("FORMAT") }
                formatCodes[id] = try text(of: record, offset: 2, lengthOf: isUnicode ? 2 : 1, "FORMAT")
            case Kind.xf:
                guard let format = record.unsigned16(2, in: bytes) else { throw damaged("XF") }
                // Cells name them by a number of two bytes.
                if styles.count < 1 << 16 { styles.append(format) }
            case Kind.boundSheet: try add(record)
            case Kind.sst: try readTexts(record)
            default: break
            }
        }
    }

    private func add(_ record: BinaryRecord) throws(DocumentError) {
        guard let start = record.unsigned32(0, in: bytes), let state = record.byte(4, in: bytes),
            let kind = record.byte(5, in: bytes), start < bytes.count
        else { throw damaged("BOUNDSHEET") }
        guard starts.count < limits.sheets else {
            throw DocumentError(.tooManySheets, in: path, value: "> \(limits.sheets)")
        }
        starts.append(start)
        // Others are charts, macros, and modules of programs.
        guard kind == 0 else { return }
        sheets.append(
            WorkbookReader.Sheet(
                name: try text(of: record, offset: 6, lengthOf: 1, "BOUNDSHEET"),
                visibility: state & 3 == 0 ? .visible : state & 3 == 1 ? .hidden : .veryHidden,
                place: .records(start)))
    }

    /// The texts that cells refer to by number. Some programs tell more of them than there are.
    private func readTexts(_ record: BinaryRecord) throws(DocumentError) {
        guard let count = record.unsigned32(4, in: bytes) else { throw damaged("SST") }
        var reader = BinaryTextReader(record, offset: 8, in: bytes)
        while texts.count < count, !reader.isAtEnd {
            guard let text = reader.text(lengthOf: 2) else { throw damaged("SST") }
            texts.append(text)
            guard texts.size <= limits.sharedTextBytes else {
                throw DocumentError(.textTooLong, in: path, value: "> \(limits.sharedTextBytes)")
            }
        }
    }

    /// A text of a record in the way of the file's edition.
    func text(of record: BinaryRecord, offset: Int, lengthOf size: Int, _ what: String) throws(DocumentError) -> String
    {
        var reader = BinaryTextReader(record, offset: offset, in: bytes)
        if isUnicode {
            guard let text = reader.text(lengthOf: size) else { throw damaged(what) }
            return text
        }
        guard let raw = reader.bytes(lengthOf: size) else { throw damaged(what) }
        if raw.allSatisfy({ $0 < 0x80 }) { return String(decoding: raw, as: UTF8.self) }
        // Simplified Chinese, which is also what files hold that do not say it.
        guard [0, 936, 54936].contains(codePage) else {
            throw DocumentError(.codePage, in: path, value: "\(codePage)")
        }
        return TextEncoding.gb18030.text(of: Array(raw))
    }
}

/// The texts that a binary workbook keeps once for all its cells, back to back in memory.
struct BinaryTexts {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// How many there are.
    var count: Int { ends.count }
    /// What they take of memory.
    var size: Int { bytes.count + ends.count * MemoryLayout<Int>.size }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(bytes.count)
    }

    /// The text of a number, or `nil` where there is none.
    func text(_ index: Int) -> String? {
        guard ends.indices.contains(index) else { return nil }
        return String(decoding: bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]], as: UTF8.self)
    }
}

extension WorkbookLimits {
    /// Bytes of a binary workbook, which is held in memory.
    static let binaryFile = 256 << 20
}

extension Finding.Message {
    static let binaryDamaged = Self(
        "workbook-damaged", "旧版工作簿（.xls）不完整或已损坏：请用表格软件打开并另存为 .xlsx",
        "the workbook (.xls) is incomplete or damaged: open it in a spreadsheet program and save it as .xlsx")
    static let binaryTooLarge = Self(
        "workbook-too-large", "旧版工作簿（.xls）过大：请另存为 .xlsx", "the workbook (.xls) is too large: save it as .xlsx")
    static let encrypted = Self(
        "workbook-old-or-encrypted", "工作簿设有密码，内容已加密：请在表格软件中去掉密码再保存",
        "the workbook has a password and is encrypted: remove the password in a spreadsheet program and save it again")
    static let tooOld = Self(
        "workbook-old-or-encrypted", "工作簿的格式早于 Excel 5.0，或不是 Excel 写出的：请用表格软件打开并另存为 .xlsx",
        "the workbook is older than Excel 5, or was not written as Excel does: open it in a spreadsheet program and save it as .xlsx"
    )
    static let codePage = Self(
        "workbook-code-page", "旧版工作簿（Excel 5.0/95）的文字编码不能读入：请另存为 .xlsx",
        "the texts of this workbook (Excel 5/95) are in a code page that is not read: save it as .xlsx")
}
