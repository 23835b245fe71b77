import Calculation
import Inventories
import Quantities
import Tables

/// Activity changes 活动水平变化: in the year, or in some months alone.
struct Scaling: Action {
    static let name = "scale"
    static let label = Label("活动水平变化", "change of activity")
    static let reference = [
        ActionParameter(
            "factor", unit: "1", default: Label("必填", "required"), Label("活动水平乘以多少", "what activity is multiplied by")),
        ActionParameter(
            "columns", unit: "列", default: Label("必填", "required"), Label("哪些活动列", "the columns of activity")),
        ActionParameter(
            "months", unit: "1–12", default: Label("全年", "the whole year"), Label("只在这些月份", "in these months alone")),
        ActionParameter(
            "annual", unit: "yes/no", default: Label("yes", "yes"),
            Label("no：错峰，不计年减排", "no: a stagger, without annual credit")),
        ActionParameter(
            "levels", unit: "级别: 1", default: Label("无", "none"),
            Label("应急：各级别减排比例，不计年减排", "an emergency: the cut at each level, without annual credit")),
        ActionParameter(
            "days", unit: "级别: 天", default: Label("levels 时必填", "required with levels"),
            Label("各级别天数", "days of each level")),
        ActionParameter(
            "episode", unit: "yes/no", default: Label("no", "no"),
            Label("应急（levels、days 待定时）", "an emergency, while levels and days are open")),
    ]
    static let example =
        "{table: kilns, where: {}, action: scale, with: {factor: 0.9, columns: [fuel_use, product_output]}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        Set((parameters["columns"]?.list ?? []).compactMap(\.text)).union(
            [kind.schema.fuelOfEach?.id].compactMap { $0 }
        ).union([Column.countyCode, Column.hours])
    }

    var factor: Double
    var columns: [String]
    var months: [Int] = []
    var isAnnual = true

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        if reader.measure.parameters.has("levels") || reader.isYes("episode") { return Emergency.read(&reader) }
        guard let factor = reader.number("factor", 0...1000, required: true) else { return nil }
        let schema = reader.schema
        var columns: [String] = []
        for item in reader.entries("columns") {
            let id = item.text ?? ""
            if schema.column(id)?.roles.contains(.activity) != true {
                reader.fault(
                    .unknownPlanColumn, item, nearest: Spelling.nearest(to: id, in: schema.columns(.activity).map(\.id))
                )
            } else {
                columns.append(id)
            }
        }
        if columns.isEmpty { reader.fault(.parameterMissing("columns"), nil) }
        var months: [Int] = []
        for item in reader.entries("months") {
            if let month = Int(item.text ?? ""), (1...12).contains(month) {
                months.append(month)
            } else {
                reader.fault(.badParameter, item, expected: "1…12")
            }
        }
        return Scaling(factor: factor, columns: columns, months: months, isAnnual: reader.isYes("annual", or: true))
    }

    /// Whether it means that more is made, burned or driven.
    var raises: Bool {
        factor > 1 && isAnnual && !columns.contains(Column.speed) && !columns.contains(Column.burnShare)
    }

    var isSeparable: Bool { isAnnual }
    var changesRows: Bool { isAnnual }

    /// The factor of each row: where months are named, only their share of the year changes.
    func factors(_ draft: Draft, in surroundings: Surroundings) -> [Double] {
        guard !months.isEmpty else { return Array(repeating: factor, count: draft.count) }
        let question = "months " + months.map(String.init).joined(separator: " ")
        let shares = draft.engine.memo.values(question, of: draft.cases) { number in
            let weights = surroundings.profiles.weights(of: draft.engine, inCase: number).months
            return months.reduce(0) { $0 + weights[$1 - 1] }
        }
        return shares.map { 1 - (1 - factor) * $0 }
    }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        for i in works.indices {
            let factors = factors(works[i].kept, in: surroundings)
            works[i].treat { draft, rows in scale(&draft, rows, factors, surroundings, &notes) }
        }
    }

    private func scale(
        _ draft: inout Draft, _ rows: [Int], _ factors: [Double], _ surroundings: Surroundings, _ notes: inout Notes
    ) {
        let isMonitored = draft.isMonitored
        let monitored = rows.filter { isMonitored[$0] }
        var isTouched = [Bool](repeating: false, count: draft.count)
        for column in columns {
            var values = draft.used(column)
            if column == Column.speed {
                let (counties, names) = (draft.codes(Column.countyCode), draft.engine.vocabulary("county_code"))
                for row in values.indices where values[row].isNaN {
                    let county = names.text(counties[row])
                    values[row] = surroundings.manifest.conditions(ofCounty: county).speed ?? 30
                }
            }
            let known = rows.filter { !values[$0].isNaN }
            draft.update(column, rows: known) { row, _ in values[row] * factors[row] }
            for row in known { isTouched[row] = true }
            // Fuel counted by things and use of one: the use of one changes.
            if column == Column.fuelUse, let single = draft.schema.fuelOfEach?.id {
                let uses = draft.used(single)
                let blank = rows.filter { values[$0].isNaN && !uses[$0].isNaN }
                draft.update(single, rows: blank) { row, _ in uses[row] * factors[row] }
                for row in blank { isTouched[row] = true }
            }
        }
        if columns != ["speed"] {
            draft.update(Column.hours, rows: monitored) { row, value in value.isNaN ? value : value * factors[row] }
        }
        let left = rows.count { !isTouched[$0] }
        if left > 0 {
            notes.add(
                Label("行中没有可缩放的列值，未变", "no value in the columns to be scaled: unchanged"), rows: left)
        }
    }

    func state(of sums: EmissionSums, in context: RunContext, _ profiles: MonthlyProfiles) -> MeasureState {
        isAnnual ? .computed : .seasonal(seasonal(sums, in: context, profiles))
    }

    /// What a stop in some months takes from those months, with no annual credit.
    private func seasonal(
        _ sums: EmissionSums, in context: RunContext, _ profiles: MonthlyProfiles
    ) -> [Mass] {
        // By profile first, so that the order of the cases does not matter.
        var byProfile: [String: (months: [Double], masses: [Int128])] = [:]
        sums.forEachCase { engine, number, masses in
            let weights = profiles.weights(of: engine, inCase: number)
            var entry =
                byProfile[weights.profile]
                ?? (weights.months, Array(repeating: 0, count: context.pollutants.count))
            for (line, mass) in masses.enumerated() { entry.masses[engine.lines[line].pollutant] += mass }
            byProfile[weights.profile] = entry
        }
        var totals = [Double](repeating: 0, count: context.pollutants.count)
        for (_, entry) in byProfile.sorted(by: { $0.key < $1.key }) {
            let share = months.isEmpty ? 1 : months.reduce(0) { $0 + entry.months[$1 - 1] }
            for place in totals.indices { totals[place] += Double(entry.masses[place]) * share * (1 - factor) }
        }
        return totals.map { Mass(micrograms: Int128($0.rounded(.toNearestOrEven))) }
    }
}
