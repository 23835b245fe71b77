import FoundationEssentials
import Quantities
public import Tables

/// A printed total with its printed parts, to be checked against each other 控制总量.
public struct ControlTotal: Sendable {
    /// One printed cell.
    public struct Part: Sendable {
        /// The region's code.
        public let region: String
        /// The cell as printed, whatever it says.
        public let text: String
        /// Where it stands.
        public let location: Location
    }

    /// The indicator's id.
    public let indicator: String
    /// Its name.
    public let label: Label
    /// Its unit as printed.
    public let unit: String
    /// The printed parts.
    public private(set) var parts: [Part] = []
    /// The printed total.
    public private(set) var total: Part?

    /// The exact sum of the parts that are numbers, in millionths of the unit.
    public var sum: Int128 {
        parts.compactMap { ControlTotal.millionths($0.text) }.reduce(0, +)
    }

    /// Reads the file and tells every total that its parts do not add up to.
    static func read(_ path: String, region: String, findings: inout Findings) -> [ControlTotal] {
        let text: SourceText
        do { text = try SourceText(path: path) } catch {
            findings.add(.cannotRead(error))
            return []
        }
        var reader = RecordReader(text.bytes)
        let header = reader.next()?.fields ?? []
        let columns = ["indicator", "label_zh", "label_en", "unit", "county_code", "value"].map {
            header.firstIndex(of: $0)
        }
        guard !columns.contains(nil) else {
            findings.add(
                Finding(
                    .error, .controlColumns, at: Location(file: path, line: 1), value: header.joined(separator: ","),
                    expected: "indicator,label_zh,label_en,unit,county_code,value"))
            return []
        }
        let places = columns.compactMap { $0 }
        var totals: [ControlTotal] = []
        var order: [String: Int] = [:]
        while let record = reader.next() {
            let cells = places.map { $0 < record.fields.count ? record.fields[$0] : "" }
            let place = order[cells[0]] ?? totals.count
            if place == totals.count {
                totals.append(ControlTotal(indicator: cells[0], label: Label(cells[1], cells[2]), unit: cells[3]))
                order[cells[0]] = place
            }
            let part = Part(
                region: cells[4], text: cells[5], location: Location(file: path, line: record.line, column: "value"))
            if record.fields.count != header.count {
                findings.add(
                    Finding(
                        .error, .controlFields, at: Location(file: path, line: record.line),
                        value: "\(record.fields.count)", expected: Label(same: "\(header.count)")))
            }
            let other =
                cells[4] == region ? totals[place].total : totals[place].parts.first { $0.region == cells[4] }
            if let other {
                findings.add(
                    Finding(
                        .error, .controlTwice(totals[place].label), at: part.location, value: cells[4],
                        expected: Label(
                            "第 \(other.location.line ?? 0) 行之外的单位",
                            "a unit other than that of line \(other.location.line ?? 0)")))
            } else if cells[4] == region {
                totals[place].total = part
            } else {
                totals[place].parts.append(part)
            }
        }
        for total in totals { total.check(findings: &findings) }
        return totals
    }

    /// What the control totals of a folder tell, if it has any.
    package static func findings(in folder: String, region: String) -> Findings {
        var findings = Findings()
        let path = folder + "/control_totals.csv"
        if FileManager.default.fileExists(atPath: path) { _ = read(path, region: region, findings: &findings) }
        return findings
    }

    private init(indicator: String, label: Label, unit: String) {
        self.indicator = indicator
        self.label = label
        self.unit = unit
    }

    private func check(findings: inout Findings) {
        for part in parts where part.text == "未报送" {
            findings.add(Finding(.note, .notReportedPart(label), at: part.location, value: part.text))
        }
        guard let total, let printed = ControlTotal.millionths(total.text) else { return }
        let sum = sum
        guard sum != printed else { return }
        findings.add(
            Finding(
                .warning, .totalDiffers(label), at: total.location, value: total.text,
                expected: Label(
                    "各单位之和 \(ControlTotal.text(sum)) \(unit)（差 \(ControlTotal.text(sum - printed))）",
                    "the sum of the parts, \(ControlTotal.text(sum)) \(unit) (off by \(ControlTotal.text(sum - printed)))"
                )))
    }

    /// The leading decimal of a printed cell in millionths: `135.00（含开发区）` is 135, `1,234` is 1234; `-` and words are
    /// nothing.
    private static func millionths(_ text: String) -> Int128? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
        let whole = number.prefix { $0 != "." }
        let groups = whole.split(separator: ",", omittingEmptySubsequences: false)
        // A comma that is no mark of thousands ends the number.
        let isGrouped = (1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 }
        let decimal = isGrouped ? number.filter { $0 != "," } : String(number.prefix { $0 != "," })
        // What is too large to be a total of anything is no number here: sums must fit.
        guard !decimal.isEmpty, let mass = Mass(tonnes: decimal), mass.micrograms < 1 << 100 else { return nil }
        return mass.micrograms / 1_000_000
    }

    private static func text(_ millionths: Int128) -> String { Mass(micrograms: millionths * 1_000_000).tonnes() }
}

extension Finding.Message {
    static let controlColumns = Finding.Message(
        "control-columns", "控制总量表缺列", "columns of the control totals are missing")
    static let controlFields = Finding.Message(
        "field-count", "控制总量表的字段数与表头不一致", "the number of fields differs from the header")
    static func controlTwice(_ label: Label) -> Finding.Message {
        Finding.Message(
            "duplicate-total", "同一单位的控制总量出现两次：\(label.zh)", "a unit's control total stands twice: \(label.en)")
    }
    static func totalDiffers(_ label: Label) -> Finding.Message {
        Finding.Message(
            "total-differs", "印出的合计与分项之和不符：\(label.zh)", "the printed total is not the sum of its parts: \(label.en)")
    }
    static func notReportedPart(_ label: Label) -> Finding.Message {
        Finding.Message("not-reported", "该单位未报送：\(label.zh)", "not reported by this unit: \(label.en)")
    }
}
