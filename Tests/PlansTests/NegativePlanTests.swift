import Calculation
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
        // What is no emission is not known: 1 t stays, nothing is credited.
        #expect(measure.reduction("VOCs") == .zero && measure.held("VOCs") == Mass(tonnes: "1"))
        #expect(measure.verdict == .noDataAfter(["voc_firms VOCs >= 0"]))
    }

    /// 10 × 0.5 − 3 = 2 t, after which 5 × 0.5 − 3 is none; 5 t fall to 2.5 t. Two measures in a row credit the same.
    @Test func `beside it others are credited what is theirs`() throws {
        let evaluation = try Samples.run(
            [
                "voc_firms":
                    "id,unit_type,material,material_use,voc_content,recovered\nF2,solvent_use,solvent_coating,10,0.5,3\nF3,solvent_use,solvent_coating,10,0.5,\n"
            ],
            ["A", "B"].map {
                "id: \($0), action: scale, table: voc_firms, where: {}, with: {factor: 0.5, columns: [material_use]}, timing: {completed: 2025-12}"
            })
        #expect(evaluation.outcome("A")?.reduction("VOCs").t() == "2.50")
        #expect(evaluation.outcome("B")?.reduction("VOCs").t() == "1.25")
        #expect(evaluation.scenario.total(of: "VOCs").tonnes() == "3.25")
    }

    /// 100 t of soy ink emit 1.4 t by the library, less than the 2 t that are said to be recovered: nobody knows what it
    /// emits, so 50 t of another material are no increase.
    @Test func `what was no emission before a measure is in no difference`() throws {
        let evaluation = try Samples.run(
            [
                "voc_firms":
                    "id,unit_type,material,material_use,voc_content,recovered\nF1,solvent_use,ink_litho_soy,100,,2\n"
            ],
            [
                "id: A, action: substitute, table: voc_firms, where: {}, with: {share: 1, material: solvent_coating, voc_content: 0.5}, timing: {completed: 2025-12}"
            ])
        let measure = try #require(evaluation.outcome("A"))
        #expect(measure.reduction("VOCs") == .zero && measure.verdict.name == "no_data_before")
    }
}
