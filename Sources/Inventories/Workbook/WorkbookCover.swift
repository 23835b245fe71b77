import Tables

/// The cover sheet of a workbook: what `inventory.yaml` says of a folder, as labels and values.
enum WorkbookCover {
    /// The sheet's names.
    static let names = ["封面", "cover"]

    /// A line of the cover.
    struct Field: Sendable {
        /// The key of `inventory.yaml`, with dots.
        let key: String
        /// The label in the first column.
        let label: Label
        /// What to write there.
        let note: Label
        /// How many cells the value takes.
        var count = 1
    }

    static let fields: [Field] = [
        Field(
            key: "region", label: Label("行政区划代码", "region code"),
            note: Label("GB/T 2260 六位代码，必填", "six digits of GB/T 2260, required")),
        Field(key: "year", label: Label("年份", "year"), note: Label("必填", "required")),
        Field(key: "name", label: Label("清单名称", "name of the inventory"), note: Label("", "")),
        Field(key: "compiler", label: Label("编制单位", "compiled by"), note: Label("", "")),
        Field(key: "sources", label: Label("数据来源", "where the data are from"), note: Label("", "")),
        Field(key: "rule_book", label: Label("核算规则", "rule book"), note: Label("空白时取 inventory", "blank: inventory")),
        Field(
            key: "pollutants", label: Label("污染物", "pollutants"),
            note: Label("逗号分隔，空白时取 NOx,VOCs", "comma-separated, blank: NOx,VOCs")),
        Field(key: "sulphur.gasoline", label: Label("汽油含硫量（mg/kg）", "sulphur of gasoline, mg/kg"), note: Label("", "")),
        Field(key: "sulphur.diesel", label: Label("柴油含硫量（mg/kg）", "sulphur of diesel, mg/kg"), note: Label("", "")),
        Field(key: "speed", label: Label("道路平均车速（km/h）", "mean road speed, km/h"), note: Label("", "")),
        Field(key: "climate.altitude", label: Label("海拔（m）", "altitude, m"), note: Label("", "")),
        Field(
            key: "climate.temperature", label: Label("各月平均气温（℃）", "monthly mean temperature, °C"),
            note: Label("一月至十二月各占一格", "January to December, a cell each"), count: 12),
        Field(
            key: "climate.humidity", label: Label("各月平均相对湿度（%）", "monthly mean relative humidity, %"),
            note: Label("一月至十二月各占一格", "January to December, a cell each"), count: 12),
    ]

    /// The manifest that the cover's rows state; a value that cannot be read is a finding at its cell.
    static func manifest(_ rows: [(line: Int, cells: [String])], file: String, findings: inout Findings)
        -> InventoryManifest
    {
        var values: [String: (cells: [String], line: Int)] = [:]
        for row in rows {
            guard let first = row.cells.first else { continue }
            let label = Vocabulary.folded(first)
            guard
                let field = fields.first(where: {
                    [$0.key, Vocabulary.folded($0.label.zh), Vocabulary.folded($0.label.en)].contains(label)
                })
            else { continue }
            values[field.key] = (Array(row.cells.dropFirst()), row.line)
        }
        func text(_ key: String) -> String { values[key]?.cells.first ?? "" }
        func number(_ key: String) -> Double? {
            let cell = text(key)
            guard !cell.isEmpty else { return nil }
            if let number = Double(cell), number.isFinite { return number }
            findings.add(
                Finding(
                    .error, .coverNumber, at: Location(file: file, line: values[key]?.line, column: key), value: cell,
                    expected: Label("数字", "a number")))
            return nil
        }
        func months(_ key: String) -> [Double] {
            guard let (cells, line) = values[key], cells.prefix(12).contains(where: { !$0.isEmpty }) else { return [] }
            let numbers = cells.prefix(12).compactMap(Double.init)
            if numbers.count == 12 { return numbers }
            findings.add(
                Finding(
                    .error, .twelveMonths, at: Location(file: file, line: line, column: key), value: "\(numbers.count)",
                    expected: Label("12 个月值", "12 monthly values")))
            return []
        }
        var manifest = InventoryManifest()
        manifest.region = text("region")
        if manifest.region.isEmpty {
            findings.add(
                Finding(
                    .error, .noRegion, at: Location(file: file), expected: Label("六位行政区划代码", "six digits of GB/T 2260"))
            )
        }
        let yearText = text("year").hasSuffix("年") ? String(text("year").dropLast()) : text("year")
        if let year = Int(yearText), (1990...2100).contains(year) {
            manifest.year = year
        } else {
            findings.add(
                Finding(
                    .error, .badYear, at: Location(file: file, line: values["year"]?.line, column: "year"),
                    value: text("year"),
                    expected: Label("1990–2100 的年份", "a year from 1990 to 2100")))
        }
        manifest.name = Label(same: text("name").isEmpty ? manifest.region : text("name"))
        manifest.compiler = Label(same: text("compiler"))
        manifest.sources = Label(same: text("sources"))
        if !text("rule_book").isEmpty { manifest.ruleBook = text("rule_book") }
        if !text("pollutants").isEmpty {
            manifest.pollutants = text("pollutants").split { ",，、 ".contains($0) }.map(String.init)
        }
        manifest.gasolineSulphur = number("sulphur.gasoline")
        manifest.dieselSulphur = number("sulphur.diesel")
        manifest.speed = number("speed")
        let climate = Climate(
            temperature: months("climate.temperature"), humidity: months("climate.humidity"),
            altitude: number("climate.altitude"))
        if climate != Climate() { manifest.climate = climate }
        return manifest
    }
}

extension Finding.Message {
    static let coverNumber = Finding.Message("not-a-number", "封面此格应为数字", "this cell of the cover should be a number")
}
