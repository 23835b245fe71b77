public import Calculation
public import Documents
import Factors
import Inventories
import Quantities
import Tables

extension Assessment {
    /// Writes the inventory as a workbook in the titles that cities' survey sheets use 城市清单工作簿: a sheet of sums by source class, and
    /// one for each source kind with its rows, their activity and their tonnes.
    public func writeCityWorkbook(of result: EmissionResult, to path: String) throws(DocumentError) {
        var sheets = [summary(of: result)]
        for kind in result.kinds { sheets.append(sheet(of: kind)) }
        let manifest = inventory.manifest
        try ExportSheet.write(
            sheets, incomplete: IncompleteTotals(result), to: path, title: manifest.name.zh,
            author: manifest.compiler.zh, year: manifest.year)
    }

    private func summary(of result: EmissionResult) -> ExportSheet {
        var sheet = ExportSheet(
            name: "排放量汇总",
            titles: ["一级源分类", "二级源分类", "污染物", "排放量（吨）", "排放量（吨，全部小数）", "缺数据未核算的行"])
        guard let first = Grouping("class10"), let second = Grouping("class10:2"),
            let pollutant = Grouping("pollutant"),
            let state = Grouping("state")
        else { return sheet }
        var sums: [[String]: (mass: Mass, missing: Int)] = [:]
        for total in result.totals(by: [first, second, pollutant, state]) {
            let second = String(total.keys[1].split(separator: "/").dropFirst().joined(separator: "/"))
            let key = [total.keys[0], second, total.keys[2]]
            guard total.keys[3] != ResultState.notApplicable.rawValue else { continue }
            let isMissing = total.keys[3] == ResultState.missing.rawValue
            sums[key, default: (.zero, 0)].mass += total.emission
            if isMissing { sums[key, default: (.zero, 0)].missing += total.lines }
        }
        func add(_ texts: [String], _ mass: Mass, _ missing: Int) {
            sheet.rows.append(
                texts.map(ExportSheet.text) + [
                    ExportSheet.tonnes(mass), .text(mass.tonnes()), missing > 0 ? .number(Double(missing)) : nil,
                ])
        }
        for key in sums.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            add(key, sums[key]?.mass ?? .zero, sums[key]?.missing ?? 0)
        }
        for pollutant in result.context.pollutants {
            add(
                ["合计", "", pollutant], result.total(of: pollutant),
                sums.reduce(0) { $1.key[2] == pollutant ? $0 + $1.value.missing : $0 })
        }
        return sheet
    }

    private func sheet(of kind: KindResult) -> ExportSheet {
        let form = CityForm.of(kind.kind.id)
        let places = form.columns.compactMap { title, id in
            kind.kind.schema.place(of: id).map { (title: title, place: $0) }
        }
        let pollutants = context.pollutants
        var sheet = ExportSheet(
            name: form.sheet,
            titles: places.map { title, place in
                title + (kind.kind.schema.columns[place].unit.map { $0.symbol == "1" ? "" : "（\($0.symbol)）" } ?? "")
            } + pollutants.map { $0 + "排放量（吨）" } + ["来源"])
        for own in inventory.sheets where own.kind.id == kind.kind.id {
            let table = own.table
            let lines = kind.lines(of: table)
            var bases: [Int32: CaseBasis] = [:]
            for row in 0..<table.rowCount {
                let number = lines.cases[row]
                let basis = bases[number] ?? kind.basis(ofCase: Int(number))
                bases[number] = basis
                var masses: [String: Mass] = [:]
                for (place, line) in basis.lines.enumerated() where line.method != nil {
                    masses[line.pollutant, default: .zero] += Mass(micrograms: lines.micrograms[place][row])
                }
                sheet.rows.append(
                    places.map { cell(table, $0.place, row) } + pollutants.map { ExportSheet.tonnes(masses[$0]) }
                        + [.text("\(own.fileName):\(table.lines[row])")])
            }
        }
        return sheet
    }

    private func cell(_ table: Table, _ place: Int, _ row: Int) -> CellContent? {
        switch table.cells[place] {
        case .absent: return nil
        case .codes(let codes):
            guard codes[row] != 0 else { return nil }
            let vocabulary = context.library.vocabularies[table.schema.columns[place].vocabulary ?? ""]
            return ExportSheet.text(vocabulary[codes[row]]?.label.zh ?? vocabulary.text(codes[row]))
        case .numbers(let values): return values[row].isNaN ? nil : .number(values[row])
        case .dates(let dates): return dates[row] == 0 ? nil : ExportSheet.text(TableTexts.text(ofDate: dates[row]))
        case .texts(let texts): return ExportSheet.text(texts[row])
        }
    }
}

