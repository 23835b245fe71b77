/// How a number that is not known exactly may turn out 概率分布.
package enum Distribution: Hashable, Sendable {
    /// Known exactly.
    case exact(Double)
    /// Normal, by mean and standard deviation.
    case normal(mean: Double, deviation: Double)
    /// Normal, never below zero.
    case positiveNormal(mean: Double, deviation: Double)
    /// Log-normal, by mean and standard deviation of the logarithm.
    case logNormal(location: Double, scale: Double)
    /// Triangular, with its peak between the ends or on one of them.
    case triangular(low: Double, peak: Double, high: Double)
    /// All numbers between two alike.
    case uniform(low: Double, high: Double)
    /// Of a share: beta by its two shapes.
    case beta(Double, Double)

    /// Log-normal with a given mean and standard deviation.
    package static func logNormal(mean: Double, deviation: Double) -> Distribution {
        guard deviation > 0, mean > 0 else { return .exact(mean) }
        let ratio = deviation / mean
        let variance = Elementary.log(1 + ratio * ratio)
        return .logNormal(location: Elementary.log(mean) - variance / 2, scale: variance.squareRoot())
    }

    /// Log-normal of which a share `level` lies between two numbers, as much below as above.
    package static func logNormal(low: Double, high: Double, level: Double = 0.95) -> Distribution {
        guard high > low else { return .exact(low) }
        let (a, b) = (Elementary.log(low), Elementary.log(high))
        return .logNormal(location: (a + b) / 2, scale: (b - a) / (2 * StandardNormal.coverage(level)))
    }

    /// What a published interval of 95 % means for the number that it belongs to. Narrow and even: normal. Else log-normal
    /// through both ends, so that an uneven interval stays uneven; where the lower end is not above zero no logarithm has
    /// it, and the log-normal keeps the number as mean and the interval's width.
    package static func interval(_ value: Double, low: Double, high: Double) -> Distribution {
        guard high > low else { return .exact(value) }
        let deviation = (high - low) / (2 * StandardNormal.coverage(0.95))
        guard value > 0 else { return .normal(mean: (low + high) / 2, deviation: deviation) }
        guard low > 0 else { return .logNormal(mean: value, deviation: deviation) }
        let (up, down) = (high - value, value - low)
        let isEven = abs(up - down) <= 0.1 * (up + down)
        if isEven, (high - low) / 2 <= 0.3 * value { return .positiveNormal(mean: value, deviation: deviation) }
        return .logNormal(low: low, high: high)
    }

    /// A share with a given mean and standard deviation: beta by moments; where that would have no single peak, a triangle
    /// with its peak at the mean and the interval of 95 % for ends, none of them beyond 0 and 1.
    package static func share(mean: Double, deviation: Double) -> Distribution {
        guard deviation > 0, mean > 0, mean < 1 else { return .exact(mean) }
        let total = mean * (1 - mean) / (deviation * deviation) - 1
        if mean * total >= 1, (1 - mean) * total >= 1 { return .beta(mean * total, (1 - mean) * total) }
        let half = StandardNormal.coverage(0.95) * deviation
        return .triangular(low: max(mean - half, 0), peak: mean, high: min(mean + half, 1))
    }

    /// The mean.
    package var mean: Double {
        switch self {
        case .exact(let value): value
        case .normal(let mean, _): mean
        case .positiveNormal(let mean, let deviation): mean + deviation * truncation(mean, deviation).shift
        case .logNormal(let location, let scale): Elementary.exp(location + scale * scale / 2)
        case .triangular(let low, let peak, let high): (low + peak + high) / 3
        case .uniform(let low, let high): (low + high) / 2
        case .beta(let a, let b): a / (a + b)
        }
    }

    /// The standard deviation.
    package var deviation: Double {
        switch self {
        case .exact: 0
        case .normal(_, let deviation): deviation
        case .positiveNormal(let mean, let deviation): deviation * truncation(mean, deviation).variance.squareRoot()
        case .logNormal(_, let scale): mean * (Elementary.exp(scale * scale) - 1).squareRoot()
        case .triangular(let a, let c, let b):
            ((a * a + b * b + c * c - a * b - a * c - b * c) / 18).squareRoot()
        case .uniform(let low, let high): (high - low) / 12.squareRoot()
        case .beta(let a, let b): (a * b / ((a + b) * (a + b) * (a + b + 1))).squareRoot()
        }
    }

    /// Of a normal cut off at zero: how far the mean moves and what is left of the variance, in standard deviations.
    private func truncation(_ mean: Double, _ deviation: Double) -> (shift: Double, variance: Double) {
        let z = -mean / deviation
        guard z > -9 else { return (0, 1) }
        let density = Elementary.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        let hazard = density / (1 - StandardNormal.below(z))
        return (hazard, 1 + z * hazard - hazard * hazard)
    }

    /// The same of the number times a positive constant.
    package func scaled(by k: Double) -> Distribution {
        switch self {
        case .exact(let value): .exact(value * k)
        case .normal(let mean, let deviation): .normal(mean: mean * k, deviation: deviation * k)
        case .positiveNormal(let mean, let deviation): .positiveNormal(mean: mean * k, deviation: deviation * k)
        case .logNormal(let location, let scale): .logNormal(location: location + Elementary.log(k), scale: scale)
        case .triangular(let low, let peak, let high): .triangular(low: low * k, peak: peak * k, high: high * k)
        case .uniform(let low, let high): .uniform(low: low * k, high: high * k)
        case .beta: self
        }
    }
}

