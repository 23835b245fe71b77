import Quantities
import Testing

@testable import Tables

/// What the unit in a header does to the numbers below it.
@Suite struct HeaderUnitTests {
    private static let schema = Schema(
        "boilers", Label("锅炉", "boilers"),
        [
            .number("fuel_use", "燃料消耗量", "fuel use", "t", 0...1e12).ofYear,
            .number("gas_use", "燃气消耗量", "gas use", "10^4 m3", 0...1e12).ofYear,
            .number("hours", "年运行小时数", "operating hours", "h", 0...8784).ofYear,
            .number("days", "年营业天数", "days a year", "d", 0...366).ofYear,
            .number("annual_km", "年均行驶里程", "annual distance", "km/辆", 0...1e9).ofYear
                .reading("km", as: "km/辆").reading("万公里", as: "10^4 km/辆"),
            .number("tank_volume", "储罐容积", "tank volume", "m3", 0...1e9),
            .number("flue_gas_flow", "烟气流量", "flue gas flow", "m3/h", 0...1e12),
            .number("power", "额定净功率", "rated net power", "kW/台", 0...1e9).reading("kW", as: "kW/台"),
            .number("speed", "平均车速", "mean speed", "km/h", 0...150),
            .number("capacity", "设计产能", "design capacity", "t/a", 0...1e12),
        ])

    private func read(_ header: String, _ cell: String = "3") -> (value: Double?, codes: [String]) {
        let result = TableReader.read(
            SourceText(raw: Array("\(header)\n\(cell)\n".utf8), path: "t.csv"), schema: Self.schema,
            vocabularies: Vocabularies())
        let columns = Self.schema.columns.indices.filter { result.table.headers[$0] != nil }
        let value = columns.first.flatMap { result.table.numbers(Self.schema.columns[$0].id)?.first }
        return (value, result.findings.kept.map(\.message.code))
    }

    @Test(
        "a yearly amount may say so in its unit",
        arguments: [
            ("燃料消耗量（吨/年）", 3.0), ("燃料消耗量(t/a)", 3), ("燃料消耗量（万吨/年）", 30_000), ("燃料消耗量[Mg/a]", 3),
            ("燃料消耗量[Mg]", 3), ("燃料消耗量[kt/a]", 3000), ("燃料消耗量[Gg]", 3000), ("燃料消耗量（吨每年）", 3), ("fuel_use [t/yr]", 3),
            ("燃料消耗量（千克/年）", 0.003), ("燃气消耗量（万立方米/年）", 3), ("燃气消耗量(m3/a)", 0.0003), ("燃气消耗量(千立方米)", 0.3),
            ("年运行小时数(h/a)", 3), ("年运行小时数（小时/年）", 3), ("年营业天数（天/年）", 3), ("年营业天数(d/a)", 3), ("年均行驶里程（km/年）", 3),
            ("年均行驶里程（万公里/年）", 30_000), ("年均行驶里程(km/(辆·年))", 3), ("年均行驶里程(km/辆/a)", 3),
        ])
    func yearly(_ row: (String, Double)) {
        let (value, codes) = read(row.0)
        #expect(codes == [])
        #expect(value == row.1)
    }

    @Test(
        "a unit that would be another size is refused",
        arguments: [
            ("燃料消耗量(吨2024)", "unknown-unit"), ("燃料消耗量（2024吨）", "unknown-unit"), ("燃料消耗量[t 2024]", "unknown-unit"),
            ("燃料消耗量[t^2]", "unknown-unit"), ("燃料消耗量[t-2]", "unknown-unit"), ("燃料消耗量[MG]", "unknown-unit"),
            ("燃料消耗量（吨/日）", "wrong-unit"), ("燃料消耗量（吨/月）", "wrong-unit"), ("储罐容积（m3/a）", "wrong-unit"),
            ("燃料消耗量(1000)", "unknown-unit"), ("燃料消耗量(\(String(repeating: "(", count: 11_406)))", "no-header"),
        ])
    func refused(_ row: (String, String)) {
        #expect(read(row.0).codes == [row.1])
    }

    @Test(
        "a rate of the hours that a source runs is never made of the calendar's",
        arguments: [
            "烟气流量（万m3/a）", "烟气流量（m3/年）", "烟气流量(Nm3/a)", "烟气流量（万立方米/年）", "烟气流量（m3/d）", "烟气流量（立方米/天）", "烟气流量（m3/月）",
            "额定净功率(kWh/d)", "额定净功率（kWh/(台·年)）", "平均车速(km/d)",
        ])
    func calendarRate(_ header: String) {
        let codes = read(header).codes
        #expect(codes == ["rate-by-calendar"] || codes == ["wrong-unit"], "\(codes)")
        #expect(!header.hasPrefix("烟气") || codes == ["rate-by-calendar"])
    }

    @Test func `rates by the hour, and capacities of a year, stay what they are`() {
        #expect(read("烟气流量（万m3/h）").value == 30_000)
        #expect(read("烟气流量（m3/s）").value == 10_800)
        #expect(read("设计产能（万吨/年）").value == 30_000)
    }

    @Test func `a header of very many unknown columns is read, each of them told`() {
        let header = (0..<16_000).map { "unknown_column_\($0)" } + ["fuel_use"]
        let layout = Layout(schema: Self.schema, header: header, file: "t.csv")
        #expect(layout.fields.count == 1)
        #expect(layout.findings.count(.warning) == 16_000)
        let wide = Layout(schema: Self.schema, header: Array(repeating: "x", count: 20_000), file: "t.csv")
        #expect(wide.findings.kept.map(\.message.code) == ["too-many-columns"])
    }

    @Test func `very many different unknown words are all told`() {
        var words = Vocabularies()
        var fuels = Vocabulary(name: "fuels")
        for i in 0..<300 { fuels.add(code: "fuel_number_\(i)", label: Label("燃料种类\(i)", "fuel number \(i)")) }
        words["fuels"] = fuels
        let schema = Schema("a", Label("", ""), [.code("fuel", "燃料", "fuel", in: "fuels")])
        let text = "fuel\n" + (0..<20_000).map { "other_fuel_\($0 * 7919)\n" }.joined()
        let result = TableReader.read(
            SourceText(raw: Array(text.utf8), path: "t.csv"), schema: schema, vocabularies: words)
        #expect(result.findings.count(.error) == 20_000)
    }
}
