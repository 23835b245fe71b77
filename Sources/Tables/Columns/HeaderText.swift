/// A header's text without what is no part of its name: running numbers before it, marks of required columns, characters
/// that nobody sees.
package enum HeaderText {
    private static let marks = ["必填项", "必填", "选填", "必须", "required", "optional"]
    private static let circled: ClosedRange<Character> = "①"..."⑳"

    /// The name, with letters and digits of full width as ASCII ones, case as it is.
    package static func bare(_ cell: some StringProtocol) -> String {
        var text = CellText.identifier(String(cell.prefix(1000)))[...]
        while let first = text.first, "* ".contains(first) || circled.contains(first) { text.removeFirst() }
        while let last = text.last, "* ".contains(last) { text.removeLast() }
        text = withoutNumber(text)
        for mark in marks {
            for (open, close) in [("(", ")"), ("[", "]"), ("【", "】")] where text.hasSuffix(open + mark + close) {
                let name = text.dropLast(mark.count + 2)
                if !name.isEmpty { text = name }
            }
        }
        while let last = text.last, "* ".contains(last) { text.removeLast() }
        return String(text)
    }

    /// Without `1、`, `01_`, `(1)` or `1.` before the name; `2.5` and `1月` are no such numbers.
    private static func withoutNumber(_ text: Substring) -> Substring {
        var rest = text
        let isBracketed = rest.first == "("
        if isBracketed { rest.removeFirst() }
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard (1...3).contains(digits.count) else { return text }
        rest = rest.dropFirst(digits.count)
        guard let mark = rest.first, isBracketed ? mark == ")" : "、._:)．，".contains(mark) else { return text }
        let name = rest.dropFirst().drop { $0 == " " }
        guard let first = name.first, !first.isNumber, first != "(" else { return text }
        return name
    }
}
