import Calculation
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// A part that is more than its whole, in plans: rows as they are, and those that a measure makes so, with its name.
@Suite struct PartsAboveWholesTests {
    private static let pollutants = ["PM", "PM10"]

    /// B1 is measured too low beside its ash, B2 of the same case hides it in sums, B3 is computed by its ash alone.
    private static let boilers = [
        "boilers": """
        id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_concentration,oxygen,pm_device,so2_device
        B1,industrial,raw_coal,stoker_auto,1000,20,1,ar,1,9,none,none
        B2,industrial,raw_coal,stoker_auto,900000,20,1,ar,3000,9,none,none
        B3,industrial,raw_coal,stoker_auto,1000,20,1,ar,,,none,none

        """
    ]

    /// More coal leaves a row that was told before as it was; a new boiler that is measured too low is the measure's own.
    private static let more =
        "id: A, table: boilers, where: {}, action: scale, with: {factor: 1.5, columns: [fuel_use]}, timing: {completed: 2025-12}"
    private static func new(_ concentration: Double) -> String {
        "id: N, table: boilers, where: {}, action: add, with: {rows: [{id: N1, use: industrial, fuel: raw_coal, technology: stoker_auto, fuel_use: 1000, ash: 20, sulphur: 1, coal_basis: ar, pm_concentration: \(concentration), oxygen: 9, pm_device: none, so2_device: none}]}, timing: {from: 2025-01}"
    }

    private func told(_ findings: Findings) -> [String] {
        findings.sorted.filter { $0.message.code == "part-exceeds-whole" }.map {
            "\($0.location?.line ?? 0) \($0.message.text.en) \($0.value ?? "")"
        }
    }

    @Test func `a plan tells the rows as they are and those that a measure makes so`() throws {
        let evaluation = try Samples.run(
            Self.boilers, [Self.more, Self.new(1)], pollutants: Self.pollutants)
        let found = told(evaluation.findings)
        #expect(found.count == 2, "\(found)")
        #expect(found.contains { $0.hasPrefix("2 PM10 is more") && $0.hasSuffix("PM10 6 t, PM 0.009521874 t") })
        #expect(found.contains { $0.contains("measure N: PM10 is more than PM, of which it is a part (1 row)") })
        #expect(!found.contains { $0.contains("measure A") })
        // A new boiler that is measured high enough is told of no more.
        let high = try Samples.run(Self.boilers, [Self.new(3000)], pollutants: Self.pollutants)
        #expect(told(high.findings).count == 1)
        // Where no whole and part are asked for together, nothing is.
        #expect(told(try Samples.run(Self.boilers, [Self.new(1)], pollutants: ["PM10"]).findings).isEmpty)
    }

    @Test func `what a changed measure makes is taken back and told anew`() throws {
        let mark = RowPlace(sheet: 0, line: 7)
        let pair = WholeAndPart(whole: "PM", part: "PM10")
        var risen = RisenParts()
        for part in [3, 3, 5] as [Int64] { risen.add(pair, RisenParts.Row(mark: mark, part: part, whole: 1)) }
        var gone = RisenParts()
        gone.add(pair, RisenParts.Row(mark: mark, part: 3, whole: 1))
        risen.remove(gone)
        let measure = try #require(try Samples.plan([Self.new(1)]).measures.first)
        let file = try #require(try Samples.inventory(Self.boilers).sheets.first).table
        let told = risen.findings(of: measure, files: [file]).sorted
        #expect(told.count == 1 && told[0].message.text.en.contains("(2 rows)") && told[0].location?.line == 7)
        risen.remove(risen)
        #expect(risen.findings(of: measure, files: [file]).isEmpty)
    }

    @Test func `the potential tells the rows of today, once`() throws {
        let inventory = try Samples.inventory(Self.boilers)
        let context = try Samples.context(inventory, pollutants: Self.pollutants)
        var findings = Findings()
        let techniques = try #require(Plan.techniques(context, findings: &findings))
        _ = inventory.potential(techniques, in: context, findings: &findings)
        #expect(
            told(findings).filter { !$0.contains("measure") } == [
                "2 PM10 is more than PM, of which it is a part (1 row) PM10 6 t, PM 0.009521874 t"
            ])
    }
}
