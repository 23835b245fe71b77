import Tables
import TestSupport
import Testing

@testable import Factors

/// What is wrong with a factor file is told row by row, all at once.
@Suite struct ReadingTests {
    private static let header =
        "id,fuel,capacity,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"

    private func findings(_ row: String) throws -> [Finding] {
        let folder = try TemporaryFolder()
        for file in ["vocabularies.csv", "keys.csv", "sources.csv", "rule_books.csv"] {
            try folder.copy(Repository.factors + "/" + file, to: file)
        }
        try folder.write(ReadingTests.header + row + "\n", to: "boilers/emission_factors.csv")
        do {
            _ = try FactorLibrary(folder: folder.path)
            return []
        } catch let findings as Findings {
            return findings.sorted
        }
    }

    @Test(
        "a bad row is told with the nearest known word",
        arguments: [
            ("a,caol,,NOx,4,kg/t,,,generation,tcses,tcses144,t,verified,default,,,", "unknown-word", "coal"),
            ("a,coal,,NOXX,4,kg/t,,,generation,tcses,tcses144,t,verified,default,,,", "unknown-word", "NOx"),
            ("a,coal,,NOx,4,kgg/t,,,generation,tcses,tcses144,t,verified,default,,,", "unknown-unit", "kg"),
            ("a,coal,,NOx,four,kg/t,,,generation,tcses,tcses144,t,verified,default,,,", "not-a-number", nil),
            ("a,coal,,NOx,nan,kg/t,,,generation,tcses,tcses144,t,verified,default,,,", "not-a-number", nil),
            ("a,coal,,NOx,4,kg/t,,,generation,tcses,tcses145,t,verified,default,,,", "unknown-source", "tcses144"),
            ("a,coal,,NOx,4,kg/t,,,generation,tcses,,t,verified,default,,,", "unknown-source", nil),
            ("a,coal,,NOx,4,kg/t,,,generation,tcses,tcses144,t,sure,default,,,", "bad-confidence", nil),
            ("a,coal,,NOx,4,kg/t,,,generated,tcses,tcses144,t,verified,default,,,", "bad-word", nil),
            ("a,coal,,NOx,4,kg/t,,,generation,tcses,tcses144,t,verified,maybe,,,", "bad-word", nil),
            ("a,coal,,NOx,4,kg/t,,,generation,tcses,tcses144,t,verified,default,,", "field-count", nil),
        ] as [(String, String, String?)])
    func bad(row: String, code: String, nearest: String?) throws {
        let found = try findings(row)
        #expect(found.map(\.message.code) == [code])
        #expect(found.first?.location?.line == 2)
        if let nearest { #expect(found.first?.nearest == nearest) }
    }

    @Test func `a good row is read with all that it says`() throws {
        #expect(
            try findings("a,coal,10..<35,NOx,4,kg/t,3,5,generation,tcses,tcses144,t,verified,default,2010,2020,n")
                .isEmpty)
    }

    @Test func `a folder that is not there is a finding`() {
        #expect(throws: Findings.self) { try FactorLibrary(folder: "/nonexistent/factors") }
    }

    @Test func `confidence needs a mark from estimated on`() {
        #expect(Confidence.allCases.filter(\.needsMark) == [.estimated, .recalled])
        #expect(Confidence.verified < .transcribed && .estimated < Confidence.recalled)
    }

    @Test func `a region is narrower than its prefecture and province`() throws {
        let regions = try Repository.library().vocabularies["county_code"]
        let yining = try #require(regions.code(exactly: "654002"))
        #expect(regions.lineage(of: yining).map(regions.text) == ["654002", "654000", "650000"])
        #expect(regions.code(of: "伊宁市") == yining)
    }
}
