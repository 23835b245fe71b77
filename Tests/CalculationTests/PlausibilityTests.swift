import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Every rule of plausibility on the rows that it comes with.
@Suite struct PlausibilityTests {
    private static let needed = [
        "boilers": ["fuel": "bituminous"], "kilns": [:],
        "vehicles": ["vehicle_class": "truck_heavy", "fuel": "diesel", "population": "1"],
        "nonroad": ["machine_type": "excavator"], "voc_firms": ["unit_type": "solvent_use"],
        "households": ["fuel": "coal"], "area": ["category": "straw_burning"],
    ]

    private func context() throws -> RunContext {
        var manifest = InventoryManifest()
        manifest.region = "654002"
        manifest.year = 2024
        return try RunContext(
            library: try Repository.library(), manifest: manifest, pollutants: ["NOx", "VOCs", "SO2", "PM"])
    }

    /// The sheets of a row as the rules write them, of the year and of the year before.
    private func sheets(_ text: String, _ kind: SourceKind) throws -> (now: Inventory.Sheet, before: [Inventory.Sheet])
    {
        var (own, last, before) = (PlausibilityTests.needed[kind.name] ?? [:], [String: String](), [String: String]())
        var count = 1
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            try #require(pair.count == 2, "\(text)")
            switch pair[0] {
            case "rows": count = try #require(Int(pair[1]))
            case let name where name.hasPrefix("last."): last[String(name.dropFirst(5))] = pair[1]
            case let name where name.hasPrefix("previous."): before[String(name.dropFirst(9))] = pair[1]
            default: own[pair[0]] = pair[1]
            }
        }
        func sheet(_ rows: [[String: String]]) throws -> Inventory.Sheet {
            let columns = Set(rows.flatMap(\.keys)).sorted()
            var writer = CSVWriter()
            writer.row(columns)
            for row in rows { writer.row(columns.map { row[$0] ?? "" }) }
            let read = TableReader.read(
                SourceText(raw: writer.bytes, path: kind.name + ".csv"), schema: kind.schema,
                vocabularies: try context().library.vocabularies)
            #expect(!read.findings.hasErrors, "\(text): \(read.findings.sorted.map { $0.description(in: .en) })")
            return Inventory.Sheet(kind: kind, table: read.table)
        }
        let rows = (1...count).map { number in
            var row = ["id": "A\(number)"].merging(own) { $1 }
            if number == count { row.merge(last) { $1 } }
            return row
        }
        let old = before.isEmpty ? [] : [try sheet([["id": "A1"].merging(own) { $1 }.merging(before) { $1 }])]
        return (try sheet(rows), old)
    }

    private static let rules: [PlausibilityRule] = {
        var findings = Findings()
        guard let library = try? Repository.library() else { return [] }
        return PlausibilityRule.all(of: library, findings: &findings)
    }()

    @Test func `there are more than sixty rules, each with both languages and a source`() throws {
        var findings = Findings()
        let library = try Repository.library()
        let rules = PlausibilityRule.all(of: library, findings: &findings)
        #expect(findings.isEmpty, "\(findings.sorted.map { $0.description(in: .en) })")
        #expect(rules.count >= 60 && Set(rules.map(\.id)).count == rules.count)
        for rule in rules {
            #expect(![rule.text.zh, rule.text.en, rule.advice.zh, rule.advice.en].contains(""), "\(rule.id)")
            #expect(rule.source == "judgement" || library.sources[rule.source] != nil, "\(rule.id)")
            #expect(rule.id.hasPrefix("rule-"))
        }
    }

    @Test(arguments: PlausibilityTests.rules.indices)
    func `a rule fires on its own row and is silent on the sound one`(_ number: Int) throws {
        let rule = PlausibilityTests.rules[number]
        for name in rule.kinds {
            let kind = try #require(SourceKind.named(name))
            for (text, fires) in [(rule.fires, true), (rule.silent, false)] {
                let (now, before) = try sheets(text, kind)
                var findings = Findings()
                let check = PlausibilityCheck(try context(), previous: before, findings: &findings)
                let told = check.findings(of: [now]).kept.filter { $0.message.code == rule.id }
                #expect(told.isEmpty != fires, "\(rule.id) \(name): \(text)")
                for finding in told {
                    #expect(
                        finding.location?.line != nil && finding.severity == rule.level
                            && finding.message.text.en.hasSuffix(rule.advice.en))
                }
            }
        }
    }

    /// Monitoring of 62 % (B015), above the limit (B026, B028), a start after the year (B032), 85 % by light (F011) and 90 %
    /// by a hood (F023) are planted there.
    @Test func `the demonstration county is silent but for its planted rows`() throws {
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        let assessment = try Assessment(folder: Repository.inventory("demo-county-2024"), options: options)
        let told = assessment.plausibility().findings.kept.compactMap {
            $0.value?.split(separator: ":").first.map(String.init)
        }
        #expect(Set(told) == ["B015", "B026", "B028", "B032", "F011", "F023"] && told.count == 6)
        let ili = try Assessment(folder: Repository.inventory("ili-2021"), options: options)
        #expect(ili.plausibility().findings.isEmpty)
    }

    @Test func `conditions are read by precedence, and a blank cell never fires`() throws {
        for (text, value) in [
            ("1 + 2 * 3 = 7", 1.0), ("1 + 2 * 3 = 9", 0), ("not 1 = 2 and 2 > 1", 1), ("(1 + 2) * 3 = 9", 1),
            ("1 > 2 or 2 > 1 and 1 > 2", 0), ("fuel_use > 0", 0), ("fuel_use < 0", 0), ("not given(fuel_use)", 1),
            ("or(fuel_use, 5) = 5", 1), ("year = 2024", 1), ("fuel is coal", 1), ("fuel is gas|coal", 1),
            ("fuel is gas", 0),
        ] {
            let (now, _) = try sheets("fuel=bituminous", .boilers)
            let table = RuleTable(
                table: now.table, vocabularies: try context().library.vocabularies, year: 2024, previous: nil)
            #expect(table.values(try RuleExpression.read(text).get()) == [value], "\(text)")
        }
        for text in [
            "emitted(", "emitted()", "emitted(1)", "emitted(NOx", "", "1 +", "fuel is", "(1 > 2", "1 > 2)", "given()",
            "or(1)", "> 2", "fuel_use >< 2",
        ] {
            guard case .failure = RuleExpression.read(text) else {
                Issue.record("'\(text)' is read")
                continue
            }
        }
    }

    @Test func `an overrule with reason and name makes a finding a note, for its source alone`() throws {
        let kind = SourceKind.boilers
        let (now, _) = try sheets("rows=2;fuel=bituminous;capacity=10;hours=4000;fuel_use=52000", kind)
        var findings = Findings()
        let check = PlausibilityCheck(
            try context(),
            overrules: [
                .init(rule: "rule-fuel-above-hours", source: "A2", reason: "two boilers share the meter", name: "Li")
            ], findings: &findings)
        let told = check.findings(of: [now]).kept.filter { $0.message.code == "rule-fuel-above-hours" }
        #expect(told.map(\.severity) == [.warning, .note])
        #expect(told.last?.message.text.en.hasSuffix("overruled by Li: two boilers share the meter") == true)
    }

    @Test func `a pack adds a rule and replaces one; a rule that cannot be read is told`() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            id,level,kinds,when,zh,en,do_zh,do_en,source,fires,silent
            rule-boiler-too-small,error,boilers,capacity < 2,小,small,大,large,judgement,,
            rule-local,note,boilers,hours > 1,有,some,无,none,judgement,,
            rule-broken,note,boilers,capacty > 1,有,some,无,none,judgement,,
            rule-half,note,boilers,hours >,有,some,无,none,judgement,,
            rule-strange,note,boilers,emitted(NOX2) > 1,有,some,无,none,judgement,,
            """, to: "pack/rules/plausibility.notes.csv")
        let library = try Repository.library().adding(packs: [folder.path + "/pack"])
        var findings = Findings()
        let rules = PlausibilityRule.all(of: library, findings: &findings)
        #expect(rules.first { $0.id == "rule-boiler-too-small" }?.level == .error)
        #expect(rules.contains { $0.id == "rule-local" })
        #expect(findings.kept.map(\.message.code) == ["bad-rule", "bad-rule", "bad-rule"])
        #expect(findings.kept.first?.value == "capacty")
    }
}
