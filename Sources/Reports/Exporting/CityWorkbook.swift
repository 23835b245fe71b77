public import Calculation
public import Documents
import Factors
import Inventories
import Quantities
import Tables

extension Assessment {
    /// Writes the inventory as a workbook in the titles that cities' survey sheets use 城市清单工作簿: sums by source class and
    /// altogether, a sheet for each source kind with its rows, their activity and their tonnes, and where each title is from. A title or
    /// a sheet that the survey lacks is marked as our own.
    public func writeCityWorkbook(of result: EmissionResult, to path: String) throws(DocumentError) {
        var sheets = sums(of: result)
        for kind in result.kinds { sheets.append(sheet(of: kind)) }
        let incomplete = IncompleteTotals(result)
        sheets.append(about(sheets, kinds: result.kinds.map(\.kind.id), isComplete: incomplete.isEmpty))
        let manifest = inventory.manifest
        try ExportSheet.write(
            sheets, incomplete: incomplete, mark: CityForm.mark, to: path, title: manifest.name.zh,
            author: manifest.compiler.zh, year: manifest.year)
    }

    /// The sums by source class, and those of the pollutants: two sheets, so that a column added up counts nothing twice.
    private func sums(of result: EmissionResult) -> [ExportSheet] {
        let tonnes: [ExportSheet.Column] = [CityForm.ownMass("排放量"), CityForm.own("没有数字的行")]
        var classes = ExportSheet(
            name: "排放量汇总" + CityForm.mark, columns: ["一级源分类", "二级源分类", "污染物"].map(CityForm.own) + tonnes)
        var all = ExportSheet(name: "排放量合计" + CityForm.mark, columns: [CityForm.own("污染物")] + tonnes)
        guard let first = Grouping("class10"), let second = Grouping("class10:2"),
            let pollutant = Grouping("pollutant"),
            let state = Grouping("state")
        else { return [classes, all] }
        // No mass where no row of the line has a number, or where nothing is known of the pollutant.
        let unknown = Set(result.context.pollutants.filter(result.isUnknown))
        var sums: [[String]: (mass: Mass?, missing: Int)] = [:]
        for total in result.totals(by: [first, second, pollutant, state]) {
            let second = String(total.keys[1].split(separator: "/").dropFirst().joined(separator: "/"))
            let key = [total.keys[0], second, total.keys[2]]
            guard total.keys[3] != ResultState.notApplicable.rawValue else { continue }
            let isMissing = total.keys[3] == ResultState.missing.rawValue
            var sum = sums[key] ?? (nil, 0)
            if isMissing {
                sum.missing += total.lines
            } else if !unknown.contains(key[2]) {
                sum.mass = (sum.mass ?? .zero) + total.emission
            }
            sums[key] = sum
        }
        func lacking(_ lines: Int) -> ExportSheet.Cell { lines > 0 ? .number(Double(lines)) : .blank }
        for (key, sum) in sums.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            classes.rows.append(key.map { .of($0) } + [.of(sum.mass), lacking(sum.missing)])
        }
        for pollutant in result.context.pollutants {
            let missing = sums.reduce(0) { $1.key[2] == pollutant ? $0 + $1.value.missing : $0 }
            let isKnown = sums.contains { $0.key[2] == pollutant && $0.value.mass != nil }
            all.rows.append([
                .text(pollutant), isKnown ? .mass(result.total(of: pollutant)) : .blank, lacking(missing),
            ])
        }
        return [classes, all]
    }

    private func sheet(of kind: KindResult) -> ExportSheet {
        let form = CityForm.of(kind.kind.id)
        let columns = form.columns.compactMap { column in
            kind.kind.schema.place(of: column.id).map { (column: column, place: $0) }
        }
        let pollutants = context.pollutants
        var sheet = ExportSheet(
            name: form.name,
            columns: columns.map { $0.column.title(in: kind.kind.schema.columns[$0.place]) }
                + pollutants.map { CityForm.ownMass($0 + "排放量") } + [CityForm.own("来源")])
        for own in inventory.sheets where own.kind.id == kind.kind.id {
            let table = own.table
            let lines = kind.lines(of: table)
            var bases: [Int32: CaseBasis] = [:]
            for row in 0..<table.rowCount {
                let number = lines.cases[row]
                let shared = bases[number] ?? kind.basis(ofCase: Int(number))
                bases[number] = shared
                let basis = lines.basis(shared, ofRow: row)
                var masses: [String: Mass] = [:]
                for (place, line) in basis.lines.enumerated() where line.method != nil {
                    masses[line.pollutant, default: .zero] += Mass(micrograms: lines.micrograms[place][row])
                }
                sheet.rows.append(
                    columns.map { cell(table, $0.place, row, isUnit: $0.column.isUnit) }
                        + pollutants.map { .of(masses[$0]) } + [.text("\(own.fileName):\(table.lines[row])")])
            }
        }
        return sheet
    }

    private func cell(_ table: Table, _ place: Int, _ row: Int, isUnit: Bool) -> ExportSheet.Cell {
        switch table.cells[place] {
        case .absent: return .blank
        case .codes(let codes):
            guard codes[row] != 0 else { return .blank }
            let vocabulary = context.library.vocabularies[table.schema.columns[place].vocabulary ?? ""]
            return .of(vocabulary[codes[row]]?.label.zh ?? vocabulary.text(codes[row]))
        case .numbers(let values):
            guard !values[row].isNaN else { return .blank }
            return isUnit ? .of(table.schema.columns[place].unit?.symbol ?? "") : .number(values[row])
        case .dates(let dates): return dates[row] == 0 ? .blank : .of(TableTexts.text(ofDate: dates[row]))
        case .texts(let texts): return .of(texts[row])
        }
    }

    /// Where each title is from, in both languages.
    private func about(_ sheets: [ExportSheet], kinds: [SourceKind.ID], isComplete: Bool) -> ExportSheet {
        var about = ExportSheet(
            name: "说明" + CityForm.mark, columns: ["工作表 sheet", "列名 title", "来源", "source"].map(CityForm.own))
        let forms = Dictionary(kinds.map { (CityForm.of($0).name, CityForm.of($0)) }, uniquingKeysWith: { a, _ in a })
        about.rows.append([
            .text("全部 all"), .blank,
            .text("带“\(CityForm.mark)”的列和工作表是本程序自定的，城市调查表没有；其余列名照城市调查表。版式是本程序自己的，不是主管部门的表式。"),
            .text(
                "columns and sheets with '\(CityForm.mark)' are our own and stand in no survey sheet of cities; all other titles are those of the survey sheets. The layout is our own and no form of an authority."
            ),
        ])
        about.rows.append([
            .text("全部 all"), .blank,
            .text(
                "“吨”列是供阅读的数，大于 8,192 吨时不足以表示每一微克；“吨，全部小数”列是全部数字的文本，加起来等于清单。空白表示没有这个数（缺数据，或算出的数不可能），不是零；汇总表说明这样的行有多少。"),
            .text(
                "columns in 吨 are numbers for reading, which beyond 8,192 t do not tell every microgram; columns in 吨，全部小数 are texts of all digits and add up to the inventory. A blank says that there is no number, for data are missing or the number cannot be; it is no zero, and the sums say how many rows have none."
            ),
        ])
        let rejected = inventory.rejected.reduce(0) { $0 + $1.rows.count }
        if rejected > 0 {
            about.rows.append([
                .text("全部 all"), .blank, .text("因错误搁置、不在本工作簿中的行：\(rejected)"),
                .text("rows put aside because of errors, not in this workbook: \(rejected)"),
            ])
        }
        for sheet in sheets {
            for column in sheet.columns {
                let source = forms[sheet.name]?.source(of: column) ?? CityForm.ours
                about.rows.append([.text(sheet.name), .text(column.text), .text(source.zh), .text(source.en)])
            }
            // What totals lack stands behind the rows of pollutants.
            guard !isComplete, sheet.columns.contains(where: { $0.title == ExportSheet.pollutant }) else { continue }
            about.rows.append([
                .text(sheet.name), .text(ExportSheet.lacking + CityForm.mark), .text(CityForm.ours.zh),
                .text(CityForm.ours.en),
            ])
        }
        if !isComplete {
            for title in [ExportSheet.pollutant, ExportSheet.completeness] {
                about.rows.append([
                    .text(ExportSheet.completeness + CityForm.mark), .text(title + CityForm.mark),
                    .text(CityForm.ours.zh), .text(CityForm.ours.en),
                ])
            }
        }
        return about
    }
}

