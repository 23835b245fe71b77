public import Quantities
public import Tables

/// What a factor's key cell accepts.
public enum KeyPattern: Sendable, Hashable {
    /// A blank cell: anything.
    case any
    /// A word and all its narrower words.
    case code(UInt16)
    /// Numbers within an interval, in the unit of the inventory's column.
    case interval(Interval)
    /// This very text, such as a parameter's name.
    case text(String)
}

/// Whether a factor is before or after the control in place: the two are never mixed.
public enum Basis: String, Sendable {
    /// Generated 产污系数: the control's effect is still to be applied.
    case generation
    /// Emitted 排污系数: with the control that the row names.
    case emission
}

/// One number of the factor library with all that is known about it: an emission factor 排放系数 or a parameter.
public struct Factor: Sendable {
    /// The stable id, unique in the library.
    public let id: String
    /// The patterns of the table's key columns, in order.
    public let keys: [KeyPattern]
    /// The number as printed.
    public let value: Double
    /// The unit as printed.
    public let unit: Unit
    /// The lower bound, where published.
    public let low: Double?
    /// The upper bound, where published.
    public let high: Double?
    /// Before or after control; `nil` for parameters.
    public let basis: Basis?
    /// The family it belongs to, which a rule book ranks.
    public let set: String
    /// Document, place and confidence.
    public let reference: Reference
    /// Whether the resolver may take it by itself.
    public let isDefault: Bool
    /// The years it holds for.
    public let years: ClosedRange<Int>
    /// What is doubtful about it.
    public let note: String
    /// 0 for the built-in library, 1… for packs in the order given.
    public let layer: Int
    /// Where the row stands.
    public let location: Location

    func withKeys(_ keys: [KeyPattern]) -> Factor {
        Factor(
            id: id, keys: keys, value: value, unit: unit, low: low, high: high, basis: basis, set: set,
            reference: reference, isDefault: isDefault, years: years, note: note, layer: layer, location: location)
    }
}

/// A table of factors that answer one question, by its key columns.
public struct FactorTable: Sendable {
    /// Folder and file without ending, such as `road/base_factors`.
    public let name: String
    /// The key columns in the order of their weight.
    public private(set) var keyColumns: [String]
    /// The rows.
    public internal(set) var factors: [Factor]
    /// Rows by the code of their pollutant or the text of their parameter: what a query looks at first.
    var index: [KeyPattern: [Int]] = [:]

    init(name: String, keyColumns: [String], factors: [Factor]) {
        self.name = name
        self.keyColumns = keyColumns
        self.factors = factors
    }

    /// Whether any row asks for a particular word in a key column.
    public func tellsApart(_ column: String) -> Bool {
        guard let place = keyColumns.firstIndex(of: column) else { return false }
        return factors.contains { $0.keys[place] != .any }
    }

    /// The edges of all intervals in a key column, sorted.
    public func edges(of column: String) -> [Double] {
        guard let place = keyColumns.firstIndex(of: column) else { return [] }
        var edges: Set<Double> = []
        for factor in factors {
            if case .interval(let interval) = factor.keys[place] { edges.formUnion(interval.ends) }
        }
        return edges.sorted()
    }

    /// The column that rows are indexed by.
    var indexColumn: Int? {
        keyColumns.firstIndex(of: "parameter") ?? keyColumns.firstIndex(of: "pollutant")
    }

    /// Adds the key columns of a pack that the table lacks; its own rows hold for any value of them.
    mutating func addKeyColumns(_ columns: [String]) {
        for column in columns where !keyColumns.contains(column) {
            keyColumns.append(column)
            factors = factors.map { $0.withKeys($0.keys + [.any]) }
        }
    }

    /// The codes of key cells, row by row: a word's code, `anyCode` for a blank, `otherCode` for anything else.
    private(set) var codes: [Int32] = []
    /// Whether each row may be taken by the resolver.
    private(set) var isDefault: [Bool] = []
    /// The family of each row.
    private(set) var sets: [String] = []
    static let anyCode: Int32 = -1
    static let otherCode: Int32 = -2

    mutating func reindex() {
        index = [:]
        isDefault = factors.map(\.isDefault)
        sets = factors.map(\.set)
        codes = factors.flatMap { factor in
            factor.keys.map { key in
                switch key {
                case .any: FactorTable.anyCode
                case .code(let code): Int32(code)
                case .interval, .text: FactorTable.otherCode
                }
            }
        }
        guard let column = indexColumn else { return }
        for (i, factor) in factors.enumerated() { index[factor.keys[column], default: []].append(i) }
    }
}
