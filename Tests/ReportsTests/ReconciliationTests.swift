import Calculation
import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// Two accounts of one invented county laid beside each other.
@Suite struct ReconciliationTests {
    /// An invented county whose NOx is 812 t where the statistics have 655 t, and the statistics.
    static let inventory = """
        id,firm_name,credit_code,use,fuel,technology,fuel_use[t],nox_device,nox_removal
        B1,示例热力公司,,heating,coal,stoker,100000,sncr,30%
        B2,示例食品厂,,heating,coal,stoker,50000,,
        B3,示例纸业,,heating,coal,stoker,60000,sncr,50%
        B4,示例供热站,,heating,coal,stoker,3000,,
        B5,示例建材,,heating,coal,stoker,50000,,
        """

    private func reconciled(_ stated: String) async throws -> Reconciliation {
        let folder = try TemporaryFolder()
        try InventoryText(["boilers.csv": ReconciliationTests.inventory]).write(to: folder)
        try folder.write(stated, to: "stated.csv")
        var options = Assessment.Options(factors: Repository.factors)
        options.pollutants = ["NOx"]
        let assessment = try Assessment(folder: folder.path, options: options)
        let (result, _) = await assessment.emissions()
        var findings = Findings()
        let stated = try StatedEmissions.read(
            folder.path + "/stated.csv", pollutants: ["NOx"], library: assessment.context.library, findings: &findings)
        #expect(!findings.hasErrors)
        return Reconciliation(StatedEmissions(assessment, result), stated, pollutants: ["NOx"])
    }

    /// 4 kg/t: B1 100,000 t × 0.7 = 280 t, B2 200 t, B3 60,000 t × 0.5 = 120 t, B4 12 t, B5 200 t; together 812 t.
    @Test func `each part of the difference has its cause and they add up to the microgram`() async throws {
        let reconciliation = try await reconciled(
            """
            2024年环境统计（虚构）
            企业名称,氮氧化物排放量（吨）,燃料消耗量（万吨）,脱硝效率,氮氧化物许可排放量（吨）
            示例热力公司,224,8,30%,250
            示例食品厂,140,5,,200
            示例纸业,72,6,70%,100
            示例建材,200,5,,
            示例化工厂,19,,,
            """)
        let (here, there) = reconciliation.totals("NOx")
        #expect(here.number == Mass(tonnes: "812") && there.number == Mass(tonnes: "655"))
        let sums = Dictionary(
            reconciliation.sums("NOx").map { ($0.cause, $0.mass) }, uniquingKeysWith: { first, _ in first })
        // Fuel: 280 × (1 − 8/10) = 56 t. Removal: 120 × (1 − 0.3/0.5) = 48 t. The rest of B2, 200 − 140, has no other cause.
        #expect(sums[.fuel] == Mass(tonnes: "56"))
        #expect(sums[.removal] == Mass(tonnes: "48"))
        #expect(sums[.method] == Mass(tonnes: "60"))
        #expect(sums[.onlyHere] == Mass(tonnes: "12") && sums[.onlyThere] == Mass(tonnes: "-19"))
        #expect(reconciliation.sums("NOx").reduce(Mass.zero) { $0 + $1.mass } == Mass(tonnes: "157"))
        #expect(reconciliation.difference("NOx") == Mass(tonnes: "157"))
        // Above their permits first: 280 − 250 = 30 t, 120 − 100 = 20 t.
        #expect(reconciliation.rows.prefix(2).map(\.firm) == ["示例热力公司", "示例纸业"])
        #expect(reconciliation.rows.prefix(3).map(\.excess) == [Mass(tonnes: "30"), Mass(tonnes: "20"), .zero])
        for row in reconciliation.rows { #expect(row.parts.reduce(Mass.zero) { $0 + $1.mass } == row.difference) }
    }

    @Test func `monitored and computed numbers differ for that reason alone`() async throws {
        let reconciliation = try await reconciled(
            "企业名称,氮氧化物排放量（吨）,燃料消耗量（吨）,核算方法\n示例食品厂,140.123456789012,40000,自动监测\n")
        let row = try #require(reconciliation.rows.first { $0.firm == "示例食品厂" })
        #expect(row.parts.map(\.cause) == [.monitoring])
        #expect(row.parts.first?.mass == Mass(tonnes: "59.876543210988"))
    }

    @Test func `reasons of an earlier year are kept by firm, pollutant and cause`() async throws {
        var reconciliation = try await reconciled("企业名称,NOx排放量（吨）\n示例食品厂,140\n")
        let folder = try TemporaryFolder()
        let lines = String(decoding: reconciliation.csv, as: UTF8.self).split(whereSeparator: \.isNewline).map(
            String.init)
        let place = try #require(lines.firstIndex { $0.hasPrefix("示例食品厂") })
        var filled = lines
        filled[place] += "环统采用上年系数"
        try folder.write(filled.joined(separator: "\n"), to: "reasons.csv")
        try reconciliation.takeReasons(from: folder.path + "/reasons.csv")
        #expect(reconciliation.rows.first { $0.firm == "示例食品厂" }?.reasons == [.method: "环统采用上年系数"])
    }

    @Test func `a table without firms or tonnes is told with what belongs there`() throws {
        let folder = try TemporaryFolder()
        try folder.write("甲,乙\n1,2\n", to: "other.csv")
        var findings = Findings()
        _ = try StatedEmissions.read(
            folder.path + "/other.csv", pollutants: ["NOx"], library: try Repository.library(), findings: &findings)
        #expect(findings.kept.map(\.message.code) == ["no-stated-emissions"] && findings.hasErrors)
    }
}
