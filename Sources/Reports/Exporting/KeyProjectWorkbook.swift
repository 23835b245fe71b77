public import Calculation
public import Documents
public import Plans
import Quantities
public import Tables

extension ProjectList {
    /// Writes the list of key projects 重点工程减排清单 as a workbook: a line a project and pollutant, the sums by pollutant and year,
    /// and what the sheets are. The layout is this program's own: no form of the level above was seen.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - title: the plan's title.
    ///   - years: the years that credits are told for.
    ///   - incomplete: the totals that lack source classes.
    public func writeWorkbook(
        to path: String, title: Label, years: [Int], incomplete: IncompleteTotals, year: Int
    ) throws(DocumentError) {
        try ExportSheet.write(
            [lines(years), sums(years), about(title)], incomplete: incomplete, to: path, title: "重点工程减排清单", author: "",
            year: year)
    }

    private static func masses(_ years: [Int]) -> [ExportSheet.Column] {
        [.mass("全年减排量"), .mass("认定全年减排量"), .mass("已作替代")] + years.map { .mass("\($0)年认定") }
    }

    private func lines(_ years: [Int]) -> ExportSheet {
        var sheet = ExportSheet(
            name: "重点工程减排清单",
            columns: [
                "序号", "县区代码", "企业名称", "统一社会信用代码", "排污许可证编号", "排放口编号", "源类", "排放源编号", "措施编号", "条款", "工程内容", "污染物",
            ].map { .plain($0) } + [.mass("实施前排放量"), .mass("实施后排放量")] + ProjectList.masses(years)
                + ["完成期限", "实际完成日期", "执行限值（毫克/立方米）", "应备材料", "不予认定的原因"].map { .plain($0) })
        for (number, project) in projects.enumerated() {
            let source = project.source
            var row: [ExportSheet.Cell] = [.number(Double(number + 1))]
            row += [
                source.county, source.firm, source.creditCode, source.permit, source.outlet, source.kind, source.id,
                project.measure, project.clauses.joined(separator: " "), project.title.zh, project.pollutant,
            ].map { ExportSheet.Cell.of($0) }
            row += [project.before, project.after, project.reduction, project.counted, project.spent].map { .of($0) }
            row += years.map { .of(project.credited(in: $0)) }
            row += [
                .of(project.due?.description ?? ""), .of(ProjectList.day(project.done)), .of(project.limit),
                .of(project.evidence?.zh ?? ""), .of(project.refusal?.zh ?? ""),
            ]
            sheet.rows.append(row)
        }
        return sheet
    }

    private func sums(_ years: [Int]) -> ExportSheet {
        var sheet = ExportSheet(name: "汇总", columns: [.plain("污染物"), .plain("工程数")] + ProjectList.masses(years))
        var pollutants: [String] = []
        for project in projects where !pollutants.contains(project.pollutant) { pollutants.append(project.pollutant) }
        for pollutant in pollutants {
            let own = projects.filter { $0.pollutant == pollutant }
            func sum(_ mass: (Project) -> Mass) -> ExportSheet.Cell { .mass(own.reduce(.zero) { $0 + mass($1) }) }
            sheet.rows.append(
                [.text(pollutant), .number(Double(own.count)), sum(\.reduction), sum(\.counted), sum(\.spent)]
                    + years.map { year in sum { $0.credited(in: year) } })
        }
        return sheet
    }

    private func about(_ title: Label) -> ExportSheet {
        var sheet = ExportSheet(name: "说明", columns: [.plain("说明")])
        sheet.rows = [
            [.text("方案：\(title.zh)")],
            [.text("本表版式由本程序自定：没有见到上级印发的重点工程减排清单表式；报送时按上级表式转抄。")],
            [.text("一行为一个排放源、一项措施、一种污染物；各行之和等于 lantian plan --projects 的各行之和，精确到微克。")],
            [.text("“吨”列是供阅读的数，大于 8,192 吨时不足以表示每一微克；“吨，全部小数”列是全部数字的文本。")],
            [.text("认定按重点工程减排核算规则（可用 --accounting 换成自己的规则）；空白表示没有这个数，不是零。")],
        ]
        return sheet
    }

    /// A packed date as it is written, with the parts that are known.
    private static func day(_ packed: Int32?) -> String {
        guard let packed else { return "" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (year, month, day) = (packed / 10_000, packed / 100 % 100, packed % 100)
        return "\(year)" + (month > 0 ? "-" + two(month) : "") + (day > 0 ? "-" + two(day) : "")
    }
}
