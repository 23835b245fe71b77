import Calculation
import FoundationEssentials
import Glibc

/// A variable of the environment that is set and not empty.
package func environment(_ name: String) -> String? {
    guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
    return value
}

/// A file or folder that the user named, which must be there.
package func existing(_ path: String) throws -> String {
    guard FileManager.default.fileExists(atPath: path) else { throw MissingInput(path: path) }
    return path
}
