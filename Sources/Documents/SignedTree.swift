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

    /// Whether it has attributes other than those named, or declares a namespace: neither is covered by what is signed
    /// inside it.
    func holdsMore(than attributes: [String]) -> Bool {
        if pointee.nsDef != nil { return true }
        var next = pointee.properties
        while let attribute = next {
            if !attributes.contains(attribute.pointee.name.map { String(cString: $0) } ?? "") { return true }
            next = attribute.pointee.next
        }
        return false
    }

    /// Whether text stands between elements, here or anywhere within, or what is neither text nor element.
    var holdsStrayText: Bool {
        let elements = elements
        var next = pointee.children
        while let node = next {
            next = node.pointee.next
            switch node.pointee.type {
            case XML_ELEMENT_NODE: continue
            case XML_TEXT_NODE:
                if !elements.isEmpty, node.content.utf8.contains(where: { $0 > 32 }) { return true }
            default: return true
            }
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

/// The one shape of signature that is accepted: over the whole document, by algorithms that hold, with nothing in it that
/// could be changed unseen.
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
    /// The certificate of the signer, then that of its issuer, and so on.
    let certificates: [Certificate]
    /// The element of the certificates, where the signature covers it.
    let keyInfo: SignedElement?

    private static let methods = [
        "rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512",
    ]
    .map { "http://www.w3.org/2001/04/xmldsig-more#" + $0 }
    static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
    private static let canonical = [
        exclusive, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11",
    ]
    static let namespace: StaticString = "http://www.w3.org/2000/09/xmldsig#"
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
        func accept(_ element: xmlNodePtr, _ allowed: [String]) throws(DocumentError) {
            let algorithm = element.attribute("Algorithm") ?? ""
            guard allowed.contains(algorithm) else { throw refuse(.algorithm, algorithm) }
        }
        let node = try named(tree.root.elements, ["Signature"])[0]
        guard !node.holdsStrayText else { throw refuse(.signatureStructure, "text") }
        let parts = try named(node.elements, ["SignedInfo", "SignatureValue", "KeyInfo"])
        let covered = parts[0].elements
        let signsKey = covered.count == 4
        let steps = try named(
            covered,
            ["CanonicalizationMethod", "SignatureMethod", "Reference"] + (signsKey ? ["Reference"] : []))
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
            try accept(element, allowed)
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

        certificates = try SignatureShape.chain(in: parts[2], file: file)
        // What stands outside of `SignedInfo` is covered by nothing but this shape.
        let own = node.pointee.nsDef
        guard node.pointee.properties == nil, own?.pointee.next == nil,
            own?.pointee.href.map({ SAXTag.isEqual($0, SignatureShape.namespace) }) ?? true,
            !parts[1].holdsMore(than: []), !parts[2].holdsMore(than: signsKey ? ["Id"] : [])
        else { throw refuse(.signatureStructure, "Id, xmlns") }
        guard signsKey else {
            keyInfo = nil
            return
        }
        let second = try named(steps[3].elements, ["Transforms", "DigestMethod", "DigestValue"])
        try accept(second[1], Digest.Method.allCases.map(\.rawValue))
        guard let id = parts[2].attribute("Id"), !id.isEmpty, steps[3].attribute("URI") == "#" + id,
            second[0].elements.map({ $0.attribute("Algorithm") ?? "" }) == [SignatureShape.exclusive],
            second[0].elements.allSatisfy({ $0.isSignatureElement("Transform") && $0.elements.isEmpty }),
            let method = second[1].attribute("Algorithm").flatMap(Digest.Method.init(rawValue:))
        else { throw refuse(.signatureStructure, "URI=\(steps[3].attribute("URI") ?? "")") }
        keyInfo = SignedElement(node: parts[2], digest: method, expected: Base64.bytes(second[2].content) ?? [])
    }

    /// The certificates of a `KeyInfo` that holds nothing else: one list, the signer's first, each issued by the one
    /// behind it.
    private static func chain(in keyInfo: xmlNodePtr, file: String) throws(DocumentError) -> [Certificate] {
        func refuse(_ value: String? = nil) -> DocumentError {
            DocumentError(.signatureCertificate, in: file, value: value)
        }
        let lists = keyInfo.elements
        guard lists.count == 1, lists[0].isSignatureElement("X509Data"), !lists[0].holdsMore(than: []) else {
            throw refuse(lists.map(\.name).joined(separator: " "))
        }
        var certificates: [Certificate] = []
        for element in lists[0].elements {
            guard element.isSignatureElement("X509Certificate"), element.elements.isEmpty,
                !element.holdsMore(than: []), certificates.count < 16
            else { throw refuse(element.name) }
            guard let der = Base64.bytes(element.content), let certificate = Certificate(der: der),
                certificate.der == der
            else { throw refuse() }
            let isLink = certificates.last.map(certificate.issued) ?? true
            guard isLink, !certificates.contains(where: { $0.der == der }) else {
                throw refuse(certificate.signer.subject)
            }
            certificates.append(certificate)
        }
        guard !certificates.isEmpty else { throw refuse() }
        return certificates
    }
}

/// An element that a signature covers by itself, in exclusive canonical form.
struct SignedElement {
    let node: xmlNodePtr
    let digest: Digest.Method
    let expected: [UInt8]

    /// Whether it is as it was signed.
    var isUnchanged: Bool {
        let bytes = SignedInfo.canonical(node)
        return !bytes.isEmpty && Digest.of(bytes, digest) == expected
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
        "signature-certificate", "签名中须恰有一列可读的 X.509 证书：签名人的在先，其后逐级为签发者的，别无他物",
        "the signature must hold one list of readable X.509 certificates, the signer's first, each issued by the next, and nothing else"
    )
}
