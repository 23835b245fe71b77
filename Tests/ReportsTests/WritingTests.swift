import Calculation
import Factors
import FoundationEssentials
import Inventories
import Plans
import Reports
import Tables
import Testing

@Suite struct WritingTests {
    @Test func `all files of a report appear and nothing else`() async throws {
        let package = try await Samples.shipped("demo-county-2024")
        try await Samples.inScratch { folder in
            let names = try Report(package).write(to: folder + "/out", options: ReportOptions(language: .zh))
            let found = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
            #expect(Set(found) == Set(names))
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
        let (result, found) = await assessment.emissions()
        var findings = Findings()
        let path = folder + "/plans/kashgar-2024.yaml"
        let plan = try #require(
            Plan(file: path, vocabularies: assessment.context.library.vocabularies, findings: &findings))
        let scenario = ReportScenario(plan.evaluated(on: assessment), year: 2024)
        #expect(!scenario.rows.isEmpty)
        let package = ReportPackage(assessment, result: result, findings: found, scenario: scenario, plan: path)
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
}
