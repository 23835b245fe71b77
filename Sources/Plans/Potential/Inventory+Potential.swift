public import Calculation
import Factors
public import Inventories
import Quantities
public import Tables

extension Plan {
    /// The techniques of the potential: those of the library, or of a file. `nil` with findings where it cannot be read.
    public static func techniques(_ context: RunContext, file: String? = nil, findings: inout Findings) -> Plan? {
        let own = (context.library.folders.first ?? "") + "/accounting/techniques.yaml"
        return Plan(file: file ?? own, vocabularies: context.library.vocabularies, findings: &findings)
    }
}

extension Inventory {
    /// The technical potential of all sources by a list of techniques, one after the other on each source.
    public func potential(
        _ techniques: Plan, in context: RunContext, threads: Int = 2, findings: inout Findings
    ) -> Potential {
        let runner = StepRunner(
            context: context, profiles: MonthlyProfiles(context), regions: nil, shares: techniques.shares, present: nil)
        let ordered = techniques.orderedMeasures
        var lines: [Potential.Line] = []
        for sheet in sheets {
            let engine = KindEngine(of: sheet.kind, in: context, groups: PlanEvaluation.groupings([]))
            let measures = ordered.filter { $0.kind.name == sheet.kind.name }.map(runner.prepared)
            for measure in measures { findings.add(measure.findings) }
            let slices = Slice.all(of: [sheet.table], for: measures)
            let results = inParallel(slices.count, threads: threads) { number in
                var pass = PotentialPass(slices[number], engine: engine, context: context)
                for measure in measures { pass.apply(measure, runner: runner) }
                return pass
            }
            var above = PartsAboveWholes()
            var risen: [String: RisenParts] = [:]
            for pass in results {
                findings.add(pass.findings)
                above.add(pass.aboveWholes)
                risen.merge(pass.risen) { own, more in
                    var own = own
                    own.add(more)
                    return own
                }
                pass.append(to: &lines, sheet: sheet, techniques: techniques)
            }
            findings.add(above.findings(engine) { sheet.table.location(row: $0) })
            for prepared in measures {
                guard let own = risen[prepared.measure.id] else { continue }
                findings.add(own.findings(of: prepared.measure, files: [sheet.table]))
            }
        }
        return Potential(lines: lines, techniques: techniques)
    }
}

/// The techniques on the rows of a slice, one after the other; of each pollutant the lowest emission is kept.
private struct PotentialPass: Sendable {
    let slice: Slice
    let engine: KindEngine
    private var parts: [Part]
    private let pollutants: [String]
    private let region: String
    /// The case of each row as it is.
    private let cases: [Int32]
    /// By row and pollutant, what is emitted today.
    private let today: [[Int64]]
    /// The lowest so far, and the technique that it was reached by.
    private var lowest: [[Int64]]
    /// By line the rows whose number today cannot be true.
    private let unfit: [Set<Int>]
    private var reached: [[String]]
    /// Why nothing is known of what a technique does.
    private var unknown: [[Label?]]
    /// Whether a technique is for it.
    private var isMeant: [[Bool]]
    private(set) var findings = Findings()
    /// The rows that have more of a part than of its whole today, by their number in the sheet.
    private(set) var aboveWholes = PartsAboveWholes()
    /// Those that have since a technique, by its id.
    private(set) var risen: [String: RisenParts] = [:]

    init(_ slice: Slice, engine: KindEngine, context: RunContext) {
        self.slice = slice
        self.engine = engine
        parts = slice.base
        pollutants = context.pollutants
        region = context.manifest.region
        let count = slice.rows.count
        guard let table = slice.base.first?.table else {
            (cases, today, lowest, reached, unknown, isMeant, unfit) = ([], [], [], [], [], [], [])
            return
        }
        let emissions = engine.emissions(of: table, findings: &findings)
        for row in emissions.aboveWholes { aboveWholes.add(row, number: slice.rows.lowerBound + row.row) }
        cases = emissions.cases
        unfit = Array(emissions.misfits.prefix(engine.lines.count))
        today = PotentialPass.sums(emissions.micrograms, engine, pollutants.count, rows: count)
        lowest = today
        reached = Array(repeating: Array(repeating: "", count: pollutants.count), count: count)
        unknown = Array(repeating: Array(repeating: nil, count: pollutants.count), count: count)
        isMeant = Array(repeating: Array(repeating: false, count: pollutants.count), count: count)
    }

    /// By row and pollutant.
    private static func sums(
        _ micrograms: [[Int64]], _ engine: KindEngine, _ pollutants: Int, rows count: Int
    ) -> [[Int64]] {
        var sums = Array(repeating: Array(repeating: Int64(0), count: pollutants), count: count)
        for (line, key) in engine.lines.enumerated() {
            for row in 0..<count { sums[row][key.pollutant] += micrograms[line][row] }
        }
        return sums
    }

