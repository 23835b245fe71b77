internal import Quantities

/// How the numbers of a column as written become numbers in the unit of the schema.
struct UnitScale: Sendable, Equatable {
    /// A power of ten, applied to the decimal text itself: no rounding.
    var decimalShift = 0
    /// Any other exact ratio, applied to the number.
    var ratio: Ratio?

    /// Nothing to do.
    static let identity = UnitScale()

    init() {}

    init(_ ratio: Ratio) {
        if let power = UnitScale.powerOfTen(ratio.numerator), ratio.denominator == 1 {
            decimalShift = power
        } else if let power = UnitScale.powerOfTen(ratio.denominator), ratio.numerator == 1 {
            decimalShift = -power
        } else {
            self.ratio = ratio
        }
    }

    func applied(to value: Double) -> Double { ratio?.applied(to: value) ?? value }

    private static func powerOfTen(_ value: Int) -> Int? {
        var rest = value
        var power = 0
        while rest > 1, rest % 10 == 0 {
            rest /= 10
            power += 1
        }
        return rest == 1 ? power : nil
    }
}
