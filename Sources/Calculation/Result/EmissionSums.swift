package import Inventories
import Quantities

/// Signed sums of emissions by case: what rows leave a result, and what rows come into it. Whole numbers, so that any
/// order of adding and taking away gives the same.
package struct EmissionSums: Sendable {
    /// The sums of one engine's cases.
    private struct Part: Sendable {
        let engine: KindEngine
        let kind: SourceKind
        /// Rows by case.
        var counts: [Int] = []
        /// Micrograms by case, quantity and line.
        var masses: [Int128] = []
        /// Squares of grams beside them, for errors of rows; empty where nobody asks.
        var squares: [Int128] = []

        mutating func grow(to count: Int) {
            guard count > counts.count else { return }
            if engine.context.ranges != nil {
                squares.append(contentsOf: repeatElement(0, count: count * engine.width - squares.count))
            }
            counts.append(contentsOf: repeatElement(0, count: count - counts.count))
            masses.append(contentsOf: repeatElement(0, count: count * engine.width - masses.count))
        }
    }

    private var parts: [Part] = []

    /// Nothing yet.
    package init() {}

    /// The sums of a result.
    package init(_ result: EmissionResult) {
        parts = result.kinds.map {
            Part(
                engine: $0.engine, kind: $0.kind, counts: $0.counts, masses: $0.sums,
                squares: $0.squares.map { Int128($0) })
        }
    }

    private mutating func place(of engine: KindEngine, _ kind: SourceKind) -> Int {
        if let known = parts.firstIndex(where: { $0.engine === engine }) { return known }
        parts.append(Part(engine: engine, kind: kind))
        return parts.count - 1
    }

    /// Adds rows of a kind.
    package mutating func add(_ emissions: RowEmissions, engine: KindEngine, kind: SourceKind) {
        guard let highest = emissions.cases.max() else { return }
        let part = place(of: engine, kind)
        let lines = engine.width
        parts[part].grow(to: Int(highest) + 1)
        for number in emissions.cases { parts[part].counts[Int(number)] += 1 }
        let cases = emissions.cases
        if engine.context.ranges != nil {
            for line in 0..<lines {
                for (row, number) in cases.enumerated() where row < emissions.micrograms[line].count {
                    let grams = Int128((emissions.micrograms[line][row].magnitude + 500_000) / 1_000_000)
                    parts[part].squares[Int(number) * lines + line] += grams * grams
                }
            }
        }
        parts[part].masses.withUnsafeMutableBufferPointer { masses in
            cases.withUnsafeBufferPointer { cases in
                for line in 0..<lines {
                    emissions.micrograms[line].withUnsafeBufferPointer { own in
                        for row in 0..<min(own.count, cases.count) {
                            masses[Int(cases[row]) &* lines &+ line] &+= Int128(own[row])
                        }
                    }
                }
            }
        }
    }

    /// Adds the squares of what changed in rows: what each emitted before less what it does after, by the case it was.
    package mutating func add(
        changesOf cases: [Int32], from before: [[Int64]], to after: [[Int64]], engine: KindEngine, kind: SourceKind
    ) {
        guard engine.context.ranges != nil, let highest = cases.max() else { return }
        let part = place(of: engine, kind)
        let lines = engine.width
        parts[part].grow(to: Int(highest) + 1)
        for line in 0..<min(lines, before.count) {
            for row in cases.indices {
                let grams = (Int128(before[line][row]) - Int128(after[line][row])) / 1_000_000
                parts[part].squares[Int(cases[row]) * lines + line] += grams * grams
            }
        }
    }

    /// Adds mass to a line of a case without a row: what is held for rows that cannot be computed any more.
    package mutating func add(
        micrograms: Int64, line: Int, inCase number: Int32, engine: KindEngine, kind: SourceKind
    ) {
        let part = place(of: engine, kind)
        parts[part].grow(to: Int(number) + 1)
        parts[part].masses[Int(number) * engine.width + line] += Int128(micrograms)
    }

    /// Adds other sums, or takes them away.
    package mutating func add(_ other: EmissionSums, times sign: Int = 1) {
        for more in other.parts {
            let part = place(of: more.engine, more.kind)
            parts[part].grow(to: more.counts.count)
            for number in more.counts.indices { parts[part].counts[number] += sign * more.counts[number] }
            for cell in more.masses.indices { parts[part].masses[cell] += Int128(sign) * more.masses[cell] }
            for cell in more.squares.indices { parts[part].squares[cell] += Int128(sign) * more.squares[cell] }
        }
    }

    /// Each case that has rows, with its micrograms by line.
    package func forEachCase(_ body: (KindEngine, Int32, [Int128]) -> Void) {
        for part in parts {
            let (lines, width) = (part.engine.lines.count, part.engine.width)
            for number in part.counts.indices {
                let masses = part.masses[number * width..<number * width + lines]
                guard part.counts[number] != 0 || masses.contains(where: { $0 != 0 }) else { continue }
                body(part.engine, Int32(number), Array(masses))
            }
        }
    }

    /// The total by pollutant, in the order of the context's pollutants.
    package func totals(in context: RunContext) -> [Int128] {
        var totals = [Int128](repeating: 0, count: context.pollutants.count)
        for part in parts {
            let (lines, width) = (part.engine.lines, part.engine.width)
            for start in stride(from: 0, to: part.masses.count, by: max(width, 1)) {
                for (line, key) in lines.enumerated() { totals[key.pollutant] += part.masses[start + line] }
            }
        }
        return totals
    }

    /// The sums as a result that can be asked for totals by anything.
    package func result(in context: RunContext, rejectedRows: Int = 0) -> EmissionResult {
        EmissionResult(
            context: context,
            kinds: parts.map { part in
                let cases = part.engine.cases
                var own = part
                own.grow(to: cases.count)
                return KindResult(
                    engine: part.engine, kind: part.kind, cases: cases, sums: own.masses, counts: own.counts,
                    squares: own.squares)
            }, rejectedRows: rejectedRows)
    }
}

extension KindResult {
    /// The result of rows that have no place in a file.
    fileprivate init(
        engine: KindEngine, kind: SourceKind, cases: [KindEngine.ResolvedCase], sums: [Int128], counts: [Int],
        squares: [Int128]
    ) {
        self.engine = engine
        self.kind = kind
        self.cases = cases
        self.sums = sums
        self.counts = counts
        samples = Array(repeating: nil, count: cases.count)
        self.squares = squares
    }
}
