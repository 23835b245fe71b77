/// What part of a stock 保有量 that is not yet of the new kind must change, all alike, so that a share of the whole is
/// reached. What is of the new kind already counts.
struct StockRate {
    /// The rows of each table that are of the new kind already.
    private let isNew: [[Bool]]
    /// How many there are in all.
    let total: Double
    /// How many are of the new kind already.
    let already: Double
    /// The part of the rest that must change, 0…1.
    let rate: Double

    /// - Parameters:
    ///   - share: the share of the whole that is to be of the new kind, 0…1.
    ///   - column: the column that counts; blank counts none.
    ///   - fits: which rows of a table are of the new kind.
    init(share: Double, of drafts: [Draft], counting column: String, fits: (Draft) -> (Int) -> Bool) {
        var (total, already) = (0.0, 0.0)
        isNew = drafts.map { draft in
            let (numbers, fits) = (draft.own(column), fits(draft))
            return (0..<draft.count).map { row in
                let isNew = fits(row)
                let number = numbers[row].isNaN ? 0 : numbers[row]
                total += number
                if isNew { already += number }
                return isNew
            }
        }
        let left = total - already
        (self.total, self.already) = (total, already)
        rate = left > 0 ? max(0, min(1, (share * total - already) / left)) : 0
    }

    /// What is taken of the rows of each table.
    var taken: [Taken] { isNew.map { Taken(share: $0.map { $0 ? 0 : rate }, count: nil) } }
}