/// A column of such a sheet, and the column of the source kind that fills it.
private struct CityColumn {
    let text: String
    let id: String
    var isOwn = false
    /// Whether it is the unit of that column, which the survey asks for beside a number.
    var isUnit = false

    /// The title; ours has its unit.
    func title(in schema: ColumnSchema) -> ExportSheet.Column {
        guard isOwn else { return .plain(text) }
        return CityForm.own(text + (schema.unit.map { $0.symbol == "1" ? "" : "（\($0.symbol)）" } ?? ""))
    }
}

/// The sheet of cities' surveys that a kind's rows go to: the survey's titles in its order, and our own behind them.
private struct CityForm {
    /// Stands behind what the survey lacks.
    static let mark = "〔自定 ours〕"

    /// The name of the sheet.
    let name: String
    /// The sheet of the survey that the titles are from.
    private let survey: String
    let columns: [CityColumn]

    /// A form of the survey's sheet, or of a sheet of our own that takes titles from one of the survey's.
    private init(
        _ sheet: String, from survey: String? = nil, isOfFirms: Bool = false, _ titles: [(String, String)],
        own: [(String, String)]
    ) {
        name = survey == nil ? sheet : sheet + CityForm.mark
        self.survey = survey ?? sheet
        columns =
            ((isOfFirms ? CityForm.firm : []) + titles).map {
                CityColumn(text: $0, id: $1, isUnit: $0 == "单位")
            } + own.map { CityColumn(text: $0, id: $1, isOwn: true) }
    }

