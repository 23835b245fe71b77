import Quantities
public import Tables

extension InventoryManifest {
    private static let keys = [
        "region", "name", "year", "invented", "compiler", "sources", "rule_book", "pollutants", "climate", "counties",
        "sulphur", "speed", "packs", "defaults",
    ]

    /// Reads `inventory.yaml` of a folder.
    public init(file: String, findings: inout Findings) {
        self.init()
        guard let yaml = YAMLValue.read(path: file, findings: &findings) else { return }
        yaml.expectKeys(InventoryManifest.keys, findings: &findings)
        region = yaml["region"]?.text ?? ""
        if region.isEmpty {
            findings.add(
                Finding(.error, .noRegion, at: yaml.location, expected: Label("六位行政区划代码", "six digits of GB/T 2260")))
        }
        if let value = yaml["year"] {
            if let text = value.text, let year = Int(text), (1990...2100).contains(year) {
                self.year = year
            } else {
                findings.add(
                    Finding(
                        .error, .badYear, at: value.location, value: value.text,
                        expected: Label("1990–2100 的年份", "a year from 1990 to 2100")))
            }
        } else {
            findings.add(Finding(.error, .noYear, at: yaml.location))
        }
        let given = yaml["name"]?.label ?? Label("", "")
        name = Label(given.zh.isEmpty ? region : given.zh, given.en.isEmpty ? region : given.en)
        compiler = yaml["compiler"]?.label ?? Label("", "")
        sources = yaml["sources"]?.label ?? Label("", "")
        isInvented = ["yes", "true", "是"].contains(yaml["invented"]?.text ?? "")
        ruleBook = yaml["rule_book"]?.text ?? ruleBook
        if let list = yaml["pollutants"] { pollutants = list.list.compactMap(\.text) }
        climate = yaml["climate"].map { InventoryManifest.climate($0, findings: &findings) }
        for entry in yaml["counties"]?.entries ?? [] {
            guard let code = entry.key.text else { continue }
            if let value = entry.value["climate"] {
                countyClimates[code] = InventoryManifest.climate(value, findings: &findings)
            }
            let conditions = CountyConditions(
                speed: entry.value["speed"]?.number(findings: &findings),
                gasolineSulphur: entry.value["sulphur"]?["gasoline"]?.number(findings: &findings),
                dieselSulphur: entry.value["sulphur"]?["diesel"]?.number(findings: &findings))
            if conditions != CountyConditions() { countyConditions[code] = conditions }
        }
        gasolineSulphur = yaml["sulphur"]?["gasoline"]?.number(findings: &findings)
        dieselSulphur = yaml["sulphur"]?["diesel"]?.number(findings: &findings)
        speed = yaml["speed"]?.number(findings: &findings)
        packs = yaml["packs"]?.list.compactMap(\.text) ?? []
        for value in yaml["defaults"]?.list ?? [] {
            value.expectKeys(["table", "column", "value", "when", "reason"], findings: &findings)
            let table = value["table"]?.text ?? ""
            let column = value["column"]?.text ?? ""
            guard let kind = SourceKind.named(table) else {
                findings.add(
                    Finding(
                        .error, .unknownTable, at: value.location, value: table,
                        expected: Label(same: SourceKind.all.map(\.id).joined(separator: ", "))))
                continue
            }
            let when = (value["when"]?.entries ?? []).map { ($0.key.text ?? "", $0.value.text ?? "") }
            for id in [column] + when.map(\.0) where kind.schema.column(id) == nil {
                findings.add(
                    Finding(
                        .error, .unknownColumn, at: value.location, value: id,
                        nearest: Spelling.nearest(to: id, in: kind.schema.columns.map(\.id))))
            }
            defaults.append(
                Default(
                    table: table, column: column, value: value["value"]?.text ?? "",
                    when: Dictionary(when, uniquingKeysWith: { first, _ in first }),
                    reason: value["reason"]?.label ?? Label("", "")))
        }
    }

    private static func climate(_ yaml: YAMLValue, findings: inout Findings) -> Climate {
        yaml.expectKeys(["temperature", "humidity", "altitude"], findings: &findings)
        var climate = Climate()
        for (key, path) in [("temperature", \Climate.temperature), ("humidity", \Climate.humidity)] {
            guard let value = yaml[key] else { continue }
            var months: [Double] = []
            for item in value.list { if let number = item.number(findings: &findings) { months.append(number) } }
            if months.count == 12 {
                climate[keyPath: path] = months
            } else {
                findings.add(
                    Finding(
                        .error, .twelveMonths, at: value.location, value: "\(months.count)",
                        expected: Label("12 个月值", "12 monthly values")))
            }
        }
        climate.altitude = yaml["altitude"]?.number(findings: &findings)
        return climate
    }
}

extension Finding.Message {
    static let noRegion = Finding.Message("no-region", "清单缺少地区代码", "the inventory names no region")
    static let noYear = Finding.Message("no-year", "清单缺少年份", "the inventory names no year")
    static let badYear = Finding.Message("bad-year", "年份不合规", "not a year")
    static let unknownTable = Finding.Message("unknown-table", "没有这种源类", "no such source kind")
    static let unknownColumn = Finding.Message("unknown-column", "该表没有此列", "the table has no such column")
    static let twelveMonths = Finding.Message("twelve-months", "应有 12 个月的值", "twelve monthly values are needed")
}
