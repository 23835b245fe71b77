import Calculation
import Documents
import Factors
import Foundation
import Plans
import Reports
import Tables
import TestSupport
import Testing

/// What a package says twice: changed in one place, it is refused.
@Suite struct StatementTests {
    /// A fact in the head of a package or of a part: an attribute, or a label.
    struct HeadField: Hashable, CustomStringConvertible {
        let owner: String
        let name: String
        let isLabel: Bool
        var description: String { "\(owner)/\(name)" }
    }

    /// Everything that heads say, as the schema has it: of the report the attributes, of report and part the labels.
    static func fields() throws -> [HeadField] {
        let reader = try XMLReader(bytes: Array(ReportSchema.text.utf8), file: "schema.xsd")
        var stack: [String] = []
        var found: [HeadField] = []
        while let event = try reader.next() {
            switch event {
            case .start(let element):
                let name = element["name"] ?? ""
                let path = stack.joined(separator: "/")
                let owners: [(path: String, owner: String)] = [
                    ("schema/report/complexType", "report"), ("schema/part", "part"),
                    ("schema/header", "report"), ("schema/header", "part"),
                ]
                for (place, owner) in owners {
                    if element.name == "attribute", path == place {
                        found.append(HeadField(owner: owner, name: name, isLabel: false))
                    }
                    if element["type"] == "r:label", path == place + "/sequence" {
                        found.append(HeadField(owner: owner, name: name, isLabel: true))
                    }
                }
                stack.append(
                    ["element", "complexType", "attributeGroup"].contains(element.name) && !name.isEmpty
                        ? name : element.name)
            case .end: stack.removeLast()
            case .text: continue
            }
        }
        return found
    }

    /// What nothing else in a package says: it can be changed in a package without a signature.
    static let saidOnce: Set<String> = ["part/program", "part/origin"]

    /// Other values for a fact, each of them valid by the schema.
    static func others(_ field: HeadField, _ value: String) throws -> [String] {
        switch field.name {
        case "version": ["1.0"]
        case "region": ["653023", "653000", "650000", "100000"].filter { $0 != value }
        case "year": ["2023", "2025"]
        case "invented": [value == "true" ? "false" : "true"]
        case "program": ["9.9.9"]
        case "library": [String(value.reversed())]
        case _ where field.isLabel: [value + "某", "Elsewhere"]
        default: try #require(nil as [String]?, "\(field): a new fact; say how it is changed and what holds it")
        }
    }

    /// The texts in which one fact of the head of the report, or of its first part, has another value.
    static func changed(_ text: String, _ field: HeadField) throws -> [String] {
        let start = try #require(text.range(of: "<\(field.owner) "))
        var from = start.lowerBound
        var names = [field.name]
        if field.isLabel {
            from = try #require(text.range(of: "<\(field.name) ", range: from..<text.endIndex)).lowerBound
            names = ["zh", "en"]
        }
        let end = try #require(text.range(of: ">", range: from..<text.endIndex)).lowerBound
        return try names.flatMap { name -> [String] in
            let opening = try #require(text.range(of: " \(name)=\"", range: from..<end), "\(field)")
            let close = try #require(text.range(of: "\"", range: opening.upperBound..<text.endIndex)).lowerBound
            return try others(field, String(text[opening.upperBound..<close])).map {
                text.replacingCharacters(in: opening.upperBound..<close, with: $0)
            }
        }
    }

