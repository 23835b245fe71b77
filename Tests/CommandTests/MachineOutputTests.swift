import Foundation
import Lantian
import TestSupport
import Testing

/// What other programs and terminals get: JSON, short options, colours, widths.
@Suite struct MachineOutputTests {
    private func county() throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        try folder.write(
            "region: \"654023\"\nname: {zh: 示例（虚构）, en: Example (invented)}\nyear: 2024\ninvented: yes\n",
            to: "county/inventory.yaml")
        try folder.write(
            "id,firm_name,use,fuel,technology,capacity,fuel_use[t]\nB1,示例热力公司,heating,coal,stoker,10,1000\nB2,示例厂,heating,coal,stoker,10,5200000\n",
            to: "county/boilers.csv")
        try folder.write("企业名称,锅炉编号,燃料类型,年耗煤量\n示例热力公司,1,烟煤,3000\n", to: "锅炉.csv")
        return folder
    }

    private func objects(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]], "\(text)")
    }

    @Test(arguments: [
        ("check county", "code"), ("explain county B1 NOx", "value"), ("words fuel", "code"), ("rules", "when"),
        ("import 锅炉.csv -o imported", "status"), ("reconcile county 环统.csv", "part_t"),
    ])
    func `a verb gives JSON and CSV that hold the same rows`(_ line: String, _ key: String) throws {
        let folder = try county()
        try folder.write("企业名称,氮氧化物排放量（吨）\n示例热力公司,3\n", to: "环统.csv")
        let json = try Program.run("\(line) -f json", in: folder.path)
        #expect([0, 65].contains(json.code), "\(json.errors)")
        let rows = try objects(json.output)
        #expect(!rows.isEmpty && rows.allSatisfy { $0[key] != nil })
        let csv = try Program.run("\(line.replacing("imported", with: "imported-2")) -f csv", in: folder.path)
        // A cell may hold a line break, so that lines are at least as many.
        #expect(csv.lines.count >= rows.count + 1 && csv.lines.first?.contains(key) == true)
    }

    @Test func `a receipt as JSON says which package, and the findings of the rules`() throws {
        let folder = try county()
        try folder.write(
            "rule,source,reason,name\nrule-fuel-above-year,B2,one meter for the plant,Li\n", to: "county/overrules.csv")
        #expect(try Program.run("report county -o package -q", in: folder.path).code == 0)
        let outcome = try Program.run("verify package -f json", in: folder.path)
        let rows = try objects(outcome.output)
        let rule = try #require(rows.first { $0["code"] as? String == "rule-fuel-above-year" })
        // What the county answered travels in the package, and is a note to the receiver.
        #expect(rule["severity"] as? String == "note" && rule["verdict"] as? String == "accepted")
        #expect((rule["text"] as? String)?.contains("overruled by Li: one meter for the plant") == true)
    }

    @Test func `tables fold to the width of the terminal`() throws {
        let folder = try county()
        for language in Language.allCases {
            for line in ["rules", "words fuel", "check county -q", "import 锅炉.csv -o i-\(language.rawValue)"] {
                let outcome = try Program.shell(
                    "COLUMNS=80 lantian \(line) --lang \(language.rawValue) 2>/dev/null", in: folder.path)
                for row in outcome.lines { #expect(row.displayWidth <= 80, "\(line): \(row)") }
            }
        }
    }

    @Test func `colour is there where it is asked for, and nowhere else`() throws {
        let folder = try county()
        let plain = try Program.run("check county", in: folder.path)
        #expect(plain.errors.contains("warning: ") && !plain.errors.contains("\u{1B}["))
        let coloured = try Program.run("check county --color always", in: folder.path)
        #expect(coloured.errors.contains("\u{1B}[1;33mwarning\u{1B}[0m: "))
        let never = try Program.run("check county --color=never", in: folder.path)
        #expect(!never.errors.contains("\u{1B}["))
    }
}
