internal import Quantities

/// The units of masses and money, as powers of ten.
enum AmountUnit {
    /// By how many places a number in the unit is shifted to tonnes: −3 for kg. A unit may name the year.
    static func massExponent(_ text: String) -> Int? {
        var text = text
        for ending in ["/a", "/y", "/yr", "/year", "/年"] where text.hasSuffix(ending) {
            text.removeLast(ending.count)
            break
        }
        guard let unit = try? Unit(text), let tonne = try? Unit("t"), let ratio = unit.conversion(to: tonne) else {
            return nil
        }
        return exponent(ratio.numerator, ratio.denominator)
    }

    /// By how many places an amount of money is shifted to the currency's own unit, and the currency.
    static func money(_ text: String) -> (exponent: Int, currency: String)? {
        var text = text
        for ending in ["/a", "/y", "/yr", "/year", "/年"] where text.hasSuffix(ending) {
            text.removeLast(ending.count)
            break
        }
        switch text.lowercased() {
        case "元", "yuan", "cny", "rmb", "人民币", "人民币元": return (0, "yuan")
        case "千元": return (3, "yuan")
        case "万元", "10^4 yuan", "10⁴ yuan": return (4, "yuan")
        case "百万元": return (6, "yuan")
        case "亿元": return (8, "yuan")
        default:
            let isCode =
                text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) || (97...122).contains($0) }
            return isCode ? (0, text.uppercased()) : nil
        }
    }

    private static func exponent(_ numerator: Int, _ denominator: Int) -> Int? {
        guard numerator == 1 || denominator == 1 else { return nil }
        var value = max(numerator, denominator)
        let sign = denominator == 1 ? 1 : -1
        var exponent = 0
        while value > 1 {
            guard value % 10 == 0 else { return nil }
            value /= 10
            exponent += sign
        }
        return exponent
    }
}
