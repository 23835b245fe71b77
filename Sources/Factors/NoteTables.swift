import Synchronization
package import Tables

/// Tables of words (stage maps, required measures…) by name: a row is a dictionary by header. Most runs ask for none of
/// them, so the rows of a table are made when it is first asked for.
public struct NoteTables: Sendable {
    private final class Known: Sendable {
        let rows = Mutex<[String: [[String: String]]]>([:])
    }

    private var files: [String: [FactorFile]] = [:]
    private var known = Known()

    /// Adds the rows of a file to a table.
    mutating func add(_ file: FactorFile, to name: String) {
        files[name, default: []].append(file)
        known = Known()
    }

    /// The rows of a table, or `nil` where there is none of that name.
    public subscript(name: String) -> [[String: String]]? {
        guard files[name] != nil else { return nil }
        if let rows = known.rows.withLock({ $0[name] }) { return rows }
        var ignored = Findings()
        let rows = rows(of: name, findings: &ignored)
        known.rows.withLock { $0[name] = rows }
        return rows
    }

    /// The names of the tables.
    public var names: [String] { files.keys.sorted() }

    /// What is wrong with any row.
    package var findings: Findings {
        var findings = Findings()
        for name in names { _ = rows(of: name, findings: &findings) }
        return findings
    }

    private func rows(of name: String, findings: inout Findings) -> [[String: String]] {
        var rows: [[String: String]] = []
        for var file in files[name] ?? [] {
            while file.next(findings: &findings) { rows.append(file.values) }
        }
        return rows
    }
}
