import Factors
import Quantities
import Tables
import TestSupport
import Testing

@testable import Inventories

/// The seven source kinds: their columns are named once, in both languages, and their words exist.
@Suite struct KindTests {
    @Test func `there are seven kinds`() {
        #expect(
            SourceKind.all.map(\.name) == [
                "boilers", "kilns", "vehicles", "nonroad", "voc_firms", "households", "area",
            ])
        #expect(SourceKind.named("boilers")?.label.zh == "锅炉")
        #expect(SourceKind.named("boiler") == nil)
    }

    @Test("no header means two columns of one kind", arguments: SourceKind.all.map(\.name))
    func headers(kind: String) throws {
        let schema = try #require(SourceKind.named(kind)).schema
        var owners: [String: String] = [:]
        for column in schema.columns {
            for header in Set([column.id, column.label.zh, column.label.en] + column.aliases).map(Vocabulary.folded) {
                #expect(owners[header] == nil, "\(header): \(owners[header] ?? "") and \(column.id)")
                owners[header] = column.id
            }
        }
    }

    @Test("every word column has a vocabulary, every number a unit that reads", arguments: SourceKind.all.map(\.name))
    func columns(kind: String) throws {
        let library = try Repository.library()
        for column in try #require(SourceKind.named(kind)).schema.columns {
            #expect(!column.label.zh.isEmpty && !column.label.en.isEmpty, "\(column.id)")
            if let name = column.vocabulary {
                #expect(!library.vocabularies[name].words.isEmpty, "\(column.id): \(name)")
            }
            if case .number(let unit, let range) = column.content {
                #expect(!unit.symbol.isEmpty && range.lowerBound >= 0, "\(column.id)")
            }
        }
    }

    @Test func `files of a kind are told by name`() throws {
        let boilers = try #require(SourceKind.named("boilers"))
        #expect(Inventory.isTable("boilers.csv", of: boilers))
        #expect(Inventory.isTable("boilers-townships.csv", of: boilers))
        #expect(!Inventory.isTable("boilers2.csv", of: boilers))
        #expect(!Inventory.isTable("boilers.txt", of: boilers))
    }

    private func table(_ files: [String: String], extra: String = "") async throws -> Table {
        try #require(try await InventoryText(files, extra: extra).computed().inventory.sheets.first).table
    }

    @Test func `rows without a county are in the inventory's own`() async throws {
        let table = try await table(["boilers.csv": "id,fuel,county_code\nB1,coal,\nB2,coal,654003\n"])
        let regions = try Repository.library().vocabularies["county_code"]
        #expect((table.codes("county_code") ?? []).map(regions.text) == ["654002", "654003"])
    }

    @Test(
        "a standard is told by the date of registration, and marked",
        arguments: [
            ("truck_heavy,diesel,2014-12", "CN3"), ("truck_heavy,diesel,2015-01", "CN4"),
            ("truck_heavy,diesel,2017-07", "CN5"), ("passenger_small,gasoline,2008-07-01", "CN3"),
            ("passenger_small,gasoline,1999", "CN0"),
        ])
    func standards(row: String, standard: String) async throws {
        let table = try await table([
            "vehicles.csv":
                "id,vehicle_class,fuel,first_registration,standard,population\nV1,\(row),,5\nV2,\(row),CN1,5\n"
        ])
        let words = try Repository.library().vocabularies["standard"]
        #expect((table.codes("standard") ?? []).map(words.text) == [standard, "CN1"])
        let marks = try #require(table.schema.place(of: "standard").flatMap { table.defaults[$0] })
        #expect(marks.reasons == [UInt8(InventoryManifest.toldByDate), 0])
    }

    @Test func `a default fills silence alone, and in the order of the manifest`() async throws {
        let defaults = """
            defaults:
              - {table: boilers, column: hours, value: 4000, when: {use: heating}, reason: {zh: 采暖季, en: season}}
              - {table: boilers, column: hours, value: 6000, reason: {zh: 全年, en: all year}}
            """
        let table = try await table(
            [
                "boilers.csv":
                    "id,fuel,use,hours\nB1,coal,heating,\nB2,coal,industrial,\nB3,coal,heating,10\nB4,coal,heating,-\n"
            ],
            extra: defaults)
        let hours = try #require(table.numbers("hours"))
        #expect(Array(hours.prefix(3)) == [4000, 6000, 10])
        // “-” says that there is nothing to report: no default covers it.
        #expect(Absence(hours[3]) == .notApplicable)
    }
}
