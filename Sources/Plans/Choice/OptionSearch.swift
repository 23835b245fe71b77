import Calculation
import Inventories
import Tables

/// A measure that a choice may take at some sources; one of several where it may be done in shares.
struct FreeMeasure: Sendable {
    /// The measure, its share set.
    let measure: Measure
    /// Its place among the plan's free measures: variants of one measure share it.
    let family: Int
    /// The share, where it may be done in part.
    let share: Double?

    /// How options name it.
    var name: String { share.map { measure.id + "@" + DecimalShare.text($0) } ?? measure.id }
}

/// What is told of the sources of a kind: emissions of a pollutant, of all sources or of those in a scope.
struct AmountColumn: Sendable, Hashable {
    let pollutant: Int
    let scope: Int?
}

/// What can be done at one source, with its effect.
struct SourceOption: Sendable {
    /// The source among those of the search.
    let unit: Int32
    /// The measures in the order in which they work.
    let measures: [Int]
    /// What they cost; `nil` where nobody knows.
    let cost: CostSums?
    /// What they take away, in micrograms, by column.
    let amounts: [Int64]
}

/// Rows of some sources, apart from all others.
struct SourceRows: Sendable {
    var parts: [Part] = []
    /// The source of each row.
    var units: [[Int32]] = []
    /// Which scopes each row belongs to, a bit each.
    var marks: [[UInt64]] = []

    /// The rows of some sources.
    func taking(_ wanted: Set<Int32>) -> SourceRows {
        var own = SourceRows()
        for (place, part) in parts.enumerated() {
            let rows = units[place].indices.filter { wanted.contains(units[place][$0]) }
            own.add(part, rows.map(Int32.init), rows.map { units[place][$0] }, rows.map { marks[place][$0] })
        }
        return own
    }

    /// Adds some rows of a part. Where a split-off row came from does not matter here, but that it was split off does.
    mutating func add(_ part: Part, _ rows: [Int32], _ units: [Int32], _ marks: [UInt64], places: Set<Int>? = nil) {
        guard !rows.isEmpty else { return }
        parts.append(
            Part(
                table: part.table.selecting(rows, places: places),
                origins: part.origins.isEmpty ? [] : rows.map { (0, $0) }, measure: part.measure,
                held: part.held.selecting(rows), left: part.left.isEmpty ? [] : rows.map { part.left[Int($0)] }))
        self.units.append(units)
        self.marks.append(marks)
    }

    /// The same sources with the parts that a measure made of theirs.
    func after(_ made: [Part]) -> SourceRows {
        var own = self
        own.parts = made
        for part in made.dropFirst(parts.count) {
            own.units.append(part.origins.map { own.units[$0.part][Int($0.row)] })
            own.marks.append(part.origins.map { own.marks[$0.part][Int($0.row)] })
        }
        return own
    }
}

/// Finds what can be done at each source of a kind: no measure, one, or several in series, each by the run's own engine.
struct OptionSearch: Sendable {
    let kind: SourceKind
    let engine: KindEngine
    let runner: StepRunner
    /// The measures of the kind, in the order in which they work; places in `free`.
    let order: [Int]
    let free: [FreeMeasure]
    let prepared: [PreparedMeasure]
    /// The sources that a measure is done at, all at once; `nil` where each is free.
    let bound: [Set<Int32>?]
    let columns: [AmountColumn]

    /// How many measures one source may have.
    static let mostInSeries = 4

    /// What was found.
    struct Found: Sendable {
        var options: [SourceOption] = []
        var findings = Findings()
    }

    /// The options of some sources; `sheet` is the one that the rows are of, where it is one.
    func options(of rows: SourceRows, sheet: Int?) -> Found {
        var found = Found()
        let before = emissions(of: rows, &found.findings)
        explore(rows, from: 0, chosen: [], paid: [:], before, sheet, &found)
        return found
    }