    @Test func `the schema's heads are those that are tried`() throws {
        let fields = try Self.fields()
        #expect(
            Set(fields.map(\.description)).isSuperset(of: [
                "report/version", "report/region", "report/year", "report/invented", "report/name", "report/compiler",
                "part/region", "part/year", "part/invented", "part/library", "part/program", "part/name",
                "part/compiler",
                "part/origin",
            ]))
        #expect(fields.count == Set(fields).count)
    }

    @Test func `a head that differs from its part is refused, whatever the fact`() async throws {
        let text = String(decoding: try Report(try await Counties.package("653022", seed: 1)).xml(), as: UTF8.self)
        for field in try Self.fields() {
            for changed in try Self.changed(text, field) {
                let verified = try await Counties.verifyTexts([changed])
                let isAccepted = verified[0].isAccepted
                #expect(isAccepted == Self.saidOnce.contains(field.description), "\(field): \(verified[0].errorCodes)")
            }
        }
    }

    @Test func `the head of a merged package, too`() async throws {
        let parts = [
            try await Counties.package("653022", seed: 1), try await Counties.package("653023", year: 2023, seed: 2),
        ]
        let verified = try await Counties.verify(parts)
        let merged = try #require(ReportPackage.merged(verified))
        let text = String(decoding: try Report(merged).xml(), as: UTF8.self)
        let whole = try await Counties.verifyTexts([text])
        #expect(whole[0].errorCodes == [])
        for field in try Self.fields() where field.owner == "report" && field.name != "compiler" {
            for changed in try Self.changed(text, field) where changed != text {
                // A name that somebody chose is nobody else's to judge.
                if field.isLabel { continue }
                let codes = try await Counties.verifyTexts([changed])[0].errorCodes
                #expect(!codes.isEmpty, "\(field)")
            }
        }
        // A region of which something came is not one of which nothing came.
        let absent = text.replacing(
            "<refusals/>", with: "<refusals/><absences><absence region=\"653022\" zh=\"某\" en=\"some\"/></absences>")
        #expect(absent != text)
        #expect(try await Counties.verifyTexts([absent])[0].errorCodes == ["statement-differs"])
    }

    /// A package with a local factor, a forced method, a plan and findings.
    static func rich() async throws -> String {
        let folder = try TemporaryFolder()
        let head =
            "id,use,fuel,technology,installed_power,capacity,nox_device,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"
        try folder.write(
            head
                + "invented.coal.NOx,heating,coal,stoker,,,,NOx,4.5,g/kg,,,generation,tcses,invented,表 1,estimated,default,,,invented\n",
            to: "pack/boilers/emission_factors.csv")
        try folder.write(
            "id,title,issuer,year,kind,address,note\ninvented,虚构的测试,nobody,2024,report,,invented\n",
            to: "pack/sources.csv")
        try InventoryText(
            [
                "boilers.csv":
                    "id,county_code,use,fuel,technology,fuel_use[t],method,colour\nB1,654002,heating,coal,stoker,1000,factor_boilers,red\nB2,654002,heating,coal,stoker,500,,\n"
            ], year: 2024, extra: "packs: [pack]\n"
        ).write(to: folder)
        let file = try folder.write(InventedCounty.plan.replacing("\n", with: "\r\n"), to: "plan.yaml")
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        let assessment = try Assessment(folder: folder.path, options: options)
        let (result, found) = await assessment.emissions(balance: true)
        var findings = Findings()
        let plan = try #require(
            Plan(
                file: file, vocabularies: assessment.context.library.vocabularies, inputs: ["XX-01.1.share": "0.5"],
                findings: &findings))
        let scenario = try ReportScenario(plan.evaluated(on: assessment), year: 2025)
        return String(
            decoding: try Report(
                try ReportPackage(assessment, result: result, findings: found, scenario: scenario, plan: file)
            ).xml(), as: UTF8.self)
    }

    @Test func `what a part says twice is held against itself`() async throws {
        let text = try await Self.rich()
        let sound = try await Counties.verifyTexts([text])
        #expect(sound[0].errorCodes == [], "\(sound[0].all.map { $0.finding.description(in: .en) })")
        // What to change, into what, and the code that tells it.
        let changes: [(Regex<(Substring, Substring)>, String, String)] = [
            (#/(role="library" name="boilers\/[^"]*" digest=")..../#, "aaaa", "statement-differs"),
            (#/(role="pack" name="[^"]*sources.csv" digest=")..../#, "aaaa", "statement-differs"),
            (#/(role="pack" name="1\/)sources.csv/#, "other.csv", "statement-differs"),
            (#/(role="plan" name="[^"]*" digest=")..../#, "aaaa", "statement-differs"),
            (#/(<file layer="1" name="sources.csv">[^<]*)虚构/#, "真实", "statement-differs"),
            (#/(<plan_file [^>]*>[^<]*)淘汰燃煤锅炉/#, "建燃煤锅炉", "statement-differs"),
            (#/(<findings [^>]*warnings=")\d+/#, "70", "statement-differs"),
            (#/(<findings errors=")\d+/#, "1", "statement-differs"),
            (#/(<override kind="factor" [^>]*lines=")\d+/#, "9", "arithmetic-override"),
            (#/(<override kind="factor" [^>]*value=")\d+/#, "2", "arithmetic-override"),
            (#/(<override kind="method" [^>]*lines=")\d+/#, "9", "arithmetic-override"),
            (#/(<override kind="method" [^>]*value=")\w+/#, "monitoring", "arithmetic-override"),
            (#/(<scenario plan=")[^"]*/#, "other", "statement-differs"),
            (#/(<measure [^>]*clause=")[^"]*/#, "XX-09", "statement-differs"),
            (#/(<reduction [^>]*clause=")[^"]*/#, "XX-09", "statement-differs"),
            (#/(<clause id="XX-01" number=")[^"]*/#, "九", "statement-differs"),
            (#/(<path [^>]*year=")2024/#, "2023", "statement-differs"),
            (#/(<word kind="sector" code="[^"]*" zh=")[^"]*/#, "别的", "word-differs"),
            (#/(<word kind="county" code="[^"]*" zh=")[^"]*/#, "别的", "word-differs"),
            (#/(<factor id="[^"]*" [^>]*confidence=")\w+/#, "recalled", "factor-citation"),
            (#/(<factor id="[^"]*" [^>]*place=")[^"]*/#, "表 9", "factor-citation"),
            (#/(<factor id="[^"]*" [^>]*title=")[^"]*/#, "别的标准", "factor-citation"),
        ]
        for (pattern, value, code) in changes {
            let changed = text.replacing(pattern, maxReplacements: 1) { $0.output.1 + value }
            #expect(changed != text, "\(value) \(code)")
            let codes = try await Counties.verifyTexts([changed])[0].errorCodes
            #expect(codes.contains(code), "\(value) \(code): \(codes)")
        }
    }

    @Test func `a pack and a plan in other encodings are the files that they were`() {
        let text = "a,b\r\n煤,1\n"
        let bytes: [[UInt8]] = [
            Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8),
            [0x61, 0x2C, 0x62, 0x0D, 0x0A, 0xC3, 0xBA, 0x2C, 0x31, 0x0A],
            [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
        ]
        for raw in bytes { #expect(SourceText.isText(text, ofFile: SHA256.hexadecimal(of: raw))) }
        #expect(!SourceText.isText(text + " ", ofFile: SHA256.hexadecimal(of: bytes[0])))
        #expect(!SourceText.isText("油" + text, ofFile: SHA256.hexadecimal(of: bytes[2])))
        #expect(SourceText.isText("a\nb\n", ofFile: SHA256.hexadecimal(of: Array("a\rb\r".utf8))))
    }
}