/// The sheet of cities' surveys that a kind's rows go to, with the titles of its columns.
private struct CityForm {
    let sheet: String
    let columns: [(title: String, id: String)]

    private static let firm = [
        ("企业名称", Column.firmName), ("统一社会信用代码", Column.creditCode), ("行业类别", Column.industry),
        ("县(县级市、区、旗)", Column.countyCode), ("编号", Column.id),
    ]
    private static let county = [("县(县级市、区、旗)", Column.countyCode), ("编号", Column.id)]

    static func of(_ kind: SourceKind.ID) -> CityForm {
        switch kind {
        case .boilers:
            CityForm(
                sheet: "锅炉信息表",
                columns: firm + [
                    ("锅炉用途", Column.use), ("锅炉容量", Column.capacity), ("投运时间", Column.startDate),
                    ("关停时间", Column.closureDate), ("燃料类型", Column.fuel), ("燃烧方式", Column.technology),
                    ("年消耗量", Column.fuelUse), ("年燃气消耗量", Column.gasUse), ("硫份", Column.sulphur),
                    ("灰分", Column.ash), ("排放口编号", Column.outletNumber),
                ])
        case .kilns:
            CityForm(
                sheet: "窑炉信息表",
                columns: firm + [
                    ("窑炉类型", Column.kilnType), ("投运时间", Column.startDate), ("关停时间", Column.closureDate),
                    ("燃料类型", Column.fuel), ("年消耗量", Column.fuelUse), ("硫份", Column.sulphur),
                    ("产品名称", Column.product), ("年产量", Column.productOutput), ("排放口编号", Column.outletNumber),
                ])
        case .vocFirms:
            CityForm(
                sheet: "原辅料及产品信息表",
                columns: firm + [
                    ("工段名称", Column.process), ("原料名称", Column.material), ("年使用量", Column.materialUse),
                    ("产品名称", Column.product), ("年产量", Column.productOutput), ("排放口编号", Column.outletNumber),
                ])
        case .vehicles:
            CityForm(
                sheet: "保有量信息表",
                columns: county + [
                    ("车型", Column.vehicleClass), ("燃料类型", Column.fuel), ("排放标准", Column.standard),
                    ("保有量", Column.population), ("年均行驶里程", Column.annualKm),
                ])
        case .nonroad:
            CityForm(
                sheet: "非道路机械信息表",
                columns: county + [
                    ("设备类型", Column.machineType), ("排放标准", Column.stage), ("功率", Column.power),
                    ("保有量", Column.population), ("年使用时间", Column.hours), ("全年燃油消耗量", Column.fuelUse),
                ])
        case .households:
            CityForm(
                sheet: "民用燃烧信息表",
                columns: county + [
                    ("乡(镇)", Column.town), ("燃料信息/燃料类型", Column.fuel), ("设备类型", Column.stove),
                    ("户数", Column.households), ("户均燃料消耗量", Column.fuelPerHousehold), ("全年燃料消耗量", Column.fuelUse),
                ])
        case .area:
            CityForm(
                sheet: "其他面源信息表",
                columns: county + [
                    ("源类别", Column.category), ("人口", Column.persons), ("店数", Column.shops), ("灶头数", Column.stoves),
                    ("作物", Column.crop), ("作物产量", Column.cropOutput), ("燃料类型", Column.fuel), ("燃料消耗量", Column.fuelUse),
                ])
        }
    }
}
