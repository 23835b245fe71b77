import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// The change of one region's sources between two years: computes them again with one group of what changed after another.
struct RegionChange {
    private let old: ReportPart?
    private let new: ReportPart?
    private let pollutants: [String]
    private let shelf: LibraryShelf
    private let order: [EmissionChange.Cause]

    init(
        from old: ReportPart?, to new: ReportPart?, _ pollutants: [String], _ shelf: LibraryShelf,
        _ order: [EmissionChange.Cause]
    ) {
        self.old = old
        self.new = new
        self.pollutants = pollutants
        self.shelf = shelf
        self.order = order
    }

    /// The sources of both years with the parts of their changes.
    func sources() async throws -> [EmissionChange.Source] {
        var found: [EmissionChange.Source] = []
        let contexts: ChangeContexts? =
            if let old, let new { try ChangeContexts(from: old, to: new, pollutants, shelf) } else { nil }
        for kind in SourceKind.all {
            let before = old?.kinds.first { $0.kind.id == kind.id }
            let after = new?.kinds.first { $0.kind.id == kind.id }
            let pairs = SourcePairs(before, after)
            if let before { found += alone(pairs.onlyOld, of: before, old, .gone) }
            if let after { found += alone(pairs.onlyNew, of: after, new, .new) }
            if let before, let after, let contexts {
                for first in stride(from: 0, to: pairs.both.count, by: 1 << 15) {
                    let some = Array(pairs.both[first..<min(first + 1 << 15, pairs.both.count)])
                    found += try await changed(some, before, after, contexts)
                }
            }
        }
        return found
    }

    /// Sources of one of the years.
    private func alone(
        _ rows: [Int], of kind: ReportKind, _ part: ReportPart?, _ cause: EmissionChange.Cause
    ) -> [EmissionChange.Source] {
        guard let part else { return [] }
        return rows.flatMap { row in
            pollutants.compactMap { pollutant -> EmissionChange.Source? in
                let masses = kind.lines.indices.filter { kind.lines[$0].pollutant == pollutant }.compactMap {
                    kind.level($0, row: row, in: part)?.mass
                }
                guard !masses.isEmpty else { return nil }
                let mass = Mass(micrograms: masses.reduce(Int128.zero) { $0 + Int128($1) })
                let change = cause == .new ? mass : .zero - mass
                return source(
                    kind, row, part, pollutant, old: cause == .new ? nil : mass, new: cause == .new ? mass : nil,
                    parts: change == .zero ? [] : [EmissionChange.Part(cause: cause, mass: change)])
            }
        }
    }

    private func source(
        _ kind: ReportKind, _ row: Int, _ part: ReportPart, _ pollutant: String, old: Mass?, new: Mass?,
        parts: [EmissionChange.Part]
    ) -> EmissionChange.Source {
        EmissionChange.Source(
            region: part.header.region, table: kind.kind.name, source: kind.sourceName(row: row),
            firm: kind.text(Column.firmName, row: row), sector: kind.sector(row: row), pollutant: pollutant, old: old,
            new: new, parts: parts)
    }

    /// Sources of both years: the stated result of the earlier, what each step computes, the stated result of the later.
    private func changed(
        _ pairs: [SourcePairs.Pair], _ before: ReportKind, _ after: ReportKind, _ contexts: ChangeContexts
    ) async throws -> [EmissionChange.Source] {
        guard let old, let new else { return [] }
        let steps = try await steps(pairs, before, after, contexts)
        let status = before.kind.schema.place(of: Column.status)
        var found: [EmissionChange.Source] = []
        for (number, pair) in pairs.enumerated() {
            let (was, runs) = (
                status.map { RegionChange.runs(before.text(at: $0, row: pair.old)) } ?? true,
                status.map { RegionChange.runs(after.text(at: $0, row: pair.new)) } ?? true
            )
            for pollutant in pollutants {
                var (stated, later): (Mass?, Mass?) = (nil, nil)
                var sums: [EmissionChange.Cause: Int128] = [:]
                for line in Set(before.lines + after.lines) where line.pollutant == pollutant {
                    let a = before.lines.firstIndex(of: line).flatMap { before.level($0, row: pair.old, in: old) }
                    let b = after.lines.firstIndex(of: line).flatMap { after.level($0, row: pair.new, in: new) }
                    if let mass = a?.mass { stated = (stated ?? .zero) + Mass(micrograms: mass) }
                    if let mass = b?.mass { later = (later ?? .zero) + Mass(micrograms: mass) }
                    let levels = steps.map { $0.level(line, number) }
                    for (cause, mass) in split(a, levels, b, ran: was, runs: runs) {
                        sums[cause, default: 0] += mass
                    }
                }
                guard stated != nil || later != nil else { continue }
                let (own, other) = (before.sector(row: pair.old), after.sector(row: pair.new))
                if own != other, let mass = stated, mass != .zero {
                    found.append(
                        source(
                            before, pair.old, old, pollutant, old: mass, new: nil,
                            parts: [EmissionChange.Part(cause: .technique, mass: .zero - mass)]))
                    sums[.technique, default: 0] += mass.micrograms
                    stated = nil
                }
                found.append(
                    source(
                        after, pair.new, new, pollutant, old: stated, new: later,
                        parts: EmissionChange.Cause.allCases.compactMap { cause in
                            sums[cause].flatMap {
                                $0 == 0 ? nil : EmissionChange.Part(cause: cause, mass: Mass(micrograms: $0))
                            }
                        }))
            }
        }
        return found
    }

