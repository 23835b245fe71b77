import Calculation
import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// Two years of an invented county, and why its emission is another.
@Suite struct EmissionChangeTests {
    private static let head = "id,firm_name,use,fuel,technology,fuel_use[t],nox_device,nox_removal,status\n"
    /// 4 kg/t, of which 30 % are removed: 280 t.
    private static let boiler = "B1,示例热力公司,heating,coal,stoker,100000,sncr,30%,\n"
    private static let other = "B2,示例供热站,heating,coal,stoker,3000,,,\n"

    private func package(
        _ boilers: String, year: Int, firms: String? = nil, vehicles: String? = nil, extra: String = "",
        pack: String? = nil
    ) async throws -> ReportPackage {
        let folder = try TemporaryFolder()
        var files = ["boilers.csv": EmissionChangeTests.head + boilers]
        if let firms { files["voc_firms.csv"] = firms }
        if let vehicles { files["vehicles.csv"] = vehicles }
        try InventoryText(files, year: year, extra: extra).write(to: folder)
        var packs: [String] = []
        if let pack {
            let head =
                "id,use,fuel,technology,installed_power,capacity,nox_device,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"
            try folder.write(head + pack, to: "pack/boilers/emission_factors.csv")
            packs = [folder.path + "/pack"]
        }
        return try await Samples.package(folder.path, packs: packs)
    }

    private func change(
        _ old: ReportPackage, _ new: ReportPackage, order: [EmissionChange.Cause] = EmissionChange.Cause.order
    ) async throws -> EmissionChange {
        let change = try await EmissionChange(from: old, to: new, factors: Repository.factors, order: order)
        // Whatever the case: parts add up to each change, and totals to those that the packages state themselves.
        for source in change.sources {
            #expect(source.parts.reduce(Mass.zero) { $0 + $1.mass } == source.change)
        }
        for total in change.totals {
            #expect(EmissionChange.Cause.allCases.reduce(Mass.zero) { $0 + total[$1] } == total.change)
            func stated(_ package: ReportPackage) -> Mass {
                package.totals.first {
                    $0.county == nil && $0.sector == total.sector && $0.pollutant == total.pollutant
                }?.emission ?? .zero
            }
            #expect(total.old == stated(old) && total.new == stated(new))
        }
        return change
    }

