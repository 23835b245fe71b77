internal import Glibc

/// Which file or folder a path leads to, whatever it is called: two paths to one are equal.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let node: UInt64
    private let path: String

    /// The file behind a path; where there is none, the path itself.
    public init(_ path: String) {
        var status = stat()
        self.init(stat(path, &status) == 0 ? status : nil, path: path)
    }

    /// The file behind an open descriptor.
    package init(descriptor: Int32) {
        var status = stat()
        self.init(fstat(descriptor, &status) == 0 ? status : nil, path: "")
    }

    private init(_ status: stat?, path: String) {
        device = status.map { UInt64($0.st_dev) } ?? 0
        node = status.map { UInt64($0.st_ino) } ?? 0
        self.path = status == nil ? path : ""
    }
}
