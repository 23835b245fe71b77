import Lantian
import Testing

/// The cells of an exported workbook by sheet, row and title; the mark of what is our own is left out of names.
struct WorkbookCells {
    private static let mark = "〔自定 ours〕"
    /// The rows by sheet, the titles first.
    private let sheets: [String: [[String]]]
    /// The names of the sheets and titles as they stand, those of sheets first.
    let names: [String]

    init(_ file: String) throws {
        let book = try WorkbookReader(path: file)
        var sheets: [String: [[String]]] = [:]
        var names = book.sheets.map(\.name)
        for sheet in book.sheets {
            let rows = try book.rows(of: sheet)
            var own: [[String]] = []
            while let row = try rows.next() { own.append(row.cells) }
            names += own.first ?? []
            sheets[sheet.name.replacing(WorkbookCells.mark, with: "")] = own
        }
        self.sheets = sheets
        self.names = names
    }

    /// The rows of a sheet below its titles.
    func rows(_ sheet: String) throws -> [[String]] { Array(try #require(sheets[sheet]).dropFirst()) }

    /// The one row that holds all of these words.
    func row(_ sheet: String, _ words: String...) throws -> [String: String] {
        let found = try rows(sheet).filter { row in words.allSatisfy(row.contains) }
        #expect(found.count == 1, "\(sheet) \(words): \(found)")
        let titles = try #require(sheets[sheet]?.first).map { $0.replacing(WorkbookCells.mark, with: "") }
        let row = try #require(found.first)
        return Dictionary(
            titles.enumerated().map { ($1, $0 < row.count ? row[$0] : "") }, uniquingKeysWith: { first, _ in first })
    }
}
