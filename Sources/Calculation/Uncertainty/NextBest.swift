import Factors
public import Inventories
import Quantities
public import Tables
import Uncertainty

/// A datum that would narrow a total if it were measured 优先核实的数据.
public struct NextBest: Sendable {
    /// What it is: the id of a factor, or a source's name.
    public let name: String
    /// The column, where it stands in a table of the inventory or is shared by it.
    public let column: String
    /// Where it stands, where it stands in one place.
    public let location: Location?
    /// The pollutant whose total it narrows.
    public let pollutant: String
    /// The stated number with its unit, where there is one.
    public let amount: String
    /// The interval of the number today, as a share of what is stated.
    public let today: (low: Double, high: Double)
    /// The interval that a measurement is expected to leave.
    public let expected: (low: Double, high: Double)
    /// The class of the library that the expectation is taken from.
    public let evidence: String
    /// Its share of the variance of the total today.
    public let share: Double
    /// The half-width of the total's interval in percent: today, and once it is measured.
    public let halfWidth: (today: Double, then: Double)
    /// Where its range of today comes from.
    public let origin: Spread.Origin
}

/// Ranks data by what measuring each would do.
public struct NextBestRanking: Sendable {
    private let context: RunContext
    private let ranges: Ranges
    private let options: DrawOptions
    private let wide: Double
    /// The factors of the run by what names their draws.
    private let factors: [String: Factor]

    /// A ranking for a run that was asked how sure it is; `nil` for any other.
    public init?(context: RunContext, options: DrawOptions) {
        guard let ranges = context.ranges else { return nil }
        (self.context, self.ranges, self.options) = (context, ranges, options)
        wide = StandardNormal.coverage(options.confidence)
        factors = Dictionary(
            context.library.factors.map { ($0.variableName, $0) }, uniquingKeysWith: { _, later in later })
    }

    /// The data of an inventory, by pollutant, most first: factors and other shared numbers, and the rows' own cells.
    ///
    /// O(rows × columns with a range).
    public func ranked(_ inventory: Inventory, _ result: EmissionResult, most: Int) -> [NextBest] {
        context.pollutants.flatMap { pollutant -> [NextBest] in
            var sums = UncertainSums()
            let ratios = RatioTable(count: 1, seed: options.seed)
            result.forEachComputed(by: []) { _, kind, number, line in
                guard context.pollutants[kind.engine.lines[line].pollutant] == pollutant else { return }
                sums.add(kind, number, line, ratios)
                sums.addErrors(kind, number, line)
            }
            let whole = abs(Double(sums.mass))
            let effects = sums.effects(ratios)
            let variance = effects.reduce(sums.ownVariance) { $0 + $1.size * $1.size }
            guard whole > 0, variance > 0 else { return [] }
            let total = Total(pollutant: pollutant, whole: whole, variance: variance)
            let shared = effects.compactMap { effect in
                datum(
                    SharedVariable(name: effect.name, spread: effect.spread), variance: effect.size * effect.size, total
                )
            }
            return Array(
                (shared + rows(inventory, result, total, most: most)).sorted(by: NextBestRanking.comesFirst).prefix(
                    most))
        }
    }

    /// The data that a variance comes from, as a plan's reduction has it: shared numbers alone.
    public func ranked(_ shares: [VarianceShare], pollutant: String, half: Double, most: Int) -> [NextBest] {
        let total = Total(pollutant: pollutant, whole: 1, variance: half / 100 / wide * half / 100 / wide)
        return Array(
            shares.compactMap { share in
                share.spread.flatMap {
                    datum(
                        SharedVariable(name: share.name, spread: $0), variance: share.share * total.variance, total)
                }
            }.sorted(by: NextBestRanking.comesFirst).prefix(most))
    }

    private struct Total {
        let pollutant: String
        let whole: Double
        let variance: Double
    }

    /// What narrows most comes first.
    private static func comesFirst(_ a: NextBest, _ b: NextBest) -> Bool {
        if a.halfWidth.then != b.halfWidth.then { return a.halfWidth.then < b.halfWidth.then }
        return (a.name, a.column) < (b.name, b.column)
    }

    /// What a measurement leaves of the variance of a datum, and its expected interval; `nil` where it is no better.
    private func measured(
        _ spread: Spread, isActivity: Bool
    ) -> (left: Double, interval: (low: Double, high: Double), evidence: String)? {
        let evidence = isActivity ? "metered" : "monitored"
        guard let expected = ranges.spread(ofEvidence: evidence), expected.deviation < spread.deviation else {
            return nil
        }
        let ratio = expected.deviation / spread.deviation
        return (ratio * ratio, expected.interval(options.confidence), evidence)
    }

