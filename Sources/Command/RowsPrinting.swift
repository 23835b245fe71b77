import Lantian

/// Rows for people, as CSV or as JSON: masses are exact in files and rounded in tables.
struct RowsPrinting {
    let names: [String]
    let titles: [Label]
    /// The columns that hold tonnes.
    let masses: ClosedRange<Int>
    /// The columns that hold numbers.
    let numbers: ClosedRange<Int>
    /// The rows of files: codes and all digits.
    var rows: [[String]]
    /// The rows for people, where they differ: names for codes, and only what says something.
    var shown: [[String]]?
    /// The totals that lack source classes: a column more in files, lines below a table. Every table says it; `none` where
    /// there is nothing of pollutants in it.
    let incomplete: IncompleteTotals

    /// The cell that names what the total of a row's pollutant lacks; that of all pollutants where rows have none.
    private func lacking(_ row: [String]) -> [String] {
        incomplete.cells(names.firstIndex(of: "pollutant").map { row[$0] })
    }

    func text(in format: OutputFormat) -> String {
        switch format {
        case .csv:
            var writer = CSVWriter()
            writer.row(names + incomplete.header)
            for row in rows { writer.row(row + lacking(row)) }
            return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
        case .json:
            return JSONText.rows(
                names + incomplete.header,
                rows.map { row in
                    row.enumerated().map { numbers.contains($0) ? .number($1) : .text($1) }
                        + lacking(row).map { .text($0) }
                })
        case .table:
            let language = chosenLanguage()
            var table = TextTable(
                titles.map { $0[language] }, titles.indices.map { numbers.contains($0) ? .trailing : .leading })
            for row in shown ?? rows {
                table.row(
                    row.enumerated().map { place, cell in
                        masses.contains(place) ? Mass(tonnes: cell)?.roundedTonnes(decimals: 2) ?? cell : cell
                    })
            }
            return incomplete.below(table.text)
        }
    }
}
