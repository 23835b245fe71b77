import Calculation
public import Quantities
import Solve
public import Tables

extension InventoryAnswer {
    /// The chosen measures as the plan runs them.
    public var outcomes: [MeasureOutcome] {
        let names = Set(chosen.flatMap(\.measures))
        return evaluation?.measures.filter { names.contains($0.id) } ?? []
    }

    /// The cheapest further steps of the pollutants that targets are about; of all where they are about none.
    public var steps: [Step] {
        let pollutants = choice.fixed.context.pollutants
        var named: [String] = []
        for line in choice.lines {
            let name = pollutants.first { line.bound.text.hasPrefix($0 + " ") }
            if let name, line.before != nil, !named.contains(name) { named.append(name) }
        }
        return (named.isEmpty ? pollutants : named).flatMap { nextSteps($0) }
    }

    /// What is emitted of a pollutant after the choice; after the fixed measures alone where there is none.
    public func after(_ pollutant: String) -> Mass {
        evaluation?.scenario.total(of: pollutant) ?? choice.fixed.scenario.total(of: pollutant)
    }

    /// The answer for programs.
    public func json(in language: Language) -> String {
        func object(_ members: [(String, String)]) -> String {
            "{" + members.map { JSONText.quoted($0.0) + ": " + $0.1 }.joined(separator: ", ") + "}"
        }
        func list(_ items: [String]) -> String {
            items.isEmpty ? "[]" : "[\n" + items.map { "    " + $0 }.joined(separator: ",\n") + "\n  ]"
        }
        func plain(_ value: Double) -> String { DecimalText.shortest(value) }
        let pollutants = choice.fixed.context.pollutants
        let incomplete = IncompleteTotals(choice.fixed.baseline)
        let targets = choice.lines.enumerated().map { place, line in
            object([
                ("target", JSONText.quoted(line.target.text)), ("bound", JSONText.quoted(line.bound.text)),
                ("before_t", line.before?.tonnes() ?? "null"), ("allowed_t", line.allowed?.tonnes() ?? "null"),
                ("after_t", after(line)?.tonnes() ?? "null"), ("price", answer.price(place)),
            ])
        }
        let found = answer.chosen != nil
        let emissions = pollutants.map { pollutant -> String in
            let lacks = incomplete.told(pollutant).map { [("incomplete", JSONText.quoted($0[language]))] } ?? []
            return object(
                [
                    ("pollutant", JSONText.quoted(pollutant)),
                    ("inventory_t", choice.fixed.baseline.total(of: pollutant).tonnes()),
                    ("fixed_t", choice.fixed.scenario.total(of: pollutant).tonnes()),
                    ("after_t", found ? after(pollutant).tonnes() : "null"),
                ] + lacks)
        }
        let measures = outcomes.map { outcome -> String in
            let clauses = "[" + outcome.clauses.map(JSONText.quoted).joined(separator: ", ") + "]"
            var members: [(String, String)] = [
                ("measure", JSONText.quoted(outcome.id)), ("clauses", clauses), ("rows", String(outcome.rows)),
                ("cost", outcome.cost.map { plain($0.annual) } ?? "null"),
                ("paid_by_state", outcome.cost.map { plain($0.granted) } ?? "null"),
            ]
            for pollutant in pollutants { members.append((pollutant + "_t", outcome.reduction(pollutant).tonnes())) }
            return object(members)
        }
        let next = steps.map { step in
            object([
                ("pollutant", JSONText.quoted(step.pollutant)), ("source", JSONText.quoted(step.source)),
                ("measures", JSONText.quoted(step.option)), ("more_t", step.more.tonnes()), ("cost", plain(step.cost)),
                ("cost_per_t", plain(step.costPerTonne)),
            ])
        }
        return answer.json(adding: [
            ("targets", list(targets)), ("emissions", list(emissions)), ("measures", list(measures)),
            ("next", list(next)),
        ])
    }
}
