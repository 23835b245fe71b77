import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// A whole without a number where its part has one is told, by row and in the total; a part above its whole is told too.
@Suite struct PartWithoutWholeTests {
    /// 10 t of PM10 and no factor of PM: 57.5 g/kg of 100 t of clinker are 5.75 t of PM10.
    private static let kilns = [
        "kilns.csv":
            "id,product,kiln_type,fuel,product_output,pm_device\nK1,cement_clinker,nsp_kiln,raw_coal,100,none\nK2,lime,,raw_coal,100,none\n"
    ]

    @Test func `a part without its whole is a finding with place, both values and what lacks`() async throws {
        let run = try await InventoryText(Self.kilns).computed(pollutants: ["PM", "PM10", "PM2.5"])
        let found = run.findings.sorted.filter { $0.message.code == "part-without-whole" }
        let one = try #require(found.first)
        #expect(found.count == 1)
        #expect(one.location?.line == 2 && one.location?.file.hasSuffix("kilns.csv") == true)
        // 5.75 + 1.34 t
        #expect(one.value == "PM10 7.09 t, PM –")
        #expect(one.description(in: .zh).contains("PM 没有数而其分项 PM10 有数（2 个结果）"))
        #expect(one.description(in: .en).contains("the total of PM lacks them"))
        #expect(one.expected != nil)
    }

    @Test func `the total of the whole says how many results it lacks`() async throws {
        let run = try await InventoryText(Self.kilns).computed(pollutants: ["PM", "PM10"])
        let told = IncompleteTotals(run.result)
        #expect(
            told.told("PM") == Label("扬尘源、农业源；2 个有 PM10 而无 PM 的结果", "dust, farming; 2 results that have PM10 and no PM")
        )
        #expect(told.told("PM10") == Label("扬尘源、农业源", "dust, farming"))
        #expect(told.lines(in: .zh)[0] == "PM incomplete: 扬尘源、农业源；2 个有 PM10 而无 PM 的结果")
    }

    @Test func `a measured whole below its part is told`() async throws {
        // 1 mg/m³ measured of all particles beside PM10 by the ash of the coal.
        let run = try await InventoryText([
            "boilers.csv":
                "id,use,fuel,technology,fuel_use,ash,coal_basis,pm_concentration,oxygen,pm_device\nB1,industrial,raw_coal,stoker_auto,1000,20,ar,1,9,none\n"
        ]).computed(pollutants: ["PM", "PM10"])
        let found = try #require(run.findings.sorted.first { $0.message.code == "part-exceeds-whole" })
        #expect(found.location?.line == 2)
        #expect(
            found.value?.hasPrefix("PM10 ") == true && found.value?.contains(", PM 0.00") == true,
            "\(found.value ?? "")")
    }

    @Test func `lists of classes of two totals are one, and rows add up where totals do`() {
        let one = Incompleteness(
            pollutant: "PM", classes: Label("扬尘源", "dust"), rows: [RowsWithoutWhole(part: "PM10", rows: 3)])
        let two = Incompleteness(
            pollutant: "PM", classes: Label("农业源、扬尘源", "farming, dust"), rows: [RowsWithoutWhole(part: "PM10", rows: 4)]
        )
        let sum = IncompleteTotals([one, two], adding: true)
        #expect(sum.entries.count == 1)
        #expect(
            sum.told("PM") == Label("扬尘源、农业源；7 个有 PM10 而无 PM 的结果", "dust, farming; 7 results that have PM10 and no PM"))
        #expect(IncompleteTotals([one, two]).entries[0].rows == [RowsWithoutWhole(part: "PM10", rows: 4)])
        let large = Incompleteness(
            pollutant: "PM", classes: Label("", ""), rows: [RowsWithoutWhole(part: "PM10", rows: .max)])
        #expect(IncompleteTotals([one, large], adding: true).entries[0].rows[0].rows == .max)
    }

    /// What a size of particles lacks its whole lacks, and the other way round.
    @Test func `sizes of a split need the classes of their whole`() throws {
        let library = try Repository.library()
        for name in ["PM", "PM10"] {
            let whole = try #require(library.pollutant(name))
            #expect(!whole.needs.isEmpty && whole.split.count == 2)
            for size in whole.split { #expect(library.pollutant(size)?.needs == whole.needs, "\(size)") }
        }
    }

    @Test(arguments: ["", "none", "bag_filter"])
    func `a blank column of dust devices is an assumption, none and a device are not`(_ device: String) async throws {
        let run = try await InventoryText([
            "boilers.csv":
                "id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_device,so2_device\nB1,industrial,raw_coal,stoker_auto,1000,20,1,ar,\(device),\(device.isEmpty ? "" : "none")\n"
        ]).computed(pollutants: ["PM", "PM10", "SO2", "NOx"])
        let blanks = run.result.assumptions().filter { $0.assumption.text.en.contains("blank: counted as none") }
        if device.isEmpty {
            #expect(Set(blanks.map(\.pollutant)) == ["PM", "PM10", "SO2"])
            #expect(blanks.contains { $0.assumption.subject == "boilers.pm_device" && $0.mass > .zero })
            #expect(blanks.contains { $0.assumption.subject == "boilers.so2_device" })
            #expect(blanks.allSatisfy { $0.assumption.text.zh.hasSuffix("空白，按没有计") })
        } else {
            #expect(blanks.isEmpty)
        }
    }

    /// A device of a pack with a removal of PM2.5 alone, invented: black carbon passes it as PM2.5 does, as an assumption.
    @Test func `carbon without a removal of its own passes a device as its size does`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "id,title,issuer,year,kind,address,note\nlocal,Invented,nobody,2024,report,,\n", to: "p/sources.csv")
        try folder.write(
            "id,gas_device,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"
                + "local.dense.fine,dense_phase_dry,PM2.5,60,%,,,,derived,local,,verified,default,,,Invented for a test.\n",
            to: "p/controls/removal.csv")
        let head = "id,use,fuel,technology,fuel_use,ash,coal_basis,pm_device,so2_device\n"
        try InventoryText([
            "boilers.csv": head + "B1,industrial,raw_coal,stoker_auto,1000,20,ar,none,none\n"
                + "B2,industrial,raw_coal,stoker_auto,1000,20,ar,none,dense_phase_dry\n"
        ]).write(to: folder)
        var library = try FactorLibrary(folder: Repository.factors, packs: [folder.path + "/p"])
        library.addWords(KindMethods.words, to: "method")
        let run = try await Run(folder: folder.path, library: library, pollutants: ["PM2.5", "BC"])
        let sheet = try #require(run.inventory.sheets.first)
        for pollutant in ["PM2.5", "BC"] {
            let masses = try (0...1).map { row in
                try #require(run.result.explanations(of: sheet, row: row, pollutant: pollutant).first?.emission)
            }
            #expect(abs(masses[1].inTonnes / masses[0].inTonnes - 0.4) < 1e-9, "\(pollutant)")
        }
        let told = run.result.assumptions().filter { $0.assumption.text.en.contains("that of PM2.5 taken") }
        #expect(told.map(\.pollutant) == ["BC"])
    }
}
