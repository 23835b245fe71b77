import Factors
import Inventories
import Quantities
import Tables

@testable import Calculation

/// The pages of the method book that follow from the code: columns, methods and factor tables. `ReferencePageTests`
/// keeps them fresh.
enum ReferencePages {
    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|").replacing("\n", with: " ") }

    private static func table(_ header: [String], _ rows: [[String]]) -> [String] {
        ["| " + header.joined(separator: " | ") + " |", "|" + header.map { _ in " --- |" }.joined()]
            + rows.map { "| " + $0.map(cell).joined(separator: " | ") + " |" } + [""]
    }

    private static let generated = [
        "> 本页由程序生成，请勿手改；`RECORD_GOLDEN=1 swift test --filter ReferencePageTests` 重新生成。",
        "> Generated from the code; do not edit.", "",
    ]

    /// Every column of every source kind.
    static var columns: String {
        var lines = ["# 列字典 · Column dictionary", "", "各源类表的列：标识、中英文标签、单位与范围、是否必填。", "The columns of each table.", ""]
        lines += generated
        for schema in SourceKind.all.map(\.schema) + [OutletTable.schema] {
            lines += ["## \(schema.label.zh) · \(schema.label.en) (`\(schema.id).csv`)", ""]
            lines += table(
                ["列 id", "中文", "English", "内容 content", "必填 required", "也认作 also read as"],
                schema.columns.map { column in
                    [
                        "`\(column.id)`", column.label.zh, column.label.en, content(column),
                        column.isRequired ? "是 yes" : column.isWorkedOut ? "算出，不填 worked out" : "",
                        column.aliases.joined(separator: "、"),
                    ]
                })
            let notes = schema.columns.compactMap { column in
                column.note.map { "- `\(column.id)`：\($0.zh)。 \($0.en)." }
            }
            if !notes.isEmpty { lines += notes + [""] }
        }
        return lines.joined(separator: "\n")
    }

    private static func content(_ column: ColumnSchema) -> String {
        switch column.content {
        case .text: "文本 text"
        case .identifier: "编号 identifier"
        case .code(let name): "代码 word of `\(name)`"
        case .number(let unit, let range):
            "\(unit), \(DecimalText.shortest(range.lowerBound)) … \(DecimalText.shortest(range.upperBound))"
        case .fraction: "0 … 1, 或百分数 or percent"
        case .date: "日期 date"
        }
    }

    /// Every method: formula, letters, source.
    static func methods(_ library: FactorLibrary) -> String {
        var lines = [
            "# 方法一览 · All methods", "", "每种方法：公式、字母、单位、取值来源（先后为序）、出处。",
            "Each method: formula, letters, units, where numbers come from in order, source.",
            "",
        ]
        lines += generated
        for kind in SourceKind.all {
            lines += ["## \(kind.label.zh) · \(kind.label.en)", ""]
            for process in KindMethods.processes(of: kind.id) {
                lines += ["### \(process.label.zh) · \(process.label.en) (`\(process.id)`)", ""]
                for (number, method) in process.methods.enumerated() {
                    let pollutants =
                        method.pollutants.map { $0.sorted().joined(separator: ", ") } ?? "凡有系数者 any with a factor"
                    lines += [
                        "**\(number + 1). \(method.label.zh) · \(method.label.en)** (`\(method.id)`)", "",
                        "    E = \(method.formula)",
                    ]
                    lines += method.formula.parts.map { "        \($0.symbol) = \($0.expression)" }
                    lines += ["", "污染物 pollutants: \(pollutants) · 出处 source: \(method.cited(in: .zh, library))", ""]
                    lines += table(
                        ["字母", "含义", "meaning", "单位 unit", "取值 from"],
                        method.terms.map { term in
                            [
                                term.symbol, term.label.zh, term.label.en, term.unit.symbol,
                                term.origins.map(text).joined(separator: "; "),
                            ]
                        })
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ origin: Origin) -> String {
        switch origin {
        case .column(let id): "列 `\(id)`"
        case .ofPollutant(let column): "该污染物的 the pollutant's `\(column)`"
        case .factor(let table, let parameter, _): "系数表 `\(table)`" + (parameter.map { " (\($0))" } ?? "")
        case .printed(let value, let label): "\(DecimalText.shortest(value)): \(label.zh) \(label.en)"
        case .assumed(let value, let label): "假设 assumed \(DecimalText.shortest(value)): \(label.zh) \(label.en)"
        case .silent(let value, let label): "\(DecimalText.shortest(value)): \(label.zh) \(label.en)"
        case .sameAs(let symbol, let label): "假设 assumed = \(symbol): \(label.zh) \(label.en)"
        case .derived(let derivation): "推导 derived: \(derivation.name)"
        }
    }

    /// Every table of factors: its keys, its rows, where they are from and how sure they are; every document.
    static func factors(_ library: FactorLibrary) -> String {
        var lines = [
            "# 系数索引 · Factor index", "",
            "`EmissionFactors/` 的每张表和每份来源文件。单个系数用 `lantian factors list`、`lantian factors show` 查询。",
            "Each table and each document of the factor library.", "",
        ]
        lines += generated
        lines += ["## 核算规则 · Rule books", ""]
        lines += table(
            ["id", "中文", "English", "系数族先后 order of families"],
            library.ruleBooks.values.sorted { $0.id < $1.id }.map {
                ["`\($0.id)`", $0.label.zh, $0.label.en, $0.sets.joined(separator: " → ")]
            })
        lines += ["## 系数表 · Tables", ""]
        lines += table(
            ["表 table", "键 keys", "行 rows", "缺省 default", "系数族 families", "可信度 confidence"],
            library.tables.values.sorted { $0.name < $1.name }.map { found in
                [
                    "`\(found.name)`", found.keyColumns.joined(separator: ", "), String(found.factors.count),
                    String(found.factors.count(where: \.isDefault)),
                    Set(found.factors.map(\.set)).sorted().joined(separator: ", "),
                    Confidence.allCases.compactMap { confidence in
                        let count = found.factors.count { $0.reference.confidence == confidence }
                        return count == 0 ? nil : "\(confidence.rawValue) \(count)"
                    }.joined(separator: ", "),
                ]
            })
        lines += ["## 来源文件 · Documents", ""]
        var uses: [String: Int] = [:]
        for factor in library.factors { uses[factor.reference.source, default: 0] += 1 }
        lines += table(
            ["id", "题名 title", "发布 issuer", "年份 year", "类别 kind", "系数 factors"],
            library.sources.values.sorted { $0.id < $1.id }.map {
                ["`\($0.id)`", $0.title, $0.issuer, $0.year, $0.kind, String(uses[$0.id] ?? 0)]
            })
        return lines.joined(separator: "\n")
    }
}
