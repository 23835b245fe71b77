@_spi(_Unicode) import Swift

/// A cell's text made uniform: without surrounding space, full-width characters as ASCII ones.
package enum CellText {
    /// Without surrounding spaces of any width.
    package static func trimmed(_ cell: String) -> String {
        let isPlain = { (byte: UInt8?) in byte.map { $0 > 0x20 && $0 < 0x80 } ?? false }
        if isPlain(cell.utf8.first), isPlain(cell.utf8.last) { return cell }
        let isSpace: (Unicode.Scalar) -> Bool = { scalar in
            switch scalar.value {
            case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x3000, 0xFEFF: true
            default: false
            }
        }
        let scalars = cell.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// A cell's text as it is seen: without surrounding space, characters of no width, and the `="…"` by which exports
    /// keep a spreadsheet from changing it.
    package static func plain(_ cell: String) -> String {
        let text = trimmed(cell)
        guard let first = text.utf8.first else { return text }
        if first != UInt8(ascii: "="), text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var shown = text
        if text.unicodeScalars.contains(where: isInvisible) {
            shown = trimmed(String(String.UnicodeScalarView(text.unicodeScalars.filter { !isInvisible($0) })))
        }
        if shown.utf8.count >= 3, shown.hasPrefix("=\""), shown.hasSuffix("\"") {
            shown = trimmed(String(shown.dropFirst(2).dropLast()).replacing("\"\"", with: "\""))
        }
        return shown
    }

    /// An identifier as it is compared: plain, composed (Unicode's form NFC, so that é is one character however it was
    /// written), letters and digits of full width as ASCII ones, case as it is.
    package static func identifier(_ cell: String) -> String {
        let text = composed(plain(cell))
        guard text.utf8.contains(0xEF) else { return text }
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            folded.append(isWide ? Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value - 0xFEE0)) : scalar)
        }
        return trimmed(composed(String(folded)))
    }

    /// A text in Unicode's form NFC: what looks alike by the standard's own rule has the same bytes.
    static func composed(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 || isSettled($0) }) { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfc)
        return String(scalars)
    }

    /// Whether a byte is neither below the letters that have several forms nor a lead of them: of what begins with the
    /// bytes E4 to E9 (汉字 in use, and U+4000 to U+9FFF altogether) each character has one form.
    private static func isSettled(_ byte: UInt8) -> Bool { byte < 0xC0 || (0xE4...0xE9).contains(byte) }

    /// Whether a character shows nothing and takes no room: it is no part of a name, a word or a number.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Whether a spreadsheet wrote an error into the cell: `#N/A`, `#REF!`.
    package static func isError(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "#"), text.utf8.count <= 16 else { return false }
        return [
            "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
        ].contains(text.uppercased())
    }

    /// A number's or date's text in ASCII: digits, signs, commas, points and percent signs of full width become plain,
    /// letters lower case.
    package static func folded(_ trimmed: String) -> String {
        if trimmed.utf8.allSatisfy({ $0 < 0x80 && !(65...90).contains($0) }) { return trimmed }
        var result = ""
        for scalar in trimmed.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E:
                let plain = UInt8(truncatingIfNeeded: scalar.value - 0xFEE0)
                result.unicodeScalars.append(Unicode.Scalar((65...90).contains(plain) ? plain + 32 : plain))
            case 0x2212, 0xFE63: result += "-"
            case 65...90: result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value + 32)))
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// What a cell says about a value that is not there, or `nil` where it says something else.
    package static func absence(_ trimmed: String) -> Absence? {
        // Nearly all cells begin with a digit or a letter, and say something.
        guard let first = trimmed.utf8.first else { return .empty }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "m"),
            UInt8(ascii: "o")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "M"),
            UInt8(ascii: "O")...UInt8(ascii: "Z"):
            return nil
        default: return absentWord(trimmed)
        }
    }

    private static func absentWord(_ trimmed: String) -> Absence? {
        // Of words with n only `not reported` and `n/a` say so.
        if let first = trimmed.utf8.first, first | 0x20 == UInt8(ascii: "n"),
            let second = trimmed.utf8.dropFirst().first, second < 0x80
        {
            guard second == UInt8(ascii: "/") || second | 0x20 == UInt8(ascii: "o") && trimmed.utf8.count >= 12 else {
                return nil
            }
        }
        return switch folded(trimmed) {
        case "未报送", "不详", "未知", "不清楚", "not reported": .notReported
        case "-", "--", "—", "——", "–", "―", "/", "不适用", "n/a": .notApplicable
        default: nil
        }
    }
}
