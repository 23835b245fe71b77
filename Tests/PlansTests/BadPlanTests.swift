import Factors
import Inventories
import Tables
import Testing

@testable import Plans

/// What a plan file with a typo gives: file, line, column, and the nearest name.
@Suite struct `Bad plan files` {
    private static let sound = """
        plan: bad
        title: {zh: 坏, en: bad}
        regions: [653000]
        base_year: 2024
        years: [2025]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
          - {id: T-02, clause: 二, kind: X, text: "…", topic: {zh: 二, en: two}, effect: none, reason: {zh: 无, en: none}}
        measures:
          - id: T-01.1
            clauses: [T-01]
            title: {zh: 关停, en: close}
            action: close
            table: boilers
            where: {fuel: coal, capacity: "<= 10 t/h"}
            with: {share: 0.5}
            timing: {completed: 2025-12}
        """

    struct Typo: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let code: String
        let line: Int
        var nearest: String?
        var testDescription: String { code + ": " + to }
    }

    static let typos: [Typo] = [
        Typo(from: "capacity:", to: "capacty:", code: "unknown-column", line: 15, nearest: "capacity"),
        Typo(from: "action: close", to: "action: cloze", code: "unknown-action", line: 13, nearest: "close"),
        Typo(from: "\"<= 10 t/h\"", to: "\"=< 10 t/h\"", code: "bad-threshold", line: 15),
        Typo(from: "\"<= 10 t/h\"", to: "\"<= 10 kg\"", code: "bad-threshold", line: 15),
        Typo(from: "clauses: [T-01]", to: "clauses: [T-001]", code: "unknown-clause", line: 11, nearest: "T-01"),
        Typo(from: "    clauses: [T-01]\n", to: "", code: "key-missing", line: 10),
        Typo(from: "id: T-02", to: "id: T-03", code: "clause-missing", line: 8),
        Typo(from: "[653000]", to: "[693000]", code: "unknown-region", line: 3),
        Typo(from: "share: 0.5", to: "shares: 0.5", code: "unknown-key", line: 16, nearest: "share"),
        Typo(from: "share: 0.5", to: "share: 1.5", code: "bad-parameter", line: 16),
        Typo(from: "table: boilers", to: "table: boiler", code: "unknown-table", line: 14, nearest: "boilers"),
        Typo(from: "fuel: coal", to: "fuel: coaal", code: "unknown-word", line: 15, nearest: "coal"),
        Typo(from: "completed: 2025-12", to: "completed: 2025-13", code: "bad-month", line: 17),
        Typo(from: "effect: none,", to: "effect: nothing,", code: "unknown-effect", line: 8),
    ]

    private func read(_ text: String) -> (plan: Plan?, findings: Findings) {
        var findings = Findings()
        let plan = Plan(
            text: text, file: "bad.yaml", vocabularies: Samples.library.vocabularies, findings: &findings)
        return (plan, findings)
    }

    @Test func `The sound file has no findings`() {
        let (plan, findings) = read(Self.sound)
        #expect(plan?.measures.count == 1 && findings.isEmpty)
    }

    @Test(arguments: typos)
    func `A typo is told with its place and the nearest name`(_ typo: Typo) throws {
        let (_, findings) = read(Self.sound.replacing(typo.from, with: typo.to, maxReplacements: 1))
        let texts = findings.sorted.map { $0.description(in: .en) }
        let finding = try #require(findings.kept.first { $0.message.code == typo.code }, "\(texts)")
        #expect(finding.severity == .error)
        #expect(finding.location?.file == "bad.yaml" && finding.location?.line == typo.line, "\(texts)")
        #expect(finding.location?.columnNumber != nil)
        if let nearest = typo.nearest { #expect(finding.nearest == nearest) }
    }

    @Test func `Two measures with one id name both lines`() throws {
        let lines = Self.sound.split(separator: "\n", omittingEmptySubsequences: false)
        let twice = (lines + lines.suffix(8)).joined(separator: "\n")
        let (_, findings) = read(twice)
        let finding = try #require(findings.kept.first { $0.message.code == "duplicate-measure" })
        #expect(finding.location?.line == 18 && finding.expected?.en.contains("line 10") ?? false)
    }

    @Test func `A parameter that does not exist cannot be set`() {
        var findings = Findings()
        _ = Plan(
            text: Self.sound, file: "bad.yaml", vocabularies: Samples.library.vocabularies,
            inputs: ["T-01.1.shar": "0.2"], findings: &findings)
        #expect(findings.kept.first?.message.code == "unknown-input")
        #expect(findings.kept.first?.nearest == "T-01.1.share")
    }
}
