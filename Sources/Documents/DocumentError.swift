public import Tables

/// What stops the reading or writing of a document: one finding with a stable code, its place and a text in both
/// languages.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and where.
    public let finding: Finding

    /// An error that is this finding.
    public init(_ finding: Finding) { self.finding = finding }

    /// An error about a file.
    init(
        _ message: Finding.Message, in file: String, line: Int? = nil, column: Int? = nil, value: String? = nil,
        expected: Label? = nil
    ) {
        let place = Location(file: file, line: line, columnNumber: column)
        finding = Finding(.error, message, at: place, value: value, expected: expected)
    }

    /// The error of a file that could not be read or written: `cannot-open`, `cannot-read`, `cannot-write`.
    init(_ error: FileError, _ message: Finding.Message) {
        let message = error.operation == .replace ? Finding.Message.notReplaced : message
        let text = message.text, reason = error.reason
        self.init(
            Finding.Message(message.code, text.zh + "：" + reason.zh, text.en + ": " + reason.en), in: error.path)
    }

    /// The error of a file that could not be read, or not be written, or is not overwritten.
    public init(_ error: FileError) { self.init(error, error.operation == .read ? .cannotRead : .cannotWrite) }

    /// The stable code, such as `xml-doctype`.
    public var code: String { finding.message.code }
    /// The finding as one English line.
    public var description: String { finding.description(in: .en) }
}

extension Finding.Message {
    static let cannotOpen = Self("cannot-open", "无法打开文件", "the file cannot be opened")
    static let cannotRead = Self("cannot-read", "读取文件时出错", "reading the file failed")
    static let cannotWrite = Self("cannot-write", "无法写入文件", "the file cannot be written")
    static let notReplaced = Self("not-replaced", "不覆盖这个文件", "the file is not overwritten")
    static let outOfMemory = Self("out-of-memory", "内存不足", "out of memory")
}
