import CLibXML2

/// The digest of a document as `XMLWriter` would have written it: one declaration, no remarks and no instructions, one
/// space between attributes, double quotes, the fewest escapes.
///
/// Canonical form forgives many changes of bytes: a space in a tag, another quote, a remark. A document whose bytes have
/// this digest has none of them.
final class WrittenForm: SAXHandler {
    private let digest = Digest(.sha256)
    private var bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    private var open: [(prefix: UnsafePointer<xmlChar>?, name: UnsafePointer<xmlChar>)] = []
    private var tagIsOpen = false
    /// The value that is being written, without escapes.
    private var plain: [UInt8] = []

    /// The digest, once the document has ended.
    func value() -> [UInt8] {
        bytes.append(UInt8(ascii: "\n"))
        flush()
        return digest.value()
    }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        closeTag()
        bytes.append(UInt8(ascii: "<"))
        append(tag.prefix, tag.name)
        for index in 0..<tag.namespaceCount {
            let (prefix, namespace) = tag.declaration(at: index)
            append(" xmlns")
            if let prefix {
                append(":")
                append(nil, prefix)
            }
            append("=\"")
            if let namespace {
                append(value: UnsafeBufferPointer(start: namespace, count: Int(xmlStrlen(namespace))))
            }
            append("\"")
        }
        for index in 0..<tag.attributeCount {
            let (name, _, value) = tag.attribute(at: index)
            guard let name else { continue }
            append(" ")
            append(tag.attributePrefix(at: index), name)
            append("=\"")
            append(value: value)
            append("\"")
        }
        tagIsOpen = true
        open.append((tag.prefix, tag.name))
        if bytes.count >= 1 << 16 { flush() }
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        guard let tag = open.popLast() else { return }
        if tagIsOpen {
            append("/>")
            tagIsOpen = false
        } else {
            append("</")
            append(tag.prefix, tag.name)
            append(">")
        }
        if bytes.count >= 1 << 16 { flush() }
    }

    func characters(_ text: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        guard !text.isEmpty else { return }
        closeTag()
        _ = MarkupText.append(text, to: &bytes, inAttribute: false)
        if bytes.count >= 1 << 16 { flush() }
    }

    private func closeTag() {
        if tagIsOpen { append(">") }
        tagIsOpen = false
    }

    private func append(value: UnsafeBufferPointer<UInt8>) {
        plain.removeAll(keepingCapacity: true)
        SAXTag.decode(value, into: &plain)
        plain.withUnsafeBufferPointer { _ = MarkupText.append($0, to: &bytes, inAttribute: true) }
    }

    private func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private func append(_ prefix: UnsafePointer<xmlChar>?, _ name: UnsafePointer<xmlChar>) {
        if let prefix {
            bytes.append(contentsOf: UnsafeBufferPointer(start: prefix, count: Int(xmlStrlen(prefix))))
            append(":")
        }
        bytes.append(contentsOf: UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))))
    }

    private func flush() {
        bytes.withUnsafeBufferPointer(digest.add)
        bytes.removeAll(keepingCapacity: true)
    }
}
