import Testing

@testable import Tables

/// Words and schemas that the tests of this folder share.
enum Samples {
    static var vocabularies: Vocabularies {
        var all = Vocabularies()
        var fuels = Vocabulary(name: "fuels")
        fuels.add(code: "coal", label: Label("煤", "coal"), aliases: ["原煤", "燃煤"])
        fuels.add(code: "natural_gas", label: Label("天然气", "natural gas"))
        fuels.add(code: "diesel", label: Label("柴油", "diesel"))
        all["fuels"] = fuels
        var standards = Vocabulary(name: "standards")
        for code in ["pre", "1", "2", "3", "4", "5", "6", "none"] {
            standards.add(code: code, label: Label("国\(code)", "CN\(code)"))
        }
        all["standards"] = standards
        return all
    }

    static let boilers = Schema(
        "boilers", Label("锅炉", "boilers"),
        [
            .identifier("source_id", "排放源编号", "source id").required,
            .text("firm", "企业名称", "firm"),
            .code("fuel", "燃料", "fuel", in: "fuels").required.also("燃料类型"),
            .number("fuel_use", "燃料消耗量", "fuel use", "t", 0...1e9).required,
            .number("capacity", "额定蒸发量", "capacity", "MW", 0...5000).reading("t/h", as: "蒸吨"),
            .number("hours", "年运行小时", "hours", "h", 0...8784),
            .fraction("removal", "去除效率", "removal"),
            .date("start", "投产日期", "start"),
        ])

    static func read(_ text: String, schema: Schema = boilers) -> TableResult {
        read(Array(text.utf8), schema: schema)
    }

    static func read(_ bytes: [UInt8], schema: Schema = boilers) -> TableResult {
        TableReader.read(SourceText(raw: bytes, path: "t.csv"), schema: schema, vocabularies: vocabularies)
    }
}

/// A table in which `⟦…⟧` marks each cell that must be found wrong, and the findings it must give, in order.
struct MarkedText: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let expected: [(line: Int, column: Int)]
    let codes: [String]
    let nearest: [String?]

    init(_ name: String, _ marked: String, _ findings: (code: String, nearest: String?)...) {
        self.name = name
        codes = findings.map(\.code)
        nearest = findings.map(\.nearest)
        var places: [(Int, Int)] = []
        var line = 1
        var column = 1
        var isQuoted = false
        for character in marked {
            switch character {
            case "⟦": places.append((line, column))
            case "\"": isQuoted.toggle()
            case "\n":
                line += 1
                if !isQuoted { column = 1 }
            case "," where !isQuoted: column += 1
            default: break
            }
        }
        expected = places
        text = marked.filter { $0 != "⟦" && $0 != "⟧" }
    }

    var testDescription: String { name }
}
