import CLibXML2
public import Tables

/// Reads an XML document as a stream: one event after another, in memory that does not grow with the document.
///
/// A document type declaration, and with it every entity and external reference, is refused; so is whatever goes
/// beyond the limits. Names are local names with their namespace beside them. Comments and processing instructions are
/// passed over. White space alone is passed over too, except where it is all that an element holds.
///
/// ```swift
/// let reader = try XMLReader(path: "report.xml")
/// while let event = try reader.next() {
///     if case .start(let element) = event, element.name == "source" { print(element["id"] ?? "") }
/// }
/// ```
public final class XMLReader {
    /// An attribute.
    public struct Attribute: Hashable, Sendable {
        /// The local name.
        public let name: String
        /// The namespace, empty for none.
        public let namespace: String
        /// The value, white space normalised as XML demands.
        public let value: String
    }

    /// The beginning of an element.
    public struct Element: Hashable, Sendable {
        /// The local name.
        public let name: String
        /// The namespace, empty for none.
        public let namespace: String
        /// The attributes in their order, without declarations of namespaces.
        public let attributes: [Attribute]
        /// The line its tag ends on, from 1.
        public let line: Int

        /// The value of an attribute without namespace.
        public subscript(name: String) -> String? {
            attributes.first { $0.name == name && $0.namespace.isEmpty }?.value
        }
    }

    /// What comes next in a document.
    public enum Event: Hashable, Sendable {
        /// An element begins.
        case start(Element)
        /// All text up to the next tag, and the line it ends on.
        case text(String, line: Int)
        /// An element ends.
        case end(name: String, line: Int)
    }

    private let queue = EventQueue()
    private let parser: SAXParser
    private let source: any DocumentSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 16)
    private var isFinished = false
    private static let block = 1 << 15

    /// A reader of a file.
    ///
    /// - Parameter schema: where given, the document is checked while it is read: see `findings`.
    /// - Throws: `cannot-open`, or what `next()` throws.
    public convenience init(
        path: String, limits: XMLLimits = XMLLimits(), schema: XMLSchema? = nil
    ) throws(DocumentError) {
        let file = try OpenFile(reading: path)
        guard file.size <= limits.totalBytes else {
            throw DocumentError(.tooLarge, in: path, value: "\(file.size) > \(limits.totalBytes)")
        }
        try self.init(file, file: path, limits: limits, schema: schema)
    }

    /// A reader of bytes.
    ///
    /// - Parameter file: the name that errors and findings give as their place.
    public convenience init(
        bytes: [UInt8], file: String, limits: XMLLimits = XMLLimits(), schema: XMLSchema? = nil
    ) throws(DocumentError) {
        try self.init(MemorySource(bytes), file: file, limits: limits, schema: schema)
    }

    /// A reader of any source.
    init(
        _ source: any DocumentSource, file: String, limits: XMLLimits, schema: XMLSchema? = nil
    ) throws(DocumentError) {
        parser = try SAXParser(file: file, limits: limits, handler: queue, schema: schema)
        self.source = source
    }

    deinit { buffer.deallocate() }

    /// What the schema found up to here; complete once `next()` has returned `nil` or thrown.
    public var findings: Findings { parser.findings }

    /// The next event, or `nil` at the end of the document.
    ///
    /// - Throws: `xml-not-well-formed`, `xml-doctype`, `xml-encoding`, `xml-too-deep`, `xml-attribute-too-long`,
    ///   `xml-markup-too-long`, `xml-text-too-long`, `xml-too-many-attributes`, `xml-too-large`, `cannot-read`. Events before the place of
    ///   the error may be lost.
    public func next() throws(DocumentError) -> Event? {
        try nextParsed().map { queue.event($0, parser) }
    }

    /// The next event as the parser left it, its texts not made yet, or `nil` at the end of the document.
    ///
    /// - Throws: what `next()` throws.
    package func nextRaw() throws(DocumentError) -> RawEvent? {
        guard let parsed = try nextParsed() else { return nil }
        switch parsed.kind {
        case .start: return .start(RawTag(queue: queue, parser: parser, parsed: parsed))
        case .text: return .text
        case .end: return .end
        }
    }

    private func nextParsed() throws(DocumentError) -> EventQueue.Parsed? {
        while true {
            if let parsed = queue.next() { return parsed }
            if isFinished { return nil }
            isFinished = try !parser.feed(from: source, through: buffer)
        }
    }
}
