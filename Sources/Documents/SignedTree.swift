import CLibXML2
import FoundationEssentials
import Tables

/// A small document as libxml2's tree, freed with the object. It is made of text that came through the guarded parser.
final class DocumentTree {
    let pointer: xmlDocPtr
    let root: xmlNodePtr

    init(_ bytes: [UInt8], file: String) throws(DocumentError) {
        SAXParser.prepareLibrary()
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

    /// Whether text stands between elements, here or anywhere within.
    var holdsStrayText: Bool {
        let elements = elements
        guard !elements.isEmpty else { return false }
        var next = pointee.children
        while let node = next {
            if node.pointee.type != XML_ELEMENT_NODE, node.content.utf8.contains(where: { $0 > 32 }) { return true }
            next = node.pointee.next
        }
        return elements.contains(where: \.holdsStrayText)
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
    let info: xmlNodePtr
    let canonicalization: xmlNodePtr
    let method: xmlNodePtr
    let value: xmlNodePtr
    /// How the document becomes bytes.
    let isExclusive: Bool
    /// How the bytes become a digest, and what it must be.
    let digest: Digest.Method
    let expected: [UInt8]
    let certificates: [Certificate]

    private static let methods = [
        "rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512",
    ]
    .map { "http://www.w3.org/2001/04/xmldsig-more#" + $0 }
    static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
    private static let canonical = [
        exclusive, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
    ]
    static let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

    /// The signature below the root of a small document.
    ///
    /// - Throws: `signature-structure` for one that is not over the whole document, `signature-algorithm`,
    ///   `signature-certificate`.
    init(_ tree: DocumentTree, file: String) throws(DocumentError) {
        func refuse(_ message: Finding.Message, _ value: String? = nil) -> DocumentError {
            DocumentError(message, in: file, value: value)
        }
        func named(_ elements: [xmlNodePtr], _ names: [StaticString]) throws(DocumentError) -> [xmlNodePtr] {
            guard elements.count == names.count, zip(elements, names).allSatisfy({ $0.isSignatureElement($1) }) else {
                throw refuse(.signatureStructure, elements.map(\.name).joined(separator: " "))
            }
            return elements
        }
        let node = try named(tree.root.elements, ["Signature"])[0]
        guard !node.holdsStrayText else { throw refuse(.signatureStructure, "text") }
        let parts = try named(node.elements, ["SignedInfo", "SignatureValue", "KeyInfo"])
        let steps = try named(parts[0].elements, ["CanonicalizationMethod", "SignatureMethod", "Reference"])
        let reference = try named(steps[2].elements, ["Transforms", "DigestMethod", "DigestValue"])
        guard steps[2].attribute("URI") == "" else {
            throw refuse(.signatureStructure, "URI=\(steps[2].attribute("URI") ?? "")")
        }
        let transforms = reference[0].elements
        let algorithms = transforms.map { $0.attribute("Algorithm") ?? "" }
        guard transforms.allSatisfy({ $0.isSignatureElement("Transform") && $0.elements.isEmpty }),
            algorithms.first == SignatureShape.enveloped, algorithms.count <= 2,
            algorithms.dropFirst().allSatisfy(SignatureShape.canonical.contains)
        else { throw refuse(.signatureStructure, algorithms.joined(separator: " ")) }
        for (element, allowed) in [
            (steps[0], SignatureShape.canonical), (steps[1], SignatureShape.methods),
            (reference[1], Digest.Method.allCases.map(\.rawValue)),
        ] {
            let algorithm = element.attribute("Algorithm") ?? ""
            guard allowed.contains(algorithm) else { throw refuse(.algorithm, algorithm) }
        }
        guard let digest = reference[1].attribute("Algorithm").flatMap(Digest.Method.init(rawValue:)) else {
            throw refuse(.algorithm)
        }
        info = parts[0]
        canonicalization = steps[0]
        method = steps[1]
        value = parts[1]
        // Without a transform to canonical form, the standard takes the inclusive one.
        isExclusive = algorithms.last == SignatureShape.exclusive
        self.digest = digest
        expected = Base64.bytes(reference[2].content) ?? []

        var certificates: [Certificate] = []
        for data in parts[2].elements where data.isSignatureElement("X509Data") {
            for element in data.elements where element.isSignatureElement("X509Certificate") {
                guard let der = Base64.bytes(element.content), let certificate = Certificate(der: der),
                    certificate.der == der, certificates.count < 16
                else { throw refuse(.signatureCertificate) }
                certificates.append(certificate)
            }
        }
        guard !certificates.isEmpty else { throw refuse(.signatureCertificate) }
        self.certificates = certificates
    }

    /// The certificate of the signer: the one that issued none of the others.
    var leaf: Certificate? {
        certificates.first { candidate in
            !certificates.contains { $0 !== candidate && candidate.issued($0) }
        } ?? certificates.first
    }
}

/// Bytes as letters, in the one way that there is for them.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes of a text, in which white space is free; `nil` where the letters are not exactly theirs.
    static func bytes(_ text: String) -> [UInt8]? {
        let letters = String(decoding: text.utf8.filter { ![9, 10, 13, 32].contains($0) }, as: UTF8.self)
        guard let data = Data(base64Encoded: letters), data.base64EncodedString() == letters else { return nil }
        return Array(data)
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
