import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Projects: a line a source and clause, what is credited by year, and the sources without one.
@Suite struct ProjectTests {
    static let head =
        "编号,企业名称,统一社会信用代码,排污许可编号,排放口编号,锅炉用途,燃料,燃烧方式,额定蒸发量,燃料消耗量,脱硝工艺,改造日期\n"
    static let table =
        head + "B1,甲,,P1,DA001,industrial,coal,stoker,20,10000,none,2024-10-12\n"
        + "B2,乙,,,,industrial,coal,stoker,20,10000,lnb_scr,\n" + "B3,丙,,,,industrial,coal,stoker,40,5000,none,\n"
        + "B4,丁,,,,industrial,coal,stoker,,4000,none,\n" + "B5,戊,,,,industrial,natural_gas,,20,,none,\n"
    static let measure =
        "id: C, action: control, table: boilers, where: {fuel: coal, capacity: \"<= 35 t/h\"}, with: {pollutant: NOx, device: lnb_scr}, timing: {completed: 2024-10}"
    static let task =
        "tasks:\n  - {id: K, clauses: [T-01], pollutant: NOx, amount: 30 t, from: 2021, year: 2025, spent: [{measure: C, amount: 5 t, for: 新项目}]}\n"

    private func rules() throws -> KeyProjectRules {
        var findings = Findings()
        let rules = KeyProjectRules(
            file: Samples.root + "/EmissionFactors/accounting/key_projects.yaml",
            vocabularies: Samples.library.vocabularies, findings: &findings)
        #expect(!findings.hasErrors)
        return try #require(rules)
    }

    /// 10 000 t × 4.0 kg/t = 40 t before; lnb_scr lets 36 % pass: 14.4 t after, 25.6 t removed. In operation in October 2024:
    /// two of twelve months count in 2024, 25.6 × 2 ÷ 12 = 4.266667 t, and the rest in 2025.
    @Test func aProjectHasItsNumbersDatesAndPapers() throws {
        let list = try Samples.run(["boilers": Self.table], [Self.measure], extra: Self.task).projects(rules())
        #expect(list.projects.count == 1)
        let project = try #require(list.projects.first)
        #expect(project.source.id == "B1" && project.source.permit == "P1" && project.source.outlet == "DA001")
        #expect(project.clauses == ["T-01"] && project.pollutant == "NOx")
        #expect(
            [project.before, project.after, project.reduction, project.counted].map { $0.t() } == [
                "40.00", "14.40", "25.60", "25.60",
            ])
        #expect(project.due == Month(year: 2024, month: 10) && project.done == 20_241_012)
        #expect(project.credited(in: 2024).t(6) == "4.266667" && project.credited(in: 2026) == .zero)
        let years = (2021...2027).reduce(Mass.zero) { $0 + project.credited(in: $1) }
        #expect(years == project.counted)
        #expect(project.spent.t() == "5.00")
        #expect(project.evidence?.zh.contains("验收") == true)
    }

    /// Each source without a project has the reason that comes nearest, the largest first, what is missing last.
    @Test func everySourceWithoutAProjectHasAReason() throws {
        let list = try Samples.run(["boilers": Self.table], [Self.measure]).projects(rules())
        let own = list.untouched.filter { $0.pollutant == "NOx" }
        #expect(own.map(\.source.id) == ["B3", "B4", "B2", "B5"] || own.map(\.source.id) == ["B3", "B4", "B2"])
        let reasons = Dictionary(own.map { ($0.source.id, $0.reason) }, uniquingKeysWith: { first, _ in first })
        #expect(reasons["B2"] == .controlled(measure: "C"))
        #expect(reasons["B3"] == .outsideThreshold(measure: "C"))
        #expect(reasons["B4"] == .undecided(measure: "C", column: "capacity"))
        #expect(reasons["B5"] == .noClause)
        #expect(own.first { $0.source.id == "B5" }?.emission == nil)
        #expect(own.first?.emission?.t() == "20.00")
    }

    /// A measure that waits touches nothing: its sources say so.
    @Test func sourcesOfAMeasureThatWaitsSaySo() throws {
        let waiting =
            "id: W, action: control, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, removal: \"?\"}, timing: {completed: 2024-10}"
        let list = try Samples.run(["boilers": Self.table], [waiting]).projects(rules())
        #expect(list.projects.isEmpty)
        #expect(list.untouched.contains { $0.source.id == "B1" && $0.reason == .waiting(measure: "W") })
    }

    /// The projects add up to both accounts of their measure.
    @Test func projectsAddUpToTheAccounts() throws {
        let (plan, assessment, _) = try Samples.shippedPlan("kizilsu-2025")
        let evaluation = plan.evaluated(on: assessment)
        let rules = try rules()
        let list = evaluation.projects(rules)
        #expect(!list.projects.isEmpty)
        for pollutant in ["NOx", "VOCs"] {
            for account in evaluation.keyProjects(rules, pollutant: pollutant, year: 2026) {
                let own = list.projects.filter { $0.measure == account.id && $0.pollutant == pollutant }
                guard !own.isEmpty else { continue }
                #expect(own.reduce(Mass.zero) { $0 + $1.reduction } == account.difference, "\(account.id) \(pollutant)")
                #expect(
                    own.reduce(Mass.zero) { $0 + $1.counted } == account.credited + account.offset + account.later,
                    "\(account.id) \(pollutant)")
            }
        }
        let touched = Set(list.projects.map { $0.source.kind + $0.source.id + $0.pollutant })
        #expect(list.untouched.allSatisfy { !touched.contains($0.source.kind + $0.source.id + $0.pollutant) })
    }
}

