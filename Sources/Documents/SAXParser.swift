import CLibXML2
import Tables

/// What receives the events of a parser. Texts come in pieces of any size.
protocol SAXHandler: AnyObject {
    func started(_ tag: SAXTag, _ parser: SAXParser)
    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser)
    func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser)
    /// A processing instruction; most readers pass over them.
    func instruction(_ target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?, _ parser: SAXParser)
}

extension SAXHandler {
    func instruction(_ target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?, _ parser: SAXParser) {}
}

/// A start tag as libxml2 hands it over; valid only within the call.
struct SAXTag {
    typealias Name = UnsafePointer<xmlChar>

    let name: Name
    let prefix: Name?
    let namespace: Name?
    let attributeCount: Int
    let namespaceCount: Int
    private let attributes: UnsafeMutablePointer<Name?>?
    private let namespaces: UnsafeMutablePointer<Name?>?

    init(
        name: Name, prefix: Name?, namespace: Name?, namespaces: (count: Int32, UnsafeMutablePointer<Name?>?),
        attributes: (count: Int32, UnsafeMutablePointer<Name?>?)
    ) {
        self.name = name
        self.prefix = prefix
        self.namespace = namespace
        namespaceCount = namespaces.1 == nil ? 0 : Int(namespaces.count)
        self.namespaces = namespaces.1
        attributeCount = attributes.1 == nil ? 0 : Int(attributes.count)
        self.attributes = attributes.1
    }

    /// A declaration of a namespace: its prefix (none for the default) and its name (none for no namespace).
    func declaration(at index: Int) -> (prefix: Name?, namespace: Name?) {
        guard let namespaces else { return (nil, nil) }
        return (namespaces[2 * index], namespaces[2 * index + 1])
    }

    /// The prefix of an attribute.
    func attributePrefix(at index: Int) -> Name? { attributes?[5 * index + 1] }

    /// Local name, namespace and raw value of an attribute; libxml2 keeps five pointers for each.
    func attribute(
        at index: Int
    ) -> (name: UnsafePointer<xmlChar>?, namespace: UnsafePointer<xmlChar>?, value: UnsafeBufferPointer<UInt8>) {
        guard let attributes else { return (nil, nil, UnsafeBufferPointer(start: nil, count: 0)) }
        let place = attributes + 5 * index
        guard let begin = place[3], let end = place[4] else {
            return (place[0], place[2], UnsafeBufferPointer(start: nil, count: 0))
        }
        return (place[0], place[2], UnsafeBufferPointer(start: begin, count: end - begin))
    }

    /// The raw value of the first attribute of a local name.
    func attribute(_ wanted: StaticString) -> UnsafeBufferPointer<UInt8>? {
        for index in 0..<attributeCount {
            let (name, _, value) = attribute(at: index)
            if let name, SAXTag.isEqual(name, wanted) { return value }
        }
        return nil
    }

    /// The text of the first attribute of a local name.
    func text(_ wanted: StaticString) -> String? { attribute(wanted).map(SAXTag.decoded) }

    func isNamed(_ wanted: StaticString) -> Bool { SAXTag.isEqual(name, wanted) }

    static func isEqual(_ name: UnsafePointer<xmlChar>, _ wanted: StaticString) -> Bool {
        let count = wanted.utf8CodeUnitCount
        let text = wanted.utf8Start
        for i in 0..<count where name[i] == 0 || name[i] != text[i] { return false }
        return name[count] == 0
    }

