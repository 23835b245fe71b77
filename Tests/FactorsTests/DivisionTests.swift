import Factors
import Tables
import TestSupport
import Testing

/// The list of administrative divisions since 1980: which code holds when, under which name.
@Suite struct DivisionTests {
    private let list: Divisions

    init() throws { list = try Divisions(library: Repository.factors) }

    @Test func `every row of the list is sound, and what was left out is listed with its reason`() throws {
        let entries = list.entries
        #expect(entries.count == 7439)
        for entry in entries {
            #expect(entry.code.utf8.count == 6 && entry.code.utf8.allSatisfy { (48...57).contains($0) })
            #expect(!entry.name.isEmpty && (198_000...202_700).contains(entry.from) && entry.from % 100 <= 12)
            if let to = entry.to { #expect(to >= entry.from, "\(entry)") }
        }
        let current = entries.filter { $0.to == nil }
        #expect(Set(current.map(\.code)).count == current.count, "a code in force has one name")
        let left = try Repository.text("EmissionFactors/divisions_left_out.csv").split(separator: "\n").dropFirst()
        #expect(left.count == 16)
        for line in left {
            #expect(line.split(separator: ",", omittingEmptySubsequences: false).suffix(2).allSatisfy { !$0.isEmpty })
        }
    }

    @Test(arguments: [
        ("654023", 2024, "霍城县"), ("654101", 1995, "伊宁市"), ("130502", 2000, "桥东区"), ("130502", 2024, "襄都区"),
        ("654002", 2024, "伊宁市"), ("340122", 1983, "肥东县"), ("371700", 2004, "菏泽市"),
    ])
    func `a code holds under the name of its year`(_ code: String, _ year: Int, _ name: String) {
        guard case .valid(let entry) = list.state(of: code, in: year) else {
            Issue.record("\(code) does not hold in \(year)")
            return
        }
        #expect(entry.name == name)
    }

    @Test func `a successor is named only where one name goes on under one new code`() {
        func state(_ code: String, _ year: Int) -> Divisions.State { list.state(of: code, in: year) }
        guard case .abolished(let city, let next) = state("654101", 2024) else {
            Issue.record("654101 holds")
            return
        }
        #expect(city.name == "伊宁市" && next?.code == "654002")
        // 沙湾县 became 沙湾市: another name, so none is named.
        guard case .abolished(let county, let none) = state("654223", 2024) else {
            Issue.record("654223 holds")
            return
        }
        #expect(county.name == "沙湾县" && none == nil)
        guard case .later = state("654002", 1990) else {
            Issue.record("654002 holds in 1990")
            return
        }
        #expect(state("999999", 2024) == .unknown)
    }

    @Test func `what is to be said of a code names the successor, in both languages`() throws {
        func finding(_ code: String, _ year: Int, invented: Bool = false) -> Finding? {
            list.state(of: code, in: year).finding(of: code, year: year, isInvented: invented, at: nil)
        }
        #expect(finding("654023", 2024) == nil && finding("999999", 2024, invented: true) == nil)
        #expect(finding("999999", 2024)?.message.code == "region-not-listed")
        #expect(finding("999999", 2024)?.severity == .error)
        let moved = try #require(finding("654101", 2024))
        #expect(moved.message.code == "region-moved" && moved.expected?.zh.contains("654002 伊宁市") == true)
        #expect(moved.expected?.en.contains("654002") == true && moved.severity == .warning)
        #expect(finding("654223", 2024)?.message.code == "region-abolished")
        #expect(finding("654002", 1990)?.message.code == "region-later")
    }

    @Test func `a library knows the counties of an inventory anywhere in the country`() throws {
        var library = try Repository.library()
        #expect(library.vocabularies["county_code"].code(exactly: "440103") == nil)
        guard case .valid(let entry) = try library.addDivisions(of: "440100", year: 2024) else {
            Issue.record("440100 does not hold")
            return
        }
        #expect(entry.name == "广州市")
        let words = library.vocabularies["county_code"]
        let code = try #require(words.code(exactly: "440103"))
        #expect(words[code]?.label.zh == "荔湾区")
        #expect(words.lineage(of: code).map(words.text) == ["440103", "440100", "440000"])
        // Of other provinces nothing is added.
        #expect(words.code(exactly: "110101") == nil)
        _ = try library.addDivisions(of: "999901", year: 2024, inventedAs: Label("示例", "example"))
        #expect(library.vocabularies["county_code"].word(exactly: "999901")?.label.zh == "示例")
    }
}
