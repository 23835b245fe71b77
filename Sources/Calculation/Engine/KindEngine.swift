import Factors
package import Inventories
import Quantities
import Synchronization
package import Tables

/// One line of results: a pollutant of a process. Every row of a kind has the same lines.
public struct EmissionLine: Sendable, Hashable {
    /// The process's place among the kind's.
    public let process: Int
    /// The pollutant's place in the run's list.
    public let pollutant: Int
}

/// Computes the rows of one source kind: packs rows into cases, resolves each case once, runs the methods on columns.
public final class KindEngine: Sendable {
    package let context: RunContext
    private let kind: SourceKind
    let schema: Schema
    let processes: [Process]
    let layout: CaseLayout
    /// Which sector and classes cases have.
    let classes: ClassificationRows
    /// The lines of every row.
    public let lines: [EmissionLine]
    /// What every case asks of each line.
    private let lineContexts: [LineContext]
    /// What is computed of each line: all of a quantity's lines, then those of the next.
    let quantities: [Quantity]
    /// What all cases are resolved with.
    private let kindContext: KindContext
    /// The lines of which one is a part of another.
    let pairs: LinePairs
    /// How many parts of a line's mass are summed beside it, for what shared numbers and errors of rows do to it.
    let partCount: Int
    /// What measures ask of cases again and again.
    package let memo = CaseMemo()
    /// What other inventories of the run resolved before; `nil` where there are none.
    private let shared: SharedCases.Known?
    /// Engines of the same rows for pollutants that the run does not ask for.
    private let others = Mutex<[Set<String>: KindEngine]>([:])
    /// The columns that methods look at, with the stages behind them: worked out once, not once a case.
    let columnsOfMethods = Mutex<[String: Set<String>]>([:])
    private let store: Mutex<Store>
    private let listed = Mutex<[ResolvedCase]>([])
    private let spare = Mutex<[ThreadMemory]>([])

    private struct Store {
        /// The keys of all cases, back to back.
        var keys: [UInt64] = []
        /// The group of each case: cases of one group differ only in words that resolution does not look at.
        var groupOf: [Int32] = []
        /// What became of the lines of each group.
        var groups: [[Outcome]] = []
        /// How the lines of each group depend on what is uncertain; empty where nobody asks.
        var spreads: [[LineSpread?]] = []
        var cases: KeyTable
        var maskedKeys: KeyTable
        var tables: [LineTable]
    }

    /// A case with what became of each line.
    struct ResolvedCase: Sendable {
        fileprivate let layout: CaseLayout
        fileprivate let keys: [UInt64]
        fileprivate let place: Int
        /// What became of each line.
        let outcomes: [Outcome]
        /// How each line depends on what is uncertain; empty where the run does not ask.
        let spreads: [LineSpread?]
        /// The group of cases that resolve alike.
        let group: Int
        /// What its rows share.
        var `case`: Case { layout.unpacked(keys, at: place) }
        /// The code of the layout's word of that number.
        func code(_ word: Int) -> UInt16 { layout.code(layout.words[word], keys, at: place) }
    }