    /// The causes of NOx over all, by their codes.
    private func causes(_ change: EmissionChange, _ pollutant: String = "NOx") -> [String: Mass] {
        guard let total = change.totals.first(where: { $0.pollutant == pollutant && $0.sector == nil }) else {
            return [:]
        }
        return Dictionary(
            EmissionChange.Cause.allCases.filter { total[$0] != .zero }.map { ($0.rawValue, total[$0]) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func `nothing changed has no cause`() async throws {
        let text = EmissionChangeTests.boiler
        let change = try await change(package(text, year: 2023), package(text, year: 2024))
        #expect(causes(change).isEmpty)
        #expect(change.totals.first?.old == Mass(tonnes: "280"))
    }

    @Test(arguments: [
        // 80,000 t × 4 kg/t × 0.7 = 224 t.
        ("B1,示例热力公司,heating,coal,stoker,80000,sncr,30%,\n", ["activity": "-56"]),
        // Half of 400 t is removed: 200 t.
        ("B1,示例热力公司,heating,coal,stoker,100000,sncr,50%,\n", ["control": "-80"]),
        // Closed in its row, or not in the table any more.
        ("B1,示例热力公司,heating,coal,stoker,100000,sncr,30%,closed\n", ["gone": "-280"]),
        ("", ["gone": "-280", "new": "12"]),
        // 3,000 t × 4 kg/t = 12 t.
        (boiler + other, ["new": "12"]),
        // Another removal of another amount: 224 t, then (1 − 0.5)/(1 − 0.3) of it = 160 t.
        ("B1,示例热力公司,heating,coal,stoker,80000,sncr,50%,\n", ["activity": "-56", "control": "-64"]),
    ])
    func `one thing changed is one cause, with its tonnes`(_ boilers: String, _ expected: [String: String])
        async throws
    {
        let later = boilers.isEmpty ? EmissionChangeTests.other : boilers
        let change = try await change(
            package(EmissionChangeTests.boiler, year: 2023), package(later, year: 2024))
        #expect(causes(change) == expected.compactMapValues { Mass(tonnes: $0) })
    }

    @Test func `the other order gives other parts of the same sum`() async throws {
        let old = try await package(EmissionChangeTests.boiler, year: 2023)
        let new = try await package("B1,示例热力公司,heating,coal,stoker,80000,sncr,50%,\n", year: 2024)
        // Control first: 280 → 200 t; then activity: 200 × 0.8 = 160 t.
        let turned = try await change(old, new, order: EmissionChange.Cause.order.reversed())
        #expect(causes(turned) == ["control": Mass(tonnes: "-80")!, "activity": Mass(tonnes: "-40")!])
    }

    @Test func `another fuel is technique, although its amount stands in another column`() async throws {
        let head = "id,use,fuel,technology,fuel_use[t],gas_use[10^4 m3]\n"
        func package(_ row: String, _ year: Int) async throws -> ReportPackage {
            let folder = try TemporaryFolder()
            try InventoryText(["boilers.csv": head + row], year: year).write(to: folder)
            return try await Samples.package(folder.path)
        }
        let old = try await package("B1,heating,coal,stoker,3000,\n", 2023)
        let new = try await package("B1,heating,natural_gas,,,150\n", 2024)
        let change = try await change(old, new)
        #expect(Array(causes(change).keys) == ["technique"])
        #expect(change.totals.first?.old == Mass(tonnes: "12"))
        #expect(change.totals.first.map { $0.new > .zero && $0.new < $0.old } == true)
    }

    @Test func `a factor of a pack is library, a rule book or a forced way is method`() async throws {
        let text = EmissionChangeTests.boiler
        let old = try await package(text, year: 2023)
        // 100,000 t × 3 kg/t × 0.7 = 210 t.
        let pack =
            "boiler.local.heat.coal.stoker.NOx,heating,coal,stoker,,,,NOx,3.0,g/kg,,,generation,tcses,tcses144,invented,estimated,default,,,invented for a test\n"
        let local = try await change(old, package(text, year: 2024, pack: pack))
        #expect(causes(local) == ["library": Mass(tonnes: "-70")!])
        let back = try await change(package(text, year: 2023, pack: pack), package(text, year: 2024))
        #expect(causes(back) == ["library": Mass(tonnes: "70")!])
        let book = try await change(old, package(text, year: 2024, extra: "rule_book: national_first\n"))
        #expect(Array(causes(book).keys) == ["method"])
    }

    @Test func `what was analysed is factor, and a number in one year alone is no growth`() async throws {
        let head = "id,firm_name,unit_type,material_use,voc_content\n"
        func firms(_ content: String, _ use: String = "10") -> String {
            head + "V1,示例涂料厂,solvent_use,\(use),\(content)\n"
        }
        let none = EmissionChangeTests.boiler
        let old = try await package(none, year: 2023, firms: firms("50%"))
        // 10 t × 50 % = 5 t, 10 t × 40 % = 4 t.
        let less = try await change(old, package(none, year: 2024, firms: firms("40%")))
        #expect(causes(less, "VOCs") == ["factor": Mass(tonnes: "-1")!])
        let blank = try await change(old, package(none, year: 2024, firms: firms("40%", "")))
        #expect(causes(blank, "VOCs") == ["data": Mass(tonnes: "-5")!])
        #expect(blank.sources.first { $0.source == "V1" && $0.pollutant == "VOCs" }?.new == nil)
    }

    @Test func `all together in two orders, sources without ids by their words, and the sum is the same`() async throws
    {
        let head = "vehicle_class,fuel,standard,population,annual_km\n"
        let old = try await package(
            EmissionChangeTests.boiler + EmissionChangeTests.other, year: 2022,
            vehicles: head + "truck_heavy,diesel,CN5,100,30000\ntruck_heavy,diesel,CN4,50,30000\n")
        let pack =
            "boiler.local.heat.coal.stoker.NOx,heating,coal,stoker,,,,NOx,3.3,g/kg,,,generation,tcses,tcses144,invented,estimated,default,,,invented for a test\n"
        let new = try await package(
            """
            B1,示例热力公司,heating,coal,stoker,77777,scr,81%,
            B3,示例新厂,heating,coal,stoker,1234,,,

            """, year: 2025,
            vehicles: head + "truck_heavy,diesel,CN6,20,30000\ntruck_heavy,diesel,CN5,93,31000\n",
            extra: "rule_book: national_first\n", pack: pack)
        let one = try await change(old, new)
        let two = try await change(old, new, order: EmissionChange.Cause.order.reversed())
        #expect(one.totals.map(\.change) == two.totals.map(\.change))
        #expect(causes(one) != causes(two))
        let trucks = one.sources.filter { $0.table == "vehicles" && $0.pollutant == "NOx" }
        #expect(trucks.count { $0.parts.map(\.cause) == [.new] } == 1)
        #expect(trucks.count { $0.parts.map(\.cause) == [.gone] } == 1)
        #expect(trucks.count { source in source.parts.contains { $0.cause == .activity } } == 1)
        // And the way back is the same with the other sign.
        let back = try await change(new, old)
        #expect(back.totals.map(\.change) == one.totals.map { Mass.zero - $0.change })
    }

    @Test func `every kind of the demonstration county is computed again as it is stated`() async throws {
        let shipped = try await Samples.shipped("demo-county-2024")
        let same = try await change(shipped, shipped)
        #expect(same.sources.allSatisfy { $0.parts.isEmpty })
    }

    @Test func `a region of one year is told, and its sources are new`() async throws {
        let a = try await Counties.package("653022", year: 2023, seed: 1)
        let b = try await Counties.package("653023", year: 2024, seed: 2)
        let change = try await EmissionChange(from: a, to: b, factors: Repository.factors)
        #expect(change.findings.sorted.map(\.message.code) == ["region-of-one-year", "region-of-one-year"])
        #expect(change.sources.allSatisfy { $0.parts.allSatisfy { [.new, .gone].contains($0.cause) } })
    }
}
