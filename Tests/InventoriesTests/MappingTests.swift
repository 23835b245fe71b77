import Factors
import Quantities
import Tables
import TestSupport
import Testing

@testable import Inventories

/// What an import takes headers, words and units for, and what a person says of them.
@Suite struct MappingTests {
    private static let ledger = """
        企业名称,锅炉编号,燃料类型,锅炉类型,锅炉吨位,年耗煤量,锅炉用涂,怪列
        示例热力公司,1,原媒,链条炉,20,3000,工业,7
        示例食品厂,2,烟煤,链条炉,10,2000,工业,8
        """

    private func survey(_ text: String, _ mapping: SurveyMapping = SurveyMapping()) throws -> SurveyImport {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "锅炉.csv")
        return try SurveyImport(
            files: [folder.path + "/锅炉.csv"], library: try Repository.library(), mapping: mapping)
    }

    private func read(_ yaml: String) throws -> (SurveyMapping, Findings) {
        let folder = try TemporaryFolder()
        try folder.write(yaml, to: "mapping.yaml")
        var findings = Findings()
        let mapping = SurveyMapping.read(
            path: folder.path + "/mapping.yaml", vocabularies: try Repository.library().vocabularies,
            findings: &findings)
        return (mapping, findings)
    }

    @Test func `guesses are made, marked and counted, and what is not known stays open`() throws {
        let survey = try survey(MappingTests.ledger)
        let lines = survey.mapping.lines
        func line(_ text: String) -> SurveyMapping.Line? { lines.first { $0.text == text } }
        #expect(line("原媒")?.meaning == "raw_coal" && line("原媒")?.state == .guess)
        #expect(line("锅炉用涂")?.meaning == "use" && line("锅炉用涂")?.state == .guess)
        #expect(line("怪列")?.meaning == "?" && line("怪列")?.state == .open)
        #expect(line("燃料类型")?.state == .known)
        // 年耗煤量 has no unit: tonnes are a guess; 吨位 says its own.
        let units = lines.filter { $0.subject == .units && $0.state == .guess }
        #expect(units.map(\.text) == ["年耗煤量"] && units.first?.meaning == "t")
        #expect(survey.mapping.doubts == 3)
        #expect(survey.tables.first?.rows.first?["fuel"] == "raw_coal")
    }

    @Test func `a mapping is written, read again, and confirms what it holds`() throws {
        let first = try survey(MappingTests.ledger)
        for language in Language.allCases {
            let (mapping, findings) = try read(first.mapping.yaml(in: language))
            #expect(findings.isEmpty, "\(findings.sorted.map { $0.description(in: .en) })")
            #expect(mapping.lines.count == first.mapping.lines.count && mapping.doubts == 3)
            let second = try survey(MappingTests.ledger, mapping.accepted)
            #expect(second.mapping.doubts == 0)
            #expect(second.tables.first?.rows.map { $0["fuel_use"] } == ["3000", "2000"])
            #expect(second.tables.first?.rows.first?["use"] == "工业")
        }
    }

    @Test func `a person's word goes before what the program knows`() throws {
        let (mapping, findings) = try read(
            """
            headers:
              - {form: boilers, header: 怪列, column: hours}
              - {form: boilers, header: 锅炉用涂, column: "-"}
            words:
              - {vocabulary: fuel, word: 原媒, code: lignite}
            units:
              - {form: boilers, header: 年耗煤量, unit: 万吨}
            """)
        #expect(findings.isEmpty)
        let survey = try survey(MappingTests.ledger, mapping)
        let row = try #require(survey.tables.first?.rows.first)
        #expect(row["hours"] == "7" && row["use"] == nil && row["fuel"] == "lignite" && row["fuel_use"] == "30000000")
        #expect(survey.mapping.doubts == 1, "the hours have no unit")
    }

    @Test(arguments: [
        ("headers:\n  - {form: boiler, header: a, column: fuel}", "mapping-form"),
        ("headers:\n  - {form: boilers, header: a, column: feul}", "mapping-column"),
        ("words:\n  - {vocabulary: fuel, word: a, code: kohle}", "mapping-word"),
        ("units:\n  - {form: boilers, header: a, unit: 斤斤}", "mapping-unit"),
        ("words:\n  - {vocabulary: fuel, word: a}", "mapping-incomplete"),
        ("words:\n  - {vocabulary: fuel, word: a, code: coal, state: perhaps}", "mapping-state"),
        ("heads:\n  - {form: boilers}", "unknown-key"),
    ])
    func `a mapping that cannot hold is told`(_ yaml: String, _ code: String) throws {
        let (_, findings) = try read(yaml)
        #expect(findings.hasErrors && findings.kept.first?.message.code == code)
        #expect(findings.kept.first?.location?.line != nil)
    }

    @Test func `every cell with a number is read, refused or listed as not used`() throws {
        let survey = try survey(
            """
            2024年锅炉台账,,,,,,,
            序号,企业名称,锅炉编号,燃料类型,锅炉吨位,年耗煤量（吨）,联系电话,怪列
            1,示例热力公司,1,烟煤,20,3000,13800000000,7
            2,示例食品厂,2,烟煤,10+20,2000,13900000000,8
            合计,,,,,5000,,
            """)
        let cells = survey.report.lines.filter { $0.status == .cells }
        // 1 in the title, 6 in each of two rows (10+20 is none), 1 in the total.
        #expect(cells.map(\.values) == [14])
        #expect(
            cells.first?.note.en
                == "5 read, 1 not understood, 4 in columns without a place, 2 in columns not known, 1 in rows of totals, 1 in titles"
        )
        let census = try #require(cells.first)
        let parts = census.note.en.split(separator: ",").compactMap { Int($0.split(separator: " ").first ?? "") }
        #expect(parts.reduce(0, +) == census.values)
    }

    @Test(arguments: [
        ("年耗气量", ["年耗煤量", "年耗油量"], String?.none), ("国七", ["国零", "国一", "国六"], nil), ("万km", ["km"], nil),
        ("mw", ["MW"], nil), ("燃料消耗两", ["燃料消耗量"], "燃料消耗量"), ("原媒", ["原煤"], "原煤"), ("锅炉用涂", ["锅炉用途"], "锅炉用途"),
        ("脱硝效率", ["脱硫效率"], nil), ("CN7", ["CN6"], nil), ("汽油销量", ["柴油销量"], nil),
        ("bitumnous", ["bituminous"], "bituminous"),
        ("煤碳", ["煤炭"], "煤炭"),
    ])
    func `a suggestion never changes size, dimension or meaning`(_ word: String, _ words: [String], _ meant: String?) {
        #expect(Spelling.meant(by: word, in: words) == meant)
    }

    @Test(arguments: [
        ("煤", "pulverized"), ("天然气", "gas_boiler"), ("柴油", "oil_boiler"),
    ])
    func `a word that may mean several things goes by the fuel of its row`(_ fuel: String, _ code: String) throws {
        let survey = try survey("企业名称,锅炉编号,燃烧方式,燃料类型,年用量单位,年耗煤量（吨）\n示例厂,1,室燃,\(fuel),吨,30\n")
        #expect(survey.tables.first?.rows.first?["technology"] == code)
        #expect(!survey.mapping.lines.contains { $0.text == "室燃" })
    }

    @Test func `a word that nobody can settle is a guess with what to do`() throws {
        let folder = try TemporaryFolder()
        try folder.write("车型,燃料类型,排放标准,保有量（辆）\n重型货车,柴油,国二及以前,20\n", to: "机动车.csv")
        let survey = try SurveyImport(files: [folder.path + "/机动车.csv"], library: try Repository.library())
        let line = try #require(survey.mapping.lines.first { $0.text == "国二及以前" })
        #expect(line.meaning == "CN2" && line.state == .guess && survey.mapping.doubts == 1)
        #expect(survey.findings.kept.contains { $0.message.code == "survey-guess" && $0.nearest == "CN2" })
        // In a table of ours the same word is told with what to do.
        let read = TableReader.read(
            SourceText(raw: Array("车型,燃料,排放标准,保有量\n重型货车,柴油,国二及以前,20\n".utf8), path: "vehicles.csv"),
            schema: SourceKind.vehicles.schema, vocabularies: try Repository.library().vocabularies)
        #expect(read.findings.kept.map(\.message.code) == ["ambiguous-word"])
        #expect(read.findings.kept.first?.expected?.en.contains("divide by year of registration") == true)
    }
}
