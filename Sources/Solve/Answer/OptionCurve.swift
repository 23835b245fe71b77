public import Tables

/// The least cost of every reduction of a pollutant that a table of options allows.
public struct OptionCurve: Sendable {
    /// The table.
    public let table: OptionTable
    /// The pollutant, as the table writes it.
    public let pollutant: String
    private let curve: CostCurve
    private let model: OptionModel

    /// The curve of a task's options: what must or must not be chosen counts, targets do not. `nil`, with findings, where
    /// the table lacks what is named.
    public init?(_ task: OptionTask, pollutant: String, findings: inout Findings) {
        var task = task
        let key = Vocabulary.folded(pollutant)
        guard let name = task.table.pollutants.first(where: { Vocabulary.folded($0) == key }) else { return nil }
        // Its dimension comes with a target; the curve itself knows none.
        task.targets = [OptionTarget(text: name, quantity: .reduction(name), group: nil, isAtLeast: true, bound: 0)]
        task.most = nil
        guard let model = OptionModel(task, joinsEqual: false, findings: &findings) else { return nil }
        self.model = model
        table = task.table
        self.pollutant = name
        curve = CostCurve(model.problem, dimension: 0)
    }

    /// How many corners the curve has, its beginning included.
    public var count: Int { curve.steps.count + 1 }

    /// The columns of `rows`.
    public static let columns = ["reduction_t", "cost", "marginal_per_t", "source", "option"]

    /// A corner: reduction in tonnes, cost, the cost of a further tonne on the way to it, and the source and option that
    /// were changed; the first corner is where the cost is least.
    public func row(_ place: Int) -> [String] {
        guard place > 0 else {
            return [
                WholeNumber.text(curve.startAmount, decimals: OptionTable.massDecimals),
                WholeNumber.text(curve.startCost, decimals: OptionTable.costDecimals), "", "", "",
            ]
        }
        let step = curve.steps[place - 1]
        let option = model.options[step.option]
        return [
            WholeNumber.text(step.amount, decimals: OptionTable.massDecimals),
            WholeNumber.text(step.cost, decimals: OptionTable.costDecimals), marginal(step),
            table.sources[model.sources[step.source]], option < 0 ? "" : table.name(of: option),
        ]
    }

    /// The cost of a tonne on the way to a corner, to 10⁻⁶.
    private func marginal(_ step: CostCurve.Step) -> String {
        let scaled = Int128(step.moreCost) * 1_000_000_000_000
        let (whole, remainder) = scaled.quotientAndRemainder(dividingBy: Int128(step.moreAmount))
        let isMore = remainder.magnitude * 2 >= UInt128(step.moreAmount)
        return WholeNumber.text(whole + (isMore ? scaled < 0 ? -1 : 1 : 0), decimals: OptionTable.costDecimals)
    }
}
