import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// The technical potential: each source against the limits and techniques that are listed for it.
@Suite struct PotentialTests {
    static let head = "编号,企业名称,县区代码,锅炉用途,燃料,燃烧方式,额定蒸发量,燃料消耗量,脱硝工艺,氮氧化物实测浓度,烟气流量,年运行小时数,含氧量\n"

    private func potential(_ tables: [String: String], _ measures: [String]? = nil) throws -> Potential {
        let inventory = try Samples.inventory(tables)
        let context = try Samples.context(inventory)
        var findings = Findings()
        let techniques =
            try measures.map { try Samples.plan($0) }
            ?? Plan.techniques(context, findings: &findings)
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        return inventory.potential(try #require(techniques), in: context, findings: &findings)
    }

    /// 10 000 t of coal × 4.0 kg/t = 40 t; of the device table lnb_scr removes 64 %: 14.4 t are left, 25.6 t can go.
    /// What has it already can do no better by it.
    @Test func theBestDeviceOfTheTableCounts() throws {
        let scr =
            "id: scr, action: control, table: boilers, where: {}, with: {pollutant: NOx, device: lnb_scr}, timing: {from: 2000-01}"
        let lnb =
            "id: lnb, action: control, table: boilers, where: {}, with: {pollutant: NOx, device: lnb}, timing: {from: 2000-01}"
        let table =
            Self.head
            + "B1,甲,,industrial,coal,stoker,20,10000,none,,,,\nB2,乙,,industrial,coal,stoker,20,10000,lnb_scr,,,,\n"
        let found = try potential(["boilers": table], [scr, lnb])
        let lines = found.lines.filter { $0.pollutant == "NOx" }
        #expect(lines.map(\.state) == [.reducible, .reached])
        #expect(lines.map { $0.today?.t() } == ["40.00", "14.40"])
        #expect(lines.map { $0.reduction.t() } == ["25.60", "0.00"])
        #expect(lines.first?.technique == "scr")
        #expect(found.reduction("NOx").t() == "25.60")
        // The order of the techniques does not matter.
        #expect(try potential(["boilers": table], [lnb, scr]).reduction("NOx") == found.reduction("NOx"))
        let firms = found.totals(by: .firm).filter { $0.pollutant == "NOx" }
        #expect(firms.map(\.key) == ["甲", "乙"] && firms.map { $0.after.t() } == ["14.40", "14.40"])
    }

    /// A source that lacks its fuel is missing: no zero today, no zero after, and counted as such.
    @Test func whatIsMissingStaysMissing() throws {
        let table =
            Self.head + "B1,甲,,industrial,coal,stoker,20,,none,,,,\nB2,乙,,industrial,coal,stoker,20,10000,none,,,,\n"
        let found = try potential(["boilers": table])
        let line = try #require(found.lines.first { $0.source == "B1" && $0.pollutant == "NOx" })
        #expect(line.state == .missing && line.today == nil && line.after == nil && !line.reason.en.isEmpty)
        let total = try #require(found.totals(by: .kind).first { $0.pollutant == "NOx" })
        #expect(total.missing == 1 && total.sources == 2 && total.today.t() == "40.00")
    }

    /// A source whose kind has no technique is said to have none; its tonnes stand apart.
    @Test func sourcesWithoutATechniqueStandApart() throws {
        let found = try potential(["households": "编号,燃料,户数,户均燃料消耗量\nH1,coal,1000,3\n"])
        let total = try #require(found.totals(by: .kind).first { $0.pollutant == "NOx" })
        #expect(total.today > .zero && total.withoutTechnique == total.today && total.reduction == .zero)
        #expect(found.lines.allSatisfy { $0.state != .reducible })
    }

    /// No plan of limits and devices removes more than the potential, on the demonstration county.
    @Test func noPlanOfTechniquesRemovesMore() throws {
        let assessment = try #require(Samples.assessments["demo-county-2024"])
        var findings = Findings()
        let techniques = try #require(Plan.techniques(assessment.context, findings: &findings))
        let potential = assessment.inventory.potential(techniques, in: assessment.context, findings: &findings)
        for (id, with) in [
            ("a", "limit, table: boilers, where: {fuel: coal}, with: {tier: special}"),
            ("b", "limit, table: kilns, where: {}, with: {tier: ule}"),
            ("c", "control, table: boilers, where: {}, with: {pollutant: NOx, device: sncr}"),
            ("d", "control, table: voc_firms, where: {}, with: {pollutant: VOCs, device: activated_carbon}"),
            ("e", "recover, table: voc_firms, where: {unit_type: station}, with: {stage: stage2}"),
        ] {
            let plan = try Samples.plan(["id: \(id), action: \(with), timing: {completed: 2025-12}"])
            let evaluation = PlanEvaluation(plan, on: assessment.inventory, in: assessment.context)
            for pollutant in ["NOx", "VOCs"] {
                let removed = evaluation.baseline.total(of: pollutant) - evaluation.scenario.total(of: pollutant)
                #expect(removed <= potential.reduction(pollutant), "\(id) \(pollutant)")
            }
        }
        let base = assessment.inventory.sheets.isEmpty
        #expect(!base)
        // What is known today adds up to the inventory's total.
        let known = potential.totals(by: .sector).filter { $0.pollutant == "NOx" }.reduce(Mass.zero) { $0 + $1.today }
        let computed = assessment.inventory.computed(
            in: assessment.context, groupings: [], threads: 1, findings: &findings)
        #expect(known == computed.total(of: "NOx"))
        #expect(potential.reduction("NOx") > .zero && potential.reduction("VOCs") > .zero)
    }
}