    mutating func apply(_ prepared: PreparedMeasure, runner: StepRunner) {
        guard let action = prepared.action, !parts.isEmpty else { return }
        let names = type(of: action).pollutants(prepared.measure.parameters)
        let places = pollutants.indices.filter { names?.contains(pollutants[$0]) ?? true }
        guard !places.isEmpty else { return }
        let selection = runner.selection(prepared, of: parts)
        var effect = Effect(prepared.measure)
        let step = runner.apply(
            prepared, to: selection, of: parts, slice: 0, sheet: slice.sheet, engine: engine, into: &effect)
        parts = step.parts
        findings.add(effect.notes.failures)
        risen[prepared.measure.id, default: RisenParts()].add(effect.notes.risen)
        for (part, column, rows) in selection.undecided where part == 0 {
            let reason = Label("\(column) 空白，不知是否适用", "\(column) is blank: whether it is for this source is not known")
            for row in rows { note(reason, row, places) }
        }
        // What tables of limits have no row for is not meant; what has something better already is.
        let meant = action is Limit ? step.touched : step.selected
        for (part, rows) in meant where part == 0 {
            for row in rows { for place in places { isMeant[Int(row)][place] = true } }
        }
        for (part, rows) in step.touched where part == 0 && !rows.isEmpty { look(at: rows, prepared, action, places) }
    }

    private mutating func note(_ reason: Label, _ row: Int32, _ places: [Int]) {
        for place in places where unknown[Int(row)][place] == nil { unknown[Int(row)][place] = reason }
    }

    /// What rows emit after a technique; rows that it cannot be computed for are known no better.
    private mutating func look(at rows: [Int32], _ prepared: PreparedMeasure, _ action: any Action, _ places: [Int]) {
        let own = parts[0].table.selecting(rows)
        let emissions = engine.emissions(of: own, findings: &findings)
        let held = parts[0].held.selecting(rows)
        var micrograms = emissions.micrograms
        held.add(to: &micrograms)
        let after = PotentialPass.sums(micrograms, engine, pollutants.count, rows: rows.count)
        for (line, key) in engine.lines.enumerated() where places.contains(key.pollutant) {
            for (i, row) in rows.enumerated() {
                if emissions.emitted(i, line: line) == nil {
                    note(RowEmissions.impossible, row, [key.pollutant])
                } else if held.mass(line: line, row: i) != nil {
                    let need = engine.lacking(ofLine: line, inCase: emissions.cases[i]).first?.text
                    note(need ?? Potential.State.unknown.label, row, [key.pollutant])
                } else if action is Limit, let method = engine.method(ofLine: line, inCase: emissions.cases[i]),
                    method.nature != .none, !engine.isCapped(line: line, inCase: emissions.cases[i])
                {
                    note(
                        Label(
                            "核算方法没有烟气量，限值不起作用",
                            "the method has no flue gas volume: a limit has no effect on it"), row, [key.pollutant])
                }
            }
        }
        for (i, row) in rows.enumerated() {
            let unfit = Set(
                engine.lines.indices.filter { emissions.emitted(i, line: $0) == nil }.map { engine.lines[$0].pollutant }
            )
            for place in places where after[i][place] < lowest[Int(row)][place] && !unfit.contains(place) {
                lowest[Int(row)][place] = after[i][place]
                reached[Int(row)][place] = prepared.measure.id
            }
        }
    }

    /// A line for each source and pollutant that the source has.
    func append(to all: inout [Potential.Line], sheet: Inventory.Sheet, techniques: Plan) {
        guard !cases.isEmpty else { return }
        let lines = Dictionary(grouping: engine.lines.indices) { engine.lines[$0].pollutant }
        let firms = sheet.table.texts(Column.firmName)
        let counties = sheet.table.codes(Column.countyCode)
        let vocabulary = engine.vocabulary("county_code")
        for (i, row) in slice.rows.enumerated() {
            let county = counties.map { vocabulary.text($0[row]) } ?? ""
            for place in pollutants.indices {
                let own = lines[place] ?? []
                let needs = own.flatMap { engine.lacking(ofLine: $0, inCase: cases[i]) }
                let computed = own.filter { engine.method(ofLine: $0, inCase: cases[i]) != nil }
                let isKnown = computed.contains { !unfit[$0].contains(i) }
                guard !computed.isEmpty || !needs.isEmpty else { continue }
                let before = Mass(micrograms: Int128(today[i][place]))
                let after = Mass(micrograms: Int128(lowest[i][place]))
                let state: Potential.State
                var reason = Label("", "")
                if !isKnown {
                    state = .missing
                    reason = needs.first?.text ?? RowEmissions.impossible
                } else if after < before {
                    state = .reducible
                    reason = techniques.measure(reached[i][place])?.title ?? reason
                } else if before == .zero {
                    state = .reached
                } else if let why = unknown[i][place] {
                    (state, reason) = (.unknown, why)
                } else {
                    state = isMeant[i][place] ? .reached : .noTechnique
                }
                if reason.en.isEmpty, let need = needs.first { reason = need.text }
                all.append(
                    Potential.Line(
                        kind: sheet.kind.name, source: sheet.sourceName(row: row), firm: firms?[row] ?? "",
                        county: county.isEmpty ? region : county, sector: engine.sector(ofCase: cases[i]),
                        location: sheet.table.location(row: row), pollutant: pollutants[place],
                        today: isKnown ? before : nil,
                        after: state == .missing || state == .unknown || state == .noTechnique ? nil : after,
                        technique: reached[i][place], state: state, reason: reason))
            }
        }
    }
}
