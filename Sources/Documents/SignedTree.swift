import CLibXML2
import FoundationEssentials
import Tables

/// A document as libxml2's tree, freed with the object. Only documents that passed the guarded reader become trees.
final class DocumentTree {
    let pointer: xmlDocPtr
    let root: xmlNodePtr

    init(_ bytes: [UInt8], file: String, limits: XMLLimits) throws(DocumentError) {
        let reader = try XMLReader(bytes: bytes, file: file, limits: limits)
        while try reader.next() != nil {}
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let parsed = bytes.withUnsafeBytes { buffer -> xmlDocPtr? in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return xmlReadMemory(start, Int32(clamping: buffer.count), nil, nil, Int32(options))
        }
        guard let parsed else { throw DocumentError(.notWellFormed, in: file) }
        pointer = parsed
        guard let root = xmlDocGetRootElement(parsed) else {
            xmlFreeDoc(parsed)
            throw DocumentError(.notWellFormed, in: file)
        }
        self.root = root
    }

    deinit { xmlFreeDoc(pointer) }

    /// The document as UTF-8.
    var bytes: [UInt8] {
        var text: UnsafeMutablePointer<xmlChar>?
        var count: Int32 = 0
        xmlDocDumpMemoryEnc(pointer, &text, &count, "UTF-8")
        guard let text else { return [] }
        defer { clibxml2_free(text) }
        return Array(UnsafeBufferPointer(start: text, count: Int(count)))
    }

    /// All elements of a name in the namespace of signatures, wherever they stand.
    func signatureElements(_ name: StaticString) -> [xmlNodePtr] {
        var found: [xmlNodePtr] = []
        var next: xmlNodePtr? = root
        while let node = next {
            if node.isSignatureElement(name) { found.append(node) }
            if node.pointee.type == XML_ELEMENT_NODE, let child = node.pointee.children {
                next = child
            } else {
                next = node
                while let place = next, place != root, place.pointee.next == nil { next = place.pointee.parent }
                next = next == root ? nil : next?.pointee.next
            }
        }
        return found
    }
}

extension UnsafeMutablePointer where Pointee == xmlNode {
    /// The elements right below.
    var elements: [xmlNodePtr] {
        var found: [xmlNodePtr] = []
        var next = pointee.children
        while let node = next {
            if node.pointee.type == XML_ELEMENT_NODE { found.append(node) }
            next = node.pointee.next
        }
        return found
    }

    /// The local name.
    var name: String { pointee.name.map { String(cString: $0) } ?? "" }

    /// Whether this is an element of a name in the namespace of signatures.
    func isSignatureElement(_ name: StaticString) -> Bool {
        guard pointee.type == XML_ELEMENT_NODE, let own = pointee.name, SAXTag.isEqual(own, name),
            let namespace = pointee.ns?.pointee.href
        else { return false }
        return SAXTag.isEqual(namespace, "http://www.w3.org/2000/09/xmldsig#")
    }

    /// The value of an attribute, or `nil`.
    func attribute(_ name: String) -> String? {
        guard let value = xmlGetNoNsProp(self, name) else { return nil }
        defer { clibxml2_free(value) }
        return String(cString: value)
    }

    /// All text within.
    var content: String {
        guard let value = xmlNodeGetContent(self) else { return "" }
        defer { clibxml2_free(value) }
        return String(cString: value)
    }
}

/// The one shape of signature that is accepted: over the whole document, by algorithms that hold.
struct SignatureShape {
    let node: xmlNodePtr
    let certificates: [Certificate]

    static let digests = [
        "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#sha384",
        "http://www.w3.org/2001/04/xmlenc#sha512",
    ]
    static let methods = ["rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"]
        .map { "http://www.w3.org/2001/04/xmldsig-more#" + $0 }
    static let canonical = [
        "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2006/12/xml-c14n11",
    ]
    static let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

