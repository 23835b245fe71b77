import Calculation
import Factors
import Tables

extension PlanEvaluation {
    /// The measures that move emission elsewhere, in the order of the plan.
    public var elsewhere: [ElsewhereEmission] { measures.filter(\.state.isApplied).compactMap(elsewhere) }

    private func elsewhere(_ outcome: MeasureOutcome) -> ElsewhereEmission? {
        var ignored = Findings()
        guard outcome.rows > 0,
            let action = outcome.measure.read(vocabularies: context.library.vocabularies, findings: &ignored)
        else { return nil }
        let moved = MovedEnergy(electricity: outcome.electricity, heat: outcome.heat)
        return action.elsewhere(of: outcome.measure, moved: moved, in: context)
    }
}
