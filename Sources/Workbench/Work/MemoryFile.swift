import Glibc

/// A file in memory that has a path while it lives: what reads files by path reads it, and no disk ever holds it.
final class MemoryFile {
    private let descriptor: Int32

    init(_ bytes: [UInt8]) {
        var generator = SystemRandomNumberGenerator()
        let name = "/dev/shm/lantian-" + String(generator.next(), radix: 16)
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(name)
        var done = 0
        while descriptor >= 0, done < bytes.count {
            let wrote = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            guard wrote > 0 else { break }
            done += wrote
        }
    }

    /// Its path in this process.
    var path: String { "/proc/self/fd/\(descriptor)" }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