/// Tasks made from a plan, with what is done of them.
@Suite struct ProgressTests {
    static let head = "编号,县区代码,企业名称,锅炉用途,燃料,燃烧方式,额定蒸发量,台数,燃料消耗量,拆除日期\n"
    static let table =
        head + "B1,653022,甲,industrial,coal,stoker,8,2,1000,2025-03\n" + "B2,653022,乙,industrial,coal,stoker,8,1,500,\n"
        + "B3,653023,丙,industrial,coal,stoker,8,4,2000,2025-07\n"
    static let close =
        "id: C, action: close, table: boilers, where: {fuel: coal}, with: {}, timing: {completed: 2025-06}"

    private func progress(_ month: String, _ report: String? = nil) throws -> (PlanProgress, Findings) {
        let evaluation = try Samples.run(
            ["boilers": Self.table], [Self.close], pollutants: ["NOx"], manifest: Samples.manifest(region: "653000"))
        var findings = Findings()
        var tables: [Table] = []
        if let report {
            let read = TableReader.read(
                SourceText(raw: Array(("月份,措施,县区代码,累计完成,说明\n" + report).utf8), path: "monthly.csv"),
                schema: MonthlyTable.schema, vocabularies: Samples.library.vocabularies)
            #expect(!read.findings.hasErrors, "\(read.findings.sorted.map { $0.description(in: .en) })")
            tables.append(read.table)
        }
        let month = try #require(Month(month))
        return (evaluation.progress(upTo: month, reports: tables, findings: &findings), findings)
    }

    /// 653022 is to close 3 boilers with 1500 t × 4.0 kg/t = 6 t, of which 2 with 4 t are dated March; 653023 is to close 4
    /// with 8 t, dated July: in May not begun, in July done; what is not done by the end of June is late from July on.
    @Test func tasksGoByTheDatesInTheTables() throws {
        let (may, _) = try progress("2025-05")
        #expect(may.tasks.map(\.county) == ["653022", "653023"])
        #expect(may.tasks.map(\.quantity) == [3, 4] && may.tasks.map(\.done) == [2, 0])
        #expect(may.tasks.map(\.state) == [.underWay, .notBegun])
        #expect(may.tasks.map { $0.planned[0].t() } == ["6.00", "8.00"])
        #expect(may.tasks.map { $0.realised[0].t() } == ["4.00", "0.00"])
        let (july, _) = try progress("2025-07")
        #expect(july.tasks.map(\.state) == [.late, .done])
        #expect(july.tasks[1].realised == july.tasks[1].planned)
        #expect(july.tasks[0].unit.zh == "台")
    }

    /// A monthly report that says more than the dates counts: 3 of 4 boilers are 6 t of 8 t; a later month is not looked at.
    @Test func monthlyReportsCountWhereTheySayMore() throws {
        let (may, findings) = try progress(
            "2025-05", "2025-04,C,653023,1,\n2025-05,C,653023,3,等设备\n2025-06,C,653023,4,\n")
        #expect(!findings.hasErrors)
        let task = try #require(may.tasks.first { $0.county == "653023" })
        #expect(task.done == 3 && task.basis == .report && task.state == .underWay && task.remark == "等设备")
        #expect(task.realised[0].t() == "6.00")
        let ranks = CountyRank.ranking(
            may.tasks.map {
                CountyRank.Entry(county: $0.county, state: $0.state, planned: $0.planned[0], realised: $0.realised[0])
            })
        // 6 ÷ 8 before 4 ÷ 6.
        #expect(ranks.map(\.county) == ["653023", "653022"])
    }

    /// A measure that waits has a task whose quantity and tonnes nobody knows: none of them is zero.
    @Test func whatWaitsHasNoTonnes() throws {
        let waiting =
            "id: W, action: close, table: boilers, where: {fuel: coal}, with: {count: \"?\"}, timing: {completed: 2025-06}"
        let evaluation = try Samples.run(["boilers": Self.table], [waiting], pollutants: ["NOx"])
        var findings = Findings()
        let month = try #require(Month("2025-07"))
        let task = try #require(evaluation.progress(upTo: month, findings: &findings).tasks.first)
        #expect(task.quantity == nil && task.planned.isEmpty && task.realised.isEmpty && task.state == .late)
    }

    /// A measure that the plan does not have, two amounts for one month and a sum that falls are told with their place.
    @Test func mistakesInMonthlyReportsAreTold() throws {
        let (_, unknown) = try progress("2025-05", "2025-04,D,653023,1,\n")
        #expect(unknown.sorted.map(\.message.code) == ["no-such-project"])
        let (_, twice) = try progress("2025-05", "2025-04,C,653023,1,\n2025-04,C,653023,2,\n")
        #expect(twice.sorted.contains { $0.message.code == "reported-twice" && $0.location?.line == 3 })
        let (_, falls) = try progress("2025-05", "2025-03,C,653023,2,\n2025-04,C,653023,1,\n")
        #expect(falls.sorted.map(\.message.code) == ["done-falls"])
    }
}
