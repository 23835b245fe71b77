package import Tables

/// The head of a survey's sheet as it stands, with what each column was taken for: what a person looks at beside the mapping.
package struct SurveyExcerpt: Sendable, Codable {
    /// A column of the sheet.
    package struct Column: Sendable, Codable {
        /// Its header as it stands; of several lines one.
        package let header: String
        /// The column of ours, `-` for not used, `?` for not known; empty where the sheet has no header there.
        package let meaning: String
        /// How sure that is; `nil` where the header is that of words side by side, which are rows.
        package let state: SurveyMapping.State?
    }

    /// A row of the sheet.
    package struct Row: Sendable, Codable {
        /// Its line.
        package let line: Int
        /// Its cells as they stand, long ones cut.
        package let cells: [String]
    }

    /// The sheet's name, or that of the file.
    package let name: String
    /// The file and the sheet.
    package let place: String
    /// The form that it was taken for; `nil` where none fits.
    package let form: Label?
    /// The form's stable name; empty where none fits.
    package let formName: String
    /// The columns from the first.
    package private(set) var columns: [Column] = []
    /// Some rows from the header on, each with its line.
    package let rows: [Row]
    /// The line of the first row of data.
    package let firstLine: Int
    /// How many rows stand below the header.
    package let rowCount: Int

    private static let mostColumns = 80
    private static let mostRows = 8

    /// Takes the head of a sheet.
    init(_ sheet: SurveySheet, _ reading: SurveySheet.Reading?) {
        name = sheet.name
        place = sheet.place
        form = reading?.form.label
        formName = reading?.form.id ?? ""
        let first = reading?.firstRow ?? 0
        let start = Swift.max(0, first - 3)
        rows = sheet.rows[start..<Swift.min(sheet.rows.count, first + SurveyExcerpt.mostRows - 2)].map { row in
            Row(line: row.line, cells: row.cells.prefix(SurveyExcerpt.mostColumns).map { String($0.prefix(80)) })
        }
        firstLine = first < sheet.rows.count ? sheet.rows.line(first) : 0
        rowCount = sheet.rows.count - first
        for (place, header) in (reading?.headers ?? []).prefix(SurveyExcerpt.mostColumns).enumerated() {
            let field = reading?.fields[place]
            let isPart = field?.part != nil
            columns.append(
                Column(
                    header: header.text,
                    meaning: header.title.isEmpty && field == nil
                        ? "" : isPart ? field?.part?.name ?? "" : field?.meaning ?? "?",
                    state: isPart ? nil : field?.state ?? .open))
        }
    }
}
