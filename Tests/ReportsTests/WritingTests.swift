import Calculation
import Factors
import FoundationEssentials
import Inventories
import Plans
import Quantities
import Reports
import Tables
import Testing

@Suite struct WritingTests {
    @Test func `all files of a report appear and nothing else`() async throws {
        let package = try await Samples.shipped("demo-county-2024")
        try await Samples.inScratch { folder in
            let names = try Report(package).write(to: folder + "/out", options: ReportOptions(language: .zh))
            let found = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
            #expect(Set(found) == Set(names).union([".lantian-written"]))
            #expect(names.contains("report.html") && names.contains("report.xlsx") && names.contains("results.csv"))
            if let keep = ProcessInfo.processInfo.environment["KEEP_REPORT"] {
                try? FileManager.default.removeItem(atPath: keep)
                try FileManager.default.copyItem(atPath: folder + "/out", toPath: keep)
            }
        }
    }
}

@Suite struct ScenarioTests {
    @Test func `a plan's reductions telescope in the report and pass verification`() async throws {
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        let folder = Samples.root + "/Inventories/demo-county-2024"
        let assessment = try Assessment(folder: folder, options: options)
        let (result, found) = await assessment.emissions(balance: true)
        var findings = Findings()
        let path = Samples.root + "/Inventories/kashgar-2024/plans/kashgar-2024.yaml"
        let plan = try #require(
            Plan(file: path, vocabularies: assessment.context.library.vocabularies, findings: &findings))
        let scenario = try ReportScenario(plan.evaluated(on: assessment), year: 2024)
        #expect(!scenario.rows.isEmpty)
        let package = try ReportPackage(assessment, result: result, findings: found, scenario: scenario, plan: path)
        for pollutant in package.parts[0].rules.pollutants {
            let rows = scenario.rows.filter { $0.pollutant == pollutant }
            for (a, b) in zip(rows, rows.dropFirst()) { #expect(a.scenario == b.baseline) }
        }
        let verified = try await Counties.verify([package])
        #expect(verified[0].errorCodes == [])
        if let keep = ProcessInfo.processInfo.environment["KEEP_REPORT"] {
            try Report(package).write(to: keep + "-plan", options: ReportOptions(language: .zh))
        }
    }

    /// Three measures on a small county, each taking a tonne of NOx.
    private func package(_ change: (inout [(measure: String, baseline: Int128)]) -> Void) async throws -> Verification {
        let plain = try await Counties.package("653022", seed: 1)
        func total(_ pollutant: String) throws -> Int128 {
            try #require(
                plain.totals.first { $0.pollutant == pollutant && $0.county == nil && $0.sector == nil }
            ).emission.micrograms
        }
        let tonne: Int128 = 1_000_000_000_000, title = Label("措施", "measure")
        var steps: [(measure: String, baseline: Int128)] = try (0..<3).map {
            (measure: "M\($0)", baseline: try total("NOx") - Int128($0) * tonne)
        }
        change(&steps)
        let vocs = Mass(micrograms: try total("VOCs"))
        let rows = steps.flatMap { measure, baseline in
            [
                ReportScenario.Row(
                    measure: measure, clause: "1", title: title, pollutant: "NOx",
                    baseline: Mass(micrograms: baseline), reduction: Mass(micrograms: tonne),
                    alone: Mass(micrograms: tonne)),
                ReportScenario.Row(
                    measure: measure, clause: "1", title: title, pollutant: "VOCs", baseline: vocs, reduction: .zero,
                    alone: .zero),
            ]
        }
        let scenario = ReportScenario(plan: "invented", title: title, year: 2024, rows: rows, targets: [])
        return try await Counties.verify([try await Counties.package("653022", seed: 1, scenario: scenario)])[0]
    }

    @Test func `reductions are added up again: from the total, step by step, and the plan is told to be missing`()
        async throws
    {
        let sound = try await package { _ in }
        #expect(sound.errorCodes == [])
        let notes = sound.all.filter { $0.finding.message.code == "scenario-not-rerun" }
        #expect(notes.map(\.finding.value) == ["invented"])
        // All of them a microgram higher: they telescope, but not from the total.
        let shifted = try await package { steps in for i in steps.indices { steps[i].baseline += 1 } }
        #expect(shifted.errorCodes == ["arithmetic-reduction"])
        let gap = try await package { $0[2].baseline += 1 }
        #expect(gap.errorCodes == ["arithmetic-reduction"])
        let missing = try await package { $0.remove(at: 1) }
        #expect(missing.errorCodes == ["arithmetic-reduction"])
        let text = Receipt([sound]).text(in: .zh)
        #expect(text.contains("scenario-not-rerun") && text.contains("未重新运行"))
    }

    @Test func `a measure that leaves a pollutant out, or whose numbers disagree, is found`() async throws {
        let plain = try await Counties.package("653022", seed: 1)
        let total = try #require(
            plain.totals.first { $0.pollutant == "NOx" && $0.county == nil && $0.sector == nil }
        ).emission
        let tonne = try #require(Mass(tonnes: "1"))
        let row = ReportScenario.Row(
            measure: "M1", clause: "1", title: Label("措施", "measure"), pollutant: "NOx", baseline: total,
            reduction: tonne, alone: tonne)
        let scenario = ReportScenario(
            plan: "invented", title: Label("方案", "plan"), year: 2024, rows: [row], targets: [])
        let package = try await Counties.package("653022", seed: 1, scenario: scenario)
        let left = try await Counties.verify([package])
        #expect(left[0].errorCodes == ["arithmetic-reduction-missing"])
        for (old, new) in [
            (" reduction=\"1\"", " reduction=\"1.000000000001\""), (" overlap=\"0\"", " overlap=\"0.000000000001\""),
            (" scenario=\"", " scenario=\"1"),
        ] {
            let changed = try await Counties.verify(
                [package],
                tamper: { text in
                    #expect(text.contains(old))
                    return text.replacing(old, with: new, maxReplacements: 1)
                })
            #expect(changed[0].errorCodes.contains("arithmetic-reduction"), "\(old)")
        }
    }
}
