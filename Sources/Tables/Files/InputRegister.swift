internal import Synchronization

/// The files that a run has read or written. What it writes later may not take the place of one of them, by whatever
/// name, link or option.
///
/// A program begins the register once; a library that is used by another program keeps none.
public enum InputRegister {
    private static let known = Mutex<Set<FileIdentity>?>(nil)

    /// From now on files are noted.
    public static func begin() {
        known.withLock { if $0 == nil { $0 = [] } }
    }

    /// From now on none are: a program that serves many requests writes only where it is asked to, and again and again.
    public static func end() {
        known.withLock { $0 = nil }
    }

    /// Notes a file that is read, or has been written.
    package static func note(_ file: FileIdentity) {
        known.withLock { _ = $0?.insert(file) }
    }

    /// Whether a file was read or written in this run.
    package static func holds(_ file: FileIdentity) -> Bool {
        known.withLock { $0?.contains(file) ?? false }
    }
}
