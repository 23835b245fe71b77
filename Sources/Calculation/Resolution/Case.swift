import Inventories
import Tables

/// How a value came into a cell.
enum Given: UInt64 {
    /// The cell says nothing.
    case absent = 0
    /// The row's own value.
    case given = 1
    /// The cell says that it does not apply, or that nobody reported it.
    case marked = 2
}

/// What rows that are alike share: their words, which numbers they give, and in which bands those lie.
///
/// Methods, factors and controls depend on nothing else, so they are resolved once a case, not once a row.
struct Case: Sendable {
    /// The code of each word column of the kind's layout.
    let codes: [UInt16]
    /// The numbers of the reasons of defaults, by column; 0 and absent mean the row's own value.
    let reasons: [String: UInt8]
    /// How each number column was given.
    let given: [Given]
    /// A number that stands for the band of each banded column.
    let bands: [Double?]
}

/// The columns of a table that decide a case, and how they are packed into a key.
struct CaseLayout: Sendable {
    struct Word: Sendable {
        let column: String
        let place: Int
        let vocabulary: String
        let lane: Int
        let shift: UInt64
    }
    struct Number: Sendable {
        let column: String
        let place: Int
        let lane: Int
        let shift: UInt64
    }
    struct Band: Sendable {
        let column: String
        let place: Int
        let edges: [Double]
        let lane: Int
        let shift: UInt64
    }

    /// A column that may hold defaults: four bits say which.
    struct Default: Sendable {
        let column: String
        let place: Int
        let lane: Int
        let shift: UInt64
    }

    let words: [Word]
    let defaults: [Default]
    let numbers: [Number]
    let bands: [Band]
    let lanes: Int
    /// The bits of a key that resolution depends on; the rest only groups results.
    let resolutionMask: [UInt64]

    /// Packs fields into 64-bit lanes, none across a border.
    private struct Packer {
        var lane = 0
        var used = 0
        mutating func place(_ bits: Int) -> (lane: Int, shift: UInt64) {
            if used + bits > 64 { (lane, used) = (lane + 1, 0) }
            defer { used += bits }
            return (lane, UInt64(used))
        }
    }

    init(
        schema: Schema, words: [String], grouping: Set<String>, numbers: [String], bands: [String: [Double]],
        defaults: Set<String>, vocabularies: Vocabularies
    ) {
        var idle: [(lane: Int, bits: UInt64)] = []
        var packer = Packer()
        self.words = words.compactMap { id in
            guard let place = schema.place(of: id), let vocabulary = schema.columns[place].vocabulary else {
                return nil
            }
            let bits = Int.bitWidth - (vocabularies[vocabulary].words.count + 1).leadingZeroBitCount
            let (lane, shift) = packer.place(bits)
            if grouping.contains(id) { idle.append((lane, ((1 << UInt64(bits)) - 1) << shift)) }
            return Word(column: id, place: place, vocabulary: vocabulary, lane: lane, shift: shift)
        }
        self.numbers = numbers.compactMap { id in
            guard let place = schema.place(of: id) else { return nil }
            let (lane, shift) = packer.place(2)
            return Number(column: id, place: place, lane: lane, shift: shift)
        }
        self.defaults = (words + numbers).filter(defaults.contains).compactMap { id in
            guard let place = schema.place(of: id) else { return nil }
            let (lane, shift) = packer.place(4)
            return Default(column: id, place: place, lane: lane, shift: shift)
        }
        self.bands = bands.keys.sorted().compactMap { id in
            guard let place = schema.place(of: id), let edges = bands[id], !edges.isEmpty else { return nil }
            let bits = Int.bitWidth - (2 * edges.count + 2).leadingZeroBitCount
            let (lane, shift) = packer.place(bits)
            return Band(column: id, place: place, edges: edges, lane: lane, shift: shift)
        }
        lanes = packer.lane + 1
        var mask = Array(repeating: UInt64.max, count: lanes)
        for (lane, bits) in idle { mask[lane] &= ~bits }
        resolutionMask = mask
    }

