import Foundation
import TestSupport
import Testing

/// The city's workbook of pollutants whose totals lack source classes: blanks where nothing is known, and what each total lacks. The
/// firms are invented.
@Suite struct CityWorkbookTests {
    private static let tables = [
        "boilers.csv":
            "id,firm_name,county_code,use,fuel,technology,capacity,fuel_use[t],ash,pm_device\nB1,示例一厂,654002,industrial,coal,stoker,20,12000,20%,bag_filter\nB2,示例二厂,654002,industrial,coal,stoker,20,,20%,bag_filter\n",
        "vehicles.csv": "id,county_code,vehicle_class,fuel,standard,population\nT1,654002,truck_heavy,diesel,CN5,100\n",
    ]
    private static let lacking = "合计不完整，缺少"

    private func book(_ pollutants: String) throws -> WorkbookCells {
        let folder = try Workplace.county(CityWorkbookTests.tables)
        let outcome = try Program.run(
            "export county --as city --out city.xlsx --quiet --lang en --pollutants \(pollutants)", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try WorkbookCells(folder.file("city.xlsx"))
    }

    @Test func `a total of particles without dust says so in its row, and that of nitrogen oxides does not`() throws {
        let book = try book("PM,PM10,NOx")
        for sheet in ["排放量汇总", "排放量合计"] {
            for row in try book.rows(sheet) {
                let pollutant = try #require(["PM", "PM10", "NOx"].first { row.contains($0) })
                let cells = try book.row(sheet, pollutant, row[0])
                let lacks = try #require(cells[CityWorkbookTests.lacking], "\(cells)")
                #expect(lacks.isEmpty == (pollutant == "NOx"), "\(cells)")
                #expect(pollutant == "NOx" || lacks.contains("扬尘源、农业源"), "\(cells)")
                // Trucks have PM10 and no PM: the total of the whole lacks them.
                #expect(lacks.contains("1 个有 PM10 而无 PM 的结果") == (pollutant == "PM"), "\(cells)")
            }
        }
        let whole = try book.rows("完整性")
        #expect(whole.map { $0[0] } == ["PM", "PM10"], "\(whole)")
        #expect(whole.allSatisfy { $0[1].hasPrefix("incomplete: 扬尘源、农业源") }, "\(whole)")
        // What says it is our own, and is marked as such.
        for name in ["完整性", CityWorkbookTests.lacking] {
            #expect(book.names.contains(name + "〔自定 ours〕") && !book.names.contains(name), "\(book.names)")
        }
        let told = try book.row("说明", "排放量合计〔自定 ours〕", "合计不完整，缺少〔自定 ours〕")
        #expect(told["source"]?.hasPrefix("our own") == true, "\(told)")
    }

    @Test func `cells are blank where nothing is known, and sums count the rows without a number`() throws {
        let book = try book("PM,PM10,NOx")
        // 18.126 t of PM of the first boiler; the fuel of the second is blank; trucks have no factor of PM.
        let boilers = [("B1", ["18.126", "3.726", "48"]), ("B2", ["", "", ""])]
        for (id, tonnes) in boilers {
            let row = try book.row("锅炉信息表", id)
            for end in ["（吨）", "（吨，全部小数）"] {
                #expect(["PM", "PM10", "NOx"].map { row[$0 + "排放量" + end] } == tonnes, "\(row)")
            }
        }
        let truck = try book.row("保有量信息表", "T1")
        #expect(truck["PM排放量（吨）"] == "" && truck["PM排放量（吨，全部小数）"] == "", "\(truck)")
        #expect(truck["PM10排放量（吨，全部小数）"] == "0.126", "\(truck)")
        let trucks = try book.row("排放量汇总", "载货汽车", "PM")
        #expect(trucks["排放量（吨）"] == "" && trucks["排放量（吨，全部小数）"] == "" && trucks["没有数字的行"] == "1", "\(trucks)")
        let all = try book.row("排放量合计", "PM")
        #expect(all["排放量（吨，全部小数）"] == "18.126" && all["没有数字的行"] == "2", "\(all)")
    }

    @Test func `a workbook of complete totals has no such column and no such sheet`() throws {
        let book = try book("NOx")
        #expect(
            !book.names.contains { $0.hasPrefix("完整性") || $0.hasPrefix(CityWorkbookTests.lacking) }, "\(book.names)")
        #expect(try book.row("排放量合计", "NOx")["没有数字的行"] == "1")
    }
}
