import CLibXML2

/// The events of the bytes parsed last, waiting to be taken: names as libxml2 keeps them for the whole document, texts
/// and values as bytes one after another. Texts are made only of what is asked for.
final class EventQueue: SAXHandler {
    /// What an event is.
    enum Kind {
        case start
        case text
        case end
    }

    /// An event; its ranges are those of `attributes` for a start, of `bytes` for a text.
    struct Parsed {
        let kind: Kind
        let name: UnsafePointer<xmlChar>?
        let namespace: UnsafePointer<xmlChar>?
        let range: Range<Int>
        let line: Int
    }

    struct Attribute {
        let name: UnsafePointer<xmlChar>
        let namespace: UnsafePointer<xmlChar>?
        let value: Range<Int>
    }

    private var events: [Parsed] = []
    private var taken = 0
    private(set) var attributes: [Attribute] = []
    private(set) var bytes: [UInt8] = []
    /// Where the text that is being read begins in `bytes`.
    private var textStart = 0
    private var lastWasStart = false

    /// The next event; what it points to stays until the one after the last is asked for.
    func next() -> Parsed? {
        guard taken < events.count else {
            events.removeAll(keepingCapacity: true)
            attributes.removeAll(keepingCapacity: true)
            // A text may not have come to its end yet.
            bytes.removeFirst(textStart)
            textStart = 0
            taken = 0
            return nil
        }
        taken += 1
        return events[taken - 1]
    }

    /// An event with its texts.
    func event(_ parsed: Parsed, _ parser: SAXParser) -> XMLReader.Event {
        switch parsed.kind {
        case .start: .start(element(parsed, parser))
        case .text: .text(String(decoding: bytes[parsed.range], as: UTF8.self), line: parsed.line)
        case .end: .end(name: parsed.name.map(parser.text) ?? "", line: parsed.line)
        }
    }

    private func element(_ parsed: Parsed, _ parser: SAXParser) -> XMLReader.Element {
        XMLReader.Element(
            name: parsed.name.map(parser.text) ?? "", namespace: parsed.namespace.map(parser.text) ?? "",
            attributes: attributes[parsed.range].map {
                XMLReader.Attribute(
                    name: parser.text($0.name), namespace: $0.namespace.map(parser.text) ?? "",
                    value: String(decoding: bytes[$0.value], as: UTF8.self))
            }, line: parsed.line)
    }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        endText(parser, keepsSpace: false)
        let first = attributes.count
        for index in 0..<tag.attributeCount {
            let (name, namespace, value) = tag.attribute(at: index)
            guard let name else { continue }
            let start = bytes.count
            SAXTag.decode(value, into: &bytes)
            attributes.append(Attribute(name: name, namespace: namespace, value: start..<bytes.count))
        }
        textStart = bytes.count
        events.append(
            Parsed(
                kind: .start, name: tag.name, namespace: tag.namespace, range: first..<attributes.count,
                line: parser.line))
        lastWasStart = true
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        endText(parser, keepsSpace: lastWasStart)
        events.append(Parsed(kind: .end, name: name, namespace: nil, range: 0..<0, line: parser.line))
        lastWasStart = false
    }

    func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        self.bytes.append(contentsOf: bytes)
    }

    private func endText(_ parser: SAXParser, keepsSpace: Bool) {
        guard textStart < bytes.count else { return }
        if keepsSpace || bytes[textStart...].contains(where: { $0 > 32 }) {
            events.append(
                Parsed(kind: .text, name: nil, namespace: nil, range: textStart..<bytes.count, line: parser.line))
        } else {
            bytes.removeLast(bytes.count - textStart)
        }
        textStart = bytes.count
    }
}

extension XMLReader {
    /// What comes next in a document, its texts not made yet.
    package enum RawEvent {
        /// An element begins.
        case start(RawTag)
        /// Text up to the next tag.
        case text
        /// An element ends.
        case end
    }

    /// A name of an element or attribute: equal for equal local names of one document. Valid as long as its reader.
    package struct RawName: Hashable {
        fileprivate let pointer: UnsafePointer<xmlChar>
    }

    /// The beginning of an element as the parser left it; valid until the next event is asked for.
    package struct RawTag {
        fileprivate let queue: EventQueue
        fileprivate let parser: SAXParser
        fileprivate let parsed: EventQueue.Parsed

        init(queue: EventQueue, parser: SAXParser, parsed: EventQueue.Parsed) {
            self.queue = queue
            self.parser = parser
            self.parsed = parsed
        }

        /// The local name.
        package var name: String { parsed.name.map(parser.text) ?? "" }
        /// The line it ends on, from 1.
        package var line: Int { parsed.line }
        /// How many attributes it has.
        package var attributeCount: Int { parsed.range.count }

        /// The name of an attribute.
        package func attributeName(at index: Int) -> RawName {
            RawName(pointer: queue.attributes[parsed.range.lowerBound + index].name)
        }

        /// The text of a name.
        package func text(of name: RawName) -> String { parser.text(name.pointer) }

        /// Hands over the bytes of an attribute's value.
        package func withValue<R>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
            let range = queue.attributes[parsed.range.lowerBound + index].value
            return queue.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
        }

        /// An attribute's value as a text.
        package func value(at index: Int) -> String { withValue(at: index) { String(decoding: $0, as: UTF8.self) } }
    }
}
