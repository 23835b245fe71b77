import Quantities
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

    /// The manifest that the cover's rows state; a value that cannot be read, or lies out of its range, is a finding at
    /// its cell.
    static func manifest(_ rows: [(line: Int, cells: [String])], file: String, findings: inout Findings)
        -> InventoryManifest
    {
        var manifest = InventoryManifest()
        manifest.places[""] = Location(file: file)
        let values = values(of: rows, file: file, places: &manifest.places, findings: &findings)
        let places = manifest.places
        func text(_ key: String) -> String { values[key]?.first ?? "" }
        func number(_ key: String) -> Double? {
            guard !text(key).isEmpty else { return nil }
            return InventoryManifest.numbers[key]?.statedNumber(text(key), at: places[key], findings: &findings)
        }
        func months(_ key: String) -> [Double] {
            let cells = (values[key] ?? []).prefix(12)
            let given = cells.filter { !$0.isEmpty }
            guard !given.isEmpty else { return [] }
            if given.count != 12 { findings.add(.twelveMonths(given.count, at: places[key])) }
            return given.compactMap {
                InventoryManifest.numbers[key]?.statedNumber($0, at: places[key], findings: &findings)
            }
        }
        manifest.region = text("region")
        if manifest.region.isEmpty { findings.add(.noRegion(at: places["region"] ?? Location(file: file))) }
        if let year = InventoryManifest.year(text("year")) {
            manifest.year = year
        } else {
            findings.add(.badYear(text("year"), at: places["year"] ?? Location(file: file, column: "year")))
        }
        manifest.name = Label(same: text("name").isEmpty ? manifest.region : text("name"))
        manifest.compiler = Label(same: text("compiler"))
        manifest.sources = Label(same: text("sources"))
        if !text("rule_book").isEmpty { manifest.ruleBook = text("rule_book") }
        if !text("pollutants").isEmpty {
            manifest.pollutants = WordList.words(of: text("pollutants").replacing(" ", with: ","))
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

    /// The cells beside each known label. A label that is not known, with a value beside it, and one that stands twice
    /// are findings.
    private static func values(
        of rows: [(line: Int, cells: [String])], file: String, places: inout [String: Location],
        findings: inout Findings
    ) -> [String: [String]] {
        var values: [String: [String]] = [:]
        for row in rows {
            guard let first = row.cells.first else { continue }
            let label = Vocabulary.folded(first)
            let cells = Array(row.cells.dropFirst())
            guard let field = fields.first(where: { $0.isNamed(label) }) else {
                if !label.isEmpty, cells.contains(where: { !$0.isEmpty }) {
                    let known = fields.flatMap { [$0.label.zh, $0.label.en] }
                    findings.add(
                        Finding(
                            .warning, .unknownKey, at: Location(file: file, line: row.line, columnNumber: 1),
                            value: first, nearest: Spelling.nearest(to: first, in: known)))
                }
                continue
            }
            let place = Location(file: file, line: row.line, column: field.key)
            if values[field.key] != nil { findings.add(Finding(.error, .sameKey, at: place, value: first)) }
            values[field.key] = cells
            places[field.key] = place
        }
        return values
    }
}

extension WorkbookCover.Field {
    /// Whether a folded label is this field's: its key, or its name in either language, with or without the unit.
    fileprivate func isNamed(_ folded: String) -> Bool {
        if folded == key { return true }
        return [label.zh, label.en].contains { name in
            let name = Vocabulary.folded(name)
            return name == folded || name.prefix { $0 != "(" && $0 != "," } == folded
        }
    }
}
