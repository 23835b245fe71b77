import TestSupport

/// An invented table of options, small enough to try every choice.
struct RandomOptions {
    struct Option {
        let source: String
        let name: String
        let group: String
        /// In hundredths.
        let cost: Int
        /// In thousandths of a tonne.
        let amounts: [Int]
    }

    static let pollutants = ["NOx", "VOCs", "PM2.5"]
    var options: [Option] = []
    var targets: [String] = []
    var must: [String] = []
    var mustNot: [String] = []
    var most: String?

    /// The table of a seed, with every kind of constraint now and then.
    init(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &numbers) }
        let isCoarse = below(2) == 0
        let (costs, masses) = isCoarse ? (4, 3) : (90_000, 40_000)
        for source in 0..<(1 + below(6)) {
            let group = source == 0 ? "A" : ["A", "B"][below(2)]
            for option in 0..<(1 + below(3)) {
                let cost = below(costs) - (below(4) == 0 ? costs / 3 : 0)
                let amounts = RandomOptions.pollutants.map { _ in below(masses) - (below(4) == 0 ? masses / 3 : 0) }
                options.append(
                    Option(
                        source: "S\(source)", name: "o\(option)", group: group, cost: isCoarse ? cost * 100 : cost,
                        amounts: amounts.map { isCoarse ? $0 * 1000 : $0 }))
            }
        }
        for (place, pollutant) in RandomOptions.pollutants.enumerated() where place == 0 || below(2) == 0 {
            let group: String? = below(3) == 0 ? "A" : nil
            let most = reach(place, group)
            let bound = most * below(12) / 10
            targets.append(pollutant + (group.map { " in " + $0 } ?? "") + " >= " + RandomOptions.decimal(bound, 3))
        }
        if below(3) == 0 { targets.append("NOx <= " + RandomOptions.decimal(reach(0, nil) * (4 + below(7)) / 10, 3)) }
        if below(3) == 0 { targets.append("projects <= \(1 + below(4))") }
        if below(6) == 0 { targets.append("projects in A >= \(below(3))") }
        if below(3) == 0 {
            let all = options.map { max(0, $0.cost) }.reduce(0, +)
            targets.append("cost <= " + RandomOptions.decimal(all * (3 + below(8)) / 10, 2))
        }
        if below(5) == 0 { must.append("S0") }
        if below(6) == 0, let last = options.last { must.append("\(last.source)=\(last.name)") }
        if below(5) == 0 { mustNot.append("S1") }
        if below(5) == 0, let first = options.first { mustNot.append("\(first.source)=\(first.name)") }
        if below(4) == 0 { most = "VOCs" }
        let sources = Set(options.map(\.source))
        mustNot = mustNot.filter { sources.contains(String($0.prefix(2))) }
    }

    /// The same with some sources made equal to the first.
    func withEqualSources() -> RandomOptions {
        var own = self
        let first = options.filter { $0.source == "S0" }
        let others = Set(options.map(\.source)).subtracting(["S0"]).sorted()
        own.options = first
        for (place, source) in others.enumerated() {
            own.options +=
                place % 3 == 2
                ? options.filter { $0.source == source }
                : first.map {
                    Option(source: source, name: $0.name, group: $0.group, cost: $0.cost, amounts: $0.amounts)
                }
        }
        let names = Set(own.options.flatMap { [$0.source, "\($0.source)=\($0.name)"] })
        own.must = must.filter(names.contains)
        own.mustNot = mustNot.filter(names.contains)
        return own
    }

    /// The rows as a table, in the order given.
    func text(_ order: [Int]? = nil) -> String {
        var lines = ["source,option,group,cost,NOx,VOCs,PM2.5"]
        for place in order ?? Array(options.indices) {
            let option = options[place]
            lines.append(
                ([option.source, option.name, option.group, RandomOptions.decimal(option.cost, 2)]
                    + option.amounts.map { RandomOptions.decimal($0, 3) }).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The best of all choices, by trying each: by the value, then projects, cost, identifiers; `nil` where none will do.
    func best() -> (value: Int, cost: Int, chosen: [String])? {
        let sources = Set(options.map(\.source)).sorted()
        var best: (key: [Int], value: Int, cost: Int, chosen: [String])?
        func visit(_ place: Int, _ chosen: [Option]) {
            guard place < sources.count else {
                guard isAllowed(chosen) else { return }
                let cost = chosen.map(\.cost).reduce(0, +)
                let value = most == nil ? cost : -chosen.map { $0.amounts[1] }.reduce(0, +)
                let names = chosen.map { "\($0.source) \($0.name)" }
                let key = [value, chosen.count, cost]
                if let known = best {
                    if known.key.lexicographicallyPrecedes(key) { return }
                    if known.key == key, !names.lexicographicallyPrecedes(known.chosen) { return }
                }
                best = (key, value, cost, names)
                return
            }
            visit(place + 1, chosen)
            for option in options where option.source == sources[place] { visit(place + 1, chosen + [option]) }
        }
        visit(0, [])
        return best.map { ($0.value, $0.cost, $0.chosen) }
    }

    private func isAllowed(_ chosen: [Option]) -> Bool {
        for pick in must {
            let isThere = chosen.contains { $0.source == pick || "\($0.source)=\($0.name)" == pick }
            if !isThere { return false }
        }
        for pick in mustNot where chosen.contains(where: { $0.source == pick || "\($0.source)=\($0.name)" == pick }) {
            return false
        }
        return targets.allSatisfy { target in
            let words = target.split(separator: " ").map(String.init)
            let group = words.count > 3 ? words[2] : nil
            let counted = chosen.filter { group == nil || $0.group == group }
            let sum: Double
            switch words[0] {
            case "cost": sum = Double(counted.map(\.cost).reduce(0, +)) / 100
            case "projects": sum = Double(counted.count)
            default:
                let place = RandomOptions.pollutants.firstIndex(of: words[0]) ?? 0
                sum = Double(counted.map { $0.amounts[place] }.reduce(0, +)) / 1000
            }
            let bound = Double(words[words.count - 1]) ?? 0
            return words[words.count - 2] == ">=" ? sum >= bound - 1e-9 : sum <= bound + 1e-9
        }
    }

    private func reach(_ place: Int, _ group: String?) -> Int {
        var most: [String: Int] = [:]
        for option in options where group == nil || option.group == group {
            most[option.source] = max(most[option.source] ?? 0, option.amounts[place])
        }
        return most.values.reduce(0, +)
    }

    /// A number of parts of 10^−`places` as a decimal.
    static func decimal(_ value: Int, _ places: Int) -> String {
        var digits = String(value.magnitude)
        while digits.count <= places { digits = "0" + digits }
        return (value < 0 ? "-" : "") + digits.dropLast(places) + "." + digits.suffix(places)
    }
}
