import Calculation
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Reports

/// Accounts of packages: a source or a microgram that is lost on the way ends the run.
@Suite struct PackageAccountTests {
    /// A computed county, and its part.
    private static func part() async throws -> (part: ReportPart, result: EmissionResult, rows: Int) {
        let folder = try TemporaryFolder()
        try InventedCounty.write(folder.path, region: "653022", seed: 1)
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        let assessment = try Assessment(folder: folder.path, options: options)
        let (result, findings) = await assessment.emissions(balance: true)
        let package = try ReportPackage(assessment, result: result, findings: findings)
        return (package.parts[0], result, assessment.inventory.sheets.reduce(0) { $0 + $1.table.rowCount })
    }

    @Test func `what was computed stands in the package, and what is merged adds up`() async throws {
        let (part, result, rows) = try await Self.part()
        #expect(rows == 8)
        part.account(of: result, rows: rows)
        let merged = ReportPackage(header: part.header, parts: [part])
        merged.account()
        #expect(part.micrograms(of: "NOx") == part.grandTotal("NOx") && part.grandTotal("NOx") > 0)
    }

    @Test func `a source that is not in the package ends the run`() async {
        await #expect(processExitsWith: .failure) {
            let (part, result, rows) = try await PackageAccountTests.part()
            part.account(of: result, rows: rows + 1)
        }
    }

    @Test func `a microgram that is in no source ends the run`() async {
        await #expect(processExitsWith: .failure) {
            var (part, result, rows) = try await PackageAccountTests.part()
            for place in part.totals.indices where part.totals[place].county == nil && part.totals[place].sector == nil
            {
                part.totals[place].emission += Mass(micrograms: Int128(1))
            }
            part.account(of: result, rows: rows)
        }
    }

    @Test func `a merged total that lacks a part ends the run`() async {
        await #expect(processExitsWith: .failure) {
            let (part, _, _) = try await PackageAccountTests.part()
            var merged = ReportPackage(header: part.header, parts: [part])
            merged.parts.append(part)
            merged.account()
        }
    }
}
