import FoundationEssentials
import Lantian

/// What a caller is told that used the interface wrongly, or whose Arrow data cannot be read.
struct InterfaceError: Error {
    let text: Label
    init(_ zh: String, _ en: String) { text = Label(zh, en) }
}

/// What is handed over beside a result, or instead of one: findings and what stopped the run, as JSON.
struct Told: Encodable {
    /// A finding, in both languages.
    struct Found: Encodable {
        var severity: String
        var code: String
        var text: [String: String]
        var file: String?
        var line: Int?
        var column: String?
        var value: String?
        var expected: [String: String]?
        var nearest: String?

        init(_ finding: Finding) {
            severity = finding.severity.rawValue
            code = finding.message.code
            text = ["zh": finding.description(in: .zh), "en": finding.description(in: .en)]
            file = finding.location?.file
            line = finding.location?.line
            column = finding.location?.column
            value = finding.value
            expected = finding.expected.map { ["zh": $0.zh, "en": $0.en] }
            nearest = finding.nearest
        }
    }

    /// The exit code that the program would end with: 0, 64, 65, 66, 70, 74.
    var code: Int32 = 0
    /// What stopped the run.
    var message: [String: String] = [:]
    /// What was found, errors first.
    var findings: [Found] = []
    /// How many there were of each severity, listed or not.
    var counts: [String: Int] = [:]
    /// The targets of a plan: id, state, and tonnes as decimal texts.
    var targets: [[String: String]] = []

    init() {}

    init(_ findings: Findings) { add(findings) }

    mutating func add(_ more: Findings) {
        findings += more.sorted.map(Found.init)
        for severity in Finding.Severity.allCases where more.count(severity) > 0 {
            counts[severity.rawValue, default: 0] += more.count(severity)
        }
    }

    /// What stopped a run, by the program's own exit codes.
    init(stopping error: any Error) {
        func say(_ text: Label, _ code: Int32) {
            message = ["zh": text.zh, "en": text.en]
            self.code = code
        }
        if let stopped = StoppedRun(error) {
            add(stopped.findings)
            say(stopped.text, stopped.code)
        } else if let mistaken = error as? GivenBase.Mistaken {
            say(mistaken.text, 64)
        } else if let wrong = error as? InterfaceError {
            say(wrong.text, 64)
        } else {
            say(Label("内部故障：\(error)", "internal fault: \(error)"), 70)
        }
    }

    /// As JSON.
    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{\"code\": 70}"
    }
}
