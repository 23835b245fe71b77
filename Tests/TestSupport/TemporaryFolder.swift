import Foundation
import Synchronization

/// A folder that is gone when the test is; one that several tests share goes when the run ends.
public final class TemporaryFolder: Sendable {
    /// The folders that are still there.
    private static let living = Mutex<Set<String>>([])
    private static let removesWhatIsLeft: Bool = {
        atexit {
            for path in TemporaryFolder.living.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
        } == 0
    }()

    /// Where it is.
    public let path: String

    /// An empty folder of its own.
    public init() throws {
        path = FileManager.default.temporaryDirectory.path + "/lantian-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        if TemporaryFolder.removesWhatIsLeft { TemporaryFolder.living.withLock { _ = $0.insert(path) } }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        TemporaryFolder.living.withLock { _ = $0.remove(path) }
    }

    /// Writes a text file, with the folders that it needs, and returns its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    /// Writes bytes to a file, with the folders that it needs, and returns its path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        if let slash = file.lastIndex(of: "/") {
            try FileManager.default.createDirectory(atPath: String(file[..<slash]), withIntermediateDirectories: true)
        }
        try Data(bytes).write(to: URL(filePath: file))
        return file
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { path + "/" + name }

    /// The names of what is in it, in order.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    /// The bytes of a file in it.
    public func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: file(name)))) }

    /// Copies a file of the repository into the folder.
    public func copy(_ file: String, to name: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else { throw MissingFile(path: file) }
        try write(Array(data), to: name)
    }
}

/// A file of the repository that a test needs and does not find.
public struct MissingFile: Error {
    /// The file.
    public let path: String
}
