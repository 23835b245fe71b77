import Calculation
import Factors
import FoundationEssentials
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// The folders of the regions that plans are for: what a plan names stands there, and nothing that nobody printed.
@Suite struct RegionalFolderTests {
    static let plans = ["kizilsu-2025", "kashgar-2024", "changji-2018-2020", "inner-mongolia-2025"]

    private func assessment(_ name: String) throws -> Assessment {
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        return try Assessment(folder: Samples.root + "/Inventories/" + name, options: options)
    }

    /// The tables are those that a user gets who begins from the plan.
    @Test(arguments: plans)
    func `tables are what init writes for the plan`(_ name: String) throws {
        let own = try assessment(name)
        let (plan, _, _) = try Samples.shippedPlan(name)
        let manifest = own.context.manifest
        #expect(manifest.region == plan.regions[0] && manifest.year == plan.baseYear && !manifest.isInvented)
        let template = plan.template(region: manifest.region, year: manifest.year, in: own.context, language: .zh)
        let folder = try TemporaryFolder()
        for path in try template.write(to: folder.path + "/new") where path.hasSuffix(".csv") {
            let file = String(path.split(separator: "/").last ?? "")
            let shipped = FileManager.default.contents(atPath: Samples.root + "/Inventories/\(name)/\(file)")
            #expect(FileManager.default.contents(atPath: path) == shipped, "\(file)")
        }
        #expect(template.defaults == manifest.defaults)
        withExtendedLifetime(folder) {}
    }

    /// Named firms are there and lack their activity: no tonnes, and no clause is lost.
    @Test(arguments: [
        ("kizilsu-2025", 6), ("kashgar-2024", 4), ("changji-2018-2020", 0), ("inner-mongolia-2025", 0),
    ])
    func `a plan runs on the folder of its region`(name: String, firms: Int) throws {
        let own = try assessment(name)
        let rows = own.inventory.sheets.reduce(0) { $0 + $1.table.rowCount }
        #expect(rows == firms)
        let (plan, _, _) = try Samples.shippedPlan(name)
        let evaluation = plan.evaluated(on: own)
        #expect(!evaluation.findings.hasErrors, "\(evaluation.findings.sorted.map { $0.description(in: .en) })")
        #expect(evaluation.coverage.count == plan.clauses.count)
        for pollutant in evaluation.context.pollutants {
            #expect(evaluation.baseline.total(of: pollutant) == .zero)
            #expect(evaluation.measures.allSatisfy { $0.reduction(pollutant) == .zero })
        }
        let text = evaluation.coverage.reduce(into: [String: Int]()) { $0[$1.state.rawValue, default: 0] += 1 }
        let told = text.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        #expect(told == RegionalFolderTests.coverage[name])
    }

    /// How many clauses are in which state on the folder of the region.
    private static let coverage: [String: String] = [
        "kizilsu-2025":
            "blank 1, constraint 4, needs_input 24, no_effect 18, no_such_source 5, source 7, target 5, unchanged 6",
        "kashgar-2024":
            "constraint 2, needs_input 19, no_effect 13, no_such_source 7, source 2, target 1",
        "changji-2018-2020":
            "constraint 10, needs_input 26, no_effect 14, no_such_source 9, source 2, target 5",
        "inner-mongolia-2025":
            "constraint 10, needs_input 34, no_effect 14, no_such_source 14, source 3, target 8",
    ]
}
