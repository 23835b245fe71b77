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
