import Testing

@testable import Inventories

/// Rows of a sheet back to back come out as they went in.
@Suite struct SheetRowsTests {
    /// Rows of many widths, with blanks, Chinese and long texts.
    private static let rows: [(line: Int, cells: [String])] = (0..<1300).map { number in
        let cells = (0..<number % 7).map { column in
            switch (number + column) % 5 {
            case 0: ""
            case 1: "示例\(number)厂"
            case 2: String(repeating: "长", count: number % 90)
            case 3: "\(number).\(column)"
            default: "B\(number)"
            }
        }
        return (number * 3 + 1, cells)
    }

    private func isSame(_ rows: SheetRows, _ expected: some Collection<(line: Int, cells: [String])>) -> Bool {
        rows.count == expected.count
            && zip(rows, expected).allSatisfy { $0.line == $1.line && $0.cells == $1.cells }
    }

    @Test func `rows are what was added, by place, as a part and cell by cell`() {
        let all = SheetRows(SheetRowsTests.rows)
        #expect(isSame(all, SheetRowsTests.rows))
        #expect(all.widest(from: 0) == 6 && all.width(8) == 1 && all.line(1299) == 1299 * 3 + 1)
        for start in [0, 1, 511, 512, 513, 1299, 1300] {
            #expect(isSame(all.from(start), SheetRowsTests.rows[start...]), "\(start)")
            #expect(isSame(all.from(start).from(0), SheetRowsTests.rows[start...]))
        }
        #expect(isSame(all.from(500).from(20), SheetRowsTests.rows[520...]))
        var texts: [String] = []
        all.forEachCell(of: 6) { _, text in
            texts.append(String(decoding: text, as: UTF8.self))
            return texts.count < 3
        }
        #expect(texts == Array(SheetRowsTests.rows[6].cells.prefix(3)))
    }

    @Test func `what is cut off or let go leaves the rest as it was`() {
        for kept in [0, 1, 511, 512, 700, 1024, 1300] {
            var rows = SheetRows(SheetRowsTests.rows)
            rows.keep(first: kept)
            #expect(isSame(rows, SheetRowsTests.rows[..<kept]), "\(kept)")
            // What is added afterwards stands behind what was kept.
            for row in SheetRowsTests.rows[..<600] { rows.append(row) }
            #expect(isSame(rows, Array(SheetRowsTests.rows[..<kept]) + SheetRowsTests.rows[..<600]), "\(kept)")
        }
        var rest = SheetRows(SheetRowsTests.rows).from(100)
        for place in rest.indices {
            #expect(rest[place].cells == SheetRowsTests.rows[100 + place].cells)
            rest.forget(before: place)
        }
    }
}
