import Glibc
import Lantian

/// The language of the environment: Chinese where the locale says so.
func environmentLanguage() -> Language {
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { continue }
        return value.lowercased().hasPrefix("zh") ? .zh : .en
    }
    return .en
}

/// A text of the command line in the environment's language.
func text(_ zh: String, _ en: String) -> String { Label(zh, en)[environmentLanguage()] }

/// Writes to standard error.
func tell(_ text: String) {
    var rest = Array((text + "\n").utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}
