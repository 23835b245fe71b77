import Foundation
import Lantian
import TestSupport
import Testing

/// The two forms of the template: what a person is given to fill in.
@Suite struct TemplateFormTests {
    private static let kinds = SourceKind.all.map(\.name).joined(separator: ",")

    private func book(_ line: String, _ name: String) throws -> (TemporaryFolder, WorkbookReader) {
        let folder = try Workplace.empty()
        let outcome = try Program.run("init \(name) --workbook --region 654002 --year 2024 \(line)", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return (folder, try WorkbookReader(path: folder.path + "/" + name))
    }

    private func rows(_ book: WorkbookReader, _ sheet: WorkbookReader.Sheet) throws -> [[String]] {
        let reader = try book.rows(of: sheet)
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.cells) }
        return rows
    }

    @Test(arguments: Language.allCases)
    func `the short form has six to ten columns a kind in groups, and no head breaks its line`(_ language: Language)
        throws
    {
        let (_, book) = try book("--short --lang \(language.rawValue)", "short.xlsx")
        for kind in SourceKind.all {
            let name = language == .zh ? kind.label.zh : kind.name
            let sheet = try #require(book.sheets.first { $0.name == name }, "\(kind.name)")
            let rows = try rows(book, sheet)
            let (groups, heads) = (rows[0], rows[1])
            #expect((6...10).contains(heads.count), "\(kind.name): \(heads)")
            #expect(groups.count { !$0.isEmpty } >= 2, "\(kind.name): \(groups)")
            #expect(!heads.contains { $0.contains("\n") || $0.isEmpty })
            let columns = kind.schema.columns.filter {
                TemplateForm.short.columns(of: kind.schema).map(\.id).contains($0.id)
            }
            #expect(columns.count == heads.count, "a column of the short form is none of \(kind.name)")
        }
        // Outlets take several numbers each: they are for the full form.
        #expect(!book.sheets.contains { $0.name.contains(language == .zh ? "排放口" : "outlet") })
    }

    @Test(arguments: Language.allCases)
    func `the rows of the sample make a sound inventory, and the sheet itself is passed over`(_ language: Language)
        throws
    {
        let name = "full.xlsx"
        let (folder, book) = try book("--lang \(language.rawValue)", name)
        let sheet = try #require(book.sheets.first { ["示例", "sample"].contains($0.name) })
        let rows = try rows(book, sheet)
        try folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        var count = 0
        for (place, row) in rows.enumerated() where row.count(where: { !$0.isEmpty }) == 1 {
            guard let kind = SourceKind.all.first(where: { $0.label[language] == row[0] }) else { continue }
            var writer = CSVWriter()
            for own in rows[(place + 1)...].prefix(while: { $0.count(where: { !$0.isEmpty }) > 1 }) {
                writer.row(own + Array(repeating: "", count: max(0, rows[place + 1].count - own.count)))
            }
            try folder.write(writer.bytes, to: "county/\(kind.name).csv")
            count += 1
        }
        #expect(count == SourceKind.all.count)
        let check = try Program.run("check county --lang en", in: folder.path)
        #expect(check.code == 0 && !check.errors.contains("rule-"), "\(check.errors)")
        #expect(check.errors.components(separatedBy: "warning: ").count <= 4, "\(check.errors)")
        // Every kind gives tonnes of NOx or VOCs.
        let totals = try Program.run("compute county --by table --format csv", in: folder.path)
        #expect(totals.lines.count { $0.split(separator: ",").count > 1 } >= SourceKind.all.count, "\(totals.output)")
        let empty = try Program.run("check \(name) --lang en", in: folder.path)
        #expect(!empty.errors.contains("other-sheet") && !empty.errors.contains("sample"), "\(empty.errors)")
    }

    /// Whatever is written in a template: columns, drop-downs, sample rows, tables of text. `words` lists what may be typed.
    @Test(arguments: Language.allCases, ["", "--short"])
    func `black and organic carbon are in no template, and other pollutants are offered`(
        _ language: Language, _ form: String
    ) throws {
        let given = "\(form) --lang \(language.rawValue)"
        let (folder, book) = try book(given, "t.xlsx")
        let outcome = try Program.run("init t --region 654002 --year 2024 \(given)", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        var cells: Set<String> = []
        for sheet in book.sheets { for row in try rows(book, sheet) { cells.formUnion(row) } }
        let unpacked = try Program.shell("unzip -p t.xlsx 'xl/*'; cat t/*", in: folder.path)
        #expect(cells.count > 50 && unpacked.code == 0, "\(unpacked.errors)")
        // What stands between the marks: names of columns of the sheet are letters too.
        let texts = unpacked.output.split(separator: "<").compactMap { $0.split(separator: ">").dropFirst().first }
        let written = (cells.map { $0[...] } + texts).joined(separator: " ")
        let words = Set(written.split { !$0.isLetter && $0 != "$" }.map(String.init))
        #expect(words.count > 50)
        let named = ["BC", "OC", "EC", "黑碳", "元素碳", "有机碳"].filter(words.contains)
        #expect(named.isEmpty, "\(named): \(given)")
        #expect(!unpacked.output.contains("black carbon") && !unpacked.output.contains("organic carbon"))
        // The sheet of outlets is in the full form alone.
        guard form.isEmpty else { return }
        let offered = language == .zh ? ["细颗粒物", "二氧化硫", "颗粒物"] : ["PM2.5", "SO2", "CO"]
        for name in offered { #expect(unpacked.output.contains(name), "\(name)") }
    }

    @Test func `identifiers, codes and days are kept as they are typed, also below the lines`() throws {
        let (folder, _) = try book("--lang zh --kinds boilers", "boilers.xlsx")
        let unpacked = try Program.shell(
            "unzip -p boilers.xlsx xl/worksheets/sheet2.xml xl/styles.xml", in: folder.path)
        try #require(unpacked.code == 0, "\(unpacked.errors)")
        // Excel's format 49 is text; columns have it, and with them all cells below.
        let styles = unpacked.output.components(separatedBy: "<cellXfs").last ?? ""
        let formats = styles.components(separatedBy: "<xf ").dropFirst().map { $0.contains("numFmtId=\"49\"") }
        let columns = unpacked.output.components(separatedBy: "<col ").dropFirst().map { text -> (Int, Bool) in
            let entry = String(text.prefix { $0 != ">" })
            func value(_ name: String) -> Int? {
                entry.components(separatedBy: " \(name)=\"").last.flatMap { Int($0.prefix { $0.isNumber }) }
            }
            let style = entry.contains("style=\"") ? value("style") ?? 0 : 0
            return (
                Int(entry.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0, formats.dropFirst(style).first ?? false
            )
        }
        let ids = TemplateForm.full.columns(of: SourceKind.boilers.schema)
        for (place, isText) in columns where place >= 1 && place <= ids.count {
            let column = ids[place - 1]
            switch column.content {
            case .identifier, .text, .code, .date: #expect(isText, "\(column.id)")
            case .number, .fraction: #expect(!isText, "\(column.id)")
            }
        }
        #expect(columns.contains { $0.1 })
    }

    @Test(arguments: Language.allCases)
    func `a short form that is filled in is computed`(_ language: Language) throws {
        let folder = try Workplace.empty()
        let outcome = try Program.run(
            "init c --short --region 654002 --year 2024 --kinds boilers --lang \(language.rawValue)", in: folder.path)
        #expect(outcome.code == 0 && !Workplace.exists("c/outlets.csv", in: folder), "\(outcome.errors)")
        let text = try Workplace.text("c/boilers.csv", in: folder)
        #expect(text.split(separator: ",").count == 10)
        let row = "B1,示例厂,industrial,chain_grate,20,bituminous,1000,,sncr,40%\n"
        try folder.write(text + (text.hasSuffix("\n") ? "" : "\n") + row, to: "c/boilers.csv")
        let computed = try Program.run("compute c --by pollutant --format csv -q", in: folder.path)
        #expect(computed.code == 0 && computed.output.contains("NOx,"), "\(computed.errors)")
    }
}

/// The line that says what comes next.
@Suite struct NextStepTests {
    @Test(.enabled(if: InstalledProgram("script") != nil, "script is not installed"), arguments: Language.allCases)
    func `on a terminal every verb of the usual way names the next`(_ language: Language) throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        try folder.write("企业名称,锅炉编号,燃料类型,年耗煤量（吨）\n示例厂,1,烟煤,1200\n", to: "锅炉.csv")
        let word = language == .zh ? "下一步：" : "next: "
        for (line, next) in [
            ("init new --region 654002 --year 2024 --kinds boilers", "lantian check new"),
            ("import 锅炉.csv -o imported --region 654002 --year 2024", "lantian check imported"),
            ("check county", "lantian compute county"), ("compute county", "lantian report county --out"),
            ("report county -o package", "lantian verify package"), ("verify package", "report.xml"),
        ] {
            let lang = " --lang \(language.rawValue)"
            let shown = try Program.shell("script -qec 'lantian \(line)\(lang)' /dev/null", in: folder.path)
            let told = shown.output.components(separatedBy: "\n").filter { $0.contains(word) }
            #expect(told.count == 1 && told.first?.contains(next) == true, "\(line): \(shown.output)")
            // Nothing of it where a program listens, or where quiet was asked for.
            let verb = line.split(separator: " ")[0]
            guard verb == "check" || verb == "compute" || verb == "verify" else { continue }
            let piped = try Program.run(line + lang, in: folder.path)
            #expect(!piped.errors.contains(word) && !piped.output.contains(word), "\(line)")
            let quiet = try Program.shell("script -qec 'lantian \(line)\(lang) -q' /dev/null", in: folder.path)
            #expect(!quiet.output.contains(word), "\(line)")
        }
    }
}

/// The ledger comes back with what is in doubt marked in its place.
@Suite struct MarkedLedgerTests {
    private static let ledger = """
        示例县2024年锅炉台账（虚构）,,,,,
        序号,企业名称,锅炉编号,燃料种类,年耗煤量（吨）,锅炉吨位
        1,示例热力公司,R1,烟煤,52000,80
        2,示例食品厂,S1,烟媒,4100,10
        3,示例纸业公司,Z1,烟媒,不知道多少,35
        4,示例砖厂,0123456789012345678,烟煤,1200,四吨
        合计,,,,57300,

        """

    @Test(arguments: Language.allCases)
    func `findings come first, cells stay in place, and a second import passes the findings over`(_ language: Language)
        throws
    {
        let folder = try Workplace.empty()
        try folder.write(Self.ledger, to: "台账.csv")
        let outcome = try Program.run(
            "import 台账.csv -o new --region 654002 --year 2024 --lang \(language.rawValue)", in: folder.path)
        #expect(outcome.code == 65 && outcome.output.contains("new/marked.xlsx"), "\(outcome.errors)")
        let book = try WorkbookReader(path: folder.path + "/new/marked.xlsx")
        #expect(book.sheets.map(\.name) == [language == .zh ? "核对" : "findings", "台账"])
        var rows: [Int: [String]] = [:]
        let copy = try book.rows(of: book.sheets[1])
        while let row = try copy.next() { rows[row.number] = row.cells }
        #expect(rows[3]?.prefix(5) == ["1", "示例热力公司", "R1", "烟煤", "52000"])
        #expect(rows[6]?[2] == "0123456789012345678" && rows[7]?.first == "合计")
        let list = try book.rows(of: book.sheets[0])
        var told: [[String]] = []
        while let row = try list.next() { told.append(row.cells) }
        #expect(told.contains { $0.count > 4 && $0[1] == "D4" && $0[4] == "烟媒" && $0.last == "烟煤" }, "\(told)")
        #expect(told.contains { $0.count > 4 && $0[1] == "E5" && $0[4] == "不知道多少" }, "\(told)")
        let parts = try Program.shell(
            "unzip -p new/marked.xlsx 'xl/comments*.xml' xl/worksheets/sheet2.xml", in: folder.path)
        try #require(parts.code == 0, "\(parts.errors)")
        for cell in ["D4", "E5", "F6", "A7"] { #expect(parts.output.contains("<comment ref=\"\(cell)\""), "\(cell)") }
        // The same word stands twice: both cells are coloured, one is commented.
        let style = { (cell: String) -> Substring? in
            parts.output.components(separatedBy: "<c r=\"\(cell)\" s=\"").dropFirst().first?.prefix { $0.isNumber }
        }
        #expect(style("D4") != nil && style("D4") == style("D5") && style("D3") == nil)
        #expect(style("A7") != nil && style("A7") != style("D4"))
        // Corrected in the marked workbook, it is imported as the ledger was.
        let again = try Program.run(
            "import new/marked.xlsx -o again --region 654002 --year 2024 --lang en", in: folder.path)
        #expect(again.output.contains("marked.xlsx#台账") && !again.output.contains("#findings"), "\(again.output)")
        #expect(!again.errors.contains("survey-sheet") && !again.output.contains("#核对"))
        let first = try Workplace.text("new/boilers.csv", in: folder).split(separator: "\n").dropFirst()
        let second = try Workplace.text("again/boilers.csv", in: folder).split(separator: "\n").dropFirst()
        #expect(first == second)
    }

    @Test func `without anything found no workbook comes back`() throws {
        let folder = try Workplace.empty()
        try folder.write("企业名称,锅炉编号,燃料类型,年耗煤量（吨）\n示例厂,1,烟煤,1200\n", to: "锅炉.csv")
        let outcome = try Program.run("import 锅炉.csv -o new --region 654002 --year 2024", in: folder.path)
        #expect(outcome.code == 0 && !Workplace.exists("new/marked.xlsx", in: folder), "\(outcome.errors)")
    }
}
