package import Quantities
import Tables

/// A table of factors that answer one question, by its key columns.
///
/// A row is what its cells were read as: numbers of patterns, and the places of its texts in the file. A `Factor` with
/// all its texts is made of it when somebody asks for it.
public struct FactorTable: Sendable {
    /// Folder and file without ending, such as `road/base_factors`.
    public let name: String
    /// The key columns in the order of their weight.
    public private(set) var keyColumns: [String]

    /// A file that rows stand in.
    struct Text: Sendable {
        let path: String
        let layer: Int
        let bytes: [UInt8]
    }

    /// Where a text stands in its file.
    struct Place: Sendable {
        private let start: UInt32
        private let end: UInt32

        init(_ cell: Range<Int>) {
            // A file of factors beyond 4 GiB has no texts there.
            start = UInt32(exactly: cell.lowerBound) ?? 0
            end = UInt32(exactly: cell.upperBound) ?? start
        }

        var cell: Range<Int> { Int(start)..<Int(end) }
    }

    /// A row without its keys.
    struct Row: Sendable {
        let file: Int32
        let line: Int32
        let id, place, note, low, high: Place
        let value: Double
        let unit, set, source: Int32
        let confidence: Confidence
        let basis: Basis?
        let isDefault: Bool
        let years: ClosedRange<Int>
        let range: FactorRange
    }

    private(set) var rows: [Row] = []
    private(set) var files: [Text] = []
    /// For each row the number of the pattern in each key column.
    private(set) var keys: [Int32] = []
    /// The distinct patterns of each key column; 0 is anything.
    private(set) var patterns: [[KeyPattern]]
    private var numbers: [[KeyPattern: Int32]]
    /// The units, families and documents of rows.
    private(set) var units: [Unit] = []
    private(set) var sets: [String] = []
    private(set) var sources: [String] = []
    /// By key column and pattern the rows that have it: what a query looks at first.
    private(set) var rowsByPattern: [[[Int32]]] = []
    /// By key column the ends of its intervals, sorted.
    private var edges: [[Double]] = []

    init(name: String, keyColumns: [String]) {
        self.name = name
        self.keyColumns = keyColumns
        patterns = keyColumns.map { _ in [.any] }
        numbers = keyColumns.map { _ in [.any: 0] }
    }

    /// How many rows there are.
    public var count: Int { rows.count }

    /// The rows with all that is known about them, in the order of the files.
    public var factors: [Factor] { rows.indices.map { factor($0) } }

    /// Whether any row names a word in a key column.
    package func has(_ code: UInt16, in column: String) -> Bool {
        guard let place = keyColumns.firstIndex(of: column) else { return false }
        return patterns[place].contains(.code(code))
    }

    /// Whether any row names a word in a key column, or leaves the column open.
    package func answers(_ code: UInt16, in column: String) -> Bool {
        guard let place = keyColumns.firstIndex(of: column) else { return !rows.isEmpty }
        return patterns[place].contains(.code(code)) || !rowsByPattern[place][0].isEmpty
    }

    /// Whether any row asks for a particular word in a key column.
    public func tellsApart(_ column: String) -> Bool {
        guard let place = keyColumns.firstIndex(of: column) else { return false }
        return patterns[place].count > 1
    }

    /// Whether a rule book uses any of its rows.
    public func isUsed(by book: RuleBook) -> Bool { sets.contains { book.rank(of: $0) != nil } }

    /// All numbers of a parameter, in a unit.
    package func values(of parameter: String, in unit: Unit) -> [Double] {
        factors.filter { $0.keys.contains(.text(parameter)) }.compactMap { factor in
            factor.unit.conversion(to: unit)?.applied(to: factor.value)
        }
    }

    /// The edges of all intervals in a key column, sorted.
    public func edges(of column: String) -> [Double] {
        guard let place = keyColumns.firstIndex(of: column) else { return [] }
        return edges[place]
    }

