/// Reads a delimited text file into a table.
///
/// Files go through `TableStream`; text in memory goes through the simple, safe reader, row by row, which the stream is
/// tested against.
public enum TableReader {
    /// Reads a file. An empty file, a missing header and bad rows are findings; only a file that cannot be read throws.
    public static func read(
        _ path: String, schema: Schema, vocabularies: Vocabularies, threads: Int = 1
    ) throws(FileError) -> TableResult {
        try TableStream(path, schema: schema, vocabularies: vocabularies).read(threads: threads)
    }

    /// Reads text, row by row.
    public static func read(_ text: SourceText, schema: Schema, vocabularies: Vocabularies) -> TableResult {
        let path = text.file.path
        let dialect = Dialect.told(by: text.bytes)
        var options = RowOptions()
        options.commaMayBePoint = dialect.commaMayBePoint(in: text.bytes)
        var reader = RecordReader(text.bytes, separator: dialect.separator)
        guard let header = nextFilled(&reader) else {
            var findings = text.findings
            if findings.isEmpty { findings.add(Finding(.error, .emptyFile, at: Location(file: path))) }
            return TableResult(
                table: Table(schema: schema, file: text.file), findings: findings,
                rejected: RejectedRows(file: path, header: []))
        }
        let layout = Layout(schema: schema, header: header.fields, file: path, line: header.line)
        guard !layout.fields.isEmpty else {
            // What follows a line that is no header cannot be told either.
            return TableResult(
                table: Table(schema: schema, file: text.file), findings: layout.findings,
                rejected: RejectedRows(file: path, header: header.fields))
        }
        var builder = TableBuilder(
            layout: layout, vocabularies: vocabularies, options: options)
        while let record = reader.next() {
            let problem = reader.unclosedQuote.map {
                Finding(.error, .unclosedQuote, at: Location(file: path, line: $0))
            }
            builder.append(record.fields, line: record.line, problem: problem)
        }
        return builder.finish(digest: text.file.digest)
    }

    /// The next record in which something stands.
    static func nextFilled(_ reader: inout RecordReader) -> RecordReader.Record? {
        while let record = reader.next() {
            if record.fields.contains(where: { !CellText.trimmed($0).isEmpty }) { return record }
        }
        return nil
    }
}
