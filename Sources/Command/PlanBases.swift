import ArgumentParser
import Lantian

extension PlanOptions {
    /// The emissions of base years; what is found in their files is shown.
    func bases(_ context: RunContext, _ inventory: InventoryOptions) throws -> [Int: BaseYear] {
        guard !base.isEmpty else { return [:] }
        var findings = Findings()
        do {
            let bases = try BaseYear.years(
                base.map { GivenBase($0) }, beside: context, options: try inventory.options(),
                threads: inventory.run.threads, findings: &findings)
            show(findings, quiet: inventory.speech.quiet)
            return bases
        } catch let mistaken as GivenBase.Mistaken {
            throw ValidationError(mistaken.text[chosenLanguage()])
        }
    }
}
