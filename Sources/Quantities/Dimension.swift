/// What kind of quantity a unit measures, as powers of independent bases.
///
/// Counted things (vehicles, households, machines…) are bases of their own, so that a factor per vehicle never
/// meets tonnes of coal by accident. Energy is a base too: the field never derives it from mass and length.
public struct Dimension: Hashable, Sendable {
    private var powers: SIMD16<Int8>

    private init(powers: SIMD16<Int8>) { self.powers = powers }

    private init(base: Int) {
        powers = SIMD16(repeating: 0)
        powers[base] = 1
    }

    /// The dimension of a ratio.
    public static let one = Dimension(powers: SIMD16(repeating: 0))
    /// Mass 质量.
    public static let mass = Dimension(base: 0)
    /// Length 长度.
    public static let length = Dimension(base: 1)
    /// Time 时间.
    public static let time = Dimension(base: 2)
    /// Energy 能量, heat 热量.
    public static let energy = Dimension(base: 3)
    /// Money 金额.
    public static let currency = Dimension(base: 4)
    /// Temperature 温度, on one scale only (°C): never converted.
    public static let temperature = Dimension(base: 5)
    /// Road vehicles 辆.
    public static let vehicle = Dimension(base: 6)
    /// Machines and other devices 台.
    public static let machine = Dimension(base: 7)
    /// Households 户.
    public static let household = Dimension(base: 8)
    /// People 人.
    public static let person = Dimension(base: 9)
    /// Leak points of process equipment 密封点.
    public static let component = Dimension(base: 10)
    /// Pieces of a product 块、条、件.
    public static let piece = Dimension(base: 11)
    /// Landing and take-off cycles 起降.
    public static let flight = Dimension(base: 12)
    /// Places of business 家.
    public static let shop = Dimension(base: 13)
    /// Firms, measures and other things that are only counted 个.
    public static let item = Dimension(base: 14)
    /// Amount of substance 物质的量.
    public static let substance = Dimension(base: 15)

    /// The dimension of a product.
    public static func * (a: Dimension, b: Dimension) -> Dimension { Dimension(powers: a.powers &+ b.powers) }
    /// The dimension of a quotient.
    public static func / (a: Dimension, b: Dimension) -> Dimension { Dimension(powers: a.powers &- b.powers) }

    /// The dimension of a power.
    public func raised(to exponent: Int) -> Dimension { Dimension(powers: powers &* Int8(exponent)) }

    /// The power of time: below zero for rates.
    var timePower: Int { Int(powers[2]) }

    /// The dimension in words, `mass·time⁻¹` written `mass/time`; `1` for a ratio.
    public var description: String {
        let names = [
            "mass", "length", "time", "energy", "currency", "temperature", "vehicle", "machine", "household", "person",
            "component", "piece", "flight", "shop", "item", "substance",
        ]
        var above: [String] = []
        var below: [String] = []
        for (i, name) in names.enumerated() where powers[i] != 0 {
            let size = abs(Int(powers[i]))
            let text = size == 1 ? name : "\(name)^\(size)"
            if powers[i] > 0 { above.append(text) } else { below.append(text) }
        }
        let top = above.isEmpty ? "1" : above.joined(separator: "·")
        return below.isEmpty ? top : top + "/" + below.joined(separator: "/")
    }
}

extension Dimension: CustomStringConvertible {}
