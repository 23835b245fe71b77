import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// A pollutant is data: a pack that names one, with invented factors and removals, has it computed, controlled and judged
/// for completeness, without a line of program.
@Suite struct AddedPollutantTests {
    private static let head = "value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"

    private func run() async throws -> Run {
        let folder = try TemporaryFolder()
        try folder.write(
            "vocabulary,code,zh,en,broader,aliases\npollutant,HCl,氯化氢,hydrogen chloride,,盐酸雾\n",
            to: "p/vocabularies.csv")
        try folder.write(
            "pollutant,unit,part_of,split,needs,note\nHCl,t,,,pile_dust,Invented for a test.\n", to: "p/pollutants.csv")
        try folder.write(
            "id,title,issuer,year,kind,address,note\nlocal,Invented,nobody,2024,report,,\n", to: "p/sources.csv")
        try folder.write(
            "id,use,fuel,technology,pollutant," + AddedPollutantTests.head
                + "local.HCl,,coal,,HCl,0.5,kg/t,,,generation,derived,local,,estimated,default,,,\n",
            to: "p/boilers/emission_factors.csv")
        try folder.write(
            "id,gas_device,pollutant," + AddedPollutantTests.head
                + "local.HCl.lime,limestone_gypsum,HCl,90,%,,,,derived,local,,estimated,default,,,\n",
            to: "p/controls/removal.csv")
        try InventoryText([
            "boilers.csv": """
            id,use,fuel,technology,fuel_use,so2_device,so2_uptime
            B1,heating,raw_coal,stoker,1000,,
            B2,heating,raw_coal,stoker,1000,limestone_gypsum,0.8
            """
        ]).write(to: folder)
        var library = try FactorLibrary(folder: Repository.factors, packs: [folder.path + "/p"])
        library.addWords(KindMethods.words, to: "method")
        // Every file of the pack is one that is read.
        #expect(
            PackCheck(library: library).findings().kept.allSatisfy {
                $0.message.code != "pack-file-unused"
            })
        return try await Run(folder: folder.path, library: library, pollutants: ["盐酸雾", "NOx"])
    }

    @Test func `it is computed, removed and said to be incomplete`() async throws {
        let run = try await run()
        // 1000 t × 0.5 kg/t = 0.5 t; behind lime 0.5 × (1 − 0.90 × 0.8) = 0.14 t
        #expect(run.result.total(of: "HCl").tonnes() == "0.64")
        #expect(run.result.incomplete.map(\.pollutant) == ["HCl"])
        #expect(run.result.incomplete.first?.classes == Label("扬尘源", "dust"))
    }

    @Test func `beside it NOx is what it was`() async throws {
        // 2 × 1000 t × 4 kg/t
        #expect(try await run().result.total(of: "NOx").tonnes() == "8")
    }
}
