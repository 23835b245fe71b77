import Documents
import Tables
import TestSupport
import Testing

@testable import Inventories

/// Tables whose titles are words: stages, fuels, classes and years side by side become rows, and nothing is lost.
@Suite struct SurveyWideTests {
    private func sum(_ survey: SurveyImport, _ column: String) -> SurveyNumber? {
        survey.tables.flatMap(\.rows).compactMap { $0[column].flatMap { SurveyNumber($0) } }
            .reduce(.zero) { total, value in total.flatMap { $0 + value } }
    }

    @Test func `stages as columns become a row each, with the unit above the table`() throws {
        let survey = try SurveySample.read([
            "机动车保有量.csv": """
            某县机动车保有量统计表,,,,,,
            ,,,,,,单位：辆
            车型,燃料类型,国三,国四,国五,国六,合计
            小型客车,汽油,120,340,560,780,1800
            重型货车,柴油,15,25,,5,45
            合计,,135,365,560,785,1845
            填表人：某某,,,,,,
            """
        ])
        #expect(SurveySample.losses(survey) == [])
        let rows = try #require(survey.tables.first).rows
        #expect(rows.count == 7)
        #expect(rows.map { $0["standard"] } == ["国三", "国四", "国五", "国六", "国三", "国四", "国六"])
        #expect(rows.map { $0["population"] } == ["120", "340", "560", "780", "15", "25", "5"])
        // 1800 + 45 = 1845 vehicles, as printed.
        #expect(sum(survey, "population")?.text == "1845")
        #expect(!survey.findings.kept.contains { $0.message.code == "survey-total-differs" })
    }

    @Test func `a total that its rows do not make up is told at its cell`() throws {
        let survey = try SurveySample.read([
            "保有量.csv": "车型,燃料类型,国三(辆),国四(辆)\n小型客车,汽油,120,340\n重型货车,柴油,15,25\n合计,,135,366\n"
        ])
        let finding = try #require(survey.findings.kept.first { $0.message.code == "survey-total-differs" })
        #expect(finding.location?.line == 4 && finding.location?.columnNumber == 4)
        #expect(finding.value == "366" && finding.expected?.en.contains("365") == true)
    }

