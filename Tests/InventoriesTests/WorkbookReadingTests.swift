import Documents
import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// What stands in workbooks besides the data, and what is wrong with some: read around, or said.
@Suite struct WorkbookReadingTests {
    private typealias Rows = [[CellContent]]

    private func cover(_ more: Rows = []) -> Rows {
        [[.text("清单封面")], [.text("行政区划代码"), .number(654_002)], [.text("年份"), .number(2024)]] + more
    }

    private func read(_ sheets: [(String, Rows)], hidden: Set<String> = []) throws -> (
        InventoryWorkbook, Inventory, Findings
    ) {
        let folder = try TemporaryFolder()
        let path = folder.path + "/book.xlsx"
        let book = try WorkbookWriter(path: path, properties: .init(title: "t", created: 1))
        for (name, rows) in sheets {
            let sheet = book.addSheet(name)
            for (i, row) in rows.enumerated() { sheet.set(row, row: i + 1) }
            if hidden.contains(name) { sheet.hide() }
        }
        try book.close()
        let workbook = try InventoryWorkbook(path: path)
        var findings = workbook.findings
        let inventory = workbook.inventory(library: try Repository.library(), findings: &findings)
        return (workbook, inventory, findings)
    }

    @Test func `a cell joined over rows holds for each of them, an amount for none`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/book.xlsx"
        let book = try WorkbookWriter(path: path, properties: .init(title: "t", created: 1))
        let front = book.addSheet("封面")
        for (i, row) in cover().enumerated() { front.set(row, row: i + 1) }
        let sheet = book.addSheet("锅炉")
        let titles = ["编号", "单位名称", "县区代码", "燃料", "燃料消耗量(吨)", "脱硝效率"]
        sheet.set(titles.map { .text($0) }, row: 1)
        for (row, id) in [(2, "B1"), (3, "B2")] {
            sheet.set([.text(id), .blank, .blank, .text("原煤"), .number(1000)], row: row)
        }
        sheet.merge(rows: 2...3, columns: 2...2, text: "甲厂")
        sheet.merge(rows: 2...3, columns: 3...3, text: "654024")
        sheet.merge(rows: 2...3, columns: 6...6, text: "40%")
        sheet.set([.text("B3"), .text("乙厂"), .blank, .text("原煤")], row: 4)
        sheet.set([.text("B4"), .text("乙厂"), .blank, .text("原煤")], row: 5)
        sheet.merge(rows: 4...5, columns: 5...5, text: "3000")
        try book.close()
        let workbook = try InventoryWorkbook(path: path)
        var findings = workbook.findings
        let inventory = workbook.inventory(library: try Repository.library(), findings: &findings)
        let table = try #require(inventory.sheets.first).table
        #expect(table.texts("firm_name").map { names in (0..<2).map { names[$0] } } == ["甲厂", "甲厂"])
        #expect(table.numbers("nox_removal").map { Array($0.prefix(2)) } == [0.4, 0.4])
        let codes = try #require(table.codes("county_code"))
        #expect(codes[0] == codes[1] && codes[0] != 0)
        #expect(findings.sorted.filter { $0.message.code == "merged-amount" }.map { $0.location?.line } == [4])
    }

    private static let boilers: [[CellContent]] = [
        [.text("编号"), .text("燃料"), .text("燃料消耗量（万t）"), .text("脱硝效率")],
        [.text("B1"), .text("原煤"), .text("1.25"), .text("40%")],
    ]

    @Test(
        "every header of every template is known and in its unit", arguments: SourceKind.all.map(\.name),
        Language.allCases)
    func headers(kind: String, language: Language) throws {
        let schema = try #require(SourceKind.named(kind)).schema
        let columns = schema.columns.filter { !$0.isWorkedOut }
        // Templates of earlier versions broke the line before the unit.
        let plain = columns.map { InventoryTemplate.header(of: $0, in: language) }
        let broken = zip(columns, plain).map { column, text in
            guard case .number = column.content, let place = text.lastIndex(of: "（") else { return text }
            return text[..<place] + "\n" + text[place...]
        }
        for texts in [plain, plain.map { "*" + $0 }, broken] {
            #expect(!plain.contains { $0.contains("\n") })
            let layout = Layout(schema: schema, header: texts, file: "t")
            #expect(layout.findings.isEmpty, "\(layout.findings.sorted.map { $0.description(in: .en) })")
            #expect(layout.fields.map { schema.columns[$0.place].id } == columns.map(\.id))
        }
    }

    @Test("every word that a drop-down offers reads back as itself", arguments: SourceKind.all.map(\.name))
    func words(kind: String) throws {
        let vocabularies = try Repository.library().vocabularies
        for column in try #require(SourceKind.named(kind)).schema.columns {
            guard let name = column.vocabulary else { continue }
            let vocabulary = vocabularies[name]
            for language in Language.allCases {
                let offered = InventoryTemplate.offered(vocabulary, in: language)
                #expect(offered.map { vocabulary.code(of: $0).map(vocabulary.text) } == vocabulary.words.map(\.code))
            }
        }
    }

    @Test("an empty template reads without errors, its example rows passed over", arguments: Language.allCases)
    func emptyTemplate(language: Language) throws {
        let folder = try TemporaryFolder()
        let template = InventoryTemplate(region: "654002", year: 2024, kinds: SourceKind.all, language: language)
        let library = try Repository.library()
        try template.write(workbook: folder.path + "/t.xlsx", vocabularies: library.vocabularies)
        let workbook = try InventoryWorkbook(path: folder.path + "/t.xlsx")
        #expect(workbook.findings.isEmpty, "\(workbook.findings.sorted)")
        #expect(workbook.manifest.region == "654002" && workbook.manifest.year == 2024)
        var findings = Findings()
        let inventory = workbook.inventory(library: library, findings: &findings)
        #expect(findings.sorted.map(\.message.code) == ["no-tables"])
        #expect(inventory.sourceCount == 0)
        // Equal calls give equal bytes.
        try template.write(workbook: folder.path + "/u.xlsx", vocabularies: library.vocabularies)
        #expect(try SourceFile.digest(of: folder.path + "/t.xlsx") == SourceFile.digest(of: folder.path + "/u.xlsx"))
    }

    @Test func `titles above the header are passed over, also one that names a column`() throws {
        let rows: Rows = [[.text("锅炉调查表")], [.text("企业名称"), .text("燃料")], [.blank]] + Self.boilers
        let (_, inventory, findings) = try read([("封面", cover()), ("锅炉", rows)])
        #expect(!findings.hasErrors, "\(findings.sorted)")
        let table = try #require(inventory.sheets.first).table
        // 1.25 × 10⁴ t = 12500 t, written as a text
        #expect(table.numbers("fuel_use") == [12_500] && table.numbers("nox_removal") == [0.4])
    }

    @Test func `cells that are percent, formulas, or texts in full width are the numbers they show`() throws {
        let rows: Rows = [
            [.text("编号"), .text("燃料"), .text("燃料消耗量（t）"), .text("脱硝效率"), .blank, .blank],
            [.text("B1"), .text("原煤"), .formula("=100*2", value: 200), .number(0.4), .blank, .blank],
            [.text("B2"), .text("燃煤"), .text("１，２００"), .text("４０％"), .blank, .blank],
            [.blank, .blank], [.text(" ")],
        ]
        let (_, inventory, findings) = try read([("封面", cover()), ("锅炉", rows)])
        #expect(!findings.hasErrors, "\(findings.sorted)")
        let table = try #require(inventory.sheets.first).table
        #expect(table.rowCount == 2)
        #expect(table.numbers("fuel_use") == [200, 1200] && table.numbers("nox_removal") == [0.4, 0.4])
    }

    @Test func `hidden sheets are not read, and said so; a copied sheet is`() throws {
        var second = Self.boilers
        second[1][0] = .text("B2")
        let (_, inventory, findings) = try read(
            [
                ("封面", cover()), ("锅炉", Self.boilers), ("锅炉 (2)", second), ("锅炉-旧", Self.boilers),
                ("说明", [[.text("x")]]),
            ],
            hidden: ["锅炉-旧"])
        #expect(inventory.sourceCount == 2)
        #expect(Set(findings.kept.map(\.message.code)) == ["hidden-sheet", "other-sheet"])
    }

    @Test func `of two covers neither is taken in silence`() throws {
        let (_, _, findings) = try read([("封面", cover()), ("cover", cover()), ("锅炉", Self.boilers)])
        let second = findings.kept.filter { $0.message.code == "second-cover" }
        #expect(second.map(\.severity) == [.error])
        #expect(second.first?.location?.file.hasSuffix("#cover") == true)
    }

    @Test func `a workbook without cover says so`() throws {
        let (_, _, findings) = try read([("锅炉", Self.boilers)])
        #expect(findings.kept.contains { $0.message.code == "no-cover" && $0.severity == .error })
    }

    @Test func `a sheet without header, and a cover that cannot be read, are findings at their places`() throws {
        let bad: Rows = [[.text("海拔（m）"), .text("高")], [.text("各月平均气温（℃）"), .number(1), .number(2)]]
        let (_, _, findings) = try read([("封面", cover(bad)), ("锅炉", [[.text("甲"), .text("乙")]])])
        let codes = findings.sorted.filter { $0.severity == .error }.map(\.message.code)
        #expect(Set(codes) == ["no-header", "not-a-number", "twelve-months", "no-tables"], "\(codes)")
    }
}
