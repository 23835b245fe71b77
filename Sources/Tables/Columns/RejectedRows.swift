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

    /// The rows as a table: the original header and cells, a last column with the reasons, and which cells are wrong.
    package func grid(in language: Language) -> (header: [String], rows: [(cells: [String], wrong: Set<Int>)]) {
        // A reason column of an earlier round is replaced, not repeated.
        let kept = header.indices.filter { !RejectedRows.reasonHeaders.contains(header[$0]) }
        let places = Dictionary(kept.enumerated().map { (header[$1], $0) }, uniquingKeysWith: { first, _ in first })
        // A row may have more cells than the header: the reasons stand behind all of them.
        let longest = rows.map(\.cells.count).max() ?? 0
        let extra = max(0, longest - header.count)
        let lines = rows.map { row in
            let cells =
                kept.map { $0 < row.cells.count ? row.cells[$0] : "" }
                + (0..<extra).map { header.count + $0 < row.cells.count ? row.cells[header.count + $0] : "" }
            let reasons = row.reasons.filter { $0.severity == .error }
            let text = reasons.map { RejectedRows.text(of: $0, language) }.joined(
                separator: language == .zh ? "；" : "; ")
            return (cells + [text], Set(reasons.compactMap { $0.location?.column.flatMap { places[$0] } }))
        }
        return (
            kept.map { header[$0] } + Array(repeating: "", count: extra) + [RejectedRows.reasonHeader[language]], lines
        )
    }

    /// The table as text.
    public func csv(in language: Language, byteOrderMark: Bool = false) -> [UInt8] {
        let grid = grid(in: language)
        var writer = CSVWriter(byteOrderMark: byteOrderMark)
        writer.row(grid.header)
        for row in grid.rows { writer.row(row.cells) }
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
