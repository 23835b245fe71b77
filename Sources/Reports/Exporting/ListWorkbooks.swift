public import Calculation
public import Documents
public import Plans
import Quantities
import Tables

extension Reconciliation {
    /// Writes the comparison with another account, such as 环境统计, as a workbook: sums by pollutant and cause, and every part by firm.
    public func writeWorkbook(to path: String, year: Int) throws(DocumentError) {
        var sums = ExportSheet(
            name: "汇总", titles: ["污染物", "本清单（吨）", "对方（吨）", "差（吨）", "原因", "其中（吨）", "其中（吨，全部小数）"])
        for pollutant in pollutants {
            let (here, there) = totals(pollutant)
            for part in self.sums(pollutant) {
                sums.rows.append([
                    .text(pollutant), ExportSheet.tonnes(here), ExportSheet.tonnes(there),
                    ExportSheet.tonnes(here - there),
                    .text(part.cause.label.zh), ExportSheet.tonnes(part.mass), .text(part.mass.tonnes()),
                ])
            }
        }
        var firms = ExportSheet(
            name: "逐企业",
            titles: [
                "企业名称", "统一社会信用代码", "污染物", "本清单（吨）", "对方（吨）", "差（吨）", "许可排放量（吨）", "超许可（吨）", "原因", "其中（吨）",
                "说明",
            ])
        for row in rows {
            for (number, part) in row.parts.enumerated() {
                // Numbers of a firm stand once, so that a column can be added up.
                func once(_ mass: Mass?) -> CellContent? { number == 0 ? ExportSheet.tonnes(mass) : nil }
                firms.rows.append([
                    .text(row.firm), ExportSheet.text(row.code), .text(row.pollutant), once(row.here), once(row.there),
                    once(row.difference), once(row.permitted), once(row.excess > .zero ? row.excess : nil),
                    .text(part.cause.label.zh), ExportSheet.tonnes(part.mass),
                    ExportSheet.text(row.reasons[part.cause] ?? ""),
                ])
            }
        }
        try ExportSheet.write(
            [sums, firms], incomplete: incomplete, to: path, title: "排放量对账", author: "", year: year)
    }
}

extension AlertOutcome {
    /// Writes an emergency list 应急减排清单 with its daily tonnes as a workbook: each row with what it cuts, and the levels against what
    /// is asked for.
    public func writeWorkbook(
        to path: String, pollutants: [String], incomplete: IncompleteTotals, year: Int
    ) throws(DocumentError) {
        var levels = ExportSheet(
            name: "分级汇总", titles: ["预警级别", "污染物", "日减排量（吨）", "全部源日排放量（吨）", "占比（%）", "要求（%）", "差（吨）", "结论"])
        for total in totals {
            levels.rows.append([
                .text(total.level.label.zh), .text(total.pollutant), ExportSheet.tonnes(total.cut),
                ExportSheet.tonnes(total.daily), .number(total.share * 100), .number(total.required * 100),
                ExportSheet.tonnes(total.short), .text(total.passes ? "达到" : "不足"),
            ])
        }
        var list = ExportSheet(
            name: "应急减排清单",
            titles: ["企业名称", "源类", "编号", "生产线", "绩效分级", "减排措施", "污染物", "日排放量（吨）"]
                + AlertLevel.allCases.map { $0.label.zh + "日减排量（吨）" })
        for line in lines {
            for (place, pollutant) in pollutants.enumerated() {
                list.rows.append(
                    [line.firm, line.table, line.id, line.line, line.grade, line.action, pollutant].map(
                        ExportSheet.text)
                        + [ExportSheet.tonnes(line.daily[place])]
                        // A blank share is no cut that is known: the cell stays blank.
                        + zip(line.cuts, line.shares).map { $1 == nil ? nil : ExportSheet.tonnes($0[place]) })
            }
        }
        var unlisted = ExportSheet(name: "有许可而未列入", titles: ["企业名称", "排污许可证编号", "来源"])
        for firm in self.unlisted {
            unlisted.rows.append([
                .text(firm.firm), .text(firm.permit), .text("\(firm.location.file):\(firm.location.line ?? 0)"),
            ])
        }
        try ExportSheet.write(
            [list, levels, unlisted], incomplete: incomplete, to: path, title: "应急减排清单", author: "", year: year)
    }
}
