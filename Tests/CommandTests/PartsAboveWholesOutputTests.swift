import TestSupport
import Testing

/// A part that is more than its whole is told by each verb that computes rows, once for the rows as they are and once for the
/// measure that makes it so. The county is invented.
@Suite struct PartsAboveWholesOutputTests {
    private static let plan = """
        plan: invented
        title: {zh: 虚构方案, en: an invented plan}
        regions: [654002]
        base_year: 2024
        years: [2025]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        measures:
          - {id: N, clauses: [T-01], title: {zh: 新建, en: new}, table: boilers, where: {}, action: add, with: {rows: [{id: N1, use: industrial, fuel: raw_coal, technology: stoker_auto, fuel_use: 1000, ash: 20, sulphur: 1, coal_basis: ar, pm_concentration: 1, oxygen: 9, pm_device: none, so2_device: none}]}, timing: {from: 2025-01}}

        """
    private static let boilers = """
        id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_concentration,oxygen,pm_device,so2_device
        B1,industrial,raw_coal,stoker_auto,1000,20,1,ar,1,9,none,none
        B2,industrial,raw_coal,stoker_auto,900000,20,1,ar,3000,9,none,none

        """

    @Test func `each verb tells it as often as there is something to tell`() throws {
        let folder = try Workplace.empty()
        try folder.write(Self.boilers, to: "county/boilers.csv")
        try folder.write(
            InventoryText.manifest(year: 2024) + "pollutants: [PM, PM10]\n", to: "county/inventory.yaml")
        try folder.write(Self.plan, to: "plan.yaml")
        let verbs: [(line: String, base: Int, measure: Int)] = [
            ("check county", 1, 0), ("compute county", 1, 0), ("plan county plan.yaml", 1, 1),
            ("plan county plan.yaml --projects", 1, 1), ("compare county plan.yaml", 1, 1), ("potential county", 1, 0),
            ("report county --out package", 1, 0), ("report county --plan plan.yaml --out package2", 1, 1),
            ("progress county plan.yaml --month 2025-08", 1, 1),
        ]
        for (line, base, measure) in verbs {
            let outcome = try Program.run(
                line.split(separator: " ").map(String.init) + ["--lang", "en"], in: folder.path)
            #expect(outcome.code == 0, "\(line): \(outcome.errors)")
            let told = outcome.errors.split(separator: "\n").filter {
                $0.contains("PM10 is more than PM, of which it is a part")
            }
            let ofMeasure = told.filter { $0.contains("measure N: ") }
            #expect(ofMeasure.count == measure && told.count - ofMeasure.count == base, "\(line): \(told)")
            #expect(
                told.allSatisfy { $0.contains("(1 row)") && $0.contains("found 'PM10 6 t, PM 0.009521874 t'") },
                "\(line): \(told)")
        }
        let verified = try Program.run(["verify", "package/report.xml", "--lang", "en"], in: folder.path)
        #expect(
            verified.code == 0 && verified.output.contains("boilers B1: found PM10 6 t, PM 0.009521874 t"),
            "\(verified.output)")
        // Of NOx and VOCs nothing is told.
        let other = try Program.run(
            ["plan", "county", "plan.yaml", "--pollutants", "NOx,VOCs", "--lang", "en"], in: folder.path)
        #expect(!other.errors.contains("of which it is a part"))
    }
}
