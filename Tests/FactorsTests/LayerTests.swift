import Factors
import Tables
import Testing

@Suite struct LayerTests {
    private static let root: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    @Test func `packs added later give the library that reading all at once gives`() throws {
        let folder = LayerTests.root + "/EmissionFactors"
        let pack = LayerTests.root + "/Inventories/demo-county-2024/factors"
        let atOnce = try FactorLibrary(folder: folder, packs: [pack])
        let later = try FactorLibrary(folder: folder).adding(packs: [pack])
        #expect(later.folders == atOnce.folders)
        #expect(later.factors.count == atOnce.factors.count)
        #expect(later.factors.contains { $0.layer == 1 })
        for (a, b) in zip(later.factors, atOnce.factors) {
            #expect(a.id == b.id && a.value == b.value && a.layer == b.layer && a.keys == b.keys)
        }
        #expect(later.vocabularies.names == atOnce.vocabularies.names)
        for name in later.vocabularies.names {
            #expect(later.vocabularies[name].words.map(\.code) == atOnce.vocabularies[name].words.map(\.code))
        }
    }
}
