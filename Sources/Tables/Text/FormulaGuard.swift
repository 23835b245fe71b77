/// Keeps cells of CSV from being taken for formulas by spreadsheets: text that would be one is written behind an
/// apostrophe, and read without it. What is written and read again is the same, whatever it was.
package enum FormulaGuard {
    private static let apostrophe = UInt8(ascii: "'")

    /// Whether a cell is written behind an apostrophe: after any apostrophes it begins as a formula, and is no number.
    package static func guards(_ cell: String) -> Bool {
        guard let byte = cell.utf8.first else { return false }
        if byte == apostrophe { return isGuarded(cell) }
        // Most cells begin with a digit, a letter or a Chinese character.
        guard byte < 0x40 && !(48...57).contains(byte) || byte == 0x40 || byte == 0xEF,
            let first = cell.unicodeScalars.first, isFormulaStart(first)
        else { return false }
        let isMinus = first == "-" || first == "\u{FF0D}"
        return !isMinus || !isPlain(cell.unicodeScalars.dropFirst(), first)
    }

    /// The cell without the apostrophe that guards it.
    static func plain(_ field: String) -> String { isGuarded(field) ? String(field.dropFirst()) : field }

    /// Whether a field may be guarded, by its first byte: then it is read with care.
    static func mayBeGuarded(_ byte: UInt8) -> Bool { byte == apostrophe }

    private static func isGuarded(_ cell: String) -> Bool {
        guard cell.utf8.first == apostrophe, let next = cell.unicodeScalars.first(where: { $0 != "'" }) else {
            return false
        }
        return isFormulaStart(next)
    }

    /// Also the signs of full width, which spreadsheets in Chinese take for the others.
    private static func isFormulaStart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    /// Whether what stands behind a minus makes a number, or only lines for a value that is not there.
    private static func isPlain(_ rest: Substring.UnicodeScalarView, _ minus: Unicode.Scalar) -> Bool {
        guard let first = rest.first else { return true }
        if rest.allSatisfy({ $0 == minus }) { return true }
        return ("0"..."9").contains(first)
            && rest.allSatisfy { ("0"..."9").contains($0) || $0 == "." || $0 == "e" || $0 == "E" }
    }
}