    private func explore(
        _ rows: SourceRows, from next: Int, chosen: [Int], paid: [Int32: CostSums?], _ before: [Int32: [Int64]],
        _ sheet: Int?, _ found: inout Found
    ) {
        guard chosen.count < OptionSearch.mostInSeries else { return }
        for place in next..<max(next, order.count) {
            let number = order[place]
            guard isAllowed(number, with: chosen), let action = prepared[number].action else { continue }
            let meant = units(selected(number, rows), in: rows)
            guard !meant.isEmpty else { continue }
            let own = rows.taking(meant)
            let measure = free[number].measure
            var effect = Effect(measure)
            let step = runner.apply(
                prepared[number], to: selected(number, own), of: own.parts, slice: 1, sheet: sheet, engine: engine,
                into: &effect)
            found.findings.add(effect.findings)
            found.findings.add(effect.notes.failures)
            guard !effect.notes.failures.hasErrors,
                action.state(of: effect.before, in: runner.context, runner.profiles).isApplied
            else { continue }
            let treated = units(step.touched, in: own)
            guard !treated.isEmpty else { continue }
            let after = own.after(step.parts).taking(treated)
            let costs = self.costs(of: measure, step, own, treated, paid)
            let measures = chosen + [number]
            if hasCompany(measures) {
                for (unit, left) in emissions(of: after, &found.findings) {
                    guard let first = before[unit] else { continue }
                    found.options.append(
                        SourceOption(
                            unit: unit, measures: measures, cost: costs[unit] ?? nil,
                            amounts: zip(first, left).map { $0 - $1 }))
                }
            }
            explore(after, from: place + 1, chosen: measures, paid: costs, before, sheet, &found)
        }
    }

    /// Whether a measure may join others.
    private func isAllowed(_ number: Int, with chosen: [Int]) -> Bool {
        let own = free[number]
        return !chosen.contains { other in
            free[other].family == own.family || own.measure.freedom.excludes.contains(free[other].measure.id)
                || free[other].measure.freedom.excludes.contains(own.measure.id)
        }
    }

    /// Whether each of some measures has one that it needs.
    private func hasCompany(_ measures: [Int]) -> Bool {
        let ids = measures.map { free[$0].measure.id }
        return measures.allSatisfy { number in
            let needs = free[number].measure.freedom.needs
            return needs.isEmpty || needs.contains { ids.contains($0) }
        }
    }

    /// The rows that a measure means, of the sources that it may be done at.
    private func selected(_ number: Int, _ rows: SourceRows) -> Selection {
        var selection = runner.selection(prepared[number], of: rows.parts)
        selection.undecided = []
        guard let wanted = bound[number] else { return selection }
        selection.rows = selection.rows.compactMap { part, own in
            let kept = own.filter { wanted.contains(rows.units[part][Int($0)]) }
            return kept.isEmpty ? nil : (part, kept)
        }
        return selection
    }

    private func units(_ selection: Selection, in rows: SourceRows) -> Set<Int32> { units(selection.rows, in: rows) }
    private func units(_ found: RowsByPart, in rows: SourceRows) -> Set<Int32> {
        var units: Set<Int32> = []
        for (part, own) in found { for row in own { units.insert(rows.units[part][Int(row)]) } }
        return units
    }

    /// What each source has cost after a measure more.
    private func costs(
        of measure: Measure, _ step: SliceStep, _ rows: SourceRows, _ treated: Set<Int32>, _ paid: [Int32: CostSums?]
    ) -> [Int32: CostSums?] {
        var costs: [Int32: CostSums?] = [:]
        for unit in treated {
            guard let cost = measure.cost, var sums = paid[unit] ?? CostSums() else {
                costs[unit] = .some(nil)
                continue
            }
            for part in cost.parts where part.basis == .whole { sums.add(part, times: 1) }
            costs[unit] = sums
        }
        for own in step.costs {
            for (row, cost) in zip(own.rows, own.costs) {
                let unit = rows.units[own.part][Int(row)]
                guard var sums = costs[unit] ?? nil, let cost else {
                    costs[unit] = .some(nil)
                    continue
                }
                sums.add(cost)
                costs[unit] = sums
            }
        }
        return costs
    }

    /// What sources emit, by column.
    private func emissions(of rows: SourceRows, _ findings: inout Findings) -> [Int32: [Int64]] {
        var sums: [Int32: [Int64]] = [:]
        let lines = columns.map { column in
            engine.lines.indices.filter { engine.lines[$0].pollutant == column.pollutant }
        }
        for (place, part) in rows.parts.enumerated() {
            let table = part.table.selecting(
                (0..<part.table.rowCount).map(Int32.init), places: part.table.places { isText, _ in !isText })
            var micrograms = engine.emissions(of: table, findings: &findings).micrograms
            part.held.add(to: &micrograms)
            for row in 0..<table.rowCount {
                var own = sums[rows.units[place][row]] ?? Array(repeating: 0, count: columns.count)
                for (number, column) in columns.enumerated() {
                    if let scope = column.scope, rows.marks[place][row] >> UInt64(scope) & 1 == 0 { continue }
                    for line in lines[number] { own[number] += micrograms[line][row] }
                }
                sums[rows.units[place][row]] = own
            }
        }
        return sums
    }
}
