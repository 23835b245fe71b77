import Calculation
import Inventories
import Tables

/// What of a kiln's emission belongs to its process and not to its fuel: it stays when the fuel changes.
///
/// The devices behind a process stay with it. What was measured goes in proportion to the factor method: the
/// concentration times factor method after ÷ factor method before, so that a measured kiln rises only where factors say so.
struct ProcessEmission {
    /// The rows before the change.
    private let before: Draft
    private let staying: [Bool]
    private let hasProcess: Bool

    init(_ draft: Draft, keepsControls: Bool) {
        before = draft
        hasProcess = ProcessEmission.hasProcess(draft.schema)
        staying =
            keepsControls
            ? Array(repeating: true, count: draft.count) : ProcessEmission.followsFuel(draft).map { !$0 }
    }

    /// Whether sources of a kind do something that is counted beside their fuel.
    private static func hasProcess(_ schema: Schema) -> Bool { !products(schema).isEmpty }

    private static func products(_ schema: Schema) -> [ColumnSchema] {
        schema.columns(.activity).filter { $0.roles.contains(.extensive) && !$0.roles.contains(.ofFuel) }
    }

    /// The columns that tell what is made, how it is treated and what was measured of it.
    static func columns(of schema: Schema) -> Set<String> {
        guard hasProcess(schema) else { return [] }
        let stack = schema.columns(.ofFuel).filter { column in
            column.roles.contains { role in
                switch role {
                case .concentration, .measured, .outletShare, .device, .removal, .uptime, .bypass, .outletPassing: true
                default: false
                }
            }
        }
        return Set((products(schema) + stack).map(\.id))
    }

    /// Whether each row's emission goes with its fuel: no amount of a product is known of it.
    static func followsFuel(_ draft: Draft) -> [Bool] {
        var follows = [Bool](repeating: true, count: draft.count)
        for column in products(draft.schema) {
            for (row, amount) in draft.own(column.id).enumerated() where !amount.isNaN { follows[row] = false }
        }
        return follows
    }

    /// The columns of devices and of what was measured, of all pollutants.
    private func columns(_ isWanted: (ColumnRole) -> Bool) -> [ColumnSchema] {
        before.schema.columns(.ofFuel).filter { $0.roles.contains(where: isWanted) }
    }

    /// Devices of a process stay, those of its outlet and what goes round them too.
    func keepControls(_ draft: inout Draft, _ rows: [Int]) {
        let controls = columns { role in
            switch role {
            case .device, .removal, .uptime, .bypass, .outletPassing: true
            default: false
            }
        }
        draft.take(controls, of: before.table, rows: rows.filter { staying[$0] })
    }

    /// The pollutant that a column says something measured of.
    private static func measures(_ role: ColumnRole) -> String? {
        switch role {
        case .concentration(let pollutant), .outletShare(let pollutant): pollutant
        default: nil
        }
    }

    /// What was measured goes in proportion to the factor method.
    func keepProportion(_ draft: inout Draft, _ rows: [Int], _ notes: inout Notes) {
        guard hasProcess, !rows.isEmpty else { return }
        var ignored = Findings()
        let measured = columns { ProcessEmission.measures($0) != nil }
        for column in measured {
            guard let pollutant = column.roles.lazy.compactMap(ProcessEmission.measures).first else { continue }
            // A part of what is monitored at an outlet is an amount, whatever was measured beside it.
            let isPart = column.roles.contains(.outletShare(of: pollutant))
            let concentrations = before.own(column.id)
            let engine = draft.engine
            let lines = engine.lines.indices.filter { engine.pollutant(ofLine: $0) == pollutant }
            let isMeasured = engine.memo.flags("measured \(pollutant)", of: before.cases) { number in
                lines.contains {
                    let nature = engine.method(ofLine: $0, inCase: number)?.nature
                    return nature == .monitoring || nature == .measured
                }
            }
            let wanted = rows.filter { isMeasured[$0] && !concentrations[$0].isNaN }
            guard !wanted.isEmpty else { continue }
            var plain = before
            plain.clear([column], rows: wanted)
            let old = engine.emissions(of: plain.table, findings: &ignored)
            let new = engine.emissions(of: draft.table, findings: &ignored)
            func ratio(_ row: Int) -> Double? {
                var (a, b): (Int64, Int64) = (0, 0)
                for line in lines {
                    guard engine.method(ofLine: line, inCase: old.cases[row]) != nil,
                        engine.method(ofLine: line, inCase: new.cases[row]) != nil
                    else { return nil }
                    a += new.micrograms[line][row]
                    b += old.micrograms[line][row]
                }
                return b > 0 ? Double(a) / Double(b) : nil
            }
            let ratios = wanted.map(ratio)
            let kept = zip(wanted, ratios).filter { $0.1.map { $0 > 0 } ?? false }
            guard !kept.isEmpty else { continue }
            let stack = columns { role in
                switch role {
                case .outletShare(of: pollutant): isPart
                case .measured, .concentration(of: pollutant): !isPart
                default: false
                }
            }
            draft.take(stack, of: before.table, rows: kept.map(\.0))
            var next = 0
            draft.update(column.id, rows: kept.map(\.0)) { _, value in
                defer { next += 1 }
                let changed = value * (kept[next].1 ?? 1)
                return isPart ? changed.rounded(.toNearestOrEven) : changed
            }
            notes.add(
                Label(
                    "实测排放按系数法替代前后之比折算", "what was measured goes by the factor method after ÷ before"),
                rows: kept.count)
        }
    }
}
