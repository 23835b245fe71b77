import Foundation
import Tables
import TestSupport

@testable import Solve

/// Answers to tables given as text.
enum Answers {
    /// The table of a text; `nil` with findings where it cannot be used.
    static func table(_ text: String, _ pollutants: [String] = ["NOx"]) throws -> (OptionTable?, Findings) {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "options.csv")
        var findings = Findings()
        let table = try OptionTable(path: path, pollutants: pollutants, findings: &findings)
        return (table, findings)
    }

    /// The pollutants that targets name.
    static func pollutants(_ targets: [OptionTarget], _ most: String?) -> [String] {
        var names: [String] = []
        for quantity in targets.map(\.quantity) + [most].compactMap({ $0 }).map(OptionTarget.Quantity.reduction) {
            if case .reduction(let name) = quantity, !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// The answer to a task; throws what is wrong with it.
    static func answer(
        _ text: String, _ targets: [String], most: String? = nil, must: [String] = [], mustNot: [String] = [],
        gap: Double = 0
    ) throws -> OptionAnswer {
        let targets = try targets.map { try OptionTarget($0) }
        let (table, problems) = try table(text, pollutants(targets, most))
        var findings = problems
        guard let table else { throw findings }
        var task = OptionTask(
            table: table, targets: targets, most: most, must: must.map(OptionTask.Pick.init),
            mustNot: mustNot.map(OptionTask.Pick.init))
        task.gap = gap
        guard let answer = task.answer(findings: &findings) else { throw findings }
        return answer
    }

    /// The codes of the findings of a task that cannot be answered.
    static func codes(_ findings: Findings) -> [String] { findings.sorted.map(\.message.code) }
}

extension OptionAnswer {
    /// The chosen options as `source option`.
    var names: [String] { chosenRows.map { $0[0] + " " + $0[1] } }
}
