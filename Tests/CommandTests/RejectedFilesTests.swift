import Documents
import Foundation
import Inventories
import Tables
import TestSupport
import Testing

/// Rejected rows of several tables all come back, in one workbook or in files of their own names.
@Suite struct RejectedFilesTests {
    /// Four tables of one kind and of others, two rows wrong in each.
    private static func county() throws -> TemporaryFolder {
        let wrong = "id,use,fuel,technology,fuel_use[t]\nX1,heating,coall,stoker,1\nX2,heating,coal,stoker,-1\n"
        return try Workplace.county([
            "boilers.csv": wrong, "boilers-a.csv": wrong.replacing("X", with: "Y"),
            "boilers-乡镇.csv": wrong.replacing("X", with: "Z"),
            "kilns.csv": "id,product,product_output[t]\nK1,cement,x\nK2,cement,-4\n",
        ])
    }

    @Test func `a workbook has a sheet a table, all rows, and reasons`() throws {
        let folder = try Self.county()
        let outcome = try Program.run(
            "compute county --keep-going --rejected back.xlsx --quiet --lang zh", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let book = try WorkbookReader(path: folder.path + "/back.xlsx")
        #expect(Set(book.sheets.map(\.name)) == ["boilers", "boilers-a", "boilers-乡镇", "kilns"])
        for sheet in book.sheets {
            let rows = try book.rows(of: sheet)
            var cells: [[String]] = []
            while let row = try rows.next() { cells.append(row.cells) }
            try #require(cells.count == 3, "\(sheet.name)")
            #expect(cells[0].last == "退回原因")
            #expect(cells[1].last?.isEmpty == false && cells[2].last?.isEmpty == false)
        }
    }

    @Test func `as CSV each table has its own file, with the mark that spreadsheets need`() throws {
        let folder = try Self.county()
        let outcome = try Program.run(
            "compute county --keep-going --rejected back.csv --quiet --lang en", in: folder.path)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("back") }
        #expect(names.count == 4, "\(names)")
        var rows = 0
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
            #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]), "\(name)")
            rows += String(decoding: bytes, as: UTF8.self).split(separator: "\n").count - 1
            if name != "back.csv" { #expect(outcome.errors.contains(name), "\(outcome.errors)") }
        }
        #expect(rows == 8)
    }

    @Test func `sheets of one workbook whose names differ only in what files may not hold keep apart`() throws {
        let rows = ["boilers-a", "boilers-a", "Boilers-A", String(repeating: "长", count: 40)].map { name in
            var rows = RejectedRows(file: "book.xlsx#" + name, header: ["id"])
            rows.rows.append(RejectedRow(line: 2, cells: [name], reasons: []))
            return rows
        }
        let folder = try TemporaryFolder()
        let written = try RejectedFiles(rows).write(to: folder.path + "/back.csv", in: .en)
        #expect(Set(written).count == 4)
        #expect(written.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        #expect(try RejectedFiles(rows).write(to: folder.path + "/back.XLSX", in: .en) == [folder.path + "/back.XLSX"])
        #expect(try WorkbookReader(path: folder.path + "/back.XLSX").sheets.count == 4)
    }
}
