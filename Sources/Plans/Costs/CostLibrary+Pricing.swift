import Inventories
import Quantities
public import Tables

extension Plan {
    /// The plan with costs of the library for measures that it gives none, in the prices that it uses itself, or in those of a year.
    /// Where the library knows of no whole cost, it stays unknown; what is lacking is kept with the measure.
    public func priced(by costs: CostLibrary, in year: Int? = nil, vocabularies: Vocabularies) -> Plan {
        var plan = self
        let own = measures.lazy.compactMap(\.cost).first
        let wanted = year ?? own?.priceYear
        for i in plan.measures.indices {
            let measure = plan.measures[i]
            if let cost = measure.cost {
                if let year, cost.priceYear != year,
                    let factor = costs.deflators.factor(from: cost.priceYear, to: year, currency: cost.currency)
                {
                    plan.measures[i].cost = cost.times(factor, in: year)
                }
                continue
            }
            guard measure.written["cost"] == nil else { continue }
            let found = costs.offer(for: measure, in: wanted, currency: own?.currency, vocabularies: vocabularies)
            plan.measures[i].costOrigin = found?.origin
            guard let yaml = found?.yaml else { continue }
            var ignored = Findings()
            plan.measures[i].cost = MeasureCost.read(
                yaml, kind: measure.kind, vocabularies: vocabularies, findings: &ignored)
            plan.measures[i].written = measure.written.setting([("cost", yaml)])
        }
        return plan
    }
}

extension CostLibrary {
    /// What the library has for a measure: a cost as a plan writes it, or what its figures lack.
    func offer(
        for measure: Measure, in year: Int?, currency: String?, vocabularies: Vocabularies
    ) -> (yaml: YAMLValue?, origin: CostOrigin)? {
        let matching = rows.filter { $0.matches(measure, vocabularies) }
        var order: [[CostRow]] = []
        for row in matching {
            let place = order.firstIndex { $0[0].technique == row.technique && $0[0].layer == row.layer }
            if let place { order[place].append(row) } else { order.append([row]) }
        }
        // Local ones go before, then those that say more of the source.
        func isBefore(_ a: [CostRow], _ b: [CostRow]) -> Bool? {
            if a[0].layer != b[0].layer { return a[0].layer > b[0].layer }
            func said(_ rows: [CostRow]) -> Int {
                rows.map { $0.selector.conditions.count + $0.parameters.count }.max() ?? 0
            }
            return said(a) == said(b) ? nil : said(a) > said(b)
        }
        let ranked = order.indices.sorted { isBefore(order[$0], order[$1]) ?? ($0 < $1) }
        var nearest: CostOrigin?
        for rows in ranked.map({ order[$0] }) {
            let (yaml, lacks) = cost(
                of: rows, for: measure, in: year, currency: currency, vocabularies: vocabularies)
            let origin = CostOrigin(
                technique: rows[0].technique, label: rows[0].label,
                sources: Array(Set(rows.map { "\($0.source) (\($0.confidence))" })).sorted(), lacks: lacks)
            if let yaml { return (yaml, origin) }
            nearest = nearest ?? origin
        }
        return nearest.map { (nil, $0) }
    }

    /// The rows of a technique as a plan's cost; `nil` with what is lacking.
    private func cost(
        of rows: [CostRow], for measure: Measure, in year: Int?, currency: String?, vocabularies: Vocabularies
    ) -> (YAMLValue?, lacks: [String]) {
        var lacks: [String] = []
        if rows.contains(where: { $0.pollutant != nil }) {
            let told = Set(rows.compactMap(\.pollutant))
            let wanted = measure.action.type.pollutants(measure.parameters) ?? []
            lacks += wanted.subtracting(told).sorted().map { "cost of \($0)" }
            if wanted.isEmpty { lacks.append("pollutant") }
        }
        var parts: [YAMLValue] = []
        for row in rows {
            lacks += row.lacks
            if let currency, row.currency != currency { lacks.append("exchange \(row.currency) → \(currency)") }
            let prices = year ?? row.priceYear ?? rows[0].priceYear
            guard let factor = deflators.factor(from: row.priceYear, to: prices, currency: row.currency) else {
                lacks.append(
                    "deflator \(row.currency) \(row.priceYear.map(String.init) ?? "?") → \(prices.map(String.init) ?? "?")"
                )
                continue
            }
            if !MeasureCost.isBasis(row.each, of: measure.kind, vocabularies: vocabularies) {
                lacks.append("each \(row.each)")
            }
            var entries = row.figures.map { key, value in
                (key, YAMLValue.plain(DecimalText.shortest(["life", "rate"].contains(key) ? value : value * factor)))
            }
            if !row.each.isEmpty { entries.append(("each", .plain(row.each))) }
            if let prices { entries.append(("price_year", .plain(String(prices)))) }
            entries += [("currency", .plain(row.currency)), ("source", .plain(row.source))]
            parts.append(.map(entries))
        }
        var seen: Set<String> = []
        lacks = lacks.filter { seen.insert($0).inserted }
        guard lacks.isEmpty else { return (nil, lacks) }
        return (parts.count == 1 ? parts[0] : YAMLValue.list(parts), [])
    }
}

extension CostRow {
    /// Whether it is a cost of a measure: its action, all of its sources, its parameters and its pollutant.
    func matches(_ measure: Measure, _ vocabularies: Vocabularies) -> Bool {
        guard kind.name == measure.kind.name, action == measure.action, measure.waitingFor.isEmpty else { return false }
        let own = measure.selector.conditions
        guard
            selector.conditions.allSatisfy({ wanted in
                own.contains { $0.column == wanted.column && $0.test.lies(in: wanted.test) }
            })
        else { return false }
        if let pollutant {
            guard measure.action.type.pollutants(measure.parameters)?.contains(pollutant) ?? false else { return false }
        }
        return parameters.allSatisfy { name, wanted in
            guard var given = measure.parameters[name] else { return false }
            if let pollutant, let entry = given.entries.first(where: { $0.key.text == pollutant }) {
                given = entry.value
            }
            return CostRow.fits(given.text ?? "", wanted, vocabularies)
        }
    }

    /// Whether a value is the one that is wanted: the same text, a number in the range, or a narrower word.
    private static func fits(_ given: String, _ wanted: String, _ vocabularies: Vocabularies) -> Bool {
        if given == wanted { return true }
        if let number = DecimalText.value(given), let range = Interval(wanted) { return range.contains(number) }
        return ["fuel", "nox_device", "voc_device", "gas_device", "recovery_stage"].contains { name in
            let words = vocabularies[name]
            guard let own = words.code(of: given), let broad = words.code(of: wanted) else { return false }
            return words.lineage(of: own).contains(broad)
        }
    }
}

extension Selector.Test {
    /// Whether whatever meets this condition meets another.
    fileprivate func lies(in other: Selector.Test) -> Bool {
        switch (self, other) {
        case (.words(let own, false), .words(let wide, false)): own.isSubset(of: wide)
        case (.numbers(let own, false), .numbers(let wide, false)):
            own.allSatisfy { range in wide.contains { $0.holds(range) } }
        case (.texts(let own, false), .texts(let wide, false)): own.isSubset(of: wide)
        default: false
        }
    }
}

extension Interval {
    /// Whether another lies in it.
    fileprivate func holds(_ other: Interval) -> Bool {
        let low = other.lower > lower || (other.lower == lower && (includesLower || !other.includesLower))
        let high = other.upper < upper || (other.upper == upper && (includesUpper || !other.includesUpper))
        return low && high
    }
}
