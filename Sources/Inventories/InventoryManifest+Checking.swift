package import Factors
import Quantities
package import Tables

extension InventoryManifest {
    /// The numbers that a manifest states, by their keys with dots: read and bounded as cells of such a column are.
    static let numbers: [String: ColumnSchema] = Dictionary(
        uniqueKeysWithValues: ([
            .number("speed", "道路平均车速", "mean road speed", "km/h", 1...150),
            // Fuels before any standard held up to one part in a hundred.
            .number("sulphur.gasoline", "汽油含硫量", "sulphur of gasoline", "mg/kg", 0...10_000),
            .number("sulphur.diesel", "柴油含硫量", "sulphur of diesel", "mg/kg", 0...10_000),
            // Monthly means: the coldest and warmest places, the lowest and highest ones where people live.
            .number("climate.temperature", "月平均气温", "monthly mean temperature", "°C", -60...50),
            .number("climate.humidity", "月平均相对湿度", "monthly mean relative humidity", "%", 0...100),
            .number("climate.altitude", "海拔", "altitude", "m", -500...6000),
        ] as [ColumnSchema]).map { ($0.id, $0) })

    /// Everything that the manifest states and the library or the ranges do not allow: unknown regions and counties,
    /// numbers out of range, defaults that a cell of their column could not hold, that contradict each other, or that
    /// never apply. Rule book and pollutants belong to the run.
    package func check(against library: FactorLibrary) -> Findings {
        var findings = Findings()
        var isListed = false
        do throws(FileError) {
            let list = try library.divisions(startingWith: String(region.prefix(2)))
            isListed = !list.entries.isEmpty
            if !isListed { isListed = try library.hasDivisions }
            if isListed,
                let finding = list.state(of: region, in: year).finding(
                    of: region, year: year, isInvented: isInvented, at: place("region"))
            {
                findings.add(finding)
            }
        } catch {
            findings.add(.cannotRead(error))
        }
        checkRegions(library.vocabularies["county_code"], isListed: isListed, &findings)
        if !InventoryManifest.years.contains(year) { findings.add(.badYear("\(year)", at: place("year"))) }
        check(speed, "speed", at: "speed", &findings)
        check(gasolineSulphur, "sulphur.gasoline", at: "sulphur.gasoline", &findings)
        check(dieselSulphur, "sulphur.diesel", at: "sulphur.diesel", &findings)
        if let climate { check(climate, at: "climate", &findings) }
        for (county, climate) in countyClimates.sorted(by: { $0.key < $1.key }) {
            check(climate, at: "counties." + county, &findings)
        }
        for (county, own) in countyConditions.sorted(by: { $0.key < $1.key }) {
            let key = "counties." + county + "."
            check(own.speed, "speed", at: key + "speed", &findings)
            check(own.gasolineSulphur, "sulphur.gasoline", at: key + "sulphur.gasoline", &findings)
            check(own.dieselSulphur, "sulphur.diesel", at: key + "sulphur.diesel", &findings)
        }
        checkDefaults(library, &findings)
        for finding in ranges.findings(library, at: { place("uncertainty." + $0) }) { findings.add(finding) }
        return findings
    }

    private func checkRegions(_ regions: Vocabulary, isListed: Bool, _ findings: inout Findings) {
        let own = regions.code(exactly: region)
        if own == nil, !isListed {
            findings.add(
                Finding(
                    .error, .unknownRegion, at: place("region"), value: region,
                    expected: Label("GB/T 2260 六位代码", "a code of GB/T 2260"), nearest: regions.nearest(to: region)))
        }
        let stated = places.keys.compactMap { key -> String? in
            let parts = key.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == "counties" ? String(parts[1]) : nil
        }
        for county in Set(stated).union(countyClimates.keys).union(countyConditions.keys).sorted() {
            let at = place("counties." + county)
            guard let code = regions.code(exactly: county) else {
                findings.add(
                    Finding(
                        .error, .unknownRegion, at: at, value: county,
                        expected: Label("GB/T 2260 六位代码", "a code of GB/T 2260"),
                        nearest: regions.nearest(to: county)))
                continue
            }
            if let own, !regions.lineage(of: code).contains(own) {
                findings.add(
                    Finding(
                        .error, .countyElsewhere, at: at, value: county,
                        expected: Label("\(region) 之内的县区", "a county of \(region)")))
            } else if code == own {
                findings.add(
                    Finding(
                        .error, .noCounty, at: at, value: county,
                        expected: Label(
                            "\(region) 之内的县区；整个地区的写在 counties 之外",
                            "a county inside \(region); what holds for all of it stands outside counties")))
            } else if regions.words.contains(where: { $0.broader.contains(county) }) {
                findings.add(
                    Finding(
                        .error, .noCounty, at: at, value: county,
                        expected: Label("\(county) 之内的各县区，逐个列出", "the counties inside \(county), one by one")))
            }
        }
    }

