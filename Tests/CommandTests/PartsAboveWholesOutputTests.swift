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
        try folder.write("table,id,yellow,orange,red\nboilers,B1,0.1,0.2,0.3\n", to: "list.csv")
        // Halving may be chosen beside a measure that is fixed and makes such a row.
        try folder.write(
            Self.plan + """
                  - {id: H, clauses: [T-01], title: {zh: 减半, en: half}, table: boilers, where: {}, action: scale, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2025-12}, choose: free, cost: {annual: 400, each: source}}

                """, to: "choices.yaml")
        let verbs: [(line: String, base: Int, measure: Int)] = [
            ("alert county list.csv", 1, 0), ("next-best county", 1, 0), ("next-best county --plan plan.yaml", 1, 1),
            ("explain county B1", 1, 0), ("explain county B1 PM10", 1, 0), ("explain county B2", 0, 0),
            ("solve county choices.yaml --target PM-10%", 1, 1),
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
        // A measure that the search chooses is told of as one that is fixed.
        try folder.write(
            Workplace.choices([
                "{id: G, clauses: [T-01], title: {zh: 换气, en: gas}, table: boilers, where: {fuel: coal}, action: switch, with: {to: natural_gas, efficiency: 0.8, from_efficiency: 0.8, gas_sulphur: 20}, timing: {completed: 2025-12}, choose: free, cost: {annual: 400, each: source}}"
            ]), to: "chosen.yaml")
        try folder.write(InventoryText.manifest(year: 2024), to: "carbon/inventory.yaml")
        try folder.write(
            "id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis\nB1,industrial,raw_coal,stoker_auto,1000,20,1,ar\n",
            to: "carbon/boilers.csv")
        let chosen = try Program.run(
            ["solve", "carbon", "chosen.yaml", "--target", "PM2.5 -10%", "--target", "BC <= 1", "--lang", "en"],
            in: folder.path)
        #expect(
            chosen.code == 0
                && chosen.errors.contains("measure G: BC is more than PM2.5, of which it is a part (1 row)"),
            "\(chosen.code) \(chosen.errors)")
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
