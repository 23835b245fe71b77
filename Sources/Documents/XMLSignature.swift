import CLibXML2
import CLibXMLSec
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
/// Any standard tool can check such a signature. The document is held as a tree: some ten times its size in memory.
///
/// ```swift
/// let identity = try SigningIdentity(keyFile: "key.pem", certificateFile: "cert.pem")
/// let signed = try XMLSignature.sign(report, file: "report.xml", as: identity)
/// let verdict = XMLSignature.verify(signed, file: "report.xml", trusting: try TrustAnchors(files: ["root.pem"]))
/// ```
public enum XMLSignature {
    /// The least strength of a key, in bits of a symmetric key.
    static let minimumStrength = 112

    /// The usual limits of a document that is signed or checked.
    public static var limits: XMLLimits {
        var limits = XMLLimits()
        limits.totalBytes = 512 << 20
        return limits
    }

    /// The document with a signature as its root's last child, in UTF-8.
    ///
    /// Equal documents and keys give equal bytes with RSA; ECDSA draws a number at random.
    ///
    /// - Throws: `signature-present` for a document that holds one, `signature-failed`, and what `XMLReader` throws.
    public static func sign(
        _ document: [UInt8], file: String, as identity: SigningIdentity
    ) throws(DocumentError) -> [UInt8] {
        prepareLibrary()
        let tree = try DocumentTree(document, file: file, limits: limits)
        guard tree.signatureElements("Signature").isEmpty else { throw DocumentError(.signaturePresent, in: file) }
        let method = identity.isRSA ? clibxmlsec_rsa_sha256() : clibxmlsec_ecdsa_sha256()
        let failed = DocumentError(.signatureFailed, in: file)
        guard let node = xmlSecTmplSignatureCreate(tree.pointer, clibxmlsec_exclusive_c14n(), method, nil) else {
            throw failed
        }
        xmlAddChild(tree.root, node)
        xmlAddChild(tree.root, xmlNewDocText(tree.pointer, "\n"))
        guard let reference = xmlSecTmplSignatureAddReference(node, clibxmlsec_sha256(), nil, "", nil),
            xmlSecTmplReferenceAddTransform(reference, clibxmlsec_enveloped()) != nil,
            xmlSecTmplReferenceAddTransform(reference, clibxmlsec_exclusive_c14n()) != nil,
            let context = xmlSecDSigCtxCreate(nil)
        else { throw failed }
        defer { xmlSecDSigCtxDestroy(context) }
        context.pointee.signKey = identity.makeKey()
        context.pointee.enabledReferenceUris = 1
        guard xmlSecDSigCtxSign(context, node) == 0, context.pointee.status == xmlSecDSigStatusSucceeded,
            add(identity.certificates, to: node)
        else { throw failed }
        return tree.bytes
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
        _ document: [UInt8], file: String, trusting anchors: TrustAnchors, at instant: Int? = nil
    ) -> SignatureVerdict {
        prepareLibrary()
        do throws(DocumentError) {
            let tree = try DocumentTree(document, file: file, limits: limits)
            let shape = try SignatureShape(tree, file: file)
            guard let leaf = shape.leaf else { throw DocumentError(.signatureCertificate, in: file) }
            return verdict(shape, leaf, file, anchors, instant)
        } catch {
            return SignatureVerdict(signer: nil, failures: [error.finding])
        }
    }

    private static func verdict(
        _ shape: SignatureShape, _ leaf: Certificate, _ file: String, _ anchors: TrustAnchors, _ instant: Int?
    ) -> SignatureVerdict {
        var failures: [Finding] = []
        func fail(_ message: Finding.Message) { failures.append(Finding(.error, message, at: Location(file: file))) }
        if let message = check(shape.node, by: leaf) { fail(message) }
        if leaf.keyStrength < minimumStrength { fail(.weakKey) }
        if !leaf.maySign { fail(.certificateUsage) }
        let others = shape.certificates.filter { $0 !== leaf }
        if let refusal = anchors.refusal(of: leaf, through: others, at: instant, in: file) { failures.append(refusal) }
        return SignatureVerdict(signer: leaf.signer, failures: failures)
    }

    /// Checks digest and value by the key of one certificate; what else `KeyInfo` may say is never looked at.
    private static func check(_ node: xmlNodePtr, by certificate: Certificate) -> Finding.Message? {
        guard let publicKey = X509_get_pubkey(certificate.pointer), let key = makeKey(adopting: publicKey),
            let context = xmlSecDSigCtxCreate(nil)
        else { return .signatureValue }
        defer { xmlSecDSigCtxDestroy(context) }
        defer { ERR_clear_error() }
        context.pointee.signKey = key
        context.pointee.enabledReferenceUris = 1
        let result = xmlSecDSigCtxVerify(context, node)
        guard result == 0, context.pointee.status == xmlSecDSigStatusSucceeded else {
            let item = xmlSecPtrListGetItem(&context.pointee.signedInfoReferences, 0)
            let reference = item?.assumingMemoryBound(to: xmlSecDSigReferenceCtx.self)
            let digestHolds = reference?.pointee.status == xmlSecDSigStatusSucceeded
            return digestHolds ? .signatureValue : .signatureDigest
        }
        return nil
    }

    /// Puts certificates beside the signature, which does not cover them: they are checked by their own chain.
    private static func add(_ certificates: [Certificate], to node: xmlNodePtr) -> Bool {
        let namespace = node.pointee.ns
        guard let info = xmlNewChild(node, namespace, "KeyInfo", nil),
            let data = xmlNewChild(info, namespace, "X509Data", nil)
        else { return false }
        for certificate in certificates {
            guard xmlNewTextChild(data, namespace, "X509Certificate", "\n" + certificate.base64 + "\n") != nil else {
                return false
            }
        }
        return true
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
