import CLibXMLSec
import Tables

#if canImport(Glibc)
    import Glibc
#endif

/// Who signed a document, by the certificate in it.
public struct Signer: Hashable, Sendable {
    /// The certificate's subject, such as `CN=某县生态环境局,C=CN`.
    public let subject: String
    /// Who issued the certificate.
    public let issuer: String
    /// The certificate's serial number, hexadecimal.
    public let serial: String
    /// When its validity begins, UTC: `2024-01-01T00:00:00Z`.
    public let validFrom: String
    /// When its validity ends, UTC.
    public let validUntil: String
    /// SHA-256 of the certificate, hexadecimal.
    public let fingerprint: String
}

/// An X.509 certificate, freed with the object.
final class Certificate {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    /// A certificate of its DER bytes, or `nil`.
    init?(der: [UInt8]) {
        LibraryMemory.prepareOpenSSL()
        let parsed: OpaquePointer? = der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return d2i_X509(nil, &start, bytes.count)
        }
        ERR_clear_error()
        guard let parsed else { return nil }
        pointer = parsed
    }

    deinit { X509_free(pointer) }

    /// All certificates of a PEM text, in their order.
    static func all(inPEM bytes: [UInt8]) -> [Certificate] {
        LibraryMemory.prepareOpenSSL()
        var found: [Certificate] = []
        bytes.withUnsafeBytes { buffer in
            guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return }
            defer { BIO_free(bio) }
            while found.count < 1000, let next = PEM_read_bio_X509(bio, nil, nil, nil) {
                found.append(Certificate(owning: next))
            }
        }
        ERR_clear_error()
        return found
    }

    /// All certificates of a PEM file; at least one.
    static func all(inFile path: String) throws(DocumentError) -> [Certificate] {
        let bytes = try OpenFile.contents(of: path, limit: 16 << 20, beyond: .tooLarge)
        let found = all(inPEM: bytes)
        guard !found.isEmpty else { throw DocumentError(.noCertificate, in: path) }
        return found
    }

    var der: [UInt8] {
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(pointer, &bytes)
        guard count > 0, let bytes else { return [] }
        defer { clibxmlsec_free_bytes(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    /// Whether this certificate issued another one.
    func issued(_ other: Certificate) -> Bool { X509_check_issued(pointer, other.pointer) == X509_V_OK }

    /// Whether signing documents is among its uses; a certificate that names no use has all.
    var maySign: Bool {
        let usage = X509_get_key_usage(pointer)
        return usage == UInt32.max || usage & UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION) != 0
    }

    /// Whether it may issue others; what `openssl req -x509` makes by default may.
    var isAuthority: Bool { X509_check_ca(pointer) != 0 }

    /// The strength of its key in bits of a symmetric key: 112 is RSA with 2,048 bits.
    var keyStrength: Int {
        guard let key = X509_get0_pubkey(pointer) else { return 0 }
        return Int(EVP_PKEY_get_security_bits(key))
    }

    var signer: Signer {
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 32
        X509_digest(pointer, EVP_sha256(), &digest, &count)
        let number = X509_get0_serialNumber(pointer)
        let serial = number.map { Array(UnsafeBufferPointer(start: $0.pointee.data, count: Int($0.pointee.length))) }
        return Signer(
            subject: Certificate.text(of: X509_get_subject_name(pointer)),
            issuer: Certificate.text(of: X509_get_issuer_name(pointer)), serial: Certificate.hex(serial ?? []),
            validFrom: Certificate.text(of: X509_get0_notBefore(pointer)),
            validUntil: Certificate.text(of: X509_get0_notAfter(pointer)), fingerprint: Certificate.hex(digest))
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func text(of name: OpaquePointer?) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        guard let name, X509_NAME_print_ex(bio, name, 0, clibxmlsec_name_flags()) >= 0 else { return "" }
        var bytes: UnsafeMutablePointer<CChar>?
        let count = clibxmlsec_bio_bytes(bio, &bytes)
        guard count > 0, let bytes else { return "" }
        return bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
        }
    }

    static func text(of time: UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return "" }
        func padded(_ number: Int32) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let day = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return day + "T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    }
}

extension Finding.Message {
    static let noCertificate = Self(
        "certificate-unreadable", "文件中没有可读的 PEM 证书", "the file holds no readable PEM certificate")
}
