import Tables

/// The columns of a table as raw memory, by place; `nil` where the table has none of that kind.
struct ColumnPointers {
    var codes: [UnsafePointer<UInt16>?]
    var numbers: [UnsafePointer<Double>?]

    /// Calls `body` with the columns of a table, which stay alive for the call.
    static func with<R>(_ table: Table, _ body: (ColumnPointers) -> R) -> R {
        let none = ColumnPointers(
            codes: Array(repeating: nil, count: table.cells.count),
            numbers: Array(repeating: nil, count: table.cells.count))
        return with(table, from: 0, none, body)
    }

    private static func with<R>(
        _ table: Table, from first: Int, _ found: ColumnPointers, _ body: (ColumnPointers) -> R
    ) -> R {
        var found = found
        for place in first..<table.cells.count {
            switch table.cells[place] {
            case .codes(let column):
                return column.withUnsafeBufferPointer {
                    found.codes[place] = $0.baseAddress
                    return with(table, from: place + 1, found, body)
                }
            case .numbers(let column):
                return column.withUnsafeBufferPointer {
                    found.numbers[place] = $0.baseAddress
                    return with(table, from: place + 1, found, body)
                }
            case .absent, .dates, .texts: continue
            }
        }
        return body(found)
    }
}
