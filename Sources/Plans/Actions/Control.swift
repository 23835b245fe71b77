import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// A control is installed or improved 治理升级, of any pollutant. The devices of flue gas take several pollutants out of it, and
/// each of them is computed anew.
struct Control: Action {
    static let name = "control"
    static let label = Label("治理升级", "control")
    static let reference = [
        ActionParameter(
            "pollutant", unit: "污染物", default: Label("必填", "required"),
            Label("治理设施去除的污染物", "one that devices remove")),
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
    static func pollutants(_ parameters: Parameters) -> Set<String>? {
        let pollutant = parameters[Column.pollutant]?.text ?? ""
        let isShared = SourceKind.all.contains { kind in
            ControlColumns(of: pollutant, in: kind.schema)?.meetsOthers ?? false
        }
        guard isShared else { return [pollutant] }
        let others = SourceKind.all.flatMap { FlueGasDevices.columns(of: $0.schema) }.flatMap(\.roles)
        return Set(others.compactMap { if case .device(let other, _) = $0 { other } else { nil } } + [pollutant])
    }
    static func judged(
        of kind: SourceKind, _ parameters: Parameters, _ library: FactorLibrary
    ) -> Set<String> {
        let pollutant = parameters[Column.pollutant]?.text ?? ""
        guard let own = ControlColumns(of: pollutant, in: kind.schema), !own.meetsOthers else { return [] }
        return [pollutant]
    }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        guard let own = ControlColumns(of: parameters[Column.pollutant]?.text ?? "", in: kind.schema) else { return [] }
        return Set((own.all + own.concentrations.map(\.column)).map(\.id))
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        ControlColumns(of: parameters[Column.pollutant]?.text ?? "", in: kind.schema) != nil
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
        guard let pollutant = reader.pollutant(parameters[Column.pollutant]) else { return nil }
        var control = Control(pollutant: pollutant)
        let own = ControlColumns(of: pollutant, in: schema)
        guard reader.applies(asking: [own?.first ?? own?.removal]) else { return nil }
        let names = ["removal", "device", "uptime", "capture", "capture_type"]
        for name in names where parameters.has(name) {
            let takes = reader.takes(name, among: names) { schema, name in
                ControlColumns(of: pollutant, in: schema).flatMap { column(of: name, in: $0) }
            }
            guard takes else { return nil }
        }
        guard names.contains(where: parameters.has) else {
            let there = names.filter { name in own.flatMap { column(of: name, in: $0) } != nil }
            reader.fault(.parameterMissing(there.joined(separator: " | ")), nil)
            return nil
        }
        control.replaces = reader.isYes("replace")
        control.device = own?.first?.vocabulary.flatMap { reader.word("device", in: $0) }
        control.removal = reader.number("removal", 0...1)
        control.uptime = reader.number("uptime", 0...1)
        control.captureType = reader.word("capture_type", in: "voc_capture_type")
        control.capture = reader.number("capture", 0...1)
        return control
    }

    /// The column that a parameter sets.
    private static func column(of parameter: String, in columns: ControlColumns) -> ColumnSchema? {
        switch parameter {
        case "removal": columns.removal
        case "device": columns.first
        case "uptime": columns.uptime
        case "capture": columns.capture
        case "capture_type": columns.captureType
        default: nil
        }
    }

