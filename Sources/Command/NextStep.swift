import Glibc
import Lantian

/// One line on standard error that says what usually comes next. It is for people: it is told on a terminal only, and
/// never where the user asked for quiet or for CSV or JSON.
func tellNext(_ zh: String, _ en: String, quiet: Bool, format: OutputFormat = .table) {
    guard !quiet, format == .table, isatty(2) != 0 else { return }
    tell(text("下一步：", "next: ") + text(zh, en))
}

/// A path as a shell takes it.
func quoted(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy { scalar in
        scalar.value > 127 || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || "/._-+=:@%".unicodeScalars.contains(scalar)
    }
    return isPlain && !path.isEmpty ? path : "'" + path.replacing("'", with: "'\\''") + "'"
}