    /// A column of ours.
    static func own(_ title: String) -> ExportSheet.Column { .plain(title, mark: mark) }
    /// A column of masses of ours.
    static func ownMass(_ title: String) -> ExportSheet.Column { .mass(title, mark: mark) }

    /// The titles that the survey has in its sheet of the firm.
    private static let firm = [
        ("企业名称", Column.firmName), ("统一社会信用代码", Column.creditCode), (county, Column.countyCode),
    ]
    private static let county = "县(县级市、区、旗)"

    /// Where a title is from.
    func source(of column: ExportSheet.Column) -> Label {
        guard column.mark.isEmpty else { return CityForm.ours }
        let isOfFirm = columns.first?.id == Column.firmName && CityForm.firm.contains { $0.0 == column.title }
        let sheet = isOfFirm ? "企业基本信息表" : survey
        return Label("城市调查表《\(sheet)》的列名", "a title of the cities' survey sheet \(sheet)")
    }

    /// What is said of a title of ours.
    static let ours = Label("本程序自定：调查表没有这一列", "our own: the survey sheet has no such column")

    static func of(_ kind: SourceKind.ID) -> CityForm {
        switch kind {
        case .boilers:
            CityForm(
                "锅炉信息表", isOfFirms: true,
                [
                    ("行业类别", Column.industry), ("编号", Column.id), ("锅炉用途", Column.use), ("锅炉容量(蒸吨)", Column.capacity),
                    ("投运时间(年/月)", Column.startDate), ("关停时间(年/月)", Column.closureDate),
                    ("燃料信息/燃料类型", Column.fuel), ("单位", Column.fuelUse), ("年消耗量", Column.fuelUse),
                    ("硫份(%)", Column.sulphur), ("灰分(%)", Column.ash), ("排放口编号", Column.outletNumber),
                ], own: [("燃烧方式", Column.technology), ("燃气消耗量", Column.gasUse)])
        case .kilns:
            CityForm(
                "窑炉信息表", isOfFirms: true,
                [
                    ("行业类别", Column.industry), ("编号", Column.id), ("基本信息/窑炉类型", Column.kilnType),
                    ("投运时间(年/月)", Column.startDate), ("关停时间(年/月)", Column.closureDate),
                    ("燃料信息/燃料类型", Column.fuel), ("单位", Column.fuelUse), ("年消耗量", Column.fuelUse),
                    ("硫份(%)", Column.sulphur), ("产品信息/产品名称", Column.product), ("单位", Column.productOutput),
                    ("年产量", Column.productOutput),
                ], own: [("燃气消耗量", Column.gasUse), ("排放口编号", Column.outletNumber)])
        case .vocFirms:
            CityForm(
                "原辅料及产品信息表", isOfFirms: true,
                [
                    ("行业类别", Column.industry), ("编号", Column.id), ("基本信息/工段名称", Column.process),
                    ("投运时间(年/月)", Column.startDate), ("原料信息/原料名称", Column.material), ("单位", Column.materialUse),
                    ("年使用量", Column.materialUse), ("产品信息/产品名称", Column.product), ("单位", Column.productOutput),
                    ("年产量", Column.productOutput), ("排放口编号", Column.outletNumber),
                ], own: [])
        case .vehicles:
            CityForm(
                "保有量信息表",
                [(county, Column.countyCode), ("燃料类型", Column.fuel), ("排放标准", Column.standard)],
                own: [
                    ("编号", Column.id), ("车型", Column.vehicleClass), ("保有量", Column.population),
                    ("年均行驶里程", Column.annualKm),
                ])
        case .nonroad:
            CityForm(
                "非道路机械信息表", from: "工程机械信息表",
                [(county, Column.countyCode), ("设备类型", Column.machineType), ("排放标准", Column.stage)],
                own: [
                    ("编号", Column.id), ("功率", Column.power), ("保有量", Column.population), ("年使用时间", Column.hours),
                    ("燃油消耗量", Column.fuelUse),
                ])
        case .households:
            CityForm(
                "民用燃烧信息表",
                [(county, Column.countyCode), ("设备类型", Column.stove), ("燃料信息/燃料类型", Column.fuel)],
                own: [
                    ("编号", Column.id), ("乡镇", Column.town), ("户数", Column.households),
                    ("户均燃料消耗量", Column.fuelPerHousehold), ("燃料消耗量", Column.fuelUse),
                ])
        case .area:
            CityForm(
                "其他面源信息表", from: "生物质开放燃烧信息表",
                [(county, Column.countyCode), ("燃料类型", Column.fuel)],
                own: [
                    ("编号", Column.id), ("源类别", Column.category), ("人口", Column.persons), ("店数", Column.shops),
                    ("灶头数", Column.stoves), ("作物", Column.crop), ("作物产量", Column.cropOutput),
                    ("燃料消耗量", Column.fuelUse), ("原辅材料", Column.material), ("原辅材料用量", Column.materialUse),
                ])
        }
    }
}
