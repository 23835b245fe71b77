import CLibXML2
import Tables

/// A document that can be read from its beginning again and again, block by block.
struct RereadableDocument {
    /// What findings call it.
    let file: String
    let limits: XMLLimits
    private let open: () throws(DocumentError) -> any DocumentSource

    /// A document in memory.
    init(_ bytes: [UInt8], file: String, limits: XMLLimits) {
        self.init(file: file, limits: limits) { () throws(DocumentError) in MemorySource(bytes) }
    }

    /// A document in a file.
    init(path: String, limits: XMLLimits) {
        self.init(file: path, limits: limits) { () throws(DocumentError) in try OpenFile(reading: path) }
    }

    private init(file: String, limits: XMLLimits, open: @escaping () throws(DocumentError) -> any DocumentSource) {
        self.file = file
        self.limits = limits
        self.open = open
    }

    /// The same document with bytes put in.
    func with(_ insertion: [UInt8], at offset: Int) -> RereadableDocument {
        RereadableDocument(file: file, limits: limits) { () throws(DocumentError) in
            SplicedSource(try open(), at: offset, insertion)
        }
    }

    /// Parses it to the end; what is read goes past a closure first.
    func parse(
        _ handler: any SAXHandler, seeing take: (UnsafeRawBufferPointer) -> Void = { _ in }
    ) throws(DocumentError) {
        let parser = try SAXParser(file: file, limits: limits, handler: handler)
        try blocks { block throws(DocumentError) in
            take(block)
            try parser.feed(block.assumingMemoryBound(to: UInt8.self))
        }
        try parser.finish()
    }

    /// Hands over all blocks of it.
    func blocks(_ take: (UnsafeRawBufferPointer) throws(DocumentError) -> Void) throws(DocumentError) {
        let source = try open()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { return }
            try take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

/// A source with bytes put in at one place.
private final class SplicedSource: DocumentSource {
    private let base: any DocumentSource
    private var before: Int
    private var insertion: ArraySlice<UInt8>

    init(_ base: any DocumentSource, at offset: Int, _ insertion: [UInt8]) {
        self.base = base
        before = offset
        self.insertion = insertion[...]
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DocumentError) -> Int {
        if before > 0 {
            let count = try base.read(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(before, buffer.count)]))
            before = count == 0 ? 0 : before - count
            if count > 0 { return count }
        }
        if insertion.isEmpty { return try base.read(into: buffer) }
        let count = min(insertion.count, buffer.count)
        buffer.copyBytes(from: insertion.prefix(count))
        insertion = insertion.dropFirst(count)
        return count
    }
}

/// Finds the last end tag in bytes that come block by block.
struct LastEndTag {
    /// Where its `</` begins.
    private(set) var place: Int?
    private var passed = 0
    private var endsWithLess = false

    mutating func see(_ block: UnsafeRawBufferPointer) {
        if endsWithLess, block.first == UInt8(ascii: "/") { place = passed - 1 }
        var next = block.count - 1
        while next > 0 {
            if block[next] == UInt8(ascii: "/"), block[next - 1] == UInt8(ascii: "<") {
                place = passed + next - 1
                break
            }
            next -= 1
        }
        endsWithLess = block.last == UInt8(ascii: "<")
        passed += block.count
    }
}

/// Two receivers of one parse.
final class HandlerPair: SAXHandler {
    private let first: any SAXHandler
    private let second: any SAXHandler

    init(_ first: any SAXHandler, _ second: any SAXHandler) {
        self.first = first
        self.second = second
    }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        first.started(tag, parser)
        second.started(tag, parser)
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        first.ended(name, parser)
        second.ended(name, parser)
    }

    func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        first.characters(bytes, parser)
        second.characters(bytes, parser)
    }

    func instruction(_ target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?, _ parser: SAXParser) {
        first.instruction(target, data, parser)
        second.instruction(target, data, parser)
    }
}
