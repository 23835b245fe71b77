import FoundationEssentials
import Quantities
import Tables
import TestSupport
import Testing

@testable import Factors

/// How a factor is found: regions first, then the rule book, then the keys, then the layer.
@Suite struct MatchingTests {
    /// A small library: two families for stokers, one county's own number.
    private func library(_ rows: String, packs: [String: String] = [:]) throws -> (FactorLibrary, TemporaryFolder) {
        let folder = try TemporaryFolder()
        for file in ["vocabularies.csv", "regions.csv", "keys.csv", "sources.csv", "rule_books.csv"] {
            try folder.copy(Repository.factors + "/" + file, to: "base/" + file)
        }
        try folder.write(rows, to: "base/boilers/emission_factors.csv")
        for (name, text) in packs { try folder.write(text, to: name + "/boilers/emission_factors.csv") }
        let library = try FactorLibrary(
            folder: folder.path + "/base", packs: packs.keys.sorted().map { folder.path + "/" + $0 })
        return (library, folder)
    }

    private static let header =
        "id,use,fuel,technology,capacity,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"

    private func row(_ id: String, _ keys: String, _ value: String, set: String = "tcses", years: String = ",")
        -> String
    {
        "\(id),\(keys),NOx,\(value),kg/t,,,generation,\(set),tcses144,t,verified,default,\(years),\n"
    }

