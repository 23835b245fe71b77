import Tables

/// A factor file that is gone through record by record, its cells found by the names of the header.
struct FactorFile {
    let path: String
    /// The names of the columns, folded.
    let names: [String]
    private var records: FactorRecords

    /// Opens a file, whatever its encoding; `nil` where it is not there or has no header. One that cannot be read, or
    /// holds bytes that are no text, is a finding.
    init?(_ path: String, findings: inout Findings) {
        let raw: [UInt8]
        do { raw = try InputFile.bytes(of: path) } catch {
            if !error.isMissing { findings.add(.cannotRead(error)) }
            return nil
        }
        var bytes = raw
        if !SourceText.isSound(raw) {
            let text = SourceText(raw: raw, path: path)
            bytes = text.bytes
            findings.add(text.findings)
            for line in text.brokenLines {
                findings.add(
                    Finding(
                        .error, .brokenFactors, at: Location(file: path, line: line), value: text.encoding.rawValue,
                        expected: Label("整个文件用 UTF-8 保存", "the whole file saved as UTF-8")))
            }
        }
        records = FactorRecords(bytes)
        guard records.advance() else { return nil }
        self.path = path
        names = records.cells.map { [records] in Vocabulary.folded(records.text($0)) }
    }

    /// What is wrong with any record.
    var findings: Findings {
        var findings = Findings()
        var file = self
        while file.next(findings: &findings) {}
        return findings
    }

    /// Goes to the next record; `false` at the end. Records whose number of cells is not that of the header are told
    /// and passed over.
    mutating func next(findings: inout Findings) -> Bool {
        while records.advance() {
            if records.cells.count == names.count { return true }
            findings.add(
                Finding(
                    .error, .fieldCount, at: location, value: "\(records.cells.count)",
                    expected: Label(same: "\(names.count)")))
        }
        return false
    }

    /// The bytes that cells stand in.
    var bytes: [UInt8] { records.bytes }
    /// The line that the record begins on.
    var line: Int { records.line }
    /// Where the record stands.
    var location: Location { Location(file: path, line: line) }

    /// Where a cell of the record stands.
    func at(_ column: String) -> Location { Location(file: path, line: line, column: column) }

    /// The place of a column, or `nil`. Names are few and short: comparing them takes less than hashing one.
    func place(of name: String) -> Int? { names.firstIndex(of: name) }

    /// A cell of the record without space at either end, in `bytes`; empty where there is no such column.
    func cell(_ place: Int?, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        place.map { bytes.trimmed(records.cells[$0]) } ?? 0..<0
    }

    /// The text of a cell without space at either end.
    subscript(_ place: Int?) -> String { records.bytes.withUnsafeBufferPointer { $0.text(cell(place, in: $0)) } }
    /// The text of a column's cell.
    subscript(_ name: String) -> String { self[place(of: name)] }

    /// The record as a dictionary by header.
    var values: [String: String] {
        Dictionary(names.indices.map { (names[$0], self[$0]) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Finding.Message {
    static let brokenFactors = Finding.Message(
        "broken-character", "含有无法解码的字节（文件编码不一致，或字符已损坏）",
        "bytes that cannot be decoded (mixed encodings, or a character that was damaged before)")
    static let fieldCount = Finding.Message("field-count", "字段数与表头不一致", "the number of fields differs from the header")
}
