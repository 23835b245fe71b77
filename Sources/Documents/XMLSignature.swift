import CLibXML2
import CLibXMLSec
import FoundationEssentials
public import Tables

/// What became of checking a signature.
public struct SignatureVerdict: Hashable, Sendable {
    /// Who signed, by the certificate in the document; `nil` where it could not be read. Says nothing about trust.
    public let signer: Signer?
    /// Every reason why the signature does not hold; none for one that does.
    public let failures: [Finding]
    /// Whether the document is as it was signed, by somebody trusted.
    public var isValid: Bool { failures.isEmpty }
}

/// Enveloped XML Signatures (W3C XMLDSig) over a whole document, made and checked with xmlsec.
///
/// Signed is the document in exclusive canonical form, by RSA or ECDSA with SHA-256; the certificates travel with it.
/// Any standard tool can check such a signature. The document streams by twice: memory does not grow with it.
///
/// ```swift
/// let identity = try SigningIdentity(keyFile: "key.pem", certificateFile: "cert.pem")
/// let signed = try XMLSignature.sign(report, file: "report.xml", as: identity)
/// let verdict = XMLSignature.verify(signed, file: "report.xml", trusting: try TrustAnchors(files: ["root.pem"]))
/// ```
public enum XMLSignature {
    /// The least strength of a key, in bits of a symmetric key.
    static let minimumStrength = 112

    /// The document with a signature as its root's last child, otherwise byte for byte as it is.
    ///
    /// Equal documents and keys give equal bytes with RSA; ECDSA draws a number at random.
    ///
    /// - Throws: `signature-present` for a document that holds one, `signature-failed` for one whose root is empty, and
    ///   what `XMLReader` throws.
    public static func sign(
        _ document: [UInt8], file: String, as identity: SigningIdentity, limits: XMLLimits = XMLLimits()
    ) throws(DocumentError) -> [UInt8] {
        prepareLibrary()
        let failed = DocumentError(.signatureFailed, in: file)
        let before = try extract(document, file, limits)
        guard before.all == 0 else { throw DocumentError(.signaturePresent, in: file) }
        // The end tag of the root is the last one.
        let mark = Array("</".utf8)
        guard let end = document.indices.last(where: { document[$0...].starts(with: mark) }) else { throw failed }
        let head = document[..<end], tail = Array("\n".utf8) + document[end...]
        let digest = try self.digest(Array(head) + tail, file, limits, isExclusive: true, .sha256)

        let method = identity.isRSA ? "rsa-sha256" : "ecdsa-sha256"
        let open = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\n"
        let info = signedInfo(method: method, digest: digest)
        let tree = try DocumentTree(Array((open + info + "</Signature>").utf8), file: file)
        guard let node = tree.root.elements.first, node.elements.count == 3, let key = identity.makeKey() else {
            throw failed
        }
        defer { xmlSecKeyDestroy(key) }
        guard
            let value = SignedInfo(info: node, canonicalization: node.elements[0], method: node.elements[1])
                .signed(by: key)
        else { throw failed }
        var text = open + info + "\n<SignatureValue>\n" + base64(value) + "\n</SignatureValue>\n<KeyInfo>\n<X509Data>\n"
        for certificate in identity.certificates {
            text += "<X509Certificate>\n" + base64(certificate.der) + "\n</X509Certificate>\n"
        }
        text += "</X509Data>\n</KeyInfo>\n</Signature>"
        let signed = Array(head) + Array(text.utf8) + tail
        // A comment behind the root could hold what looks like its end tag: look at what came out.
        let after = try extract(signed, file, limits)
        let again = try self.digest(signed, file, limits, isExclusive: true, .sha256)
        guard after.all == 1, after.direct == 1, !digest.isEmpty, again == digest else { throw failed }
        return signed
    }

    /// Whether the document is as it was signed, and by whom.
    ///
    /// Failures have these codes: `signature-missing`; `signature-structure` (more than one signature, not right below
    /// the root, or not over the whole document); `signature-algorithm`; `signature-certificate`; `signature-digest`
    /// (the document was changed); `signature-value` (the signature itself is wrong); `signature-weak-key`;
    /// `certificate-untrusted`, `-expired`, `-not-yet-valid`, `-weak`, `-usage`, `-invalid`; and those of `XMLReader`.
    ///
    /// - Parameters:
    ///   - anchors: the certificates that one trusts.
    ///   - instant: seconds since 1970 at which the certificates must be valid; `nil` for now.
    public static func verify(
        _ document: [UInt8], file: String, trusting anchors: TrustAnchors, at instant: Int? = nil,
        limits: XMLLimits = XMLLimits()
    ) -> SignatureVerdict {
        prepareLibrary()
        do throws(DocumentError) {
            let extract = try extract(document, file, limits)
            guard extract.all > 0 else { throw DocumentError(.signatureMissing, in: file) }
            guard extract.all == 1, extract.direct == 1 else {
                throw DocumentError(.signatureStructure, in: file, value: "\(extract.all) × Signature")
            }
            let tree = try DocumentTree(extract.bytes, file: file)
            let shape = try SignatureShape(tree, file: file)
            guard let leaf = shape.leaf else { throw DocumentError(.signatureCertificate, in: file) }
            let digest = try digest(document, file, limits, isExclusive: shape.isExclusive, shape.digest)
            return withExtendedLifetime(tree) { verdict(shape, leaf, digest, file, anchors, instant) }
        } catch {
            return SignatureVerdict(signer: nil, failures: [error.finding])
        }
    }

