import FoundationEssentials
import Lantian
import TestSupport
import Testing

@testable import Inventories

/// Survey workbooks as other programs save them, made by those programs or by hand as they write: all give one table.
@Suite struct SurveyFileTests {
    /// What every file holds: two boilers below a title and a line of the unit, above totals and styled emptiness.
    private func check(_ path: String) throws {
        let survey = try SurveyImport(files: [path], library: try Repository.library())
        #expect(SurveySample.losses(survey) == [])
        let codes = survey.findings.kept.map(\.message.code)
        #expect(codes.allSatisfy { $0 == "hidden-sheet" }, "\(codes)")
        let rows = try #require(survey.tables.first).rows
        #expect(survey.tables.count == 1 && rows.map { $0["id"] } == ["E1-1", "E1-2"])
        // １，２００．５ t as a text, and 0.8 × 1000 t as a formula.
        #expect(rows.map { $0["fuel_use"] } == ["1200.5", "800"])
        #expect(rows.map { $0["start_date"] } == ["2014-11-03", "2016-05-17"])
        #expect(rows.map { $0["nox_removal"] } == ["0.4", "0.405"])
        #expect(rows.map { $0["capacity"] } == ["20", "10"])
        let lines = survey.report.lines
        #expect(lines.allSatisfy { $0.agrees != false } && lines.contains { $0.status == .totalRow })
        let fuel = try #require(lines.first { $0.column == "fuel_use" })
        #expect(fuel.before == "2000.5" && fuel.after == "2000.5" && fuel.agrees == true)
    }

    private func python(_ folder: TemporaryFolder, _ arguments: String...) throws {
        let script = try folder.write(SurveyFileTests.script, to: "make.py")
        try #require(Spreadsheet.python).succeed([script] + arguments)
    }

