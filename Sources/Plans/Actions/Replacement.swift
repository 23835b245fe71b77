import Calculation
import Inventories
import Quantities
import Tables

/// Vehicles or machines are scrapped or replaced 更新淘汰.
struct Replacement: Action {
    static let name = "replace"
    static let label = Label("更新淘汰", "replacement")
    static let reference: [ActionParameter] = [
        ActionParameter("scrap", unit: "yes/no", default: Label("no", "no"), Label("报废", "scrapped")),
        .share,
        .count,
        ActionParameter(
            "to", unit: "列: 值", default: Label("无：报废不更新", "none: no successor"),
            Label("更新成什么", "what takes their place")),
        ActionParameter(
            "of", unit: "stock、new_and_renewed", default: Label("所选的全部", "all that are meant"),
            Label("share 是保有量的，还是新增和更新的", "whether the share is of the stock or of what is new and renewed")),
        ActionParameter(
            "renewal_rate", unit: "1", default: Label("of: new_and_renewed 时必填", "required with of: new_and_renewed"),
            Label("年更新率", "the share that is renewed in a year")),
        ActionParameter(
            "annual_km", unit: "km/辆", default: Label("台账", "the table's"),
            Label("所淘汰车辆的年行驶里程", "what those that go drive in a year")),
    ]
    static let example =
        "{table: vehicles, where: {standard: CN3, fuel: diesel}, action: replace, with: {scrap: yes, share: 0.1}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        Portion.columns(of: kind).union(parameters.keys(of: "to")).union([
            Column.status, Column.annualKm, Column.population,
        ])
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool { kind.schema.column(.count) != nil }

    var scraps = false
    var portion: Portion
    var ofStock = false
    var renewalRate: Double?
    var to: [(column: String, setting: Setting)] = []
    var annualDistance: Double?
    let closed: UInt16

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [reader.schema.column(.count)]) else { return nil }
        guard let portion = reader.portion() else { return nil }
        let parameters = reader.measure.parameters
        var replacement = Replacement(portion: portion, closed: reader.closed)
        replacement.scraps = reader.isYes("scrap")
        replacement.annualDistance = reader.number("annual_km", 0...500_000)
        switch parameters["of"]?.text {
        case nil: break
        case "stock": replacement.ofStock = true
        case "new_and_renewed":
            guard let rate = reader.number("renewal_rate", 0...1, required: true) else { return nil }
            replacement.renewalRate = rate
        case let other?:
            reader.fault(
                .unknownPlanWord, parameters["of"], expected: "stock, new_and_renewed",
                nearest: Spelling.nearest(to: other, in: ["stock", "new_and_renewed"]))
        }
        for entry in parameters["to"]?.entries ?? [] {
            if let setting = reader.setting(entry.key, entry.value) { replacement.to.append(setting) }
        }
        if !replacement.scraps, replacement.to.isEmpty {
            reader.fault(.parameterMissing("scrap | to"), nil)
            return nil
        }
        return replacement
    }

    var isLocal: Bool { portion.isLocal && (!ofStock || renewalRate != nil) }

    /// Vehicles or machines scrapped, or replaced by others that drive and work as much.
    ///
    /// Of the stock: the share that is to be of the new kind; those that are already count. Of new and renewed: the
    /// share of the yearly renewals. Old vehicles keep their own mileage, the others the rest.
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        let kind = surroundings.kind
        guard var taken = taken(of: works.map(\.kept), in: surroundings, notes: &notes) else { return }
        let ends = scraps && to.isEmpty
        notes.add(
            ends
                ? Label("报废不更新：其行驶里程一并减少", "scrapped without successor: what they drove is not driven")
                : Label("报废并更新：新车行驶同样里程", "renewed: the new ones drive as much"))
        for i in works.indices {
            let distances = works[i].kept.used(Column.annualKm)
            let numbers = works[i].kept.own(Column.population)
            let shortened = shorten(&taken[i], distances, &notes)
            works[i].divide(taken[i], kind: kind, drops: ends && annualDistance == nil)
            keepDistance(&works[i], distances, numbers, taken[i].share, except: shortened)
            if ends {
                works[i].treat { draft, rows in
                    draft.set(Column.status, code: closed, rows: rows)
                }
            } else {
                works[i].treat { draft, rows in renew(&draft, rows) }
            }
        }
    }

    /// Rows taken whole whose vehicles drive less than the inventory takes for them: of what the row drives only
    /// vehicles × annual_km goes, the rest stays.
    private func shorten(_ taken: inout Taken, _ distances: [Double], _ notes: inout Notes) -> Set<Int> {
        guard let annualDistance else { return [] }
        var shortened: Set<Int> = []
        for row in distances.indices where taken.share[row] >= 1 && distances[row] > annualDistance {
            taken.share[row] = annualDistance / distances[row]
            taken.count?[row] *= annualDistance / distances[row]
            shortened.insert(row)
        }
        if !shortened.isEmpty {
            let distance = DecimalText.shortest(annualDistance)
            notes.add(
                Label(
                    "整行按每车 \(distance) km 计，行内其余里程保留",
                    "whole rows at \(distance) km a vehicle; what else the row drives stays"),
                rows: shortened.count)
        }
        return shortened
    }

    func renew(_ draft: inout Draft, _ rows: [Int]) {
        if to.contains(where: { $0.column == Column.fuel }), !to.contains(where: { $0.column == Column.technology }) {
            draft.clear(draft.schema.columns.filter { $0.id == Column.technology }, rows: rows)
        }
        // What was known of the old engine does not hold for the new one.
        draft.clear(draft.schema.columns(.ofMachine), rows: rows)
        if to.contains(where: { $0.column == Column.fuel }) {
            draft.clear(
                draft.schema.columns(.ofFuel).filter {
                    !$0.roles.contains(.activity) && !$0.roles.contains(.ofMachine)
                },
                rows: rows)
        }
        for (column, setting) in to {
            switch setting {
            case .word(let code): draft.set(column, code: code, rows: rows)
            case .number(let value): draft.update(column, rows: rows) { _, _ in value }
            }
        }
        // Fuel of the old machines says nothing of electric ones; their exhaust is none whatever it is.
        if to.contains(where: { $0.column == Column.fuel }) {
            draft.clear(draft.schema.columns(.ofFuel).filter { $0.roles.contains(.activity) }, rows: rows)
        }
    }

    /// Treated vehicles drive their own distance, the others what is left of the row's.
    private func keepDistance(
        _ work: inout Working, _ distances: [Double], _ numbers: [Double], _ share: [Double],
        except shortened: Set<Int>
    ) {
        guard let annualDistance, work.split != nil else { return }
        let parted = work.origins.filter { !shortened.contains($0) }
        work.kept.update(Column.annualKm, rows: parted.filter { !distances[$0].isNaN }) { row, _ in
            max(0, (distances[row] - annualDistance * share[row]) / (1 - share[row]))
        }
        let origins = work.origins
        work.changeSplit { draft in
            let rows = origins.indices.filter { !shortened.contains(origins[$0]) }
            draft.update(Column.annualKm, rows: rows) { _, _ in annualDistance }
        }
    }

    private func taken(of drafts: [Draft], in surroundings: Surroundings, notes: inout Notes) -> [Taken]? {
        if let renewalRate {
            guard case .share(let share) = portion else {
                return portion.taken(of: drafts, in: surroundings, notes: &notes)
            }
            return Portion.share(share * renewalRate).taken(of: drafts, in: surroundings, notes: &notes)
        }
        guard ofStock, case .share(let share) = portion else {
            return portion.taken(of: drafts, in: surroundings, notes: &notes)
        }
        return StockRate(share: share, of: drafts, counting: "population") { draft in
            { isRenewed(draft, $0) }
        }.taken
    }

    private func isRenewed(_ draft: Draft, _ row: Int) -> Bool {
        !to.isEmpty
            && to.allSatisfy { column, setting in
                switch setting {
                case .word(let code): draft.codes(column)[row] == code
                case .number(let value): draft.own(column)[row] == value
                }
            }
    }
}

