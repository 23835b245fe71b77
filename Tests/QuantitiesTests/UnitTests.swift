import Testing

@testable import Quantities

@Suite struct UnitTests {
    @Test(
        "every spelling of one unit is that unit",
        arguments: [
            ("kg/10^4 m3", "千克/万立方米"), ("10kt", "万吨"), ("万m3", "10^4 m³"), ("g/kg", "kg/t"), ("g/(hp h)", "g/hp-hr"),
            ("t(steam)/h", "蒸吨/小时"), ("t/(户)", "吨/户"), ("10⁴ m3", "万立方米"), ("g/kWh", "克/千瓦时"), ("mg/m3", "mg/Nm³"),
        ])
    func spellings(_ pair: (String, String)) throws {
        #expect(try Unit(pair.0) == Unit(pair.1))
    }

    @Test(
        "published conversions are exact",
        arguments: [
            ("万t", "t", 10_000.0), ("g/kg", "kg/t", 1), ("g/m3", "kg/10^4 m3", 10), ("MW", "kW", 1000),
            ("tce", "GJ", 29.3076),
            ("%", "1", 0.01), ("10kt", "万吨", 1), ("t(steam)/h", "MW", 0.7), ("hp h", "kWh", 0.7457),
            ("万户", "户", 10_000),
        ])
    func conversions(_ row: (String, String, Double)) throws {
        let ratio = try #require(try Unit(row.0).conversion(to: Unit(row.1)))
        #expect(ratio.applied(to: 1) == row.2)
    }

    @Test func `a conversion and its inverse give the value back`() throws {
        let pairs = [("kg/t", "g/t"), ("万m3", "m3"), ("t(steam)/h", "kW"), ("tce", "MJ")]
        for (a, b) in pairs {
            let there = try #require(try Unit(a).conversion(to: Unit(b)))
            for value in [1.0, 2.5, 1234, 0.5] {
                #expect(there.reciprocal.applied(to: there.applied(to: value)) == value)
            }
        }
    }

    @Test func `things that are counted never meet`() throws {
        #expect(try Unit("辆").conversion(to: Unit("台")) == nil)
        #expect(try Unit("kg/辆").conversion(to: Unit("kg/t")) == nil)
        #expect(try Unit("t").conversion(to: Unit("万m3")) == nil)
        #expect(try Unit("t/h").conversion(to: Unit("MW")) == nil)
    }

    @Test func `an unknown unit names the nearest one`() throws {
        let error = #expect(throws: UnitError.self) { try Unit("kg/tonnne") }
        #expect(error?.part == "tonnne")
        #expect(error?.nearest == "tonne")
        #expect(throws: UnitError.self) { try Unit("") }
        #expect(throws: UnitError.self) { try Unit("kg/") }
        #expect(throws: UnitError.self) { try Unit("(kg") }
    }

    @Test func `a factor times its activity is a mass`() throws {
        let product = try #require(try Unit("kg/10^4 m3") * Unit("10^4 m3"))
        #expect(product.dimension == .mass)
        #expect(product.ratio == Ratio(1000))
    }
}
