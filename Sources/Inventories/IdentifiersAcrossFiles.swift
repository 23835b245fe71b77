public import Tables

/// One identifier in two files of a kind is an error; within one file the reader tells it.
public struct IdentifiersAcrossFiles: Sendable {
    private var first: [String: [String: (file: String, line: UInt32)]] = [:]

    /// None yet.
    public init() {}

    /// The identifiers of a table with their lines.
    public static func of(_ table: Table) -> [(id: String, line: UInt32)] {
        guard let ids = table.texts(Column.id) else { return [] }
        return (0..<ids.count).compactMap { row in
            let id = ids[row]
            return id.isEmpty ? nil : (id, table.lines[row])
        }
    }

    /// Adds those of a file; an id of another file of the same kind is a finding.
    public mutating func add(
        _ identifiers: [(id: String, line: UInt32)], kind: String, file: String, findings: inout Findings
    ) {
        for (id, line) in identifiers {
            if let other = first[kind]?[id], other.file != file {
                findings.add(
                    Finding(
                        .error, .sameIdentifier, at: Location(file: file, line: Int(line), column: Column.id),
                        value: id,
                        expected: Label(
                            "未在 \(other.file):\(other.line) 使用的编号",
                            "an id that \(other.file):\(other.line) does not use")))
            } else {
                first[kind, default: [:]][id] = (file, line)
            }
        }
    }
}

extension Finding.Message {
    static let sameIdentifier = Finding.Message("duplicate-id", "编号在另一文件中已使用", "the id stands in another file too")
}
