import Foundation
import TestSupport
import Testing

/// A pollutant that a pack adds, by data alone: through plan, report and verify, the cheapest plan, and parts that are
/// combined. All numbers are invented.
///
/// B1 1000 t × 0.5 kg/t = 0.5 t of HCl; B2 behind lime 0.5 × (1 − 0.90 × 0.8) = 0.14; B3 2000 t × 0.5 kg/t = 1; together 1.64 t.
@Suite struct AddedPollutantPathTests {
    private static let head = "value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"

    /// A device at B1, which takes 0.5 × 0.90 = 0.45 t and finds B2 with one; and the limit of B3: 2000 t of coal of 20.934 MJ/kg
    /// give 19 043 748 m³ at 9 % of oxygen, × 20 mg/m³ = 0.38087496 t, which is 0.61912504 t less.
    private static let measures = [
        "id: D, clauses: [T-01], title: {zh: 设备, en: device}, table: boilers, where: {use: heating}, action: control, with: {pollutant: HCl, device: limestone_gypsum}, timing: {completed: 2024-12}",
        "id: L, clauses: [T-01], title: {zh: 限值, en: limit}, table: boilers, where: {use: power}, action: limit, with: {pollutant: HCl, tier: special}, timing: {completed: 2024-12}",
    ]

    private func county() throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        let pack = [
            "vocabularies.csv":
                "vocabulary,code,zh,en,broader,aliases\npollutant,HCl,氯化氢,hydrogen chloride,,\n",
            "pollutants.csv": "pollutant,unit,part_of,split,needs,note\nHCl,t,,,,Invented for a test.\n",
            "sources.csv": "id,title,issuer,year,kind,address,note\nlocal,Invented,nobody,2024,report,,\n",
            "boilers/emission_factors.csv": "id,use,fuel,technology,pollutant," + Self.head
                + "local.HCl,,coal,,HCl,0.5,kg/t,,,generation,derived,local,,estimated,default,,,\n",
            "controls/removal.csv": "id,gas_device,pollutant," + Self.head
                + "local.HCl.lime,limestone_gypsum,HCl,90,%,,,,derived,local,,estimated,default,,,\n",
            "limits/emission_limits.csv": "id,kind,fuel,tier,pollutant,reference_oxygen," + Self.head
                + "local.limit.HCl,boilers,coal,special,HCl,=9,20,mg/m3,,,,standard,local,,estimated,default,,,\n",
        ]
        for (name, text) in pack { try folder.write(text, to: "p/" + name) }
        try folder.write(
            InventoryText.manifest(year: 2024) + "pollutants: [NOx, HCl]\npacks: [../p]\n", to: "county/inventory.yaml")
        try folder.write(
            """
            id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,so2_device,so2_uptime
            B1,heating,raw_coal,stoker_auto,1000,20,1,ar,,
            B2,heating,raw_coal,stoker_auto,1000,20,1,ar,limestone_gypsum,0.8
            B3,power,raw_coal,pulverized,2000,20,1,ar,,

            """, to: "county/boilers.csv")
        try folder.write(Workplace.choices(Self.measures.map { "{\($0)}" }), to: "plan.yaml")
        try folder.write(
            Workplace.choices(
                zip(Self.measures, [100, 700]).map { "{\($0), choose: free, cost: {annual: \($1), each: source}}" }),
            to: "choices.yaml")
        return folder
    }

    private func run(_ line: String, in folder: TemporaryFolder) throws -> Program.Outcome {
        let outcome = try Program.run(
            line.split(separator: " ").map(String.init) + ["--lang", "en", "--quiet"], in: folder.path)
        #expect(outcome.code == 0, "\(line): \(outcome.errors)")
        return outcome
    }

    /// The cells of columns of the rows of HCl.
    private func cells(_ outcome: Program.Outcome, _ columns: String...) -> [[String]] {
        let rows = outcome.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let places = columns.map { rows.first?.firstIndex(of: $0) ?? 0 }
        return rows.filter { $0.contains("HCl") }.map { row in places.map { row[$0] } }
    }

    @Test func `a plan sets its device and its limit, and parts of both runs add up`() throws {
        let folder = try county()
        let plan = try run("plan county plan.yaml --format csv", in: folder)
        #expect(
            cells(plan, "measure", "baseline_t", "reduction_t", "scenario_t", "state") == [
                ["D", "1.64", "0.45", "1.19", "computed"], ["L", "1.19", "0.61912504", "0.57087496", "computed"],
            ])
        let whole = try run("compute county --by pollutant --format csv", in: folder)
        #expect(cells(whole, "emission_t") == [["1.64"]])
        for part in 1...2 {
            _ = try run("compute county --by pollutant --part \(part)/2 --out c\(part)", in: folder)
            _ = try run("plan county plan.yaml --part \(part)/2 --out p\(part)", in: folder)
        }
        #expect(try run("combine c2 c1 --format csv", in: folder).output == whole.output)
        #expect(try run("combine p2 p1 --format csv", in: folder).output == plan.output)
    }

    @Test func `its package is accepted, and a number of it that is changed is not`() throws {
        let folder = try county()
        _ = try run("report county --plan plan.yaml --out package", in: folder)
        let verified = try Program.run("verify package/report.xml --lang en", in: folder.path)
        #expect(verified.code == 0 && verified.output.contains("1 accepted, 0 sent back"), "\(verified.output)")
        let text = try Workplace.text("package/report.xml", in: folder)
        #expect(text.contains("HCl") && text.contains("0.61912504"))
        try folder.write(text.replacingOccurrences(of: "0.61912504", with: "0.71912504"), to: "changed.xml")
        let refused = try Program.run("verify changed.xml --lang en", in: folder.path)
        #expect(refused.code != 0 && refused.output.contains("HCl"), "\(refused.output)")
    }

    @Test func `the cheapest plan is found for it`() throws {
        let folder = try county()
        // 30 % of 1.64 t are 0.492: the device alone gives 0.45, the limit alone 0.619; 60 % take both.
        for (share, names, cost) in [("25", ["D"], 100.0), ("30", ["L"], 700), ("60", ["D", "L"], 800)] {
            let outcome = try run("solve county choices.yaml --target HCl-\(share)% --format json", in: folder)
            let answer = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            let chosen = (answer["chosen"] as? [[String: Any]] ?? []).compactMap { $0["option"] as? String }
            #expect(answer["cost"] as? Double == cost && chosen.sorted() == names, "\(share): \(answer)")
        }
    }
}
