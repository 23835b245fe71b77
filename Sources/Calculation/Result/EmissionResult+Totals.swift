import Factors
import Inventories
public import Quantities
import Tables

/// A key that totals can be grouped by.
public struct Grouping: Hashable, Sendable {
    /// The name in `--by`: county, table, sector, pollutant, process, method, state, class10, class8, or a word column.
    public let name: String
    /// The level of a class tree, from 1; 0 for the whole path.
    public let level: Int

    /// The key as it is written.
    public var text: String { level > 1 ? "\(name):\(level)" : name }

    /// The keys that are not columns.
    public static let special = [
        "county", "table", "sector", "pollutant", "process", "method", "state", "class10", "class8",
    ]

    /// Reads `county`, `class10:2` and the like; `nil` where no kind has such a key.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let first = parts.first else { return nil }
        name = String(first)
        let isTree = name == "class10" || name == "class8"
        if parts.count == 2 {
            guard isTree, let level = Int(parts[1]), (1...4).contains(level) else { return nil }
            self.level = level
        } else {
            level = isTree ? 1 : 0
        }
        guard Grouping.special.contains(name) || Grouping.columns.contains(name) else { return nil }
    }

    /// The keys that differ between the lines of a row.
    static let ofLines: Set<String> = ["pollutant", "process", "method", "state"]

    /// The word columns of all kinds.
    public static let columns: [String] = {
        var names: [String] = []
        for column in InventoryKinds.all.flatMap(\.schema.columns)
        where column.vocabulary != nil && !names.contains(column.id) { names.append(column.id) }
        return names
    }()
}

/// One line of a table of totals.
public struct Totals: Sendable {
    /// The values of the grouping keys.
    public let keys: [String]
    /// The sum.
    public var emission: Mass
    /// Whether any line has a number; those of a state may have none.
    public private(set) var isKnown = false
    /// The sum; `nil` where no line has a number.
    public var number: Mass? { isKnown ? emission : nil }
    /// How much of it rests on assumptions or unverified factors.
    public var assumed: Mass
    /// How many source lines are in it.
    public var lines: Int
    /// What is generated and removed, and how it is released; where the run computed it.
    public var balance: Balance?

    /// Nothing yet of a group.
    package init(of keys: [String]) { self.init(keys: keys, emission: .zero, assumed: .zero, lines: 0) }

    /// Adds another group.
    package static func += (a: inout Totals, b: Totals) {
        a.emission += b.emission
        a.isKnown = a.isKnown || b.isKnown
        a.assumed += b.assumed
        a.lines += b.lines
        a.add(b.balance)
    }

    private mutating func add(_ own: Balance?) {
        guard let own else { return }
        var sum = balance ?? Balance()
        sum += own
        balance = sum
    }

    fileprivate init(
        keys: [String], emission: Mass, assumed: Mass, lines: Int, balance: Balance? = nil, isKnown: Bool = false
    ) {
        self.isKnown = isKnown
        (self.keys, self.emission, self.assumed, self.lines) = (keys, emission, assumed, lines)
        self.balance = balance
    }

    fileprivate mutating func add(_ mass: Mass?, isAssumed: Bool, lines count: Int, _ own: Balance?) {
        if mass != nil { isKnown = true }
        let mass = mass ?? .zero
        emission += mass
        if isAssumed { assumed += mass }
        lines += count
        add(own)
    }
}

/// Texts with a number each, from 0.
private struct Interned {
    private(set) var texts: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(_ text: String) -> Int {
        if let known = numbers[text] { return known }
        texts.append(text)
        numbers[text] = texts.count - 1
        return texts.count - 1
    }

    /// The place of each text among all, sorted.
    var ranks: [Int] {
        var ranks = Array(repeating: 0, count: texts.count)
        for (rank, number) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() { ranks[number] = rank }
        return ranks
    }
}

