import FoundationEssentials
import Quantities
public import Tables

extension InventoryManifest {
    private static let keys = [
        "region", "name", "year", "invented", "compiler", "sources", "rule_book", "pollutants", "climate", "counties",
        "sulphur", "speed", "packs", "defaults", "uncertainty",
    ]

    /// Reads `inventory.yaml` of a folder. Everything that needs no library is checked: keys, forms, numbers with their
    /// ranges, tables and columns; `check(against:)` does the rest.
    public init(file: String, findings: inout Findings) {
        self.init()
        guard FileManager.default.fileExists(atPath: file) else {
            findings.add(
                Finding(
                    .error, .noManifest, at: Location(file: file),
                    expected: Label(
                        "清单文件夹；lantian init 可新建一个", "a folder of an inventory; `lantian init` begins one")))
            return
        }
        guard let yaml = YAMLValue.read(path: file, findings: &findings) else { return }
        read(yaml, findings: &findings)
    }

    /// The same of a text that the file would hold.
    package init(text: String, file: String, findings: inout Findings) {
        self.init()
        guard let yaml = YAMLValue.parse(text, file: file, findings: &findings) else { return }
        read(yaml, findings: &findings)
    }

    private mutating func read(_ yaml: YAMLValue, findings: inout Findings) {
        yaml.expectKeys(InventoryManifest.keys, findings: &findings)
        places[""] = Location(file: yaml.location.file)
        guard case .map = yaml.content else { return }
        region = text(yaml, "region", findings: &findings) ?? ""
        if region.isEmpty { findings.add(.noRegion(at: places["region"] ?? yaml.location)) }
        if let text = text(yaml, "year", findings: &findings) {
            if let year = InventoryManifest.year(text) {
                self.year = year
            } else {
                findings.add(.badYear(text, at: places["year"]))
            }
        } else {
            findings.add(Finding(.error, .noYear, at: yaml.location))
        }
        let given = label(yaml, "name", findings: &findings)
        name = Label(given.zh.isEmpty ? region : given.zh, given.en.isEmpty ? region : given.en)
        compiler = label(yaml, "compiler", findings: &findings)
        sources = label(yaml, "sources", findings: &findings)
        if let value = yaml["invented"] { isInvented = value.truth(findings: &findings) ?? false }
        ruleBook = text(yaml, "rule_book", findings: &findings) ?? ruleBook
        readLists(yaml, findings: &findings)
        if let value = yaml["climate"], !value.isBlank { climate = readClimate(value, "climate", findings: &findings) }
        for entry in yaml["counties"]?.expectEntries(findings: &findings) ?? [] {
            let code = entry.key.shown
            places["counties." + code] = entry.key.location
            readCounty(entry.value, code, findings: &findings)
        }
        let own = readConditions(yaml, "", findings: &findings)
        (speed, gasolineSulphur, dieselSulphur) = (own.speed, own.gasolineSulphur, own.dieselSulphur)
        for value in yaml["defaults"]?.list ?? [] where !value.isBlank { readDefault(value, findings: &findings) }
        if let value = yaml["uncertainty"], !value.isBlank {
            ranges = StatedRanges(value, places: &places, findings: &findings)
        }
    }

    /// The year that a text names, `2024` or `2024年`, or `nil`.
    static func year(_ text: String) -> Int? {
        let folded = Vocabulary.folded(text)
        return Int(folded.hasSuffix("年") ? String(folded.dropLast()) : folded).flatMap {
            years.contains($0) ? $0 : nil
        }
    }

    // MARK: Values

    /// The text of a key; `nil` where there is none.
    private mutating func text(_ yaml: YAMLValue, _ key: String, findings: inout Findings) -> String? {
        guard let value = yaml[key] else { return nil }
        places[key] = value.location.named(key)
        guard !value.isBlank else { return nil }
        return value.expectText(findings: &findings)
    }

