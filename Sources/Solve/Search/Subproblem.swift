/// The part of a problem in which only some sources are free, the others having their option of `base`.
struct Subproblem {
    let problem: ChoiceProblem
    let fixedCost: Int128
    let sources: [Int]
    let options: [Int]
    let rows: [Int]

    /// `nil` where nothing is free, or the fixed part alone breaks a row that no free source can mend.
    init?(
        _ whole: ChoiceProblem, _ sources: [Int], base: [Int], live: [Bool], regrets: [Int128], keep: (Int128) -> Bool
    ) {
        guard !sources.isEmpty else { return nil }
        self.sources = sources
        var fixed: Int128 = 0
        for option in base { fixed += Int128(whole.cost[option]) }
        let slack = whole.slack(of: base)
        var starts = [0]
        var options: [Int] = []
        var ways: [Int: [[Int32]]] = [:]
        for (place, source) in sources.enumerated() {
            fixed -= Int128(whole.cost[base[source]])
            for option in whole.starts[source]..<whole.starts[source + 1]
            where live[option] && (keep(regrets[option]) || option == base[source]) {
                options.append(option)
            }
            if let own = whole.ways[source] {
                ways[place] = options[starts[place]...].map { own[$0 - whole.starts[source]] }
            }
            starts.append(options.count)
        }
        // Groups without free sources have no place in the part.
        let groups = whole.groupOfSource
        var groupStarts = [0]
        var numbers: [Int: Int] = [:]
        for (place, source) in sources.enumerated() {
            if numbers[groups[source]] == nil {
                numbers[groups[source]] = numbers.count
                if place > 0 { groupStarts.append(place) }
            }
        }
        groupStarts.append(sources.count)
        var rows: [ChoiceProblem.Row] = []
        var kept: [Int] = []
        for (place, row) in whole.rows.enumerated() {
            guard let group = row.group else {
                rows.append(row)
                kept.append(place)
                continue
            }
            guard let number = numbers[group] else {
                if slack[place] < 0 { return nil }
                continue
            }
            var own = row
            own.group = number
            rows.append(own)
            kept.append(place)
        }
        for (number, place) in kept.enumerated() {
            var free: Int128 = 0
            for source in sources where whole.rows[place].group == nil || groups[source] == whole.rows[place].group {
                free +=
                    Int128(whole.rows[place].sign) * Int128(whole.amounts[whole.rows[place].dimension][base[source]])
            }
            rows[number].bound = free - slack[place]
        }
        problem = ChoiceProblem(
            starts: starts, cost: options.map { whole.cost[$0] },
            amounts: whole.amounts.map { column in options.map { column[$0] } }, groupStarts: groupStarts, rows: rows,
            costDecimals: whole.costDecimals, decimals: whole.decimals, ways: ways)
        fixedCost = fixed
        self.options = options
        self.rows = kept
    }

    /// The whole problem's choice for a choice of the part.
    func whole(_ choice: [Int], _ base: [Int]) -> [Int] {
        var result = base
        for (source, option) in zip(sources, choice) { result[source] = options[option] }
        return result
    }

    /// The prices of the part's rows.
    func prices(_ whole: [Double]) -> [Double] { rows.map { whole[$0] } }
}
