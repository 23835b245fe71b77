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
            case .computed where !measure.lacking.isEmpty:
                for lack in measure.lacking {
                    needs.append((lack.lack.what, lack.lack.reason))
                    remarks.append(lack.lack.remark(held: lack.held))
                }
            case .computed: remarks += measure.notes.filter { $0.rows == 0 }.map(\.text)
            }
        }
        for target in targets {
            if case .unknown(let parameter) = target.goal {
                needs.append(("\(target.id).\(parameter)", Label(same: target.pollutant)))
            }
        }
        for constraint in constraints {
            if constraint.from == nil { needs.append(("\(constraint.id).from", constraint.title)) }
            if case .offset(ratio: nil) = constraint.rule { needs.append(("\(constraint.id).ratio", constraint.title)) }
        }
        let waits = own.contains { if case .waiting = $0.state { true } else { !$0.lacking.isEmpty } }
        let isDone = own.contains { measure in
            if case .waiting = measure.state { return false }
            return measure.lacking.isEmpty || context.pollutants.contains { measure.reduction($0) != .zero }
        }
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
            state = waits ? (isDone ? .partly : .needsInput) : own.isEmpty ? .needsInput : .computed
        }
        return ClauseCoverage(
            clause: clause, state: state, carriers: own.map(\.id) + targets.map(\.id) + constraints.map(\.id),
            needs: needs,
            reductions: context.pollutants.map { pollutant in
                (pollutant, own.reduce(Mass.zero) { $0 + $1.reduction(pollutant) })
            }, remarks: remarks)
    }
}