    private mutating func label(_ yaml: YAMLValue, _ key: String, findings: inout Findings) -> Label {
        places[key] = yaml[key]?.location.named(key)
        return yaml[key]?.expectLabel(findings: &findings) ?? Label("", "")
    }

    /// The number of a key, within the range of its name; `nil` where there is none. What stands in a county has its
    /// place under `prefix`.
    private mutating func number(
        _ yaml: YAMLValue, _ key: String, named name: String, _ prefix: String, findings: inout Findings
    ) -> Double? {
        guard let value = yaml[key] else { return nil }
        let place = value.location.named(key)
        places[prefix + name] = place
        guard !value.isBlank, let text = value.expectText(findings: &findings) else { return nil }
        return InventoryManifest.numbers[name]?.statedNumber(text, at: place, findings: &findings)
    }

    /// Speed and fuels of the inventory, or of a county under `prefix`.
    private mutating func readConditions(
        _ yaml: YAMLValue, _ prefix: String, findings: inout Findings
    ) -> CountyConditions {
        var conditions = CountyConditions()
        conditions.speed = number(yaml, "speed", named: "speed", prefix, findings: &findings)
        if let value = yaml["sulphur"], !value.isBlank {
            value.expectKeys(["gasoline", "diesel"], findings: &findings)
            conditions.gasolineSulphur = number(
                value, "gasoline", named: "sulphur.gasoline", prefix, findings: &findings)
            conditions.dieselSulphur = number(value, "diesel", named: "sulphur.diesel", prefix, findings: &findings)
        }
        return conditions
    }

    /// What the manifest states of one county.
    private mutating func readCounty(_ yaml: YAMLValue, _ code: String, findings: inout Findings) {
        yaml.expectKeys(["climate", "speed", "sulphur"], findings: &findings)
        if let value = yaml["climate"], !value.isBlank {
            countyClimates[code] = readClimate(value, "counties.\(code)", findings: &findings)
        }
        let conditions = readConditions(yaml, "counties.\(code).", findings: &findings)
        if conditions != CountyConditions() { countyConditions[code] = conditions }
    }

    private mutating func readLists(_ yaml: YAMLValue, findings: inout Findings) {
        if let value = yaml["pollutants"], !value.isBlank {
            places["pollutants"] = value.location.named("pollutants")
            pollutants = []
            for item in value.expectItems(findings: &findings) {
                guard let text = item.expectText(findings: &findings) else { continue }
                for word in WordList.words(of: text) {
                    places["pollutants.\(pollutants.count)"] = item.location.named("pollutants")
                    pollutants.append(word)
                }
            }
        }
        for item in yaml["packs"]?.expectItems(findings: &findings) ?? [] {
            guard let text = item.expectText(findings: &findings) else { continue }
            places["packs.\(packs.count)"] = item.location.named("packs")
            packs.append(text)
        }
    }

    /// A climate; what stands in it has its place under `key`.
    private mutating func readClimate(_ yaml: YAMLValue, _ key: String, findings: inout Findings) -> Climate {
        places[key] = yaml.location.named("climate")
        yaml.expectKeys(["temperature", "humidity", "altitude"], findings: &findings)
        var climate = Climate()
        for (name, path) in [("temperature", \Climate.temperature), ("humidity", \Climate.humidity)] {
            guard let value = yaml[name], !value.isBlank else { continue }
            let place = value.location.named(name)
            places[key + "." + name] = place
            let items = value.expectItems(findings: &findings)
            climate[keyPath: path] = items.compactMap { item in
                guard let text = item.expectText(findings: &findings) else { return nil }
                return InventoryManifest.numbers["climate." + name]?.statedNumber(
                    text, at: item.location.named(name), findings: &findings)
            }
            if items.count != 12 { findings.add(.twelveMonths(items.count, at: place)) }
        }
        if let value = yaml["altitude"], !value.isBlank, let text = value.expectText(findings: &findings) {
            places[key + ".altitude"] = value.location.named("altitude")
            climate.altitude = InventoryManifest.numbers["climate.altitude"]?.statedNumber(
                text, at: value.location.named("altitude"), findings: &findings)
        }
        return climate
    }

