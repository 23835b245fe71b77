import Foundation
import Lantian
import TestSupport
import Testing

/// Mistakes that people make, and what the program answers in both languages: what it is, where, and what to do.
@Suite struct MistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let what: String
        let command: String
        let code: Int32
        /// Parts of the answer, in Chinese and in English.
        let zh: [String]
        let en: [String]
        /// Parts that may not stand in either answer.
        var never: [String] = []
        var testDescription: String { what }
    }

    private static let manifest = """
        region: "654023"
        name: {zh: 示例（虚构）, en: Example (invented)}
        year: 2024
        invented: yes

        """
    private static let plan = """
        plan: p
        title: {zh: 方案, en: plan}
        regions: [654023]
        base_year: 2024
        years: [2025]
        clauses:
          - id: A-1
            clause: 一
            kind: M
            text: 淘汰十吨及以下锅炉
            topic: {zh: 锅炉, en: boilers}
            effect: measures
        measures:
          - id: A-1.1
            clauses: [A-1]
            title: {zh: 淘汰, en: close}
            action: close
            table: boilers
            where: {capacity: "<= 10"}
            timing: {completed: 2025-12}

        """
    private static let head = "id,use,fuel,technology,fuel_use[t]\n"

    /// The files that the mistakes are about; all rows are invented.
    private static let files: [String: String] = [
        "plans/plain.yaml": plan,
        "plans/comma.yaml": plan.replacing("[654023]", with: "[654023，654002]"),
        "plans/pairs.yaml": plan.replacing("{zh: 方案, en: plan}", with: "{zh：方案，en：plan}"),
        "plans/between.yaml": plan.replacing("{zh: 方案, en: plan}", with: "{zh: 方案，en: plan}"),
        "plans/quotes.yaml": plan.replacing("[654023]", with: "[“654023”]"),
        "plans/brackets.yaml": plan.replacing("[654023]", with: "［654023］"),
        "plans/kind.yaml": plan.replacing("    kind: M\n", with: ""),
        "plans/clauses.yaml": plan.replacing("    clauses: [A-1]\n", with: ""),
        "plans/table.yaml": plan.replacing("    table: boilers\n", with: ""),
        "plans/pollutant.yaml": plan.replacing("action: close", with: "action: control"),
        "plans/wide.yaml": plan.replacing("action: close", with: "action: close\n    with: {share: ５０％}"),
        "my-county/inventory.yaml": manifest, "my-county/boilers.csv": head + "B1,heating,coal,stoker,1000\n",
        "colon/inventory.yaml": manifest.replacing("year: ", with: "year："), "colon/boilers.csv": head,
        "tab/inventory.yaml": manifest + "defaults:\n\t- {table: boilers}\n", "tab/boilers.csv": head,
        "key/inventory.yaml": manifest + "polutants: [NOx]\n", "key/boilers.csv": head,
        "typo/inventory.yaml": manifest,
        "typo/boilers.csv": "id,use,fuel,technology,燃料消耗两\nB1,heating,coal,stoker,1000\n",
        "unit/inventory.yaml": manifest, "unit/boilers.csv": "编号,燃料,燃料消耗量（斤）\nB1,coal,1000\n",
        "gas/inventory.yaml": manifest, "gas/boilers.csv": "编号,燃料,年耗气量（万m3）\nB1,天然气,1000\n",
        "large/inventory.yaml": manifest, "large/boilers.csv": "编号,燃料,额定蒸发量,燃料消耗量（万吨）\nB1,coal,10,52000\n",
        "minus/inventory.yaml": manifest,
        "minus/boilers.csv": head + "B1,heating,coal,stoker,-5\nB1,heating,coal,stoker,7\n",
        "title/inventory.yaml": manifest, "title/boilers.csv": "霍城县锅炉表\n" + head,
        "comma/inventory.yaml": manifest, "comma/boilers.csv": head.replacing(",", with: "，"),
        "garbled/inventory.yaml": manifest, "garbled/boilers.csv": head + "B1,heating,鐓ょ偔,stoker,5\n",
        "seven/inventory.yaml": manifest,
        "seven/vehicles.csv": "vehicle_class,fuel,standard,population\n重型货车,柴油,国七,5\n",
        "dates/inventory.yaml": manifest,
        "dates/boilers.csv":
            "id,fuel,capacity,fuel_use[t],status,start_date\nB1,coal,10,5200000,operating,2031\nB2,coal,10,100,closed,2010\n",
        "beside/inventory.yaml": manifest, "beside/boilers.csv": "id,fuel,fuel_use,燃料单位\nB1,coal,3,万吨\n",
        "a.xls": "old", "a.et": "old", "a.docx": "old", "a.pdf": "%PDF-1.4", "a.zip": "PK",
        "page.html": "<!DOCTYPE html><html></html>",
        "plan.yaml": "plan: p\n", "empty/note.txt": "", "cut.xlsx": "PK\u{3}\u{4}cut",
    ]

    static let mistakes: [Mistake] = [
        Mistake(
            what: "a folder that is not there", command: "compute my-conty", code: 66,
            zh: ["找不到输入：my-conty", "是否指 my-county？"], en: ["no such input: my-conty", "did you mean my-county?"]),
        Mistake(
            what: "an empty folder", command: "compute empty", code: 65,
            zh: ["没有 inventory.yaml 和源类表", "用 init", "import"],
            en: ["neither inventory.yaml nor tables", "init", "import"]),
        Mistake(
            what: "a verb with a letter missing", command: "comput my-county", code: 64,
            zh: ["没有动词 comput", "是否指 compute"],
            en: ["no verb 'comput'", "did you mean 'compute'"], never: ["unexpected"]),
        Mistake(
            what: "an option with a letter missing", command: "compute my-county --formt csv", code: 64,
            zh: ["错误：没有选项 --formt", "是否指 --format", "用法："], en: ["Unknown option '--formt'", "Did you mean '--format'"]),
        Mistake(
            what: "no region", command: "init x --year 2024", code: 64, zh: ["错误：缺少 --region <code>", "行政区划代码"],
            en: ["Missing expected argument '--region <code>'"]),
        Mistake(
            what: "a value without its option's words", command: "compute my-county --format yaml", code: 64,
            zh: ["--format <format> 的值“yaml”不合规", "table、csv、json"], en: ["The value 'yaml' is invalid"]),
        Mistake(
            what: "too many arguments", command: "rules a b c", code: 64, zh: ["多余的参数：b、c"],
            en: ["unexpected arguments"]),
        Mistake(
            what: "a region of five digits", command: "init x --region 65402 --year 2024", code: 64, zh: ["六位数字"],
            en: ["six digits"]),
        Mistake(
            what: "a region that is none", command: "init x --region 999999 --year 2024", code: 0,
            zh: ["GB/T 2260 中没有 999999", "invented: yes"], en: ["no code 999999 in GB/T 2260", "invented: yes"]),
        Mistake(
            what: "a year of five digits", command: "init x --region 654023 --year 20244", code: 64, zh: ["1990–2100"],
            en: ["between 1990 and 2100"]),
        Mistake(
            what: "a kind without its s", command: "init x --region 654023 --year 2024 --kinds boiler", code: 64,
            zh: ["boilers"], en: ["did you mean 'boilers'"]),
        Mistake(
            what: "a colon of full width", command: "compute colon", code: 65,
            zh: ["inventory.yaml:3:5", "全角冒号", "半角冒号"],
            en: ["inventory.yaml:3:5", "colon of full width"]),
        Mistake(
            what: "a tab in YAML", command: "compute tab", code: 65, zh: ["制表符", "空格"],
            en: ["not indented with tabs", "spaces"]),
        Mistake(
            what: "a key with a letter missing", command: "compute key", code: 65,
            zh: ["polutants", "是否想填“pollutants”"],
            en: ["polutants", "did you mean 'pollutants'"]),
        Mistake(
            what: "a header with a wrong letter", command: "compute typo", code: 0, zh: ["[燃料消耗两]", "是否想填“燃料消耗量”"],
            en: ["[燃料消耗两]", "did you mean '燃料消耗量'"]),
        Mistake(
            what: "a unit that is none here", command: "compute unit", code: 65, zh: ["单位不认识", "斤", "应为单位 t"],
            en: ["unit in the header is not known", "the unit t"], never: ["did you mean", "是否想填"]),
        Mistake(
            what: "gas is never taken for coal", command: "check gas", code: 0, zh: [], en: [], never: ["年耗煤量", "燃煤量"]),
        Mistake(
            what: "52,000 in 10^4 t", command: "check large", code: 0, zh: ["全年不停也烧不了这么多燃料", "核对燃料量的单位"],
            en: ["not even all year round", "the unit of the fuel"]),
        Mistake(
            what: "a number below zero, an id twice", command: "compute minus", code: 65, zh: ["数值超出允许范围", "编号重复"],
            en: ["out of range", "used before"]),
        Mistake(
            what: "a title above the header", command: "compute title", code: 65, zh: ["不是表头", "import"],
            en: ["no header", "import"]),
        Mistake(
            what: "commas of full width", command: "compute comma", code: 65, zh: ["全角逗号"], en: ["commas of full width"]
        ),
        Mistake(
            what: "text in the wrong encoding", command: "compute garbled", code: 65, zh: ["乱码", "UTF-8", "煤炭"],
            en: ["read as GBK", "UTF-8", "煤炭"]),
        Mistake(
            what: "a stage that is none", command: "compute seven", code: 65, zh: ["国七", "国零、国一"],
            en: ["国七", "CN0, CN1"],
            never: ["是否想填", "did you mean"]),
        Mistake(
            what: "a unit in a column beside", command: "compute beside", code: 65, zh: ["单位写在另一列", "import"],
            en: ["units stand in a column of their own", "import"]),
        Mistake(
            what: "dates after the year, closed with fuel", command: "check dates", code: 0,
            zh: ["投产日期晚于清单年份", "不计排放，却填有活动水平", "全年不停"],
            en: ["in use only after the year", "emits nothing, and yet", "not even all year round"]),
        Mistake(
            what: "a key that is none", command: "compute my-county --by city", code: 64,
            zh: ["city", "county, table, sector"],
            en: ["city", "county, table, sector"]),
        Mistake(
            what: "a pollutant in small letters", command: "explain my-county B1 nox", code: 0, zh: ["NOx"], en: ["NOx"]
        ),
        Mistake(
            what: "a source that is not there", command: "explain my-county B9", code: 65, zh: ["没有这个排放源", "是否想填“B1”"],
            en: ["no such source", "did you mean 'B1'"]),
        Mistake(
            what: "an old workbook", command: "compute a.xls", code: 65, zh: ["另存为 .xlsx"], en: ["save it as .xlsx"],
            never: ["inventory.yaml"]),
        Mistake(
            what: "a workbook of another program", command: "import a.et --out x", code: 65, zh: ["另存为 .xlsx"],
            en: ["save it as .xlsx"]),
        Mistake(
            what: "a text document", command: "import a.docx --out x", code: 65, zh: ["这是文档，不是表格"],
            en: ["a document and no table"], never: ["锅炉信息表"]),
        Mistake(
            what: "a document of another kind", command: "import a.pdf --out x", code: 65, zh: ["这是文档"],
            en: ["a document"]),
        Mistake(
            what: "an archive for a ledger", command: "import a.zip --out x", code: 65, zh: ["压缩包", "解压"],
            en: ["archive", "unpack"]),
        Mistake(
            what: "a workbook cut short", command: "compute cut.xlsx", code: 65, zh: ["不完整或已损坏", "重新复制"],
            en: ["cut short or damaged", "copy or fetch it again"]),
        Mistake(
            what: "a plan before the inventory", command: "plan plan.yaml my-county", code: 65,
            zh: ["这是方案（YAML），不是清单", "先写清单文件夹"],
            en: ["a plan (YAML) and no inventory", "the inventory folder comes first"], never: ["boilers.csv"]),
        Mistake(
            what: "a table for its folder", command: "compute my-county/boilers.csv", code: 65,
            zh: ["不是清单文件夹", "import"],
            en: ["no inventory folder", "import"]),
        Mistake(
            what: "an inventory for a package", command: "verify my-county", code: 66, zh: ["先用 report"],
            en: ["make the package with report"]),
        Mistake(
            what: "a page for a package", command: "verify page.html", code: 65, zh: ["网页（HTML）", "report.xml"],
            en: ["web page (HTML)", "report.xml"], never: ["DOCTYPE"]),
        Mistake(
            what: "an archive for a package", command: "verify a.zip", code: 65, zh: ["压缩包", "解压"],
            en: ["archive", "unpack"],
            never: ["文件是空的"]),
        Mistake(
            what: "a parameter without a value", command: "plan my-county plan.yaml --set XX-1.share", code: 64,
            zh: ["措施.参数=值"],
            en: ["ID.parameter=value"]),
        Mistake(
            what: "a factor in small letters", command: "factors show boiler.tcses.heat.coal.stoker.nox", code: 65,
            zh: ["没有这个系数", "NOx"], en: ["no such factor", "NOx"]),
        Mistake(
            what: "a comma of full width in a list", command: "plan my-county plans/comma.yaml", code: 65,
            zh: ["plans/comma.yaml:3", "括号内用了全角逗号"], en: ["plans/comma.yaml:3", "a comma of full width"]),
        Mistake(
            what: "colons of full width within brackets", command: "plan my-county plans/pairs.yaml", code: 65,
            zh: ["plans/pairs.yaml:2", "全角冒号"], en: ["plans/pairs.yaml:2", "a colon of full width"]),
        Mistake(
            what: "a comma of full width between pairs", command: "plan my-county plans/between.yaml", code: 65,
            zh: ["plans/between.yaml:2", "全角逗号"], en: ["plans/between.yaml:2", "a comma of full width"]),
        Mistake(
            what: "quotes of full width", command: "plan my-county plans/quotes.yaml", code: 65,
            zh: ["plans/quotes.yaml:3", "全角引号", "\"654023\""], en: ["plans/quotes.yaml:3", "quotes of full width"]),
        Mistake(
            what: "brackets of full width", command: "plan my-county plans/brackets.yaml", code: 65,
            zh: ["plans/brackets.yaml:3", "全角括号"], en: ["plans/brackets.yaml:3", "brackets of full width"]),
        Mistake(
            what: "a clause without its kind", command: "plan my-county plans/kind.yaml", code: 65,
            zh: ["缺少 kind"], en: ["kind is missing"], never: ["取值不合规", "not a word for kind"]),
        Mistake(
            what: "a measure without clauses", command: "plan my-county plans/clauses.yaml", code: 65,
            zh: ["缺少 clauses", "A-1.1"], en: ["clauses is missing", "A-1.1"]),
        Mistake(
            what: "a measure without its table", command: "plan my-county plans/table.yaml", code: 65,
            zh: ["缺少 table", "boilers, kilns"], en: ["table is missing", "boilers, kilns"]),
        Mistake(
            what: "a control without its pollutant", command: "plan my-county plans/pollutant.yaml", code: 65,
            zh: ["缺少参数 pollutant", "NOx, VOCs"], en: ["parameter pollutant is missing", "NOx, VOCs"],
            never: ["词表中没有"]),
        Mistake(
            what: "a share of full width", command: "plan my-county plans/wide.yaml -q", code: 0, zh: ["A-1.1"],
            en: ["A-1.1"], never: ["参数不合规"]),
        Mistake(
            what: "the inventory where the plan belongs", command: "plan my-county my-county", code: 65,
            zh: ["这里应是方案"], en: ["a plan is wanted here"]),
        Mistake(
            what: "a table where the plan belongs", command: "plan my-county my-county/boilers.csv", code: 65,
            zh: ["这不是方案", ".yaml"], en: ["this is no plan"], never: ["应为键值"]),
        Mistake(
            what: "the source before the inventory", command: "explain B1 my-county NOx", code: 64,
            zh: ["先写清单，再写排放源", "lantian explain my-county B1"],
            en: ["the inventory comes first", "lantian explain my-county B1"]),
        Mistake(
            what: "a column without words", command: "words fuell", code: 64, zh: ["没有有词表的列", "是否指“fuel”"],
            en: ["no column of words", "did you mean 'fuel'"]),
    ]

    @Test(arguments: mistakes)
    func `a mistake is told in both languages with what to do`(_ mistake: Mistake) throws {
        for language in Language.allCases {
            let folder = try Workplace.empty()
            for (name, text) in MistakeTests.files { try folder.write(text, to: name) }
            let outcome = try Program.run("\(mistake.command) --lang \(language.rawValue)", in: folder.path)
            #expect(outcome.code == mistake.code, "\(outcome.errors)\(outcome.output)")
            let answer = outcome.errors + outcome.output
            for part in language == .zh ? mistake.zh : mistake.en {
                #expect(answer.contains(part), "\(language): \(part)\n\(answer)")
            }
            for part in mistake.never { #expect(!answer.contains(part), "\(language): \(part)\n\(answer)") }
            // No English frame around a Chinese answer.
            if language == .zh {
                #expect(!["Error: ", "Usage: ", "USAGE:", "OPTIONS:"].contains(where: answer.contains))
            }
        }
    }

    @Test func `help is Chinese where Chinese is asked for`() throws {
        let folder = try Workplace.empty()
        for line in ["--help --lang zh", "import --help --lang zh", "check --help --lang zh"] {
            let outcome = try Program.run(line, in: folder.path)
            #expect(outcome.code == 0, "\(line)")
            for frame in ["OVERVIEW", "USAGE", "ARGUMENTS", "OPTIONS", "SUBCOMMANDS", "Show "] {
                #expect(!outcome.output.contains(frame), "\(line): \(frame)")
            }
            #expect(outcome.output.contains("概述：") && outcome.output.contains("用法："), "\(line)")
        }
    }
}