/// Groups by the numbers of their values: a group is the step from a wider group by one more value.
private struct Groups {
    /// The steps, each the wider group and above it one more than the value, at the places that their hashes tell; a free
    /// place holds 0.
    private var steps = [UInt64](repeating: 0, count: 1024)
    /// The group that each step leads to.
    private var groups = [UInt32](repeating: 0, count: 1024)
    private var count = 0
    /// The widest group, of all.
    static let all = 0

    mutating func step(from group: Int, by value: Int) -> Int {
        let step = UInt64(truncatingIfNeeded: value + 1) << 32 | UInt64(truncatingIfNeeded: group)
        let place = place(of: step)
        if steps[place] != 0 { return Int(groups[place]) }
        count += 1
        steps[place] = step
        groups[place] = UInt32(truncatingIfNeeded: count)
        if count * 2 > steps.count { grow() }
        return count
    }

    private func place(of step: UInt64) -> Int {
        let mask = steps.count - 1
        let hash = step &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: hash >> 32) & mask
        while steps[place] != 0, steps[place] != step { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let known = zip(steps, groups).filter { $0.0 != 0 }
        steps = Array(repeating: 0, count: steps.count * 4)
        groups = Array(repeating: 0, count: steps.count)
        for (step, group) in known {
            let place = place(of: step)
            (steps[place], groups[place]) = (step, group)
        }
    }
}

extension EmissionResult {
    /// Everything that one case and line of a kind is, for grouping.
    struct Cell {
        let kind: KindResult
        let number: Int
        let line: Int
    }

    /// All cells that hold rows.
    var cells: [Cell] {
        kinds.flatMap { kind in
            kind.cases.indices.filter(kind.holds).flatMap { number in
                kind.engine.lines.indices.map { Cell(kind: kind, number: number, line: $0) }
            }
        }
    }

    /// The total of a pollutant over all sources.
    public func total(of pollutant: String) -> Mass {
        var sum = Mass.zero
        for kind in kinds {
            let lines = kind.engine.lines.indices.filter {
                context.pollutants[kind.engine.lines[$0].pollutant] == pollutant
            }
            for number in kind.cases.indices {
                for line in lines { sum += Mass(micrograms: kind.sum(number, line)) }
            }
        }
        return sum
    }

