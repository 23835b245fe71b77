import Calculation
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// A filter is one device whatever it is named for: all particles, a size of them, or the carbon in them. Invented boilers.
@Suite struct ControlNameTests {
    private static let pollutants = ["SO2", "PM", "PM10", "PM2.5", "BC", "OC", "CO"]
    private static let dust = [
        "bag_filter", "esp", "esp_bag", "esp_high", "inertial", "mechanical", "multicyclone", "settling",
        "wet_scrubber",
        "limestone_gypsum",
    ]
    private static let rows = """
        id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,so2_device,pm_device,pm_device_2,pm_removal
        B1,power,raw_coal,pulverized,1000,20,1,ar,,wet_scrubber,,
        B2,power,raw_coal,pulverized,1000,20,1,ar,,,,
        B3,power,raw_coal,pulverized,1000,20,1,ar,limestone_gypsum,esp,,
        B4,power,raw_coal,pulverized,1000,20,1,ar,,esp,bag_filter,
        B5,power,raw_coal,pulverized,1000,20,1,ar,,,,90%
        B6,power,raw_coal,pulverized,1000,20,1,ar,cfb_fgd,multicyclone,,
        B7,heating,raw_coal,stoker_auto,1000,20,1,ar,none,none,,

        """

    private func run(_ pollutant: String, _ device: String, replaces: Bool) throws -> PlanEvaluation {
        let parameters = "pollutant: \(pollutant), device: \(device)" + (replaces ? ", replace: yes" : "")
        return try Samples.run(
            ["boilers": Self.rows],
            ["id: A, table: boilers, action: control, with: {\(parameters)}, timing: {completed: 2025-12}"],
            pollutants: Self.pollutants)
    }

    private func tonnes(_ evaluation: PlanEvaluation) -> [String] {
        Self.pollutants.map { $0 + " " + evaluation.scenario.total(of: $0).tonnes() }
    }

    @Test(arguments: dust, [false, true])
    func `the tonnes do not hang on the pollutant that it is named for`(_ device: String, _ replaces: Bool) throws {
        let whole = tonnes(try run("PM", device, replaces: replaces))
        for part in ["PM10", "PM2.5", "BC", "OC"] {
            #expect(tonnes(try run(part, device, replaces: replaces)) == whole, "\(part) \(device)")
        }
    }

    @Test func `it stands in the column for dust and takes the place of what is there, or of nothing`() throws {
        // A bag filter takes out no SO2, which the scrubber did: all of the row stays. Where nothing stood it acts.
        let kept = try run("PM2.5", "bag_filter", replaces: false)
        #expect(try #require(kept.outcome("A")).reduction("PM2.5") > .zero)
        #expect(try #require(kept.outcome("A")).reduction("SO2") == .zero)
        let replaced = try run("BC", "bag_filter", replaces: true)
        #expect(try #require(replaced.outcome("A")).reduction("SO2") < .zero)
    }

    @Test(arguments: [
        ("SO2", "bag_filter"), ("SO2", "esp"), ("CO", "bag_filter"), ("PM", "cfb_fgd"), ("BC", "cfb_fgd"),
    ])
    func `a device that no row of the table says removes the pollutant is lacking a factor`(
        _ pollutant: String, _ device: String
    ) throws {
        let outcome = try #require(try run(pollutant, device, replaces: false).outcome("A"))
        #expect(Set(outcome.lacking.map(\.lack.what)) == ["controls/removal \(device) \(pollutant)"])
        #expect(outcome.lacking.allSatisfy { $0.lack.reason.en.contains("no removal of \(pollutant) by \(device)") })
        for other in Self.pollutants { #expect(outcome.reduction(other) == .zero) }
    }

    @Test func `no device, and a stated removal, need no factor`() throws {
        #expect(try #require(try run("SO2", "none", replaces: true).outcome("A")).lacking.isEmpty)
        let stated = try Samples.run(
            ["boilers": Self.rows],
            [
                "id: A, table: boilers, action: control, where: {so2_device: none}, with: {pollutant: SO2, device: bag_filter, removal: 50%}, timing: {completed: 2025-12}"
            ], pollutants: Self.pollutants)
        #expect(try #require(stated.outcome("A")).lacking.isEmpty)
    }
}
