import Plans
import Quantities
import Reports
import Tables
import TestSupport
import Testing

@testable import Reports

/// Projects and tasks in packages: they travel, and no project is credited or spent twice.
@Suite struct ProjectPackageTests {
    /// A project of 25.6 t in full effect.
    private func project(
        credited: String, spent: String = "0", done: String = "2024-10", unit: String = "DA001",
        county: String = "653022"
    ) throws -> ReportProject {
        ReportProject(
            measure: "C", clause: "T-01", action: "control", table: "boilers", source: "B1", firm: "甲",
            creditCode: "91650000000009999", county: county, permit: "P1", outlet: unit, pollutant: "NOx",
            before: try #require(Mass(tonnes: "40")), after: try #require(Mass(tonnes: "14.4")),
            counted: try #require(Mass(tonnes: "25.6")), credited: try #require(Mass(tonnes: credited)),
            spent: try #require(Mass(tonnes: spent)), due: "2024-10", done: done, limit: nil, refusal: nil,
            evidence: Label("验收", "acceptance"))
    }

    private func package(_ region: String, _ projects: [ReportProject], year: Int = 2024) async throws -> ReportPackage
    {
        var scenario = ReportScenario(
            plan: "invented", title: Label("虚构", "invented"), year: 2024, rows: [], targets: [])
        scenario.projects = projects
        scenario.month = "2025-08"
        scenario.tasks = [
            ReportTask(
                measure: "C", clause: "T-01", title: Label("治理", "control"), county: region, office: "生态环境局",
                quantity: 4, unit: Label("台", "boilers"), due: "2025-12", done: 3, state: .underWay, basis: .report,
                remark: "",
                tonnes: [
                    ReportTask.Tonnes(
                        pollutant: "NOx", planned: try #require(Mass(tonnes: "8")),
                        realised: try #require(Mass(tonnes: "6")))
                ])
        ]
        scenario.untouched = [
            ReportUntouched(
                table: "boilers", source: "B2", pollutant: "NOx", emission: nil, reason: "no_clause",
                text: Label("没有条款涉及", "no clause is about it"))
        ]
        return try await Counties.package(region, year: year, seed: region == "653022" ? 1 : 2, scenario: scenario)
    }

    private func codes(_ packages: [ReportPackage], previous: [ReportPackage] = []) async throws -> [[String]] {
        try await Counties.verify(packages) {
            $0.previous = previous.map { EarlierPackage($0, file: "last/report.xml") }
        }.map {
            $0.all.map(\.finding).filter { $0.severity == .error && $0.message.code.contains("project") }.map(
                \.message.code)
        }
    }

    @Test func `projects, sources without one and tasks travel and are shown`() async throws {
        let package = try await package("653022", [project(credited: "4.266667")])
        let bytes = try Report(package).xml()
        let back = try #require(ReportPackage.read(bytes: bytes, file: "report.xml").package)
        #expect(back == package)
        let tables = ReportTables(package, language: .en).all.map(\.id)
        #expect(tables.contains("projects") && tables.contains("untouched") && tables.contains("tasks"))
        #expect(tables.contains("ranking"))
    }

    /// 4.27 t in one year and the other 21.33 t in the next are one full effect; once more is too much.
    @Test func `a project may be credited over the years, but no more than its full effect`() async throws {
        let first = try await package("653022", [project(credited: "4.266667")], year: 2023)
        let rest = try await package("653022", [project(credited: "21.333333")])
        #expect(try await codes([rest], previous: [first]) == [[]])
        let again = try await package("653022", [project(credited: "25.6")])
        #expect(try await codes([again], previous: [first]) == [["project-credited-twice"]])
        // Another outlet, or another day, is another project.
        let other = try await package("653022", [project(credited: "25.6", unit: "DA002")])
        #expect(try await codes([other], previous: [first]) == [[]])
        let later = try await package("653022", [project(credited: "25.6", done: "2025-03")])
        #expect(try await codes([later], previous: [first]) == [[]])
    }

    @Test func `what was spent as an offset is not credited`() async throws {
        let first = try await package("653022", [project(credited: "0", spent: "18")], year: 2023)
        let fits = try await package("653022", [project(credited: "7.6")])
        #expect(try await codes([fits], previous: [first]) == [[]])
        let tooMuch = try await package("653022", [project(credited: "10")])
        let found = try await Counties.verify([tooMuch]) {
            $0.previous = [EarlierPackage(first, file: "last/report.xml")]
        }[0].all.map(\.finding).filter { $0.severity == .error && $0.message.code.contains("project") }
        #expect(found.map(\.message.code) == ["project-already-spent"])
        #expect(found.first?.value?.contains("last/report.xml 653022/2023 C") == true)
        #expect(found.first?.location?.column?.contains("C B1 NOx") == true)
    }

    /// Two counties of one year that credit the same project are both refused, and the merge takes neither in.
    @Test func `two counties do not both credit one project`() async throws {
        let a = try await package("653022", [project(credited: "25.6")])
        let b = try await package("653023", [project(credited: "25.6", county: "653023")])
        #expect(try await codes([a, b]) == [["project-credited-twice"], ["project-credited-twice"]])
        let merged = ReportPackage.merged(try await Counties.verify([a, b]))
        #expect(merged == nil)
    }

    /// Merged packages keep the tasks of each county and rank the counties.
    @Test func `a merged package ranks its counties`() async throws {
        let a = try await package("653022", [])
        let b = try await package("653023", [])
        let merged = try #require(ReportPackage.merged(try await Counties.verify([a, b])))
        let table = try #require(ReportTables(merged, language: .en).all.first { $0.id == "ranking" })
        var rows: [[String]] = []
        try table.forEachRow { rows.append($0.map(\.text)) }
        #expect(rows.map { $0[2] } == ["653022", "653023"])
        #expect(rows.map { $0[5] } == ["75", "75"])
    }
}
