import FoundationEssentials
import Glibc

/// Files that tests compare with and, asked by `RECORD_GOLDEN=1`, write anew.
public enum Golden {
    /// Whether the files are to be recorded anew.
    public static let isRecording = getenv("RECORD_GOLDEN").map { String(cString: $0) } == "1"

    /// Compares a text with a file of the repository: `nil` where they agree, else the first difference as a sentence.
    /// Recording writes the file and tells so, which fails the test once.
    public static func difference(_ text: String, file: String) throws -> String? {
        let old = try? String(contentsOfFile: file, encoding: .utf8)
        guard old != text else { return nil }
        let name = String(file.split(separator: "/").last ?? "")
        if isRecording {
            if let slash = file.lastIndex(of: "/") {
                try FileManager.default.createDirectory(
                    atPath: String(file[..<slash]), withIntermediateDirectories: true)
            }
            try Data(text.utf8).write(to: URL(filePath: file))
            return "\(name) was recorded anew"
        }
        guard let old else { return "\(name) is missing; RECORD_GOLDEN=1 swift test writes it" }
        let (a, b) = (old.split(separator: "\n"), text.split(separator: "\n"))
        for line in 0..<max(a.count, b.count) {
            let (was, now) = (line < a.count ? a[line] : "", line < b.count ? b[line] : "")
            if was != now {
                return "\(name) is stale at line \(line + 1): was “\(was)”, now “\(now)”; RECORD_GOLDEN=1 writes it"
            }
        }
        return "\(name) differs in blank lines; RECORD_GOLDEN=1 swift test writes it"
    }
}