    /// An engine for a kind; `groupings` names further word columns that results will be grouped by.
    /// With `balance`, what is generated and what leaves in the open are computed beside what is emitted; `only` names the
    /// pollutants of the run that have lines.
    init(
        kind: SourceKind, context: RunContext, groupings: [String], balance: Bool = false, only: Set<String>? = nil
    ) {
        self.context = context
        self.kind = kind
        quantities = balance ? Quantity.allCases : [.emitted]
        schema = kind.schema
        let processes = KindMethods.processes(of: kind.id)
        self.processes = processes
        func columns() -> RelevantColumns {
            RelevantColumns(kind: kind, processes: processes, context: context, groupings: groupings)
        }
        let relevant =
            context.sharedCases?.relevant(of: kind, groupings: groupings, in: context, columns) ?? columns()
        layout = CaseLayout(
            schema: kind.schema, words: relevant.words, grouping: relevant.grouping, numbers: relevant.numbers,
            bands: relevant.bands,
            defaults: context.manifest.defaultedColumns(of: kind.name), vocabularies: context.library.vocabularies)
        classes = ClassificationRows(schema: kind.schema, layout: layout, library: context.library)
        var lines: [EmissionLine] = []
        for process in processes.indices {
            for pollutant in context.pollutants.indices {
                let name = context.pollutants[pollutant]
                guard only?.contains(name) ?? true else { continue }
                if processes[process].methods.contains(where: { $0.computes(name, in: kind.schema, context.library) }) {
                    lines.append(EmissionLine(process: process, pollutant: pollutant))
                }
            }
        }
        self.lines = lines
        pairs = LinePairs(lines, in: context)
        let composer = FormulaComposer(schema: kind.schema, context: context)
        kindContext = KindContext(run: context, schema: schema, layout: layout, composer: composer)
        lineContexts = lines.map { line in
            LineContext(
                context.pollutants[line.pollutant], of: processes[line.process], in: kind.schema, composer: composer,
                context: context)
        }
        // Of products the parts are the mass itself.
        let isProduct = Set(lines.map(\.process)).allSatisfy { process in
            processes[process].methods.allSatisfy {
                ($0.emitted ?? $0.own).expression.isProduct && !$0.acceptsControl && $0.cap == nil
            }
        }
        let hasRanges = context.ranges?.ofRows.contains(kind.name) ?? false
        partCount = context.ranges == nil || isProduct && !hasRanges ? 0 : LineSpread.mostComputed
        let quantityCount = quantities.count
        let wholes = lineContexts.map { $0.capOfWhole?.letterCount ?? 0 }
        let tables = (0..<quantityCount + partCount).flatMap { number in
            zip(lines, wholes).map { line, more in
                let name = context.pollutants[line.pollutant]
                let letters =
                    (composer.train(of: name)?.letters.count ?? 0) + composer.path(of: name).letters.count
                return LineTable(
                    slots: processes[line.process].methods.map { method in
                        (method.emitted ?? method.own).program.symbols.count + (method.acceptsControl ? letters : 0)
                            + (method.cap.map { $0.terms.count + more } ?? 0)
                    }.max() ?? 0, isSigned: number >= quantityCount)
            }
        }
        let lanes = layout.lanes
        shared = context.sharedCases?.known(of: kind, layout: layout, groupings: groupings, in: context)
        store = Mutex(Store(cases: KeyTable(lanes: lanes), maskedKeys: KeyTable(lanes: lanes), tables: tables))
    }

    /// An engine of the same rows that computes some pollutants, whatever the run asks for: this one where it does.
    package func computing(_ pollutants: Set<String>) -> KindEngine {
        if pollutants.isSubset(of: context.pollutants) { return self }
        return others.withLock { others in
            if let known = others[pollutants] { return known }
            let engine = KindEngine(of: kind, computing: pollutants, beside: context)
            others[pollutants] = engine
            return engine
        }
    }

    /// An engine of a kind that computes some pollutants alone, whatever the run asks for.
    package convenience init(of kind: SourceKind, computing pollutants: Set<String>, beside context: RunContext) {
        self.init(kind: kind, context: context.asking(pollutants), groupings: [], only: pollutants)
    }

    /// All cases met so far, in the order in which they were met.
    var cases: [ResolvedCase] {
        listed.withLock { listed in
            // Many results ask for the same list.
            store.withLock { store in
                if listed.count != store.groupOf.count {
                    listed = store.groupOf.indices.map { resolvedCase($0, in: store) }
                }
            }
            return listed
        }
    }

    /// The codes of a word column of some cases; `nil` where rows of a case may differ in it.
    package func codes(_ column: String, ofCases numbers: Range<Int>) -> [UInt16]? {
        guard let word = layout.words.first(where: { $0.column == column }) else { return nil }
        return store.withLock { store in numbers.map { layout.code(word, store.keys, at: $0 * layout.lanes) } }
    }

    /// What became of the lines of a case.
    func outcomes(ofCase number: Int32) -> [Outcome] {
        store.withLock { $0.groups[Int($0.groupOf[Int(number)])] }
    }

    func resolvedCase(_ index: Int) -> ResolvedCase { store.withLock { resolvedCase(index, in: $0) } }

    private func resolvedCase(_ index: Int, in store: Store) -> ResolvedCase {
        let group = Int(store.groupOf[index])
        return ResolvedCase(
            layout: layout, keys: store.keys, place: index * layout.lanes, outcomes: store.groups[group],
            spreads: context.ranges == nil ? [] : store.spreads[group], group: group)
    }

    /// The keys of all cases met so far, back to back.
    var caseKeys: [UInt64] { store.withLock { $0.keys } }

    /// The numbers of cases that another engine of the same layout met, by their keys, back to back.
    func cases(ofKeys keys: [UInt64]) -> [Int] { numbers(of: keys).map { Int($0 & 0xFFFF_FFFF) } }

    /// The columns that computing needs.
    public var neededColumns: Set<String> {
        Set(layout.words.map(\.column)).union(layout.numbers.map(\.column)).union(layout.bands.map(\.column))
    }

