/// Finds rows that hold the sums of other rows, by the cells that name a row.
struct TotalCheck: Sendable {
    /// The columns of the file that may name a row: texts and words, and those that nobody knows among the first.
    let columns: [Int]
    /// Those of them that hold no words of a vocabulary: a sum in one of these is no word of it anyhow.
    let free: [Int]
    /// Those of them that no column of the table is read from.
    let unknown: [Int]
    private static let mostUnknown = 4

    init(layout: Layout) {
        var known: [Int: ColumnSchema] = [:]
        for field in layout.fields { known[field.index] = layout.schema.columns[field.place] }
        var columns: [Int] = []
        var free: [Int] = []
        for index in 0..<layout.width {
            switch known[index]?.content {
            case nil:
                guard index < TotalCheck.mostUnknown else { continue }
                free.append(index)
            case .text, .identifier:
                if known[index]?.id == "note" { continue }
                free.append(index)
            case .code: break
            case .number, .fraction, .date: continue
            }
            columns.append(index)
        }
        self.columns = columns
        self.free = free
        unknown = free.filter { known[$0] == nil }
    }

    /// The place of the cell that says so, or `nil` where the row is none of sums.
    func place(in cells: [String], _ vocabulary: (Int) -> Vocabulary?) -> Int? {
        columns.first { index in
            guard index < cells.count, TotalWord.extent(of: cells[index]) != nil else { return false }
            return vocabulary(index)?.code(of: cells[index]) == nil
        }
    }
}

extension Finding.Message {
    static let totalRow = Finding.Message(
        "total-row", "合计行夹在数据中，会重复计算", "a row of totals stands among the sources and would count twice")
}
