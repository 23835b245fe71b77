import Testing

@testable import Quantities

@Suite struct NumberTests {
    @Test(
        "print rounds half to even on the decimal value (GB/T 8170)",
        arguments: [
            (12.345, 2, "12.34"), (12.355, 2, "12.36"), (0.125, 2, "0.12"), (2.5, 0, "2"), (3.5, 0, "4"),
            (-0.004, 2, "0.00"),
            (1.005, 2, "1.00"), (1.015, 2, "1.02"), (999.995, 2, "1000.00"), (1e-9, 3, "0.000"), (0.1 + 0.2, 1, "0.3"),
            (0.95, 1, "1.0"), (0.05, 1, "0.0"), (0.15, 1, "0.2"), (123_456_789, 0, "123456789"), (9.5, 0, "10"),
        ])
    func rounding(_ row: (Double, Int, String)) {
        #expect(DecimalText.rounded(row.0, decimals: row.1) == row.2)
    }

    @Test func `shortest text has no exponent and reads back`() {
        for value in [1e-7, 1.5e22, 0.1, 1234567.875, -2e-12, 2.5e-308, 1e15, 1e16, 123e18] {
            let text = DecimalText.shortest(value)
            #expect(!text.contains("e"))
            #expect(Double(text) == value)
        }
    }

    @Test func `significant digits drop trailing zeros`() {
        #expect(DecimalText.significant(0.0012345, digits: 3) == "0.00123")
        #expect(DecimalText.significant(23.36, digits: 6) == "23.36")
        #expect(DecimalText.significant(48300, digits: 2) == "48300")
    }

    @Test func `tonnes are exact text both ways`() throws {
        let mass = try #require(Mass(tonnes: "23.360000000001"))
        #expect(mass.micrograms == 23_360_000_000_001)
        #expect(mass.tonnes() == "23.360000000001")
        #expect(Mass(tonnes: "-0.5")?.tonnes(decimals: 2) == "-0.50")
        #expect(Mass(tonnes: "1.0000000000001") == nil)
        #expect(Mass(tonnes: "1,5") == nil)
        #expect(Mass(tonnes: "") == nil)
        #expect(Mass(tonnes: ".") == nil && Mass(tonnes: "-") == nil && Mass(tonnes: "1.2.3") == nil)
        #expect(Mass(tonnes: "5-") == nil && Mass(tonnes: "--5") == nil && Mass(tonnes: "٣") == nil)
        // Zeros at the end are free, however many; 24 digits may stand before the point.
        #expect(Mass(tonnes: "+1.10000000000000000")?.micrograms == 1_100_000_000_000)
        #expect(
            Mass(tonnes: "0.0000000000010") == Mass(micrograms: 1 as Int64)
                && Mass(tonnes: ".5") == Mass(tonnes: "0.50"))
        #expect(Mass(tonnes: "5.")?.tonnes() == "5" && Mass(tonnes: "1" + String(repeating: "0", count: 24)) == nil)
        let long = "999999999999999999999999.999999999999"
        #expect(Mass(tonnes: long)?.tonnes() == long && Mass(tonnes: "-" + long)?.tonnes() == "-" + long)
        #expect(Mass(micrograms: -1 as Int64).tonnes() == "-0.000000000001" && Mass.zero.tonnes(decimals: 3) == "0.000")
    }

    @Test(
        "masses round for print half to even",
        arguments: [
            ("0.005", 2, "0.00"), ("0.015", 2, "0.02"), ("0.005000000001", 2, "0.01"), ("-0.001", 2, "0.00"),
            ("99.995", 2, "100.00"),
        ])
    func massRounding(_ row: (String, Int, String)) throws {
        #expect(try #require(Mass(tonnes: row.0)).roundedTonnes(decimals: row.1) == row.2)
    }

    @Test func `a share of a mass is rounded once`() throws {
        let third = try #require(Fraction(1.0 / 3))
        #expect(Mass(micrograms: 10 as Int64).scaled(by: third).micrograms == 3)
        #expect(Mass(micrograms: 1 << 60 as Int128).scaled(by: .all).micrograms == 1 << 60)
        let half = try #require(Fraction(0.5))
        #expect(Mass(micrograms: (1 << 70) as Int128).scaled(by: half).micrograms == 1 << 69)
        #expect(Fraction(1.01) == nil)
    }

    @Test func `spelling finds swaps and near misses only`() {
        #expect(Spelling.nearest(to: "fule_use", in: ["fuel_use", "gas_use"]) == "fuel_use")
        #expect(Spelling.nearest(to: "xyz", in: ["fuel_use"]) == nil)
        #expect(Spelling.nearest(to: "anthracit", in: ["anthracite", "bituminous"]) == "anthracite")
    }
}
