import Calculation
import FoundationEssentials
import Glibc
import Reports
import Tables
import TestSupport
import Testing

/// Packages of the shipped inventories and of small made-up ones.
enum Samples {
    /// The repository.
    static let root: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// The package of an inventory folder.
    static func package(_ folder: String, packs: [String] = [], scenario: ReportScenario? = nil) async throws
        -> ReportPackage
    {
        var options = Assessment.Options(factors: root + "/EmissionFactors")
        options.keepGoing = true
        options.packs = packs
        let assessment = try Assessment(folder: folder, options: options)
        let (result, findings) = await assessment.emissions(balance: true)
        return try ReportPackage(assessment, result: result, findings: findings, scenario: scenario)
    }

    /// The package of a shipped inventory.
    static func shipped(_ name: String) async throws -> ReportPackage {
        try await package(root + "/Inventories/" + name)
    }

    /// Runs a closure with a folder that is gone afterwards.
    static func inScratch<Outcome>(_ body: (String) async throws -> Outcome) async throws -> Outcome {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try await body(folder.path)
    }
}
