import Calculation
import Inventories
import Tables

extension ReportRules {
    /// Rules of which nothing is told: what reading begins with.
    static let none = ReportRules(
        ruleBook: "", pollutants: [], climate: nil, countyClimates: [:], gasolineSulphur: nil, dieselSulphur: nil,
        speed: nil, defaults: [])

    /// Rules, climate, fuels and defaults of a run.
    static let record = PackageRecord(
        "rules", Label("核算规则、气象、油品和清单约定值", "rule book, climate, fuels and stated defaults"),
        from: none
    ) {
        RecordAttribute("rule_book", \.ruleBook, .code)
        RecordAttribute(optional: "speed", \.speed, .number)
        RecordAttribute(optional: "gasoline_sulphur", \.gasolineSulphur, .number)
        RecordAttribute(optional: "diesel_sulphur", \.dieselSulphur, .number)
        RecordChild.textElements("pollutant", \.pollutants, .code, .some)
        RecordChild.records(LackingClasses.record) { rules in
            rules.incomplete.filter { !$0.classes.en.isEmpty }.map {
                LackingClasses(pollutant: $0.pollutant, classes: $0.classes)
            }
        } add: {
            $0.incomplete.append(Incompleteness(pollutant: $1.pollutant, classes: $1.classes))
        }
        RecordChild.records(LackingWhole.record) { rules in
            rules.incomplete.flatMap { entry in
                entry.rows.map { LackingWhole(pollutant: entry.pollutant, part: $0.part, rows: $0.rows) }
            }
        } add: {
            $0.incomplete.append(
                Incompleteness(
                    pollutant: $1.pollutant, classes: Label("", ""),
                    rows: [RowsWithoutWhole(part: $1.part, rows: $1.rows)]))
        }
        RecordChild.records(StatedClimate.record) { rules in
            let counties = rules.countyClimates.sorted { $0.key < $1.key }
            return (rules.climate.map { [StatedClimate(county: nil, climate: $0)] } ?? [])
                + counties.map { StatedClimate(county: $0.key, climate: $0.value) }
        } add: { rules, own in
            if let county = own.county {
                rules.countyClimates[county] = own.climate
            } else {
                rules.climate = own.climate
            }
        }
        RecordChild.records(StatedConditions.record) { rules in
            rules.countyConditions.sorted { $0.key < $1.key }.map {
                StatedConditions(county: $0.key, conditions: $0.value)
            }
        } add: {
            $0.countyConditions[$1.county] = $1.conditions
        }
        RecordChild.records(InventoryManifest.Default.record, \.defaults)
    }
}

/// The source classes that the total of a pollutant lacks.
private struct LackingClasses: Sendable {
    var pollutant = ""
    var classes = Label("", "")

    static let record = PackageRecord(
        "incomplete",
        Label(
            "合计所缺的源类：不完整，缺少的不是零",
            "the source classes that the total of a pollutant lacks: incomplete, what is missing is not zero"),
        from: LackingClasses()
    ) {
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("zh", \.classes.zh, .any)
        RecordAttribute("en", \.classes.en, .any)
    }
}

/// The results that have a number of a part of a pollutant and none of the whole.
private struct LackingWhole: Sendable {
    var pollutant = ""
    var part = ""
    var rows = 0

    static let record = PackageRecord(
        "without_whole",
        Label(
            "有分项（如 PM10）的数而无总项（如 PM）的数的结果个数：总项合计缺这些行",
            "how many results have a number of a part, such as PM10, and none of the whole, such as PM: the total of the whole lacks them"
        ), from: LackingWhole()
    ) {
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("part", \.part, .code)
        RecordAttribute("rows", \.rows, .positive)
    }
}

/// The climate of the region, or of one county.
private struct StatedClimate: Sendable {
    var county: String?
    var climate = Climate()

    static let record = PackageRecord("climate", from: StatedClimate()) {
        RecordAttribute(optional: "county", \.county, .region)
        RecordAttribute(optional: "altitude", \.climate.altitude, .number)
        RecordAttribute("temperature", \.climate.temperature, .months, isRequired: false)
        RecordAttribute("humidity", \.climate.humidity, .months, isRequired: false)
    }
}

/// Speed and fuels of one county.
private struct StatedConditions: Sendable {
    var county = ""
    var conditions = CountyConditions()

    static let record = PackageRecord("conditions", from: StatedConditions()) {
        RecordAttribute("county", \.county, .region)
        RecordAttribute(optional: "speed", \.conditions.speed, .number)
        RecordAttribute(optional: "gasoline_sulphur", \.conditions.gasolineSulphur, .number)
        RecordAttribute(optional: "diesel_sulphur", \.conditions.dieselSulphur, .number)
    }
}

extension InventoryManifest.Default {
    /// A value for blank cells.
    fileprivate static let record = PackageRecord(
        "default", from: InventoryManifest.Default(table: "", column: "", value: "", when: [:], reason: Label("", ""))
    ) {
        RecordAttribute("table", \.table, .table)
        RecordAttribute("column", \.column, .column)
        RecordAttribute("value", \.value, .any)
        RecordChild.records(DefaultCondition.record) { own in
            own.when.sorted { $0.key < $1.key }.map { DefaultCondition(column: $0.key, value: $0.value) }
        } add: {
            $0.when[$1.column] = $1.value
        }
        RecordChild.label("reason", \.reason)
    }
}

/// A cell that rows must hold for a default to be meant for them.
private struct DefaultCondition: Sendable {
    var column = ""
    var value = ""

    static let record = PackageRecord("when", from: DefaultCondition()) {
        RecordAttribute("column", \.column, .column)
        RecordAttribute("value", \.value, .any)
    }
}
