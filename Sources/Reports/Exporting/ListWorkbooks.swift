public import Calculation
public import Documents
public import Plans
import Quantities
import Tables

extension Reconciliation {
    /// Writes the comparison with another account, such as 环境统计, as a workbook: sums by pollutant, their differences by cause, and
    /// every part by firm. No row is a sum of others of its sheet.
    public func writeWorkbook(to path: String, year: Int) throws(DocumentError) {
        var sums = ExportSheet(
            name: "汇总",
            columns: [
                .plain("污染物"), .mass("本清单"), .mass("对方"), .mass("差"), .plain("本清单没有数字的行"), .plain("对方没有数字的行"),
            ])
        var causes = ExportSheet(name: "差的原因", columns: [.plain("污染物"), .plain("原因"), .mass("其中")])
        for pollutant in pollutants {
            let (here, there) = totals(pollutant)
            sums.rows.append([
                .text(pollutant), .of(here.number), .of(there.number), .of(difference(pollutant)),
                .number(Double(here.lacking)), .number(Double(there.lacking)),
            ])
            for part in self.sums(pollutant) {
                causes.rows.append([.text(pollutant), .text(part.cause.label.zh), .mass(part.mass)])
            }
        }
        var firms = ExportSheet(
            name: "逐企业",
            columns: [
                .plain("企业名称"), .plain("统一社会信用代码"), .plain("污染物"), .mass("本清单"), .mass("对方"), .mass("差"),
                .mass("许可排放量"), .mass("超许可"), .plain("原因"), .mass("其中"), .plain("说明"),
            ])
        for row in rows {
            for (number, part) in row.parts.enumerated() {
                // Numbers of a firm stand once, so that a column can be added up.
                func once(_ mass: Mass?) -> ExportSheet.Cell { number == 0 ? .of(mass) : .blank }
                firms.rows.append([
                    .text(row.firm), .of(row.code), .text(row.pollutant), once(row.here), once(row.there),
                    once(row.difference), once(row.permitted), once(row.excess > .zero ? row.excess : nil),
                    .text(part.cause.label.zh), .mass(part.mass), .of(row.reasons[part.cause] ?? ""),
                ])
            }
        }
        try ExportSheet.write(
            [sums, causes, firms], incomplete: incomplete, to: path, title: "排放量对账", author: "", year: year)
    }
}

extension AlertOutcome {
    /// Writes an emergency list 应急减排清单 with its daily tonnes as a workbook: each row with what it cuts, the levels against what
    /// is asked for, and what all sources emit a day.
    public func writeWorkbook(
        to path: String, pollutants: [String], incomplete: IncompleteTotals, year: Int
    ) throws(DocumentError) {
        var levels = ExportSheet(
            name: "分级汇总",
            columns: [
                .plain("预警级别"), .plain("污染物"), .mass("日减排量"), .plain("占比（%）"), .plain("要求（%）"), .mass("差"),
                .plain("结论"), .plain("没有数字的行"),
            ])
        var daily = ExportSheet(name: "全部源日排放量", columns: [.plain("污染物"), .mass("日排放量"), .plain("没有数字的行")])
        for total in totals {
            levels.rows.append([
                .text(total.level.label.zh), .text(total.pollutant), .of(total.cut),
                .of(total.share.map { $0 * 100 }), .number(total.required * 100), .of(total.short),
                .text(total.verdict.label.zh), .number(Double(total.rowsWithoutNumber)),
            ])
        }
        for pollutant in pollutants {
            guard let total = totals.first(where: { $0.pollutant == pollutant }) else { continue }
            daily.rows.append([.text(pollutant), .of(total.daily), .number(Double(total.sourcesWithoutNumber))])
        }
        var list = ExportSheet(
            name: "应急减排清单",
            columns: ["企业名称", "源类", "编号", "生产线", "绩效分级", "减排措施", "污染物"].map { .plain($0) } + [.mass("日排放量")]
                + AlertLevel.allCases.map { .mass($0.label.zh + "日减排量") })
        for line in lines {
            for (place, pollutant) in pollutants.enumerated() {
                list.rows.append(
                    [line.firm, line.table, line.id, line.line, line.grade, line.action, pollutant].map { .of($0) }
                        + [.of(line.daily[place])] + line.cuts.map { .of($0[place]) })
            }
        }
        var unlisted = ExportSheet(name: "有许可而未列入", columns: ["企业名称", "排污许可证编号", "来源"].map { .plain($0) })
        for firm in self.unlisted {
            unlisted.rows.append([
                .text(firm.firm), .text(firm.permit), .text("\(firm.location.file):\(firm.location.line ?? 0)"),
            ])
        }
        try ExportSheet.write(
            [list, levels, daily, unlisted], incomplete: incomplete, to: path, title: "应急减排清单", author: "", year: year)
    }
}
