/// Where something stands in the user's files.
public struct Location: Hashable, Sendable, Comparable, Codable {
    /// The file's path as the user named it.
    public let file: String
    /// The line, from 1; for a workbook the sheet's row; `nil` for the file as a whole.
    public let line: Int?
    /// The column's header as it stands, if one cell is meant.
    public let column: String?
    /// The column's number, from 1.
    public let columnNumber: Int?

    /// A place in a file.
    public init(file: String, line: Int? = nil, column: String? = nil, columnNumber: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.columnNumber = columnNumber
    }

    /// Ordered by file, line and column number, so that findings read from top to bottom.
    public static func < (a: Location, b: Location) -> Bool {
        if a.file != b.file { return a.file < b.file }
        if a.line != b.line { return a.line ?? 0 < b.line ?? 0 }
        return a.columnNumber ?? 0 < b.columnNumber ?? 0
    }
}

/// Something about the user's data that must be known: an error, a warning or a note.
///
/// Findings are values: checks collect them all, and nothing about data is thrown one at a time.
public struct Finding: Hashable, Sendable, Codable {
    /// How much a finding weighs.
    public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable, Codable {
        /// The row or file cannot be used.
        case error
        /// Usable, but probably wrong.
        case warning
        /// Worth knowing.
        case note

        /// Errors first.
        public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
        private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
        /// The word for people.
        public var label: Label {
            switch self {
            case .error: Label("错误", "error")
            case .warning: Label("警告", "warning")
            case .note: Label("提示", "note")
            }
        }
    }

    /// What a check says: a stable code and a sentence. Checks declare theirs as static members beside them.
    public struct Message: Hashable, Sendable, Codable {
        /// A stable identifier, such as `value-out-of-range`.
        public let code: String
        /// The sentence.
        public let text: Label

        /// A message.
        public init(_ code: String, _ zh: String, _ en: String) {
            self.code = code
            text = Label(zh, en)
        }
    }

    /// How much it weighs.
    public let severity: Severity
    /// What it is.
    public let message: Message
    /// Where it stands.
    public let location: Location?
    /// The value as it stands in the file.
    public let value: String?
    /// What would have been right.
    public let expected: Label?
    /// The nearest valid value.
    public let nearest: String?

    /// A finding.
    public init(
        _ severity: Severity, _ message: Message, at location: Location? = nil, value: String? = nil,
        expected: Label? = nil, nearest: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.value = value
        self.expected = expected
        self.nearest = nearest
    }

    /// The finding as one line: `boilers.csv:7: fuel_use: error: … (found 'x', expected …, did you mean 'y'?)`.
    public func description(in language: Language) -> String { line(in: language).visible }

    /// The beginning of a text that comes from outside and may be of any length.
    private static func short(_ text: String) -> Substring {
        let head = text.prefix(61)
        return head.count > 60 ? head.prefix(57) + "…" : head
    }

    private func line(in language: Language) -> String {
        var text = ""
        if let location {
            text = location.file
            if let line = location.line { text += ":\(line)" }
            if let number = location.columnNumber { text += ":\(number)" }
            text += ": "
            if let column = location.column { text += "[\(Finding.short(column))] " }
        }
        text += severity.label[language] + ": " + message.text[language]
        let zh = language == .zh
        var details: [String] = []
        if let value {
            details.append(zh ? "实际为“\(Finding.short(value))”" : "found '\(Finding.short(value))'")
        }
        if let expected { details.append((zh ? "应为" : "expected ") + expected[language]) }
        if let nearest { details.append(zh ? "是否想填“\(nearest)”？" : "did you mean '\(nearest)'?") }
        guard !details.isEmpty else { return text }
        return text + (zh ? "（" : " (") + details.joined(separator: zh ? "；" : "; ") + (zh ? "）" : ")")
    }
}

/// All findings of one pass, in the order of their places; the one error that the library throws about data.
public struct Findings: Error, Sendable, Codable {
    /// The findings that are kept; at most `limit`, errors first.
    public private(set) var kept: [Finding] = []
    /// How many there were of each severity, kept or not.
    public private(set) var counts: [Finding.Severity: Int] = [:]
    /// How many are kept at most.
    public static let limit = 1000
    /// How many of the kept ones are errors.
    private var keptErrors = 0

    /// No findings.
    public init() {}

    /// Findings given.
    public init(_ findings: some Sequence<Finding>) {
        for finding in findings { add(finding) }
    }

    /// Adds one.
    public mutating func add(_ finding: Finding) {
        counts[finding.severity, default: 0] += 1
        if kept.count < Findings.limit {
            kept.append(finding)
        } else if finding.severity == .error, keptErrors < Findings.limit,
            let last = kept.lastIndex(where: { $0.severity != .error })
        {
            kept[last] = finding
        } else {
            return
        }
        if finding.severity == .error { keptErrors += 1 }
    }

    /// Adds all of another pass, its counts included.
    public mutating func add(_ other: Findings) {
        let before = counts
        for finding in other.kept { add(finding) }
        counts = before.merging(other.counts, uniquingKeysWith: +)
    }

    /// Adds findings of the same file where their lines belong, as if they had been found there: which are kept does not
    /// depend on when a check found them.
    mutating func merge(_ more: [Finding]) {
        guard !more.isEmpty else { return }
        let all = (kept + more).enumerated().sorted { a, b in
            let (x, y) = (a.element.location?.line ?? 0, b.element.location?.line ?? 0)
            return x == y ? a.offset < b.offset : x < y
        }
        let before = counts
        self = Findings(all.map(\.element))
        counts = more.reduce(into: before) { $0[$1.severity, default: 0] += 1 }
    }

    /// Findings as they were kept, with how many there were of each severity.
    package init(kept: [Finding], counts: [Finding.Severity: Int]) {
        self.init(kept)
        self.counts = counts
    }

    /// The findings sorted by place, then severity.
    public var sorted: [Finding] {
        kept.sorted { a, b in
            switch (a.location, b.location) {
            case (let x?, let y?) where x != y: x < y
            case (nil, .some): true
            case (.some, nil): false
            default:
                (a.severity, a.message.code, a.value ?? "", a.message.text.en, a.expected?.en ?? "")
                    < (b.severity, b.message.code, b.value ?? "", b.message.text.en, b.expected?.en ?? "")
            }
        }
    }

    /// Whether an error is among them.
    public var hasErrors: Bool { counts[.error, default: 0] > 0 }
    /// Whether there are none at all.
    public var isEmpty: Bool { counts.isEmpty }
    /// How many of one severity.
    public func count(_ severity: Finding.Severity) -> Int { counts[severity, default: 0] }
}