    private func saved(_ path: String, as type: String, in folder: TemporaryFolder) throws -> String {
        try #require(Spreadsheet.office).succeed([
            "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", type, "--outdir",
            folder.path + "/saved", path,
        ])
        return folder.path + "/saved/survey." + type.prefix { $0 != ":" }
    }

    @Test(
        "days from 1900 and 1904, percent cells, titles, hidden sheets and styled emptiness, saved by LibreOffice",
        .enabled(
            if: Spreadsheet.python != nil && Spreadsheet.office != nil, "LibreOffice or openpyxl is not installed"),
        arguments: ["1900", "1904"])
    func office(epoch: String) throws {
        let folder = try TemporaryFolder()
        try python(folder, "openpyxl", epoch, folder.path + "/survey.xlsx")
        // Nobody has calculated the formula: its cell is told, never taken as nothing.
        let raw = try SurveyImport(files: [folder.path + "/survey.xlsx"], library: try Repository.library())
        #expect(raw.findings.kept.contains { $0.message.code == "uncalculated-cell" && $0.location?.columnNumber == 6 })
        try check(try saved(folder.path + "/survey.xlsx", as: "xlsx", in: folder))
        try check(try saved(folder.path + "/survey.xlsx", as: "xls", in: folder))
    }

    /// A ledger that LibreOffice wrote as `.xls`, with invented rows: two lines of joined headers, a hidden row and column,
    /// a hidden sheet, a line of sums.
    private static let binary = Repository.root + "/Tests/Fuzz/Seeds/ledger.xls"

    @Test func `a ledger of the old binary form is read as any other`() throws {
        let survey = try SurveyImport(files: [Self.binary], year: 2024, library: try Repository.library())
        let boilers = try #require(survey.tables.first { $0.kind.name == "boilers" })
        #expect(boilers.rows.map { $0["firm_name"] } == ["示例一厂", "示例二厂", "示例四厂"])
        #expect(boilers.rows.map { $0["fuel_use"] } == ["2800", "1000", "9500"])
        #expect(boilers.rows.map { $0["start_date"] } == ["2014-11-03", "2016-05-17", "2001-01-01"])
        let codes = survey.findings.kept.map(\.message.code)
        #expect(codes.contains("hidden-sheet") && codes.contains("hidden-row") && codes.contains("hidden-column"))
        let sums = survey.report.lines.filter { $0.column.hasPrefix("fuel_use") }
        #expect(sums.map(\.after) == ["13300"] && sums.allSatisfy { $0.agrees == true })
    }

    @Test func `what other files are called .xls is told by what they hold`() throws {
        let folder = try TemporaryFolder()
        func finding(_ bytes: [UInt8], _ name: String) throws -> String? {
            InputKind.finding(ofLedger: try folder.write(bytes, to: name))?.description(in: .zh)
        }
        // An archive is read as a new workbook is, whatever its name.
        #expect(try finding(Array("PK\u{3}\u{4}".utf8), "a.xls") == nil)
        #expect(try finding([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "b.XLS") == nil)
        #expect(try finding(Array("<html><table>".utf8), "c.xls")?.contains("内容却不是 Excel 工作簿") == true)
        #expect(try finding(Array("编号\t燃料\n".utf8), "d.xls")?.contains("另存为 .xlsx") == true)
        #expect(try finding([0xD0, 0xCF, 0x11, 0xE0], "e.et")?.contains("在 WPS 表格中另存为 .xlsx") == true)
        #expect(try finding([], "f.ods")?.contains("（.ods、.xlsb、.numbers）不能读入") == true)
    }

    @Test(
        "a workbook with macros is read, and nothing of them runs",
        .enabled(if: Spreadsheet.python != nil, "Python with openpyxl is not installed"))
    func macros() throws {
        let folder = try TemporaryFolder()
        try python(folder, "hand", "macros", folder.path + "/survey.xlsm")
        try check(folder.path + "/survey.xlsm")
    }

    @Test(
        "parts as WPS writes them: texts shared and inline, cells without places, East Asian dates",
        .enabled(if: Spreadsheet.python != nil, "Python with openpyxl is not installed"),
        arguments: ["wps", "prefixed"])
    func hand(style: String) throws {
        let folder = try TemporaryFolder()
        try python(folder, "hand", style, folder.path + "/survey.xlsx")
        try check(folder.path + "/survey.xlsx")
    }

    private static let script = #"""
        import sys, zipfile, datetime
        how, option, target = sys.argv[1:4]
        header = ["企业编号", "编号", "锅炉类型", "锅炉容量(蒸吨)", "投运时间(年/月)", "燃料消耗量(吨)/全年", "燃料类型", "脱硝工艺", "脱硝效率"]
        rows = [["E1", 1, "链条炉", 20, datetime.date(2014, 11, 3), "１，２００．５", "原煤", "SNCR", 0.4],
                ["E1", 2, "链条炉", "10", datetime.date(2016, 5, 17), "=0.8*1000", "原煤", "SNCR", 0.405]]
        if how == "openpyxl":
            import openpyxl
            from openpyxl.styles import PatternFill
            book = openpyxl.Workbook()
            if option == "1904":
                from openpyxl.utils.datetime import CALENDAR_MAC_1904
                book.epoch = CALENDAR_MAC_1904
            sheet = book.active
            sheet.title = "锅炉信息表"
            sheet["A1"] = "工业锅炉调查表（虚构）"
            sheet.merge_cells("A1:I1")
            sheet["A2"] = "填报单位：某局"
            sheet.merge_cells("A2:I2")
            for j, text in enumerate(header): sheet.cell(3, 1 + j).value = text
            for i, row in enumerate(rows):
                for j, value in enumerate(row): sheet.cell(4 + i, 1 + j).value = value
                sheet.cell(4 + i, 5).number_format = "yyyy/m/d"
                sheet.cell(4 + i, 9).number_format = "0.0%"
            sheet["A6"], sheet["D6"], sheet["F6"] = "合  计", 30, 2000.5
            for i in range(7, 60):
                for j in range(1, 30): sheet.cell(i, j).fill = PatternFill("solid", fgColor="FFFFEE")
            old = book.create_sheet("锅炉信息表（旧）")
            for j, text in enumerate(header): old.cell(1, 1 + j).value = text
            for j, value in enumerate(rows[0]): old.cell(2, 1 + j).value = value
            old.sheet_state = "hidden"
            book.save(target)
            sys.exit()
        p = "x:" if option == "prefixed" else ""
        places = option != "wps"
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        space = 'xmlns%s="%s"' % (":x" if p else "", main)
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        shared = []
        def cell(r, c, value):
            at = ' r="%s%d"' % (chr(64 + c), r) if places else ""
            if isinstance(value, datetime.date):
                return '<%sc%s s="1"><%sv>%d</%sv></%sc>' % (p, at, p, (value - datetime.date(1899, 12, 30)).days, p, p)
            if isinstance(value, str) and value.startswith("="):
                return '<%sc%s><%sf>%s</%sf><%sv>800</%sv></%sc>' % (p, at, p, value[1:], p, p, p, p)
            if isinstance(value, str) and c % 2:
                return '<%sc%s t="inlineStr"><%sis><%st>%s</%st></%sis></%sc>' % (p, at, p, p, value, p, p, p)
            if isinstance(value, str):
                shared.append(value)
                return '<%sc%s t="s"><%sv>%d</%sv></%sc>' % (p, at, p, len(shared) - 1, p, p)
            if value is None: return '<%sc%s s="2"/>' % (p, at)
            style = ' s="2"' if value < 1 else ""
            return '<%sc%s%s><%sv>%r</%sv></%sc>' % (p, at, style, p, value, p, p)
        table = [["工业锅炉调查表（虚构）"] + [None] * 8, header] + rows
        table += [["合计", None, None, 30, None, 2000.5, None, None, None]] + [[None] * 9 for _ in range(30)]
        body = "".join("<%srow%s>%s</%srow>" % (p, ' r="%d"' % (i + 1) if places else "",
            "".join(cell(i + 1, j + 1, v) for j, v in enumerate(row)), p) for i, row in enumerate(table))
        sheet = '<%sworksheet %s><%sdimension ref="A1:XFD1048576"/><%ssheetData>%s</%ssheetData>' % (p, space, p, p, body, p)
        sheet += '<%smergeCells count="1"><%smergeCell ref="A1:I1"/></%smergeCells></%sworksheet>' % (p, p, p, p)
        strings = "<%ssst %s>%s</%ssst>" % (p, space, "".join("<%ssi><%st>%s</%st></%ssi>" % (p, p, t, p, p) for t in shared), p)
        code = "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"
        styles = '<%sstyleSheet %s><%snumFmts count="1"><%snumFmt numFmtId="176" formatCode="%s"/></%snumFmts>' % (p, space, p, p, code, p)
        styles += '<%scellXfs count="3"><%sxf numFmtId="0"/><%sxf numFmtId="176"/><%sxf numFmtId="10"/></%scellXfs></%sstyleSheet>' % (p, p, p, p, p, p)
        book = '<%sworkbook %s xmlns:r="%s"><%ssheets><%ssheet name="锅炉信息表" sheetId="1" r:id="r1"/></%ssheets></%sworkbook>' % (p, space, office, p, p, p, p)
        relations = '<Relationships xmlns="%s">' % package
        for name, kind, part in [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "styles", "styles.xml"), ("r3", "sharedStrings", "sharedStrings.xml")]:
            relations += '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (name, office, kind, part)
        if option == "macros":
            relations += '<Relationship Id="r4" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("_rels/.rels", '<Relationships xmlns="%s"><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (package, office))
            z.writestr("xl/workbook.xml", book)
            z.writestr("xl/_rels/workbook.xml.rels", relations + "</Relationships>")
            z.writestr("xl/worksheets/sheet1.xml", sheet)
            z.writestr("xl/sharedStrings.xml", strings)
            z.writestr("xl/styles.xml", styles)
            z.writestr("docProps/custom.xml", "<Properties><property name='KSOProductBuildVer'/></Properties>")
            if option == "macros": z.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(range(256)))
        """#
}