    /// The resolver of a case for the line of that number.
    func resolver(_ case: Case, _ line: Int, _ questions: PackQuestions? = nil) -> CaseResolver {
        CaseResolver(kindContext, case: `case`, line: lineContexts[line], questions: questions)
    }

    /// How many numbers a row has: its lines, for each quantity and part.
    var width: Int { lines.count * (quantities.count + partCount) }

    /// The place of a part of a line's mass among the numbers of a row.
    func place(of line: Int, part: Int) -> Int { (quantities.count + part) * lines.count + line }

    /// The place of a line's quantity among the numbers of a row; `nil` where the engine does not compute it.
    func place(of line: Int, _ quantity: Quantity) -> Int? {
        quantities.firstIndex(of: quantity).map { $0 * lines.count + line }
    }

    /// The numbers of keys, back to back, that a thread met for the first time: the case, and above it the group. Cases
    /// that nobody met before are resolved.
    private func numbers(of keys: [UInt64]) -> [UInt64] {
        let lanes = layout.lanes
        let masked = keys.indices.map { keys[$0] & layout.resolutionMask[$0 % lanes] }
        var resolved: [Int: (outcomes: [Outcome], spreads: [LineSpread?])] = [:]
        var seen = KeyTable(lanes: lanes)
        return masked.withUnsafeBufferPointer { masked in
            keys.withUnsafeBufferPointer { pointer in
                guard let key = pointer.baseAddress, let maskedKey = masked.baseAddress else { return [] }
                let rows = 0..<(keys.count / lanes)
                // Resolving takes long, so it is done outside the lock, each group once.
                let unknown = store.withLock { store in
                    rows.filter { store.maskedKeys.number(of: maskedKey + $0 * lanes) == nil }
                }
                for row in unknown where seen.number(of: maskedKey + row * lanes) == nil {
                    seen.set(1, for: maskedKey + row * lanes)
                    let unpacked = layout.unpacked(keys, at: row * lanes)
                    let outcomes = outcomes(of: unpacked, key: maskedKey + row * lanes)
                    resolved[row] = (outcomes, outcomes.map { spread(of: $0, unpacked) })
                }
                return store.withLock { store in
                    for row in rows {
                        guard let (outcomes, spreads) = resolved[row],
                            store.maskedKeys.number(of: maskedKey + row * lanes) == nil
                        else { continue }
                        store.maskedKeys.set(UInt64(store.groups.count), for: maskedKey + row * lanes)
                        store.groups.append(outcomes)
                        if context.ranges != nil { store.spreads.append(spreads) }
                        for line in outcomes.indices {
                            append(outcomes[line], spreads[line], line: line, to: &store.tables)
                        }
                    }
                    return rows.map { row in
                        if let known = store.cases.number(of: key + row * lanes) { return known }
                        let group = store.maskedKeys.number(of: maskedKey + row * lanes) ?? 0
                        let number = UInt64(store.groupOf.count) | group << 32
                        store.cases.set(number, for: key + row * lanes)
                        store.groupOf.append(Int32(truncatingIfNeeded: group))
                        for lane in 0..<lanes { store.keys.append(key[row * lanes + lane]) }
                        return number
                    }
                }
            }
        }
    }

    /// What becomes of each line of a case, as far as it is known from another inventory.
    private func outcomes(of unpacked: Case, key: UnsafePointer<UInt64>) -> [Outcome] {
        func resolved(_ line: Int, _ questions: PackQuestions?) -> Outcome {
            resolver(unpacked, line, questions).outcome(of: processes[lines[line].process])
        }
        guard let shared, let share = context.sharedCases else { return lines.indices.map { resolved($0, nil) } }
        return shared.outcomes(of: key, lines: lines.indices, in: share, resolved)
    }

    /// How a line depends on what is uncertain; `nil` where it has no number or nobody asks.
    private func spread(of outcome: Outcome, _ unpacked: Case) -> LineSpread? {
        guard let ranges = context.ranges, case .computed(let resolved) = outcome else { return nil }
        return LineSpreadBuilder(
            ranges: ranges, schema: schema, manifest: context.manifest, reasons: unpacked.reasons,
            given: Set(zip(layout.numbers, unpacked.given).filter { $1 == .given }.map(\.0.column)),
            mostComputed: partCount, formula: kindContext.composer.formula(of:terms:)
        ).spread(of: resolved.emitted)
    }

