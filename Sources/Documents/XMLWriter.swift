import Tables

/// Writes an XML 1.0 document as a stream: to a file, or into memory.
///
/// Output depends on the calls alone: UTF-8, LF, attributes in the order given, elements indented except where they
/// hold text. Calls do not throw; the first failure is kept, later calls do nothing, and `finish()` throws it.
///
/// ```swift
/// let writer = try XMLWriter(path: "report.xml")
/// writer.element("inventory", ["year": "2023"]) {
///     writer.element("note", text: "锅炉 & 窑炉")
/// }
/// try writer.finish()
/// ```
public final class XMLWriter {
    /// Attributes in their order; those without a value are left out.
    public typealias Attributes = KeyValuePairs<String, String?>

    private struct Level {
        let name: String
        var holdsText = false
        var holdsElements = false
    }

    private let path: String?
    private var file: AtomicFile?
    private let indent: Int
    private var bytes: [UInt8] = []
    private var levels: [Level] = []
    private var tagIsOpen = false
    private var hasRoot = false
    private var failure: DocumentError?
    private static let block = 1 << 16

    /// A writer into memory.
    ///
    /// - Parameter indent: spaces for each level; 0 puts everything on one line.
    public init(indent: Int = 1) {
        path = nil
        file = nil
        self.indent = indent
        begin()
    }

    /// A writer to a file, which appears whole when `finish()` returns; without that nothing is left.
    ///
    /// - Throws: `cannot-write`.
    public init(path: String, indent: Int = 1) throws(DocumentError) {
        do throws(FileError) {
            file = try AtomicFile(path)
        } catch {
            throw DocumentError(error, .cannotWrite)
        }
        self.path = path
        self.indent = indent
        begin()
    }

