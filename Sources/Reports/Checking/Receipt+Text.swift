import Documents
import Inventories
public import Tables

extension Receipt {
    /// The receipt for reading, in lines of at most 100 columns: for each package the verdict, and for each kind of fault
    /// its code, all its places with what was found and expected, and what to do.
    ///
    /// - Parameter refusedOnly: whether accepted packages are only counted: of forty, people look at the few.
    public func text(in language: Language, refusedOnly: Bool = false) -> String {
        let zh = language == .zh
        let accepted = verifications.count { $0.isAccepted }
        let (count, refused) = (verifications.count, verifications.count - accepted)
        var lines = [
            zh ? "上报包核查回执" : "Receipt of checked packages",
            zh
                ? "共 \(count) 个包：通过 \(accepted) 个，退回 \(refused) 个"
                : "\(count) package\(count == 1 ? "" : "s"): \(accepted) accepted, \(refused) sent back",
        ]
        // Packages that are only counted still say what their totals lack.
        if refusedOnly { lines += lacks(language) }
        for result in verifications where !(refusedOnly && result.isAccepted) {
            lines += [""] + Receipt.lines(result, language)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What totals of accepted packages lack, each with the number of packages that lack it.
    private func lacks(_ language: Language) -> [String] {
        let told = verifications.filter(\.isAccepted).flatMap { $0.package?.lackLines(in: language) ?? [] }
        let counts = Dictionary(told.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.sorted { $0.key < $1.key }.flatMap { line, count in
            FoldedText.lines(
                line + (count == 1 ? "" : language == .zh ? "（\(count) 个包）" : " (\(count) packages)"), indent: 2)
        }
    }

    private static func lines(_ result: Verification, _ language: Language) -> [String] {
        let zh = language == .zh
        var head = [name(result.file)]
        if let header = result.package?.header { head += ["\(header.region) \(header.year)", header.name[language]] }
        var lines = FoldedText.lines(head.joined(separator: " · "), indent: 0)
        let counts = Finding.Severity.allCases.compactMap { severity -> String? in
            let count = count(severity, of: result)
            guard count > 0 else { return nil }
            return zh
                ? "\(severity.label.zh) \(count) 个" : "\(count) \(severity.label.en)\(count == 1 ? "" : "s")"
        }
        lines.append(
            (zh ? "结论：" : "verdict: ") + verdict(result)[language] + (zh ? "，" : ", ")
                + result.standing.label[language]
                + (counts.isEmpty
                    ? "" : zh ? "（\(counts.joined(separator: "，"))）" : " (\(counts.joined(separator: ", ")))"))
        if let signer = result.signer {
            let holds = result.findings[.signature]?.isEmpty ?? true
            let label =
                holds ? Label("签名人：", "signed by: ") : Label("文件中的证书（未获认可）：", "certificate in the file, not accepted: ")
            lines += FoldedText.lines(label[language] + signer.subject, indent: 0)
        }
        for group in groups(result) {
            let stage = "\(group.stage.rawValue) \(group.stage.label[language])"
            let several = group.findings.count > 1
            lines += FoldedText.lines(
                zh
                    ? "\(group.severity.label.zh) \(group.message.code)（\(stage)）\(group.message.text.zh)"
                        + (several ? "：\(group.findings.count) 处" : "")
                    : "\(group.severity.label.en) \(group.message.code) (\(stage)): \(group.message.text.en)"
                        + (several ? ", \(group.findings.count) places" : ""), indent: 2)
            for finding in group.findings {
                let text = details(finding, language)
                if !text.isEmpty { lines += FoldedText.lines(text, indent: 6) }
            }
            lines += FoldedText.lines("→ " + Advice.text(for: group.message.code)[language], indent: 6)
        }
        for outcome in result.answers { lines += Receipt.lines(outcome, language) }
        let hidden = count(result) - result.all.count
        if hidden > 0 { lines.append(zh ? "  另有 \(hidden) 条同类问题" : "  \(hidden) more findings") }
        return lines
    }

    /// How many changed rows are named.
    private static let shownChanges = 20

    /// What became of a receipt: how many of its findings are answered, which are not, and which rows changed.
    private static func lines(_ outcome: AnswerOutcome, _ language: Language) -> [String] {
        let zh = language == .zh
        func told(_ state: AnswerOutcome.State) -> String {
            state.label[language] + (zh ? " \(outcome.count(state)) 个" : " \(outcome.count(state))")
        }
        let states = AnswerOutcome.State.allCases.filter { outcome.count($0) > 0 || $0 != .unchecked }
        var lines = FoldedText.lines(
            (zh ? "答复回执 " : "answers receipt ") + outcome.answer.receipt.prefix(12) + (zh ? "：" : ": ")
                + states.map(told).joined(separator: zh ? "，" : ", "), indent: 2)
        for (demand, state) in zip(outcome.answer.demands, outcome.states) {
            let place = demand.place.isEmpty ? "" : " " + demand.place
            lines += FoldedText.lines(
                state.label[language] + (zh ? "：" : ": ") + demand.code + place + (zh ? "，" : ", ")
                    + demand.text[language], indent: 6)
        }
        guard let changes = outcome.changes else {
            return lines
                + FoldedText.lines(
                    zh
                        ? "未见退回的包，看不出改了哪些行：用 --previous 给出它"
                        : "the package sent back is not at hand, so that changed rows do not show: name it with --previous",
                    indent: 6)
        }
        lines += FoldedText.lines(
            zh
                ? "与退回的包相比，变化 \(changes.count) 行"
                : "\(changes.count) row\(changes.count == 1 ? " differs" : "s differ") from the package sent back",
            indent: 6)
        for change in changes.prefix(shownChanges) {
            let kind = SourceKind.named(change.table)
            let columns = change.columns.map { kind?.schema.column($0)?.label[language] ?? $0 }
            lines += FoldedText.lines(
                "\(change.region) \(kind?.label[language] ?? change.table) \(change.source) · "
                    + change.change.label[language]
                    + (columns.isEmpty ? "" : (zh ? "：" : ": ") + columns.joined(separator: zh ? "、" : ", ")), indent: 8
            )
        }
        if changes.count > shownChanges {
            let more = changes.count - shownChanges
            lines.append(String(repeating: " ", count: 8) + (zh ? "另有 \(more) 行" : "and \(more) more"))
        }
        return lines
    }

    /// Place, value and what was expected.
    private static func details(_ finding: Finding, _ language: Language) -> String {
        let zh = language == .zh
        var parts: [String] = []
        if let value = finding.value { parts.append((zh ? "实际 " : "found ") + value) }
        if let expected = finding.expected { parts.append((zh ? "应为 " : "expected ") + expected[language]) }
        let place = place(finding, language), text = parts.joined(separator: zh ? "；" : "; ")
        if place.isEmpty || text.isEmpty { return place + text }
        return place + (zh ? "：" : ": ") + text
    }

    /// Where it stands in the package, in words.
    static func place(_ finding: Finding, _ language: Language) -> String {
        guard let location = finding.location else { return "" }
        let line = location.line.map { language == .zh ? "第 \($0) 行" : "line \($0)" }
        return [line, location.column].compactMap { $0 }.joined(separator: " ")
    }

    /// Findings of one package that say the same of several places.
    struct Group {
        let stage: Verification.Stage
        let severity: Finding.Severity
        let message: Finding.Message
        var findings: [Finding]
    }

    /// The findings of a package, errors first, those that say the same together.
    static func groups(_ result: Verification) -> [Group] {
        var groups: [Group] = []
        for severity in Finding.Severity.allCases {
            for (stage, finding) in result.all where finding.severity == severity {
                let place = groups.firstIndex {
                    $0.severity == severity && $0.stage == stage && $0.message == finding.message
                }
                if let place {
                    groups[place].findings.append(finding)
                } else {
                    groups.append(
                        Group(stage: stage, severity: severity, message: finding.message, findings: [finding]))
                }
            }
        }
        return groups
    }
}