    private func half(_ variance: Double, _ total: Total) -> Double {
        max(variance, 0).squareRoot() * wide / total.whole * 100
    }

    private func datum(_ variable: SharedVariable, variance: Double, _ total: Total) -> NextBest? {
        let factor = factors[variable.name]
        // Of a group of factors each may be measured: it counts as they do.
        let isActivity = factor == nil && !ranges.isGroup(variable.name)
        guard let measured = measured(variable.spread, isActivity: isActivity) else { return nil }
        let column = isActivity ? variable.name.split(separator: "#").first.map(String.init) ?? "" : ""
        return NextBest(
            name: factor?.id ?? variable.name, column: column, location: factor?.location, pollutant: total.pollutant,
            amount: factor?.amount ?? "", today: variable.spread.interval(options.confidence),
            expected: measured.interval, evidence: measured.evidence, share: variance / total.variance,
            halfWidth: (half(total.variance, total), half(total.variance - variance * (1 - measured.left), total)),
            origin: variable.spread.origin)
    }

    /// The cells of rows whose own errors bring the most.
    private func rows(_ inventory: Inventory, _ result: EmissionResult, _ total: Total, most: Int) -> [NextBest] {
        struct Cell {
            let sheet: Int
            let row: Int
            let column: String
            let variance: Double
        }
        var found: [Cell] = []
        for (number, sheet) in inventory.sheets.enumerated() {
            guard let kind = result.kinds.first(where: { $0.kind.name == sheet.kind.name }) else { continue }
            let engine = kind.engine
            var findings = Findings()
            let emissions = engine.emissions(of: sheet.table, rows: 0..<sheet.table.rowCount, findings: &findings)
            let lines = engine.lines.indices.filter {
                context.pollutants[engine.lines[$0].pollutant] == total.pollutant
            }
            for row in 0..<sheet.table.rowCount {
                let spreads = kind.cases[Int(emissions.cases[row])].spreads
                var deviations: [String: Double] = [:]
                for line in lines {
                    for own in spreads[line]?.own ?? [] {
                        let cell = own.part.map { engine.place(of: line, part: $0) } ?? line
                        deviations[own.column, default: 0] +=
                            abs(Double(emissions.micrograms[cell][row])) * own.spread.deviation * own.power
                    }
                }
                for (column, deviation) in deviations where deviation * deviation > 1e-9 * total.variance {
                    found.append(
                        Cell(sheet: number, row: row, column: column, variance: deviation * deviation))
                }
            }
            found.sort { ($1.variance, $0.sheet, $0.row, $0.column) < ($0.variance, $1.sheet, $1.row, $1.column) }
            found.removeLast(max(found.count - most, 0))
        }
        return found.compactMap { cell in
            let sheet = inventory.sheets[cell.sheet]
            let schema = sheet.kind.schema
            let told = schema.column(.uncertainty(of: cell.column)).flatMap { sheet.table.numbers($0.id)?[cell.row] }
            guard
                let spread = told.flatMap({ $0 > 0 ? Ranges.spread(ofRow: $0) : nil })
                    ?? ranges.spread(ofColumn: cell.column, table: schema.id)?.spread,
                let measured = measured(spread, isActivity: !isMonitored(cell.column, schema))
            else { return nil }
            let value = sheet.table.numbers(cell.column)?[cell.row]
            let unit = schema.column(cell.column)?.unit?.symbol ?? ""
            return NextBest(
                name: sheet.sourceName(row: cell.row), column: schema.id + "." + cell.column,
                location: sheet.table.location(row: cell.row, column: cell.column), pollutant: total.pollutant,
                amount: value.map { DecimalText.shortest($0) + (unit == "1" ? "" : " " + unit) } ?? "",
                today: spread.interval(options.confidence), expected: measured.interval,
                evidence: measured.evidence, share: cell.variance / total.variance,
                halfWidth: (
                    half(total.variance, total), half(total.variance - cell.variance * (1 - measured.left), total)
                ), origin: spread.origin)
        }
    }

    /// Whether a monitor tells the number, and no meter.
    private func isMonitored(_ column: String, _ schema: Schema) -> Bool {
        schema.column(column)?.roles.contains { role in
            switch role {
            case .concentration, .measured: true
            default: false
            }
        } ?? false
    }
}
