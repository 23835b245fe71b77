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
            let source = task.table.sources[model.sources[proof.sources[branch.source]]]
            let option = model.options[proof.options[branch.option]]
            let name = option < 0 ? "null" : JSONText.quoted(task.table.name(of: option))
            text +=
                (step.prices == nil ? "" : ", ") + "\"source\": " + JSONText.quoted(source) + ", \"option\": " + name
            text += ",\n\"with\": "
            stack.append(.text("}"))
            stack.append(.step(without))
            stack.append(.text(",\n\"without\": "))
            stack.append(.step(with))
        }
    }

    private func list(_ prices: Prices, _ rows: [Int]) -> String {
        var all = Array(repeating: "0", count: task.targets.count)
        for (place, row) in rows.enumerated() {
            let sign: Int128 = task.targets[row].isAtLeast ? 1 : -1
            all[row] = WholeNumber.text(sign * Int128(prices.values[place]), decimals: prices.digits[place])
        }
        return "[" + all.joined(separator: ", ") + "]"
    }
}