    @Test(
        "two header rows, stages over fuels, as text and with joined cells", arguments: [false, true])
    func twoRows(isWorkbook: Bool) throws {
        let folder = try TemporaryFolder()
        var path = folder.path + "/fleet.xlsx"
        if isWorkbook {
            let book = try WorkbookWriter(path: path, properties: .init(title: "t", created: 1))
            let sheet = book.addSheet("机动车保有量")
            sheet.merge(rows: 1...1, columns: 1...6, text: "机动车保有量（万辆）")
            sheet.merge(rows: 2...3, columns: 1...1, text: "车型")
            sheet.merge(rows: 2...2, columns: 2...3, text: "国Ⅳ")
            sheet.merge(rows: 2...2, columns: 4...5, text: "国Ⅴ")
            sheet.merge(rows: 2...3, columns: 6...6, text: "小计")
            sheet.set([.text("汽油"), .text("柴油"), .text("汽油"), .text("柴油")], row: 3, from: 2)
            sheet.set(
                [.text("轻型货车"), .number(0.0101), .number(0.0202), .number(0.0303), .number(0.0404), .number(0.101)],
                row: 4)
            try book.close()
        } else {
            path = try folder.write(
                "机动车保有量,,,,,\n单位：万辆,,,,,\n车型,国Ⅳ,,国Ⅴ,,小计\n,汽油,柴油,汽油,柴油,\n轻型货车,0.0101,0.0202,0.0303,0.0404,0.101\n",
                to: "fleet.csv")
        }
        let survey = try SurveyImport(files: [path], library: try Repository.library())
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { ($0["standard"] ?? "") + ($0["fuel"] ?? "") } == ["国Ⅳ汽油", "国Ⅳ柴油", "国Ⅴ汽油", "国Ⅴ柴油"])
        // 0.0101 × 10⁴ = 101, 202, 303, 404: together 1010
        #expect(rows.map { $0["population"] } == ["101", "202", "303", "404"])
        #expect(sum(survey, "population")?.text == "1010" && SurveySample.losses(survey) == [])
    }

    @Test func `counts and distances of one stage meet in one row, from three header rows`() throws {
        let survey = try SurveySample.read([
            "1-保有量.csv": "保有量(辆),,,\n车型,柴油,,合计\n,国三,国四,\n重型货车,10,20,30\n",
            "2-里程.csv": "年均行驶里程(公里),,\n车型,柴油,\n,国三,国四\n重型货车,50000,60000\n",
        ])
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { $0["population"] } == ["10", "20"] && rows.map { $0["annual_km"] } == ["50000", "60000"])
    }

    @Test func `machinery by type and stage, words joined over several rows stand in each`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/machines.xlsx"
        let book = try WorkbookWriter(path: path, properties: .init(title: "t", created: 1))
        let sheet = book.addSheet("非道路移动机械")
        sheet.set(["机械类型", "燃料类型", "国一(台)", "国二(台)", "国三(台)"].map { .text($0) }, row: 1)
        sheet.merge(rows: 2...3, columns: 1...1, text: "叉车")
        sheet.set([.text("柴油"), .number(1), .number(2), .number(3)], row: 2, from: 2)
        sheet.set([.text("汽油"), .number(4), .blank, .number(6)], row: 3, from: 2)
        try book.close()
        let survey = try SurveyImport(files: [path], library: try Repository.library())
        #expect(SurveySample.losses(survey) == [])
        let rows = try #require(survey.tables.first).rows
        #expect(rows.allSatisfy { $0["machine_type"] == "叉车" })
        #expect(
            rows.map { ($0["fuel"] ?? "") + ($0["stage"] ?? "") + ($0["population"] ?? "") } == [
                "柴油国一1", "柴油国二2", "柴油国三3", "汽油国一4", "汽油国三6",
            ])
    }

    @Test func `fuels as columns keep counts of the whole line in one row`() throws {
        let survey = try SurveySample.read([
            "锅炉信息表.csv": "企业编号,编号,锅炉容量(蒸吨),台数,原煤(吨),天然气(万立方米)\nE1,1,20,2,3000,15\n",
            "散煤户数.csv": "乡镇,散煤(户),型煤(户)\n甲乡,120,30\n",
        ])
        #expect(SurveySample.losses(survey) == [])
        let boilers = try #require(survey.tables.first { $0.kind.name == "boilers" }).rows
        #expect(boilers.map { $0["fuel"] } == ["原煤", "天然气"])
        #expect(boilers[0]["fuel_use"] == "3000" && boilers[1]["gas_use"] == "15")
        // Two boilers are two, not four; their size is that of both rows.
        #expect(boilers.map { $0["boilers"] } == ["2", nil] && boilers.map { $0["capacity"] } == ["20", "20"])
        let households = try #require(survey.tables.first { $0.kind.name == "households" }).rows
        #expect(households.map { $0["households"] } == ["120", "30"] && households[0]["town"] == "甲乡")
    }

    @Test func `of years as columns the one of the inventory is read`() throws {
        let files = ["保有量.csv": "车型,燃料类型,排放标准,2022年(辆),2023年(辆)\n公交车,柴油,国五,40,50\n"]
        let survey = try SurveySample.read(files, year: 2023)
        #expect(survey.tables.first?.rows.map { $0["population"] } == ["50"])
        let line = try #require(survey.report.lines.first { $0.header == "2022年(辆)" })
        #expect(line.status == .leftOver && line.note == SurveyReason.otherYear)
        // Without a year none is chosen.
        let open = try SurveySample.read(files)
        #expect(open.isEmpty && open.findings.hasErrors)
        let registered = try SurveySample.read([
            "保有量.csv": "车型,燃料类型,注册年份,\n,,2012年(辆),2018年(辆)\n公交车,柴油,3,4\n"
        ])
        #expect(registered.tables.first?.rows.map { $0["first_registration"] } == ["2012", "2018"])
    }

    @Test func `other stands for what its neighbours are, and a number alone for nothing`() throws {
        let survey = try SurveySample.read([
            "机动车保有量.csv": "车型,排放标准,汽油(辆),柴油(辆),其他(辆)\n1,2,3,4,5\n公交车,国五,1,2,3\n"
        ])
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { $0["fuel"] } == ["汽油", "柴油", "其他"] && rows[0]["vehicle_class"] == "公交车")
    }
}
