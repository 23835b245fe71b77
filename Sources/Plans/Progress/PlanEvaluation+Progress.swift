import Calculation
import Factors
import Inventories
import Quantities
public import Tables

extension PlanEvaluation {
    /// The plan's tasks by measure and county, with what is done up to a month: by the dates in the tables of sources, and
    /// by monthly reports, of which the later of a measure and county replaces the earlier.
    public func progress(upTo month: Month, reports: [Table] = [], findings: inout Findings) -> PlanProgress {
        let reported = MonthlyReports(
            reports, plan: plan, upTo: month, region: context.manifest.region,
            counties: context.library.vocabularies["county_code"], findings: &findings)
        let tasks = measures.flatMap { measure -> [PlanTask] in
            let shares = shares(of: measure, upTo: month)
            let counties = Set(shares.keys).union(reported.counties(of: measure.id)).sorted()
            return (counties.isEmpty ? [context.manifest.region] : counties).map { county in
                if let line = reported[measure.id, county], let finding = excess(line, measure, county, shares[county])
                {
                    findings.add(finding)
                }
                return task(measure, county, shares[county], reported[measure.id, county], month)
            }
        }
        return PlanProgress(plan: plan.id, month: month, pollutants: context.pollutants, tasks: tasks)
    }

    /// What a measure takes in one county, and how much of it the dates say is done.
    private struct Share {
        var quantity = 0.0
        var done = 0.0
        var planned: [Mass]
        var realised: [Mass]
    }

    /// A report of more than is planned, or of a county in which the measure has no source; `nil` where neither is so, or
    /// where nobody knows what is planned.
    private func excess(
        _ line: MonthlyReports.Line, _ outcome: MeasureOutcome, _ county: String, _ share: Share?
    ) -> Finding? {
        guard outcome.state.isApplied, line.done > 0 else { return nil }
        guard let share else {
            return Finding(.warning, .doneElsewhere, at: line.location, value: county)
        }
        guard line.done > share.quantity * (1 + 1e-9) else { return nil }
        return Finding(
            .warning, .doneExceeds, at: line.location, value: DecimalText.shortest(line.done),
            expected: Label(same: "≤ " + DecimalText.shortest(share.quantity)))
    }

    private func task(
        _ outcome: MeasureOutcome, _ county: String, _ share: Share?, _ report: MonthlyReports.Line?, _ month: Month
    ) -> PlanTask {
        // A measure that waits has tonnes that nobody knows; one that is applied and finds no source has none.
        let none = outcome.state.isApplied ? context.pollutants.map { _ in Mass.zero } : []
        let quantity = share?.quantity ?? (outcome.state.isApplied ? 0 : nil)
        let dated = share?.done ?? 0
        let isReported = (report?.done ?? 0) > dated
        let done = isReported ? report?.done ?? 0 : dated
        var realised = share?.realised ?? none
        if isReported, let share, share.quantity > 0 {
            realised = share.planned.map { $0.times(min(1, done / share.quantity)) }
        }
        let due = outcome.measure.timing.stages.last?.by
        let state: PlanTask.State
        if let quantity, quantity > 0, done >= quantity {
            state = .done
        } else if let due, due < month {
            state = .late
        } else {
            state = done > 0 ? .underWay : .notBegun
        }
        let column = outcome.measure.kind.schema.column(.count)
        return PlanTask(
            measure: outcome.id, clauses: outcome.clauses, title: outcome.measure.title, county: county,
            office: outcome.clauses.lazy.compactMap { plan.clause($0)?.office }.first ?? "", quantity: quantity,
            unit: column?.unit.map { Label(same: $0.symbol) } ?? Label("个", "sources"), due: due,
            planned: share?.planned ?? none, done: done, realised: realised,
            basis: isReported ? .report : dated > 0 ? .dates : .none, remark: report?.remark ?? "", state: state)
    }

