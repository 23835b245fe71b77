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
    private let text: String
    private let path: String
    private let yaml: YAMLValue

    /// Takes the bytes of a plan file, which must be UTF-8.
    init(_ bytes: [UInt8], path: String) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(409, "not-utf8", "方案文件不是 UTF-8，请先另存为 UTF-8", "the plan is not UTF-8: save it as UTF-8 first")
        }
        var findings = Findings()
        guard let yaml = YAMLValue.parse(text, file: path, findings: &findings) else { throw findings }
        self.text = text
        self.path = path
        self.yaml = yaml
    }

    /// The text with one input changed, such as `KZ-13.1.share`: the value takes the place of what the plan writes there.
    ///
    /// What comes of it is read again: exactly one value may differ, and it must be the one that was given.
    func setting(_ name: String, to value: String) throws -> [UInt8] {
        guard let place = place(of: name), let line = place.location.line, let column = place.location.columnNumber,
            place.text != nil
        else {
            throw Problem(
                409, "not-in-plan", "方案文件没有写出 \(name)，请在文件中加上这个参数",
                "the plan does not write \(name): add the parameter to the file")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        guard lines.indices.contains(line - 1), column >= 1, column - 1 < lines[line - 1].count else {
            throw Problem.badBody
        }
        let own = lines[line - 1]
        let end = PlanText.end(of: own, from: column - 1)
        lines[line - 1] = Array(own[..<(column - 1)]) + Array(PlanText.written(value)) + Array(own[end...])
        let changed = lines.map { String($0) }.joined(separator: "\n")
        var findings = Findings()
        guard let after = YAMLValue.parse(changed, file: path, findings: &findings) else { throw findings }
        let (old, new) = (PlanText.flat(yaml), PlanText.flat(after))
        let different = zip(old, new).filter { $0 != $1 }
        guard old.count == new.count, different.count <= 1, different.allSatisfy({ $0.1.text == value }) else {
            throw Problem(409, "not-one-value", "不能只改这一个值，请在文件中修改", "this value alone cannot be changed: edit the file")
        }
        return Array(changed.utf8)
    }

    /// Where an input stands: among the parameters, the times or the conditions of its measure.
    private func place(of name: String) -> YAMLValue? {
        for measure in yaml["measures"]?.list ?? [] {
            guard let id = measure["id"]?.text, name.hasPrefix(id + ".") else { continue }
            let parts = name.dropFirst(id.count + 1).split(separator: ".").map(String.init)
            let maps = ["with", "timing"].map { ([$0] + parts) } + [parts]
            for path in maps {
                var value: YAMLValue? = measure
                for key in path { value = value?[key] }
                if let value { return value }
            }
        }
        return nil
    }

    /// Where a scalar ends that begins at a place of a line.
    private static func end(of line: [Character], from start: Int) -> Int {
        let first = line[start]
        var place = start + 1
        if first == "\"" || first == "'" {
            while place < line.count, line[place] != first { place += first == "\"" && line[place] == "\\" ? 2 : 1 }
            return min(place + 1, line.count)
        }
        while place < line.count, !",}]\r".contains(line[place]) {
            if line[place] == "#", line[place - 1] == " " { break }
            place += 1
        }
        while place > start, line[place - 1] == " " { place -= 1 }
        return place
    }

    /// A value as YAML: plain where it is a number or a word, else in quotes.
    private static func written(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 46 || $0 == 45
            }
            && value.utf8.first != UInt8(ascii: "-")
        return isPlain
            ? value : "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private struct Leaf: Equatable {
        let path: String
        let text: String
    }

    private static func flat(_ value: YAMLValue, _ path: String = "") -> [Leaf] {
        switch value.content {
        case .text(let text): return [Leaf(path: path, text: text)]
        case .list(let items): return items.enumerated().flatMap { flat($1, path + "/\($0)") }
        case .map(let entries): return entries.flatMap { flat($0.value, path + "/" + ($0.key.text ?? "")) }
        }
    }
}