    /// The signature of a document.
    ///
    /// - Throws: `signature-missing`, `signature-structure` (more than one, not right below the root, not over the whole
    ///   document: what signature wrapping needs), `signature-algorithm`, `signature-certificate`.
    init(_ tree: DocumentTree, file: String) throws(DocumentError) {
        func refuse(_ message: Finding.Message, _ value: String? = nil) -> DocumentError {
            DocumentError(message, in: file, value: value)
        }
        let all = tree.signatureElements("Signature")
        guard let node = all.first else { throw refuse(.signatureMissing) }
        guard all.count == 1, node.pointee.parent == tree.root else { throw refuse(.signatureStructure, "Signature") }
        let parts = node.elements
        guard parts.map(\.name) == ["SignedInfo", "SignatureValue", "KeyInfo"],
            parts[0].isSignatureElement("SignedInfo"), parts[1].isSignatureElement("SignatureValue"),
            parts[2].isSignatureElement("KeyInfo"), tree.signatureElements("SignedInfo").count == 1
        else { throw refuse(.signatureStructure, parts.map(\.name).joined(separator: " ")) }

        let info = parts[0].elements
        guard info.map(\.name) == ["CanonicalizationMethod", "SignatureMethod", "Reference"] else {
            throw refuse(.signatureStructure, info.map(\.name).joined(separator: " "))
        }
        let reference = info[2]
        guard reference.attribute("URI") == "" else {
            throw refuse(.signatureStructure, "URI=\(reference.attribute("URI") ?? "")")
        }
        let steps = reference.elements
        guard steps.map(\.name) == ["Transforms", "DigestMethod", "DigestValue"] else {
            throw refuse(.signatureStructure, steps.map(\.name).joined(separator: " "))
        }
        let transforms = steps[0].elements.map { $0.attribute("Algorithm") ?? "" }
        guard transforms.first == SignatureShape.enveloped, transforms.count <= 2,
            transforms.dropFirst().allSatisfy(SignatureShape.canonical.contains)
        else { throw refuse(.signatureStructure, transforms.joined(separator: " ")) }
        for (element, allowed) in [
            (info[0], SignatureShape.canonical), (info[1], SignatureShape.methods), (steps[1], SignatureShape.digests),
        ] {
            let algorithm = element.attribute("Algorithm") ?? ""
            guard allowed.contains(algorithm) else { throw refuse(.algorithm, algorithm) }
        }

        var certificates: [Certificate] = []
        for data in parts[2].elements where data.isSignatureElement("X509Data") {
            for element in data.elements where element.isSignatureElement("X509Certificate") {
                let text = element.content.filter { !$0.isWhitespace }
                guard let der = Data(base64Encoded: text), let certificate = Certificate(der: Array(der)),
                    certificates.count < 16
                else { throw refuse(.signatureCertificate) }
                certificates.append(certificate)
            }
        }
        guard !certificates.isEmpty else { throw refuse(.signatureCertificate) }
        self.node = node
        self.certificates = certificates
    }

    /// The certificate of the signer: the one that issued none of the others.
    var leaf: Certificate? {
        certificates.first { candidate in
            !certificates.contains { $0 !== candidate && candidate.issued($0) }
        } ?? certificates.first
    }
}

extension Finding.Message {
    static let signatureMissing = Self("signature-missing", "文档没有签名", "the document is not signed")
    static let signatureStructure = Self(
        "signature-structure", "签名结构不符：须为根元素下唯一的、覆盖整个文档的签名",
        "the signature must be the only one, right below the root, and cover the whole document")
    static let algorithm = Self(
        "signature-algorithm", "签名算法不被接受（须为 RSA 或 ECDSA，SHA-256 及以上）",
        "the algorithm is not accepted (RSA or ECDSA with SHA-256 or better)")
    static let signatureCertificate = Self(
        "signature-certificate", "签名中缺少可读的 X.509 证书", "the signature holds no readable X.509 certificate")
}