    /// Installs or improves a control. What a row has and what removes at least as much stays, unless the measure
    /// replaces it: a later device is not a worse one.
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        for i in works.indices {
            let library = works[i].kept.engine.context.library
            guard let columns = ControlColumns(of: pollutant, in: works[i].kept.schema, library) else { continue }
            if columns.meetsOthers, removal == nil, !takes(works[i], columns, &notes) {
                works[i].keep(works[i].whole)
                continue
            }
            works[i].treat { draft, rows in set(columns, &draft, rows) }
            if columns.removal == nil { tellFull(columns, works[i], &notes) }
            tellUncaptured(columns, works[i], &notes)
            scaleMeasured(columns, &works[i], &notes)
            if !replaces { keepBetter(columns, &works[i], &notes) }
        }
    }

    /// Whether the device is known to take out the pollutant, or what it is a part of: else it would stand there to no effect.
    private func takes(_ work: Working, _ columns: ControlColumns, _ notes: inout Notes) -> Bool {
        guard let device, let first = columns.first, work.kept.count > 0,
            !work.kept.noneCodes(first.id).contains(device.code)
        else { return true }
        let engine = work.kept.engine.computing(
            FlueGasDevices.pollutants(of: work.kept.schema, work.kept.engine.context.library))
        let number = engine.caseNumbers(of: work.kept.original)[0]
        let context = engine.context
        let isKnown = context.library.wholes(of: pollutant).flatMap(context.fractions).contains {
            engine.factor(
                FlueGasDevices.table, keys: [FlueGasDevices.vocabulary: device.text, Column.pollutant: $0],
                inCase: number) != nil
        }
        if !isKnown {
            work.lack(
                work.whole, of: pollutant, "\(FlueGasDevices.table) \(device.text) \(pollutant)",
                Label(
                    "系数库没有 \(device.text) 对 \(pollutant) 的去除率",
                    "the library has no removal of \(pollutant) by \(device.text)"), &notes)
        }
        return isKnown
    }

    private func set(_ columns: ControlColumns, _ draft: inout Draft, _ rows: [Int]) {
        if let device, let first = columns.first {
            if let removal = columns.removal {
                draft.set(first.id, code: device.code, rows: rows)
                draft.clear(columns.devices.dropFirst() + [removal], rows: rows)
            } else {
                add(device, columns, &draft, rows)
            }
        }
        if let removal, let column = columns.removal { draft.update(column.id, rows: rows) { _, _ in removal } }
        if let uptime, let column = columns.uptime { draft.update(column.id, rows: rows) { _, _ in uptime } }
        if let captureType, let column = columns.captureType {
            draft.set(column.id, code: captureType.code, rows: rows)
            draft.clear([columns.capture].compactMap { $0 }, rows: rows)
        }
        if let capture, let column = columns.capture { draft.update(column.id, rows: rows) { _, _ in capture } }
    }

    /// Puts a device for a pollutant without columns of its own where the row names none yet: what stands there is for others
    /// and stays.
    private func add(_ device: CodedWord, _ columns: ControlColumns, _ draft: inout Draft, _ rows: [Int]) {
        let words = columns.devices.map { ($0.id, draft.codes($0.id), draft.noneCodes($0.id)) }
        var places: [String: [Int]] = [:]
        for row in rows where !words.contains(where: { $0.1[row] == device.code }) {
            guard let free = words.first(where: { $0.1[row] == 0 || $0.2.contains($0.1[row]) }) else { continue }
            places[free.0, default: []].append(row)
        }
        for (column, own) in places { draft.set(column, code: device.code, rows: own) }
    }

    /// Rows with other devices in every place.
    private func tellFull(_ columns: ControlColumns, _ work: Working, _ notes: inout Notes) {
        guard let device else { return }
        let words = columns.devices.map { work.kept.codes($0.id) }
        let full = work.whole.filter { row in !words.contains { $0[row] == device.code } }
        guard !full.isEmpty else { return }
        work.lack(
            full, of: pollutant, columns.devices.map(\.id).joined(separator: " | "),
            Label("治理设施列已满，放不下 \(device.text)", "no column for another device is free: \(device.text) has no place"),
            &notes)
    }

    /// Rows where nothing tells what part of the gas comes to the device: the methods credit no removal then.
    private func tellUncaptured(_ columns: ControlColumns, _ work: Working, _ notes: inout Notes) {
        guard device != nil || removal != nil || uptime != nil, let capture = columns.capture else { return }
        let own = work.kept.own(capture.id)
        guard own.contains(where: \.isNaN) else { return }
        let engine = work.kept.engine
        let used = engine.memo.values("used " + capture.id, of: engine.caseNumbers(of: work.kept.table)) { number in
            engine.usedNumber(capture.id, inCase: number) ?? .nan
        }
        work.lack(
            work.whole.filter { own[$0].isNaN && used[$0] == 0 }, of: pollutant,
            [columns.captureType, capture].compactMap { $0?.id }.joined(separator: " | "),
            Label(
                "收集率未知，不计去除（措施写 capture 或 capture_type，或填清单的列）",
                "capture not known, no removal credited (give capture or capture_type in the measure, or the column)"),
            &notes)
    }

    /// A measured concentration holds for the old control: it goes with what passes after against before, for each pollutant
    /// that meets the devices.
    private func scaleMeasured(_ columns: ControlColumns, _ work: inout Working, _ notes: inout Notes) {
        for (pollutant, column) in columns.concentrations { scale(column, of: pollutant, &work, &notes) }
    }

    private func scale(
        _ column: ColumnSchema, of pollutant: String, _ work: inout Working, _ notes: inout Notes
    ) {
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

    /// Rows where more of any pollutant that meets the devices would pass or be emitted keep what they have, whatever the run
    /// asks for.
    private func keepBetter(_ columns: ControlColumns, _ work: inout Working, _ notes: inout Notes) {
        let judged = columns.judged(pollutant, in: work.kept.schema, work.kept.engine.context.library)
        let engine = work.kept.engine.computing(judged)
        var worse: [Int: [String]] = [:]
        if columns.meetsOthers {
            for pollutant in judged.sorted() {
                for row in rowsPassingMore(of: pollutant, work, engine) { worse[row, default: []].append(pollutant) }
            }
        } else {
            for row in rowsEmittingMore(work, engine) { worse[row] = [pollutant] }
        }
        let rising =
            columns.meetsOthers ? rowsRisingUnderCaps(judged, work, engine).filter { worse[$0.key] == nil } : [:]
        work.keep((Array(worse.keys) + Array(rising.keys)).sorted())
        for (names, rows) in Dictionary(grouping: rising.keys, by: { rising[$0] ?? [] }) {
            notes.add(
                Label(
                    "总项已按限值计算，换设施会使 \(names.joined(separator: "、")) 增加，保留原状（要改用时写 replace: yes）",
                    "the whole stands at its cap, and \(names.joined(separator: ", ")) would rise with the device: kept as it is (replace: yes installs it)"
                ), rows: rows.count)
        }
        for (names, rows) in Dictionary(grouping: worse.keys, by: { worse[$0] ?? [] }) {
            notes.add(
                Label(
                    "已有治理去除更多 \(names.joined(separator: "、"))，保留原状（要改用时写 replace: yes）",
                    "what is in place removes more \(names.joined(separator: ", ")): kept as it is (replace: yes takes it out)"
                ), rows: rows.count)
        }
    }

    /// Rows with a cap that would emit more of a pollutant, with those pollutants: a cap on the whole scales its sizes by what it
    /// leaves of the whole, so a device that takes most of the coarse may leave more of the fine below the same cap.
    private func rowsRisingUnderCaps(
        _ judged: Set<String>, _ work: Working, _ engine: KindEngine
    ) -> [Int: [String]] {
        let caps = work.kept.schema.columns.filter { column in
            column.roles.contains { if case .cap = $0 { true } else if case .capOfOther = $0 { true } else { false } }
        }.map { work.kept.own($0.id) }
        let capped = work.whole.filter { row in caps.contains { !$0[row].isNaN } }
        guard !capped.isEmpty else { return [:] }
        var ignored = Findings()
        let before = engine.emissions(of: work.kept.original, findings: &ignored).micrograms
        let after = engine.emissions(of: work.kept.table, findings: &ignored).micrograms
        var rising: [Int: [String]] = [:]
        for pollutant in judged.sorted() {
            let lines = engine.lines.indices.filter { engine.pollutant(ofLine: $0) == pollutant }
            for row in capped {
                let (old, new) = lines.reduce((0, 0)) { ($0.0 + before[$1][row], $0.1 + after[$1][row]) }
                // What rounding of each line can make is no rise.
                if new - old > Int64(lines.count) { rising[row, default: []].append(pollutant) }
            }
        }
        return rising
    }

    /// Rows where a greater share of a pollutant would pass.
    private func rowsPassingMore(of pollutant: String, _ work: Working, _ engine: KindEngine) -> [Int] {
        let before = engine.passing(pollutant, of: work.kept.original, assuming: true)
        let after = engine.passing(pollutant, of: work.kept.table, assuming: true)
        // The same share by another formula may differ in the last digit.
        return work.whole.filter { after[$0] > before[$0] + 1e-12 }
    }

    /// Rows that would emit more of the pollutant, or where as much is emitted let more pass: factors may be those of a
    /// device.
    private func rowsEmittingMore(_ work: Working, _ engine: KindEngine) -> [Int] {
        var ignored = Findings()
        let after = engine.emissions(of: work.kept.table, findings: &ignored).micrograms
        let isKnown = engine === work.kept.engine && work.held.isEmpty
        let before =
            isKnown ? work.micrograms : engine.emissions(of: work.kept.original, findings: &ignored).micrograms
        let lines = engine.lines.indices.filter { engine.pollutant(ofLine: $0) == pollutant }
        let changes = work.whole.map { row in lines.reduce(0) { $0 + after[$1][row] - before[$1][row] } }
        let more = zip(work.whole, changes).filter { $1 > 0 }.map(\.0)
        guard changes.contains(0) else { return more }
        let isSame = Set(zip(work.whole, changes).filter { $1 == 0 }.map(\.0))
        return more + rowsPassingMore(of: pollutant, work, engine).filter(isSame.contains)
    }
}
