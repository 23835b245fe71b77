internal import Glibc

/// Which file or folder a path leads to, whatever it is called: two paths to one are equal.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let node: UInt64
    private let path: String

    /// The file behind a path; where there is none, the path itself.
    public init(_ path: String) {
        var status = stat()
        let isThere = stat(path, &status) == 0
        device = isThere ? UInt64(status.st_dev) : 0
        node = isThere ? UInt64(status.st_ino) : 0
        self.path = isThere ? "" : path
    }
}