/// What makes a draw of a share in (0, 1): the inverse of a distribution function, prepared once.
package struct Quantile: Sendable {
    private enum Kind {
        case simple(Distribution)
        case cut(mean: Double, deviation: Double, below: Double)
        case table(BetaTable)
    }
    private let kind: Kind

    /// The quantiles of a distribution.
    package init(_ distribution: Distribution) {
        switch distribution {
        case .positiveNormal(let mean, let deviation):
            kind = .cut(mean: mean, deviation: deviation, below: StandardNormal.below(-mean / deviation))
        case .beta(let a, let b): kind = .table(BetaTable(a, b))
        default: kind = .simple(distribution)
        }
    }

    /// The number below which that share of draws lies.
    package func callAsFunction(_ p: Double) -> Double {
        switch kind {
        case .cut(let mean, let deviation, let below):
            max(0, mean + deviation * StandardNormal.quantile(below + p * (1 - below)))
        case .table(let table): table.quantile(p)
        case .simple(let distribution):
            switch distribution {
            case .exact(let value): value
            case .normal(let mean, let deviation): mean + deviation * StandardNormal.quantile(p)
            case .logNormal(let location, let scale):
                Elementary.exp(location + scale * StandardNormal.quantile(p))
            case .triangular(let low, let peak, let high):
                high <= low
                    ? low
                    : p * (high - low) <= peak - low
                        ? low + (p * (high - low) * (peak - low)).squareRoot()
                        : high - ((1 - p) * (high - low) * (high - peak)).squareRoot()
            case .uniform(let low, let high): low + p * (high - low)
            default: .nan
            }
        }
    }
}

extension StandardNormal {
    /// The share of draws below a number: the quantile's inverse, by the series of Marsaglia (2004) near the middle and a
    /// continued fraction far out; absolute error below 1e-15.
    package static func below(_ x: Double) -> Double {
        guard x == x else { return x }
        if abs(x) > 38 { return x > 0 ? 1 : 0 }
        let density = Elementary.exp(-x * x / 2) / (2 * Double.pi).squareRoot()
        if abs(x) < 6 {
            var (term, sum) = (x, x)
            var k = 1.0
            while abs(term) > 1e-18 * abs(sum), k < 400 {
                k += 2
                term *= x * x / k
                sum += term
            }
            return 0.5 + sum * density
        }
        var fraction = abs(x)
        for k in stride(from: 60.0, through: 1, by: -1) { fraction = abs(x) + k / fraction }
        let tail = density / fraction
        return x > 0 ? 1 - tail : tail
    }
}

/// The quantiles of a beta distribution from its density, summed up once over a fine grid.
///
/// The grid is even in θ with x = sin²θ, which has no corner at the ends for shapes of a half and more; between its points
/// the inverse is a straight line in θ. Its error is below 1e-6 for shapes of one half to some thousands.
private struct BetaTable {
    private static let steps = 8192
    /// The share below each point of the grid.
    private let shares: [Double]

    init(_ a: Double, _ b: Double) {
        let steps = BetaTable.steps
        // x^(a−1) (1−x)^(b−1) dx = 2 sin^(2a−1)θ cos^(2b−1)θ dθ, relative to its peak so that nothing overflows.
        func logDensity(_ theta: Double) -> Double {
            let (sine, cosine) = BetaTable.circle(theta)
            return (2 * a - 1) * Elementary.log(sine) + (2 * b - 1) * Elementary.log(cosine)
        }
        let width = Double.pi / 2 / Double(steps)
        let logs = (0..<steps).map { logDensity((Double($0) + 0.5) * width) }
        let top = logs.max() ?? 0
        var shares = [0.0]
        for value in logs { shares.append((shares.last ?? 0) + Elementary.exp(value - top)) }
        let total = shares.last ?? 1
        self.shares = shares.map { $0 / total }
    }

    func quantile(_ p: Double) -> Double {
        var (low, high) = (0, shares.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if shares[middle] <= p { low = middle } else { high = middle }
        }
        let step = shares[high] - shares[low]
        let theta = (Double(low) + (step > 0 ? (p - shares[low]) / step : 0)) * Double.pi / 2 / Double(BetaTable.steps)
        let sine = BetaTable.circle(theta).sine
        return sine * sine
    }

    /// Sine and cosine of an angle from 0 to π/2, by their series.
    private static func circle(_ theta: Double) -> (sine: Double, cosine: Double) {
        (series(theta), series(Double.pi / 2 - theta))
    }

    private static func series(_ x: Double) -> Double {
        var (term, sum) = (x, x)
        var k = 1.0
        while abs(term) > 1e-18, k < 40 {
            term *= -x * x / ((k + 1) * (k + 2))
            sum += term
            k += 2
        }
        return sum
    }
}
