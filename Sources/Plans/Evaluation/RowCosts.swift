import Calculation
import Inventories
import Tables

/// Sums of costs in whole millionths of the currency's unit, so that any order of adding gives the same.
struct CostSums: Sendable, Equatable {
    /// What a year costs.
    var annual: Int128 = 0
    /// Of that, what the state pays.
    var granted: Int128 = 0
    /// The investment.
    var capital: Int128 = 0
    /// How many rows lack what the cost is counted by.
    var unknown = 0

    mutating func add(_ other: CostSums, times sign: Int = 1) {
        annual += Int128(sign) * other.annual
        granted += Int128(sign) * other.granted
        capital += Int128(sign) * other.capital
        unknown += sign * other.unknown
    }

    mutating func add(_ rows: RowCosts) {
        for row in rows.rows.indices {
            if let own = rows.costs[row] { add(own) } else { unknown += 1 }
        }
    }

    /// The costs for so many of what a part's figures are for; each rounded once.
    mutating func add(_ part: MeasureCost.Part, times quantity: Double) {
        annual += CostSums.parts(part.annual * quantity)
        granted += CostSums.parts(part.granted * quantity)
        capital += CostSums.parts((part.capital ?? 0) * quantity)
    }

    private static func parts(_ money: Double) -> Int128 { Int128((money * 1e6).rounded(.toNearestOrEven)) }
}

/// What a measure costs at each row of a part that it treats; `nil` where the row lacks what the cost is counted by.
struct RowCosts: Sendable {
    /// The part before the measure.
    let part: Int
    /// The rows in it.
    private(set) var rows: [Int32] = []
    /// Their costs.
    private(set) var costs: [CostSums?] = []

    /// Costs by what was treated. `after` is what the rows emit where they stand, with what is held of them.
    init(
        _ work: Working, _ cost: MeasureCost, after: [[Int64]], _ split: RowEmissions?, _ heldSplit: Held,
        kind: SourceKind
    ) {
        part = work.part
        let treated = work.treated
        var quantities: [[Double]] = []
        for item in cost.parts where item.basis != .whole {
            switch item.basis {
            case .whole: break
            case .source: quantities.append(RowCosts.things(work, kind))
            case .column(let column): quantities.append(RowCosts.taken(work.kept.originalNumbers(column), work))
            case .removed(let pollutant):
                quantities.append(RowCosts.removed(pollutant, work, after, split, heldSplit))
            }
        }
        let each = cost.parts.filter { $0.basis != .whole }
        for row in treated {
            rows.append(work.rows[row])
            var sums: CostSums? = CostSums()
            for (item, quantity) in zip(each, quantities) {
                if quantity[row].isNaN { sums = nil } else { sums?.add(item, times: quantity[row]) }
            }
            costs.append(sums)
        }
    }

    /// How many things each row has that the measure treats.
    private static func things(_ work: Working, _ kind: SourceKind) -> [Double] {
        guard let column = kind.schema.column(.count)?.id else { return taken(work.rows.map { _ in 1 }, work) }
        let isSingle = kind.schema.isOfSingleSources
        return taken(work.kept.originalNumbers(column).map { $0.isNaN && isSingle ? 1 : $0 }, work)
    }

    /// What is taken of each row's number.
    private static func taken(_ values: [Double], _ work: Working) -> [Double] {
        work.shares.isEmpty ? values : zip(values, work.shares).map { $0 * min(1, $1) }
    }

    /// The tonnes of a pollutant that each row emits less; none where it emits more.
    private static func removed(
        _ pollutant: String, _ work: Working, _ after: [[Int64]], _ split: RowEmissions?, _ heldSplit: Held
    ) -> [Double] {
        let engine = work.kept.engine
        let lines = engine.lines.indices.filter { engine.pollutant(ofLine: $0) == pollutant }
        guard !lines.isEmpty else { return work.rows.map { _ in .nan } }
        var left = work.rows.map { _ in Int64(0) }
        for line in lines {
            for row in left.indices { left[row] += work.micrograms[line][row] - after[line][row] }
        }
        if let split {
            var micrograms = split.micrograms
            heldSplit.add(to: &micrograms)
            for line in lines {
                for (i, row) in work.origins.enumerated() { left[row] -= micrograms[line][i] }
            }
        }
        return left.map { Double(max(0, $0)) / 1e12 }
    }
}

/// What a measure costs as it stands in a plan.
public struct PaidCost: Sendable, Equatable {
    let sums: CostSums
    /// Whether an investment is known for all parts of it.
    private let hasCapital: Bool

    /// `nil` where a row lacks what the cost is counted by, or where nothing is applied that it could be counted by.
    init?(_ cost: MeasureCost, _ rows: CostSums, isApplied: Bool) {
        guard rows.unknown == 0, isApplied || cost.isWhole else { return nil }
        var sums = rows
        for part in cost.parts where part.basis == .whole { sums.add(part, times: 1) }
        self.sums = sums
        hasCapital = cost.capital != nil
    }

    /// What a year costs, the investment's part included.
    public var annual: Double { Double(sums.annual) / 1e6 }
    /// What a year costs, in millionths.
    package var annualParts: Int128 { sums.annual }
    /// Of a year's cost, what the state pays by grants for investments.
    public var granted: Double { Double(sums.granted) / 1e6 }
    /// The investment, where it is known.
    public var capital: Double? { hasCapital ? Double(sums.capital) / 1e6 : nil }
}
