import Inventories
import Quantities
import Tables

/// A month of a year.
public struct Month: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The year.
    public let year: Int
    /// The month, 1…12.
    public let month: Int

    /// The years that a plan may name.
    static let years = 1990...2100

    /// A month.
    public init(year: Int, month: Int) {
        self.year = year
        self.month = month
    }

    /// Reads `2025-12`; a year alone is its last month. `nil` for anything else.
    public init?(_ text: String, yearAlone: Int = 12) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let year = parts.first.flatMap({ $0 }), Month.years.contains(year), parts.count <= 3,
            parts.count < 3 || parts[2].map((1...31).contains) ?? false
        else { return nil }
        guard parts.count > 1 else {
            self.init(year: year, month: yearAlone)
            return
        }
        guard let month = parts[1], (1...12).contains(month) else { return nil }
        self.init(year: year, month: month)
    }

    /// Months since the year 0.
    var index: Int { year * 12 + month - 1 }
    /// The month so many later.
    func advanced(by months: Int) -> Month {
        Month(year: (index + months) / 12, month: (index + months) % 12 + 1)
    }
    /// Ordered in time.
    public static func < (a: Month, b: Month) -> Bool { a.index < b.index }
    /// `2025-12`.
    public var description: String { "\(year)-" + (month < 10 ? "0\(month)" : "\(month)") }
}

/// When a measure is done: in stages, each a share of it and its month; or in force from a month on.
public struct Timing: Sendable {
    /// A stage: by this month so much of the whole is done.
    public struct Stage: Sendable, Hashable {
        /// The month of stable operation.
        public let by: Month
        /// The share of the whole that is done by then.
        public let share: Double
    }

    /// The stages, the last with share 1.
    public internal(set) var stages: [Stage] = []
    /// Whether the months count from the stage's own month on, without the offset.
    public internal(set) var isInForce = false
    /// The names of what is not printed.
    public internal(set) var unknown: [String] = []

    /// The share of a full year's effect that shows in a year, for a source of given monthly weights (Σ = 1).
    ///
    /// R_year = (E_before − E_after) × f_time; counted are the months from `offset` after the month of stable operation.
    public func weight(in year: Int, months: [Double], offset: Int) -> Double {
        var total = 0.0
        var done = 0.0
        for stage in stages {
            let first = isInForce ? stage.by : stage.by.advanced(by: offset)
            total += (stage.share - done) * Timing.share(of: year, from: first, months: months)
            done = stage.share
        }
        return min(max(total, 0), 1)
    }

    private static func share(of year: Int, from first: Month, months: [Double]) -> Double {
        if first.year < year || (first.year == year && first.month == 1) { return 1 }
        if first.year > year { return 0 }
        return months[(first.month - 1)...].reduce(0, +)
    }

    /// Reads `{completed: …}`, `{from: …}` or `{stages: […]}`.
    static func read(_ yaml: YAMLValue?, at location: Location, findings: inout Findings) -> Timing {
        var timing = Timing()
        guard let yaml else {
            findings.add(Finding(.error, .noTiming, at: location))
            return timing
        }
        yaml.expectKeys(["completed", "from", "stages"], findings: &findings)
        guard yaml.entries.count == 1 else {
            findings.add(Finding(.error, .oneTiming, at: yaml.location))
            return timing
        }
        if let value = yaml["completed"] ?? yaml["from"] {
            timing.isInForce = yaml["from"] != nil
            timing.set(value, name: timing.isInForce ? "from" : "completed", findings: &findings)
        }
        if let stages = yaml["stages"] { timing.readStages(stages, findings: &findings) }
        return timing
    }

    /// Reads `[{by: …, share: …}, …]`: months and shares grow, and the last stage does the rest.
    private mutating func readStages(_ yaml: YAMLValue, findings: inout Findings) {
        var isSound = true
        for value in yaml.list where !value.isBlank {
            value.expectKeys(["by", "share"], findings: &findings)
            for key in ["by", "share"] where value[key] == nil {
                findings.add(Finding(.error, .keyMissing(key), at: value.location))
            }
            guard let month = value["by"].flatMap({ Timing.month($0, findings: &findings) }),
                let share = value["share"]?.share(findings: &findings)
            else {
                isSound = false
                continue
            }
            let stage = Stage(by: month, share: share)
            if let last = stages.last {
                if stage == last {
                    findings.add(.repeated(value["by"]?.text ?? "", at: value.location))
                    continue
                }
                if share < last.share || month <= last.by {
                    findings.add(Finding(.error, .badStages, at: value.location, value: value["share"]?.text))
                }
            }
            stages.append(stage)
        }
        guard isSound else { return }
        guard let last = stages.last else {
            findings.add(Finding(.error, .noStages, at: yaml.location, value: "[]"))
            return
        }
        if last.share < 1 {
            findings.add(
                Finding(
                    .error, .unfinishedStages, at: yaml.location, value: DecimalText.shortest(last.share),
                    expected: Label(same: "1")))
        }
    }

    /// Sets the one month.
    mutating func set(_ value: YAMLValue, name: String, findings: inout Findings) {
        unknown = []
        stages = []
        if value.text == "?" {
            unknown = [name]
        } else if let month = Timing.month(value, first: isInForce, findings: &findings) {
            stages = [Stage(by: month, share: 1)]
        }
    }

    static func month(_ value: YAMLValue, first: Bool = false, findings: inout Findings) -> Month? {
        if let text = value.text, let month = Month(text, yearAlone: first ? 1 : 12) { return month }
        findings.add(
            Finding(.error, .badMonth, at: value.location, value: value.text, expected: Label(same: "2025-12")))
        return nil
    }
}

extension Finding.Message {
    static let noTiming = Finding.Message("no-timing", "措施没有完成时间", "the measure has no timing")
    static let oneTiming = Finding.Message(
        "one-timing", "completed、from、stages 三者取一", "one of completed, from, stages is expected")
    static let badStages = Finding.Message(
        "bad-stages", "阶段应按时间递增，比例不减", "stages must grow in time, each with another month")
    static let noStages = Finding.Message("no-stages", "没有阶段", "no stage is given")
    static let unfinishedStages = Finding.Message(
        "unfinished-stages", "最后阶段的比例应为 1；只做一部分时用参数 share",
        "the last stage must have the share 1: a measure that does a part says so by its parameter share")
    static let badMonth = Finding.Message("bad-month", "应为年月", "a month is expected")
}
