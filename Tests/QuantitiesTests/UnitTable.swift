import Testing

@testable import Quantities

/// What spellings of units mean: the right size, or refused; never another size.
@Suite struct UnitTable {
    /// Spellings and their size in base units, by what they are read as.

    static let right: [(base: String, spellings: [(String, Double)])] = [
        (
            "g",
            [
                ("mg", 0.001),
                ("Mg", 1000000.0),
                ("kg", 1000.0),
                ("KG", 1000.0),
                ("Kg", 1000.0),
                ("g", 1.0),
                ("G", 1.0),
                ("t", 1000000.0),
                ("T", 1000000.0),
                ("吨", 1000000.0),
                ("公吨", 1000000.0),
                ("tonne", 1000000.0),
                ("tonnes", 1000000.0),
                ("Tonnes", 1000000.0),
                ("kt", 1000000000.0),
                ("KT", 1000000000.0),
                ("Gg", 1000000000.0),
                ("千吨", 1000000000.0),
                ("万吨", 10000000000.0),
                ("10kt", 10000000000.0),
                ("10^4 t", 10000000000.0),
                ("10⁴t", 10000000000.0),
                ("10^4吨", 10000000000.0),
                ("万t", 10000000000.0),
                ("10000 t", 10000000000.0),
                ("百万吨", 1000000000000.0),
                ("Mt", 1000000000000.0),
                ("Tg", 1000000000000.0),
                ("亿吨", 100000000000000.0),
                ("千克", 1000.0),
                ("公斤", 1000.0),
                ("毫克", 0.001),
                ("微克", 1e-06),
                ("ug", 1e-06),
                ("μg", 1e-06),
                ("µg", 1e-06),
                ("㎏", 1000.0),
                ("㎎", 0.001),
                ("ｔ", 1000000.0),
                ("ｋｇ", 1000.0),
                ("(t)", 1000000.0),
                ("（吨）", 1000000.0),
                ("1 t", 1000000.0),
                ("10 t", 10000000.0),
                ("100t", 100000000.0),
                ("1000吨", 1000000000.0),
            ]
        ),
        (
            "g/s",
            [
                ("Mg/a", 0.031709791983764585),
                ("t/a", 0.031709791983764585),
                ("吨/年", 0.031709791983764585),
                ("万吨/年", 317.09791983764586),
                ("kt/a", 31.709791983764585),
                ("Gg/yr", 31.709791983764585),
                ("kg/h", 0.2777777777777778),
                ("千克/小时", 0.2777777777777778),
                ("t/d", 11.574074074074074),
                ("吨/天", 11.574074074074074),
                ("吨每年", 0.031709791983764585),
            ]
        ),
        (
            "g/J",
            [
                ("g/GJ", 1e-09),
                ("kg/TJ", 1e-09),
                ("g/MJ", 1e-06),
                ("mg/MJ", 1e-09),
                ("g/kWh", 2.7777777777777776e-07),
                ("克/千瓦时", 2.7777777777777776e-07),
                ("g/kwh", 2.7777777777777776e-07),
                ("kg/GJ", 1e-06),
                ("t/TJ", 1e-06),
                ("g/(kW h)", 2.7777777777777776e-07),
                ("g/kW-h", 2.7777777777777776e-07),
                ("g/kW·h", 2.7777777777777776e-07),
                ("g/(hp h)", 3.7250607184897115e-07),
                ("g/hp-hr", 3.7250607184897115e-07),
            ]
        ),
        (
            "1",
            [
                ("1", 1.0),
                ("%", 0.01),
                ("‰", 0.001),
                ("ppm", 1e-06),
                ("g/t", 1e-06),
                ("g/Mg", 1e-06),
                ("kg/t", 0.001),
                ("kg/Mg", 0.001),
                ("g/kg", 0.001),
                ("mg/kg", 1e-06),
                ("kg/kg", 1.0),
                ("t/t", 1.0),
                ("Mg/Mg", 1.0),
                ("mg/g", 0.001),
                ("t/万t", 0.0001),
                ("kg/10kt", 1e-07),
                ("g/Gg", 1e-09),
                ("kg/kt", 1e-06),
                ("t/kt", 0.001),
            ]
        ),
        (
            "m3",
            [
                ("m3", 1.0),
                ("m³", 1.0),
                ("m^3", 1.0),
                ("M3", 1.0),
                ("㎥", 1.0),
                ("立方米", 1.0),
                ("方", 1.0),
                ("Nm3", 1.0),
                ("NM3", 1.0),
                ("Nm³", 1.0),
                ("标立方米", 1.0),
                ("标方", 1.0),
                ("标m3", 1.0),
                ("万m3", 10000.0),
                ("万立方米", 10000.0),
                ("万方", 10000.0),
                ("万标方", 10000.0),
                ("千立方米", 1000.0),
                ("千m3", 1000.0),
                ("亿m3", 100000000.0),
                ("亿立方米", 100000000.0),
                ("百万立方米", 1000000.0),
                ("10^4 m3", 10000.0),
                ("10^4m3", 10000.0),
                ("10⁴ m³", 10000.0),
                ("10^6 m3", 1000000.0),
                ("1000m3", 1000.0),
                ("10^4·m3", 10000.0),
                ("km3", 1000000000.0),
                ("L", 0.001),
                ("l", 0.001),
                ("升", 0.001),
                ("mL", 1e-06),
                ("ml", 1e-06),
                ("毫升", 1e-06),
                ("cm3", 1e-06),
                ("ｍ３", 1.0),
            ]
        ),
        (
            "g/m3",
            [
                ("mg/m3", 0.001),
                ("mg/Nm3", 0.001),
                ("毫克/立方米", 0.001),
                ("μg/m³", 1e-06),
                ("g/L", 1000.0),
                ("g/m3", 1.0),
                ("kg/10^4 m3", 0.1),
                ("千克/万立方米", 0.1),
                ("kg/万m3", 0.1),
                ("t/万m3", 100.0),
                ("kg/1000m3", 1.0),
                ("mg/标m3", 0.001),
                ("kg/L", 1000000.0),
                ("mg/L", 1.0),
            ]
        ),
        (
            "m",
            [
                ("m", 1.0),
                ("km", 1000.0),
                ("KM", 1000.0),
                ("公里", 1000.0),
                ("千米", 1000.0),
                ("万公里", 10000000.0),
                ("万km", 10000000.0),
                ("10^4 km", 10000000.0),
                ("mm", 0.001),
                ("毫米", 0.001),
                ("cm", 0.01),
                ("㎞", 1000.0),
            ]
        ),
        (
            "m2",
            [
                ("m2", 1.0),
                ("m²", 1.0),
                ("㎡", 1.0),
                ("平方米", 1.0),
                ("万m2", 10000.0),
                ("hm2", 10000.0),
                ("hm²", 10000.0),
                ("公顷", 10000.0),
                ("ha", 10000.0),
                ("km2", 1000000.0),
                ("km²", 1000000.0),
                ("亩", 666.6666666666666),
                ("万亩", 6666666.666666667),
            ]
        ),
        (
            "W",
            [
                ("kW", 1000.0),
                ("KW", 1000.0),
                ("千瓦", 1000.0),
                ("MW", 1000000.0),
                ("兆瓦", 1000000.0),
                ("W", 1.0),
                ("hp", 745.7),
                ("HP", 745.7),
                ("马力", 745.7),
                ("蒸吨", 700000.0),
                ("t(steam)/h", 700000.0),
                ("蒸吨/小时", 700000.0),
            ]
        ),
        (
            "J",
            [
                ("kWh", 3600000.0),
                ("kwh", 3600000.0),
                ("KWH", 3600000.0),
                ("万kWh", 36000000000.0),
                ("千瓦时", 3600000.0),
                ("万千瓦时", 36000000000.0),
                ("MWh", 3600000000.0),
                ("GJ", 1000000000.0),
                ("吉焦", 1000000000.0),
                ("TJ", 1000000000000.0),
                ("MJ", 1000000.0),
                ("kJ", 1000.0),
                ("KJ", 1000.0),
                ("J", 1.0),
                ("tce", 29307600000.0),
                ("吨标准煤", 29307600000.0),
                ("万吨标准煤", 293076000000000.0),
                ("kgce", 29307600.0),
                ("kcal", 4186.8),
                ("大卡", 4186.8),
            ]
        ),
        (
            "s",
            [
                ("h", 3600.0),
                ("H", 3600.0),
                ("hr", 3600.0),
                ("小时", 3600.0),
                ("时", 3600.0),
                ("min", 60.0),
                ("d", 86400.0),
                ("天", 86400.0),
                ("a", 31536000.0),
                ("年", 31536000.0),
                ("s", 1.0),
            ]
        ),
    ]

