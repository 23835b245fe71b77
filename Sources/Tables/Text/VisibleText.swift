extension String {
    /// The text as it may be shown in a line: characters that steer a terminal, break the line or turn the direction of
    /// what follows are written as `<U+001B>`.
    public var visible: String { shown { _ in false } }

    /// The same, with its line feeds and tabs.
    public var visibleLines: String { shown { $0 == 0x0A || $0 == 0x09 } }

    private func shown(_ isKept: (UInt32) -> Bool) -> String {
        // All of them but the plain controls begin with one of few bytes.
        let mayNeed = utf8.contains {
            $0 < 0x20 && !isKept(UInt32($0)) || $0 == 0x7F || $0 == 0xC2 || $0 == 0xD8 || $0 == 0xE2 || $0 == 0xF3
        }
        guard mayNeed else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if !String.steers(scalar.value) || isKept(scalar.value) {
                text.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "<U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ">"
            }
        }
        return text
    }

    /// Whether a character is no letter but an order: C0, DEL, C1, marks of direction, separators of lines, tags.
    private static func steers(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xE0000...0xE007F: true
        default: false
        }
    }
}