    /// Totals by keys, sorted by them; lines without a number (missing, not applicable) count only where `state` is a
    /// key. Sums are exact: any grouping adds up to the total.
    public func totals(by keys: [Grouping]) -> [Totals] {
        let perCase = keys.indices.filter { !Grouping.ofLines.contains(keys[$0].name) }
        let perLine = keys.indices.filter { Grouping.ofLines.contains(keys[$0].name) }
        let hasState = keys.contains { $0.name == "state" }
        var texts = Interned()
        var groups = Groups()
        /// For each group the place of its total, or −1.
        var places: [Int] = []
        var totals: [(values: [Int], total: Totals)] = []
        /// The totals that a source which can emit has a number in.
        var emitting: Set<Int> = []
        // Room that is not used takes no memory; growing step by step would.
        totals.reserveCapacity(min(1 << 12, kinds.reduce(0) { $0 + $1.cases.count * $1.engine.lines.count }))
        var whole = Mass.zero
        for kind in kinds {
            var lines = LineValues(
                result: self, kind: kind, keys: perLine.map { keys[$0] }, isState: hasState)
            let words = keys.map { key in
                let column = key.name == "county" ? Column.countyCode : key.name
                return Grouping.special.contains(column)
                    ? nil : kind.engine.layout.words.firstIndex { $0.column == column }
            }
            var known = Array(repeating: [UInt16: Int](), count: keys.count)
            var values = Array(repeating: 0, count: keys.count)
            for number in kind.cases.indices where kind.holds(number) {
                var group = Groups.all
                let resolved = kind.cases[number]
                for place in perCase {
                    let code = words[place].map { resolved.code($0) }
                    if let code, let value = known[place][code] {
                        values[place] = value
                    } else {
                        values[place] = texts.number(EmissionResult.value(of: keys[place], ofCase: number, kind))
                        if let code { known[place][code] = values[place] }
                    }
                    group = groups.step(from: group, by: values[place])
                }
                /// The place of the total of lines with these values.
                func place(_ ofLine: [Int]) -> Int {
                    var group = group
                    for (place, value) in zip(perLine, ofLine) {
                        values[place] = value
                        group = groups.step(from: group, by: value)
                    }
                    while places.count <= group { places.append(-1) }
                    if places[group] < 0 {
                        places[group] = totals.count
                        totals.append((values, Totals(of: [])))
                    }
                    return places[group]
                }
                for line in lines.counted(ofCase: number, group: resolved.group, &texts) {
                    let unfit = kind.unfit(number, line.line)
                    // Rows whose number cannot be true have none, and count where those that lack data do.
                    if unfit > 0, hasState {
                        let own = zip(perLine, line.values).map { place, value in
                            switch keys[place].name {
                            case "state": texts.number(ResultState.missing.rawValue)
                            case "method": texts.number("")
                            default: value
                            }
                        }
                        totals[place(own)].total.add(nil, isAssumed: false, lines: unfit, nil)
                    }
                    guard kind.hasNumber(number, line.line) else { continue }
                    let mass = Mass(micrograms: kind.sum(number, line.line))
                    whole += mass
                    let whose = place(line.values)
                    if line.canEmit || mass != .zero { emitting.insert(whose) }
                    totals[whose].total.add(
                        line.hasNumber || mass != .zero ? mass : nil, isAssumed: line.state == .assumed,
                        lines: kind.counts[number] - unfit,
                        kind.engine.quantities.count > 1 ? kind.balance(number, line.line) : nil)
                }
            }
        }
        EmissionResult.account(of: totals.lazy.map(\.total), by: keys, whole: whole)
        // What cannot emit on the spot says nothing of what lacks data beside it.
        let lacking = hasState || emitting.count == totals.count ? [] : keysLacking(keys)
        // Places are sorted, for a total is long, by the ranks of their values side by side.
        let ranks = texts.ranks
        let width = keys.count
        let ranked = totals.flatMap { total in total.values.map { ranks[$0] } }
        return totals.indices.sorted { a, b in
            for i in 0..<width where ranked[a * width + i] != ranked[b * width + i] {
                return ranked[a * width + i] < ranked[b * width + i]
            }
            return false
        }.map { place in
            let (values, total) = totals[place]
            let own = values.map { texts.texts[$0] }
            let isKnown = total.isKnown && (emitting.contains(place) || !lacking.contains(own))
            return Totals(
                keys: own, emission: total.emission, assumed: total.assumed, lines: total.lines,
                balance: total.balance, isKnown: isKnown)
        }
    }

    /// The values of the keys of every line that lacks a number though it should have one.
    private func keysLacking(_ keys: [Grouping]) -> Set<[String]> {
        var lacking: Set<[String]> = []
        for kind in kinds {
            for number in kind.cases.indices where kind.holds(number) {
                for (line, outcome) in kind.cases[number].outcomes.enumerated() {
                    switch outcome {
                    case .notApplicable: continue
                    case .computed where kind.unfit(number, line) == 0 && kind.hasNumber(number, line): continue
                    case .computed, .missing: break
                    }
                    lacking.insert(
                        keys.map { key in
                            Grouping.ofLines.contains(key.name)
                                ? EmissionResult.value(of: key, line, outcome, kind.engine, context.pollutants)
                                : EmissionResult.value(of: key, ofCase: number, kind)
                        })
                }
            }
        }
        return lacking
    }

    /// What the lines of a kind's cases are grouped by: the same for all cases that resolve alike.
    private struct LineValues {
        struct Line {
            let line: Int
            let state: ResultState
            let values: [Int]
            /// Whether it is of a source that can emit where it stands.
            let canEmit: Bool

            var hasNumber: Bool { state == .computed || state == .assumed }
        }

