import CLibXML2

/// Gives a document in canonical form (W3C Canonical XML 1.0, or Exclusive, both without comments) while it streams
/// by, leaving out the signature right below its root: what an enveloped signature is made over.
final class CanonicalWriter: SAXHandler {
    private struct Attribute {
        let index: Int
        let namespace: UnsafePointer<xmlChar>?
        let name: UnsafePointer<xmlChar>
    }

    private typealias Binding = (prefix: UnsafePointer<xmlChar>?, namespace: UnsafePointer<xmlChar>?)

    private let isExclusive: Bool
    private let take: (UnsafeBufferPointer<UInt8>) -> Void
    private var output = MarkupBuffer()
    private var open: [(prefix: UnsafePointer<xmlChar>?, name: UnsafePointer<xmlChar>)] = []
    /// The declarations in force in what was written, and how many there were before each open element.
    private var scope: [Binding] = []
    private var marks: [Int] = []
    private var skipped = 0
    private var rootIsClosed = false

    /// A writer that hands over its output block by block.
    init(isExclusive: Bool, _ take: @escaping (UnsafeBufferPointer<UInt8>) -> Void) {
        self.isExclusive = isExclusive
        self.take = take
    }

    /// Hands over what is left.
    func finish() {
        output.bytes.withUnsafeBufferPointer(take)
        output.removeAll()
    }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        if skipped > 0 || parser.depth == 2 && tag.isSignature {
            skipped += 1
            return
        }
        output.append("<")
        output.append(prefix: tag.prefix, name: tag.name)
        marks.append(scope.count)
        for binding in bindings(of: tag) {
            output.append(declaration: binding.prefix, binding.namespace)
            scope.append(binding)
        }
        for attribute in sortedAttributes(of: tag) { output.append(attributeAt: attribute.index, of: tag) }
        output.append(">")
        open.append((tag.prefix, tag.name))
        flushIfFull()
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        if skipped > 0 {
            skipped -= 1
            return
        }
        guard let tag = open.popLast(), let mark = marks.popLast() else { return }
        output.append("</")
        output.append(prefix: tag.prefix, name: tag.name)
        output.append(">")
        scope.removeLast(scope.count - mark)
        rootIsClosed = open.isEmpty
        flushIfFull()
    }

    func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        guard skipped == 0 else { return }
        output.append(text: bytes)
        flushIfFull()
    }

    func instruction(_ target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?, _ parser: SAXParser) {
        guard skipped == 0 else { return }
        if rootIsClosed { output.append("\n") }
        output.append(instruction: target, data)
        if open.isEmpty, !rootIsClosed { output.append("\n") }
    }

    /// The declarations to be written: those declared here, or those that the tag's own names use.
    private func bindings(of tag: SAXTag) -> [Binding] {
        var found: [Binding] = []
        func add(_ binding: Binding) {
            if let prefix = binding.prefix, SAXTag.isEqual(prefix, "xml") { return }
            let inForce = scope.last { isEqual($0.prefix, binding.prefix) }
            // No declaration of a default is the same as an empty one.
            if let inForce, isEqual(inForce.namespace, binding.namespace) { return }
            if inForce == nil, binding.prefix == nil, isEmpty(binding.namespace) { return }
            if !found.contains(where: { isEqual($0.prefix, binding.prefix) }) { found.append(binding) }
        }
        if isExclusive {
            add((tag.prefix, tag.namespace))
            for index in 0..<tag.attributeCount {
                guard let prefix = tag.attributePrefix(at: index) else { continue }
                add((prefix, tag.attribute(at: index).namespace))
            }
        } else {
            for index in 0..<tag.namespaceCount { add(tag.declaration(at: index)) }
        }
        return found.count < 2 ? found : found.sorted { compare($0.prefix, $1.prefix) < 0 }
    }

    /// The attributes by namespace, then by name; those without namespace first.
    private func sortedAttributes(of tag: SAXTag) -> [Attribute] {
        var found: [Attribute] = []
        found.reserveCapacity(tag.attributeCount)
        for index in 0..<tag.attributeCount {
            let (name, namespace, _) = tag.attribute(at: index)
            if let name { found.append(Attribute(index: index, namespace: namespace, name: name)) }
        }
        guard found.count > 1 else { return found }
        return found.sorted { a, b in
            let order = compare(a.namespace, b.namespace)
            return order == 0 ? xmlStrcmp(a.name, b.name) < 0 : order < 0
        }
    }

    /// The order of bytes, nothing before everything.
    private func compare(_ a: UnsafePointer<xmlChar>?, _ b: UnsafePointer<xmlChar>?) -> Int32 {
        guard let a else { return isEmpty(b) ? 0 : -1 }
        guard let b else { return isEmpty(a) ? 0 : 1 }
        return xmlStrcmp(a, b)
    }

    private func isEqual(_ a: UnsafePointer<xmlChar>?, _ b: UnsafePointer<xmlChar>?) -> Bool {
        a == b || compare(a, b) == 0
    }

    private func isEmpty(_ text: UnsafePointer<xmlChar>?) -> Bool { text == nil || text?.pointee == 0 }

    private func flushIfFull() {
        if output.bytes.count >= 1 << 16 { finish() }
    }
}

extension SAXTag {
    /// Whether this begins an element `Signature` of XML Signature.
    var isSignature: Bool {
        guard isNamed("Signature"), let namespace else { return false }
        return SAXTag.isEqual(namespace, "http://www.w3.org/2000/09/xmldsig#")
    }
}
