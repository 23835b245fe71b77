import Foundation
import TestSupport
import Testing

/// What goes where, in which language, and that it is the same every time.
@Suite struct OutputTests {
    private static let contract =
        "table,row,source_id,county_code,sector,pollutant,method,factor_id,emission_t,assumptions,"
        + "generated_t,removed_t,stack_t,fugitive_t"

    @Test func `the detail table has the columns of the contract, one line a source and pollutant`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let outcome = try Program.run("compute county --detail detail.csv --quiet", in: folder.path)
        #expect(outcome.code == 0)
        let lines = try Workplace.text("detail.csv", in: folder).split(separator: "\n").map(String.init)
        // 12000 t × 4 kg/t × (1 − 0.3 × 0.9) = 35.04 t; 2500 t × 4 kg/t = 10 t; VOCs 12000 t × 0.18 kg/t = 2.16 t.
        #expect(
            lines == [
                OutputTests.contract,
                "boilers.csv,2,B1,654002,heating,NOx,factor,boiler.tcses.heat.coal.stoker.NOx,35.04,,48,12.96,35.04,0",
                "boilers.csv,2,B1,654002,heating,VOCs,factor,boiler.tcses.heat.coal.VOCs,2.16,,2.16,0,2.16,0",
                "boilers.csv,3,B2,654002,heating,NOx,factor,boiler.tcses.heat.coal.stoker.NOx,10,,10,0,10,0",
                "boilers.csv,3,B2,654002,heating,VOCs,factor,boiler.tcses.heat.coal.VOCs,0.45,,0.45,0,0.45,0",
            ])
    }

    @Test func `what cannot be computed has no number and says what is missing`() throws {
        let folder = try Workplace.county(["boilers.csv": "id,fuel,use,technology,fuel_use\nB1,coal,heating,stoker,\n"])
        _ = try Program.run("compute county --detail detail.csv --quiet", in: folder.path)
        let detail = try Workplace.text("detail.csv", in: folder)
        #expect(detail.contains("boilers.csv,2,B1,654002,heating,NOx,,,,missing:fuel_use,,,,\n"))
    }

    @Test func `totals as CSV have the keys that were asked for and the tonnes`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let outcome = try Program.run("compute county --by county,sector,pollutant --format csv", in: folder.path)
        #expect(
            outcome.output == """
                county,sector,pollutant,emission_t
                654002,heating,NOx,45.04
                654002,heating,VOCs,2.61

                """)
    }

    @Test func `totals as JSON hold the same numbers`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let outcome = try Program.run("compute county --by pollutant --format json", in: folder.path)
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
        #expect(rows.map { $0["pollutant"] as? String } == ["NOx", "VOCs"])
        #expect(rows.map { $0["emission_t"] as? Double } == [45.04, 2.61])
    }

    @Test func `tonnes of different pollutants are never added together`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let both = try Program.run("compute county --by sector --format csv", in: folder.path)
        #expect(both.output == "sector,pollutant,emission_t\nheating,NOx,45.04\nheating,VOCs,2.61\n")
        let one = try Program.run("compute county --by sector --format csv --pollutants NOx", in: folder.path)
        #expect(one.output == "sector,emission_t\nheating,45.04\n")
    }

    @Test func `tables go to standard output, findings to standard error, and quiet keeps errors alone`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers + "B3,heating,natural_gas,,,,,\n"])
        let loud = try Program.run("compute county --format csv", in: folder.path)
        let quiet = try Program.run("compute county --format csv --quiet", in: folder.path)
        #expect(loud.errors.contains("warning"))
        #expect(quiet.errors.isEmpty)
        #expect(loud.output == quiet.output)
        #expect(!loud.output.contains("warning"))
        #expect(!loud.errors.contains("\u{1B}"), "no progress bar where nobody looks")
    }

    @Test func `the assumption list does not spoil a CSV on standard output`() throws {
        let outcome = try Program.run("compute Inventories/ili-2021 --by pollutant --format csv --assumptions --quiet")
        #expect(outcome.lines.filter { !$0.isEmpty }.count == 3)
        #expect(outcome.errors.contains("assumption"))
    }

    @Test(
        "the language follows the flag, then the locale",
        arguments: [
            (["--lang", "zh"], "C.UTF-8", "排放量 t"), (["--lang=en"], "zh_CN.UTF-8", "emission t"),
            ([], "zh_CN.UTF-8", "排放量 t"), ([], "de_DE.UTF-8", "emission t"), ([], "C", "emission t"),
        ])
    func language(flag: [String], locale: String, told: String) throws {
        let outcome = try Program.run(
            ["compute", "Inventories/ili-2021", "--quiet"] + flag, environment: ["LANG": locale])
        #expect(outcome.output.contains(told))
    }

    @Test func `findings and usage speak the chosen language too`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.broken])
        let chinese = try Program.run("check county --lang zh", in: folder.path)
        #expect(chinese.errors.contains("county/boilers.csv:3:3: [fuel] 错误"))
        #expect(chinese.errors.contains("是否想填“coal”？"))
        #expect(try Program.run("compute county --by countyy --lang zh", in: folder.path).errors.contains("可用的汇总键"))
        #expect(try Program.run("--help", environment: ["LC_ALL": "zh_CN.UTF-8"]).output.contains("退出码"))
    }

    @Test(
        "numbers do not depend on the locale",
        arguments: ["de_DE.UTF-8", "fr_FR.UTF-8", "tr_TR.UTF-8", "ar_SA.UTF-8", "C"])
    func locale(name: String) throws {
        let line = "compute Inventories/ili-2021 --format csv --quiet"
        let usual = try Program.run(line)
        let other = try Program.run(line, environment: ["LANG": name, "LC_ALL": name, "LC_NUMERIC": name])
        #expect(usual.output == other.output)
    }

    @Test("the bytes are the same for any number of threads", arguments: [1, 2, 7])
    func threads(count: Int) throws {
        let folder = try TemporaryFolder()
        let line = ["compute", "Inventories/demo-county-2024", "--quiet", "--format", "csv", "--detail"]
        let usual = try Program.run(line + [folder.path + "/usual.csv", "--threads", "3"])
        let other = try Program.run(line + [folder.path + "/other.csv", "--threads", "\(count)"])
        #expect(usual.code == 0)
        #expect(usual.output == other.output)
        #expect(try Workplace.text("usual.csv", in: folder) == Workplace.text("other.csv", in: folder))
    }

    @Test func `two runs at once into one file leave one whole table`() async throws {
        let folder = try TemporaryFolder()
        let line = [
            "compute", "Inventories/demo-county-2024", "--quiet", "--format", "csv", "--detail",
            folder.path + "/detail.csv",
        ]
        async let first = Program.run(line)
        async let second = Program.run(line)
        let outcomes = try await [first, second]
        #expect(outcomes.allSatisfy { $0.code == 0 })
        #expect(outcomes[0].output == outcomes[1].output)
        let together = try Workplace.text("detail.csv", in: folder)
        _ = try Program.run(line)
        #expect(try together == Workplace.text("detail.csv", in: folder))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["detail.csv"])
    }

    @Test func `what the detail table lists adds up to the totals, to the microgram`() throws {
        let folder = try TemporaryFolder()
        let totals = try Program.run([
            "compute", "Inventories/ili-2021", "--quiet", "--by", "pollutant", "--format", "csv", "--detail",
            folder.path + "/detail.csv",
        ])
        var sums: [String: Int128] = [:]
        for line in try Workplace.text("detail.csv", in: folder).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            let parts = cells[8].split(separator: ".")
            guard let whole = parts.first.flatMap({ Int128($0) }) else { continue }
            let fraction = parts.count > 1 ? String(parts[1]) : ""
            let micrograms = Int128(fraction + String(repeating: "0", count: 12 - fraction.count)) ?? 0
            sums[String(cells[5]), default: 0] += whole * 1_000_000_000_000 + micrograms
        }
        for line in totals.lines.dropFirst() where !line.isEmpty {
            let cells = line.split(separator: ",")
            let parts = cells[1].split(separator: ".")
            let fraction = parts.count > 1 ? String(parts[1]) : ""
            let digits = String(parts[0]) + fraction + String(repeating: "0", count: 12 - fraction.count)
            #expect(sums[String(cells[0])] == Int128(digits))
        }
        #expect(sums.count == 2)
    }

    @Test func `init writes what compute reads, and never overwrites`() throws {
        let folder = try Workplace.empty()
        let line = "init place --region 654023 --year 2024 --kinds boilers,area"
        let first = try Program.run(line, in: folder.path)
        #expect(first.output == "place/inventory.yaml\nplace/boilers.csv\nplace/area.csv\nplace/outlets.csv\n")
        try folder.write("id,use,fuel,technology,fuel_use\nB1,heating,coal,stoker,1\n", to: "place/boilers.csv")
        #expect(try Program.run(line, in: folder.path).output.isEmpty)
        let outcome = try Program.run("compute place --by pollutant --format csv --quiet", in: folder.path)
        // 1 t × 4 kg/t = 0.004 t
        #expect(outcome.lines.contains("NOx,0.004"))
    }
}