        private let kind: KindResult
        private let keys: [Grouping]
        /// Whether lines without a number count.
        private let isState: Bool
        private let pollutants: [String]
        /// The lines of each group that was met.
        private var known: [[Line]?] = []

        init(result: EmissionResult, kind: KindResult, keys: [Grouping], isState: Bool) {
            pollutants = result.context.pollutants
            self.kind = kind
            self.keys = keys
            self.isState = isState
        }

        /// The lines of a case that count.
        mutating func counted(ofCase number: Int, group: Int, _ texts: inout Interned) -> [Line] {
            if group < known.count, let lines = known[group] { return lines }
            while known.count <= group { known.append(nil) }
            var lines: [Line] = []
            for (line, outcome) in kind.cases[number].outcomes.enumerated() {
                let state = outcome.state
                guard isState || state == .computed || state == .assumed else { continue }
                let values = keys.map { key in
                    texts.number(EmissionResult.value(of: key, line, outcome, kind.engine, pollutants))
                }
                var canEmit = true
                if case .computed(let own) = outcome { canEmit = own.method.nature != .none }
                lines.append(Line(line: line, state: state, values: values, canEmit: canEmit))
            }
            known[group] = lines
            return lines
        }
    }

    /// Every line of a case that has a number, with its values of the keys, in the order in which cases were met; `all`
    /// tells of cases without rows too.
    func forEachComputed(
        by keys: [Grouping], all: Bool = false,
        _ body: (_ values: [String], _ kind: KindResult, _ number: Int, _ line: Int) -> Void
    ) {
        let isOfLine = keys.map { Grouping.ofLines.contains($0.name) }
        for kind in kinds {
            for number in kind.cases.indices where all || kind.holds(number) {
                let ofCase = zip(keys, isOfLine).map { key, isOfLine in
                    isOfLine ? "" : EmissionResult.value(of: key, ofCase: number, kind)
                }
                for line in kind.engine.lines.indices {
                    guard case .computed = kind.cases[number].outcomes[line] else { continue }
                    let cell = Cell(kind: kind, number: number, line: line)
                    let values = keys.indices.map { isOfLine[$0] ? value(of: keys[$0], ofLine: cell) : ofCase[$0] }
                    body(values, kind, number, line)
                }
            }
        }
    }

    func state(of cell: Cell) -> ResultState {
        cell.kind.cases[cell.number].outcomes[cell.line].state
    }

    /// The value of a key that all lines of a case share; a kind without a line for any pollutant has it too.
    private static func value(of key: Grouping, ofCase number: Int, _ kind: KindResult) -> String {
        let resolved = kind.cases[number]
        switch key.name {
        case "table": return kind.kind.name
        case "county": return kind.engine.word(Column.countyCode, of: resolved.case)
        case "sector":
            let classes = kind.engine.classes
            let codes = classes.words.map { resolved.code($0) }
            return classes.row(of: codes)?.sector ?? Classification.noSector
        case "class10", "class8":
            let classes = kind.engine.classes
            let words = classes.pathWords
            return classes.path(key.text, of: words.map { resolved.code($0) }) {
                Classification(engine: kind.engine, case: resolved.case).path(key.name, level: key.level)
            }
        default: return kind.engine.word(key.name, of: resolved.case)
        }
    }

    /// The value of a key of `Grouping.ofLines`.
    private func value(of key: Grouping, ofLine cell: Cell) -> String {
        EmissionResult.value(
            of: key, cell.line, cell.kind.cases[cell.number].outcomes[cell.line], cell.kind.engine, context.pollutants)
    }

    private static func value(
        of key: Grouping, _ number: Int, _ outcome: Outcome, _ engine: KindEngine, _ pollutants: [String]
    ) -> String {
        let line = engine.lines[number]
        switch key.name {
        case "pollutant": return pollutants[line.pollutant]
        case "process": return engine.processes[line.process].id
        case "method":
            if case .computed(let found) = outcome { return found.method.id }
            return ""
        default: return outcome.state.rawValue
        }
    }

