import Quantities
import Tables
import Testing

@testable import Plans

/// A measure can take so much away that what is recovered is more than what is used: an error, never a negative emission.
@Suite struct NegativePlanTests {
    @Test func `a measure that leaves less than is recovered is an error at the row`() throws {
        // 10 t × 0.5 − 4 t = 1 t before; 5 t × 0.5 − 4 t = −1.5 t is no emission.
        let evaluation = try Samples.run(
            ["voc_firms": "id,unit_type,material_use,voc_content,recovered\nF1,solvent_use,10,0.5,4\n"],
            [
                "id: A, action: scale, table: voc_firms, where: {}, with: {factor: 0.5, columns: [material_use]}, timing: {completed: 2025-12}"
            ])
        let errors = evaluation.findings.sorted.filter { $0.severity == .error }
        #expect(errors.contains { $0.message.code == "negative-emission" && $0.value == "-1.500000 t" })
        #expect(errors.allSatisfy { $0.location?.line == 2 && $0.location?.column == "recovered" })
        let measure = try #require(evaluation.outcome("A"))
        #expect(measure.reduction("VOCs") <= Mass(micrograms: 1_000_000_000_000 as Int64))
    }
}