extension Replacement {
    /// Rows whose vehicles or machines were cleaner than what takes their place.
    func tell(_ work: Working, _ after: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes) {
        guard !to.isEmpty else { return }
        let engine = work.kept.engine
        for line in engine.lines.indices {
            let before = work.micrograms[line]
            var rows = work.whole.count { before[$0] > 0 && after.micrograms[line][$0] > before[$0] }
            for (row, origin) in work.origins.enumerated() {
                // The part that goes, and a millionth of it for whole vehicles and rounding.
                let own = Double(before[origin]) * work.shares[origin] * (1 + 1e-6) + 1
                if before[origin] > 0, let new = split?.micrograms[line][row], Double(new) > own { rows += 1 }
            }
            guard rows > 0 else { continue }
            let pollutant = engine.pollutant(ofLine: line)
            notes.add(
                Label(
                    "\(pollutant) 升高：所选的比更新后的更清洁，用 where 把它们除外",
                    "\(pollutant) rises: what is meant is cleaner than what takes its place; leave it out by where"),
                rows: rows)
        }
    }

    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        guard context.isElectric(measure.parameters["to"]?[Column.fuel]?.text) else { return nil }
        let kind = measure.kind.name
        let use =
            kind == "vehicles"
            ? Label(
                "用电量不能算：系数库和 vehicles 表都没有单车百公里电耗（kWh/km）",
                "electricity not known: neither the library nor table vehicles has the use per distance (kWh/km)")
            : Label(
                "用电量不能算：系数库和 \(kind) 表都没有单机电耗（kWh/h）",
                "electricity not known: neither the library nor table \(kind) has the use per hour (kWh/h)")
        return ElsewhereEmission(id: measure.id, electricity: nil, masses: [], missing: [use])
    }
}

extension Working {
    /// Changes the split-off rows alone.
    mutating func changeSplit(_ body: (inout Draft) -> Void) {
        if var draft = split {
            body(&draft)
            split = draft
        }
    }
}
