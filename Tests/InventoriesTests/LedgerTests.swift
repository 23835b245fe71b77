import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// Ledgers as bureaus keep them: what was lost before is read, refused or told with its reason. All rows are invented.
@Suite struct LedgerTests {
    private func survey(_ name: String, _ text: String) throws -> SurveyImport {
        let folder = try TemporaryFolder()
        try folder.write(text, to: name)
        return try SurveyImport(files: [folder.path + "/" + name], year: 2024, library: try Repository.library())
    }

    @Test func `stages in one are a guess, and a total that stands alone is read`() throws {
        let survey = try survey(
            "机动车保有量.csv",
            """
            车辆类型,燃料,国Ⅱ及以下（辆）,国Ⅲ（辆）,合计（辆）
            重型货车,柴油,30,70,100
            公交车,纯电,,,25
            合计,,30,70,125
            """)
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { $0["population"] } == ["30", "70", "25"])
        #expect(rows.map { $0["standard"] } == ["CN2", "国Ⅲ", nil])
        let line = try #require(survey.mapping.lines.first { $0.text.contains("国Ⅱ及以下") || $0.text == "国ⅱ及以下" })
        #expect(line.meaning == "CN2" && line.state == .guess && survey.mapping.doubts == 1)
        let cells = try #require(survey.report.lines.first { $0.status == .cells })
        // 3 + 3 numbers in the rows of classes (one of them the sum), 1 alone, 3 in the row of totals.
        #expect(cells.values == 7 && cells.note.en == "3 read, 1 in columns without a place, 3 in rows of totals")
    }

    @Test func `the base table's words, classes and units of a second column are understood`() throws {
        let survey = try survey(
            "锅炉.csv",
            """
            填报单位详细名称,行业类别代码,工业锅炉编号,工业锅炉类型,燃料一类型,燃料一消耗量,燃料一消耗量单位,燃料一平均收到基含硫量（%）,脱硝处理工艺名称
            示例热力公司,4430,MF1,燃煤锅炉,一般烟煤,1.2,万吨,0.5,选择性非催化还原法（SNCR）
            示例食品厂,1399,MF2,燃气锅炉,天然气,150,万立方米,,
            """)
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { $0["fuel_use"] } == ["12000", nil] && rows.map { $0["gas_use"] } == [nil, "150"])
        #expect(rows[0]["sulphur"] == "0.5" && rows.map { $0["industry"] } == ["D4430", "C13"])
        #expect(survey.mapping.doubts == 0 && !survey.findings.hasErrors)
        let vocabularies = try Repository.library().vocabularies
        #expect(vocabularies["fuel"].code(of: rows[0]["fuel"] ?? "").map(vocabularies["fuel"].text) == "bituminous")
        #expect(
            vocabularies["nox_device"].code(of: rows[0]["nox_device"] ?? "").map(vocabularies["nox_device"].text)
                == "sncr")
    }

    @Test func `a coal ledger holds boilers and kilns`() throws {
        let survey = try survey(
            "用煤设备.csv",
            """
            序号,单位名称,类型,编号,容量单位,容量,用途,状态,年耗煤量(吨),状态
            1,示例热力公司,锅炉,1#,蒸吨/小时,40,工业,运行,12000,
            2,示例砖厂,窑炉,1#,立方米,200,,停用,800,
            """)
        #expect(survey.tables.map(\.kind.name) == ["boilers", "kilns"])
        #expect(survey.tables.map { $0.rows[0]["fuel_use"] } == ["12000", "800"])
        #expect(survey.tables[0].rows[0]["capacity"] == "40" && survey.tables[0].rows[0]["fuel"] == "coal")
        // Cubic metres are no capacity of a kiln: refused, and told.
        #expect(survey.report.lines.contains { $0.status == .notUnderstood && $0.sample == "200" })
    }

    @Test func `a nature and a group of a material are one word`() throws {
        let survey = try survey(
            "原辅料.csv", "企业名称,溶剂类别,计量单位,年消耗量,溶剂类型,voc含量\n示例家具厂,涂料,吨,12,溶剂型,55%\n示例家具厂,稀释剂,吨,3,溶剂型,100%\n")
        let words = try Repository.library().vocabularies["material"]
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { words.code(of: $0["material"] ?? "").map(words.text) } == ["solvent_coating", "thinner"])
        #expect(rows.map { $0["material_use"] } == ["12", "3"])
    }

    @Test func `crops are straw burning, never a product of a kiln`() throws {
        let survey = try survey(
            "农作物产量及秸秆利用情况.csv", "行政区,农作物类型,产量（吨）,秸秆肥料,露天焚烧\n霍城县,玉米,50000,30%,5%\n霍城县,小麦,30000,0.3,0.05\n")
        let table = try #require(survey.tables.first)
        #expect(table.kind.name == "area" && table.rows.map { $0["crop_output"] } == ["50000", "30000"])
        #expect(table.rows.map { $0["burn_share"] } == ["0.05", "0.05"])
    }

    @Test(arguments: [
        ("锅炉信息.csv", "行政区,锅炉型号,07_燃料类型,08_蒸吨数\n霍城县,SZL10,煤,10\n", "no fuel use"),
        (
            "VOCs企业清单.csv", "企业名称,主要产品及产量,主要原辅材料及年用量（吨）,VOCs产生环节\n示例厂,木家具 2000件,涂料 12吨,喷涂\n",
            "amounts stand in sentences"
        ),
        (
            "s.csv", "country_cd,region_cd,facility_id,poll,ann_value\nCN,654023,2,NOX,50\n",
            "an emission already reported"
        ),
    ])
    func `a sheet that is known and cannot be computed says why`(_ name: String, _ text: String, _ reason: String)
        throws
    {
        let survey = try survey(name, text)
        #expect(survey.isEmpty)
        let finding = try #require(survey.findings.kept.first { $0.severity == .error })
        #expect(finding.message.code == "survey-without-table" && finding.message.text.en.contains(reason))
    }
}
