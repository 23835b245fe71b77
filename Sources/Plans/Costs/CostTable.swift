import Inventories
public import Tables

/// The library's table of costs 措施费用库, `measures/costs.csv`: a row a figure of a technique, as a document prints it. Rows of one
/// technique add up. A folder of local factors may hold one of its own, which goes before.
public enum CostTable {
    /// Where it lies in a folder of factors.
    public static let path = "measures/costs.csv"
    private static let money = 0.0...1e13

    /// The columns.
    public static let schema = Schema(
        "costs", Label("措施费用", "costs of measures"),
        [
            .text("measure", "技术编号", "technique").required.noted("同一编号的各行相加", "rows of one technique add up"),
            .text("zh", "名称", "name in Chinese"), .text("en", "英文名称", "name in English"),
            .text("table", "源类", "table").required, .text("action", "做法", "action").required,
            .text("where", "适用的源", "sources that it is for").noted(
                "写法同方案：{fuel: coal, capacity: \"<= 4 t/h\"}", "as in a plan: {fuel: coal, capacity: \"<= 4 t/h\"}"),
            .text("with", "做法的参数", "parameters of the action").noted(
                "写法同方案；数可写范围", "as in a plan; a number may be a range"),
            .text("pollutant", "污染物", "pollutant").noted("只计这种污染物的费用", "the cost of this pollutant alone"),
            .text("each", "计费单位", "each").noted(
                "source、列名或污染物（每吨）；空白为整项措施", "source, a column, or a pollutant (a tonne of it); blank: the measure"),
            .number("capital", "投资", "capital", "1", money),
            .number("capital_low", "投资下限", "capital, low", "1", money),
            .number("capital_high", "投资上限", "capital, high", "1", money),
            .number("operating", "年运行费", "operating cost a year", "1", -1e13...1e13),
            .number("operating_low", "年运行费下限", "operating cost, low", "1", -1e13...1e13),
            .number("operating_high", "年运行费上限", "operating cost, high", "1", -1e13...1e13),
            .number("annual", "年总费用", "whole cost a year", "1", -1e13...1e13),
            .number("life", "寿命（年）", "life in years", "1", 1...100), .fraction("rate", "利率", "rate of interest"),
            .number("grant", "财政补贴", "grant of the state", "1", money),
            .number("grant_high", "财政补贴上限", "grant, at most", "1", money),
            .text("currency", "货币", "currency").required,
            .number("price_year", "价格年", "year of prices", "1", 1990...2100),
            .text("source", "来源", "source").required, .text("place", "出处", "place"),
            .text("confidence", "可信度", "confidence").required, .text("note", "备注", "note"),
        ])
}

/// A row of the table of costs.
struct CostRow: Sendable {
    /// The technique, and its names.
    let technique: String
    let label: Label
    let kind: SourceKind
    let action: ActionName
    /// The sources that it is for.
    let selector: Selector
    /// The parameters that a measure must have.
    let parameters: [(name: String, value: String)]
    /// The pollutant that it is the cost of; `nil` where it is that of the whole.
    let pollutant: String?
    /// What the figures are for, as a plan's cost writes it; empty for the whole measure.
    let each: String
    /// The figures that are known, by the keys of a plan's cost.
    let figures: [(key: String, value: Double)]
    let currency: String
    let priceYear: Int?
    let source: String
    let confidence: String
    /// Which folder it is of: higher ones go before.
    let layer: Int
    let location: Location

    /// What a plan's cost needs and the row does not tell.
    var lacks: [String] {
        let known = Set(figures.map(\.key))
        if known.contains("annual") { return [] }
        return ["capital", "life", "rate", "operating"].filter { !known.contains($0) }
    }
}
