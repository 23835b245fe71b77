import Calculation
import Factors
import Inventories
public import Quantities
import Tables

/// What must be removed elsewhere for the new sources of a measure 区域削减.
public struct OffsetOutcome: Sendable {
    /// The measure that adds the sources.
    public let id: String
    /// How much is to be removed for one added; the ratio is on the new amount, not on the replaced one.
    public let ratio: Double
    /// The new emission, in the order of the run's pollutants.
    public let added: [Mass]
    /// What must be removed.
    public let required: [Mass]
    /// The coal of the new sources, t.
    public let newCoal: Double
    /// The coal that must be replaced, t.
    public let replacedCoal: Double
}

extension PlanEvaluation {
    /// The offsets of all measures that add sources with a ratio.
    public var offsets: [OffsetOutcome] {
        measures.compactMap { measure in
            var ignored = Findings()
            guard measure.state.isApplied,
                let (rows, offset) = measure.measure.read(
                    vocabularies: context.library.vocabularies, findings: &ignored)?.additions, let ratio = offset
            else { return nil }
            let added = context.pollutants.map { Mass.zero - measure.reduction($0) }
            let coal = Set(context.library.vocabularies["fuel"].codes(within: ["coal"]))
            var tonnes = 0.0
            if let fuels = rows.codes(Column.fuel), let uses = rows.numbers(Column.fuelUse) {
                for row in fuels.indices where coal.contains(fuels[row]) && !uses[row].isNaN { tonnes += uses[row] }
            }
            return OffsetOutcome(
                id: measure.id, ratio: ratio, added: added,
                required: added.map {
                    Mass(micrograms: Int128((Double($0.micrograms) * ratio).rounded(.toNearestOrEven)))
                }, newCoal: tonnes, replacedCoal: tonnes * ratio)
        }
    }
}
