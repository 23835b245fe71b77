package import Inventories
import Quantities
import Tables

/// Signed sums of emissions by case: what rows leave a result, and what rows come into it. Whole numbers, so that any
/// order of adding and taking away gives the same.
package struct EmissionSums: Sendable {
    /// The sums of one engine's cases. Measures mean rows of a few cases out of many: only those have a place here.
    private struct Part: Sendable {
        let engine: KindEngine
        let kind: SourceKind
        /// For each case its place among those that have sums, from 1; 0 where it has none.
        private var places: [Int32] = []
        /// The cases that have sums, in the order in which they came.
        private(set) var numbers: [Int32] = []
        /// Rows by place.
        var counts: [Int] = []
        /// Micrograms by place, quantity and line.
        var masses: [Int128] = []
        /// Squares of grams beside them, for errors of rows; empty where nobody asks.
        var squares: [Int128] = []

        init(engine: KindEngine, kind: SourceKind) {
            self.engine = engine
            self.kind = kind
        }

        /// The sums of all cases of a result.
        init(_ result: KindResult) {
            engine = result.engine
            kind = result.kind
            numbers = result.counts.indices.map { Int32(truncatingIfNeeded: $0) }
            places = numbers.map { $0 + 1 }
            counts = result.counts
            masses = result.sums
            squares = result.squares
        }

        /// The places of some cases; those that have none get one.
        mutating func places(of cases: [Int32]) -> [Int] {
            let highest = Int(cases.max() ?? -1)
            if highest >= places.count {
                places.append(contentsOf: repeatElement(0, count: highest + 1 - places.count))
            }
            var met = numbers
            numbers = []
            let found = places.withUnsafeMutableBufferPointer { places in
                cases.map { number in
                    if places[Int(number)] == 0 {
                        met.append(number)
                        places[Int(number)] = Int32(truncatingIfNeeded: met.count)
                    }
                    return Int(places[Int(number)]) - 1
                }
            }
            numbers = met
            let more = numbers.count - counts.count
            if more > 0 {
                counts.append(contentsOf: repeatElement(0, count: more))
                masses.append(contentsOf: repeatElement(0, count: more * engine.width))
                if engine.context.ranges != nil {
                    let all = numbers.count * engine.width
                    squares.append(contentsOf: repeatElement(0, count: all - squares.count))
                }
            }
            return found
        }

        /// Each case that has sums with its place, by number.
        var inOrder: [(number: Int, place: Int)] {
            places.indices.compactMap { places[$0] == 0 ? nil : ($0, Int(places[$0]) - 1) }
        }
    }

    private var parts: [Part] = []

    /// Nothing yet.
    package init() {}

    /// The sums of a result.
    package init(_ result: EmissionResult) { parts = result.kinds.map { Part($0) } }

    private mutating func place(of engine: KindEngine, _ kind: SourceKind) -> Int {
        if let known = parts.firstIndex(where: { $0.engine === engine }) { return known }
        parts.append(Part(engine: engine, kind: kind))
        return parts.count - 1
    }

    /// Adds rows of a kind.
    package mutating func add(_ emissions: RowEmissions, engine: KindEngine, kind: SourceKind) {
        guard !emissions.cases.isEmpty else { return }
        let part = place(of: engine, kind)
        let lines = engine.width
        let places = parts[part].places(of: emissions.cases)
        if engine.context.ranges != nil {
            for line in 0..<lines {
                for (row, place) in places.enumerated() where row < emissions.micrograms[line].count {
                    let grams = Int128((emissions.micrograms[line][row].magnitude + 500_000) / 1_000_000)
                    parts[part].squares[place * lines + line] += grams * grams
                }
            }
        }
        places.withUnsafeBufferPointer { places in
            parts[part].counts.withUnsafeMutableBufferPointer { counts in
                for place in places { counts[place] += 1 }
            }
            parts[part].masses.withUnsafeMutableBufferPointer { masses in
                for line in 0..<lines {
                    emissions.micrograms[line].withUnsafeBufferPointer { own in
                        for row in 0..<min(own.count, places.count) {
                            masses[places[row] &* lines &+ line] &+= Int128(own[row])
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
        guard engine.context.ranges != nil, !cases.isEmpty else { return }
        let part = place(of: engine, kind)
        let lines = engine.width
        let places = parts[part].places(of: cases)
        for line in 0..<min(lines, before.count) {
            for (row, place) in places.enumerated() {
                let grams = (Int128(before[line][row]) - Int128(after[line][row])) / 1_000_000
                parts[part].squares[place * lines + line] += grams * grams
            }
        }
    }

    /// Adds mass to a line of a case without a row: what is held for rows that cannot be computed any more.
    package mutating func add(
        micrograms: Int64, line: Int, inCase number: Int32, engine: KindEngine, kind: SourceKind
    ) {
        let part = place(of: engine, kind)
        let place = parts[part].places(of: [number])[0]
        parts[part].masses[place * engine.width + line] += Int128(micrograms)
    }

    /// Adds other sums, or takes them away.
    package mutating func add(_ other: EmissionSums, times sign: Int = 1) {
        for more in other.parts {
            let part = place(of: more.engine, more.kind)
            let width = more.engine.width
            for (from, place) in parts[part].places(of: more.numbers).enumerated() {
                parts[part].counts[place] += sign * more.counts[from]
                for line in 0..<width {
                    parts[part].masses[place * width + line] += Int128(sign) * more.masses[from * width + line]
                }
                guard !more.squares.isEmpty else { continue }
                for line in 0..<width {
                    parts[part].squares[place * width + line] += Int128(sign) * more.squares[from * width + line]
                }
            }
        }
    }

    /// Each case that has rows, with its micrograms by line.
    package func forEachCase(_ body: (KindEngine, Int32, [Int128]) -> Void) {
        for part in parts {
            let (lines, width) = (part.engine.lines.count, part.engine.width)
            for (number, place) in part.inOrder {
                let masses = part.masses[place * width..<place * width + lines]
                guard part.counts[place] != 0 || masses.contains(where: { $0 != 0 }) else { continue }
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
                let width = part.engine.width
                var counts = [Int](repeating: 0, count: cases.count)
                var sums = [Int128](repeating: 0, count: cases.count * width)
                var squares = [Int128](
                    repeating: 0, count: part.engine.context.ranges == nil ? 0 : cases.count * width)
                for (place, number) in part.numbers.enumerated() {
                    let number = Int(number)
                    counts[number] = part.counts[place]
                    for line in 0..<width { sums[number * width + line] = part.masses[place * width + line] }
                    guard !part.squares.isEmpty else { continue }
                    for line in 0..<width {
                        squares[number * width + line] = part.squares[place * width + line]
                    }
                }
                return KindResult(
                    engine: part.engine, kind: part.kind, cases: cases, sums: sums, counts: counts, squares: squares)
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
        unfit = [:]
        samples = Array(repeating: nil, count: cases.count)
        self.squares = squares
        aboveWholes = Findings()
    }
}
