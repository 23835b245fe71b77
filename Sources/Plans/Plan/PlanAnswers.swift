public import Calculation
import FoundationEssentials
public import Inventories
public import Tables

/// What a plan does not print and somebody said 方案输入: the values of `inputs.yaml` beside the plan, each with who said so
/// and when.
///
/// ```yaml
/// plan: ili-2021
/// inputs:
///   - id: IL-07.1.share
///     value: 20 %
///     by: 伊犁州工信局
///     date: 2021-06-30
///     note: 函
/// ```
public struct PlanAnswers: Sendable {
    /// One value.
    public struct Answer: Sendable {
        /// What it answers: the id of a measure, target or constraint, and the parameter.
        public let id: String
        /// The value as it stands.
        public let value: YAMLValue
        /// Who said so.
        public let by: String
        /// When.
        public let date: String
        /// What else is to be known.
        public let note: String

        /// The value on one line.
        public var text: String { value.inline }
    }

    /// The plan's id.
    public let plan: String
    /// The values, in the order of the file; what is still open is left out.
    public let answers: [Answer]
    /// The file's path.
    public let file: String

    /// The name of the file beside a plan.
    public static let fileName = "inputs.yaml"

    /// Reads a file; `nil` where it is no YAML at all. A value without who said so and when is told.
    public init?(file: String, findings: inout Findings) {
        guard let yaml = YAMLValue.read(path: file, findings: &findings) else { return nil }
        yaml.expectKeys(["plan", "inputs"], findings: &findings)
        self.file = file
        plan = yaml["plan"]?.text ?? ""
        if plan.isEmpty { findings.add(Finding(.error, .answersOfNoPlan, at: yaml.location)) }
        var answers: [Answer] = []
        var seen: Set<String> = []
        for entry in yaml["inputs"]?.items ?? [] {
            entry.expectKeys(["id", "value", "by", "date", "note"], findings: &findings)
            let id = entry["id"]?.text ?? ""
            guard !id.isEmpty else {
                findings.add(Finding(.error, .keyMissing("id"), at: entry.location))
                continue
            }
            guard let value = entry["value"], !value.isBlank, value.text != "?" else { continue }
            guard seen.insert(id).inserted else {
                findings.add(Finding(.error, .sameAnswer, at: entry.location, value: id))
                continue
            }
            let answer = Answer(
                id: id, value: value, by: entry["by"]?.text ?? "", date: entry["date"]?.text ?? "",
                note: entry["note"]?.text ?? "")
            if answer.by.isEmpty || answer.date.isEmpty {
                findings.add(Finding(.warning, .answerOfNobody, at: entry.location, value: id))
            } else if Month(answer.date) == nil {
                findings.add(
                    Finding(
                        .error, .answerWithoutDate, at: entry["date"]?.location ?? entry.location, value: answer.date,
                        expected: Label(same: "2025-03-31")))
            }
            answers.append(answer)
        }
        self.answers = answers
    }
}

extension PlanAnswers {
    /// The file of inputs of a plan: the one that is named, else the one beside the plan; `nil` where there is none.
    ///
    /// - Throws: `MissingInput` where the one that is named is not there.
    public static func file(named path: String?, besidePlan plan: String) throws(MissingInput) -> String? {
        if let path {
            guard FileManager.default.fileExists(atPath: path) else { throw MissingInput(path: path) }
            return path
        }
        let folder = plan.lastIndex(of: "/").map { String(plan[...$0]) } ?? ""
        let beside = folder + fileName
        return FileManager.default.fileExists(atPath: beside) ? beside : nil
    }

    /// The inputs for a plan. A file beside the plan that is of another plan is not asked.
    public static func of(
        plan file: String, id: String, named path: String?, findings: inout Findings
    ) throws(MissingInput) -> PlanAnswers? {
        guard let answers = try self.file(named: path, besidePlan: file) else { return nil }
        var found = Findings()
        let read = PlanAnswers(file: answers, findings: &found)
        if path == nil, let read, read.plan != id, !read.plan.isEmpty { return nil }
        findings.add(found)
        return read
    }
}

extension Plan {
    /// Reads a plan with what is given for it: single values, and a file of inputs, which is the one beside the plan unless another is
    /// named.
    ///
    /// - Throws: `MissingInput`; `Findings` where plan or inputs have errors.
    public static func read(
        _ file: String, values: [String: String], answers path: String?, vocabularies: Vocabularies,
        findings: inout Findings
    ) throws -> Plan {
        guard FileManager.default.fileExists(atPath: file) else { throw MissingInput(path: file) }
        var plainly = Findings()
        let plain = Plan(file: file, vocabularies: vocabularies, findings: &plainly)
        guard let plain, !plainly.hasErrors else { throw plainly }
        let answers = try PlanAnswers.of(plan: file, id: plain.id, named: path, findings: &findings)
        if findings.hasErrors { throw findings }
        guard answers != nil || !values.isEmpty else {
            findings.add(plainly)
            return plain
        }
        let plan = Plan(file: file, vocabularies: vocabularies, inputs: values, answers: answers, findings: &findings)
        guard let plan, !findings.hasErrors else { throw findings }
        return plan
    }