    private func check(_ number: Double?, _ name: String, at key: String, _ findings: inout Findings) {
        guard let number else { return }
        _ = InventoryManifest.numbers[name]?.statedNumber(
            DecimalText.shortest(number), at: place(key), findings: &findings)
    }

    private func check(_ climate: Climate, at key: String, _ findings: inout Findings) {
        for (name, months) in [("temperature", climate.temperature), ("humidity", climate.humidity)] {
            if !months.isEmpty, months.count != 12 {
                findings.add(.twelveMonths(months.count, at: place(key + "." + name)))
            }
            for month in months { check(month, "climate." + name, at: key + "." + name, &findings) }
        }
        check(climate.altitude, "climate.altitude", at: key + ".altitude", &findings)
    }

    private func checkDefaults(_ library: FactorLibrary, _ findings: inout Findings) {
        var known: [[String]: [StatedDefault]] = [:]
        for entry in StatedDefault.all(of: self, library: library, findings: &findings) {
            let column = [entry.kind.name, entry.column.id]
            if known[column, default: []].count == InventoryManifest.mostDefaults {
                findings.add(
                    Finding(
                        .error, .tooManyDefaults, at: place(entry.key), value: entry.column.id,
                        expected: Label(
                            "每列至多 \(InventoryManifest.mostDefaults) 条",
                            "at most \(InventoryManifest.mostDefaults) a column")))
            }
            checkCounty(of: entry, library.vocabularies["county_code"], &findings)
            if let first = known[column, default: []].first(where: { $0.covers(entry, library.vocabularies) }) {
                findings.add(entry.finding(hiddenBy: first, in: self))
            }
            known[column, default: []].append(entry)
        }
    }

    /// That a default asks for a county in which no row of the inventory can lie.
    private func checkCounty(of entry: StatedDefault, _ regions: Vocabulary, _ findings: inout Findings) {
        guard let own = regions.code(exactly: region) else { return }
        for condition in entry.conditions where condition.column == Column.countyCode {
            guard case .code(let code) = condition.value, !regions.lineage(of: code).contains(own),
                !regions.lineage(of: own).contains(code)
            else { continue }
            findings.add(
                Finding(
                    .error, .countyElsewhere, at: place(entry.key + ".when." + Column.countyCode),
                    value: regions.text(code), expected: Label("\(region) 之内的县区", "a county of \(region)")))
        }
    }
}

/// A default as its column reads it.
struct StatedDefault: Sendable {
    /// What a row must have for the default to be meant for it.
    struct Condition: Sendable, Hashable {
        let column: String
        let value: StatedValue
    }

    /// Its key in the manifest.
    let key: String
    let kind: SourceKind
    let column: ColumnSchema
    let value: StatedValue
    let conditions: Set<Condition>
    /// The number that cells filled by it carry.
    let reason: UInt8

    /// All defaults of a manifest that can be read; a finding for each that cannot.
    static func all(
        of manifest: InventoryManifest, library: FactorLibrary, findings: inout Findings
    ) -> [StatedDefault] {
        var counts: [[String]: Int] = [:]
        return manifest.defaults.enumerated().compactMap { number, entry in
            let place = counts[[entry.table, entry.column], default: 0]
            counts[[entry.table, entry.column]] = place + 1
            return StatedDefault(
                entry, key: "defaults.\(number)", reason: InventoryManifest.reasonNumber(ofDefault: place), manifest,
                library.vocabularies, &findings)
        }
    }

