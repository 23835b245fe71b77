import Calculation
import Inventories
import Tables

/// The columns that tell how a pollutant is collected and removed 治理设施, in tables of a kind.
struct ControlColumns {
    /// The devices along the gas.
    let devices: [ColumnSchema]
    /// The removal of the whole train.
    let removal: ColumnSchema
    let uptime: ColumnSchema?
    let capture: ColumnSchema?
    let captureType: ColumnSchema?
    /// What was measured behind them.
    let concentration: ColumnSchema?

    /// `nil` where the kind has no such controls.
    init?(of pollutant: String, in schema: Schema) {
        guard let removal = schema.column(.removal(of: pollutant)) else { return nil }
        self.removal = removal
        devices = schema.devices(of: pollutant)
        uptime = schema.column(.uptime(of: pollutant))
        capture = schema.column(.capture(of: pollutant))
        captureType = schema.column(.captureType(of: pollutant))
        concentration = schema.column(.concentration(of: pollutant))
    }

    /// All that say how the pollutant is removed.
    var all: [ColumnSchema] {
        devices + [removal] + [uptime, capture, captureType].compactMap { $0 }
    }

    /// 1 − s × η × r of each row of a table, with η = 1 − Π (1 − ηᵢ) of devices in series. NaN where it is not known;
    /// with `assuming` what the methods then take: nothing is removed.
    func passing(_ table: Table, of draft: Draft, assuming: Bool) -> [Double] {
        let view = Draft(table, cases: draft.engine.caseNumbers(of: table), engine: draft.engine, sheet: draft.sheet)
        let factors = "controls/" + removal.id
        let words = devices.map { view.codes($0.id) }
        let none = devices.first.map { draft.noneCodes($0.id) } ?? []
        var stages = devices.isEmpty ? [] : [view.library(factors, unit: "1")]
        for device in devices.dropFirst() {
            guard let first = devices.first, words[stages.count].contains(where: { $0 != 0 }) else { break }
            stages.append(view.library(factors, asking: [first.id: device.id], unit: "1"))
        }
        let own = view.own(removal.id)
        let running = uptime.map { view.own($0.id) }
        let collected = capture.map { capture -> [Double] in
            let own = view.own(capture.id)
            let library = view.library("controls/" + capture.id, unit: "1")
            return own.indices.map { own[$0].isNaN ? library[$0] : own[$0] }
        }
        return own.indices.map { row in
            var removed = own[row]
            if removed.isNaN {
                if (words.first?[row] ?? 0) == 0 || none.contains(words.first?[row] ?? 0) { return 1 }
                var passed = 1.0
                for (stage, word) in words.enumerated() where word[row] != 0 {
                    let share = stage < stages.count ? stages[stage][row] : .nan
                    passed *= 1 - (share.isNaN && assuming ? 0 : share)
                }
                removed = 1 - passed
            }
            let share = collected?[row] ?? 1
            let running = running?[row] ?? .nan
            let passed = 1 - share * removed * (running.isNaN ? 1 : running)
            return passed.isNaN && assuming ? 1 : passed
        }
    }
}

extension Action.Control {
    /// Installs or improves a control. What a row has and what removes at least as much stays, unless the measure
    /// replaces it: a later device is not a worse one.
    func apply(to works: inout [Working], notes: inout Notes) {
        for i in works.indices {
            guard let columns = ControlColumns(of: pollutant, in: works[i].kept.schema) else { continue }
            works[i].treat { draft, rows in set(columns, &draft, rows) }
            scaleMeasured(columns, &works[i], &notes)
            if !replaces { keepBetter(columns, &works[i], &notes) }
        }
    }

    private func set(_ columns: ControlColumns, _ draft: inout Draft, _ rows: [Int]) {
        if let device, let first = columns.devices.first {
            draft.set(first.id, code: device.code, rows: rows)
            draft.clear(columns.devices.dropFirst() + [columns.removal], rows: rows)
        }
        if let removal { draft.update(columns.removal.id, rows: rows) { _, _ in removal } }
        if let uptime, let column = columns.uptime { draft.update(column.id, rows: rows) { _, _ in uptime } }
        if let captureType, let column = columns.captureType {
            draft.set(column.id, code: captureType.code, rows: rows)
            draft.clear([columns.capture].compactMap { $0 }, rows: rows)
        }
        if let capture, let column = columns.capture { draft.update(column.id, rows: rows) { _, _ in capture } }
    }

    /// A measured concentration holds for the old control: it goes with what passes after against before.
    private func scaleMeasured(_ columns: ControlColumns, _ work: inout Working, _ notes: inout Notes) {
        guard let column = columns.concentration else { return }
        let measured = work.kept.own(column.id)
        guard measured.contains(where: { !$0.isNaN }) else { return }
        let engine = work.kept.engine
        // What a method still takes a removal from was measured before the device: it stays.
        let isBefore = engine.memo.flags("before device " + pollutant, of: work.kept.cases) { number in
            engine.lines.indices.contains { line in
                engine.pollutant(ofLine: line) == pollutant
                    && engine.method(ofLine: line, inCase: number)?.acceptsControl ?? false
            }
        }
        let before = columns.passing(work.kept.original, of: work.kept, assuming: false)
        let after = columns.passing(work.kept.table, of: work.kept, assuming: false)
        var unknown = 0
        work.kept.update(column.id, rows: work.whole.filter { !measured[$0].isNaN && !isBefore[$0] }) { row, value in
            let ratio = after[row] / before[row]
            guard ratio.isFinite else {
                unknown += 1
                return value
            }
            return value * ratio
        }
        if unknown > 0 {
            notes.add(
                Label("实测浓度不变：治理前后效率不明", "measured concentration kept: removal before or after is not known"),
                rows: unknown)
        }
    }

    /// Rows that would emit more, or where as much is emitted let more pass, keep what they have.
    private func keepBetter(_ columns: ControlColumns, _ work: inout Working, _ notes: inout Notes) {
        let draft = work.kept
        var ignored = Findings()
        let after = draft.engine.emissions(of: draft.table, findings: &ignored).micrograms
        let lines = draft.engine.lines.indices.filter { draft.engine.pollutant(ofLine: $0) == pollutant }
        var passing: (before: [Double], after: [Double])?
        let better = work.whole.filter { row in
            let change = lines.reduce(0) { $0 + after[$1][row] - work.micrograms[$1][row] }
            guard change == 0 else { return change > 0 }
            let shares =
                passing
                ?? (
                    columns.passing(draft.original, of: draft, assuming: true),
                    columns.passing(draft.table, of: draft, assuming: true)
                )
            passing = shares
            return shares.after[row] > shares.before[row]
        }
        guard !better.isEmpty else { return }
        work.keep(better)
        notes.add(
            Label(
                "已有治理优于措施所给，保留原状（要改用时写 replace: yes）",
                "what is in place removes more: kept as it is (replace: yes takes it out)"),
            rows: better.count)
    }
}
