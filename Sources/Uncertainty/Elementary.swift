/// Exponential and logarithm in the arithmetic of IEEE 754 alone, so that every machine draws the same numbers: a C library
/// may round the last digit its own way.
///
/// Both follow FreeBSD's msun (`e_exp.c`, `e_log.c`); their error is below one unit in the last place.
package enum Elementary {
    private static let ln2High = 6.93147180369123816490e-01
    private static let ln2Low = 1.90821492927058770002e-10

    /// eˣ
    package static func exp(_ x: Double) -> Double {
        guard x == x else { return x }
        guard x < 709.78 else { return .infinity }
        guard x > -708 else { return 0 }
        let k = (x * 1.44269504088896338700).rounded(.toNearestOrEven)
        let high = x - k * ln2High
        let low = k * ln2Low
        let r = high - low
        let t = r * r
        let p =
            t
            * (1.66666666666666019037e-01
                + t
                * (-2.77777777770155933842e-03
                    + t
                    * (6.61375632143793436117e-05
                        + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
        let c = r - p
        let y = 1 - ((low - (r * c) / (2 - c)) - high)
        return y * Double(sign: .plus, exponent: Int(k), significand: 1)
    }

    /// The natural logarithm; −∞ of zero, NaN below it.
    package static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x == .infinity ? x : .nan }
        var exponent = Double(x.exponent)
        var m = x.significand
        if m > 1.41421356237309504880 { (m, exponent) = (m / 2, exponent + 1) }
        let f = m - 1
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        let even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
        let odd =
            z
            * (6.666666666666735130e-01
                + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
        let half = 0.5 * f * f
        return exponent * ln2High - ((half - (s * (half + even + odd) + exponent * ln2Low)) - f)
    }

    /// xʸ of a positive x.
    package static func power(_ x: Double, _ y: Double) -> Double { exp(y * log(x)) }
}