    private init?(
        _ entry: InventoryManifest.Default, key: String, reason: UInt8, _ manifest: InventoryManifest,
        _ vocabularies: Vocabularies, _ findings: inout Findings
    ) {
        guard let kind = SourceKind.named(entry.table), let column = kind.schema.column(entry.column),
            !column.isWorkedOut
        else {
            findings.add(
                Finding(.error, .unknownColumn, at: manifest.place(key), value: entry.table + "." + entry.column))
            return nil
        }
        switch column.content {
        case .code, .number, .fraction: break
        case .text, .identifier, .date:
            findings.add(
                Finding(
                    .error, .noDefaultHere, at: manifest.place(key + ".column"), value: column.id,
                    expected: Label("词或数字的列", "a column of words or numbers")))
            return nil
        }
        var conditions: Set<Condition> = []
        var isSound = true
        for (id, text) in entry.when.sorted(by: { $0.key < $1.key }) {
            let place = manifest.place(key + ".when." + id)
            guard let asked = kind.schema.column(id) else {
                findings.add(Finding(.error, .unknownColumn, at: place, value: id))
                isSound = false
                continue
            }
            if case .date = asked.content {
                findings.add(
                    Finding(
                        .error, .noCondition, at: place, value: id,
                        expected: Label("词、数字或文字的列", "a column of words, numbers or texts")))
                isSound = false
            } else if let value = asked.stated(text, vocabularies: vocabularies, at: place, findings: &findings) {
                conditions.insert(Condition(column: id, value: value))
            } else {
                isSound = false
            }
        }
        let value = column.stated(
            entry.value, vocabularies: vocabularies, at: manifest.place(key + ".value"), findings: &findings)
        guard let value, isSound else { return nil }
        self.key = key
        self.kind = kind
        self.column = column
        self.value = value
        self.conditions = conditions
        self.reason = reason
    }

    /// Whether every row that another default of the column is meant for is meant by this one too.
    func covers(_ other: StatedDefault, _ vocabularies: Vocabularies) -> Bool {
        conditions.allSatisfy { own in
            other.conditions.contains { theirs in
                guard own.column == theirs.column else { return false }
                if case .code(let broad) = own.value, case .code(let narrow) = theirs.value,
                    let name = kind.schema.column(own.column)?.vocabulary
                {
                    return vocabularies[name].lineage(of: narrow).contains(broad)
                }
                return own.value == theirs.value
            }
        }
    }

    /// That an earlier default of the column leaves nothing to this one.
    fileprivate func finding(hiddenBy first: StatedDefault, in manifest: InventoryManifest) -> Finding {
        let line = manifest.place(first.key)?.line
        let other = Label("与第 \(line ?? 0) 行不同的条件", "another condition than that of line \(line ?? 0)")
        let at = manifest.place(key)
        if first.conditions != conditions {
            return Finding(
                .warning, .hiddenDefault, at: at, value: column.id,
                expected: Label(
                    "排在第 \(line ?? 0) 行之前（更宽的条件先用）", "a place before line \(line ?? 0), whose condition is wider"))
        }
        return first.value == value
            ? Finding(.warning, .repeatedDefault, at: at, value: column.id, expected: other)
            : Finding(.error, .twoDefaults, at: at, value: column.id, expected: other)
    }
}

extension Finding.Message {
    static let unknownRegion = Finding.Message("unknown-region", "没有这个行政区划代码", "no such region code")
    static let noCounty = Finding.Message(
        "no-county", "counties 只写县区，不写包含县区的地区或清单自己的地区",
        "counties names counties: not a region that holds some, nor the inventory's own")
    static let countyElsewhere = Finding.Message(
        "county-elsewhere", "该县区不在清单所属地区之内", "the county does not lie in the inventory's region")
    static let repeatedDefault = Finding.Message(
        "repeated-default", "约定值重复，只计一次", "the default stands twice and counts once")
    static let twoDefaults = Finding.Message(
        "two-defaults", "同一列、同一条件有两个约定值", "two defaults for one column and one condition")
    static let hiddenDefault = Finding.Message(
        "default-never-used", "该约定值永远用不到：前面已有条件更宽的约定值",
        "the default is never used: an earlier one of the column covers its rows")
    static let noDefaultHere = Finding.Message("no-default-here", "该列不能有约定值", "the column takes no default")
    static let noCondition = Finding.Message("no-condition-here", "该列不能作条件", "the column cannot be a condition")
    static let tooManyDefaults = Finding.Message("too-many-defaults", "一列的约定值过多", "a column has too many defaults")
}
