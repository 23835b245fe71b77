/// A file that a table or a library came from.
public struct SourceFile: Sendable, Hashable {
    /// The path as the user named it.
    public let path: String
    /// SHA-256 of its bytes, hexadecimal; empty where not taken.
    public let digest: String

    /// SHA-256 of a file's bytes, hexadecimal.
    public static func digest(of path: String) throws(FileError) -> String {
        SHA256.hexadecimal(of: try InputFile.bytes(of: path))
    }

    /// A file.
    public init(path: String, digest: String = "") {
        self.path = path
        self.digest = digest
    }
}