    /// The keys of some rows, lane by lane: `lanes × rows.count` integers.
    func keys(of table: Table, rows: Range<Int>) -> [[UInt64]] {
        var keys = Array(repeating: [UInt64](repeating: 0, count: rows.count), count: lanes)
        for word in words {
            guard case .codes(let codes) = table.cells[word.place] else { continue }
            keys[word.lane].withUnsafeMutableBufferPointer { out in
                codes.withUnsafeBufferPointer { codes in
                    for i in 0..<rows.count { out[i] |= UInt64(codes[rows.lowerBound + i]) << word.shift }
                }
            }
        }
        for number in numbers {
            guard case .numbers(let values) = table.cells[number.place] else { continue }
            keys[number.lane].withUnsafeMutableBufferPointer { out in
                values.withUnsafeBufferPointer { values in
                    for i in 0..<rows.count {
                        let value = values[rows.lowerBound + i]
                        var given = Given.given
                        if value.isNaN { given = Absence(value) == .empty ? .absent : .marked }
                        out[i] |= given.rawValue << number.shift
                    }
                }
            }
        }
        for column in defaults {
            guard let reasons = table.defaults[column.place]?.reasons else { continue }
            for i in 0..<rows.count {
                keys[column.lane][i] |= UInt64(min(reasons[rows.lowerBound + i], 15)) << column.shift
            }
        }
        for band in bands {
            guard case .numbers(let values) = table.cells[band.place] else { continue }
            keys[band.lane].withUnsafeMutableBufferPointer { out in
                for i in 0..<rows.count {
                    let value = values[rows.lowerBound + i]
                    guard !value.isNaN else { continue }
                    out[i] |= UInt64(CaseLayout.band(of: value, in: band.edges) + 1) << band.shift
                }
            }
        }
        return keys
    }

    /// 2i for numbers below edge i (and above the one before), 2i + 1 for edge i itself.
    static func band(of value: Double, in edges: [Double]) -> Int {
        var i = 0
        while i < edges.count, value > edges[i] { i += 1 }
        return i < edges.count && value == edges[i] ? 2 * i + 1 : 2 * i
    }

    /// A number of the band, for matching against intervals.
    static func representative(of band: Int, in edges: [Double]) -> Double {
        if band % 2 == 1 { return edges[band / 2] }
        let i = band / 2
        if i == 0 { return edges[0] - 1 }
        return i == edges.count ? edges[i - 1] + 1 : (edges[i - 1] + edges[i]) / 2
    }

    /// The case behind a key.
    func unpacked(_ key: [UInt64]) -> Case {
        func field(_ lane: Int, _ shift: UInt64, _ next: UInt64?) -> UInt64 {
            let value = key[lane] >> shift
            guard let next, next - shift < 64 else { return value }
            return value & ((1 << (next - shift)) - 1)
        }
        // Where each field ends: the next field's shift in the same lane.
        let starts =
            words.map { ($0.lane, $0.shift) } + numbers.map { ($0.lane, $0.shift) }
            + defaults.map { ($0.lane, $0.shift) } + bands.map { ($0.lane, $0.shift) }
        func end(_ lane: Int, _ shift: UInt64) -> UInt64? {
            starts.filter { $0.0 == lane && $0.1 > shift }.map(\.1).min()
        }
        let reasons = defaults.map { ($0.column, UInt8(field($0.lane, $0.shift, $0.shift + 4))) }
        return Case(
            codes: words.map { UInt16(field($0.lane, $0.shift, end($0.lane, $0.shift))) },
            reasons: Dictionary(uniqueKeysWithValues: reasons.filter { $0.1 > 0 }),
            given: numbers.map { Given(rawValue: field($0.lane, $0.shift, $0.shift + 2)) ?? .absent },
            bands: bands.map { band in
                let value = field(band.lane, band.shift, end(band.lane, band.shift))
                return value == 0 ? nil : CaseLayout.representative(of: Int(value) - 1, in: band.edges)
            })
    }
}
