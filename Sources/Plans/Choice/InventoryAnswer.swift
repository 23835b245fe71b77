import Calculation
import Factors
import Inventories
public import Quantities
public import Solve
public import Tables

/// The measures chosen for an inventory, what they cost and what is emitted after them, with the plan that carries them out.
public struct InventoryAnswer: Sendable {
    /// A measure at a source.
    public struct Chosen: Sendable {
        /// The source.
        public let source: String
        /// Its kind.
        public let kind: String
        /// The measures, in the order in which they work.
        public let measures: [String]
        /// Their clauses.
        public let clauses: [String]
        /// What a year costs.
        public let cost: Double
        /// Of that, what the state pays.
        public let granted: Double
        /// What is removed, in the order of the run's pollutants.
        public let reductions: [Mass]
    }

    /// A change that would reduce a pollutant further, by what a tonne of it costs.
    public struct Step: Sendable {
        /// The pollutant.
        public let pollutant: String
        /// The source.
        public let source: String
        /// What would be done there, instead of what is chosen.
        public let option: String
        /// By how much less would be emitted.
        public let more: Mass
        /// By how much dearer it would be.
        public let cost: Double
        /// What a tonne of that costs.
        public var costPerTonne: Double { cost / more.inTonnes }
    }

    /// The choice.
    public let choice: InventoryChoice
    /// The answer of the search.
    public let answer: OptionAnswer
    /// What is chosen.
    public let chosen: [Chosen]
    /// The plan that carries it out, as text; `nil` where nothing was found.
    public let planText: String?
    /// That plan, run on the inventory.
    public let evaluation: PlanEvaluation?
    /// What was found.
    public let findings: Findings

    /// The emission that a target is about after the choice.
    public func after(_ line: InventoryChoice.Line) -> Mass? {
        guard let before = line.before, let place = choice.lines.firstIndex(where: { $0.bound == line.bound }),
            place < answer.reached.count
        else { return nil }
        return before - Mass(micrograms: answer.reached[place])
    }

    /// The cheapest further steps, the cheapest first.
    public func nextSteps(_ pollutant: String, most: Int = 5) -> [Step] {
        guard let column = choice.fixed.context.pollutants.firstIndex(of: pollutant), answer.chosen != nil else {
            return []
        }
        let chosenNames = Dictionary(
            uniqueKeysWithValues: chosen.map { ($0.source, $0.measures.joined(separator: "+")) })
        var steps: [Step] = []
        for (source, own) in choice.byName {
            let now = chosenNames[source].flatMap { own[$0] }
            let (spent, gone) = (now?.cost?.annual ?? 0, now?.amounts[column] ?? 0)
            var best: Step?
            for (name, option) in own {
                guard let cost = option.cost?.annual, option.amounts[column] > gone else { continue }
                let step = Step(
                    pollutant: pollutant, source: source, option: name,
                    more: Mass(micrograms: option.amounts[column] - gone), cost: Double(cost - spent) / 1e6)
                if best.map({ (step.costPerTonne, step.option) < ($0.costPerTonne, $0.option) }) ?? true { best = step }
            }
            if let best { steps.append(best) }
        }
        steps.sort { ($0.costPerTonne, $0.source) < ($1.costPerTonne, $1.source) }
        return Array(steps.prefix(most))
    }
}

extension InventoryChoice {
    /// Finds the choice, writes it as a plan and runs that plan: what it gives must be what was promised, to the microgram.
    public func answer(findings: inout Findings) -> InventoryAnswer? {
        guard let answer = optionTask.answer(accepted: task.accepted, findings: &findings) else { return nil }
        var told = answer.findings
        let count = fixed.context.pollutants.count
        var taken: [(name: String, option: SourceOption)] = []
        var chosen: [InventoryAnswer.Chosen] = []
        for place in answer.chosen ?? [] {
            let source = table.sources[answer.source(of: place)]
            guard let option = byName[source]?[table.name(of: place)] else { continue }
            taken.append((source, option))
            let measures = option.measures.map { options.free[$0] }
            chosen.append(
                InventoryAnswer.Chosen(
                    source: source, kind: options.units[Int(option.unit)].kind, measures: measures.map(\.name),
                    clauses: measures.flatMap(\.measure.clauses).reduce(into: []) {
                        if !$0.contains($1) { $0.append($1) }
                    },
                    cost: Double(option.cost?.annual ?? 0) / 1e6, granted: Double(option.cost?.granted ?? 0) / 1e6,
                    reductions: option.amounts.prefix(count).map { Mass(micrograms: $0) }))
        }
        var text: String?
        var evaluation: PlanEvaluation?
        if answer.chosen != nil {
            let written = self.text(of: taken.map(\.option), answer)
            text = written
            var problems = Findings()
            let plan = Plan(
                text: written, file: plan.file.isEmpty ? "plan.yaml" : plan.file,
                vocabularies: fixed.context.library.vocabularies, findings: &problems)
            if let plan, !problems.hasErrors {
                let run = PlanEvaluation(
                    plan, on: fixed.inventory, in: fixed.context, keepsRows: false, tellsBase: false,
                    threads: task.threads)
                evaluation = run
                told.add(check(run, taken.map(\.option)))
                // What fixed measures make so was told with them, at their lines of the plan that was given.
                let known = Set(fixed.findings.sorted.map { [$0.message.text.en, $0.value ?? ""] })
                told.add(
                    Findings(
                        run.findings.partsAboveWholes.sorted.filter {
                            !known.contains([$0.message.text.en, $0.value ?? ""])
                        }))
            } else {
                told.add(problems)
            }
        }
        return InventoryAnswer(
            choice: self, answer: answer, chosen: chosen, planText: text, evaluation: evaluation, findings: told)
    }

    /// Whether the plan that was written emits and costs what the choice says.
    private func check(_ run: PlanEvaluation, _ taken: [SourceOption]) -> Findings {
        var findings = Findings()
        for (place, pollutant) in fixed.context.pollutants.enumerated() {
            let promised = taken.reduce(fixed.scenario.total(of: pollutant)) {
                $0 - Mass(micrograms: $1.amounts[place])
            }
            let given = run.scenario.total(of: pollutant)
            if promised != given {
                findings.add(
                    Finding(
                        .error, .planDiffers, at: Location(file: plan.file), value: given.tonnes() + " t \(pollutant)",
                        expected: Label(same: promised.tonnes() + " t")))
            }
        }
        let ids = Set(free.map(\.id))
        let isOwn = { (id: String) in ids.contains(id) || ids.contains { id.hasPrefix($0 + "@") } }
        let paid = run.measures.filter { isOwn($0.id) }.reduce(Int128(0)) { $0 + ($1.cost?.annualParts ?? 0) }
        let promised = taken.reduce(Int128(0)) { $0 + ($1.cost?.annual ?? 0) }
        if paid != promised {
            findings.add(
                Finding(
                    .error, .planDiffers, at: Location(file: plan.file),
                    value: DecimalText.shortest(Double(paid) / 1e6),
                    expected: Label(same: DecimalText.shortest(Double(promised) / 1e6))))
        }
        return findings
    }
}

extension Finding.Message {
    static let planDiffers = Finding.Message(
        "plan-differs", "写出的方案与所求结果不一致，请勿使用并报告此问题",
        "the written plan does not give what was chosen: do not use it, and report this")
}
