public import Lantian

/// An invented vehicle register: rows by county, class, fuel and standard, about 42 bytes each.
public enum Fleet {
    static let counties = (0..<136).map { "37\(String(10000 + $0 * 61).suffix(4))" }
    static let classes = [
        "passenger_mini", "passenger_small", "passenger_medium", "passenger_large", "taxi", "bus", "truck_mini",
        "truck_light", "truck_medium", "truck_heavy", "tractor_trailer", "low_speed_truck", "three_wheeler",
        "motorcycle",
    ]
    static let fuels = ["gasoline", "diesel", "natural_gas", "lpg", "hybrid", "electric"]
    static let standards = ["pre", "1", "2", "3", "4", "5", "6", "none"]

    /// What its columns are.
    public static let schema = Schema(
        "fleet", Label("车队", "fleet"),
        [
            .code("county_code", "县区代码", "county code", in: "county_code").required,
            .code("vehicle_class", "车型", "vehicle class", in: "vehicle_class").required,
            .code("fuel", "燃料类型", "fuel", in: "fuel").required,
            .code("standard", "排放标准", "standard", in: "standard").required,
            .number("population", "保有量", "population", "vehicle", 0...1e9).required,
            .number("annual_km", "年均行驶里程", "annual distance", "km", 0...1e6).required,
        ])

    /// The words of its columns.
    public static var vocabularies: Vocabularies {
        var all = Vocabularies()
        for (name, words) in [
            ("county_code", counties), ("vehicle_class", classes), ("fuel", fuels), ("standard", standards),
        ] {
            var vocabulary = Vocabulary(name: name)
            for word in words { vocabulary.add(code: word, label: Label(same: word)) }
            all[name] = vocabulary
        }
        return all
    }

    /// Writes so many rows.
    public static func write(rows: Int, to path: String) throws {
        var file = try AtomicFile(path)
        try file.write("county_code,vehicle_class,fuel,standard,population,annual_km\n")
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<rows {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let pick = { (shift: UInt64, count: Int) in Int(state >> shift & 0xFFFF) * count >> 16 }
            let cells = [
                counties[pick(0, 136)], classes[pick(8, 14)], fuels[pick(16, 6)], standards[pick(24, 8)],
                "\(1 + pick(32, 99))", "\(3000 + pick(40, 90000)).\(pick(48, 10))",
            ]
            try file.write(cells.joined(separator: ",") + "\n")
        }
        try file.commit()
    }
}
