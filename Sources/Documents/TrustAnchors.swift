import CLibXMLSec
import Tables

#if canImport(Glibc)
    import Glibc
#endif

/// Whom a receiver believes: authorities, whose certificates issue those of signers, and signers of regions themselves.
///
/// An authority's signers may sign for any region, since nothing in a certificate tells which one is theirs. A signer of a
/// region is that very certificate: it signs for this region and those within, and what it issued is not believed.
public struct TrustAnchors: @unchecked Sendable {
    // OpenSSL counts references with locks, and nothing changes a certificate here.
    let certificates: [Certificate]
    private var signers: [(certificate: Certificate, region: String)] = []
    private var revocations: [RevocationList] = []
    private var region: String?

    /// The certificates of PEM files, any number in each, for all regions.
    ///
    /// - Throws: `cannot-open`, `certificate-unreadable`.
    public init(files: [String]) throws(DocumentError) {
        var all: [Certificate] = []
        for file in files { all += try Certificate.all(inFile: file) }
        certificates = all
    }

    /// No trust in anybody: every chain is then `certificate-untrusted`.
    public static let none = TrustAnchors()

    private init() { certificates = [] }

    /// Adds the certificates of a PEM file as those of the signers of a region, by its code of six digits.
    ///
    /// - Throws: `cannot-open`, `certificate-unreadable`.
    public mutating func add(signersOf region: String, file: String) throws(DocumentError) {
        for certificate in try Certificate.all(inFile: file) { signers.append((certificate, region)) }
    }

    /// Adds the revocation lists of a file (PEM or DER): certificates in them are refused.
    ///
    /// - Throws: `cannot-open`, `revocation-list-unreadable`.
    public mutating func add(revocations file: String) throws(DocumentError) {
        revocations += try RevocationList.all(inFile: file)
    }

    /// The same, for documents of one region.
    public func forRegion(_ code: String) -> TrustAnchors {
        var limited = self
        limited.region = code
        return limited
    }

    /// Whether a certificate is named as a signer's of the region.
    func isNamed(_ certificate: Certificate) -> Bool { signers.contains { isNamed(certificate, by: $0) } }

    private func isNamed(_ certificate: Certificate, by signer: (certificate: Certificate, region: String)) -> Bool {
        region.map { RegionCode.holds($0, within: signer.region) } ?? false && signer.certificate.der == certificate.der
    }

    /// Why a certificate does not lead to an anchor, or `nil`.
    ///
    /// - Parameters:
    ///   - others: certificates that may stand between it and an anchor.
    ///   - instant: seconds since 1970 at which all must be valid; `nil` for now.
    func refusal(
        of certificate: Certificate, through others: [Certificate], at instant: Int?, in file: String
    ) -> Finding? {
        let place = Location(file: file)
        func refused(_ message: Finding.Message, _ value: String? = nil, expected: String? = nil) -> Finding {
            Finding(.error, message, at: place, value: value, expected: expected.map { Label(same: $0) })
        }
        let named = signers.filter { isNamed(certificate, by: $0) }.map(\.certificate)
        let elsewhere = signers.filter { $0.certificate.der == certificate.der }.map(\.region)
        guard let store = X509_STORE_new(), let stack = clibxmlsec_certificates(), let context = X509_STORE_CTX_new()
        else { return refused(.certificateInvalid) }
        defer { ERR_clear_error() }
        defer { X509_STORE_free(store) }
        defer { clibxmlsec_free_stack(stack) }
        defer { X509_STORE_CTX_free(context) }
        for anchor in certificates + named { X509_STORE_add_cert(store, anchor.pointer) }
        for other in others { clibxmlsec_add(stack, other.pointer) }
        guard X509_STORE_CTX_init(context, store, certificate.pointer, stack) == 1 else {
            return refused(.certificateInvalid)
        }
        if let parameters = X509_STORE_CTX_get0_param(context) {
            // An anchor need not be a root: a county's own certificate may be trusted directly.
            X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
            X509_VERIFY_PARAM_set_depth(parameters, 8)
            X509_VERIFY_PARAM_set_auth_level(parameters, 2)
            if let instant { X509_VERIFY_PARAM_set_time(parameters, time_t(instant)) }
        }
        if X509_verify_cert(context) == 1 {
            // Who may issue certificates signs none but under its own name.
            let isAnchor = (certificates + named).contains { $0.der == certificate.der }
            if certificate.isAuthority, !isAnchor { return refused(.certificateUsage, certificate.signer.subject) }
            let chain = (0..<clibxmlsec_count(X509_STORE_CTX_get0_chain(context))).compactMap { number in
                clibxmlsec_certificate(X509_STORE_CTX_get0_chain(context), number)
            }
            return RevocationList.refusal(of: chain, by: revocations, known: certificates, at: instant).map {
                refused($0.message, $0.value)
            }
        }
        let code = X509_STORE_CTX_get_error(context)
        let reason = String(cString: X509_verify_cert_error_string(Int(code)))
        let message = TrustAnchors.message(code)
        if message == .certificateUntrusted, !elsewhere.isEmpty {
            return refused(.certificateRegion, region, expected: elsewhere.joined(separator: ", "))
        }
        return refused(message, reason)
    }

