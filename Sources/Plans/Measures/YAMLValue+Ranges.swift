import Inventories
import Quantities
import Tables

/// Numbers and lists of plan files, held to their ranges: what does not fit is a finding with its line, never a trap and
/// never cut to size.
extension YAMLValue {
    /// A number within a range.
    func number(in range: ClosedRange<Double>, findings: inout Findings) -> Double? {
        guard let number = number(findings: &findings) else { return nil }
        if range.contains(number) { return number }
        tellRange(range.lowerBound, range.upperBound, findings: &findings)
        return nil
    }

    /// A whole number within a range.
    func whole(in range: ClosedRange<Int>, findings: inout Findings) -> Int? {
        guard let number = number(findings: &findings) else { return nil }
        if let whole = Int(exactly: number), range.contains(whole) { return whole }
        tellRange(Double(range.lowerBound), Double(range.upperBound), isWhole: true, findings: &findings)
        return nil
    }

    /// A share of 0 to 1, or in percent.
    func share(findings: inout Findings) -> Double? {
        guard let text, text.hasSuffix("%"), let percent = DecimalText.value(text.dropLast().trimmingSpaces) else {
            return number(in: 0...1, findings: &findings)
        }
        if (0...100).contains(percent) { return percent / 100 }
        tellRange(0, 1, findings: &findings)
        return nil
    }

    /// A year of a plan.
    func year(findings: inout Findings) -> Int? { whole(in: Month.years, findings: &findings) }

    private func tellRange(_ lower: Double, _ upper: Double, isWhole: Bool = false, findings: inout Findings) {
        let range = "\(DecimalText.shortest(lower))…\(DecimalText.shortest(upper))"
        findings.add(
            Finding(
                .error, .numberOutOfRange, at: location, value: text,
                expected: isWhole ? Label("整数 \(range)", "a whole number, \(range)") : Label(same: range)))
    }

    /// The items of a list, each once: one that stands there again is told.
    func distinct(findings: inout Findings) -> [YAMLValue] {
        let items = list.filter { !$0.isBlank }
        // What is no text repeats nothing.
        return WordList.distinct(
            Array(items.enumerated()),
            by: { [$0.element.text ?? "", $0.element.text == nil ? String($0.offset) : ""] },
            written: { $0.element.text ?? "" }, at: { items[$0].location }, findings: &findings
        ).map(\.element)
    }
}

extension Finding.Message {
    static let numberOutOfRange = Finding.Message("out-of-range", "数值超出范围", "the number is out of range")
}
