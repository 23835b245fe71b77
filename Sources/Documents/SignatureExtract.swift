import CLibXML2
import Tables

/// Takes the signature out of a document: a small document of its own, with the root's tag around it so that all
/// namespaces stay in force.
final class SignatureExtract: SAXHandler {
    /// The signatures right below the root.
    private(set) var direct = 0
    /// The signatures anywhere.
    private(set) var all = 0
    private var output = MarkupBuffer()
    private var open: [(prefix: UnsafePointer<xmlChar>?, name: UnsafePointer<xmlChar>)] = []
    private var taken = 0
    private static let limit = 1 << 20

    /// The small document.
    var bytes: [UInt8] { output.bytes }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        if tag.isSignature {
            all += 1
            if parser.depth == 2 {
                direct += 1
                taken += 1
                return begin(tag, parser)
            }
        }
        if taken > 0 { taken += 1 }
        if parser.depth == 1 || taken > 0 { begin(tag, parser) }
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        guard taken > 0 || parser.depth == 1, let tag = open.popLast() else { return }
        if taken > 0 { taken -= 1 }
        output.append("</")
        output.append(prefix: tag.prefix, name: tag.name)
        output.append(">")
    }

    func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        guard taken > 0 else { return }
        output.append(text: bytes)
        check(parser)
    }

    func instruction(_ target: UnsafePointer<xmlChar>, _ data: UnsafePointer<xmlChar>?, _ parser: SAXParser) {
        if taken > 0 { output.append(instruction: target, data) }
    }

    private func begin(_ tag: SAXTag, _ parser: SAXParser) {
        output.append("<")
        output.append(prefix: tag.prefix, name: tag.name)
        for index in 0..<tag.namespaceCount {
            let (prefix, namespace) = tag.declaration(at: index)
            output.append(declaration: prefix, namespace)
        }
        for index in 0..<tag.attributeCount { output.append(attributeAt: index, of: tag) }
        output.append(">")
        open.append((tag.prefix, tag.name))
        check(parser)
    }

    private func check(_ parser: SAXParser) {
        if output.bytes.count > SignatureExtract.limit {
            parser.stop(.signatureStructure, value: "> \(SignatureExtract.limit)")
        }
    }
}
