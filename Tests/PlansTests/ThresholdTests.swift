import Calculation
import Factors
import Inventories
import Tables
import Testing

@testable import Plans

/// Duties by size: which sources they concern, and which may be.
@Suite struct ThresholdTests {
    private func lists(_ tables: [String: String], _ thresholds: String) throws -> [ThresholdList] {
        let inventory = try Samples.inventory(tables)
        let plan = try Samples.plan([], extra: "thresholds:\n" + thresholds)
        return plan.thresholdLists(in: inventory, context: try Samples.context(inventory))
    }

    /// 20 t/h is concerned, 19.9 is not, blank cannot be told: three rows, two of them listed.
    @Test func theBoundIsDataAndBlanksAreTold() throws {
        let table =
            "编号,企业名称,锅炉用途,燃料,额定蒸发量,燃料消耗量\nB1,甲,industrial,coal,20,1\nB2,乙,industrial,coal,19.9,1\nB3,丙,industrial,coal,,1\n"
        let own = try lists(
            ["boilers": table],
            "  - {id: M, clauses: [T-01], title: {zh: 监测, en: monitoring}, table: boilers, where: {fuel: coal, capacity: \">= 20 t/h\"}}\n"
        )
        let list = try #require(own.first)
        #expect(list.entries.map(\.source.id) == ["B1", "B3"])
        #expect(list.entries.map(\.blank) == [nil, "capacity"])
        #expect(list.entries[0].values.contains { $0.column == "capacity" && $0.text == "20" })
    }

    /// What no table has a column for says so and lists nobody.
    @Test func whatHasNoColumnSaysWhatItNeeds() throws {
        let own = try lists(
            ["boilers": "编号,燃料,额定蒸发量\nB1,coal,20\n"],
            "  - {id: M, clauses: [T-01], title: {zh: 监控, en: monitoring}, table: boilers, where: {}, needs: {zh: 高度, en: height}}\n"
        )
        #expect(own.first?.entries.isEmpty == true && own.first?.threshold.needs?.en == "height")
    }

    /// A clause that is not in the plan, and a second threshold of one id, are told with their place.
    @Test func mistakesAreTold() throws {
        var findings = Findings()
        let one = "  - {id: M, clauses: [T-9], title: {zh: 监测, en: monitoring}, table: boilers, where: {}}\n"
        _ = Plan(
            text: Samples.text([], extra: "thresholds:\n" + one + one), file: "plan.yaml",
            vocabularies: Samples.library.vocabularies, findings: &findings)
        let codes = Set(findings.sorted.map(\.message.code))
        #expect(codes.isSuperset(of: ["unknown-clause", "duplicate-threshold"]))
    }

    /// The shipped plans list their thresholds on the demonstration county.
    @Test func shippedPlansHaveThresholds() throws {
        for (name, ids) in [
            ("kashgar-2024", ["KS-18.m", "KS-19.m", "KS-25.m1", "KS-25.m2"]),
            ("changji-2018-2020", ["CJ-60.m1", "CJ-60.m3", "CJ-60.m4", "CJ-60.m2"]),
            ("inner-mongolia-2025", ["NM-40.m"]),
        ] {
            let (plan, assessment, findings) = try Samples.shippedPlan(name)
            #expect(!findings.hasErrors)
            let lists = plan.thresholdLists(in: assessment.inventory, context: assessment.context)
            #expect(lists.map(\.threshold.id) == ids)
            for list in lists where list.threshold.id == "KS-18.m" {
                #expect(list.entries.contains { $0.blank == nil })
            }
        }
    }
}
