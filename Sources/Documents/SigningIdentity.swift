import CLibXMLSec
import Tables

/// A private key with its certificate, and the certificates between it and an authority.
public final class SigningIdentity {
    let key: OpaquePointer
    let certificates: [Certificate]

    /// The key and certificate of PEM files.
    ///
    /// - Parameters:
    ///   - keyFile: an RSA key of at least 2,048 bits, or an elliptic-curve key of at least 224.
    ///   - certificateFile: the key's certificate first; certificates of the authorities may follow.
    ///   - password: the key's password; nobody is ever asked for one.
    /// - Throws: `cannot-open`, `signature-key-unreadable`, `certificate-unreadable`, `signature-key-mismatch`,
    ///   `signature-weak-key`, `signature-algorithm`.
    public init(keyFile: String, certificateFile: String, password: String? = nil) throws(DocumentError) {
        LibraryMemory.prepareOpenSSL()
        let bytes = try OpenFile.contents(of: keyFile, limit: 1 << 20, beyond: .tooLarge)
        let parsed: OpaquePointer? = bytes.withUnsafeBytes { buffer in
            guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer { BIO_free(bio) }
            return withCStrings([password ?? ""]) { texts in
                PEM_read_bio_PrivateKey(
                    bio, nil,
                    { buffer, size, _, box in
                        guard let box, let buffer else { return -1 }
                        let text = box.assumingMemoryBound(to: CChar.self)
                        var count: Int32 = 0
                        while text[Int(count)] != 0, count < size {
                            buffer[Int(count)] = text[Int(count)]
                            count += 1
                        }
                        return count
                    }, texts[0])
            }
        }
        ERR_clear_error()
        guard let parsed else { throw DocumentError(.keyUnreadable, in: keyFile) }
        key = parsed
        do throws(DocumentError) {
            certificates = try Certificate.all(inFile: certificateFile)
        } catch {
            certificates = []
            throw error
        }
        let first = certificates.first
        defer { ERR_clear_error() }
        guard let first, X509_check_private_key(first.pointer, key) == 1 else {
            throw DocumentError(.keyMismatch, in: certificateFile)
        }
        guard isRSA || isEllipticCurve else { throw DocumentError(.algorithm, in: keyFile) }
        guard first.keyStrength >= XMLSignature.minimumStrength else { throw DocumentError(.weakKey, in: keyFile) }
    }

    deinit { EVP_PKEY_free(key) }

    var isRSA: Bool { EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA }
    var isEllipticCurve: Bool { EVP_PKEY_get_base_id(key) == EVP_PKEY_EC }

    /// The private key as xmlsec takes it; the caller frees it.
    func makeKey() -> xmlSecKeyPtr? {
        EVP_PKEY_up_ref(key)
        return XMLSignature.makeKey(adopting: key)
    }
}

extension Finding.Message {
    static let keyUnreadable = Self(
        "signature-key-unreadable", "无法读取 PEM 私钥（密码是否正确？）",
        "the PEM private key cannot be read (is the password right?)")
    static let keyMismatch = Self(
        "signature-key-mismatch", "证书与私钥不匹配", "the certificate does not belong to the private key")
    static let weakKey = Self(
        "signature-weak-key", "密钥过弱：RSA 至少 2048 位，椭圆曲线至少 224 位",
        "the key is too weak: RSA needs 2,048 bits, an elliptic curve 224")
}
