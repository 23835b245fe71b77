import Inventories
import Quantities
import Tables

/// Sums by case of the rows that one thread computed. Sums are whole numbers: they merge in any order.
struct Accumulator: Sendable, RowSink {
    private let lines: Int
    private let width: Int
    /// For each case side by side: how many rows, the file and line of the first as one number (`Int.max` where there
    /// is none), and the micrograms of each line; what an `Int64` cannot hold is carried into `wide`.
    private var records: [Int] = []
    private var wide: [Int: Int128] = [:]
    /// By case and line the sum of squares of whole grams, for errors that each row has of its own; empty where nobody asks.
    private var squares: [UInt128] = []
    private let hasSquares: Bool
    /// What was found of rows since this was last taken.
    private var findings = Findings()
    /// The rows that emit more than they generate by the factor: the first of each file and line, and how many.
    private(set) var excess: [FileLine: Excess] = [:]
    /// The rows that have more of a part than of its whole, ordered by file and line as one number.
    var aboveWholes = PartsAboveWholes()
    /// How many rows of a case and line have no number that can be true, by the place of both.
    private var unfit: [Int: Int] = [:]
    /// The file of the rows that are being added, and their lines in it.
    private var file = 0
    private var fileLines: [UInt32] = []
    /// Whether rows of a case are to be named, the answer by case, and the rows.
    private let watched: (@Sendable (Range<Int>) -> [Bool])?
    private var isWatched: [Bool] = []
    private var watchedRows: [Int32] = []

    /// A file of a kind, and a line of its results.
    struct FileLine: Hashable {
        let file: Int
        let line: Int
    }

    /// Rows of a file: the line of the first, and how many.
    struct Excess: Hashable {
        var first: Int
        var rows: Int
    }

    init(lines: Int, squares: Bool = false, watched: (@Sendable (Range<Int>) -> [Bool])? = nil) {
        self.lines = lines
        hasSquares = squares
        self.watched = watched
        width = lines + 2
    }

    /// How many cases it has room for.
    var caseCount: Int { records.count / width }

    /// How many rows of a case were added.
    func count(_ number: Int) -> Int { number < caseCount ? records[number * width] : 0 }

    /// How many rows were added.
    var rowCount: Int { stride(from: 0, to: records.count, by: width).reduce(0) { $0 + records[$1] } }

    /// The file and line of the first row of a case, as one number.
    func first(_ number: Int) -> Int? {
        number < caseCount && records[number * width + 1] != .max ? records[number * width + 1] : nil
    }

    /// How many rows of a case have no number of a line that can be true.
    func unfit(_ number: Int, _ line: Int) -> Int { unfit.isEmpty ? 0 : unfit[number * lines + line] ?? 0 }

    /// The sum of one case and line.
    func sum(_ number: Int, _ line: Int) -> Int128 {
        guard number < caseCount else { return 0 }
        let cell = number * width + 2 + line
        return Int128(records[cell]) + (wide[cell] ?? 0)
    }

    /// The sum of squares of one case and line, in grams squared.
    func squares(_ number: Int, _ line: Int) -> UInt128 {
        hasSquares && number < caseCount ? squares[number * lines + line] : 0
    }

    /// Computes rows with an engine and adds them, together with those of other runs.
    mutating func add(_ table: Table, rows: Range<Int>, file: Int, engine: KindEngine) {
        self.file = file
        fileLines = table.lines
        var told = Findings()
        let found = engine.compute(table, rows: rows, into: &self, findings: &told)
        findings.add(told)
        for (line, own) in found.excess.enumerated() {
            guard let first = own.min() else { continue }
            add(
                Excess(first: Int(fileLines[rows.lowerBound + first]), rows: own.count),
                at: FileLine(file: file, line: line))
        }
        for row in found.aboveWholes {
            aboveWholes.add(row, number: file << 32 | Int(fileLines[rows.lowerBound + row.row]))
        }
        for line in engine.lines.indices {
            for row in found.misfits[line] {
                let here = rows.lowerBound + row
                add(unfit: 1, case: Int(engine.caseNumbers(of: table, rows: here..<here + 1)[0]), line: line)
            }
        }
        fileLines = []
    }

    /// Adds rows of a case that have no number of a line that can be true.
    mutating func add(unfit rows: Int, case number: Int, line: Int) {
        if rows > 0 { unfit[number * lines + line, default: 0] += rows }
    }

    /// Adds rows that emit more than they generate.
    mutating func add(_ more: Excess, at place: FileLine) {
        let old = excess[place] ?? Excess(first: .max, rows: 0)
        excess[place] = Excess(first: min(old.first, more.first), rows: old.rows + more.rows)
    }

    /// Adds rows of a case that were summed elsewhere.
    mutating func add(case number: Int, rows: Int, first: Int, sums: [Int128], squares more: [UInt128] = []) {
        grow(to: number + 1)
        let place = number * width
        records[place] += rows
        records[place + 1] = min(records[place + 1], first)
        for (line, sum) in sums.enumerated() { add(sum, to: place + 2 + line) }
        if hasSquares { for (line, own) in more.enumerated() { squares[number * lines + line] &+= own } }
    }

    private mutating func add(_ more: Int128, to cell: Int) {
        let sum = Int128(records[cell]) + more
        if let small = Int(exactly: sum) {
            records[cell] = small
        } else {
            records[cell] = 0
            wide[cell, default: 0] += sum
        }
    }