    /// By county, how many things a measure takes, what it removes there, and what of both is dated up to a month.
    private func shares(of outcome: MeasureOutcome, upTo month: Month) -> [String: Share] {
        guard outcome.state.isApplied, let (chain, index) = step(outcome.id) else { return [:] }
        let counties = context.library.vocabularies["county_code"]
        let sources = sources(of: outcome.id)
        let day = outcome.measure.action.rawValue == Closing.name ? Column.closureDate : Column.retrofitDate
        let count = chain.kind.schema.column(.count)?.id
        var shares: [String: Share] = [:]
        var next = 0
        for (slice, own) in chain.steps[index].slices.enumerated() {
            let before = chain.parts(before: index, slice: slice)
            for (part, rows) in own.touched {
                let table = before[part].table.selecting(rows)
                let after = own.parts[part].table.selecting(rows)
                let codes = table.codes(Column.countyCode)
                let (numbers, left) = (count.flatMap(table.numbers), count.flatMap(after.numbers))
                let days = table.dates(day)
                for row in rows.indices {
                    let source = sources[next]
                    next += 1
                    let code = codes.map { counties.text($0[row]) } ?? ""
                    let key = code.isEmpty ? context.manifest.region : code
                    let number = numbers?[row] ?? .nan
                    // Of a row that is divided the number falls by what is taken; a row that is taken whole keeps it.
                    let fallen = number - (left?[row] ?? .nan)
                    let taken = number.isNaN ? 1 : fallen > 0 ? fallen : number
                    let masses = zip(source.before, source.after).map { $0 - $1 }
                    let zero = context.pollutants.map { _ in Mass.zero }
                    var share = shares[key] ?? Share(planned: zero, realised: zero)
                    share.quantity += taken
                    share.planned = zip(share.planned, masses).map { $0 + $1 }
                    if let date = days?[row], date > 0, isPast(date, month) {
                        share.done += taken
                        share.realised = zip(share.realised, masses).map { $0 + $1 }
                    }
                    shares[key] = share
                }
            }
        }
        return shares
    }

    /// Whether a packed date lies before the end of a month; a year alone is its end.
    private func isPast(_ date: Int32, _ month: Month) -> Bool {
        let own = Int(date / 100) % 100 == 0 ? Int(date / 10_000) * 100 + 12 : Int(date / 100)
        return own <= month.year * 100 + month.month
    }
}

/// What monthly reports say up to a month: the last line of each measure and county.
private struct MonthlyReports {
    struct Line {
        let month: Month
        let done: Double
        let remark: String
        let location: Location
    }

    private var lines: [String: [String: Line]] = [:]

    init(
        _ tables: [Table], plan: Plan, upTo last: Month, region: String, counties: Vocabulary,
        findings: inout Findings
    ) {
        for table in tables {
            let months = AlertOutcome.texts(table, MonthlyTable.month)
            let measures = AlertOutcome.texts(table, MonthlyTable.measure)
            let remarks = AlertOutcome.texts(table, MonthlyTable.remark)
            let numbers = table.numbers(MonthlyTable.done) ?? []
            let codes = table.codes(Column.countyCode)
            for row in 0..<table.rowCount {
                guard let month = Month(months[row]), months[row].contains("-") else {
                    findings.add(
                        Finding(
                            .error, .badMonth, at: table.location(row: row, column: MonthlyTable.month),
                            value: months[row], expected: Label(same: "2025-08")))
                    continue
                }
                guard plan.measure(measures[row]) != nil else {
                    findings.add(
                        Finding(
                            .error, .noSuchProject, at: table.location(row: row, column: MonthlyTable.measure),
                            value: measures[row],
                            nearest: Spelling.nearest(to: measures[row], in: plan.measures.map(\.id))))
                    continue
                }
                guard month <= last else { continue }
                let code = codes.map { counties.text($0[row]) } ?? ""
                let county = code.isEmpty ? region : code
                let line = Line(
                    month: month, done: numbers[row], remark: remarks[row],
                    location: table.location(row: row, column: MonthlyTable.done))
                if let known = lines[measures[row]]?[county] {
                    if known.month == month, known.done != line.done {
                        findings.add(
                            Finding(
                                .error, .reportedTwice, at: table.location(row: row, column: MonthlyTable.done),
                                value: DecimalText.shortest(line.done),
                                expected: Label(same: DecimalText.shortest(known.done))))
                    } else if (known.month < month) == (line.done < known.done), known.done != line.done {
                        findings.add(
                            Finding(
                                .warning, .doneFalls, at: table.location(row: row, column: MonthlyTable.done),
                                value: DecimalText.shortest(line.done),
                                expected: Label(same: "≥ " + DecimalText.shortest(min(known.done, line.done)))))
                    }
                    if month < known.month { continue }
                }
                lines[measures[row], default: [:]][county] = line
            }
        }
    }

    func counties(of measure: String) -> Set<String> { Set((lines[measure] ?? [:]).keys) }

    subscript(measure: String, county: String) -> Line? { lines[measure]?[county] }
}

extension Finding.Message {
    static let reportedTwice = Finding.Message(
        "reported-twice", "同一月份、措施和县区有两个不同的累计量", "two different amounts are reported for one month, measure and county")
    static let doneExceeds = Finding.Message(
        "done-exceeds", "累计完成量多于计划的数量", "more is reported as done than is planned")
    static let doneElsewhere = Finding.Message(
        "done-elsewhere", "方案的这项措施在这个地区没有任务", "the measure has nothing to do in this region by the plan")
    static let doneFalls = Finding.Message(
        "done-falls", "累计完成量比早先月份少：应填自方案开始的累计量",
        "less is done in all than in an earlier month: the column is the sum since the plan began")
}
