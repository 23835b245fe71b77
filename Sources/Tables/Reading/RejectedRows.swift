/// A row that is not used, as it stands in the file, and why.
public struct RejectedRow: Sendable, Equatable {
    /// The line it begins on, from 1.
    public let line: Int
    /// Its cells as they stand.
    public let cells: [String]
    /// What is wrong with it.
    public let reasons: [Finding]

    /// A row and its errors.
    public init(line: Int, cells: [String], reasons: [Finding]) {
        self.line = line
        self.cells = cells
        self.reasons = reasons
    }
}

/// The rows of one file that are not used, ready to be sent back to whoever filled them in.
public struct RejectedRows: Sendable {
    /// The file's path as the user named it.
    public let file: String
    /// The header as it stands.
    public let header: [String]
    /// The rows in the order of the file.
    public var rows: [RejectedRow] = []

    /// None yet.
    public init(file: String, header: [String]) {
        self.file = file
        self.header = header
    }

    /// The header of the column of reasons. Files with it are read as if it were not there, so that a corrected file
    /// can be handed in again.
    public static let reasonHeader = Label("退回原因", "reject_reason")
    static let reasonHeaders: Set<String> = [reasonHeader.zh, reasonHeader.en]

    /// The rows as a table: the original header and cells, and a last column with the reasons.
    public func csv(in language: Language, byteOrderMark: Bool = false) -> [UInt8] {
        // A reason column of an earlier round is replaced, not repeated.
        let kept = header.indices.filter { !RejectedRows.reasonHeaders.contains(header[$0]) }
        var writer = CSVWriter(byteOrderMark: byteOrderMark)
        writer.row(kept.map { header[$0] } + [RejectedRows.reasonHeader[language]])
        for row in rows {
            var cells = kept.map { $0 < row.cells.count ? row.cells[$0] : "" }
            if row.cells.count > header.count { cells += row.cells[header.count...] }
            let reasons = row.reasons.filter { $0.severity == .error }
            writer.row(
                cells + [
                    reasons.map { RejectedRows.text(of: $0, language) }.joined(separator: language == .zh ? "；" : "; ")
                ])
        }
        return writer.bytes
    }

    /// Writes the rows as a table beside its place and renames it.
    public func write(to path: String, in language: Language, byteOrderMark: Bool = false) throws(FileError) {
        try AtomicFile.write(csv(in: language, byteOrderMark: byteOrderMark), to: path)
    }

    /// A reason without the place, which the row itself shows.
    private static func text(of finding: Finding, _ language: Language) -> String {
        let column = finding.location?.column.map { "[\($0)] " } ?? ""
        let bare = Finding(
            finding.severity, finding.message, value: finding.value, expected: finding.expected,
            nearest: finding.nearest)
        let text = bare.description(in: language)
        let prefix = finding.severity.label[language] + ": "
        return column + (text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    }
}
