import Calculation
import Inventories
import Quantities
import Tables

extension Action.Replacement {
    /// Vehicles or machines scrapped, or replaced by others that drive and work as much.
    ///
    /// Of the stock: the share that is to be of the new kind; those that are already count. Of new and renewed: the
    /// share of the yearly renewals. Old vehicles keep their own mileage, the others the rest.
    func apply(to works: inout [Working], kind: SourceKind, closed: UInt16, notes: inout Notes) {
        guard let taken = taken(of: works.map(\.kept), kind: kind, notes: &notes) else { return }
        for i in works.indices {
            let distances = works[i].kept.used("annual_km")
            let numbers = works[i].kept.own("population")
            works[i].divide(taken[i], kind: kind, drops: scraps && annualDistance == nil)
            keepDistance(&works[i], distances, numbers, taken[i].share)
            if scraps {
                works[i].treat { draft, rows in
                    draft.set("status", code: closed, rows: rows)
                }
            } else {
                works[i].treat { draft, rows in renew(&draft, rows) }
            }
        }
    }

    private func renew(_ draft: inout Draft, _ rows: [Int]) {
        if to.contains(where: { $0.column == "fuel" }), !to.contains(where: { $0.column == "technology" }) {
            draft.clear(draft.schema.columns.filter { $0.id == "technology" }, rows: rows)
        }
        // What was known of the old engine does not hold for the new one.
        draft.clear(draft.schema.columns(.ofMachine), rows: rows)
        if to.contains(where: { $0.column == "fuel" }) {
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
        if to.contains(where: { $0.column == "fuel" }) {
            draft.clear(draft.schema.columns(.ofFuel).filter { $0.roles.contains(.activity) }, rows: rows)
        }
    }

    /// Treated vehicles drive their own distance, the others what is left of the row's.
    private func keepDistance(_ work: inout Working, _ distances: [Double], _ numbers: [Double], _ share: [Double]) {
        guard let annualDistance, work.split != nil else { return }
        let parted = work.origins
        work.kept.update("annual_km", rows: parted.filter { !distances[$0].isNaN }) { row, _ in
            max(0, (distances[row] - annualDistance * share[row]) / (1 - share[row]))
        }
        work.changeSplit { draft in
            draft.update("annual_km", rows: Array(0..<draft.count)) { _, _ in annualDistance }
        }
    }

    private func taken(of drafts: [Draft], kind: SourceKind, notes: inout Notes) -> [Taken]? {
        if let renewalRate {
            guard case .share(let share) = portion else {
                return portion.taken(of: drafts, kind: kind, notes: &notes)
            }
            return Portion.share(share * renewalRate).taken(of: drafts, kind: kind, notes: &notes)
        }
        guard ofStock, case .share(let share) = portion else {
            return portion.taken(of: drafts, kind: kind, notes: &notes)
        }
        // Those that are of the new kind already count towards the share.
        var (total, already) = (0.0, 0.0)
        let isNew = drafts.map { draft -> [Bool] in
            let numbers = draft.own("population")
            return (0..<draft.count).map { row in
                let fits = isRenewed(draft, row)
                let number = numbers[row].isNaN ? 0 : numbers[row]
                total += number
                if fits { already += number }
                return fits
            }
        }
        let left = total - already
        let rate = left > 0 ? max(0, min(1, (share * total - already) / left)) : 0
        return zip(drafts, isNew).map { draft, isNew in
            Taken(share: (0..<draft.count).map { isNew[$0] ? 0 : rate }, count: nil)
        }
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

extension Working {
    /// Changes the split-off rows alone.
    mutating func changeSplit(_ body: (inout Draft) -> Void) {
        if var draft = split {
            body(&draft)
            split = draft
        }
    }
}
