import Calculation
import Factors
import FoundationEssentials
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Small inventories and plans of the tests, and the shipped ones.
enum Samples {
    static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    static let library: FactorLibrary = {
        do {
            var library = try FactorLibrary(
                folder: root + "/EmissionFactors",
                regionFiles: [root + "/Inventories/demo-county-2024/regions.csv"])
            library.addWords(KindMethods.words, to: "method")
            return library
        } catch { preconditionFailure("\(error)") }
    }()

    static func manifest(region: String = "659999", year: Int = 2024) -> InventoryManifest {
        var manifest = InventoryManifest()
        manifest.region = region
        manifest.year = year
        return manifest
    }

    /// An inventory of tables given as CSV text.
    static func inventory(
        _ tables: [String: String], manifest: InventoryManifest = manifest()
    ) throws -> Inventory {
        var sheets: [Inventory.Sheet] = []
        for (id, text) in tables.sorted(by: { $0.key < $1.key }) {
            let kind = try #require(SourceKind.named(id))
            let result = TableReader.read(
                SourceText(raw: Array(text.utf8), path: id + ".csv"), schema: kind.schema,
                vocabularies: library.vocabularies)
            #expect(!result.findings.hasErrors, "\(result.findings.sorted.map { $0.description(in: .en) })")
            sheets.append(Inventory.Sheet(kind: kind, table: result.table))
        }
        return Inventory(folder: "test", manifest: manifest, sheets: sheets)
    }

    static func context(
        _ inventory: Inventory, pollutants: [String] = ["NOx", "VOCs"], ruleBook: String = "inventory",
        library: FactorLibrary = library
    ) throws -> RunContext {
        try RunContext(
            library: library, manifest: inventory.manifest, ruleBook: ruleBook, pollutants: pollutants)
    }

    /// A plan of measures, each `id`, action, table, where, with, timing as YAML in one line.
    static func plan(_ measures: [String], extra: String = "", inputs: [String: String] = [:]) throws -> Plan {
        var findings = Findings()
        let plan = Plan(
            text: text(measures, extra: extra), file: "plan.yaml", vocabularies: library.vocabularies, inputs: inputs,
            findings: &findings)
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        return try #require(plan)
    }

    static func text(_ measures: [String], extra: String = "") -> String {
        """
        plan: test
        title: {zh: 测试, en: test}
        regions: [659999]
        base_year: 2024
        years: [2025, 2026]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        measures:
        """ + "\n" + measures.map { "  - {clauses: [T-01], title: {zh: 措施, en: measure}, " + $0 + "}\n" }.joined()
            + extra
    }

    /// Runs a plan on tables given as text.
    static func run(
        _ tables: [String: String], _ measures: [String], extra: String = "", inputs: [String: String] = [:],
        pollutants: [String] = ["NOx", "VOCs"], manifest: InventoryManifest = manifest(),
        library: FactorLibrary = library
    ) throws -> PlanEvaluation {
        let inventory = try inventory(tables, manifest: manifest)
        return PlanEvaluation(
            try plan(measures, extra: extra, inputs: inputs), on: inventory,
            in: try context(inventory, pollutants: pollutants, library: library))
    }

    /// The five plans with the inventory that each runs on.
    static let shipped: [(plan: String, folder: String)] = [
        ("kizilsu-2025", "demo-county-2024"), ("kashgar-2024", "demo-county-2024"),
        ("changji-2018-2020", "demo-county-2024"), ("inner-mongolia-2025", "demo-county-2024"),
        ("ili-2021", "ili-2021"),
    ]

    static let assessments: [String: Assessment] = {
        var all: [String: Assessment] = [:]
        for folder in ["demo-county-2024", "ili-2021"] {
            var options = Assessment.Options(factors: root + "/EmissionFactors")
            options.keepGoing = true
            do { all[folder] = try Assessment(folder: root + "/Inventories/" + folder, options: options) } catch {
                preconditionFailure("\(error)")
            }
        }
        return all
    }()

    static func shippedPlan(_ name: String, inputs: [String: String] = [:]) throws -> (Plan, Assessment, Findings) {
        let entry = try #require(shipped.first { $0.plan == name })
        let assessment = try #require(assessments[entry.folder])
        var findings = Findings()
        let plan = Plan(
            file: root + "/Inventories/\(name)/plans/\(name).yaml",
            vocabularies: assessment.context.library.vocabularies, inputs: inputs, findings: &findings)
        return (try #require(plan), assessment, findings)
    }
}

extension Mass {
    /// The mass rounded for print.
    func t(_ decimals: Int = 2) -> String { roundedTonnes(decimals: decimals) }
}