    /// Counts: a spelling, the unit it is a multiple of, and how many.
    static let counts: [(String, String, Double)] = [
        ("辆", "辆", 1.0),
        ("万辆", "辆", 10000.0),
        ("台", "台", 1.0),
        ("台(套)", "台", 1.0),
        ("台(辆)", "台", 1.0),
        ("台／辆", "台", 1.0),
        ("户", "户", 1.0),
        ("万户", "户", 10000.0),
        ("人", "人", 1.0),
        ("万人", "人", 10000.0),
        ("块", "块", 1.0),
        ("万块", "块", 10000.0),
        ("10^4 块", "块", 10000.0),
        ("家", "家", 1.0),
        ("个", "个", 1.0),
    ]

    /// Spellings that are no unit: another case is another size, and a number or a power beside a unit belongs to none.
    static let refused = [
        "t 1", "t-1", "t·1", "吨1", "吨(1)", "(1)",
        "MG", "mG", "Ml", "ML", "Mm", "MM", "mW", "mw", "MWH", "mwh", "mj", "mJ", "MT", "mt", "GG", "gg",
        "tg", "TG", "Gt", "GT", "tj", "gj", "ton", "tons", "lb", "lbs", "oz", "吨2024", "2024吨", "2024年吨",
        "t 2024", "t2024", "2024t", "2024 t", "t^2", "t2", "t²", "t-2", "t -2", "t^-1", "kg^2", "h2",
        "h^2", "吨²", "吨(2024)", "t(100)", "t(1000)", "吨（1）", "t·1000", "t 1000", "t10", "t*2", "t×2",
        "t/100", "t/1000", "kg/10^4", "10", "100", "1000", "10^4", "万", "亿", "0", "00 t", "0t", "01 t",
        "2 t", "3吨", "20 t", "104 m3", "104m3", "10^0 t", "10^19 t", "10^99 t", "9^4 t", "2^4 t", "1e3 t",
        "1.5 t", "m5", "m^9", "m0", "m-3", "m3.5", "km-1", "人2", "台2", "户3", "kg/t2", "mg/m3 2024", "2024mg/m3",
        "kg/吨2024", "t/a2024", "t/2024", "吨/2024年", "(t", "t)", "((t)", "t//a", "/t", "t/", "·t", "t·",
        "t-", "-t", "t--h", "t··h", "", "   ", "@", "=t", "t;kg", "t,kg", "t或kg", "吨或立方米", "吨/立方米/", "%2",
        "%%2", "ppm2", "L2", "L^2", "hm22", "m³3", "km²2", "10^4 10^4 2 t",
    ]

