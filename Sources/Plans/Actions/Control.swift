import Calculation
import Inventories
import Quantities
import Tables

/// A control is installed or improved 治理升级.
struct Control: Action {
    static let name = "control"
    static let label = Label("治理升级", "control")
    static let reference = [
        ActionParameter("pollutant", unit: "污染物", default: Label("必填", "required"), Label("NOx 或 VOCs", "NOx or VOCs")),
        ActionParameter("device", unit: "词", default: Label("不改", "unchanged"), Label("治理工艺", "the device")),
        ActionParameter("removal", unit: "1", default: Label("系数库", "library's"), Label("去除率", "the removal")),
        ActionParameter(
            "uptime", unit: "1", default: Label("不改", "unchanged"), Label("投运率", "the share of the time that it runs")),
        ActionParameter(
            "capture_type", unit: "词", default: Label("不改", "unchanged"), Label("收集方式（VOCs）", "how VOCs are captured")),
        ActionParameter(
            "capture", unit: "1", default: Label("系数库", "library's"),
            Label("收集率（VOCs）", "the share that is captured, of VOCs")),
        ActionParameter(
            "replace", unit: "yes/no", default: Label("no", "no"),
            Label("已有更好的治理时也替换", "replaces also what removes more")),
    ]
    static let example =
        "{table: boilers, where: {fuel: coal}, action: control, with: {pollutant: NOx, device: sncr}, timing: {completed: 2025-12}}"
    static let isDesigned = true
    static func rank(_ parameters: Parameters) -> Int {
        if parameters.has("device") || parameters.has("removal") { return 6 }
        return parameters.has("uptime") ? 7 : 5
    }
    static func pollutants(_ parameters: Parameters) -> Set<String>? { [parameters["pollutant"]?.text ?? ""] }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(.removal(of: parameters["pollutant"]?.text ?? "")) != nil
    }

    var pollutant: String
    /// Whether it takes out what removes more.
    var replaces = false
    var device: CodedWord?
    var removal: Double?
    var uptime: Double?
    var captureType: CodedWord?
    var capture: Double?

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        let (parameters, schema) = (reader.measure.parameters, reader.schema)
        let pollutant = parameters["pollutant"]?.text ?? ""
        var control = Control(pollutant: pollutant)
        guard ["NOx", "VOCs"].contains(pollutant) else {
            reader.fault(
                pollutant.isEmpty ? .parameterMissing("pollutant") : .unknownPlanWord, parameters["pollutant"],
                expected: "NOx, VOCs", nearest: Spelling.nearest(to: pollutant, in: ["NOx", "VOCs"]))
            return nil
        }
        guard reader.applies(asking: [schema.column(.removal(of: pollutant))]) else { return nil }
        let columns: [(String, ColumnSchema?)] = [
            ("device", schema.column(.device(of: pollutant, stage: 1))),
            ("uptime", schema.column(.uptime(of: pollutant))),
            ("capture", schema.column(.capture(of: pollutant))),
            ("capture_type", schema.column(.captureType(of: pollutant))),
        ]
        for (name, column) in columns where parameters.has(name) {
            guard reader.applies(name, asking: [column]) else { return nil }
        }
        guard columns.contains(where: { parameters.has($0.0) }) || parameters.has("removal") else {
            reader.fault(.parameterMissing((["removal"] + columns.map(\.0)).joined(separator: " | ")), nil)
            return nil
        }
        control.replaces = reader.isYes("replace")
        control.device = schema.column(.device(of: pollutant, stage: 1))?.vocabulary.flatMap {
            reader.word("device", in: $0)
        }
        control.removal = reader.number("removal", 0...1)
        control.uptime = reader.number("uptime", 0...1)
        control.captureType = reader.word("capture_type", in: "voc_capture_type")
        control.capture = reader.number("capture", 0...1)
        return control
    }

    /// Installs or improves a control. What a row has and what removes at least as much stays, unless the measure
    /// replaces it: a later device is not a worse one.
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        for i in works.indices {
            guard let columns = ControlColumns(of: pollutant, in: works[i].kept.schema) else { continue }
            works[i].treat { draft, rows in set(columns, &draft, rows) }
            scaleMeasured(columns, &works[i], &notes)
            if !replaces { keepBetter(&works[i], &notes) }
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
        let before = engine.passing(pollutant, of: work.kept.original, assuming: false)
        let after = engine.passing(pollutant, of: work.kept.table, assuming: false)
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
    private func keepBetter(_ work: inout Working, _ notes: inout Notes) {
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
                    draft.engine.passing(pollutant, of: draft.original, assuming: true),
                    draft.engine.passing(pollutant, of: draft.table, assuming: true)
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
