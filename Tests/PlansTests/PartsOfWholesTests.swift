import Calculation
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// A part never exceeds its whole where both are computed alike, and it falls as its whole does: through devices, removals
/// and caps, before a plan and behind it. Rows are random and invented.
@Suite struct PartsOfWholesTests {
    private static let pollutants = ["PM", "PM10", "PM2.5", "BC", "OC"]

    private func boilers(_ count: Int, _ numbers: inout SeededNumbers) -> String {
        var text = "id,use,fuel,technology,fuel_use,ash,coal_basis,pm_device,pm_device_2,pm_removal\n"
        for i in 0..<count {
            let use = ["heating", "industrial", "power"].randomElement(using: &numbers) ?? ""
            let technology = ["pulverized", "cfb", "stoker_auto", "stoker_hand"].randomElement(using: &numbers) ?? ""
            let fuel = ["raw_coal", "raw_coal", "biomass", "fuel_oil"].randomElement(using: &numbers) ?? ""
            let device =
                ["", "none", "bag_filter", "esp", "wet_scrubber", "multicyclone"].randomElement(using: &numbers) ?? ""
            let second =
                device.isEmpty || device == "none" ? "" : ["", "", "esp_high"].randomElement(using: &numbers) ?? ""
            let removal = i % 9 == 0 && device != "none" ? "\(Int.random(in: 10...99, using: &numbers))%" : ""
            let (use_, ash) = (Int.random(in: 50...90_000, using: &numbers), Int.random(in: 5...40, using: &numbers))
            text += "B\(i),\(use),\(fuel),\(technology),\(use_),\(ash),ar,\(device),\(second),\(removal)\n"
        }
        return text
    }

    private func kilns(_ count: Int, _ numbers: inout SeededNumbers) -> String {
        var text = "id,product,kiln_type,fuel,product_output,pm_device\n"
        let products = ["coke,", "sinter,", "pig_iron,", "cement_clinker,nsp_kiln", "lime,", "brick,", "aluminium,"]
        for i in 0..<count {
            let product = products.randomElement(using: &numbers) ?? ""
            let device = ["", "none", "bag_filter", "esp"].randomElement(using: &numbers) ?? ""
            text += "K\(i),\(product),raw_coal,\(Int.random(in: 100...900_000, using: &numbers)),\(device)\n"
        }
        return text
    }

    private static let measures = [
        "limit, with: {pollutant: PM, concentration: 30, oxygen: 9}",
        "limit, with: {pollutant: PM, concentration: 5, oxygen: 9}",
        "control, with: {pollutant: PM, device: bag_filter, replace: yes}",
        "control, with: {pollutant: PM, removal: 0.9, replace: yes}",
    ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `a part is at most its whole, before and behind measures`(_ seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let tables = ["boilers": boilers(80, &numbers), "kilns": kilns(40, &numbers)]
        var compared = 0
        for measure in Self.measures {
            let evaluation = try Samples.run(
                tables,
                ["boilers", "kilns"].map {
                    "id: \($0), table: \($0), where: {}, action: \(measure), timing: {completed: 2025-12}"
                }, pollutants: Self.pollutants)
            for id in ["boilers", "kilns"] {
                for source in evaluation.sources(of: id) {
                    for masses in [source.before, source.after] {
                        // The nearest whole that has a number; a microgram is lost in rounding each.
                        for (part, wholes) in [(1, [0]), (2, [1, 0]), (3, [2, 1, 0]), (4, [2, 1, 0])] {
                            for whole in wholes where masses[whole] != .zero {
                                let (own, all) = (masses[part], masses[whole])
                                #expect(
                                    own.micrograms <= all.micrograms + 1,
                                    "\(measure) \(source.source): \(Self.pollutants[part]) \(own) of \(all)")
                                compared += 1
                            }
                        }
                    }
                }
            }
        }
        #expect(compared > 1000)
    }

    /// 100 000 t of clinker: PM10 57.5 g/kg, PM2.5 26.5, BC 0.23, OC 0.39, no factor of PM. The cap of PM bounds PM10, and
    /// its parts fall with it.
    @Test func `carbon and fine particles fall with what a limit of all particles bounds`() throws {
        let evaluation = try Samples.run(
            [
                "kilns":
                    "id,product,kiln_type,fuel,product_output,pm_device\nK1,cement_clinker,nsp_kiln,raw_coal,100000,none\n"
            ],
            [
                "id: A, table: kilns, where: {}, action: limit, with: {pollutant: PM, concentration: 10, oxygen: 10}, timing: {completed: 2025-12}"
            ],
            pollutants: Self.pollutants)
        let source = try #require(evaluation.sources(of: "A").first)
        let ratio = source.after[1].inTonnes / source.before[1].inTonnes
        #expect(source.before[1].inTonnes == 5750)
        #expect(ratio < 0.01)
        for (place, before) in [(2, 2650.0), (3, 23), (4, 39)] {
            #expect(source.before[place].inTonnes == before)
            #expect(abs(source.after[place].inTonnes / before - ratio) < 1e-9, "\(Self.pollutants[place])")
        }
    }

    /// 1000 t of coal with 20 % of ash on an industrial stoker: carbon is a share of PM2.5, and falls as PM does.
    @Test func `carbon of coal falls with all particles`() throws {
        let evaluation = try Samples.run(
            [
                "boilers":
                    "id,use,fuel,technology,fuel_use,ash,coal_basis,pm_device\nB1,industrial,raw_coal,stoker_auto,1000,20,ar,multicyclone\n"
            ],
            [
                "id: A, table: boilers, where: {}, action: limit, with: {pollutant: PM, concentration: 10, oxygen: 9}, timing: {completed: 2025-12}"
            ],
            pollutants: Self.pollutants)
        let source = try #require(evaluation.sources(of: "A").first)
        let ratio = source.after[0].inTonnes / source.before[0].inTonnes
        #expect(ratio > 0 && ratio < 0.1)
        for place in 1...4 {
            #expect(abs(source.after[place].inTonnes / source.before[place].inTonnes - ratio) < 1e-9)
        }
        #expect(evaluation.measures[0].notes.isEmpty, "\(evaluation.measures[0].notes.map(\.text.en))")
    }
}
