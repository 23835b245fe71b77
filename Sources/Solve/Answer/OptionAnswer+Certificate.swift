internal import Tables

extension OptionAnswer {
    /// Why nothing costs less than the bound, as JSON that a short program can follow with the table alone; `nil` where
    /// nothing was proved. `prices` are of all targets; `proof` divides what they leave.
    public var certificate: String? {
        guard let proof else { return nil }
        var text = "{\n  \"bound\": " + WholeNumber.text(proof.bound, decimals: model.problem.costDecimals)
        text += ",\n  \"minimised\": " + JSONText.quoted(task.most.map { "-" + $0 } ?? "cost")
        text += ",\n  \"targets\": [" + task.targets.map { JSONText.quoted($0.text) }.joined(separator: ", ") + "]"
        for (name, picks) in [("must", task.must), ("must_not", task.mustNot)] where !picks.isEmpty {
            let texts = picks.map { $0.option.map { [$0] } ?? [] }
            let pairs = zip(picks, texts).map {
                "[" + ([$0.source] + $1).map(JSONText.quoted).joined(separator: ", ") + "]"
            }
            text += ",\n  \"\(name)\": [" + pairs.joined(separator: ", ") + "]"
        }
        if !model.equals.isEmpty {
            let lists = model.equals.keys.sorted().map { source -> String in
                let members = model.equals[source]?.members ?? []
                let names = members.compactMap { $0.last }.map { JSONText.quoted(table(ofOption: $0)) }
                return "[" + names.joined(separator: ", ") + "]"
            }
            text += ",\n  \"equal\": [" + lists.joined(separator: ",\n    ") + "]"
        }
        text += ",\n  \"proof\": {\"prices\": " + list(proof.prices, Array(task.targets.indices))
        if !proof.steps.isEmpty {
            text += ",\n    \"then\":\n"
            append(proof, step: 0, to: &text)
        }
        return text + "}\n}"
    }

    /// A step and all below it, with a stack of its own: proofs may be deep.
    private func append(_ proof: Proof, step: Int, to text: inout String) {
        enum Piece {
            case step(Int)
            case text(String)
        }
        var stack = [Piece.step(step)]
        while let piece = stack.popLast() {
            guard case .step(let number) = piece else {
                if case .text(let closing) = piece { text += closing }
                continue
            }
            let step = proof.steps[number]
            text += "{"
            if let prices = step.prices { text += "\"prices\": " + list(prices, proof.rows) }
            guard let branch = step.branch, let with = step.with, let without = step.without else {
                text += "}"
                continue
            }
            text += (step.prices == nil ? "" : ", ") + members(of: branch, in: proof)
            text += ",\n\"with\": "
            stack.append(.text("}"))
            stack.append(.step(without))
            stack.append(.text(",\n\"without\": "))
            stack.append(.step(with))
        }
    }

    /// What a step divides by: a source and its option, and for equal sources how many have it at least.
    private func members(of branch: BranchAndBound.Branch, in proof: Proof) -> String {
        let (place, option, count): (Int, Int, Int32?)
        switch branch {
        case .option(let source, let own):
            (place, option, count) = (proof.sources[source], model.options[proof.options[own]], nil)
        case .count(let source, let own, let least):
            place = proof.sources[source]
            (option, count) = (model.equals[place]?.members[0][own] ?? -1, least)
        }
        let name = option < 0 ? "null" : JSONText.quoted(task.table.name(of: option))
        return "\"source\": " + JSONText.quoted(task.table.sources[model.sources[place]]) + ", \"option\": " + name
            + (count.map { ", \"at_least\": \($0)" } ?? "")
    }

    /// The identifier of the source of an option of the table.
    private func table(ofOption option: Int) -> String { task.table.sources[source(of: option)] }

    private func list(_ prices: Prices, _ rows: [Int]) -> String {
        var all = Array(repeating: "0", count: task.targets.count)
        for (place, row) in rows.enumerated() {
            let sign: Int128 = task.targets[row].isAtLeast ? 1 : -1
            all[row] = WholeNumber.text(sign * Int128(prices.values[place]), decimals: prices.digits[place])
        }
        return "[" + all.joined(separator: ", ") + "]"
    }
}
