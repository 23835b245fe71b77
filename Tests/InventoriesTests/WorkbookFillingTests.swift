import FoundationEssentials
import Lantian
import TestSupport
import Testing

/// A template written by `init` and filled by other programs gives what the folder of tables gives, to the byte.
@Suite struct WorkbookFillingTests {
    private func filled(_ folder: TemporaryFolder, as name: String, options: String = "") throws -> String {
        let library = try Repository.library()
        let template = InventoryTemplate(region: "654002", year: 2024, kinds: SourceKind.all, language: .zh)
        try template.write(workbook: folder.path + "/template.xlsx", vocabularies: library.vocabularies)
        let script = try folder.write(WorkbookSamples.script, to: "fill.py")
        let target = folder.path + "/" + name
        try #require(Spreadsheet.python).succeed([
            script, folder.path + "/template.xlsx", folder.path + "/tables", target, WorkbookSamples.cover,
            WorkbookSamples.kinds, options,
        ])
        return target
    }

    private func tables(_ folder: TemporaryFolder) async throws -> String {
        let tables = try TemporaryFolder()
        try WorkbookSamples.writeFolder(tables)
        try FileManager.default.createDirectory(atPath: folder.path + "/tables", withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: tables.path) {
            try folder.copy(tables.path + "/" + name, to: "tables/" + name)
        }
        let totals = try await WorkbookSamples.totals(folder.path + "/tables")
        // Boilers, kilns, vehicles, machinery, VOC firms, households and area sources all give something.
        #expect(totals.split(separator: "\n").count >= 8, "\(totals)")
        return totals
    }

    @Test(
        "filled by openpyxl, in many ways, a workbook gives the totals of the folder",
        .enabled(if: Spreadsheet.python != nil, "Python with openpyxl is not installed"),
        arguments: ["", "titles", "hidden", "dates", "dates,1904", "titles,hidden,dates,1904"])
    func openpyxl(options: String) async throws {
        let folder = try TemporaryFolder()
        let wanted = try await tables(folder)
        #expect(try await WorkbookSamples.totals(try filled(folder, as: "filled.xlsx", options: options)) == wanted)
    }

    @Test(
        "a workbook with room for macros is read like any other",
        .enabled(if: Spreadsheet.python != nil, "Python with openpyxl is not installed"))
    func macros() async throws {
        let folder = try TemporaryFolder()
        let wanted = try await tables(folder)
        #expect(try await WorkbookSamples.totals(try filled(folder, as: "filled.xlsm")) == wanted)
    }

    @Test(
        "saved by LibreOffice, formulas calculated, a workbook gives the totals of the folder",
        .enabled(if: Spreadsheet.python != nil && Spreadsheet.office != nil, "LibreOffice or openpyxl is not installed")
    )
    func office() async throws {
        let folder = try TemporaryFolder()
        let wanted = try await tables(folder)
        let filled = try filled(folder, as: "filled.xlsx", options: "formula,titles,dates")
        // Nobody has calculated the formula yet: its cell is an error, never a silent zero.
        let error = await #expect(throws: Findings.self) { try await WorkbookSamples.totals(filled) }
        #expect(error?.kept.contains { $0.message.code == "uncalculated-cell" } == true)
        try #require(Spreadsheet.office).succeed([
            "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", "xlsx", "--outdir",
            folder.path + "/saved", filled,
        ])
        #expect(try await WorkbookSamples.totals(folder.path + "/saved/filled.xlsx") == wanted)
    }
}
