import CLibXML2

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
        decode(value, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds the value's bytes to others.
    static func decode(_ value: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        guard value.contains(UInt8(ascii: "&")) else { return bytes.append(contentsOf: value) }
        var i = 0
        while i < value.count {
            bytes.append(value[i])
            i += value[i] == UInt8(ascii: "&") && i + 4 < value.count ? 5 : 1
        }
    }
}
