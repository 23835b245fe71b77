import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Flat files for air quality models, written and read back. All data are invented.
@Suite struct FlatFileTests {
    @Test(arguments: [
        // 907.18474 kg is one short ton; half of it; a microgram; what no decimal text of short tons holds exactly.
        ("0.90718474", "1"), ("0.45359237", "0.5"), ("0", "0"), ("0.000000000001", "0.000000000001102"),
        ("1", "1.102311310924388"),
    ])
    func `tonnes stand in short tons of 2000 pounds`(tonnes: String, short: String) throws {
        let mass = try #require(Mass(tonnes: tonnes))
        #expect(ShortTon.text(of: mass) == short)
        #expect(ShortTon.mass(short) == mass)
    }

    @Test func `any mass is the same when it is read back`() {
        var numbers = SeededNumbers(seed: 17)
        for _ in 0..<20_000 {
            let mass = Mass(
                micrograms: Int64.random(in: 0...9_000_000_000_000_000_000, using: &numbers)
                    >> Int64.random(in: 0...62, using: &numbers))
            #expect(ShortTon.mass(ShortTon.text(of: mass)) == mass)
            // SMOKE's reader of area sources takes 25 characters of a number.
            #expect(ShortTon.text(of: mass).count <= 25)
        }
    }

    @Test(arguments: [
        ("1.5e-3", Int128(1_360_777_110)), ("2E2", 181_436_948_000_000), ("-1", -907_184_740_000),
        (".5", 453_592_370_000),
    ])
    func `numbers of other programs are read`(text: String, micrograms: Int128) {
        #expect(ShortTon.mass(text)?.micrograms == micrograms)
    }

    @Test(arguments: ["", ".", "1,5", "1e", "e5", "1e99", "abc", "1..2", "99999999999999999999999999999"])
    func `what is no number is none`(text: String) { #expect(ShortTon.mass(text) == nil) }

    static let files = [
        "boilers.csv": """
        id,firm_name,credit_code,use,fuel,technology,fuel_use[t],stack_height
        B1,示例"一"厂,91650000000000001X,industrial,coal,stoker,1000,45
        锅炉2,'=示例二厂,,heating,coal,stoker,333.3333,
        B3,,,heating,coal,stoker,10,
        B4,示例二厂,,heating,coal,stoker,,

        """,
        "vehicles.csv": """
        id,vehicle_class,fuel,standard,population
        V1,passenger_small,gasoline,CN4,1000
        V2,truck_heavy,diesel,CN5,70

        """,
        "nonroad.csv": """
        id,machine_type,fuel,fuel_use[t]
        M1,excavator,diesel,100

        """,
        "households.csv": "id,fuel,stove,households,fuel_per_household\nH1,raw_coal,traditional,100,2.5\n",
    ]

    private func assessed() throws -> Assessment {
        let folder = try TemporaryFolder()
        try InventoryText(FlatFileTests.files).write(to: folder)
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        return try Assessment(folder: folder.path, options: options)
    }

    @Test func `the four files add up to the inventory, and so they do when they are read back`() async throws {
        let assessment = try assessed()
        let (result, _) = await assessment.emissions()
        var written: [String: Mass] = [:]
        var read: [String: Mass] = [:]
        for form in FlatFile.allCases {
            let file = assessment.flatFile(form, of: result)
            #expect(file.rowCount > 0, "\(form)")
            for total in file.totals { written[total.pollutant, default: .zero] += total.mass }
            let folder = try TemporaryFolder()
            let path = try folder.write(file.bytes, to: "file.csv")
            var findings = Findings()
            let back = try #require(try ForeignInventory(path, findings: &findings))
            #expect(findings.isEmpty, "\(findings.kept.map { $0.description(in: .en) })")
            #expect(back.year == 2024 && back.rows.count == file.rowCount)
            #expect(FlatFile(headOf: file.bytes) == form)
            for row in back.rows {
                read[row.pollutant, default: .zero] += row.mass
                #expect(row.county == "654002")
            }
        }
        for pollutant in ["NOx", "VOCs"] {
            #expect(result.total(of: pollutant) > .zero)
            #expect(written[pollutant] == result.total(of: pollutant))
            #expect(read[pollutant] == result.total(of: pollutant))
        }
    }

    @Test func `a form that a county has no sources for is a head without rows, and no mistake`() throws {
        let text =
            "#FORMAT=FF10_NONROAD\n#COUNTRY=China\n#YEAR=2024\n" + FlatFile.nonroad.columns.joined(separator: ",")
            + "\n"
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "file.csv")
        var findings = Findings()
        let back = try #require(try ForeignInventory(path, findings: &findings))
        #expect(findings.isEmpty && back.rows.isEmpty && back.year == 2024)
        // A table that is none of these is told as before.
        let table = try folder.write("county,pollutant,emission_t\n", to: "table.csv")
        #expect(try ForeignInventory(table, findings: &findings) == nil || findings.hasErrors)
    }