    private func begin() {
        bytes.reserveCapacity(XMLWriter.block + 4096)
        append(#"<?xml version="1.0" encoding="UTF-8"?>"#)
        bytes.append(newline)
    }

    /// Begins an element.
    public func start(_ name: String, _ attributes: Attributes = [:]) { start(name, list: attributes) }

    /// Begins an element whose attributes are known only at run time.
    public func start(_ name: String, list attributes: some Sequence<(key: String, value: String?)>) {
        guard failure == nil else { return }
        if levels.isEmpty, hasRoot { return fail(.secondRoot, value: name) }
        guard isName(name) else { return fail(.invalidXMLName, value: name) }
        hasRoot = true
        openContent(isText: false)
        bytes.append(UInt8(ascii: "<"))
        append(name)
        for (key, value) in attributes {
            guard let value else { continue }
            guard isName(key) else { return fail(.invalidXMLName, value: key) }
            bytes.append(UInt8(ascii: " "))
            append(key)
            bytes.append(UInt8(ascii: "="))
            bytes.append(UInt8(ascii: "\""))
            appendEscaped(value, inAttribute: true)
            bytes.append(UInt8(ascii: "\""))
        }
        tagIsOpen = true
        levels.append(Level(name: name))
        flushIfFull()
    }

    /// Begins an element whose attributes were made ready before.
    package func start(_ name: String, encoded attributes: EncodedAttributes) {
        guard failure == nil else { return }
        if let illegal = attributes.illegal { return fail(.illegalCharacter, value: illegal) }
        start(name)
        bytes.append(contentsOf: attributes.bytes)
    }

    /// Text of the current element.
    public func text(_ text: String) {
        guard failure == nil, !text.isEmpty else { return }
        guard !levels.isEmpty else { return fail(.secondRoot, value: text) }
        openContent(isText: true)
        appendEscaped(text, inAttribute: false)
        flushIfFull()
    }

    /// Ends the current element. Ending more than was begun is a programmer's mistake.
    public func end() {
        guard failure == nil else { return }
        guard let level = levels.popLast() else { preconditionFailure("end() without start(_:)") }
        if tagIsOpen {
            append("/>")
            tagIsOpen = false
        } else {
            if level.holdsElements, !level.holdsText { newLine() }
            append("</")
            append(level.name)
            bytes.append(UInt8(ascii: ">"))
        }
        flushIfFull()
    }

    /// An element with a text, or none.
    public func element(_ name: String, _ attributes: Attributes = [:], text: String? = nil) {
        start(name, attributes)
        if let text { self.text(text) }
        end()
    }

    /// An element with what the closure writes.
    public func element<E: Error>(
        _ name: String, _ attributes: Attributes = [:], _ content: () throws(E) -> Void
    ) throws(E) {
        start(name, attributes)
        try content()
        end()
    }

    /// Ends the document.
    ///
    /// - Returns: the document's bytes for a writer into memory, nothing for a file.
    /// - Throws: the first failure: a file that cannot be written (`cannot-write`), a character that XML cannot hold
    ///   (`xml-illegal-character`), a name that is none, a second root, or elements left open.
    @discardableResult
    public func finish() throws(DocumentError) -> [UInt8] {
        if failure == nil, !levels.isEmpty || !hasRoot { fail(.unfinishedXML, value: levels.last?.name ?? "") }
        if failure == nil {
            bytes.append(newline)
            if path != nil { flush() }
        }
        let done = file.take()
        if let failure { throw failure }
        do throws(FileError) {
            try done?.commit()
        } catch {
            throw DocumentError(error, .cannotWrite)
        }
        return bytes
    }

    private let newline = UInt8(ascii: "\n")

    private func openContent(isText: Bool) {
        if tagIsOpen {
            bytes.append(UInt8(ascii: ">"))
            tagIsOpen = false
        }
        guard !levels.isEmpty else { return }
        if isText {
            levels[levels.count - 1].holdsText = true
        } else {
            levels[levels.count - 1].holdsElements = true
            if !levels[levels.count - 1].holdsText { newLine() }
        }
    }

    private func newLine() {
        guard indent > 0 else { return }
        bytes.append(newline)
        for _ in 0..<(indent * levels.count) { bytes.append(UInt8(ascii: " ")) }
    }

    private func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private func appendEscaped(_ text: String, inAttribute: Bool) {
        var text = text
        let isLegal = text.withUTF8 { MarkupText.append($0, to: &bytes, inAttribute: inAttribute) }
        if !isLegal { fail(.illegalCharacter, value: text) }
    }

    /// Whether a text is a name: letters, digits, `_`, `-`, `.`, one `:`, anything beyond ASCII.
    private func isName(_ name: String) -> Bool {
        var isFirst = true
        for byte in name.utf8 {
            switch byte {
            case 65...90, 97...122, UInt8(ascii: "_"), 0x80...: break
            case 48...58, UInt8(ascii: "-"), UInt8(ascii: "."): if isFirst { return false }
            default: return false
            }
            isFirst = false
        }
        return !isFirst
    }

    private func fail(_ message: Finding.Message, value: String) {
        failure = failure ?? DocumentError(message, in: path ?? "", value: value)
    }

    private func flushIfFull() {
        if bytes.count >= XMLWriter.block, path != nil { flush() }
    }

    private func flush() {
        do throws(FileError) {
            try file?.write(bytes)
        } catch {
            failure = failure ?? DocumentError(error, .cannotWrite)
        }
        bytes.removeAll(keepingCapacity: true)
    }
}

extension Array where Element == UInt8 {
    /// `withUnsafeBytes` that keeps the type of what is thrown.
    func withUnsafeBytesTyped<R>(
        _ body: (UnsafeRawBufferPointer) throws(DocumentError) -> R
    ) throws(DocumentError) -> R {
        let result: Result<R, DocumentError> = withUnsafeBytes { bytes in
            do throws(DocumentError) { return .success(try body(bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}

extension Finding.Message {
    static let illegalCharacter = Self(
        "xml-illegal-character", "文本中含有 XML 不允许的控制字符", "the text holds a control character that XML cannot hold")
    static let invalidXMLName = Self("xml-invalid-name", "不能用作 XML 名称", "this cannot be an XML name")
    static let secondRoot = Self("xml-second-root", "根元素之外不能再有内容", "nothing may stand outside the root element")
    static let unfinishedXML = Self("xml-unfinished", "XML 文档未写完", "the XML document was not finished")
}
