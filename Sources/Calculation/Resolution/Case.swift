import CBytes
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
final class CaseLayout: Sendable {
    struct Word: Sendable {
        let column: String
        let place: Int
        let vocabulary: String
        /// The words of that vocabulary.
        let words: Vocabulary
        let lane: Int
        let shift: UInt64
        /// The bits of the field, from 0.
        let mask: UInt64
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
        /// The bits of the field, from 0.
        let mask: UInt64
    }

    /// A column that may hold defaults: a byte says which.
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
            let words = vocabularies[vocabulary]
            let bits = Int.bitWidth - (words.words.count + 1).leadingZeroBitCount
            let (lane, shift) = packer.place(bits)
            let mask: UInt64 = (1 << UInt64(bits)) - 1
            if grouping.contains(id) { idle.append((lane, mask << shift)) }
            return Word(
                column: id, place: place, vocabulary: vocabulary, words: words, lane: lane, shift: shift, mask: mask)
        }
        self.numbers = numbers.compactMap { id in
            guard let place = schema.place(of: id) else { return nil }
            let (lane, shift) = packer.place(2)
            return Number(column: id, place: place, lane: lane, shift: shift)
        }
        self.defaults = (words + numbers).filter(defaults.contains).compactMap { id in
            guard let place = schema.place(of: id) else { return nil }
            let (lane, shift) = packer.place(8)
            return Default(column: id, place: place, lane: lane, shift: shift)
        }
        self.bands = bands.keys.sorted().compactMap { id in
            guard let place = schema.place(of: id), let edges = bands[id], !edges.isEmpty else { return nil }
            let bits = Int.bitWidth - (2 * edges.count + 2).leadingZeroBitCount
            let (lane, shift) = packer.place(bits)
            return Band(
                column: id, place: place, edges: edges, lane: lane, shift: shift, mask: (1 << UInt64(bits)) - 1)
        }
        lanes = packer.lane + 1
        var mask = Array(repeating: UInt64.max, count: lanes)
        for (lane, bits) in idle { mask[lane] &= ~bits }
        resolutionMask = mask
    }

    /// Writes the keys of at most a block of rows: a block for each lane.
    func keys(
        of table: Table, columns: ColumnPointers, rows: Range<Int>, into keys: UnsafeMutablePointer<UInt64>
    ) {
        let (first, count) = (rows.lowerBound, rows.count)
        for lane in 0..<lanes { (keys + lane * Program.block).update(repeating: 0, count: count) }
        for word in words {
            guard let codes = columns.codes[word.place] else { continue }
            cbytes_pack_codes(codes + first, count, UInt32(word.shift), keys + word.lane * Program.block)
        }
        for number in numbers {
            guard let values = columns.numbers[number.place] else { continue }
            cbytes_pack_states(values + first, count, UInt32(number.shift), keys + number.lane * Program.block)
        }
        for column in defaults {
            guard let reasons = table.defaults[column.place]?.reasons else { continue }
            let out = keys + column.lane * Program.block
            for i in 0..<count { out[i] |= UInt64(reasons[first + i]) << column.shift }
        }
        for band in bands {
            guard let values = columns.numbers[band.place] else { continue }
            cbytes_pack_bands(
                values + first, count, band.edges, band.edges.count, UInt32(band.shift),
                keys + band.lane * Program.block)
        }
    }

    /// A number of a band, for matching against intervals: band 2i is below edge i and above the one before, 2i + 1 is
    /// edge i itself.
    static func representative(of band: Int, in edges: [Double]) -> Double {
        if band % 2 == 1 { return edges[band / 2] }
        let i = band / 2
        if i == 0 { return edges[0] - 1 }
        return i == edges.count ? edges[i - 1] + 1 : (edges[i - 1] + edges[i]) / 2
    }

    /// The case behind a key, which begins at `place`.
    func unpacked(_ keys: [UInt64], at place: Int) -> Case {
        var reasons: [String: UInt8] = [:]
        for column in defaults {
            let reason = UInt8(truncatingIfNeeded: keys[place + column.lane] >> column.shift)
            if reason > 0 { reasons[column.column] = reason }
        }
        return Case(
            codes: words.map { UInt16(keys[place + $0.lane] >> $0.shift & $0.mask) },
            reasons: reasons,
            given: numbers.map { Given(rawValue: keys[place + $0.lane] >> $0.shift & 3) ?? .absent },
            bands: bands.map { band in
                let value = keys[place + band.lane] >> band.shift & band.mask
                return value == 0 ? nil : CaseLayout.representative(of: Int(value) - 1, in: band.edges)
            })
    }

    /// The code of a word of a key, which begins at `place`.
    func code(_ word: Word, _ keys: [UInt64], at place: Int) -> UInt16 {
        UInt16(keys[place + word.lane] >> word.shift & word.mask)
    }
}