    /// The value as a text. Without entity replacement libxml2 leaves an ampersand as `&#38;`, whatever it was.
    static func decoded(_ value: UnsafeBufferPointer<UInt8>) -> String {
        guard value.contains(UInt8(ascii: "&")) else { return String(decoding: value, as: UTF8.self) }
        var bytes: [UInt8] = []
        var i = 0
        while i < value.count {
            bytes.append(value[i])
            i += value[i] == UInt8(ascii: "&") && i + 4 < value.count ? 5 : 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// libxml2's push parser, guarded: what it is fed stays bounded in depth, size and kind, and a document type declaration
/// ends the work before anything in it is read. No entity is ever declared, no other file ever opened.
final class SAXParser {
    let file: String
    let limits: XMLLimits
    private(set) var failure: DocumentError?
    private(set) var depth = 0
    private(set) var findings = Findings()
    private let handler: any SAXHandler
    private var context: xmlParserCtxtPtr?
    private let callbacks: UnsafeMutablePointer<xmlSAXHandler>
    private var validation: SchemaValidation?
    private var head: [UInt8]? = []
    private var total = 0
    private var textBytes = 0
    private var names: [UnsafePointer<xmlChar>: String] = [:]

    init(
        file: String, limits: XMLLimits, handler: any SAXHandler, schema: XMLSchema? = nil
    ) throws(DocumentError) {
        SAXParser.prepareLibrary()
        self.file = file
        self.limits = limits
        self.handler = handler
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: SAXParser.makeCallbacks())
        let me = Unmanaged.passUnretained(self).toOpaque()
        if let schema {
            let validation = try SchemaValidation(schema, callbacks: callbacks, receiver: me) { [unowned self] in
                findings.add($0.located(in: self.file, line: line))
            }
            self.validation = validation
            context = xmlCreatePushParserCtxt(validation.callbacks, validation.receiver, nil, 0, nil)
        } else {
            context = xmlCreatePushParserCtxt(callbacks, me, nil, 0, nil)
        }
        guard let context else { throw DocumentError(.outOfMemory, in: file) }
        // The validating layer has a receiver of its own: errors find their parser through `_private`.
        context.pointee._private = me
        context.pointee.sax.pointee.serror = { _, error in
            guard let error = error?.pointee, let context = error.ctxt?.assumingMemoryBound(to: xmlParserCtxt.self),
                let box = context.pointee._private
            else { return }
            Unmanaged<SAXParser>.fromOpaque(box).takeUnretainedValue().failed(error)
        }
        xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
    }

    deinit {
        validation?.end()
        if let context { xmlFreeParserCtxt(context) }
        callbacks.deallocate()
    }

    /// The line the parser has come to, from 1.
    var line: Int { context.map { Int(xmlSAX2GetLineNumber($0)) } ?? 0 }

    /// Hands over the next bytes. Throws the first failure; nothing is parsed after it.
    func feed(_ bytes: UnsafeBufferPointer<UInt8>) throws(DocumentError) {
        if let failure { throw failure }
        total += bytes.count
        if total > limits.totalBytes { stop(.tooLarge, value: "> \(limits.totalBytes)") }
        if head != nil {
            head?.append(contentsOf: bytes)
            if let head, head.count >= XMLDeclaration.searched { try begin(head) }
        } else {
            push(bytes)
        }
        if let failure { throw failure }
    }

    /// Hands over the next block of a source, or ends the document. Returns whether there may be more.
    func feed(from source: any ByteSource, through buffer: UnsafeMutableRawBufferPointer) throws(DocumentError) -> Bool
    {
        let count = try source.read(into: buffer)
        guard count > 0 else {
            try finish()
            return false
        }
        let block = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        try feed(UnsafeBufferPointer(block.assumingMemoryBound(to: UInt8.self)))
        return true
    }

    /// Parses a whole document.
    func parse(_ bytes: [UInt8]) throws(DocumentError) {
        try bytes.withUnsafeBytesTyped { all throws(DocumentError) in
            try feed(all.assumingMemoryBound(to: UInt8.self))
        }
        try finish()
    }

    /// Ends the document.
    func finish() throws(DocumentError) {
        if let failure { throw failure }
        if let head { try begin(head) }
        if failure == nil, let context {
            xmlParseChunk(context, nil, 0, 1)
            if failure == nil, context.pointee.wellFormed == 0 { stop(.notWellFormed, value: nil) }
        }
        validation?.end()
        if let failure { throw failure }
    }

    /// Ends the work with an error; the first one stays.
    func stop(_ error: DocumentError) {
        if failure == nil { failure = error }
        if let context { xmlStopParser(context) }
    }

    /// Ends the work with an error at the current line.
    func stop(_ message: Finding.Message, value: String?) {
        stop(DocumentError(message, in: file, line: line, value: value))
    }

    /// A name or namespace that libxml2 keeps for the whole document, as a text made only once.
    func text(_ name: UnsafePointer<xmlChar>) -> String {
        if let known = names[name] { return known }
        let text = SAXTag.decoded(UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
        names[name] = text
        return text
    }

    private func begin(_ bytes: [UInt8]) throws(DocumentError) {
        head = nil
        if let refused = XMLDeclaration.refusal(of: bytes) {
            stop(DocumentError(refused.message, in: file, line: 1, value: refused.value))
            return
        }
        bytes.withUnsafeBufferPointer { push($0) }
    }

    private func push(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = bytes[...]
        while failure == nil, !rest.isEmpty {
            let piece = UnsafeBufferPointer(rebasing: rest.prefix(1 << 16))
            piece.withMemoryRebound(to: CChar.self) { _ = xmlParseChunk(context, $0.baseAddress, Int32($0.count), 0) }
            rest = rest.dropFirst(piece.count)
        }
    }

    private func failed(_ error: xmlError) {
        guard failure == nil, error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        let message = WellFormedness.message(of: error)
        stop(DocumentError(message, in: file, line: error.line > 0 ? Int(error.line) : line))
    }

    private func started(_ tag: SAXTag) {
        guard failure == nil else { return }
        depth += 1
        textBytes = 0
        if depth > limits.depth { return stop(.tooDeep, value: "> \(limits.depth)") }
        if tag.attributeCount > limits.attributes { return stop(.tooManyAttributes, value: "\(tag.attributeCount)") }
        for index in 0..<tag.attributeCount {
            let count = tag.attribute(at: index).value.count
            if count > limits.attributeBytes { return stop(.attributeTooLong, value: "\(count)") }
        }
        handler.started(tag, self)
    }

    private func ended(_ name: UnsafePointer<xmlChar>) {
        guard failure == nil else { return }
        handler.ended(name, self)
        textBytes = 0
        depth -= 1
    }

    private func characters(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard failure == nil else { return }
        textBytes += bytes.count
        if textBytes > limits.textBytes { return stop(.textTooLong, value: "> \(limits.textBytes)") }
        handler.characters(bytes, self)
    }

    private func instruction(_ target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?) {
        guard failure == nil else { return }
        handler.instruction(target, data, self)
    }

    private static func makeCallbacks() -> xmlSAXHandler {
        var callbacks = xmlSAXHandler()
        callbacks.initialized = XML_SAX2_MAGIC
        callbacks.internalSubset = { box, _, _, _ in
            box.map { Unmanaged<SAXParser>.fromOpaque($0).takeUnretainedValue() }?.stop(.documentType, value: nil)
        }
        callbacks.startElementNs = { box, name, prefix, namespace, declared, declarations, count, _, attributes in
            guard let box, let name else { return }
            Unmanaged<SAXParser>.fromOpaque(box).takeUnretainedValue().started(
                SAXTag(
                    name: name, prefix: prefix, namespace: namespace, namespaces: (declared, declarations),
                    attributes: (count, attributes)))
        }
        callbacks.processingInstruction = { box, target, data in
            guard let box, let target else { return }
            Unmanaged<SAXParser>.fromOpaque(box).takeUnretainedValue().instruction(target, data)
        }
        callbacks.endElementNs = { box, name, _, _ in
            guard let box, let name else { return }
            Unmanaged<SAXParser>.fromOpaque(box).takeUnretainedValue().ended(name)
        }
        let characters: charactersSAXFunc = { box, text, count in
            guard let box, let text else { return }
            Unmanaged<SAXParser>.fromOpaque(box).takeUnretainedValue()
                .characters(UnsafeBufferPointer(start: text, count: Int(count)))
        }
        callbacks.characters = characters
        callbacks.ignorableWhitespace = characters
        callbacks.cdataBlock = characters
        return callbacks
    }

    private static let isPrepared: Bool = {
        xmlInitParser()
        return true
    }()

    /// libxml2's one-time set-up, which must not run in two threads at once.
    static func prepareLibrary() { _ = isPrepared }
}
