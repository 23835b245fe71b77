import Lantian
import TestSupport
import Testing

/// The workbook that `init --workbook` writes, looked at as a spreadsheet program would.
@Suite struct TemplateTests {
    @Test func `the column of methods offers the methods of its kind, and their words read back`() throws {
        let folder = try Workplace.empty()
        let outcome = try Program.run(
            "init county.xlsx --workbook --region 654002 --year 2024 --lang zh --kinds boilers,voc_firms",
            in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let book = try WorkbookReader(path: folder.path + "/county.xlsx")
        let lists = try #require(book.sheets.first { $0.visibility == .hidden })
        let rows = try book.rows(of: lists)
        var columns: [[String]] = []
        while let row = try rows.next() {
            for (i, cell) in row.cells.enumerated() where !cell.isEmpty {
                while columns.count <= i { columns.append([]) }
                columns[i].append(cell)
            }
        }
        for kind in [SourceKind.ID.boilers, .vocFirms] {
            let methods = KindMethods.methods.filter { $0.kind == kind }.map(\.method)
            let known = Set(methods.map(\.label.zh) + methods.map(\.id))
            let count = Set(methods.map(\.id)).count
            #expect(count > 10 && columns.contains { $0.count == count && Set($0).isSubset(of: known) }, "\(kind)")
        }
    }

    @Test func `a filled template with totals and remarks is told of by sheet and row`() throws {
        let folder = try Workplace.empty()
        func write(_ name: String, totals: Bool) throws {
            let book = try WorkbookWriter(
                path: folder.path + "/" + name, properties: .init(title: "t", created: 1_704_067_200))
            let cover = book.addSheet("封面")
            cover.set([.text("行政区划代码"), .text("654002")], row: 1)
            cover.set([.text("年份"), .number(2024)], row: 2)
            let boilers = book.addSheet("锅炉")
            boilers.set(["*排放源编号", "锅炉用途", "*燃料", "燃烧方式", "燃料消耗量\n（t）"].map { .text($0) }, row: 1)
            boilers.set([.text("示例：1"), .text("发电"), .text("煤炭"), .blank, .number(1)], row: 2)
            boilers.set([.text("B1"), .text("集中供热"), .text("原煤"), .text("链条炉"), .number(1000)], row: 3)
            if totals { boilers.set([.text("合 计"), .blank, .text("原煤"), .blank, .number(1000)], row: 4) }
            boilers.set([.text("注：用量为2024年数据")], row: 5)
            try book.close()
        }
        try write("county.xlsx", totals: false)
        let sound = try Program.run("compute county.xlsx --by pollutant --format csv", in: folder.path)
        // 1000 t × 4 kg/t = 4 t
        #expect(sound.code == 0 && sound.lines.contains("NOx,4"), "\(sound.errors)")
        #expect(sound.errors.contains("county.xlsx#锅炉:5: note"), "\(sound.errors)")
        try write("totals.xlsx", totals: true)
        let totals = try Program.run("check totals.xlsx", in: folder.path)
        #expect(totals.code == 65 && totals.errors.contains("totals.xlsx#锅炉:4:1: [*排放源编号] error"), "\(totals.errors)")
    }

    @Test func `typical mistakes in a filled sheet are told with cell, value and what was expected`() throws {
        let folder = try Workplace.empty()
        let book = try WorkbookWriter(
            path: folder.path + "/county.xlsx", properties: .init(title: "t", created: 1_704_067_200))
        let cover = book.addSheet("封面")
        cover.set([.text("行政区划代码"), .text("654002")], row: 1)
        cover.set([.text("年份"), .number(2024)], row: 2)
        let boilers = book.addSheet("锅炉")
        boilers.set(["排放源编号", "燃料消耗量（台）", "燃料用量（t）", "锅炉用涂"].map { .text($0) }, row: 1)
        boilers.set([.text("B1"), .number(5), .number(6), .text("供热")], row: 2)
        try book.close()
        let outcome = try Program.run("check county.xlsx", in: folder.path)
        #expect(outcome.code == 65)
        // A unit of another kind, two headers for one column, a column that is missing, one that is misspelt.
        for told in [
            "county.xlsx#锅炉:1:2: [燃料消耗量（台）] error: the unit in the header measures something else (found '台'; expected the unit t",
            "county.xlsx#锅炉:1:3: [燃料用量（t）] error: two headers mean the same column",
            "county.xlsx#锅炉:1: error: a required column is missing (expected fuel (fuel))",
            "did you mean '锅炉用途'?",
        ] {
            #expect(outcome.errors.contains(told), "\(told)\n\(outcome.errors)")
        }
    }
}