    @Test func `a row stands where SMOKE looks for it, and what the county lacks is said`() async throws {
        let assessment = try assessed()
        let (result, _) = await assessment.emissions()
        let text = String(decoding: assessment.flatFile(.point, of: result).bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "#FORMAT=FF10_POINT" && lines[2] == "#YEAR=2024")
        #expect(text.contains("no US FIPS code") && text.contains("no source classification codes of US EPA"))
        #expect(text.contains("no coordinates and no other stack parameters stand in it"))
        // One row cannot be computed without its fuel: two pollutants less.
        #expect(
            text.contains(
                "#DESC source lines without a number, for data are missing or the number cannot be, not in this file: 2\n"
            ))
        var records = Array(RecordReader(Array(text.utf8))).map(\.fields).filter { !$0[0].hasPrefix("#") }
        #expect(records.removeFirst().count == 77)
        #expect(records.count == 4 && records.allSatisfy { $0.count == 77 })
        // 1000 t × 4 kg/t = 4 t = 4 / 0.90718474 short tons.
        let first = try #require(records.first { $0[4] == "B1" && $0[12] == "NOX" })
        #expect(first[0] == "156" && first[1] == "654002" && first[11] == "LT03010000")
        #expect(first[13] == ShortTon.text(of: Mass(tonnes: "4") ?? .zero))
        #expect(first[3] == "000000001" && first[7] == "91650000000000001X")
        // SMOKE knows no quote in quotes.
        #expect(first[15] == "示例”一”厂" && !text.contains("\"\""))
        let second = try #require(records.first { $0[8] == "锅炉2" })
        #expect(second[4] == "boilers-3" && second[3] == "F1" && second[12] == "NOX")
        #expect(!second[15].hasPrefix("="))
        // 45 m / 0.3048 = 147.64 feet. A blank is no zero: nothing stands where nothing is known.
        #expect(first[17] == "147.64" && second[17].isEmpty)
        #expect(first[18...21].allSatisfy(\.isEmpty) && first[23] == "" && first[24] == "")
    }

    @Test func `every sector of the library has a code of its own`() throws {
        let library = try Repository.library()
        let sectors = Set(library.classification.map(\.sector))
        let codes = Set(sectors.map { FlatFile.sourceCode(sector: $0, kind: .boilers) })
        #expect(codes.count == sectors.count && !codes.contains("LT99010000"))
        #expect(FlatFile.sourceCode(sector: "local", kind: .area) == "LT99070000")
        // SMOKE ends where a code has fewer than eight characters.
        for kind in SourceKind.ID.allCases {
            #expect(sectors.allSatisfy { FlatFile.sourceCode(sector: $0, kind: kind).utf8.count == 10 })
        }
    }

    @Test func `tables of tonnes are read with their finest digit, blanks are no zeros and faults are told`() throws {
        let folder = try TemporaryFolder()
        var findings = Findings()
        let good = try folder.write(
            "county,sector,pollutant,emission_t,year\n654002,heating,NOx,12.345678901234,2020\n654002,road,NOx,,2020\n",
            to: "good.csv")
        let foreign = try #require(try ForeignInventory(good, findings: &findings))
        #expect(foreign.year == 2020 && foreign.total(of: "NOx") == Mass(tonnes: "12.345678901234"))
        #expect(findings.kept.map(\.message.code) == ["foreign-rows-without-mass"])
        // 氮氧化物 is NOx; what is no pollutant is told, and counts for none.
        findings = Findings()
        let words = try Repository.library().vocabularies["pollutant"]
        let named = try folder.write(
            "county,pollutant,emission_t\n654002,NOx,5\n654002,氮氧化物,500\n654002,N0x,70\n", to: "named.csv")
        let known = try #require(try ForeignInventory(named, pollutants: words, findings: &findings))
        #expect(known.total(of: "NOx") == Mass(tonnes: "505"))
        #expect(findings.kept.map { "\($0.message.code) \($0.value ?? "")" } == ["unknown-foreign-pollutant N0x"])
        for (text, code) in [
            ("county,pollutant,emission_t\n654000,NOx,7\n654002,NOx,3\n", "foreign-region-twice"),
            ("county,pollutant,emission_t\n654002,NOx,3\n650000,NOx,7\n", "foreign-region-twice"),
            ("county,pollutant\n654002,NOx\n", "no-foreign-column"),
            ("county,pollutant,emission_t\n654002,NOx,many\n", "no-foreign-mass"),
            ("county,pollutant,emission_t\n654002,NOx,-1\n", "no-foreign-mass"),
            ("county,pollutant,emission_t\n,NOx,1\n", "short-foreign-row"),
            ("county,pollutant,emission_t,year\n1,NOx,1,2020\n1,NOx,1,2021\n", "other-foreign-year"),
            ("county,pollutant,emission_t\n1,NOx,\"1\n", "foreign-quote"),
            ("#FORMAT=FF10_NONPOINT\n#YEAR=2020\n156,654002,,,,LT,,NOX\n", "short-foreign-row"),
            ("#FORMAT=FF10_NONPOINT\n#YEAR=2020\n156,654002,,,,LT,,NOX,x\n", "no-foreign-mass"),
            ("#FORMAT=FF10_NONPOINT\n#YEAR=2020\n156,654002,,,,LT,,NOX,-9\n", "foreign-rows-without-mass"),
        ] {
            var findings = Findings()
            let path = try folder.write(text, to: "bad.csv")
            #expect(try ForeignInventory(path, findings: &findings) == nil)
            #expect(findings.hasErrors && findings.kept.contains { $0.message.code == code }, "\(text)")
        }
    }
}
