import Foundation
import TestSupport
import Testing

/// How sure results are, as a user asks for it.
@Suite struct UncertaintyOutputTests {
    private static let county = "Inventories/demo-county-2024"
    private static let plan = "Inventories/inner-mongolia-2025/plans/inner-mongolia-2025.yaml"
    private static let columns = "low_t,median_t,high_t,approach1_pct,bias_t,quantified_share"

    private func cells(_ line: String) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `compute has the columns of the contract in CSV and JSON, and the same bytes on any number of threads`()
        throws
    {
        let line = "compute \(Self.county) --quiet --by sector,pollutant --uncertainty --draws 1000 --format "
        let csv = try Program.run(line + "csv")
        #expect(csv.code == 0)
        #expect(csv.lines[0].hasPrefix("sector,pollutant,emission_t," + Self.columns))
        var known = 0
        for row in csv.lines.dropFirst() where !row.isEmpty {
            let row = cells(row)
            guard let low = Double(row[3]), let median = Double(row[4]), let high = Double(row[5]) else { continue }
            #expect(low >= 0 && low <= median && median <= high, "\(row)")
            known += 1
        }
        #expect(known > 8)
        for threads in [1, 7] {
            #expect(try Program.run(line + "csv --threads \(threads)").output == csv.output)
        }
        #expect(try Program.run(line + "csv --seed 1").output != csv.output)
        let json = try Program.run(line + "json")
        #expect(json.output.contains("\"approach1_pct\""))
        let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [Any]
        #expect((rows?.count ?? 0) == csv.lines.count { !$0.isEmpty } - 1)
    }

    @Test func `without the option nothing changes`() throws {
        let plain = try Program.run("compute \(Self.county) --quiet --by pollutant --format csv")
        let sure = try Program.run(
            "compute \(Self.county) --quiet --by pollutant --format csv --uncertainty --draws 100")
        #expect(plain.lines.count == sure.lines.count)
        for (a, b) in zip(plain.lines, sure.lines) where !a.isEmpty {
            #expect(cells(b).starts(with: cells(a).prefix(2)), "\(a) \(b)")
        }
        #expect(!plain.lines[0].contains("low_t"))
    }

    @Test func `plans and plans side by side have them for baseline, reduction and scenario`() throws {
        let header = ["baseline_", "reduction_", "scenario_"].map { name in
            Self.columns.split(separator: ",").map { name + $0 }.joined(separator: ",")
        }.joined(separator: ",")
        let plan = try Program.run("plan \(Self.county) \(Self.plan) --quiet --uncertainty --draws 500 --format csv")
        #expect(plan.lines[0].contains("year," + header), "\(plan.lines[0])")
        #expect(
            plan.lines.dropFirst().filter { !$0.isEmpty }.allSatisfy { cells($0).count == cells(plan.lines[0]).count })
        let compared = try Program.run(
            "compare \(Self.county) \(Self.plan) --quiet --uncertainty --draws 500 --format csv")
        #expect(compared.lines[0].contains("held_t," + header))
        let folder = try TemporaryFolder()
        let targets = folder.file("targets.csv")
        let table = try Program.run(
            "plan \(Self.county) \(Self.plan) --quiet --uncertainty --draws 500 --lang en --targets \(targets)")
        #expect(table.output.contains("of the baseline") && table.output.contains("met with a probability of"))
        #expect(try String(contentsOfFile: targets, encoding: .utf8).contains("shortfall_t,probability"))
    }

    @Test func `what to measure next names datum, place and what would be left`() throws {
        let ranked = try Program.run("next-best \(Self.county) --quiet --top 5 --format csv")
        #expect(ranked.code == 0)
        #expect(
            ranked.lines[0]
                == "pollutant,rank,datum,column,place,value,origin,evidence,low_ratio,high_ratio,expected_low_ratio,expected_high_ratio,variance_share,half_width_pct,half_width_then_pct"
        )
        let rows = ranked.lines.dropFirst().filter { !$0.isEmpty }.map(cells)
        #expect(rows.count == 10)
        var last: [String: Double] = [:]
        for row in rows {
            let (now, then) = (try #require(Double(row[13])), try #require(Double(row[14])))
            #expect(then <= now && then >= last[row[0]] ?? 0, "\(row)")
            last[row[0]] = then
            #expect(row[4].contains(":") && row[6].contains(":") || row[6] == "stated" || row[6] == "published")
        }
        let of = try Program.run("next-best \(Self.county) --plan \(Self.plan) --quiet --top 3 --format csv")
        #expect(of.code == 0 && of.lines.count >= 4)
    }

    /// Parts carry the sums that intervals are worked out from: combined they print the same bytes as one run.
    @Test func `parts give the same bytes as one run`() throws {
        let folder = try TemporaryFolder()
        let line = "compute \(Self.county) --quiet --by sector,pollutant --uncertainty --draws 500 --format csv"
        let whole = try Program.run(line)
        var parts: [String] = []
        for number in 1...3 {
            parts.append(folder.file("\(number).part"))
            let part = "compute \(Self.county) --quiet --by sector,pollutant --uncertainty --part \(number)/3 --out "
            #expect(try Program.run(part + parts[number - 1]).code == 0)
        }
        let files = parts.reversed().joined(separator: " ")
        let combined = try Program.run("combine \(files) --quiet --uncertainty --draws 500 --format csv")
        #expect(combined.code == 0 && combined.output == whole.output)
        let plain = try Program.run("combine \(files) --quiet --format csv")
        #expect(
            try plain.output
                == Program.run("compute \(Self.county) --quiet --by sector,pollutant --format csv").output)
        let bare = folder.file("bare.part")
        _ = try Program.run("compute \(Self.county) --quiet --part 1/1 --out \(bare)")
        let refused = try Program.run("combine \(bare) --uncertainty --lang en")
        #expect(refused.code == 65 && refused.errors.contains("--uncertainty wrote"), "\(refused.errors)")
    }

    /// What the variance comes from: each datum's share, alone and in total with others.
    @Test func `variance as a file`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("variance.csv")
        for line in ["compute \(Self.county)", "plan \(Self.county) \(Self.plan)"] {
            #expect(
                try Program.run(line + " --quiet --uncertainty --draws 2000 --format csv --variance \(file)").code == 0)
            let rows = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
                cells(String($0))
            }
            #expect(rows[0] == ["pollutant", "datum", "origin", "first_share", "total_share", "half_width_then_pct"])
            let nox = rows.dropFirst().filter { $0[0] == "NOx" }
            #expect(abs(nox.compactMap { Double($0[3]) }.reduce(0, +) - 1) < 1e-3 && nox.count > 5)
            let first = try #require(nox.first)
            let (alone, total) = (try #require(Double(first[3])), try #require(Double(first[4])))
            #expect(abs(alone - total) < 0.2, "\(first)")
        }
        #expect(try Program.run("compute \(Self.county) --variance \(file)").code == 64)
    }

    @Test(arguments: [
        "--draws 5", "--draws many", "--confidence 10", "--confidence 100",
    ])
    func `wrong usage`(options: String) throws {
        #expect(try Program.run("compute \(Self.county) --uncertainty " + options).code == 64)
    }
}
