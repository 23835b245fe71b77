import CLibXMLSec

/// A digest of bytes that come block by block.
final class Digest {
    /// The digests that hold, by the names that XML Signature gives them.
    enum Method: String, CaseIterable {
        case sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
        case sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
        case sha512 = "http://www.w3.org/2001/04/xmlenc#sha512"
    }

    private let context: OpaquePointer?

    init(_ method: Method) {
        LibraryMemory.prepareOpenSSL()
        context = EVP_MD_CTX_new()
        let function =
            switch method {
            case .sha256: EVP_sha256()
            case .sha384: EVP_sha384()
            case .sha512: EVP_sha512()
            }
        EVP_DigestInit_ex(context, function, nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    func add(_ bytes: UnsafeBufferPointer<UInt8>) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    /// The digest of bytes.
    static func of(_ bytes: [UInt8], _ method: Method) -> [UInt8] {
        let digest = Digest(method)
        bytes.withUnsafeBufferPointer(digest.add)
        return digest.value()
    }

    /// The digest; empty where the library fails. Nothing can be added after.
    func value() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        var count: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &bytes, &count) == 1 else { return [] }
        return Array(bytes.prefix(Int(count)))
    }
}
