import CLibXML2

/// XML text put together from what a parser hands over, escaped as canonical form demands.
struct MarkupBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(name: UnsafePointer<xmlChar>) {
        var next = name
        while next.pointee != 0 {
            bytes.append(next.pointee)
            next += 1
        }
    }

    mutating func append(prefix: UnsafePointer<xmlChar>?, name: UnsafePointer<xmlChar>) {
        if let prefix {
            append(name: prefix)
            bytes.append(UInt8(ascii: ":"))
        }
        append(name: name)
    }

    /// A declaration: ` xmlns:p="…"`.
    mutating func append(declaration prefix: UnsafePointer<xmlChar>?, _ namespace: UnsafePointer<xmlChar>?) {
        append(" xmlns")
        if let prefix {
            bytes.append(UInt8(ascii: ":"))
            append(name: prefix)
        }
        append("=\"")
        if let namespace {
            append(value: UnsafeBufferPointer(start: namespace, count: Int(xmlStrlen(namespace))))
        }
        append("\"")
    }

    /// An attribute: ` p:name="…"`.
    mutating func append(attributeAt index: Int, of tag: SAXTag) {
        let (name, _, value) = tag.attribute(at: index)
        guard let name else { return }
        bytes.append(UInt8(ascii: " "))
        append(prefix: tag.attributePrefix(at: index), name: name)
        append("=\"")
        append(value: value)
        append("\"")
    }

    mutating func append(text: UnsafeBufferPointer<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            case 13: append("&#xD;")
            default: bytes.append(byte)
            }
        }
    }

    mutating func append(instruction target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?) {
        append("<?")
        append(name: target)
        if let data, data.pointee != 0 {
            bytes.append(UInt8(ascii: " "))
            append(name: data)
        }
        append("?>")
    }

    /// A value in quotes. The parser leaves an ampersand in an attribute or namespace as `&#38;`.
    private mutating func append(value: UnsafeBufferPointer<UInt8>) {
        var i = 0
        while i < value.count {
            switch value[i] {
            case UInt8(ascii: "&"):
                append("&amp;")
                if i + 4 < value.count { i += 4 }
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: "\""): append("&quot;")
            case 9: append("&#x9;")
            case 10: append("&#xA;")
            case 13: append("&#xD;")
            default: bytes.append(value[i])
            }
            i += 1
        }
    }
}