    /// Adds the next group to the tables of a line.
    private func append(_ outcome: Outcome, _ spread: LineSpread?, line: Int, to tables: inout [LineTable]) {
        var resolved: Resolved?
        if case .computed(let found) = outcome { resolved = found }
        tables[line].append(resolved?.emitted, emits: resolved.map { $0.method.nature != .none } ?? true)
        let emitted = tables[line].planOf.last.map { Int($0) - 1 }
        for (number, quantity) in quantities.enumerated().dropFirst() {
            // What is generated is never less than what is emitted.
            tables[number * lines.count + line].append(
                resolved?.supplied(quantity), floor: quantity == .generated ? emitted : nil)
        }
        for part in 0..<partCount {
            let computed = spread?.computed ?? []
            tables[place(of: line, part: part)].append(computed.indices.contains(part) ? computed[part] : nil)
        }
    }

    /// The case of each row.
    func caseNumbers(of table: Table, rows: Range<Int>) -> [Int32] {
        var cases: [Int32] = []
        cases.reserveCapacity(rows.count)
        blocks(of: table, rows: rows) { _, block, numbers, _ in
            for i in 0..<block.count { cases.append(Int32(truncatingIfNeeded: numbers[i])) }
        }
        return cases
    }

    /// Hands over rows block by block, with the number of each.
    private func blocks(
        of table: Table, rows: Range<Int>,
        _ body: (ColumnPointers, Range<Int>, UnsafePointer<UInt64>, ThreadMemory) -> Void
    ) {
        let space =
            spare.withLock { $0.popLast() }
            ?? ThreadMemory(lanes: layout.lanes, columns: schema.columns.count, held: pairs.slotCount)
        ColumnPointers.with(table) { columns in
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Program.block) {
                let block = start..<min(start + Program.block, rows.upperBound)
                layout.keys(of: table, columns: columns, rows: block, into: space.keys)
                space.cache.numbers(
                    of: space.keys, count: block.count, into: space.numbers, others: space.others
                ) { numbers(of: $0) }
                body(columns, block, space.numbers, space)
            }
        }
        spare.withLock { $0.append(space) }
    }

    /// Computes rows into a sink and tells those whose mass is none or does not fit; gives what is odd about them.
    func compute(
        _ table: Table, rows: Range<Int>, into sink: inout some RowSink, findings: inout Findings
    ) -> OddRows {
        var tables: [LineTable] = []
        var alike: [[Int]] = []
        var caseCount = 0
        var odd = OddRows(width: width, lines: lines.count)
        blocks(of: table, rows: rows) { columns, block, numbers, space in
            // Another case may have come: what is known of all is fetched again.
            var highest = 0
            for i in 0..<block.count { highest = max(highest, Int(truncatingIfNeeded: numbers[i] & 0xFFFF_FFFF)) }
            if highest >= caseCount {
                let groups = tables.first?.planOf.count
                (tables, caseCount) = store.withLock { ($0.tables, $0.groupOf.count) }
                if tables.first?.planOf.count != groups { alike = LineTable.alike(tables) }
            }
            sink.begin(rows: block, numbers: numbers, caseCount: caseCount)
            space.compute(
                tables, pairs: pairs, alike: alike, columns: columns, start: block.lowerBound, count: block.count,
                offset: block.lowerBound - rows.lowerBound, odd: &odd, into: &sink)
        }
        tell(odd.misfits, table: table, rows: rows, findings: &findings)
        return odd
    }

    /// The emissions of some rows in whole micrograms, line by line, with each row's case.
    ///
    /// Rows without a number (missing, not applicable) hold 0; the case tells which. A number that does not fit is a
    /// finding and holds 0 too.
    func emissions(of table: Table, rows: Range<Int>, findings: inout Findings) -> RowEmissions {
        var result = RowEmissions(
            rows: rows, cases: [],
            micrograms: Array(repeating: Array(repeating: 0, count: rows.count), count: width))
        result.cases.reserveCapacity(rows.count)
        let odd = compute(table, rows: rows, into: &result, findings: &findings)
        result.misfits = odd.misfits.map(Set.init)
        result.aboveWholes = odd.aboveWholes
        return result
    }

    /// What is told of the rows of a file that emit more than they generate by the factor, at the first of them.
    func excess(ofLine line: Int, rows: Int, at first: Location) -> Finding {
        Finding(
            .note, .moreThanGenerated(context.pollutants[lines[line].pollutant], rows: rows), at: first,
            expected: Label("排放量不大于系数法产生量", "at most what the factor says is generated"))
    }

    /// Tells rows whose emission is negative or does not fit, each line once whatever its quantities.
    private func tell(_ misfits: [[Int]], table: Table, rows: Range<Int>, findings: inout Findings) {
        for line in lines.indices {
            let own = stride(from: line, to: misfits.count, by: lines.count).flatMap { misfits[$0] }
            for row in Set(own).sorted() { tell(rows.lowerBound + row, line: line, table: table, findings: &findings) }
        }
    }

    private func tell(_ row: Int, line: Int, table: Table, findings: inout Findings) {
        let resolved = resolvedCase(Int(caseNumbers(of: table, rows: row..<row + 1)[0]))
        if case .computed(let found) = resolved.outcomes[line] {
            for supplied in Quantity.allCases.compactMap(found.supplied) {
                let value = micrograms(of: supplied, table: table, row: row)
                guard value < 0 else { continue }
                findings.add(negative(value, supplied.formula, at: row, of: table))
                return
            }
        }
        findings.add(
            Finding(
                .error, .massOutOfRange, at: table.location(row: row),
                expected: Label("不超过 920 万吨", "at most 9.2 million tonnes")))
    }

    /// The finding of a row whose formula takes away more than there is: it names the columns that do.
    private func negative(_ micrograms: Double, _ formula: Formula, at row: Int, of table: Table) -> Finding {
        let columns = formula.expression.subtracted.compactMap { formula.term($0)?.column }.filter {
            table.numbers($0).map { !$0[row].isNaN } ?? false
        }
        let names = columns.isEmpty ? formula.terms.compactMap(\.column) : columns
        let tonnes = DecimalText.rounded(micrograms / 1e12, decimals: 6)
        return Finding(
            .error, .negativeEmission, at: table.location(row: row, column: names.first ?? ""), value: "\(tonnes) t",
            expected: Label(
                "\(formula.expression) 不小于 0；请核对 \(names.joined(separator: "、"))",
                "\(formula.expression) of at least 0: check \(names.joined(separator: ", "))"))
    }
}

