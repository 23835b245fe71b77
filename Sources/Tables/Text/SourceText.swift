/// The text of an input file as UTF-8, however the file encodes it.
///
/// A byte order mark decides; without one, text that is not valid UTF-8 is read as GB18030. Undecodable bytes become
/// U+FFFD and are found again by the checks of the rows they stand in.
public struct SourceText: Sendable {
    /// UTF-8 without byte order mark; lines end with LF or CRLF.
    public let bytes: [UInt8]
    /// How the file is encoded.
    public let encoding: TextEncoding
    /// The file and the digest of its bytes.
    public let file: SourceFile
    /// What is wrong with the file as a whole: it is empty, or no text.
    public let findings: Findings

    /// Reads a file.
    public init(path: String) throws(FileError) {
        self.init(raw: try InputFile.bytes(of: path), path: path)
    }

    /// Takes the bytes of a file as they are on the disk.
    public init(raw: [UInt8], path: String) {
        file = SourceFile(path: path, digest: SHA256.hexadecimal(of: raw))
        var findings = Findings()
        if let problem = SourceText.problem(of: raw) {
            findings.add(Finding(.error, problem, at: Location(file: path)))
            bytes = []
            encoding = .utf8
        } else {
            let decoded = SourceText.utf8(of: raw)
            var text = decoded.bytes
            if SourceText.endsLinesWithReturnAlone(text) {
                for i in text.indices where text[i] == UInt8(ascii: "\r") { text[i] = UInt8(ascii: "\n") }
            }
            bytes = text
            encoding = decoded.encoding
        }
        self.findings = findings
    }

    /// The bytes of a file as UTF-8 without byte order mark, and how the file encodes them.
    package static func utf8(of raw: [UInt8]) -> (bytes: [UInt8], encoding: TextEncoding) {
        let mark = TextEncoding.marked(by: raw)
        let encoding = mark?.encoding ?? told(by: raw)
        let start = mark?.length ?? 0
        if encoding == .utf8 { return (start == 0 ? raw : Array(raw[start...]), encoding) }
        var transcoder = Transcoder(from: encoding)
        let text = raw.withUnsafeBytes {
            transcoder.decode(UnsafeRawBufferPointer(rebasing: $0[start...]), isLast: true)
        }
        return (text, encoding)
    }

    /// Whether bytes are valid UTF-8 without replacement characters.
    package static func isSound(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { UTF8Scan.isSound($0) } }

    /// The text as a string.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The lines, from 1, that hold undecodable bytes.
    public var brokenLines: [Int] {
        bytes.withUnsafeBytes { text in
            var lines: [Int] = []
            var line = 1
            var counted = 0
            var from = 0
            while let broken = UTF8Scan.firstBroken(text, from: from) {
                for i in counted..<broken where text[i] == UInt8(ascii: "\n") { line += 1 }
                counted = broken
                if lines.last != line { lines.append(line) }
                from = broken + 1
            }
            return lines
        }
    }

    /// Why a file is no table of text at all, judged by its first bytes.
    static func problem(of head: some Collection<UInt8>) -> Finding.Message? {
        let head = Array(head.prefix(1024))
        if head.isEmpty { return .emptyFile }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .isWorkbook }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .isOldWorkbook }
        if TextEncoding.marked(by: head).map({ $0.encoding == .utf8 }) ?? true, head.contains(0) { return .noText }
        return nil
    }

    /// Whether CR alone ends the lines, as old spreadsheets on the Macintosh wrote them.
    static func endsLinesWithReturnAlone(_ text: some Collection<UInt8>) -> Bool {
        let head = text.prefix(4096)
        return head.contains(UInt8(ascii: "\r")) && !head.contains(UInt8(ascii: "\n"))
    }

    private static func told(by raw: [UInt8]) -> TextEncoding {
        raw.withUnsafeBytes { bytes in
            guard let first = UTF8Scan.firstBeyondASCII(bytes) else { return .utf8 }
            let end = min(bytes.count, first + TextEncoding.window)
            return TextEncoding.told(by: UnsafeRawBufferPointer(rebasing: bytes[first..<end]))
        }
    }
}

extension Finding.Message {
    static let emptyFile = Finding.Message("empty-file", "文件是空的", "the file is empty")
    static let isWorkbook = Finding.Message(
        "not-text", "这是 Excel 工作簿或压缩包，不是文本表格；请用 .xlsx 扩展名",
        "this is a workbook or an archive, not a text table; give it the extension .xlsx")
    static let isOldWorkbook = Finding.Message(
        "not-text", "这是旧版 Excel 工作簿，不是文本表格；请用 .xls 扩展名，或另存为 .xlsx 或 CSV",
        "this is a workbook of the old format, not a text table; give it the extension .xls, or save it as .xlsx or CSV"
    )
    static let noText = Finding.Message("not-text", "文件不是文本", "the file is no text")
}
