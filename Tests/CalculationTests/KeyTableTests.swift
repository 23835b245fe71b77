import Testing

@testable import Calculation

/// Numbers by key, block by block, against a dictionary.
@Suite struct KeyTableTests {
    @Test(arguments: 1...4)
    func `keys keep the numbers that they were given, and new ones are asked for once`(_ lanes: Int) {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(below limit: UInt64) -> UInt64 {
            state = state &* 0xD134_2543_DE82_EF95 &+ 1
            return (state >> 33) % limit
        }
        var table = KeyTable(lanes: lanes)
        var known: [[UInt64]: UInt64] = [:]
        var keys = [UInt64](repeating: 0, count: Program.block * lanes)
        var numbers = [UInt64](repeating: 0, count: Program.block)
        var others = [UInt16](repeating: 0, count: Program.block)
        for round in 0..<60 {
            let rows = round % 7 == 0 ? 1 : Program.block
            let spread = UInt64(round * round * 4 + 1)
            let block = (0..<rows).map { row -> [UInt64] in
                var key = [UInt64](repeating: 0, count: lanes)
                // Some have no bits at all.
                if row % 5 > 0 { for lane in 0..<lanes { key[lane] = next(below: spread) << UInt64(9 * lane) } }
                return key
            }
            for (row, key) in block.enumerated() {
                for lane in 0..<lanes { keys[lane * Program.block + row] = key[lane] }
            }
            table.numbers(of: keys, count: rows, into: &numbers, others: &others) { new in
                stride(from: 0, to: new.count, by: lanes).map { start in
                    let key = Array(new[start..<(start + lanes)])
                    #expect(known[key] == nil)
                    known[key] = UInt64(known.count) | next(below: 1000) << 32
                    return known[key] ?? 0
                }
            }
            #expect(block.indices.allSatisfy { numbers[$0] == known[block[$0]] })
        }
        for (key, number) in known { #expect(table.number(of: key) == number) }
        #expect(table.number(of: [UInt64](repeating: .max, count: lanes)) == nil)
    }
}