    private func ask(
        _ library: FactorLibrary, fuel: String, technology: String = "", capacity: Double? = nil,
        county: String = "654002",
        year: Int = 2024, book: String = "inventory"
    ) throws -> FactorMatch {
        let table = try #require(library.table("boilers/emission_factors"))
        func lineage(_ code: String, _ vocabulary: String) -> FactorQuery.Value {
            let words = library.vocabularies[vocabulary]
            return .lineage(words.code(exactly: code).map { words.lineage(of: $0) } ?? [])
        }
        let query = FactorQuery(
            values: [
                "use": .lineage([]), "fuel": lineage(fuel, "fuel"),
                "technology": lineage(technology, "boiler_technology"),
                "capacity": .number(capacity), "pollutant": lineage("NOx", "pollutant"),
                "county_code": lineage(county, "county_code"),
            ], year: year)
        return table.match(query, in: try #require(library.ruleBooks[book]))
    }

    private func found(_ match: FactorMatch) -> String? {
        if case .found(let factor) = match { factor.id } else { nil }
    }

    @Test func `the nearer word wins, and any word over a blank`() throws {
        let (library, _) = try library(
            MatchingTests.header + row("any", ",,,", "1") + row("coal", ",coal,,", "2")
                + row("raw", ",raw_coal,,", "3") + row("stoker", ",coal,stoker,", "4"))
        #expect(found(try ask(library, fuel: "raw_coal")) == "raw")
        #expect(found(try ask(library, fuel: "washed_coal")) == "coal")
        #expect(found(try ask(library, fuel: "natural_gas")) == "any")
        // The fuel comes before the grate in the order of the keys.
        #expect(found(try ask(library, fuel: "raw_coal", technology: "stoker")) == "raw")
        #expect(found(try ask(library, fuel: "washed_coal", technology: "stoker")) == "stoker")
    }

    @Test func `intervals know their ends`() throws {
        let (library, _) = try library(
            MatchingTests.header + row("small", ",coal,,<=35", "1") + row("large", ",coal,,>35", "2"))
        #expect(found(try ask(library, fuel: "coal", capacity: 35)) == "small")
        #expect(found(try ask(library, fuel: "coal", capacity: 35.1)) == "large")
        #expect(found(try ask(library, fuel: "coal", capacity: nil)) == nil)
    }

    @Test func `the rule book decides between families`() throws {
        let (library, _) = try library(
            MatchingTests.header + row("guide", ",coal,,", "1", set: "tcses")
                + row("handbook", ",coal,stoker,", "2", set: "manual24"))
        #expect(found(try ask(library, fuel: "coal", technology: "stoker", book: "inventory")) == "guide")
        #expect(found(try ask(library, fuel: "coal", technology: "stoker", book: "national_first")) == "handbook")
    }

    @Test func `years end, and the finding says so`() throws {
        let (library, _) = try library(
            MatchingTests.header + row("old", ",coal,,", "1", years: "2010,2020")
                + row("new", ",coal,,", "2", years: "2021,"))
        #expect(found(try ask(library, fuel: "coal", year: 2020)) == "old")
        #expect(found(try ask(library, fuel: "coal", year: 2021)) == "new")
        guard case .none(let nearest, let failed) = try ask(library, fuel: "coal", year: 2009) else {
            Issue.record("2009 should have no factor")
            return
        }
        #expect(nearest?.id == "old" && failed == "year")
    }

    @Test func `no row names the nearest and what it failed on`() throws {
        let (library, _) = try library(MatchingTests.header + row("coal", ",coal,stoker,", "1"))
        guard case .none(let nearest, let failed) = try ask(library, fuel: "diesel", technology: "stoker") else {
            Issue.record("diesel should have no factor")
            return
        }
        #expect(nearest?.id == "coal" && failed == "fuel")
    }

    @Test func `two rows alike are an error that names both`() throws {
        let (library, _) = try library(MatchingTests.header + row("a", ",coal,,", "1") + row("b", ",coal,,", "2"))
        guard case .ambiguous(let a, let b) = try ask(library, fuel: "coal") else {
            Issue.record("two rows alike should not be settled")
            return
        }
        #expect([a.id, b.id] == ["a", "b"])
    }

    @Test func `a county's own number goes before a province's, and both before the library's`() throws {
        let pack = MatchingTests.header.replacing("id,use", with: "id,county_code,use")
        func own(_ id: String, _ county: String, _ value: String) -> String {
            "\(id),\(county),,coal,,,NOx,\(value),kg/t,,,generation,local,tcses144,t,verified,default,,,\n"
        }
        let (library, _) = try library(
            MatchingTests.header + row("built_in", ",raw_coal,stoker,", "1"),
            packs: [
                "a_province": pack + own("province", "650000", "2"), "b_county": pack + own("county", "654002", "3"),
            ])
        #expect(found(try ask(library, fuel: "raw_coal", technology: "stoker")) == "county")
        #expect(found(try ask(library, fuel: "raw_coal", technology: "stoker", county: "654003")) == "province")
        #expect(found(try ask(library, fuel: "raw_coal", technology: "stoker", county: "150100")) == "built_in")
        let layers = try #require(library.table("boilers/emission_factors")).factors.map(\.layer)
        #expect(layers == [0, 1, 2])
    }

    @Test func `of two packs the later wins where all else is alike`() throws {
        let text = { (id: String) in MatchingTests.header + self.row(id, ",coal,,", "2", set: "local") }
        let (library, _) = try library(
            MatchingTests.header + row("built_in", ",coal,,", "1"), packs: ["a": text("first"), "b": text("second")])
        #expect(found(try ask(library, fuel: "coal")) == "second")
    }

    @Test
    func `a pack's row meets broader, narrower and blank keys and overlapping intervals of the library, no others`()
        throws
    {
        let rows = [
            row("broader", ",coal,,", "1"), row("narrower", ",bituminous,,", "2"), row("blank", ",,,", "3"),
            row("overlapping", ",raw_coal,,10..<35", "4"), row("apart", ",raw_coal,,35..<65", "5"),
            row("beside", ",biomass,,", "6"), row("sibling", ",coke,stoker,", "7"),
        ]
        let (library, _) = try library(
            MatchingTests.header + rows.joined(),
            packs: [
                "a": MatchingTests.header + row("first", ",raw_coal,,20..<30", "2", set: "local")
                    + row("second", ",raw_coal,,20..<30", "2", set: "local") + row("all", ",,,", "2", set: "local")
            ])
        let table = try #require(library.table("boilers/emission_factors"))
        var builtIn = BuiltInRows(of: table, in: library)
        let met = table.localRows.map { builtIn.meeting(row: $0).map(\.id) }
        let own = ["broader", "narrower", "blank", "overlapping"]
        #expect(met == [own, own, own + ["apart", "beside", "sibling"]])
    }
}
