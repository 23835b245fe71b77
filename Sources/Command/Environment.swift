import Glibc
import Lantian

/// The factor folder of a run.
func factorFolder(_ asked: String?) throws -> String { try LibrarySearch(asked: asked).found() }

/// A variable of the environment that is set and not empty.
func environment(_ name: String) -> String? {
    guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
    return value
}
