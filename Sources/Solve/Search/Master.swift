/// The linear program of mixtures of choices: revised simplex with a dense inverse, for a few hundred rows.
///
/// Rows: `Σ column − surplus + shortage = bound` for each bound, `Σ weights = 1` for each group. A shortage costs much.
struct Master {
    /// How many bounds.
    let boundCount: Int
    private let count: Int
    private let bounds: [Double]
    private var shortageCost: Double

    private var costs: [Double] = []
    private var starts: [Int] = [0]
    private var entryRows: [Int32] = []
    private var entries: [Double] = []
    private var isBasic: [Bool] = []

    private var basis: [Int] = []
    private var inverse: [Double]
    private var values: [Double]
    private(set) var duals: [Double]
    private var pivotsSinceFactored = 0
    /// How much was done so far, in options looked at that take as long.
    private(set) var work = 0

    /// Columns below this number are surpluses and shortages, two for each bound.
    private var firstColumn: Int { 2 * boundCount }

    /// A program with a first column for each group.
    init(bounds: [Double], first: [(cost: Double, entries: [(Int, Double)])], shortageCost: Double) {
        boundCount = bounds.count
        count = bounds.count + first.count
        self.bounds = bounds + Array(repeating: 1, count: first.count)
        self.shortageCost = shortageCost
        inverse = Array(repeating: 0, count: count * count)
        values = Array(repeating: 0, count: count)
        duals = Array(repeating: 0, count: count)
        for row in 0..<boundCount {
            appendColumn(0, [(row, -1)])
            appendColumn(shortageCost, [(row, 1)])
        }
        basis = Array(repeating: 0, count: count)
        var reached = Array(repeating: 0.0, count: boundCount)
        for (group, column) in first.enumerated() {
            let number = add(cost: column.cost, entries: column.entries, group: group)
            basis[boundCount + group] = number
            for (row, value) in column.entries { reached[row] += value }
        }
        for row in 0..<boundCount { basis[row] = reached[row] >= bounds[row] ? 2 * row : 2 * row + 1 }
        for column in basis { isBasic[column] = true }
        factor()
    }

    private mutating func appendColumn(_ cost: Double, _ column: [(Int, Double)]) {
        costs.append(cost)
        for (row, value) in column where value != 0 {
            entryRows.append(Int32(row))
            entries.append(value)
        }
        starts.append(entries.count)
        isBasic.append(false)
    }

    /// Adds a choice of a group; gives its number.
    @discardableResult
    mutating func add(cost: Double, entries: [(Int, Double)], group: Int) -> Int {
        appendColumn(cost, entries + [(boundCount + group, 1)])
        return costs.count - 1
    }

    /// The weights of the choices that take part, by number.
    var weights: [(column: Int, weight: Double)] {
        zip(basis, values).filter { $0.0 >= firstColumn && $0.1 > 1e-9 }.map { ($0, $1) }.sorted { $0.0 < $1.0 }
    }

    /// How much is short in all.
    var shortage: Double {
        zip(basis, values).reduce(0) { $0 + ($1.0 < firstColumn && $1.0 % 2 == 1 ? max(0, $1.1) : 0) }
    }

    /// What the mixture costs, shortages included.
    var objective: Double { zip(basis, values).reduce(0) { $0 + costs[$1.0] * $1.1 } }

    /// Makes shortages dearer.
    mutating func raise(shortageCost: Double) {
        self.shortageCost = shortageCost
        for row in 0..<boundCount { costs[2 * row + 1] = shortageCost }
    }

    /// Finds the cheapest mixture.
    mutating func optimise() {
        var stalls = 0
        for _ in 0..<20_000 {
            work += (2 * count * count + entries.count) / 16
            priceRows()
            guard let entering = entering(first: stalls > 40) else { return }
            let direction = direction(of: entering)
            var leaving: Int?
            var least = Double.infinity
            for row in 0..<count where direction[row] > 1e-10 {
                let ratio = max(0, values[row]) / direction[row]
                if ratio < least - 1e-12 {
                    (least, leaving) = (ratio, row)
                } else if ratio <= least + 1e-12, let other = leaving {
                    // Among equal ones the largest pivot; the first column where steps make no progress.
                    let isBetter =
                        stalls > 40 ? basis[row] < basis[other] : direction[row] > direction[other]
                    if isBetter { (least, leaving) = (min(least, ratio), row) }
                }
            }
            guard let leaving else { return }
            stalls = least < 1e-12 ? stalls + 1 : 0
            pivot(entering, leaving, direction, step: least)
        }
    }

