import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// What is missing is not zero: a total of particles or ammonia without dust or farming says that it is incomplete.
@Suite struct CompletenessTests {
    private static let stoves = ["households.csv": "fuel,households,fuel_per_household\ncoal,100,3\n"]

    @Test func `particles need dust and farming, ammonia farming, NOx nothing`() async throws {
        let run = try await InventoryText(CompletenessTests.stoves).computed(
            pollutants: ["NOx", "PM2.5", "NH3", "SO2"])
        let told = run.result.incomplete
        #expect(told.map(\.pollutant) == ["PM2.5", "NH3"])
        #expect(told.map(\.classes.zh) == ["扬尘源、农业源", "农业源"])
        #expect(told.map(\.classes.en) == ["dust, farming", "farming"])
    }

    @Test func `the default pair is complete`() async throws {
        #expect(try await InventoryText(CompletenessTests.stoves).computed().result.incomplete.isEmpty)
    }

    /// A class counts once every part of it that the pollutant needs is computed: livestock alone is not all farming.
    @Test func `a class is there when all its parts are computed`() throws {
        let library = try Repository.library()
        var manifest = InventoryManifest()
        manifest.region = "654002"
        let context = try RunContext(library: library, manifest: manifest, pollutants: ["NH3"])
        #expect(context.incomplete(computed: ["NH3": ["农业源/畜禽养殖/肉牛"]]).map(\.classes.en) == ["farming"])
        #expect(context.incomplete(computed: ["NH3": ["农业源/畜禽养殖/肉牛", "农业源/氮肥施用/尿素"]]).isEmpty)
        #expect(context.incomplete(computed: ["NOx": ["农业源/畜禽养殖", "农业源/氮肥施用"]]).count == 1)
    }

    @Test func `a pollutant without a row is a mass that needs nothing, a number of particles is none`() throws {
        let library = try Repository.library()
        #expect(library.pollutant("PM2.5")?.whole == "PM10")
        #expect(library.pollutant("PN")?.isMass == false)
        #expect(library.pollutant("soot") == nil)
    }
}
