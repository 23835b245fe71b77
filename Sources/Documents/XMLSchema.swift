import CLibXML2
public import Tables

/// A W3C XML Schema, ready to check documents as they stream by.
///
/// The schema stands in one piece: it may not include or import other files, so nothing is ever fetched.
public final class XMLSchema: @unchecked Sendable {
    // libxml2 only reads a schema after it is made: documents may be checked in several threads at once.
    let pointer: xmlSchemaPtr

    /// Makes a schema of its source text.
    ///
    /// - Parameter name: what errors call it.
    /// - Throws: `schema-unusable` with libxml2's reason, `schema-not-self-contained`, or what `XMLReader` throws.
    public init(_ source: [UInt8], name: String = "schema.xsd") throws(DocumentError) {
        SAXParser.prepareLibrary()
        let reader = try XMLReader(bytes: source, file: name)
        while let event = try reader.next() {
            guard case .start(let element) = event, let target = element["schemaLocation"],
                ["include", "import", "redefine", "override"].contains(element.name)
            else { continue }
            throw DocumentError(.schemaNotSelfContained, in: name, line: element.line, value: target)
        }
        let problems = Problems()
        let parsed: xmlSchemaPtr? = source.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                let context = xmlSchemaNewMemParserCtxt(start, Int32(bytes.count))
            else { return nil }
            defer { xmlSchemaFreeParserCtxt(context) }
            xmlSchemaSetParserStructuredErrors(
                context,
                { box, error in
                    guard let box, let error = error?.pointee else { return }
                    let problems = Unmanaged<Problems>.fromOpaque(box).takeUnretainedValue()
                    if problems.first == nil {
                        problems.first = error.message.map { LibraryText.trimmed(String(cString: $0)) }
                        problems.line = Int(error.line)
                    }
                }, Unmanaged.passUnretained(problems).toOpaque())
            return xmlSchemaParse(context)
        }
        guard let parsed else {
            throw DocumentError(.schemaUnusable, in: name, line: problems.line, value: problems.first)
        }
        pointer = parsed
    }

    deinit { xmlSchemaFree(pointer) }

    /// Everything that is wrong with a file: first what the schema finds, then, where the file is no XML to the end,
    /// the error that ended the reading. The file is read once, in bounded memory (keys for uniqueness are kept).
    public func findings(inFile path: String, limits: XMLLimits = XMLLimits()) -> Findings {
        do throws(DocumentError) {
            return try findings(of: try OpenFile(reading: path), file: path, limits: limits)
        } catch {
            return Findings([error.finding])
        }
    }

    /// Everything that is wrong with a document in memory.
    public func findings(in bytes: [UInt8], file: String, limits: XMLLimits = XMLLimits()) -> Findings {
        do throws(DocumentError) {
            return try findings(of: MemorySource(bytes), file: file, limits: limits)
        } catch {
            return Findings([error.finding])
        }
    }

    private func findings(
        of source: any DocumentSource, file: String, limits: XMLLimits
    ) throws(DocumentError) -> Findings {
        let silence = Silence()
        let parser = try SAXParser(file: file, limits: limits, handler: silence, schema: self)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 16)
        defer { buffer.deallocate() }
        do throws(DocumentError) {
            while try parser.feed(from: source, through: buffer) {}
            return parser.findings
        } catch {
            var findings = parser.findings
            findings.add(error.finding)
            return findings
        }
    }

    /// Takes no note of anything: only the schema listens.
    private final class Silence: SAXHandler {
        func started(_ tag: SAXTag, _ parser: SAXParser) {}
        func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {}
        func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {}
    }

    private final class Problems {
        var first: String?
        var line: Int?
    }
}

/// A validator put between libxml2's parser and our callbacks.
final class SchemaValidation {
    /// What the parser must call, and with which receiver.
    private(set) var callbacks: UnsafeMutablePointer<xmlSAXHandler>?
    private(set) var receiver: UnsafeMutableRawPointer?
    private let schema: XMLSchema
    private let context: xmlSchemaValidCtxtPtr
    private var plug: xmlSchemaSAXPlugPtr?
    private let report: (SchemaProblem) -> Void

    init(
        _ schema: XMLSchema, callbacks: UnsafeMutablePointer<xmlSAXHandler>, receiver: UnsafeMutableRawPointer,
        report: @escaping (SchemaProblem) -> Void
    ) throws(DocumentError) {
        guard let context = xmlSchemaNewValidCtxt(schema.pointer) else {
            throw DocumentError(.outOfMemory, in: "")
        }
        self.schema = schema
        self.context = context
        self.report = report
        self.callbacks = callbacks
        self.receiver = receiver
        xmlSchemaSetValidStructuredErrors(
            context,
            { box, error in
                guard let box, let error = error?.pointee else { return }
                Unmanaged<SchemaValidation>.fromOpaque(box).takeUnretainedValue().report(SchemaProblem(error))
            }, Unmanaged.passUnretained(self).toOpaque())
        plug = xmlSchemaSAXPlug(context, &self.callbacks, &self.receiver)
        guard plug != nil else { throw DocumentError(.outOfMemory, in: "") }
    }

    /// Takes the validator out again; the last checks run here.
    func end() {
        if let plug { xmlSchemaSAXUnplug(plug) }
        plug = nil
    }

    deinit {
        end()
        xmlSchemaFreeValidCtxt(context)
    }
}

extension Finding.Message {
    static let schemaUnusable = Self("schema-unusable", "XML Schema 无法使用", "the XML Schema cannot be used")
    static let schemaNotSelfContained = Self(
        "schema-not-self-contained", "XML Schema 引用了其他文件", "the XML Schema refers to another file")
}
