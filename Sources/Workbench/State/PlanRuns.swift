import Calculation
import Factors
import Inventories
import Plans
import Tables

/// Plans run on the inventory in memory, so that a changed input costs only the rows that it touches.
struct PlanRuns: Sendable {
    private struct Key: Hashable {
        let file: String
        let inputs: [String: String]
    }

    private var runs: [(key: Key, run: PlanEvaluation)] = []
    /// How many runs are kept with all their rows.
    private static let most = 3

    /// The plan of a file with inputs. Where all but `changed` were given before, only that one is worked out anew.
    mutating func run(
        file: String, inputs: [String: String], changed: String?, county: County
    ) throws -> PlanEvaluation {
        var others = inputs
        if let changed { others[changed] = nil }
        let key = Key(file: file, inputs: others)
        let base: PlanEvaluation
        if let known = runs.first(where: { $0.key == key }) {
            base = known.run
        } else {
            var findings = Findings()
            let context = county.assessment.context
            let plan = Plan(
                file: file, vocabularies: context.library.vocabularies, inputs: others, findings: &findings)
            guard let plan, !findings.hasErrors else { throw findings }
            base = PlanEvaluation(plan, on: county.assessment.inventory, in: context, keepsRows: true)
            runs.append((key, base))
            if runs.count > PlanRuns.most { runs.removeFirst() }
        }
        guard let changed, let value = inputs[changed] else { return base }
        return try base.setting(changed, to: value)
    }
}

/// A plan's file as text, in which single inputs are filled in and nothing else changes.
struct PlanText: Sendable {
    private let file: YAMLFile

    /// Takes the bytes of a plan file, which must be UTF-8.
    init(_ bytes: [UInt8], path: String) throws { file = try YAMLFile(bytes, path: path) }

    /// The text with one input changed, such as `KZ-13.1.share`: the value takes the place of what the plan writes there.
    func setting(_ name: String, to value: String) throws -> [UInt8] {
        guard let keys = keys(of: name), file.value(at: keys)?.text != nil else {
            throw Problem(
                409, "not-in-plan", "方案文件没有写出 \(name)，请在文件中加上这个参数",
                "the plan does not write \(name): add the parameter to the file")
        }
        return try file.setting(keys, to: YAMLFile.scalar(value))
    }

    /// Where an input stands: among the parameters, the times or the conditions of its measure.
    private func keys(of name: String) -> [String]? {
        guard let measures = file.yaml["measures"] else { return nil }
        for (place, measure) in measures.list.enumerated() {
            guard let id = measure["id"]?.text, name.hasPrefix(id + ".") else { continue }
            let parts = name.dropFirst(id.count + 1).split(separator: ".").map(String.init)
            for own in ["with", "timing"].map({ [$0] + parts }) + [parts] {
                // One measure alone may stand there without a list.
                let keys = ["measures"] + (measures.entries.isEmpty ? ["\(place)"] : []) + own
                if file.value(at: keys) != nil { return keys }
            }
        }
        return nil
    }
}