/// The emissions of a range of rows, line by line.
package struct RowEmissions: Sendable, RowSink {
    let rows: Range<Int>
    /// The case of each row.
    package internal(set) var cases: [Int32]
    /// Whole micrograms, by line and row; the lines of other quantities follow those of what is emitted.
    package internal(set) var micrograms: [[Int64]]
    /// By line the rows, counted from the first, whose emission is no number that can be true; they hold 0.
    package internal(set) var misfits: [Set<Int>] = []
    /// The rows that have more of a part than of its whole.
    package internal(set) var aboveWholes: [PartAboveWhole] = []
    private var start = 0

    /// Whether what a line of a row holds is a number that can be true.
    func isFit(_ row: Int, line: Int) -> Bool { !misfits[line].contains(row) }

    /// Why such a row has no number.
    package static let impossible = Label(
        "算出的排放量不可能（为负或过大），不计入", "the number cannot be (below zero or too large) and is not counted")

    /// What a line of a row emits in whole micrograms; `nil` where that is no number that can be true. Rows whose case
    /// gives no number hold 0.
    package func emitted(_ row: Int, line: Int) -> Int64? { isFit(row, line: line) ? micrograms[line][row] : nil }

    init(rows: Range<Int>, cases: [Int32], micrograms: [[Int64]]) {
        self.rows = rows
        self.cases = cases
        self.micrograms = micrograms
    }

    mutating func begin(rows block: Range<Int>, numbers: UnsafePointer<UInt64>, caseCount: Int) {
        start = block.lowerBound - rows.lowerBound
        for i in 0..<block.count { cases.append(Int32(truncatingIfNeeded: numbers[i])) }
    }

    mutating func take(
        line: Int, masses: UnsafePointer<Int64>, picked: UnsafePointer<Int32>?, count: Int,
        numbers: UnsafePointer<UInt64>
    ) {
        for j in 0..<count { micrograms[line][start + (picked.map { Int($0[j]) } ?? j)] = masses[j] }
    }
}

extension Finding.Message {
    static let massOutOfRange = Finding.Message(
        "mass-out-of-range", "排放量超出可表示范围", "the emission is too large to be true")
    static let negativeEmission = Finding.Message(
        "negative-emission", "排放量为负：扣除的比有的多，该行不计入",
        "a negative emission: more is taken away than there is; the row is not counted")
    static func moreThanGenerated(_ pollutant: String, rows: Int) -> Finding.Message {
        Finding.Message(
            "more-than-generated",
            "\(pollutant) 监测排放量大于系数法产生量（同类 \(rows) 行）：产生量取排放量，去除量计 0；请核对监测与燃料用量",
            "\(pollutant): more is measured than the factor says is generated (\(rows == 1 ? "1 row" : "\(rows) rows")): generated is taken as emitted, removed as 0; check the monitoring and the fuel use"
        )
    }
}
