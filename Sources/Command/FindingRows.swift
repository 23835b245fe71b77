import Lantian

/// Findings as rows for other programs.
enum FindingRows {
    static let names = [
        "severity", "code", "file", "line", "column", "column_number", "value", "expected", "nearest", "text",
    ]

    /// The cells of a finding.
    static func row(_ finding: Finding) -> [String] {
        let language = chosenLanguage()
        let place = finding.location
        return [
            finding.severity.rawValue, finding.message.code, place?.file ?? "", place?.line.map(String.init) ?? "",
            place?.column ?? "", place?.columnNumber.map(String.init) ?? "", finding.value ?? "",
            finding.expected?[language] ?? "", finding.nearest ?? "", finding.message.text[language],
        ]
    }

    /// All findings in a format.
    static func text(_ findings: Findings, in format: OutputFormat) -> String {
        rows(names, findings.sorted.map(row), in: format)
    }

    /// Rows of texts, with numbers where a column holds them.
    static func rows(
        _ names: [String], _ rows: [[String]], in format: OutputFormat,
        numbers: Set<String> = ["line", "column_number"]
    )
        -> String
    {
        guard format == .json else {
            var writer = CSVWriter()
            for row in [names] + rows { writer.row(row) }
            return String(decoding: writer.bytes.dropLast(), as: UTF8.self)
        }
        let isNumber = names.map(numbers.contains)
        return JSONText.rows(
            names,
            rows.map { row in row.enumerated().map { isNumber[$0.offset] ? .number($0.element) : .text($0.element) } })
    }
}