    private static func verdict(
        _ shape: SignatureShape, _ leaf: Certificate, _ digest: [UInt8], _ file: String, _ anchors: TrustAnchors,
        _ instant: Int?
    ) -> SignatureVerdict {
        var failures: [Finding] = []
        func fail(_ message: Finding.Message) { failures.append(Finding(.error, message, at: Location(file: file))) }
        if digest.isEmpty || digest != shape.expected { fail(.signatureDigest) }
        if !holds(shape, by: leaf) { fail(.signatureValue) }
        if leaf.keyStrength < minimumStrength { fail(.weakKey) }
        if !leaf.maySign { fail(.certificateUsage) }
        let others = shape.certificates.filter { $0 !== leaf }
        if let refusal = anchors.refusal(of: leaf, through: others, at: instant, in: file) { failures.append(refusal) }
        return SignatureVerdict(signer: leaf.signer, failures: failures)
    }

    /// Whether the value was made with a certificate's key; what else `KeyInfo` may say is never looked at.
    private static func holds(_ shape: SignatureShape, by certificate: Certificate) -> Bool {
        guard let publicKey = X509_get_pubkey(certificate.pointer), let key = makeKey(adopting: publicKey) else {
            return false
        }
        defer { xmlSecKeyDestroy(key) }
        return SignedInfo(info: shape.info, canonicalization: shape.canonicalization, method: shape.method)
            .isSigned(shape.value, by: key)
    }

    private static func extract(
        _ document: [UInt8], _ file: String, _ limits: XMLLimits
    ) throws(DocumentError) -> SignatureExtract {
        let handler = SignatureExtract()
        try SAXParser(file: file, limits: limits, handler: handler).parse(document)
        return handler
    }

    /// The digest of a document in canonical form, without its signature.
    static func digest(
        _ document: [UInt8], _ file: String, _ limits: XMLLimits, isExclusive: Bool, _ method: Digest.Method
    ) throws(DocumentError) -> [UInt8] {
        let digest = Digest(method)
        let handler = CanonicalWriter(isExclusive: isExclusive, digest.add)
        try SAXParser(file: file, limits: limits, handler: handler).parse(document)
        handler.finish()
        return digest.value()
    }

    private static func signedInfo(method: String, digest: [UInt8]) -> String {
        """
        <SignedInfo>
        <CanonicalizationMethod Algorithm="\(SignatureShape.exclusive)"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#\(method)"/>
        <Reference URI="">
        <Transforms>
        <Transform Algorithm="\(SignatureShape.enveloped)"/>
        <Transform Algorithm="\(SignatureShape.exclusive)"/>
        </Transforms>
        <DigestMethod Algorithm="\(Digest.Method.sha256.rawValue)"/>
        <DigestValue>\(base64(digest))</DigestValue>
        </Reference>
        </SignedInfo>
        """
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
    }

    /// A key of OpenSSL as xmlsec takes it, which owns it from here.
    static func makeKey(adopting key: OpaquePointer) -> xmlSecKeyPtr? {
        guard let value = xmlSecOpenSSLEvpKeyAdopt(key) else {
            EVP_PKEY_free(key)
            return nil
        }
        guard let made = xmlSecKeyCreate(), xmlSecKeySetValue(made, value) == 0 else {
            xmlSecKeyDataDestroy(value)
            return nil
        }
        return made
    }

    private static let isPrepared: Bool = {
        SAXParser.prepareLibrary()
        guard xmlSecInit() == 0 else { return false }
        // Failures are findings; the library would also print them.
        xmlSecErrorsDefaultCallbackEnableOutput(0)
        return xmlSecOpenSSLAppInit(nil) == 0 && xmlSecOpenSSLInit() == 0
    }()

    private static func prepareLibrary() { _ = isPrepared }
}

extension Finding.Message {
    static let signaturePresent = Self("signature-present", "文档已有签名", "the document is signed already")
    static let signatureFailed = Self("signature-failed", "签名失败", "signing failed")
    static let signatureDigest = Self(
        "signature-digest", "文档在签名之后被改动", "the document was changed after it was signed")
    static let signatureValue = Self("signature-value", "签名值不正确", "the signature's value is wrong")
}
