import Calculation
import Inventories
import Quantities
import Tables

/// What an action may look at beside its own rows.
struct Surroundings {
    let kind: SourceKind
    /// All rows of the kind, as they are before the measure.
    let tables: [Table]
    let manifest: InventoryManifest
    let profiles: MonthlyProfiles
    let vocabularies: Vocabularies
}

extension Action {
    /// Works on the selected rows. What stops it is in the notes; then the rows must not be used.
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        switch self {
        case .close(let portion, let closed):
            guard take(portion, &works, surroundings.kind, drops: true, &notes) else { return }
            for i in works.indices { works[i].treat { draft, rows in draft.set("status", code: closed, rows: rows) } }
        case .limit(let concentration, let oxygen): Action.limit(concentration, oxygen, &works)
        case .control(let control): control.apply(to: &works, notes: &notes)
        case .energy(let change):
            guard take(change.portion, &works, surroundings.kind, drops: false, &notes) else { return }
            let target = EnergyTarget(change, vocabularies: surroundings.vocabularies)
            for i in works.indices { works[i].treat { draft, rows in target.apply(&draft, rows, &notes) } }
        case .substitute(let change):
            change.apply(to: &works, in: surroundings, notes: &notes)
        case .recover(let recovery): recovery.apply(to: &works, notes: &notes)
        case .replace(let replacement, let closed):
            replacement.apply(to: &works, kind: surroundings.kind, closed: closed, notes: &notes)
        case .shift(let share, let carrier):
            for i in works.indices {
                let distance = works[i].kept.used("annual_km")
                works[i].treat { draft, rows in
                    draft.update("annual_km", rows: rows) { row, _ in distance[row] * (1 - share) }
                }
            }
            notes.add(
                Label("转到 \(carrier) 的货运排放未计", "the emission of the freight carried by \(carrier) is not counted"))
        case .scale(let scaling): scaling.apply(to: &works, in: surroundings, notes: &notes)
        case .emergency, .add: break
        }
    }

    private func take(
        _ portion: Portion, _ works: inout [Working], _ kind: SourceKind, drops: Bool, _ notes: inout Notes
    ) -> Bool {
        guard let taken = portion.taken(of: works.map(\.kept), kind: kind, notes: &notes) else { return false }
        for i in works.indices { works[i].divide(taken[i], kind: kind, drops: drops) }
        return true
    }

    /// A limit caps the concentration; a stricter cap in force stays. The methods take the smaller emission.
    private static func limit(_ concentration: Double, _ oxygen: Double?, _ works: inout [Working]) {
        // The concentration at no excess air: what makes caps of different reference oxygen comparable.
        func strict(_ c: Double, _ o: Double) -> Double { c / (21 - (o.isNaN ? oxygen ?? 0 : o)) }
        for i in works.indices {
            works[i].treat { draft, rows in
                let (caps, oxygens) = (draft.own("nox_cap"), draft.own("cap_oxygen"))
                let wanted = strict(concentration, oxygen ?? .nan)
                let changing = rows.filter { caps[$0].isNaN || strict(caps[$0], oxygens[$0]) > wanted }
                draft.update("nox_cap", rows: changing) { _, _ in concentration }
                draft.update("cap_oxygen", rows: changing) { _, _ in oxygen ?? Absence.empty.mark }
            }
        }
    }
}

extension Action.Recovery {
    /// A later recovery stage, never an earlier one; or more leaks repaired.
    func apply(to works: inout [Working], notes: inout Notes) {
        for i in works.indices {
            if let stage, let rank = ladder.firstIndex(of: stage.code) {
                let codes = works[i].kept.codes("recovery_stage")
                works[i].restrict(to: works[i].whole.filter { (ladder.firstIndex(of: codes[$0]) ?? 0) < rank })
                works[i].treat { draft, rows in draft.set("recovery_stage", code: stage.code, rows: rows) }
            }
            if let repairedShare {
                var lacking: [RowMark] = []
                works[i].treat { draft, rows in
                    if let leaksFound {
                        let known = draft.own("leaks_found")
                        draft.update("leaks_found", rows: rows.filter { known[$0].isNaN }) { _, _ in leaksFound }
                    }
                    let found = draft.own("leaks_found")
                    lacking += rows.lazy.filter { found[$0].isNaN }.map(draft.mark)
                    draft.update("leaks_repaired", rows: rows.filter { !found[$0].isNaN }) { row, repaired in
                        max(repaired.isNaN ? 0 : repaired, found[row] * repairedShare)
                    }
                }
                if !lacking.isEmpty { notes.warn(.leaksNeeded, lacking) }
            }
        }
    }
}

extension Action.Scaling {
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
        guard isAnnual else { return }
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
            if column == "speed" {
                let (counties, names) = (draft.codes("county_code"), draft.engine.vocabulary("county_code"))
                for row in values.indices where values[row].isNaN {
                    let county = names.text(counties[row])
                    values[row] = surroundings.manifest.conditions(ofCounty: county).speed ?? 30
                }
            }
            let known = rows.filter { !values[$0].isNaN }
            draft.update(column, rows: known) { row, _ in values[row] * factors[row] }
            for row in known { isTouched[row] = true }
            // Fuel counted by things and use of one: the use of one changes.
            if column == "fuel_use", let single = draft.schema.fuelOfEach?.id {
                let uses = draft.used(single)
                let blank = rows.filter { values[$0].isNaN && !uses[$0].isNaN }
                draft.update(single, rows: blank) { row, _ in uses[row] * factors[row] }
                for row in blank { isTouched[row] = true }
            }
        }
        if columns != ["speed"] {
            draft.update("hours", rows: monitored) { row, value in value.isNaN ? value : value * factors[row] }
        }
        let left = rows.count { !isTouched[$0] }
        if left > 0 {
            notes.add(
                Label("行中没有可缩放的列值，未变", "no value in the columns to be scaled: unchanged"), rows: left)
        }
    }
}
