import Calculation
import Inventories
import Tables
import TestSupport
import Testing

@testable import Plans

/// The parts of a run carry the rows that a plan may mean: put together in any order they give what one run gives.
@Suite struct PlanPartTests {
    /// Everything that an evaluation says, as text.
    private func account(_ evaluation: PlanEvaluation, by keys: [Grouping]) -> [String] {
        var lines = evaluation.measures.flatMap { measure in
            ["\(measure.id) \(measure.state.name) \(measure.rows) \(measure.electricity)"]
                + evaluation.context.pollutants.map {
                    "\($0) \(measure.reduction($0)) \(measure.alone($0)) \(measure.scenario($0))"
                } + measure.notes.map { "\($0.text.en) \($0.rows)" }
        }
        lines += evaluation.reductions(by: keys).map { "\($0)" }
        lines += evaluation.findings.sorted.map { $0.description(in: .en) }
        return lines
    }

    /// What is told and put aside beside it.
    private func told(_ emissions: InventoryFolder.Emissions) -> [String] {
        emissions.findings.sorted.flatMap { [$0.description(in: .zh), $0.description(in: .en)] }
            + emissions.rejected.map { String(decoding: $0.csv(in: .en), as: UTF8.self) }
    }

    /// Invented boilers: remarks over several lines wherever parts may begin, words and numbers that are wrong, identifiers
    /// used again in the table and in a later one.
    private func inventory() throws -> TemporaryFolder {
        func table(_ rows: Range<Int>) -> String {
            let lines = rows.map { row -> String in
                let id = row % 11 == 10 ? "B\(row - 7)" : "B\(row)"
                let fuel = row % 13 == 5 ? "coall" : ["coal", "natural_gas", "diesel"][row % 3]
                let remark = row % 3 == 0 ? "\"one,\n\"\"two\"\"\n\nthree, B\(row),heating,coal\"" : ""
                return "\(id),heating,\(fuel),stoker,\(row % 19 == 7 ? -row : row * 37 % 900),\(remark)"
            }
            return (["id,use,fuel,technology,fuel_use[t],note"] + lines).joined(separator: "\n") + "\n"
        }
        let folder = try TemporaryFolder()
        try InventoryText(
            ["boilers.csv": table(0..<80), "boilers-more.csv": table(70..<120)],
            manifest: "region: 659999\nname: {zh: 虚构, en: invented}\nyear: 2024\ninvented: yes\n"
        ).write(to: folder)
        return folder
    }

    @Test(arguments: [1, 2, 7, 64])
    func `parts of a plan with errors, doubled identifiers and remarks over several lines`(_ count: Int) throws {
        let data = try inventory()
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        let folder = try InventoryFolder(data.path, options: options)
        // One measure looks at all rows at once, one at each row, one names a single row.
        let plan = try Samples.plan([
            "id: T-01.1, action: close, table: boilers, where: {fuel: coal}, with: {count: 9}, timing: {completed: 2024-12}",
            "id: T-01.2, action: scale, table: boilers, where: {fuel: diesel}, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2024-12}",
            "id: T-01.3, action: close, table: boilers, where: {id: B6}, with: {}, timing: {completed: 2024-12}",
            // This row was put aside.
            "id: T-01.4, action: close, table: boilers, where: {id: B5}, with: {}, timing: {completed: 2024-12}",
        ])
        let keys = ["county", "sector", "fuel", "pollutant"].compactMap { Grouping($0) }
        let whole = try plan.evaluated(on: folder, groupings: keys.map(\.name))
        let single = try folder.emissions(groupings: keys.map(\.name))
        let scratch = try TemporaryFolder()
        let parts = try (1...count).map { number in
            let file = scratch.path + "/\(number).part"
            let part = try #require(PartNumber(number, of: count))
            try folder.writePart(
                part, of: plan, PartPlan(file: plan.file, inputs: [], answers: nil), by: keys, options: options,
                threads: 1 + number % 2, to: file)
            return try EmissionPart(file: file)
        }
        let (emissions, evaluation) = try folder.evaluated(plan, on: parts.shuffled())
        let combined = try #require(evaluation)
        let (own, expected) = (account(combined, by: keys), account(whole, by: keys))
        let different = own.filter { !expected.contains($0) } + expected.filter { !own.contains($0) }
        #expect(different == [], "\(different)")
        #expect(own == expected)
        #expect(combined.measures.filter { $0.rows == 0 }.map(\.id) == ["T-01.4"])
        #expect(told(emissions) == told(single))
        #expect(emissions.rejected.count == 2 && emissions.findings.count(.error) > 20)
        #expect(
            emissions.result.totals(by: keys).map { "\($0)" } == single.result.totals(by: keys).map { "\($0)" })
        // The whole run is strict where nobody says to keep going; so are the parts.
        options.keepGoing = false
        let strict = try InventoryFolder(data.path, options: options).evaluated(plan, on: parts)
        #expect(strict.evaluation == nil && told(strict.emissions) == told(single))
        // A part is missing, or there twice.
        guard count == 7 else { return }
        for (wrong, code) in [(Array(parts.dropLast()), "part-missing"), (parts + [parts[3]], "part-twice")] {
            do {
                _ = try folder.evaluated(plan, on: wrong)
                Issue.record("\(code) is not found")
            } catch let findings as Findings {
                #expect(findings.sorted.map(\.message.code) == [code])
                #expect(findings.sorted.first?.value == (code == "part-twice" ? "4/7" : "7/7"))
            }
        }
    }

    @Test(arguments: Samples.shipped.map(\.plan))
    func `the parts of a shipped plan`(_ name: String) throws {
        let (plan, assessment, _) = try Samples.shippedPlan(name)
        let options = Assessment.Options(factors: Repository.factors)
        let folder = try InventoryFolder(assessment.inventory.folder, options: options)
        let keys = ["county", "sector", "pollutant"].compactMap { Grouping($0) }
        let whole = try plan.evaluated(on: folder, groupings: keys.map(\.name))
        let told = PartPlan(file: plan.file, inputs: [], answers: nil)
        let scratch = try TemporaryFolder()
        for count in name == "kizilsu-2025" ? [1, 2, 7, 64] : [1, 7] {
            let parts = try (1...count).map { number in
                let file = scratch.path + "/\(number)-of-\(count).part"
                let part = try #require(PartNumber(number, of: count))
                try folder.writePart(
                    part, of: plan, told, by: keys, options: options, threads: 1 + number % 2, to: file)
                return try EmissionPart(file: file)
            }
            #expect(parts.allSatisfy { $0.plan == told })
            let (emissions, evaluation) = try folder.evaluated(plan, on: parts.shuffled())
            let combined = try #require(evaluation)
            #expect(account(combined, by: keys) == account(whole, by: keys), "\(count) parts")
            let (parted, single) = (emissions.result.totals(by: keys), whole.baseline.totals(by: keys))
            #expect(parted.map { "\($0)" } == single.map { "\($0)" })
            #expect(!account(whole, by: keys).isEmpty && combined.measures.contains { $0.rows > 0 })
        }
    }
}
