public import Calculation
import Inventories
public import Quantities
public import Tables

/// What a measure does to one source: its calculation sheets before and after 核算过程.
public struct MeasureSheets: Sendable {
    /// The measure's id.
    public let measure: String
    /// The source's id or name.
    public let source: String
    /// Where its row stands.
    public let location: Location
    /// The pollutant.
    public let pollutant: String
    /// Before the measure, one sheet for each process.
    public let before: [Explanation]
    /// After the measure: the source where it stands, then the rows that were split off it.
    public let after: [Explanation]

    /// What an earlier measure left held of it.
    public let heldBefore: Mass
    /// What is held as before because something is lacking after the measure.
    public let heldAfter: Mass

    /// Removed at this source.
    public var reduction: Mass {
        before.reduce(heldBefore) { $0 + ($1.emission ?? .zero) }
            - after.reduce(heldAfter) { $0 + ($1.emission ?? .zero) }
    }
}

/// A source that a measure touched.
public struct TouchedSource: Sendable {
    /// The source's id, or its name.
    public let source: String
    /// Where its row stands.
    public let location: Location
    /// The emission before, by pollutant in the order of the run.
    public let before: [Mass]
    /// The emission after, split-off rows included.
    public let after: [Mass]
}

extension PlanEvaluation {
    /// The sources that a measure touched, in the order of the files, with their emission before and after; they add up
    /// to the measure's reduction. New sources of `add` are not among them.
    public func sources(of id: String) -> [TouchedSource] {
        guard let (chain, index) = step(id) else { return [] }
        var ignored = Findings()
        var sources: [TouchedSource] = []
        for (slice, step) in chain.steps[index].slices.enumerated() {
            let before = chain.parts(before: index, slice: slice)
            for (part, rows) in step.touched {
                let sheet = chain.sheet(rows, part: part, slice: slice, in: before)
                let first = masses(chain, sheet.table, before[part].held.selecting(rows), &ignored)
                var last = masses(
                    chain, step.parts[part].table.selecting(rows), step.parts[part].held.selecting(rows), &ignored)
                for split in step.parts[before.count...] where split.measure == id {
                    let own = masses(chain, split.table, split.held, &ignored)
                    var places: [Int32: Int] = [:]
                    for (i, row) in rows.enumerated() { places[row] = i }
                    for (i, origin) in split.origins.enumerated() where origin.part == part {
                        guard let place = places[origin.row] else { continue }
                        last[place] = zip(last[place], own[i]).map { $0 + $1 }
                    }
                }
                for i in rows.indices {
                    sources.append(
                        TouchedSource(
                            source: sheet.sourceName(row: i), location: sheet.table.location(row: i),
                            before: first[i], after: last[i]))
                }
            }
        }
        return sources
    }

    /// The sheets of a measure on one source, named by its id or name; the first touched source where none is named.
    public func sheets(of id: String, source: String? = nil, pollutant: String) -> MeasureSheets? {
        guard let (chain, index) = step(id) else { return nil }
        for (slice, step) in chain.steps[index].slices.enumerated() {
            let before = chain.parts(before: index, slice: slice)
            for (part, rows) in step.touched {
                let sheet = chain.sheet(rows, part: part, slice: slice, in: before)
                let ids = sheet.table.texts(Column.id)
                guard
                    let place = rows.indices.first(where: {
                        source == nil || ids?[$0] == source || sheet.sourceName(row: $0) == source
                    })
                else { continue }
                let row = rows[place]
                func explanations(_ rows: [Int32], _ part: Int) -> [Explanation] {
                    let own = chain.sheet(rows, part: part, slice: slice, in: step.parts)
                    return rows.indices.flatMap { scenario.explanations(of: own, row: $0, pollutant: pollutant) }
                }
                func held(_ part: Part, _ row: Int32) -> Mass {
                    var sum = Mass.zero
                    for line in chain.engine.lines.indices where chain.engine.pollutant(ofLine: line) == pollutant {
                        sum += Mass(micrograms: Int128(part.held.mass(line: line, row: Int(row))?.micrograms ?? 0))
                    }
                    return sum
                }
                var heldAfter = held(step.parts[part], row)
                var after = explanations([row], part)
                for other in before.count..<step.parts.count where step.parts[other].measure == id {
                    let split = step.parts[other].origins.indices.filter {
                        step.parts[other].origins[$0] == (part, row)
                    }
                    after += explanations(split.map(Int32.init), other)
                    heldAfter = split.reduce(heldAfter) { $0 + held(step.parts[other], Int32($1)) }
                }
                return MeasureSheets(
                    measure: id, source: sheet.sourceName(row: place), location: sheet.table.location(row: place),
                    pollutant: pollutant,
                    before: baseline.explanations(of: sheet, row: place, pollutant: pollutant), after: after,
                    heldBefore: held(before[part], row), heldAfter: heldAfter)
            }
        }
        return nil
    }

    /// A measure's step with its rows.
    func step(_ id: String) -> (chain: Chain, index: Int)? {
        guard let kind = plan.measure(id)?.kind.name, let chain = rows.chain(of: kind),
            let index = chain.steps.firstIndex(where: { $0.measure.id == id })
        else { return nil }
        return (chain, index)
    }

    /// The emission of each row by pollutant.
    private func masses(_ chain: Chain, _ table: Table, _ held: Held, _ findings: inout Findings) -> [[Mass]] {
        let emissions = chain.engine.emissions(of: table, findings: &findings)
        var micrograms = emissions.micrograms
        held.add(to: &micrograms)
        return (0..<table.rowCount).map { row in
            var sums = [Int128](repeating: 0, count: context.pollutants.count)
            for (line, key) in chain.engine.lines.enumerated() {
                sums[key.pollutant] += Int128(micrograms[line][row])
            }
            return sums.map { Mass(micrograms: $0) }
        }
    }
}
