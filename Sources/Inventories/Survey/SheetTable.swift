public import Tables

/// Reads a table of another office, as workbook or text, below whatever titles it has.
public enum SheetTable {
    /// The tables of a file: of each sheet that has a row of heads with at least so many of the schema's columns.
    public static func read(
        _ path: String, schema: Schema, vocabularies: Vocabularies, columns: Int = 2
    ) throws -> [TableResult] {
        var findings = Findings()
        let sheets = try SurveySheet.sheets(of: path, findings: &findings)
        var results: [TableResult] = []
        for sheet in sheets {
            guard
                let head = sheet.rows.prefix(20).firstIndex(where: { row in
                    Layout(schema: schema, header: row.cells, file: sheet.place, line: row.line).fields.count >= columns
                })
            else { continue }
            var writer = CSVWriter()
            var line = 1
            for row in sheet.rows[head...] {
                // Rows keep the lines that they have in the sheet.
                while line < row.line {
                    writer.row([])
                    line += 1
                }
                writer.row(row.cells)
                line += 1
            }
            results.append(
                TableReader.read(
                    SourceText(raw: writer.bytes, path: sheet.place), schema: schema, vocabularies: vocabularies))
        }
        return results
    }
}
