import Calculation
import Factors
import Inventories
import Tables
import TestSupport
import Testing

@testable import Plans

/// An inventory begun from a plan: only what the plan needs.
@Suite struct PlanTemplateTests {
    private func template(_ measures: [String]) throws -> InventoryTemplate {
        let inventory = Inventory(folder: "test", manifest: Samples.manifest(region: "653000"), sheets: [])
        return try Samples.plan(measures).template(
            region: "653000", year: 2024, in: Samples.context(inventory), language: .zh)
    }

    /// Two firms named, one of another county left out of an inventory of one prefecture; columns that select, that the
    /// measure changes and the activity; no column of what is measured.
    @Test func onlyWhatThePlanNeeds() throws {
        let own = try template([
            "id: A, action: control, table: boilers, where: {firm_name: [甲, 乙], county_code: 653022, fuel: coal}, with: {pollutant: NOx, device: sncr}, timing: {completed: 2025-12}",
            "id: B, action: close, table: boilers, where: {firm_name: [丙], county_code: 654002}, with: {}, timing: {completed: 2025-12}",
        ])
        #expect(own.kinds.map(\.name) == ["boilers"])
        let columns = try #require(own.columns["boilers"])
        for column in [
            "id", "firm_name", "credit_code", "fuel", "fuel_use", "gas_use", "capacity", "nox_device", "nox_removal",
        ] {
            #expect(columns.contains(column), "\(column)")
        }
        for column in ["so2_concentration", "pm_device", "nox_concentration", "outlet_number", "nox_outlet_share"] {
            #expect(!columns.contains(column), "\(column)")
        }
        let rows = try #require(own.rows["boilers"])
        #expect(rows.map { $0["firm_name"] } == ["乙", "甲"])
        #expect(rows.allSatisfy { $0["county_code"] == "653022" && $0["fuel"] == "coal" && $0["fuel_use"] == nil })
    }

    /// What is written is read again: the named firms lack their activity, and nothing else is wrong.
    @Test func whatIsWrittenIsRead() throws {
        let own = try template([
            "id: A, action: control, table: boilers, where: {firm_name: [甲, 乙], county_code: 653022, fuel: coal}, with: {pollutant: NOx, device: sncr}, timing: {completed: 2025-12}"
        ])
        let scratch = try TemporaryFolder()
        let folder = scratch.path + "/county"
        #expect(try own.write(to: folder).map { $0.split(separator: "/").last } == ["inventory.yaml", "boilers.csv"])
        let text = try SourceText(path: folder + "/boilers.csv")
        let read = TableReader.read(
            text, schema: SourceKind.boilers.schema, vocabularies: Samples.library.vocabularies)
        #expect(!read.findings.hasErrors, "\(read.findings.sorted.map { $0.description(in: .en) })")
        #expect(read.table.rowCount == 2)
        withExtendedLifetime(scratch) {}
    }

    /// Each shipped plan gives fewer columns than the tables have, and keeps every column that it selects by.
    @Test(arguments: Samples.shipped.map(\.plan))
    func shippedPlans(name: String) throws {
        let (plan, assessment, _) = try Samples.shippedPlan(name)
        let own = plan.template(region: "650000", year: 2024, in: assessment.context, language: .zh)
        #expect(!own.kinds.isEmpty)
        for measure in plan.measures {
            let columns = try #require(own.columns[measure.kind.name])
            #expect(columns.isSuperset(of: measure.selector.conditions.map(\.column)))
        }
        for kind in own.kinds {
            #expect((own.columns[kind.name] ?? []).count < kind.schema.columns.count)
        }
    }
}