    private mutating func priceRows() {
        for row in 0..<count { duals[row] = 0 }
        for row in 0..<count {
            let cost = costs[basis[row]]
            guard cost != 0 else { continue }
            for column in 0..<count { duals[column] += cost * inverse[row * count + column] }
        }
    }

    /// The column whose entering helps most, or the first that helps.
    private func entering(first: Bool) -> Int? {
        var best: Int?
        var least = -1e-9
        for column in costs.indices where !isBasic[column] {
            var reduced = costs[column]
            for entry in starts[column]..<starts[column + 1] {
                reduced -= duals[Int(entryRows[entry])] * entries[entry]
            }
            if reduced < least {
                best = column
                if first { return best }
                least = reduced
            }
        }
        return best
    }

    private func direction(of column: Int) -> [Double] {
        var result = Array(repeating: 0.0, count: count)
        for entry in starts[column]..<starts[column + 1] {
            let (place, value) = (Int(entryRows[entry]), entries[entry])
            for row in 0..<count { result[row] += inverse[row * count + place] * value }
        }
        return result
    }

    private mutating func pivot(_ entering: Int, _ leaving: Int, _ direction: [Double], step: Double) {
        for row in 0..<count where row != leaving { values[row] -= step * direction[row] }
        values[leaving] = step
        isBasic[basis[leaving]] = false
        basis[leaving] = entering
        isBasic[entering] = true
        pivotsSinceFactored += 1
        if pivotsSinceFactored >= 200 {
            factor()
            return
        }
        let count = count
        inverse.withUnsafeMutableBufferPointer { inverse in
            let divisor = 1 / direction[leaving]
            let base = leaving * count
            for column in 0..<count { inverse[base + column] *= divisor }
            for row in 0..<count where row != leaving && direction[row] != 0 {
                let factor = direction[row]
                let start = row * count
                for column in 0..<count { inverse[start + column] -= factor * inverse[base + column] }
            }
        }
    }

    /// The inverse of the basis anew, and its values.
    private mutating func factor() {
        pivotsSinceFactored = 0
        let count = count
        work += count * count * count / 16
        var matrix = Array(repeating: 0.0, count: count * count)
        for (place, column) in basis.enumerated() {
            for entry in starts[column]..<starts[column + 1] {
                matrix[Int(entryRows[entry]) * count + place] = entries[entry]
            }
        }
        var result = Array(repeating: 0.0, count: count * count)
        for row in 0..<count { result[row * count + row] = 1 }
        for column in 0..<count {
            var best = column
            for row in column..<count where abs(matrix[row * count + column]) > abs(matrix[best * count + column]) {
                best = row
            }
            let pivot = matrix[best * count + column]
            guard abs(pivot) > 1e-14 else { continue }
            if best != column {
                for place in 0..<count {
                    matrix.swapAt(best * count + place, column * count + place)
                    result.swapAt(best * count + place, column * count + place)
                }
            }
            let divisor = 1 / pivot
            for place in 0..<count {
                matrix[column * count + place] *= divisor
                result[column * count + place] *= divisor
            }
            for row in 0..<count where row != column {
                let factor = matrix[row * count + column]
                guard factor != 0 else { continue }
                for place in 0..<count {
                    matrix[row * count + place] -= factor * matrix[column * count + place]
                    result[row * count + place] -= factor * result[column * count + place]
                }
            }
        }
        inverse = result
        for row in 0..<count {
            var value = 0.0
            for column in 0..<count { value += inverse[row * count + column] * bounds[column] }
            values[row] = value
        }
    }
}