    /// The assumptions with the tonnes of each pollutant that hang on them, most first.
    public func assumptions() -> [(assumption: Assumption, pollutant: String, mass: Mass, lines: Int)] {
        struct Key: Hashable {
            let assumption: Assumption
            let pollutant: String
        }
        var found: [Key: (mass: Mass, lines: Int)] = [:]
        for cell in cells {
            guard case .computed(let resolved) = cell.kind.cases[cell.number].outcomes[cell.line],
                cell.kind.hasNumber(cell.number, cell.line)
            else { continue }
            let pollutant = context.pollutants[cell.kind.engine.lines[cell.line].pollutant]
            let mass = Mass(micrograms: cell.kind.sum(cell.number, cell.line))
            for assumption in Set(resolved.assumptions) {
                let key = Key(assumption: assumption, pollutant: pollutant)
                let old = found[key] ?? (.zero, 0)
                let rows = cell.kind.counts[cell.number] - cell.kind.unfit(cell.number, cell.line)
                found[key] = (old.mass + mass, old.lines + rows)
            }
        }
        return found.map { ($0.key.assumption, $0.key.pollutant, $0.value.mass, $0.value.lines) }
            .sorted { a, b in
                if a.mass != b.mass { return a.mass > b.mass }
                return a.assumption == b.assumption ? a.pollutant < b.pollutant : a.assumption < b.assumption
            }
    }

    /// One warning for each thing that is lacking, at the first row that lacks it, with how many rows do.
    var missingInformation: Findings {
        struct Key: Hashable {
            let need: Need
            let pollutant: Int
        }
        var findings = Findings()
        for kind in kinds where kind.engine.lines.isEmpty && kind.counts.contains(where: { $0 > 0 }) {
            findings.add(
                Finding(
                    .note, .kindWithoutPollutant(kind.kind.label, context.pollutants),
                    at: kind.samples.compactMap { $0 }.min().map { Location(file: $0.file) }))
        }
        for kind in kinds {
            var lacking: [Key: (rows: Int, first: Location?)] = [:]
            for number in kind.cases.indices where kind.counts[number] > 0 {
                for (line, outcome) in kind.cases[number].outcomes.enumerated() {
                    guard case .missing(let needs) = outcome, let need = needs.first else { continue }
                    let key = Key(need: need, pollutant: kind.engine.lines[line].pollutant)
                    let old = lacking[key] ?? (0, nil)
                    let here = kind.samples[number]
                    let first = old.first.map { a in here.map { min(a, $0) } ?? a } ?? here
                    lacking[key] = (old.rows + kind.counts[number], first)
                }
            }
            for (key, value) in lacking.sorted(by: { a, b in
                a.key.pollutant == b.key.pollutant ? a.key.need < b.key.need : a.key.pollutant < b.key.pollutant
            }) {
                findings.add(
                    Finding(
                        .warning, .informationMissing(key.need, context.pollutants[key.pollutant], rows: value.rows),
                        at: value.first))
            }
        }
        findings.add(partsAloneFindings)
        return findings
    }
}

extension Finding.Message {
    static func kindWithoutPollutant(_ kind: Label, _ pollutants: [String]) -> Finding.Message {
        let list = pollutants.joined(separator: ", ")
        return Finding.Message(
            "kind-without-pollutant", "\(kind.zh)没有 \(list) 的核算方法，不计入",
            "\(kind.en): no method computes \(list), so nothing is counted")
    }
    static func informationMissing(_ need: Need, _ pollutant: String, rows: Int) -> Finding.Message {
        Finding.Message(
            "information-missing", "\(pollutant) 无法核算（同类 \(rows) 行）：\(need.text.zh)",
            "\(pollutant) cannot be computed (\(rows == 1 ? "1 row" : "\(rows) rows alike")): \(need.text.en)")
    }
}
