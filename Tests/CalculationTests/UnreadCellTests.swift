import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Cells of VOC firms that no method reads, or that cannot be beside others, are told by the rules of plausibility. Invented rows.
@Suite struct UnreadCellTests {
    private func told(_ head: String, _ row: String) async throws -> [Finding] {
        let run = try await InventoryText(["voc_firms.csv": "id,unit_type,\(head)\nV1,\(row)\n"]).computed()
        #expect(!run.findings.hasErrors, "\(run.findings.sorted.map { $0.description(in: .en) })")
        var findings = Findings()
        let check = PlausibilityCheck(run.context, findings: &findings)
        findings.add(check.findings(of: run.inventory.sheets))
        return findings.sorted.filter { $0.severity == .warning }
    }

    @Test(arguments: [
        ("product,product_output,recovered", "process,solvent_coating,100,5", "rule-recovered-unread", "recovered"),
        ("product_output,recovered", "solvent_use,100,5", "rule-recovered-unread", "recovered"),
        ("product_output,waste_voc", "process,100,5", "rule-waste-voc-unread", "waste_voc"),
        ("valves_gas,leaks_repaired", "ldar,100,5", "rule-repaired-without-found", "leaks_found"),
        ("valves_gas,pumps_light,leaks_found", "ldar,100,20,121", "rule-leaks-above-components", "leaks_found"),
    ])
    func `it is told with place, what is right and what to do`(
        _ head: String, _ row: String, _ rule: String, _ column: String
    ) async throws {
        let found = try await told(head, row.replacing("process,solvent_coating", with: "process,"))
        let own = try #require(found.first { $0.message.code == rule }, "\(found.map { $0.description(in: .en) })")
        #expect(own.location?.line == 2)
        for language in [Language.zh, .en] {
            let text = own.description(in: language)
            #expect(text.contains(column), "\(text)")
        }
    }

    @Test(arguments: [
        ("material,material_use,recovered,waste_voc", "solvent_use,thinner,50,5,1"),
        ("material,material_volume,voc_density,recovered", "solvent_use,solvent_coating,50,500,5"),
        ("valves_gas,leaks_found,leaks_repaired", "ldar,100,5,5"), ("leaks_found", "ldar,5"),
    ])
    func `what a method reads is not`(_ head: String, _ row: String) async throws {
        let codes = try await told(head, row).map(\.message.code)
        #expect(
            !codes.contains { $0.contains("unread") || $0.contains("leaks") || $0.contains("repaired") }, "\(codes)")
    }
}