    /// What was found of rows since this was last asked.
    mutating func takeFindings() -> Findings {
        defer { findings = Findings() }
        return findings
    }

    /// The rows of watched cases that were added since this was last asked.
    mutating func takeWatchedRows() -> [Int32] {
        defer { watchedRows = [] }
        return watchedRows
    }

    /// Names the rows of a block whose cases are watched; without branches, for they come in any order.
    private mutating func watch(_ rows: Range<Int>, _ numbers: UnsafePointer<UInt64>) {
        let before = watchedRows.count
        watchedRows.append(contentsOf: repeatElement(0, count: rows.count))
        var count = before
        isWatched.withUnsafeBufferPointer { isWatched in
            watchedRows.withUnsafeMutableBufferPointer { watchedRows in
                for i in 0..<rows.count {
                    watchedRows[count] = Int32(truncatingIfNeeded: rows.lowerBound &+ i)
                    count &+= isWatched[Int(truncatingIfNeeded: numbers[i] & 0xFFFF_FFFF)] ? 1 : 0
                }
            }
        }
        watchedRows.removeLast(before + rows.count - count)
    }

    mutating func begin(rows: Range<Int>, numbers: UnsafePointer<UInt64>, caseCount: Int) {
        grow(to: caseCount)
        if let watched {
            if isWatched.count < caseCount { isWatched += watched(isWatched.count..<caseCount) }
            watch(rows, numbers)
        }
        let (width, above) = (width, file << 32)
        fileLines.withUnsafeBufferPointer { lines in
            records.withUnsafeMutableBufferPointer { records in
                for i in 0..<rows.count {
                    let place = Int(truncatingIfNeeded: numbers[i] & 0xFFFF_FFFF) &* width
                    records[place] &+= 1
                    let here = above | Int(lines[rows.lowerBound &+ i])
                    if here < records[place &+ 1] { records[place &+ 1] = here }
                }
            }
        }
    }

    mutating func take(
        line: Int, masses: UnsafePointer<Int64>, picked: UnsafePointer<Int32>?, count: Int,
        numbers: UnsafePointer<UInt64>
    ) {
        let (width, offset) = (width, line + 2)
        var overflows: [(cell: Int, carried: Int)] = []
        records.withUnsafeMutableBufferPointer { records in
            @inline(__always) func add(_ number: UInt64, _ mass: Int) {
                let cell = Int(truncatingIfNeeded: number & 0xFFFF_FFFF) &* width &+ offset
                let (sum, overflow) = records[cell].addingReportingOverflow(mass)
                if overflow { overflows.append((cell, records[cell])) }
                records[cell] = overflow ? mass : sum
            }
            if let picked {
                for j in 0..<count { add(numbers[Int(picked[j])], Int(masses[j])) }
            } else {
                for j in 0..<count { add(numbers[j], Int(masses[j])) }
            }
        }
        for (cell, carried) in overflows { wide[cell, default: 0] += Int128(carried) }
        if hasSquares { takeSquares(line: line, masses: masses, picked: picked, count: count, numbers: numbers) }
    }

    private mutating func takeSquares(
        line: Int, masses: UnsafePointer<Int64>, picked: UnsafePointer<Int32>?, count: Int,
        numbers: UnsafePointer<UInt64>
    ) {
        let lines = lines
        squares.withUnsafeMutableBufferPointer { squares in
            for j in 0..<count {
                let number = picked.map { numbers[Int($0[j])] } ?? numbers[j]
                let grams = UInt64((masses[j].magnitude &+ 500_000) / 1_000_000)
                let (high, low) = grams.multipliedFullWidth(by: grams)
                let cell = Int(truncatingIfNeeded: number & 0xFFFF_FFFF) &* lines &+ line
                squares[cell] &+= UInt128(high) << 64 | UInt128(low)
            }
        }
    }

    private mutating func grow(to count: Int) {
        guard count > caseCount else { return }
        if hasSquares { squares.append(contentsOf: repeatElement(0, count: (count - caseCount) * lines)) }
        for _ in caseCount..<count {
            records.append(0)
            records.append(.max)
            for _ in 0..<lines { records.append(0) }
        }
    }

    /// Adds what another thread summed.
    mutating func merge(_ other: Accumulator) {
        grow(to: other.caseCount)
        for cell in other.squares.indices { squares[cell] += other.squares[cell] }
        for number in 0..<other.caseCount where other.records[number * width] > 0 {
            let place = number * width
            records[place] += other.records[place]
            records[place + 1] = min(records[place + 1], other.records[place + 1])
            for line in 0..<lines {
                let cell = place + 2 + line
                add(Int128(other.records[cell]) + (other.wide[cell] ?? 0), to: cell)
            }
        }
        findings.add(other.findings)
        for (place, more) in other.excess { add(more, at: place) }
        aboveWholes.add(other.aboveWholes)
        unfit.merge(other.unfit, uniquingKeysWith: +)
    }

    /// What is told of rows that emit more than they generate, file by file.
    func excessFindings(_ engine: KindEngine, files: [String]) -> Findings {
        Findings(
            excess.sorted { ($0.key.file, $0.key.line) < ($1.key.file, $1.key.line) }.map { place, rows in
                engine.excess(
                    ofLine: place.line, rows: rows.rows, at: Location(file: files[place.file], line: rows.first))
            })
    }
}
