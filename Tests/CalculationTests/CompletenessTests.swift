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

    /// Carbon is a part of PM2.5: dust that a total of PM2.5 lacks, a total of carbon lacks too. Engines and open burning come to that,
    /// for which the library has no carbon.
    @Test func `a part needs what its whole needs, and carbon what has none of it`() async throws {
        let library = try Repository.library()
        for pollutant in library.countable.map(\.code) {
            guard let own = library.pollutant(pollutant), let whole = own.whole.flatMap({ library.pollutant($0) })
            else {
                continue
            }
            #expect(Set(whole.needs).isSubset(of: own.needs), "\(pollutant) of \(whole.code)")
        }
        let run = try await InventoryText(CompletenessTests.stoves).computed(pollutants: ["PM2.5", "BC", "OC"])
        let told = IncompleteTotals(run.result)
        #expect(told.told("PM2.5") == Label("扬尘源、农业源", "dust, farming"))
        for pollutant in ["BC", "OC"] {
            let own = try #require(told.told(pollutant))
            #expect(own.zh.hasPrefix("扬尘源、农业源、移动源和油品储运销、生物质开放燃烧源"), "\(own.zh)")
        }
        // Electric cars have no carbon of their own, and tell nothing of that of the others.
        let cars = try await InventoryText([
            "vehicles.csv":
                "id,vehicle_class,fuel,standard,population\nT1,truck_heavy,diesel,CN5,100\nE1,passenger_small,electricity,,100\n"
        ]).computed(pollutants: ["BC", "PM2.5"])
        #expect(IncompleteTotals(cars.result).told("BC")?.en.contains("mobile sources") == true)
        // A pack with their factors completes them: what counts is the class, by its path.
        let needs = try #require(library.pollutant("BC")?.needs)
        let words = library.vocabularies["source_class"]
        let paths = needs.compactMap { need in
            words.code(exactly: need).map {
                words.lineage(of: $0).reversed().compactMap { words[$0]?.label.zh }.joined(separator: "/")
            }
        }
        #expect(paths.contains("移动源和油品储运销/道路移动源") && paths.contains("生物质开放燃烧源/秸秆露天焚烧"))
        let all = run.context.incomplete(computed: ["BC": Set(paths), "OC": Set(paths), "PM2.5": Set(paths)])
        #expect(all.isEmpty, "\(all)")
        // Those paths are where the tables' own sources stand.
        let classes = library.classification.map(\.class8)
        for path in paths where path.hasPrefix("移动") || path.hasPrefix("生物质") {
            #expect(classes.contains { $0.hasPrefix(path + "/") }, "\(path)")
        }
    }

    @Test func `a pollutant without a row is a mass that needs nothing, a number of particles is none`() throws {
        let library = try Repository.library()
        #expect(library.pollutant("PM2.5")?.whole == "PM10")
        #expect(library.pollutant("PN")?.isMass == false)
        #expect(library.pollutant("soot") == nil)
    }
}