    /// The causes of the change of one line: `nil` is no number, and a line that does not apply emits nothing.
    private func split(
        _ a: SourceLevel?, _ steps: [SourceLevel?], _ b: SourceLevel?, ran: Bool, runs: Bool
    ) -> [(EmissionChange.Cause, Int128)] {
        let (first, last) = (a ?? .notApplicable, b ?? .notApplicable)
        // A source that was planned or closed, and emitted nothing, is new where it runs.
        if ran != runs, (ran ? last : first).mass ?? 0 == 0 {
            let change = Int128(last.mass ?? 0) - Int128(first.mass ?? 0)
            return change == 0 ? [] : [(ran ? .gone : .new, change)]
        }
        guard let from = first.mass, last.mass != nil else {
            let change = Int128(last.mass ?? 0) - Int128(first.mass ?? 0)
            return change == 0 ? [] : [(.data, change)]
        }
        var parts: [(EmissionChange.Cause, Int128)] = []
        var (level, method) = (from, first.method)
        let causes: [EmissionChange.Cause] = [.library] + order + [.library]
        for (cause, step) in zip(causes, steps + [last]) {
            guard let step, let mass = step.mass else { continue }
            // Another way of computing is a cause of its own, unless another technique brings it.
            let isOtherMethod = step.method != nil && method != nil && step.method != method
            let own = isOtherMethod && cause != .technique ? .method : cause
            if mass != level { parts.append((own, Int128(mass) - Int128(level))) }
            (level, method) = (mass, step.method ?? method)
        }
        return parts
    }

    /// Whether a source of that status is there and not only on paper.
    private static func runs(_ status: String) -> Bool { !["planned", "closed"].contains(status) }

    /// What the sources emit with none, one, two … of the groups put in place.
    private func steps(
        _ pairs: [SourcePairs.Pair], _ before: ReportKind, _ after: ReportKind, _ contexts: ChangeContexts
    ) async throws -> [SourceStep] {
        let (rows, others) = (pairs.map { Int32($0.old) }, pairs.map { Int32($0.new) })
        let olds = before.cells.map { $0?.reordered(rows) }
        let news = after.cells.map { $0?.reordered(others) }
        let causes = before.kind.schema.columns.map(\.cause)
        var steps: [SourceStep] = []
        for count in 0...order.count {
            let applied = Set(order.prefix(count))
            if count > 0, let last = steps.last, !contexts.changes(by: order[count - 1]) {
                let isSame = causes.indices.allSatisfy {
                    causes[$0] != order[count - 1] || olds[$0] == news[$0]
                }
                if isSame {
                    steps.append(last)
                    continue
                }
            }
            var mixed = ReportKind(kind: before.kind)
            mixed.cells = causes.indices.map { applied.contains(causes[$0]) ? news[$0] : olds[$0] }
            steps.append(try await contexts.step(mixed, count: pairs.count, with: applied))
        }
        return steps
    }
}

/// What one line of a source emits, by what it was computed.
struct SourceLevel {
    /// Whole micrograms; `nil` where there is no number.
    let mass: Int64?
    /// The method's id.
    let method: String?
    /// There is no such emission.
    static let notApplicable = SourceLevel(mass: 0, method: nil)

    init(mass: Int64?, method: String?) {
        self.mass = mass
        self.method = method
    }

    init(_ state: ResultState, _ mass: Int64, method: String?) {
        switch state {
        case .computed, .assumed: self.init(mass: mass, method: method)
        case .notApplicable: self = .notApplicable
        case .missing, .invalid: self.init(mass: nil, method: nil)
        }
    }
}

extension ReportKind {
    /// What a package states of a line of a source; `nil` where it has no such result.
    fileprivate func level(_ line: Int, row: Int, in part: ReportPart) -> SourceLevel? {
        let basis = bases[line][row]
        guard basis >= 0 else { return nil }
        return SourceLevel(part.bases[Int(basis)].state, micrograms[line][row], method: part.bases[Int(basis)].method)
    }

    fileprivate func text(at place: Int, row: Int) -> String { cells[place]?[row] ?? "" }
}
