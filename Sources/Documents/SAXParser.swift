import CLibXML2
import Tables

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
                // The schema goes on with the tag that broke a limit.
                guard failure == nil else { return }
                if $0.isOutOfMemory { return stop(.outOfMemory, value: nil) }
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
    func feed(from source: any DocumentSource, through buffer: UnsafeMutableRawBufferPointer) throws(DocumentError)
        -> Bool
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
    ///
    /// Callbacks call this while libxml2 and the schema still hold pointers into the text: nothing may be freed here, as
    /// `xmlStopParser` would. No further event comes, and `push` hands over no further text.
    func stop(_ error: DocumentError) {
        if failure == nil { failure = error }
        context?.pointee.disableSAX = 1
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
            // What waits for its end is one tag, remark or name; libxml2 compares the attributes of a tag in pairs.
            if failure == nil, let input = context?.pointee.input?.pointee, let end = input.end, let place = input.cur,
                end - place > limits.markupBytes
            {
                stop(.markupTooLong, value: "> \(limits.markupBytes)")
            }
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
        let attributes = tag.attributeCount + tag.namespaceCount
        if attributes > limits.attributes { return stop(.tooManyAttributes, value: "\(attributes)") }
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
        xmlMemSetup(
            { free($0) }, { LibraryMemory.room($0) }, { LibraryMemory.room($1, insteadOf: $0) },
            { $0.map { text in LibraryMemory.copy(text) } })
        xmlInitParser()
        // Else the first schema would do it, and two of them might at once.
        xmlSchemaInitTypes()
        // What no parser of ours is told, such as failures to allocate, the library would print.
        xmlSetStructuredErrorFunc(nil) { _, _ in }
        xmlThrDefSetStructuredErrorFunc(nil) { _, _ in }
        return true
    }()

    /// libxml2's one-time set-up, which must not run in two threads at once.
    static func prepareLibrary() { _ = isPrepared }
}
