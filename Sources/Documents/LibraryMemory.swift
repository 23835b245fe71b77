import CLibXMLSec
import Glibc

/// Memory for libxml2, xmlsec and OpenSSL. An allocation that fails ends the program here as it does in Swift, with the
/// system's reason in `errno`: handed on, it would come out as a fault of the document, or as a signature that does not hold.
enum LibraryMemory {
    static func room(_ count: Int, insteadOf old: UnsafeMutableRawPointer? = nil) -> UnsafeMutableRawPointer {
        guard let room = realloc(old, max(count, 1)) else { abort() }
        return room
    }

    static func copy(_ text: UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar> {
        guard let copy = strdup(text) else { abort() }
        return copy
    }

    private static let isPrepared: Bool =
        CRYPTO_set_mem_functions(
            { count, _, _ in room(count) }, { old, count, _, _ in room(count, insteadOf: old) },
            { old, _, _ in free(old) }) == 1

    /// Has OpenSSL allocate here; before it allocates for the first time.
    static func prepareOpenSSL() { _ = isPrepared }
}
