import Calculation
public import Quantities
public import Tables

/// What becomes of one clause: the table that shows that none is forgotten 条款覆盖.
public struct ClauseCoverage: Sendable {
    /// How a clause is carried out.
    public enum State: String, Sendable, CaseIterable {
        /// Its measures give tonnes.
        case computed
        /// Some of its measures give tonnes, others wait for input.
        case partly
        /// The inventory has no such source.
        case noSuchSource = "no_such_source"
        /// Sources that may be meant leave a deciding column blank.
        case blank
        /// The sources emit as before.
        case unchanged
        /// What comes after lacks factors or columns: nothing is credited.
        case noDataAfter = "no_data_after"
        /// What was before lacks factors or columns: there is no difference.
        case noDataBefore = "no_data_before"
        /// No measure of it can be applied.
        case refused
        /// An emergency or a stagger: no annual credit.
        case episode
        /// It waits for parameters or columns.
        case needsInput = "needs_input"
        /// It carries no tonnes; the reason says why.
        case noEffect = "no_effect"
        /// It is a target.
        case target
        /// It is a constraint that new sources are checked by.
        case constraint
        /// It is something that the inventory holds.
        case source

        /// The name for people.
        public var label: Label {
            switch self {
            case .computed: Label("已核算", "computed")
            case .partly: Label("部分核算", "partly computed")
            case .noSuchSource: Label("清单无此源", "no such source")
            case .blank: Label("空白无法判断", "blank")
            case .unchanged: Label("排放不变", "unchanged")
            case .noDataAfter: Label("措施后缺数据", "no data after")
            case .noDataBefore: Label("措施前缺数据", "no data before")
            case .refused: Label("不能实施", "refused")
            case .episode: Label("不计年减排", "no annual credit")
            case .needsInput: Label("需要输入", "needs input")
            case .noEffect: Label("无吨数", "no effect")
            case .target: Label("目标", "target")
            case .constraint: Label("约束", "constraint")
            case .source: Label("清单数据", "inventory data")
            }
        }
    }

    /// The clause.
    public let clause: Clause
    /// How it is carried out.
    public let state: State
    /// The measures, targets or constraints that carry it out.
    public let carriers: [String]
    /// What is to be given: parameters as `ID.parameter`, columns as `table.column`, with what each is.
    public let needs: [(what: String, label: Label)]
    /// Removed by its measures in a full year, by pollutant; a measure that serves several clauses counts in each.
    public let reductions: [(pollutant: String, mass: Mass)]
    /// Why, or what to know.
    public let remarks: [Label]
}

extension PlanEvaluation {
    /// Every clause of the plan, in its order.
    public var coverage: [ClauseCoverage] { plan.clauses.map(coverage) }

    private func coverage(_ clause: Clause) -> ClauseCoverage {
        let own = measures.filter { $0.clauses.contains(clause.id) }
        let targets = plan.targets.filter { $0.clauses.contains(clause.id) }
        let constraints = plan.constraints.filter { $0.clauses.contains(clause.id) }
        let alerts = plan.alerts.filter { $0.clauses.contains(clause.id) }
        let areas = plan.areas.filter { $0.clauses.contains(clause.id) }
        var needs: [(what: String, label: Label)] = []
        var remarks = clause.reason.map { [$0] } ?? []
        for measure in own {
            switch measure.state {
            case .waiting(let parameters):
                for parameter in parameters {
                    needs.append(("\(measure.id).\(parameter)", measure.measure.title))
                }
            case .invalid:
                remarks.append(
                    Label("措施 \(measure.id) 不能实施，见问题清单", "measure \(measure.id) cannot be applied: see findings"))
            case .emergency:
                remarks.append(Label("应急减排：只计事件期吨数", "emergency: tonnes of the episode only"))
            case .seasonal:
                remarks.append(Label("错峰：全年产量不降，不计年减排", "staggered: no annual credit while annual output stays"))
            case .computed:
                for lack in measure.lacking {
                    needs.append((lack.lack.what, lack.lack.reason))
                    remarks.append(lack.lack.remark(held: lack.held, rows: lack.rows))
                }
                remarks += measure.notes.filter { $0.rows == 0 }.map(\.text) + [measure.sharing].compactMap { $0 }
                remarks += measure.undecided.map { $0.remark(of: context.pollutants) }
            }
        }
        remarks += alerts.map(\.told)
        for target in targets {
            if case .unknown(let parameter) = target.goal {
                needs.append(("\(target.id).\(parameter)", Label(same: target.pollutant)))
            }
        }
        for constraint in constraints {
            needs += constraint.selector.open.map { ("\(constraint.id).where.\($0)", constraint.title) }
            if constraint.from == nil { needs.append(("\(constraint.id).from", constraint.title)) }
            if case .offset(ratio: nil) = constraint.rule { needs.append(("\(constraint.id).ratio", constraint.title)) }
        }
        let verdicts = own.map(\.verdict)
        let waits = own.contains { if case .waiting = $0.state { true } else { !$0.lacking.isEmpty } }
        if waits || (own.isEmpty && clause.effect == .measures) {
            needs += clause.needs.map { ("\($0.table).\($0.column)", $0.label) }
        } else if own.isEmpty {
            needs += clause.needs.map { ("\($0.table).\($0.column)", $0.label) }
        }
        let state: ClauseCoverage.State
        switch clause.effect {
        case .none: state = .noEffect
        case .target: state = .target
        case .constraint: state = .constraint
        case .source where own.isEmpty: state = .source
        case .source, .measures:
            state = ClauseCoverage.State(verdicts, isPartly: waits)
        }
        return ClauseCoverage(
            clause: clause, state: state,
            carriers: own.map(\.id) + targets.map(\.id) + constraints.map(\.id) + alerts.map(\.id) + areas.map(\.id),
            needs: needs,
            reductions: context.pollutants.map { pollutant in
                (pollutant, own.reduce(Mass.zero) { $0 + $1.reduction(pollutant) })
            }, remarks: remarks)
    }
}

extension ClauseCoverage.State {
    /// The state of a clause whose measures have some verdicts: what was computed first, then what can be done about it.
    fileprivate init(_ verdicts: [Verdict], isPartly: Bool) {
        let names = Set(verdicts.map(\.name))
        func has(_ verdict: Verdict) -> Bool { names.contains(verdict.name) }
        if has(.computed) {
            self = isPartly ? .partly : .computed
        } else if verdicts.isEmpty || has(.needsInput([])) {
            self = .needsInput
        } else if has(.noDataAfter([])) {
            self = .noDataAfter
        } else if has(.noDataBefore([])) {
            self = .noDataBefore
        } else if has(.refused) {
            self = .refused
        } else if has(.blank([])) {
            self = .blank
        } else if has(.episode) || has(.seasonal) {
            self = .episode
        } else {
            self = has(.unchanged) ? .unchanged : .noSuchSource
        }
    }
}

extension UndecidedSources {
    /// A sentence with the rows and tonnes that are left out.
    public func remark(of pollutants: [String]) -> Label {
        let tonnes = zip(pollutants, masses).map { "\($0) \($1.roundedTonnes(decimals: 2)) t" }
        let (zh, en) = (tonnes.joined(separator: "、"), tonnes.joined(separator: ", "))
        return Label(
            "\(column) 空白的 \(rows) 行未选入（排放 \(zh)）", "\(rows) rows leave \(column) blank and are not selected (\(en))")
    }
}
