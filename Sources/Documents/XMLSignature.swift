import CLibXML2
import CLibXMLSec
public import Tables

/// What became of checking a signature.
public struct SignatureVerdict: Hashable, Sendable {
    /// Who signed, by the certificate in the document; `nil` where it could not be read. Says nothing about trust.
    public let signer: Signer?
    /// Every reason why the signature does not hold; none for one that does.
    public let failures: [Finding]
    /// Whether the signer is one that was named for the document's region.
    public let isOfRegion: Bool
    /// Whether the document is as it was signed, by somebody trusted.
    public var isValid: Bool { failures.isEmpty }
}

/// Enveloped XML Signatures (W3C XMLDSig) over a whole document, made and checked with xmlsec.
///
/// Signed is the document in exclusive canonical form, by RSA or ECDSA with SHA-256; the certificates travel with it.
/// Any standard tool can check such a signature. The document streams by: memory does not grow with it.
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
    /// - Throws: `signature-present` for a document that holds one, `signature-form` for one that `XMLWriter` would have
    ///   written otherwise, `signature-failed` for one whose root is empty, and what `XMLReader` throws.
    public static func sign(
        _ document: [UInt8], file: String, as identity: SigningIdentity, limits: XMLLimits = XMLLimits()
    ) throws(DocumentError) -> [UInt8] {
        let signed = try signed(RereadableDocument(document, file: file, limits: limits), as: identity)
        var bytes: [UInt8] = []
        try signed.blocks { block throws(DocumentError) in bytes.append(contentsOf: block) }
        return bytes
    }

    /// Puts a signature into a file, as its root's last child. The file is read block by block and appears whole.
    ///
    /// - Throws: what signing bytes throws, and `cannot-open`, `cannot-read`, `cannot-write`.
    public static func sign(
        path: String, as identity: SigningIdentity, limits: XMLLimits = XMLLimits()
    ) throws(DocumentError) {
        let signed = try signed(RereadableDocument(path: path, limits: limits), as: identity)
        var file: AtomicFile
        do throws(FileError) { file = try AtomicFile(path, replacesInput: true) } catch {
            throw DocumentError(error, .cannotWrite)
        }
        try signed.blocks { block throws(DocumentError) in
            do throws(FileError) { try file.write(Array(block)) } catch { throw DocumentError(error, .cannotWrite) }
        }
        do throws(FileError) { try file.commit() } catch { throw DocumentError(error, .cannotWrite) }
    }

    private static func signed(
        _ document: RereadableDocument, as identity: SigningIdentity
    ) throws(DocumentError) -> RereadableDocument {
        prepareLibrary()
        let failed = DocumentError(.signatureFailed, in: document.file)
        var endTag = LastEndTag()
        let before = SignatureExtract()
        try document.parse(before) { endTag.see($0) }
        guard before.all == 0 else { throw DocumentError(.signaturePresent, in: document.file) }
        // The end tag of the root is the last one.
        guard let end = endTag.place else { throw failed }
        let digest = try digest(document.with(Array("\n".utf8), at: end), isExclusive: true, .sha256)
        let method = identity.isRSA ? "rsa-sha256" : "ecdsa-sha256"
        let open = "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"
        let certificates = identity.certificates.map {
            "<X509Certificate>" + Base64.text($0.der) + "</X509Certificate>"
        }
        let keyInfo = "Id=\"\(keyName)\"><X509Data>" + certificates.joined() + "</X509Data></KeyInfo>"
        // By itself in canonical form it declares its namespace.
        let alone = "<KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\" " + keyInfo
        let info = signedInfo(method: method, digest: digest, keyDigest: Digest.of(Array(alone.utf8), .sha256))
        let tree = try DocumentTree(Array((open + info + "</Signature>").utf8), file: document.file)
        guard let node = tree.root.elements.first, node.elements.count == 4, let key = identity.makeKey() else {
            throw failed
        }
        defer { xmlSecKeyDestroy(key) }
        guard
            let value = SignedInfo(info: node, canonicalization: node.elements[0], method: node.elements[1])
                .signed(by: key)
        else { throw failed }
        let text =
            open + info + "<SignatureValue>" + Base64.text(value) + "</SignatureValue><KeyInfo " + keyInfo
            + "</Signature>\n"
        let signed = document.with(Array(text.utf8), at: end)
        // A remark behind the root could hold what looks like its end tag: look at what came out.
        let after = try examined(signed)
        let again = try self.digest(signed, isExclusive: true, .sha256)
        guard after.extract.all == 1, after.extract.direct == 1, !digest.isEmpty, again == digest else { throw failed }
        guard after.isAsWritten else { throw DocumentError(.signatureForm, in: document.file) }
        return signed
    }

    /// Whether the document is as it was signed, and by whom.
    ///
    /// Failures have these codes: `signature-missing`; `signature-structure` (more than one signature, not right below
    /// the root, or not over the whole document); `signature-algorithm`; `signature-certificate`; `signature-digest`
    /// (the document was changed); `signature-key-info` (the certificates were); `signature-value` (the signature itself is
    /// wrong); `signature-weak-key`;
    /// `certificate-untrusted`, `-region`, `-revoked`, `-expired`, `-not-yet-valid`, `-weak`, `-usage`, `-invalid`;
    /// `revocation-list-invalid`, `-expired`; and those of `XMLReader`.
    ///
    /// Of the bytes that the signature does not cover, none may differ from how `XMLWriter` writes: otherwise the code is
    /// `signature-form`. Only white space among the base64 letters of the signature itself is free.
    ///
    /// - Parameters:
    ///   - anchors: the certificates that one trusts.
    ///   - instant: seconds since 1970 at which the certificates must be valid; `nil` for now.
    public static func verify(
        _ document: [UInt8], file: String, trusting anchors: TrustAnchors, at instant: Int? = nil,
        limits: XMLLimits = XMLLimits()
    ) -> SignatureVerdict {
        verify(RereadableDocument(document, file: file, limits: limits), trusting: anchors, at: instant)
    }

    /// Whether a file is as it was signed, and by whom; it is read block by block.
    public static func verify(
        path: String, trusting anchors: TrustAnchors, at instant: Int? = nil, limits: XMLLimits = XMLLimits()
    ) -> SignatureVerdict {
        verify(RereadableDocument(path: path, limits: limits), trusting: anchors, at: instant)
    }

    private static func verify(
        _ document: RereadableDocument, trusting anchors: TrustAnchors, at instant: Int?
    ) -> SignatureVerdict {
        prepareLibrary()
        let file = document.file
        do throws(DocumentError) {
            let (extract, isAsWritten) = try examined(document)
            guard extract.all > 0 else { throw DocumentError(.signatureMissing, in: file) }
            guard extract.all == 1, extract.direct == 1 else {
                throw DocumentError(.signatureStructure, in: file, value: "\(extract.all) × Signature")
            }
            let tree = try DocumentTree(extract.bytes, file: file)
            let shape = try SignatureShape(tree, file: file)
            guard let leaf = shape.certificates.first else { throw DocumentError(.signatureCertificate, in: file) }
            let digest = try digest(document, isExclusive: shape.isExclusive, shape.digest)
            return withExtendedLifetime(tree) {
                verdict(shape, leaf, digest, isAsWritten: isAsWritten, file, anchors, instant)
            }
        } catch {
            return SignatureVerdict(signer: nil, failures: [error.finding], isOfRegion: false)
        }
    }

    private static func verdict(
        _ shape: SignatureShape, _ leaf: Certificate, _ digest: [UInt8], isAsWritten: Bool, _ file: String,
        _ anchors: TrustAnchors, _ instant: Int?
    ) -> SignatureVerdict {
        var failures: [Finding] = []
        func fail(_ message: Finding.Message) { failures.append(Finding(.error, message, at: Location(file: file))) }
        if digest.isEmpty || digest != shape.expected { fail(.signatureDigest) }
        if let keyInfo = shape.keyInfo, !keyInfo.isUnchanged { fail(.signatureKeyInfo) }
        if !holds(shape, by: leaf) { fail(.signatureValue) }
        if failures.isEmpty, !isAsWritten { fail(.signatureForm) }
        if leaf.keyStrength < minimumStrength { fail(.weakKey) }
        if !leaf.maySign { fail(.certificateUsage) }
        let others = shape.certificates.filter { $0 !== leaf }
        if let refusal = anchors.refusal(of: leaf, through: others, at: instant, in: file) { failures.append(refusal) }
        return SignatureVerdict(signer: leaf.signer, failures: failures, isOfRegion: anchors.isNamed(leaf))
    }

    /// Whether the value was made with a certificate's key; what else `KeyInfo` may say is never looked at.
    private static func holds(_ shape: SignatureShape, by certificate: Certificate) -> Bool {
        guard Base64.bytes(shape.value.content) != nil, let publicKey = X509_get_pubkey(certificate.pointer),
            let key = makeKey(adopting: publicKey)
        else { return false }
        defer { xmlSecKeyDestroy(key) }
        return SignedInfo(info: shape.info, canonicalization: shape.canonicalization, method: shape.method)
            .isSigned(shape.value, by: key)
    }

    /// The signatures in a document, and whether its bytes are as `XMLWriter` writes them.
    private static func examined(
        _ document: RereadableDocument
    ) throws(DocumentError) -> (extract: SignatureExtract, isAsWritten: Bool) {
        let (extract, written, raw) = (SignatureExtract(), WrittenForm(), Digest(.sha256))
        try document.parse(HandlerPair(extract, written)) { raw.add($0.bindMemory(to: UInt8.self)) }
        let value = raw.value()
        return (extract, !value.isEmpty && value == written.value())
    }

    /// The digest of a document in canonical form, without its signature.
    static func digest(
        _ document: RereadableDocument, isExclusive: Bool, _ method: Digest.Method
    ) throws(DocumentError) -> [UInt8] {
        let digest = Digest(method)
        let handler = CanonicalWriter(isExclusive: isExclusive, digest.add)
        try document.parse(handler)
        handler.finish()
        return digest.value()
    }

    /// What the signature calls its own certificates.
    private static let keyName = "certificates"

    private static func signedInfo(method: String, digest: [UInt8], keyDigest: [UInt8]) -> String {
        """
        <SignedInfo><CanonicalizationMethod Algorithm="\(SignatureShape.exclusive)"/>\
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#\(method)"/>\
        <Reference URI=""><Transforms><Transform Algorithm="\(SignatureShape.enveloped)"/>\
        <Transform Algorithm="\(SignatureShape.exclusive)"/></Transforms>\
        <DigestMethod Algorithm="\(Digest.Method.sha256.rawValue)"/>\
        <DigestValue>\(Base64.text(digest))</DigestValue></Reference>\
        <Reference URI="#\(keyName)"><Transforms>\
        <Transform Algorithm="\(SignatureShape.exclusive)"/></Transforms>\
        <DigestMethod Algorithm="\(Digest.Method.sha256.rawValue)"/>\
        <DigestValue>\(Base64.text(keyDigest))</DigestValue></Reference></SignedInfo>
        """
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
        LibraryMemory.prepareOpenSSL()
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
    static let signatureKeyInfo = Self(
        "signature-key-info", "随签名附上的证书在签名之后被改动", "the certificates beside the signature were changed after it was made"
    )
    static let signatureValue = Self("signature-value", "签名值不正确", "the signature's value is wrong")
    static let signatureForm = Self(
        "signature-form", "文件内容未变，但写法（空白、引号、注释等）不是本程序的写法",
        "the content holds, but spaces, quotes or remarks are not as this program writes them")
}