    /// Numbers of one band match the same rows: 2i between two ends of intervals, 2i + 1 on an end.
    package func band(of number: Double, in column: String) -> Int {
        let ends = edges(of: column)
        let below = ends.count { $0 < number }
        return below < ends.count && ends[below] == number ? 2 * below + 1 : 2 * below
    }

    /// A row with all that is known about it.
    func factor(_ number: Int) -> Factor {
        let row = rows[number]
        let file = files[Int(row.file)]
        func text(_ place: Place) -> String { file.bytes.text(place.cell) }
        return Factor(
            id: text(row.id), keys: keyColumns.indices.map { pattern($0, ofRow: number) }, value: row.value,
            unit: units[Int(row.unit)], low: Double(text(row.low)), high: Double(text(row.high)),
            range: row.range, basis: row.basis, set: sets[Int(row.set)],
            reference: Reference(
                source: sources[Int(row.source)], place: text(row.place), confidence: row.confidence),
            isDefault: row.isDefault, years: row.years, note: text(row.note), layer: file.layer,
            location: Location(file: file.path, line: Int(row.line)), table: name)
    }

    /// The pattern of a row in a key column.
    func pattern(_ column: Int, ofRow row: Int) -> KeyPattern {
        patterns[column][Int(keys[row * keyColumns.count + column])]
    }

    /// The number of a pattern of a key column, or `nil` where no row has it.
    func number(of pattern: KeyPattern, column: Int) -> Int? { numbers[column][pattern].map(Int.init) }

    /// The pollutant or the parameter: rows without it have nothing to do with a query.
    var subjectColumn: Int? {
        keyColumns.firstIndex(of: "parameter") ?? keyColumns.firstIndex(of: "pollutant")
    }

    // MARK: Building

    /// Adds the key columns of a pack that the table lacks; its own rows hold for any value of them.
    mutating func addKeyColumns(_ columns: [String]) {
        for column in columns where !keyColumns.contains(column) {
            let width = keyColumns.count
            keys = rows.indices.flatMap { row in keys[row * width..<(row + 1) * width] + [0] }
            keyColumns.append(column)
            patterns.append([.any])
            numbers.append([.any: 0])
        }
    }

    /// The number of a pattern, which is given one where it is new.
    mutating func add(_ pattern: KeyPattern, column: Int) -> Int32 {
        if let known = numbers[column][pattern] { return known }
        let number = Int32(patterns[column].count)
        patterns[column].append(pattern)
        numbers[column][pattern] = number
        return number
    }

    /// The number of a unit as it is written, a family, a document.
    mutating func add(unit: Unit) -> Int32 {
        units.append(unit)
        return Int32(units.count - 1)
    }
    mutating func add(set: String) -> Int32 { FactorTable.number(of: set, in: &sets) }
    mutating func add(source: String) -> Int32 { FactorTable.number(of: source, in: &sources) }

    private static func number(of text: String, in texts: inout [String]) -> Int32 {
        if let known = texts.firstIndex(of: text) { return Int32(known) }
        texts.append(text)
        return Int32(texts.count - 1)
    }

    /// Adds the rows of a file with the numbers of their patterns.
    mutating func append(_ added: [Row], keys addedKeys: [Int32], of file: Text) {
        files.append(file)
        // The first file's rows are the table's as they are.
        if rows.isEmpty { (rows, keys) = (added, addedKeys) } else { (rows, keys) = (rows + added, keys + addedKeys) }
    }

    /// Makes the index anew after rows were added.
    mutating func reindex() {
        let width = keyColumns.count
        rowsByPattern = patterns.indices.map { column in
            var rowsOf = Array(repeating: [Int32](), count: patterns[column].count)
            for row in rows.indices { rowsOf[Int(keys[row * width + column])].append(Int32(row)) }
            return rowsOf
        }
        edges = patterns.map { patterns in
            var ends: Set<Double> = []
            for case .interval(let interval) in patterns { ends.formUnion(interval.ends) }
            return ends.sorted()
        }
    }
}