    private static func message(_ code: Int32) -> Finding.Message {
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED: .certificateExpired
        case X509_V_ERR_CERT_NOT_YET_VALID: .certificateNotYetValid
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED:
            .certificateUntrusted
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK: .certificateWeak
        default: .certificateInvalid
        }
    }
}

/// A list of certificates that their issuer took back, freed with the object.
final class RevocationList {
    private let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_CRL_free(pointer) }

    /// All lists of a file, PEM or DER; at least one.
    static func all(inFile path: String) throws(DocumentError) -> [RevocationList] {
        let bytes = try OpenFile.contents(of: path, limit: 64 << 20, beyond: .tooLarge)
        var found: [RevocationList] = []
        bytes.withUnsafeBytes { buffer in
            guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return }
            defer { BIO_free(bio) }
            while found.count < 1000, let next = PEM_read_bio_X509_CRL(bio, nil, nil, nil) {
                found.append(RevocationList(owning: next))
            }
        }
        if found.isEmpty {
            let parsed: OpaquePointer? = bytes.withUnsafeBufferPointer { bytes in
                var start = bytes.baseAddress
                return d2i_X509_CRL(nil, &start, bytes.count)
            }
            if let parsed { found.append(RevocationList(owning: parsed)) }
        }
        ERR_clear_error()
        guard !found.isEmpty else { throw DocumentError(.noRevocationList, in: path) }
        return found
    }

    /// Why a chain of certificates, the signer's first, does not hold by lists of their issuers, or `nil`.
    static func refusal(
        of chain: [OpaquePointer], by lists: [RevocationList], known: [Certificate], at instant: Int?
    ) -> (message: Finding.Message, value: String)? {
        for (place, certificate) in chain.enumerated() {
            let issuer = X509_get_issuer_name(certificate)
            let candidates = (chain.dropFirst(place) + known.map(\.pointer)).filter {
                X509_NAME_cmp(X509_get_subject_name($0), issuer) == 0
            }
            for list in lists where X509_NAME_cmp(X509_CRL_get_issuer(list.pointer), issuer) == 0 {
                let name = Certificate.text(of: X509_get_subject_name(certificate))
                // Whose issuer is not here is refused by the list as it was given.
                let isSigned =
                    candidates.isEmpty
                    || candidates.contains {
                        X509_get0_pubkey($0).map { X509_CRL_verify(list.pointer, $0) == 1 } ?? false
                    }
                guard isSigned else { return (.revocationListInvalid, name) }
                var entry: OpaquePointer?
                if X509_CRL_get0_by_cert(list.pointer, &entry, certificate) == 1 { return (.certificateRevoked, name) }
                var now = time_t(instant ?? Int(time(nil)))
                if let end = X509_CRL_get0_nextUpdate(list.pointer), X509_cmp_time(end, &now) < 0 {
                    return (.revocationListOld, Certificate.text(of: end))
                }
            }
        }
        return nil
    }
}

extension Finding.Message {
    static let certificateExpired = Self("certificate-expired", "证书已过期", "the certificate has expired")
    static let certificateNotYetValid = Self("certificate-not-yet-valid", "证书尚未生效", "the certificate is not valid yet")
    static let certificateUntrusted = Self(
        "certificate-untrusted", "证书不是由所信任的机构签发的", "the certificate does not lead to a trusted one")
    static let certificateRegion = Self(
        "certificate-region", "签名证书属于别的地区，不能为本地区签名", "the certificate is that of another region's signer")
    static let certificateRevoked = Self(
        "certificate-revoked", "证书已被签发机构吊销", "the certificate was revoked by its issuer")
    static let certificateWeak = Self(
        "certificate-weak", "证书链中的密钥或摘要算法过弱", "a key or digest in the certificate chain is too weak")
    static let certificateUsage = Self(
        "certificate-usage", "证书不可用于签名", "the certificate may not be used for signing")
    static let certificateInvalid = Self("certificate-invalid", "证书链无效", "the certificate chain is not valid")
    static let noRevocationList = Self(
        "revocation-list-unreadable", "文件中没有可读的吊销列表（CRL）", "the file holds no readable revocation list (CRL)")
    static let revocationListInvalid = Self(
        "revocation-list-invalid", "吊销列表不是由该证书的签发机构签名的",
        "the revocation list is not signed by the issuer of the certificate")
    static let revocationListOld = Self(
        "revocation-list-expired", "吊销列表已过有效期，请换用新的", "the revocation list is out of date: get a new one")
}