    private mutating func readDefault(_ yaml: YAMLValue, findings: inout Findings) {
        yaml.expectKeys(["table", "column", "value", "when", "reason"], findings: &findings)
        guard case .map = yaml.content else { return }
        let path = "defaults.\(defaults.count)"
        places[path] = yaml.location
        func part(_ key: String) -> (text: String, place: Location) {
            (yaml[key]?.text ?? "", (yaml[key]?.location ?? yaml.location).named(key))
        }
        let (table, column, value) = (part("table"), part("column"), part("value"))
        guard let kind = SourceKind.named(table.text) else {
            findings.add(
                Finding(
                    .error, .unknownTable, at: table.place, value: table.text,
                    expected: Label(same: SourceKind.all.map(\.name).joined(separator: ", ")),
                    nearest: Spelling.nearest(to: table.text, in: SourceKind.all.map(\.name))))
            return
        }
        for key in ["value", "column"] { _ = yaml[key]?.expectText(findings: &findings) }
        (places[path + ".column"], places[path + ".value"]) = (column.place, value.place)
        var when: [String: String] = [:]
        var ids = [(column.text, column.place)]
        for entry in yaml["when"]?.expectEntries(findings: &findings) ?? [] {
            let id = entry.key.shown
            ids.append((id, entry.key.location.named("when")))
            places[path + ".when." + id] = entry.value.location.named(id)
            when[id] = entry.value.expectText(findings: &findings) ?? ""
        }
        for (id, place) in ids where kind.schema.column(id) == nil {
            findings.add(
                Finding(
                    .error, .unknownColumn, at: place, value: id,
                    expected: Label("\(kind.label.zh)表的列", "a column of \(kind.name)"),
                    nearest: Spelling.nearest(to: id, in: kind.schema.columns.map(\.id))))
        }
        defaults.append(
            Default(
                table: kind.name, column: column.text, value: value.text, when: when,
                reason: yaml["reason"]?.expectLabel(findings: &findings) ?? Label("", "")))
    }
}

extension Location {
    /// The same place with the key that it belongs to.
    fileprivate func named(_ key: String) -> Location {
        Location(file: file, line: line, column: key, columnNumber: columnNumber)
    }
}

extension Finding {
    /// The inventory names no region.
    static func noRegion(at location: Location) -> Finding {
        Finding(.error, .noRegion, at: location, expected: Label("六位行政区划代码", "six digits of GB/T 2260"))
    }
    /// A text that names no year an inventory can be of.
    static func badYear(_ text: String, at location: Location?) -> Finding {
        let years = InventoryManifest.years
        return Finding(
            .error, .badYear, at: location, value: text,
            expected: Label(
                "\(years.lowerBound)–\(years.upperBound) 的年份", "a year from \(years.lowerBound) to \(years.upperBound)")
        )
    }
    /// A list of months that has other than twelve.
    static func twelveMonths(_ count: Int, at location: Location?) -> Finding {
        Finding(
            .error, .twelveMonths, at: location, value: "\(count)", expected: Label("12 个月值", "12 monthly values"))
    }
}

extension Finding.Message {
    static let noManifest = Finding.Message(
        "no-manifest", "没有 inventory.yaml，这不是清单文件夹", "there is no inventory.yaml: this is no folder of an inventory")
    static let noRegion = Finding.Message("no-region", "清单缺少地区代码", "the inventory names no region")
    static let noYear = Finding.Message("no-year", "清单缺少年份", "the inventory names no year")
    static let badYear = Finding.Message("bad-year", "年份不合规", "not a year")
    static let unknownTable = Finding.Message("unknown-table", "没有这种源类", "no such source kind")
    static let unknownColumn = Finding.Message("unknown-column", "该表没有此列", "the table has no such column")
    static let twelveMonths = Finding.Message("twelve-months", "应有 12 个月的值", "twelve monthly values are needed")
}
