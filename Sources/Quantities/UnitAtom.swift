/// A unit that is not made of others. One table holds them all, with every accepted spelling.
struct UnitAtom: Sendable {
    let dimension: Dimension
    let ratio: Ratio
    let mayHavePower: Bool

    /// The atom of a spelling. Capitals may stand for small letters (`KG`, `T`, `M3`) where that changes no size:
    /// `mg` and `Mg` are two units, so `MG` is none.
    static func named(_ word: Substring) -> UnitAtom? { table[String(word)] ?? folded[word.lowercased()] }

    /// The longest spelling, in scalars.
    static let longest = table.keys.map(\.unicodeScalars.count).max() ?? 1
    /// All spellings, for "did you mean".
    static let symbols = table.keys.sorted()

    private static let table: [String: UnitAtom] = {
        var table: [String: UnitAtom] = [:]
        for (spellings, dimension, numerator, denominator) in rows {
            guard let ratio = Ratio(numerator, denominator) else { continue }
            for spelling in spellings.split(separator: " ") {
                table[String(spelling)] = UnitAtom(
                    dimension: dimension, ratio: ratio, mayHavePower: dimension == .length)
            }
        }
        return table
    }()

    /// The atoms whose capitals say nothing else: of one size in every case, and without the prefix `m`, whose capital is
    /// a thousand million times as much.
    private static let folded: [String: UnitAtom] = {
        // By spelling in lower case its size; `nil` inside where capitals make another.
        var sizes: [String: Size?] = [:]
        for (spelling, atom) in table {
            let size = Size(dimension: atom.dimension, ratio: atom.ratio)
            let lower = lowered(spelling)
            if let known = sizes[lower] {
                if known != size { sizes[lower] = .some(nil) }
            } else {
                sizes[lower] = size
            }
        }
        return table.filter { spelling, _ in
            lowered(spelling) == spelling && sizes[spelling].flatMap { $0 } != nil && !["mm", "ml"].contains(spelling)
        }
    }()

    /// In lower case. Most spellings are Chinese or small: capitals are ASCII, or of scripts before and behind Chinese.
    private static func lowered(_ spelling: String) -> String {
        let hasCapitals = spelling.utf8.contains { (65...90).contains($0) || (0xC2..<0xE3).contains($0) || $0 > 0xE9 }
        return hasCapitals ? spelling.lowercased() : spelling
    }

    private struct Size: Hashable {
        let dimension: Dimension
        let ratio: Ratio
    }

    /// Spellings with a slash or brackets of their own, longest first, and the atom that each stands for.
    static let compounds = [
        ("t(steam)/h", "蒸吨"), ("steam_t/h", "蒸吨"), ("蒸吨/小时", "蒸吨"), ("蒸吨每小时", "蒸吨"), ("蒸吨／小时", "蒸吨"), ("蒸吨/时", "蒸吨"),
        ("蒸吨/h", "蒸吨"), ("台(套)", "台"), ("台（套）", "台"), ("台/套", "台"), ("台(辆)", "台"), ("台（辆）", "台"), ("台/辆", "台"),
        ("台／辆", "台"),
    ]

    private static let volume = Dimension.length.raised(to: 3)
    private static let area = Dimension.length.raised(to: 2)
    private static let power = Dimension.energy / .time

    /// Spellings, dimension, ratio to the base unit (g, m, s, J, one).
    private static let rows: [(String, Dimension, Int, Int)] = [
        ("fraction ratio", .one, 1, 1),
        ("% 百分比 百分之 百分点", .one, 1, 100),
        ("‰", .one, 1, 1000),
        ("ppm", .one, 1, 1_000_000),
        // Mass
        ("µg μg ug 微克", .mass, 1, 1_000_000),
        ("mg 毫克 ㎎", .mass, 1, 1000),
        ("g 克", .mass, 1, 1),
        ("kg 千克 公斤 ㎏", .mass, 1000, 1),
        ("t 吨 公吨 tonne tonnes Mg", .mass, 1_000_000, 1),
        ("kt 千吨 Gg", .mass, 1_000_000_000, 1),
        ("Mt Tg", .mass, 1_000_000_000_000, 1),
        // Length, area, volume; Nm3 counts normal cubic metres, the column says at which conditions
        ("mm 毫米 ㎜", .length, 1, 1000),
        ("cm 厘米 ㎝", .length, 1, 100),
        ("m 米", .length, 1, 1),
        ("km 千米 公里 ㎞", .length, 1000, 1),
        ("Nm", .length, 1, 1),
        ("m² 平方米 平米 ㎡", area, 1, 1),
        ("hm2 hm² ha 公顷", area, 10_000, 1),
        ("mu 亩", area, 2000, 3),
        ("km² 平方公里 平方千米", area, 1_000_000, 1),
        ("m³ Nm³ 立方米 标立方米 标准立方米 方 立方 标方 标立方 标m3 标m³ NM3 ㎥", volume, 1, 1),
        ("L l 升", volume, 1, 1000),
        ("mL ml 毫升", volume, 1, 1_000_000),
        // Time; a year is 365 days
        ("s 秒", .time, 1, 1),
        ("min 分钟", .time, 60, 1),
        ("h hr 小时 时", .time, 3600, 1),
        ("d day 天 日", .time, CalendarPeriods.secondsOfDay, 1),
        ("mon 月", .time, CalendarPeriods.secondsOfMonth, 1),
        ("a yr year 年", .time, CalendarPeriods.secondsOfYear, 1),
        // Energy and power; 1 hp h as in the reference, 0.745700 kWh; tce and kcal by GB/T 2589
        ("J 焦耳", .energy, 1, 1),
        ("kJ KJ 千焦", .energy, 1000, 1),
        ("MJ 兆焦", .energy, 1_000_000, 1),
        ("GJ 吉焦", .energy, 1_000_000_000, 1),
        ("TJ", .energy, 1_000_000_000_000, 1),
        ("kcal 千卡 大卡", .energy, 20_934, 5),
        ("Wh", .energy, 3600, 1),
        ("kWh kwh KWh KWH 千瓦时 度", .energy, 3_600_000, 1),
        ("MWh 兆瓦时", .energy, 3_600_000_000, 1),
        ("kgce 千克标准煤", .energy, 29_307_600, 1),
        ("tce 吨标准煤 吨标煤", .energy, 29_307_600_000, 1),
        ("W 瓦", power, 1, 1),
        ("kW KW 千瓦", power, 1000, 1),
        ("MW 兆瓦", power, 1_000_000, 1),
        ("hp 马力", power, 7457, 10),
        // A boiler's steam tonne per hour is by convention 0.7 MW of heat
        ("蒸吨", power, 700_000, 1),
        // Money, temperature
        ("CNY 元 yuan", .currency, 1, 1),
        ("°C ℃ C 摄氏度", .temperature, 1, 1),
        // Counts, each a dimension of its own
        ("vehicle vehicles veh 辆", .vehicle, 1, 1),
        ("machine machines 台 台套", .machine, 1, 1),
        ("household households 户", .household, 1, 1),
        ("person persons 人 capita", .person, 1, 1),
        ("component components 点 密封点 个密封点", .component, 1, 1),
        ("piece pieces 块 条 双 件 tyre pair", .piece, 1, 1),
        ("LTO lto 架次 次起降", .flight, 1, 1),
        ("shop shops 家 店", .shop, 1, 1),
        ("item items 个 项 次", .item, 1, 1),
        ("mol", .substance, 1, 1),
        ("umol µmol", .substance, 1, 1_000_000),
    ]
}
