public import Inventories
import Quantities
public import Tables

/// What an inventory emits 排放量: exact totals by anything, states, assumptions, and how each number came about.
public struct EmissionResult: Sendable {
    /// The run's library, rules and pollutants.
    public let context: RunContext
    /// The kinds that have sources.
    public let kinds: [KindResult]
    /// Rows that were put aside because of errors.
    public let rejectedRows: Int

    /// Whether the run computed what is generated, removed and released in the open.
    public var hasBalance: Bool { kinds.contains { $0.engine.quantities.count > 1 } }
}

/// The result of one source kind: sums by case, which is fine enough for every grouping.
public struct KindResult: Sendable {
    /// The engine that resolved and computed the rows.
    public let engine: KindEngine
    /// The kind.
    public let kind: SourceKind
    /// The cases, as resolved.
    let cases: [KindEngine.ResolvedCase]
    /// Micrograms by case and line, of each quantity that the engine computes.
    let sums: [Int128]
    /// Rows by case.
    let counts: [Int]
    /// How many rows of a case and line have no number that can be true, where any has none, by the place of both.
    let unfit: [Int: Int]
    /// A row of each case, for findings.
    let samples: [Location?]
    /// Sums of squares of grams by case and number of a row; empty where the run does not ask how sure it is.
    let squares: [Int128]
    /// What is told of rows that have more of a part than of its whole.
    let aboveWholes: Findings

    /// How many cases its rows were resolved as.
    public var caseCount: Int { cases.count }

    /// Whether a case has rows, or mass that is held for rows that left it.
    func holds(_ number: Int) -> Bool {
        counts[number] > 0 || engine.lines.indices.contains { sum(number, $0) != 0 }
    }
    /// How many rows of a case have no number of a line that can be true.
    func unfit(_ number: Int, _ line: Int) -> Int {
        unfit.isEmpty ? 0 : unfit[number * engine.lines.count + line] ?? 0
    }
    /// Whether a line of a case, whose formula gives numbers, has one of any row, or mass that is held.
    func hasNumber(_ number: Int, _ line: Int) -> Bool {
        unfit.isEmpty || unfit(number, line) < counts[number] || counts[number] == 0 || sum(number, line) != 0
    }
    /// What a case and line emits.
    func sum(_ number: Int, _ line: Int) -> Int128 { sums[number * engine.width + line] }

    /// The balance of one case and line.
    func balance(_ number: Int, _ line: Int) -> Balance {
        guard case .computed(let resolved) = cases[number].outcomes[line] else { return Balance() }
        func sum(_ quantity: Quantity) -> Mass? {
            guard resolved.supplied(quantity) != nil, let place = engine.place(of: line, quantity) else { return nil }
            return Mass(micrograms: sums[number * engine.width + place])
        }
        return Balance(
            emitted: Mass(micrograms: self.sum(number, line)), generated: sum(.generated), fugitive: sum(.fugitive),
            release: resolved.release)
    }
}

extension EmissionResult {
    /// The codes of the counties that have rows.
    package var counties: Set<UInt16> {
        var codes: Set<UInt16> = []
        for kind in kinds {
            guard let word = kind.engine.layout.words.firstIndex(where: { $0.column == Column.countyCode }) else {
                continue
            }
            // Most cases are of the county of the one before.
            var last: UInt16 = 0
            for number in kind.cases.indices where kind.counts[number] > 0 {
                let code = kind.cases[number].code(word)
                if code != last { codes.insert(code) }
                last = code
            }
        }
        return codes.subtracting([0])
    }
}

extension Inventory {
    /// Computes everything: each row once, exact sums, the same bytes for any number of threads.
    ///
    /// O(rows); `groupings` names word columns that totals will be asked by; `balance` adds what is generated, removed and
    /// released in the open.
    public func emissions(
        in context: RunContext, groupings: [String] = [], balance: Bool = false, threads: Int = 2,
        findings: inout Findings
    ) async -> EmissionResult {
        computed(in: context, groupings: groupings, balance: balance, threads: threads, findings: &findings)
    }

    /// The same for callers that wait.
    package func computed(
        in context: RunContext, groupings: [String], balance: Bool = false, threads: Int = 2,
        findings: inout Findings
    ) -> EmissionResult {
        if !outlets.isEmpty, !hasOutletShares {
            var shared = self
            _ = shared.shareOutlets(in: context, findings: &findings)
            return shared.computed(
                in: context, groupings: groupings, balance: balance, threads: threads, findings: &findings)
        }
        let threads = min(max(threads, InventoryFolder.threadRange.lowerBound), InventoryFolder.threadRange.upperBound)
        var results: [KindResult] = []
        for kind in SourceKind.all {
            let own = sheets.filter { $0.kind.name == kind.name }
            guard !own.isEmpty else { continue }
            let engine = KindEngine(kind: kind, context: context, groupings: groupings, balance: balance)
            let chunk = 65_536
            let pieces = own.indices.flatMap { sheet in
                stride(from: 0, to: own[sheet].table.rowCount, by: chunk).map {
                    (sheet: sheet, rows: $0..<min($0 + chunk, own[sheet].table.rowCount))
                }
            }
            var total = Accumulator(lines: engine.width, squares: context.ranges != nil)
            let parts = inParallel(pieces.count, threads: threads) { number in
                var part = Accumulator(lines: engine.width, squares: context.ranges != nil)
                let piece = pieces[number]
                part.add(own[piece.sheet].table, rows: piece.rows, file: piece.sheet, engine: engine)
                return part
            }
            for part in parts { total.merge(part) }
            let files = own.map(\.table.file.path)
            total.account(of: own.reduce(0) { $0 + $1.table.rowCount }, kind)
            findings.add(total.takeFindings())
            findings.add(total.excessFindings(engine, files: files))
            let result = KindResult(engine: engine, kind: kind, total: total, files: files)
            findings.add(result.aboveWholes)
            results.append(result)
        }
        let result = EmissionResult(
            context: context, kinds: results, rejectedRows: rejected.reduce(0) { $0 + $1.rows.count })
        result.account()
        findings.add(result.missingInformation)
        return result
    }
}

extension KindResult {
    init(engine: KindEngine, kind: SourceKind, total: Accumulator, files: [String]) {
        let cases = engine.cases
        let lines = engine.width
        self.engine = engine
        self.kind = kind
        self.cases = cases
        sums = cases.indices.flatMap { number in (0..<lines).map { total.sum(number, $0) } }
        counts = cases.indices.map { total.count($0) }
        var unfit: [Int: Int] = [:]
        for number in cases.indices {
            for line in engine.lines.indices where total.unfit(number, line) > 0 {
                unfit[number * engine.lines.count + line] = total.unfit(number, line)
            }
        }
        self.unfit = unfit
        squares =
            engine.context.ranges == nil
            ? [] : cases.indices.flatMap { number in (0..<lines).map { Int128(clamping: total.squares(number, $0)) } }
        func location(_ first: Int) -> Location { Location(file: files[first >> 32], line: first & 0xFFFF_FFFF) }
        samples = cases.indices.map { total.first($0).map(location) }
        aboveWholes = total.aboveWholes.findings(engine, at: location)
    }
}