    @Test(arguments: right.flatMap { group in group.spellings.map { (group.base, $0.0, $0.1) } })
    func `a spelling is the right size`(_ row: (base: String, spelling: String, size: Double)) throws {
        let unit = try Unit(row.spelling)
        let ratio = try #require(unit.conversion(to: Unit(row.base)), "\(row.spelling) measures \(unit.dimension)")
        #expect(abs(ratio.applied(to: 1) / row.size - 1) < 1e-12, "\(row.spelling) is \(ratio) \(row.base)")
    }

    @Test(arguments: counts)
    func `a counting word is the right size`(_ row: (spelling: String, base: String, size: Double)) throws {
        let ratio = try #require(try Unit(row.spelling).conversion(to: Unit(row.base)))
        #expect(ratio.applied(to: 1) == row.size)
    }

    @Test(arguments: refused)
    func `what is no unit is refused`(_ text: String) {
        #expect(throws: UnitError.self) { _ = try Unit(text) }
    }

    @Test func `no suggestion changes the size in silence`() {
        // Of two letters every unit is near some other.
        for text in ["MG", "tg", "Gt", "mw", "KD"] {
            let error = #expect(throws: UnitError.self) { try Unit(text) }
            #expect(error?.nearest == nil, "\(text)")
        }
    }

    @Test func `brackets within brackets end at a limit, and so does the text`() {
        for count in [8, 9, 30, 11_406, 1_000_000] {
            let text = String(repeating: "(", count: count) + "t" + String(repeating: ")", count: count)
            #expect((try? Unit(text)) == (count <= 8 ? try? Unit("t") : nil), "\(count)")
        }
        let long = ["/(", "t ", "m4", "万", "每(", "10^4 ", "t·(", "（"]
        for piece in long {
            #expect(throws: UnitError.self) { try Unit(String(repeating: piece, count: 100_000)) }
        }
        // The powers of a dimension stay within their limits in the longest text that is read.
        #expect((try? Unit(String(repeating: "m4", count: 30)))?.dimension == Dimension.length.raised(to: 120))
    }

    @Test func `periods of the calendar are told from running hours`() throws {
        let flow = try Unit("m3/h")
        for text in ["万m3/a", "m3/年", "m3/d", "立方米/天", "m3/月", "(m3/a)"] {
            #expect(try Unit(text).isRateByCalendar(for: flow), "\(text)")
        }
        for text in ["m3/h", "m3/min", "m3/s", "万立方米/小时"] {
            #expect(try !Unit(text).isRateByCalendar(for: flow), "\(text)")
        }
        #expect(try Unit("万吨/年").amountOfYear == Unit("万吨"))
        #expect(try Unit("km/(辆·年)").amountOfYear == Unit("km/辆"))
        #expect(try Unit("t/d").amountOfYear == nil)
    }
}
