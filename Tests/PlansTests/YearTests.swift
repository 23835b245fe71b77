import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Targets over the years: of emission against a base year, and of what projects are credited.
@Suite struct YearTests {
    /// A closing of 77.13 t, stable from October 2024: counting begins a month after, so November and December count in
    /// 2024. Even months: 77.13 × 2 ÷ 12 = 12.855 t in 2024, the rest 64.275 t in 2025, nothing in 2026. 18 t are spent as an
    /// offset: 77.13 − 18 = 59.13 t of 320 t, short by 260.87 t.
    @Test func creditedByMonthsLessWhatWasSpent() throws {
        // 19 282.5 t × 4.0 kg/t = 77.13 t
        let table = "编号,企业名称,锅炉用途,燃料,燃烧方式,额定蒸发量,燃料消耗量\nB1,甲,industrial,coal,stoker,20,19282.5\n"
        let plan = { (years: String) in
            """
            tasks:
              - {id: K-1, clauses: [T-01], pollutant: NOx, amount: 320 t, \(years), spent: [{measure: C, amount: 18 t, for: 新项目}]}

            """
        }
        let measure =
            "id: C, action: close, table: boilers, where: {fuel: coal}, with: {}, timing: {completed: 2024-10}"
        let evaluation = try Samples.run(
            ["boilers": table], [measure], extra: plan("from: 2021, year: 2025"),
            manifest: Samples.manifest(year: 2023))
        var findings = Findings()
        let rules = try #require(
            KeyProjectRules(
                file: Samples.root + "/EmissionFactors/accounting/key_projects.yaml",
                vocabularies: Samples.library.vocabularies, findings: &findings))
        let outcome = try #require(evaluation.creditedTasks(rules).first)
        let project = try #require(outcome.projects.first)
        #expect(project.full.t() == "77.13")
        #expect(project.years.map { $0.credited.t(3) } == ["0.000", "0.000", "0.000", "12.855", "64.275"])
        #expect(project.years.reduce(Mass.zero) { $0 + $1.credited } == project.full)
        #expect(project.later == .zero)
        #expect(outcome.sum.t() == "59.13")
        #expect(outcome.shortfall.t() == "260.87")
        #expect(outcome.sentence.en.contains("short by 260.87 t"))
        let after = try Samples.run(
            ["boilers": table], [measure], extra: plan("from: 2026, year: 2026"), manifest: Samples.manifest(year: 2023)
        )
        let late = try #require(after.creditedTasks(rules).first?.projects.first)
        #expect(late.years.map(\.credited) == [.zero])
        #expect(late.earlier.t() == "77.13")
    }

    /// 10 % below the base year's 200 t is 180 t; the inventory of 100 t alone would have asked for 90 t.
    @Test func aTargetIsMeasuredAgainstItsBaseYear() throws {
        let rows = { (fuel: Int) in
            "编号,县区代码,企业名称,锅炉用途,燃料,燃烧方式,额定蒸发量,燃料消耗量\nB1,659999,甲,industrial,coal,stoker,20,\(fuel)\n"
        }
        let extra =
            "targets:\n  - {id: G, clauses: [T-01], pollutant: NOx, region: 659999, base_year: 2020, change: -10 %, year: 2025}\n"
        let evaluation = try Samples.run(["boilers": rows(25000)], [], extra: extra)
        let base = try Samples.inventory(["boilers": rows(50000)], manifest: Samples.manifest(year: 2020))
        var findings = Findings()
        let result = base.computed(in: try Samples.context(base), groupings: [], threads: 1, findings: &findings)
        let real = try #require(evaluation.targets(bases: [2020: BaseYear(result)]).first)
        #expect(real.allowed?.t() == "180.00" && !real.baseStandsIn && real.isMet)
        let standing = try #require(evaluation.targets().first)
        #expect(standing.allowed?.t() == "90.00" && standing.baseStandsIn && !standing.isMet)
        let path = evaluation.path("NOx", bases: [2020: BaseYear(result)])
        #expect(path.years.map(\.year) == [2020, 2024, 2025, 2026])
        #expect(path.years.first?.baseline.t() == "200.00" && path.years.first?.plan.t() == "200.00")
        #expect(path.years.first { $0.year == 2025 }?.allowed?.t() == "180.00")
    }

    /// All sources 10 t NOx a day, firms 6: a tenth of the firms is 6 % of the region, short by 0.4 t a day; 16.7 % passes.
    @Test func alertsAreMeasuredAgainstAllSources() throws {
        // 31 days of January, even months: 10 t × 31 × 12 = 3720 t a year: 930 000 t of coal × 4.0 kg/t, 558 000 of it by firms.
        let table =
            "编号,企业名称,锅炉用途,燃料,燃烧方式,额定蒸发量,燃料消耗量,月变化曲线,排污许可编号\nB1,甲,industrial,coal,stoker,20,558000,all_year,P1\n"
            + "B2,乙,industrial,coal,stoker,20,372000,all_year,P2\n"
        let inventory = try Samples.inventory(["boilers": table])
        let context = try Samples.context(inventory)
        func outcome(_ cut: String) throws -> AlertOutcome {
            let list = TableReader.read(
                SourceText(raw: Array("源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,\(cut),30%,100%\n".utf8), path: "alert.csv"),
                schema: AlertTable.schema, vocabularies: Samples.library.vocabularies)
            #expect(!list.findings.hasErrors)
            var findings = Findings()
            let outcome = inventory.alert(list.table, month: 1, in: context, findings: &findings)
            #expect(!findings.hasErrors)
            return outcome
        }
        let flat = try #require(try outcome("10%").totals.first { $0.level == .yellow && $0.pollutant == "NOx" })
        #expect(flat.daily?.t() == "10.00" && flat.cut?.t() == "0.60" && flat.short?.t() == "0.40")
        #expect(abs((flat.share ?? 0) - 0.06) < 1e-9 && !flat.passes)
        let enough = try outcome("16.7%")
        #expect(enough.totals.first { $0.level == .yellow && $0.pollutant == "NOx" }?.passes == true)
        #expect(enough.unlisted.map(\.permit) == ["P2"])
        #expect(enough.lines.first?.grade == "C")
    }

    /// A source emits once, however many lines of a list are of it: two that each stop half of themselves stop half of it.
    @Test func `lines of one source share what it emits a day`() throws {
        let table =
            "编号,企业名称,锅炉用途,燃料,燃烧方式,额定蒸发量,燃料消耗量,月变化曲线\nB1,甲,industrial,coal,stoker,20,558000,all_year\n"
        let inventory = try Samples.inventory(["boilers": table])
        let context = try Samples.context(inventory)
        let list = TableReader.read(
            SourceText(
                raw: Array("源类,编号,生产线,黄色,橙色,红色\nboilers,B1,一线,50%,60%,100%\nboilers,B1,二线,50%,20%,100%\n".utf8),
                path: "alert.csv"), schema: AlertTable.schema, vocabularies: Samples.library.vocabularies)
        var findings = Findings()
        let outcome = inventory.alert(list.table, month: 1, in: context, findings: &findings)
        // 6 t a day: 50 % of it, half of 60 % and of 20 %, all of it.
        #expect(outcome.totals.filter { $0.pollutant == "NOx" }.map { $0.cut?.t() } == ["3.00", "2.40", "6.00"])
        #expect(outcome.lines.map { $0.daily[0]?.t() } == ["3.00", "3.00"])
        #expect(findings.sorted.filter { $0.message.code == "alert-lines-share" }.map(\.location?.line) == [2, 3])
    }
}
