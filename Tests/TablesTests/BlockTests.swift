import CBytes
import Testing

@testable import Tables

/// What columns and identifiers of a block are read with, each part against the plain way to do it.
@Suite struct BlockTests {
    private static let widths: [Int32] = [0, 1, 2]

    @Test func `plain numbers are told from all others`() {
        var random = Seeded(7)
        for _ in 0..<20000 {
            let digits = Int.random(in: 1...17, using: &random)
            var text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
            if Bool.random(using: &random) {
                text.insert(".", at: text.index(text.startIndex, offsetBy: Int.random(in: 0...digits, using: &random)))
            }
            let found = BlockTests.plain(text)
            guard text.utf8.count <= 16 else {
                #expect(found == nil)
                continue
            }
            let point = text.firstIndex(of: ".")
            #expect(found?.digits == UInt64(text.filter { $0 != "." }))
            #expect(found?.decimals == point.map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0)
        }
        for text in BlockTests.strange { #expect(BlockTests.plain(text) == nil, "\(text)") }
    }

    private static let strange = [
        "", ".", "1..2", "..", "-1", "1e3", "1,0", "12345678.9.", "/", ":", "1:", "12345678901/345",
        "12345678901234567",
    ]

    private static func plain(_ text: String) -> (digits: UInt64, decimals: Int)? {
        let padded = [UInt8](repeating: 0x39, count: 16) + Array(text.utf8)
        return padded.withUnsafeBufferPointer { bytes in
            var digits: UInt64 = 0
            var decimals: Int32 = 0
            guard let start = bytes.baseAddress,
                cbytes_plain_number(start + bytes.count, text.utf8.count, &digits, &decimals) != 0
            else { return nil }
            return (digits, Int(decimals))
        }
    }

    @Test(arguments: widths, [-3, 0, 4])
    func `columns of numbers are read as exactly as single ones`(_ width: Int32, _ shift: Int) throws {
        cbytes_limit_width(width)
        defer { cbytes_limit_width(2) }
        var random = Seeded(UInt64(shift + 13))
        for _ in 0..<30 {
            let cells = (0..<Int.random(in: 1...1024, using: &random)).map { _ -> String in
                switch Int.random(in: 0..<12, using: &random) {
                case 0...2: return ""
                case 3: return BlockTests.strange.randomElement(using: &random) ?? ""
                case 4: return "\(UInt64.random(in: 1 << 52 ..< 9_999_999_999_999_999, using: &random))"
                case 5: return "0.\(Int.random(in: 0...99_999_999_999_999, using: &random))"
                default:
                    return "\(Int.random(in: 0...99999, using: &random)).\(Int.random(in: 0...999, using: &random))"
                }
            }
            var rule = cbytes_number_rule(
                shift: Int32(shift), numerator: 1, denominator: 1, low: 0, high: 1e300, blank: -1, may_be_blank: 1)
            let (numbers, others) = BlockTests.read(cells) { cbytes_numbers(&$0, &rule, &$1, &$2) }
            for (row, cell) in cells.enumerated() {
                if cell.isEmpty {
                    #expect(numbers[row] == -1 && !others.contains(row))
                } else if others.contains(row) {
                    // Not plain, or more digits than a double holds for sure.
                    #expect(BlockTests.strange.contains(cell) || cell.utf8.count == 16, "\(cell)")
                } else {
                    let expected = try #require(NumberText.value(cell, shift: shift))
                    #expect(numbers[row].bitPattern == expected.bitPattern, "\(cell)")
                }
            }
        }
    }

    /// Runs a reader of columns over cells that stand in one text.
    private static func read<Value: AdditiveArithmetic>(
        _ cells: [String], _ body: (inout cbytes_cells, inout [Value], inout [UInt16]) -> Int
    ) -> (values: [Value], others: Set<Int>) {
        var text = [UInt8](repeating: 0x31, count: 64)
        var starts: [UInt32] = []
        var ends: [UInt32] = []
        for cell in cells {
            starts.append(UInt32(text.count))
            text += cell.utf8
            ends.append(UInt32(text.count))
            text.append(UInt8(ascii: ","))
        }
        text += [UInt8](repeating: 0x31, count: 64)
        var values = [Value](repeating: .zero, count: cells.count)
        var others = [UInt16](repeating: 0, count: cells.count + 1)
        let count = text.withUnsafeBufferPointer { text in
            starts.withUnsafeBufferPointer { starts in
                ends.withUnsafeBufferPointer { ends in
                    var column = cbytes_cells(
                        text: text.baseAddress, starts: starts.baseAddress, ends: ends.baseAddress, shift: 0, stride: 1,
                        rows: cells.count)
                    return body(&column, &values, &others)
                }
            }
        }
        return (values, Set(others[..<count].map(Int.init)))
    }

    @Test(arguments: widths)
    func `marks are found, and quotes heeded, whatever stands in a text`(_ width: Int32) {
        cbytes_limit_width(width)
        defer { cbytes_limit_width(2) }
        var random = Seeded(31)
        let room = 700
        var marks = [UInt32](repeating: 0, count: room)
        var quoted = [UInt32](repeating: 0, count: room)
        for length in 0..<300 {
            let dense = Int.random(in: 1...40, using: &random)
            let text = (0..<(length + 64)).map { _ -> UInt8 in
                Int.random(in: 0..<dense, using: &random) > 0
                    ? 65 : [44, 10, 34, 13].randomElement(using: &random) ?? 65
            }
            for mode in [CBYTES_NO_QUOTES, CBYTES_MARK_QUOTES, CBYTES_HEED_QUOTES] {
                let found = cbytes_marks(text, length, 44, Int32(mode), 7, &marks, &quoted)
                var (expected, opened, feeds, hidden, isInside) = ([UInt32](), [UInt32](), 0, 0, false)
                for (i, byte) in text[..<length].enumerated() {
                    if mode == CBYTES_HEED_QUOTES, byte == 34 {
                        isInside.toggle()
                        if isInside { opened.append(UInt32(expected.count)) }
                    }
                    if isInside { hidden += byte == 10 ? 1 : 0 }
                    guard byte == 44 || byte == 10 || (byte == 34 && mode == CBYTES_MARK_QUOTES), !isInside else {
                        continue
                    }
                    expected.append(UInt32(i + 7))
                    feeds += byte == 10 ? 1 : 0
                }
                #expect(Array(marks[..<found.marks]) == expected)
                #expect(Array(quoted[..<found.quoted]) == opened)
                #expect(found.feeds == feeds && found.hidden == hidden)
            }
        }
    }

    @Test(arguments: widths)
    func `keys are packed and rows picked as one by one`(_ width: Int32) {
        cbytes_limit_width(width)
        defer { cbytes_limit_width(2) }
        var random = Seeded(37)
        for rows in [0, 1, 15, 16, 17, 100, 1024] {
            let codes = (0..<rows).map { _ in UInt16.random(in: 0...9, using: &random) }
            let numbers = (0..<rows).map { _ -> Double in
                [0, 1, 2.5, -3, 65, 1e9, Absence.empty.mark, Absence.notReported.mark, Absence.notApplicable.mark]
                    .randomElement(using: &random) ?? 0
            }
            let edges = [1.0, 65.0]
            var keys = [UInt64](repeating: 0, count: rows)
            cbytes_pack_codes(codes, rows, 3, &keys)
            cbytes_pack_states(numbers, rows, 10, &keys)
            cbytes_pack_bands(numbers, rows, edges, edges.count, 61, &keys)
            for row in 0..<rows {
                let absence = Absence(numbers[row])
                let state: UInt64 = absence == nil ? 1 : absence == .empty ? 0 : 2
                let beyond = edges.count { numbers[row] > $0 } + edges.count { numbers[row] >= $0 }
                let band = absence == nil ? UInt64(beyond + 1) : 0
                #expect(keys[row] == UInt64(codes[row]) << 3 | state << 10 | band << 61)
            }
            var picked = [Int32](repeating: 0, count: rows + 16)
            let count = cbytes_pick(codes, 4, rows, &picked)
            #expect(picked[..<count].map(Int.init) == codes.indices.filter { codes[$0] == 4 })
        }
    }

    @Test func `spellings keep their codes however many there are`() {
        var random = Seeded(23)
        var cache = SpellingCache(mayBeBlank: true)
        defer { cache.deallocate() }
        var known: [String: UInt16] = [:]
        for round in 0..<40 {
            let cells = (0..<1000).map { _ -> String in
                let number = Int.random(in: 0..<(round * round * 3 + 4), using: &random)
                return number == 0
                    ? "" : ["\(number)", "区\(number)", "abcdefgh\(number)ijklmnop", "\(number)煤炭与天然气混合燃料"][number % 4]
            }
            let (codes, others) = BlockTests.read(cells) { column, codes, others in
                cache.codes(of: column, into: &codes, others: &others)
            }
            let before = known
            var displaced = 0
            for (row, cell) in cells.enumerated() {
                if !others.contains(row) {
                    #expect(codes[row] == (cell.isEmpty ? 0 : known[cell]), "\(cell)")
                    continue
                }
                let bytes = [UInt8](repeating: 0, count: 16) + Array(cell.utf8) + [UInt8](repeating: 0, count: 16)
                bytes.withUnsafeBytes { bytes in
                    guard let text = bytes.baseAddress else { return }
                    let found = cache.code(text, 16, cell.utf8.count)
                    #expect(found == known[cell], "\(cell)")
                    displaced += before[cell] != nil && cell.utf8.count <= 16 ? 1 : 0
                    guard found == nil else { return }
                    known[cell] = UInt16(known.count + 1)
                    cache.insert(text, 16, cell.utf8.count, code: UInt16(known.count))
                }
            }
            if before.count < 1000 { #expect(displaced < 100, "most short words have a place of their own") }
        }
    }

    @Test(arguments: 0..<24)
    func `identifiers used twice are told with the line of the first use`(_ seed: Int) {
        var random = Seeded(UInt64(seed + 41))
        // Ascending throughout, up to a point, or not at all; now and then one that was there.
        let disorder = [0, 1500, 4000][seed % 3]
        var set = IdentifierSet()
        if seed % 2 == 0 { set.reserve(3000) }
        var first: [String: UInt32] = [:]
        var line: UInt32 = 1
        var number = 0
        for _ in 0..<40 {
            var texts: [String] = []
            for _ in 0..<100 {
                number += 1
                let isOld = seed % 4 == 3 && Int.random(in: 0..<50, using: &random) == 0
                let isDisorderly = number > 4000 - disorder && Bool.random(using: &random)
                let shown =
                    isOld ? Int.random(in: 1...number, using: &random) : isDisorderly ? 100_000 - number : number
                texts.append(seed % 5 == 4 ? "厂区之一号锅炉\(shown)" : "B\(shown)")
            }
            var expected: [Int: UInt32] = [:]
            let identifiers = texts.enumerated().map { place, text -> SeenIdentifier in
                line += 1
                if let earlier = first[text] { expected[place] = earlier } else { first[text] = line }
                return SeenIdentifier(IdentifierKey(text), line: line, row: place, start: 0, end: 0)
            }
            var told: [Int: UInt32] = [:]
            set.add(identifiers) { told[$0] = $1 }
            #expect(told == expected)
        }
    }

    @Test(arguments: [1, 7, 1000])
    func `identifiers that ascend are kept in a few bytes and come back as they were`(_ step: Int) {
        // Numbers one after the other, lines with gaps; then longer ones, and at last those that are told by hashes.
        let texts =
            stride(from: 8_999_000, to: 9_001_000, by: step).map { "B\($0)" }
            + (0..<300).map { "Z\(10_000_000_000 + $0 * 4_000_003)" }
        let identifiers = texts.enumerated().map { place, text in
            SeenIdentifier(IdentifierKey(text), line: UInt32(2 + place * 150), row: place, start: 0, end: 0)
        }
        var set = IdentifierSet()
        for start in stride(from: 0, to: identifiers.count, by: 97) {
            set.add(Array(identifiers[start..<min(start + 97, identifiers.count)])) { _, _ in
                Issue.record("none is there twice")
            }
        }
        let uses = set.uses(from: 0)
        #expect(uses.seen.map(\.key) == identifiers.map(\.key))
        #expect(uses.lines == identifiers.map(\.line))
        #expect(set.uses(from: 3).lines == Array(uses.lines[3...]))
        // The last but one again is told, and all before it are still known.
        var told: [UInt32] = []
        set.add([identifiers[identifiers.count - 2], identifiers[0]]) { told.append($1) }
        #expect(told == [identifiers[identifiers.count - 2].line, 2])
    }

    @Test func `keys of identifiers ascend as people number`() {
        let ascending = ["1", "2", "9", "10", "99", "100", "B9", "B10", "B99", "b10", "100000001", "A00000000000009"]
            .sorted { IdentifierKey($0) < IdentifierKey($1) }
        #expect(
            ascending == ["1", "2", "9", "10", "99", "B9", "100", "B10", "B99", "b10", "100000001", "A00000000000009"])
        #expect(IdentifierKey("B1") != IdentifierKey("B1\0"))
        #expect(IdentifierKey("") > IdentifierKey())
    }
}