    /// Something that the plan waits for.
    public struct Question: Sendable {
        /// The id of a measure, target or constraint, and the parameter.
        public let id: String
        /// What it belongs to.
        public let title: Label
        /// The clauses that leave it open.
        public let clauses: [String]
    }

    /// What the plan waits for, in its order.
    public var questions: [Question] {
        let ofMeasures = measures.flatMap { measure in
            measure.waitingFor.map {
                Question(id: measure.id + "." + $0, title: measure.title, clauses: measure.clauses)
            }
        }
        let ofTargets = targets.compactMap { target -> Question? in
            guard case .unknown(let parameter) = target.goal else { return nil }
            return Question(
                id: target.id + "." + parameter,
                title: Label(
                    "\(target.year) 年 \(target.pollutant) 目标", "target of \(target.pollutant) for \(target.year)"),
                clauses: target.clauses)
        }
        let ofConstraints = constraints.flatMap { constraint -> [Question] in
            var open = constraint.selector.open.map { "where." + $0 } + (constraint.from == nil ? ["from"] : [])
            if case .offset(ratio: nil) = constraint.rule { open.append("ratio") }
            return open.map {
                Question(id: constraint.id + "." + $0, title: constraint.title, clauses: constraint.clauses)
            }
        }
        return ofMeasures + ofTargets + ofConstraints
    }

    /// The form to fill in: everything that the plan waits for, with what is answered already.
    ///
    /// The plan is to be read without its answers.
    public func form(answered: [PlanAnswers.Answer], language: Language) -> String {
        var lines = [
            language == .zh
                ? "# 方案 \(id) 等待的输入：填 value，并写明谁说的（by）、何时（date）；没有数的保留 \"?\"。"
                : "# What plan \(id) waits for: fill in value, who said so (by) and when (date); what nobody knows stays \"?\".",
            "plan: " + YAMLValue.inline(id), "inputs:",
        ]
        let known = Dictionary(answered.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let open = questions
        for question in open {
            let numbers = question.clauses.compactMap { clause($0)?.number }.filter { !$0.isEmpty }
            lines.append(
                "  # " + question.title[language].replacing("\n", with: " ")
                    + (numbers.isEmpty ? "" : " · " + numbers.joined(separator: ", ").replacing("\n", with: " ")))
            lines += Plan.lines(question.id, known[question.id])
        }
        let asked = Set(open.map(\.id))
        let others = answered.filter { !asked.contains($0.id) }
        if !others.isEmpty {
            lines.append(language == .zh ? "  # 方案已印出、另行给出的值" : "  # printed by the plan, and given otherwise")
            for answer in others { lines += Plan.lines(answer.id, answer) }
        }
        if open.isEmpty, others.isEmpty { lines[2] = "inputs: []" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ id: String, _ answer: PlanAnswers.Answer?) -> [String] {
        [
            "  - id: " + YAMLValue.inline(id), "    value: " + (answer?.text ?? "\"?\""),
            "    by: " + YAMLValue.inline(answer?.by ?? ""), "    date: " + YAMLValue.inline(answer?.date ?? ""),
            "    note: " + YAMLValue.inline(answer?.note ?? ""),
        ]
    }
}

extension YAMLValue {
    /// The value on one line, as YAML that reads back as the same.
    var inline: String {
        switch content {
        case .text(let text): YAMLValue.inline(text)
        case .list(let values): "[" + values.map(\.inline).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { $0.key.inline + ": " + $0.value.inline }.joined(separator: ", ") + "}"
        }
    }

    /// A text as a scalar: bare where nothing in it could mean anything else.
    static func inline(_ text: String) -> String {
        let isBare =
            !text.isEmpty && text.first != "-"
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 46 || byte == 95
            }
        if isBare { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            + "\""
    }
}

extension Finding.Message {
    static let answersOfNoPlan = Finding.Message(
        "inputs-of-no-plan", "输入文件没有写明是哪个方案的（plan）", "the file of inputs does not say of which plan it is (plan)")
    static let answersOfOther = Finding.Message(
        "inputs-of-other-plan", "输入文件是另一个方案的", "the file of inputs is that of another plan")
    static let sameAnswer = Finding.Message("duplicate-input", "同一输入给出两次", "an input stands twice")
    static let answerOfNobody = Finding.Message(
        "input-of-nobody", "没有写明这个值是谁、何时给出的（by、date）", "nobody is named who said so, or when (by, date)")
    static let answerWithoutDate = Finding.Message("input-date", "日期无法识别", "the date cannot be read")
}
