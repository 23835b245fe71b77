import Foundation
import Testing

@testable import Uncertainty

@Suite struct DistributionTests {
    @Test func `exponential and logarithm agree with the library of the system to the last digits`() {
        var x = -700.0
        while x < 700 {
            let (own, theirs) = (Elementary.exp(x), Foundation.exp(x))
            #expect(abs(own - theirs) <= 2 * theirs.ulp, "\(x)")
            let logarithm = Elementary.log(theirs)
            #expect(abs(logarithm - Foundation.log(theirs)) <= 2 * max(abs(logarithm).ulp, 1e-16), "\(x)")
            x += 0.37
        }
        #expect(Elementary.log(0) == -.infinity && Elementary.log(-1).isNaN && Elementary.log(1) == 0)
        #expect(Elementary.exp(0) == 1 && Elementary.exp(1000) == .infinity && Elementary.exp(-1000) == 0)
        #expect(Elementary.exp(.nan).isNaN && Elementary.log(.infinity) == .infinity)
    }

    /// Quantiles as every table prints them.
    @Test func `normal quantiles`() {
        for (p, z) in [(0.5, 0), (0.975, 1.959963984540054), (0.95, 1.6448536269514722), (0.995, 2.5758293035489004)] {
            #expect(isNear(StandardNormal.quantile(p), z, within: 1e-14), "\(p)")
            #expect(isNear(StandardNormal.quantile(1 - p), -z, within: 1e-13), "\(p)")
        }
        #expect(isNear(StandardNormal.coverage(0.95), 1.959963984540054, within: 1e-14))
        for x in stride(from: -8.0, through: 8, by: 0.25) {
            #expect(isNear(StandardNormal.below(x), erfc(-x / 2.squareRoot()) / 2, within: 1e-15), "\(x)")
            if abs(x) < 6 { #expect(isNear(StandardNormal.quantile(StandardNormal.below(x)), x, within: 1e-6), "\(x)") }
        }
    }

    private let all: [Distribution] = [
        .exact(3), .normal(mean: 5, deviation: 2), .positiveNormal(mean: 1, deviation: 0.15),
        .positiveNormal(mean: 1, deviation: 1), .logNormal(location: 0.5, scale: 0.8),
        .triangular(low: 1, peak: 2, high: 5), .triangular(low: 1, peak: 1, high: 5), .uniform(low: -2, high: 6),
        .beta(4.811, 1.871), .beta(0.7, 1.3), .beta(90, 10),
    ]

    /// The moments of the closed forms are those of the draws.
    @Test func `mean and deviation`() {
        for distribution in all {
            let sample = draws(40_000, ["x": distribution]) { $0["x"] ?? .nan }
            let deviation = distribution.deviation
            #expect(isNear(sample.mean, distribution.mean, within: 1e-3 * max(deviation, 1e-9)), "\(distribution)")
            #expect(isNear(sample.deviation, deviation, within: 0.01 * deviation), "\(distribution)")
        }
    }

    /// In closed form beta(1, 3) has the quantiles 1 − (1 − p)^⅓ and beta(½, ½) sin²(πp/2).
    @Test func `quantiles of shares`() {
        let straight = Quantile(.beta(1, 3))
        for p in [0.001, 0.025, 0.5, 0.975, 0.999] {
            #expect(isNear(straight(p), 1 - Elementary.power(1 - p, 1.0 / 3), within: 1e-6), "\(p)")
            #expect(isNear(Quantile(.beta(0.5, 0.5))(p), pow(sin(Double.pi * p / 2), 2), within: 1e-6), "\(p)")
        }
        let share = Distribution.share(mean: 0.8, deviation: 0.1)
        #expect(isNear(share.mean, 0.8, within: 1e-12) && isNear(share.deviation, 0.1, within: 1e-12))
        // As wide as that no beta has a single peak.
        #expect(
            Distribution.share(mean: 0.95, deviation: 0.2)
                == .triangular(low: 0.95 - 0.2 * StandardNormal.coverage(0.95), peak: 0.95, high: 1))
        #expect(Distribution.share(mean: 1, deviation: 0.1) == .exact(1))
    }

    /// What is published as an interval of 95 % comes back as the interval of the draws.
    @Test func `published intervals`() {
        // Narrow and even: normal.
        let narrow = Distribution.interval(100, low: 80, high: 120)
        #expect(
            isNear(narrow.deviation, 20 / 1.959963984540054, within: 1e-12) && isNear(narrow.mean, 100, within: 1e-12))
        #expect(isNear(Quantile(narrow)(0.025), 80, within: 1e-9) && isNear(Quantile(narrow)(0.975), 120, within: 1e-9))
        // Household coal of Guiyang, −82.6 % to +201.0 %: log-normal through both ends.
        let coal = Quantile(.interval(100, low: 17.4, high: 301))
        #expect(isNear(coal(0.025), 17.4, within: 1e-9) && isNear(coal(0.975), 301, within: 1e-9))
        // Straw in Heilongjiang, ±187 %: no logarithm of what is below zero; the mean stays, and nothing is negative.
        let straw = Distribution.interval(100, low: -87, high: 287)
        #expect(isNear(straw.mean, 100, within: 1e-9) && isNear(straw.deviation, 187 / 1.959963984540054, within: 1e-6))
        #expect(Quantile(straw)(1e-9) > 0)
        #expect(Distribution.interval(5, low: 5, high: 5) == .exact(5))
    }

    /// A log-normal given by its mean keeps it: no bias where the stated value is the mean.
    @Test func `log-normal by mean`() {
        let distribution = Distribution.logNormal(mean: 7, deviation: 5)
        #expect(isNear(distribution.mean, 7, within: 1e-12) && isNear(distribution.deviation, 5, within: 1e-12))
        #expect(Distribution.logNormal(mean: 7, deviation: 0) == .exact(7))
    }

    /// A product of log-normals is log-normal: μ = Σ μᵢ, σ² = Σ σᵢ². With a million draws of three the quantiles agree to
    /// their own error.
    @Test func `a million draws of a product equal the closed form`() {
        let parts = [(0.3, 0.4), (-1.2, 0.25), (2.0, 0.6)]
        let count = 1_000_000
        let drawn = parts.enumerated().map { number, part in
            (
                Quantile(.logNormal(location: part.0, scale: part.1)),
                LatinHypercube(count: count, seed: 11, stream: Philox.stream(of: "part \(number)"))
            )
        }
        var products = [Double](repeating: 1, count: count)
        for (quantile, cube) in drawn { for k in 0..<count { products[k] *= quantile(cube.share(k)) } }
        let sample = Sample(products)
        let location = parts.reduce(0) { $0 + $1.0 }
        let scale = parts.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
        let exact = Distribution.logNormal(location: location, scale: scale)
        for p in [0.025, 0.05, 0.5, 0.95, 0.975] {
            let truth = Quantile(exact)(p)
            #expect(isNear(sample.quantile(p), truth, within: 4 * sample.error(ofQuantile: p)), "\(p)")
            #expect(isNear(sample.quantile(p), truth, within: 0.01 * truth), "\(p)")
        }
        #expect(isNear(sample.mean, exact.mean, within: 0.003 * exact.mean))
        #expect(isNear(sample.deviation, exact.deviation, within: 0.02 * exact.deviation))
    }

    /// Of twenty thousand true values each with an interval of 95 % around what was drawn for it, 95 % are inside.
    @Test func `intervals cover`() {
        let quantile = Quantile(.logNormal(location: 0, scale: 0.5))
        let generator = Philox(seed: 3)
        let half = StandardNormal.coverage(0.95) * 0.5
        let inside = (0..<20_000).count { k in
            let p = (Double(generator.bits(k, stream: 99) >> 12) + 0.5) * 0x1p-52
            let truth = Elementary.log(quantile(p))
            return abs(truth) <= half
        }
        #expect((18_900...19_100).contains(inside), "\(inside)")
    }

    /// Many numbers are sorted by their bits: the same order as by comparison.
    @Test func `sorting by bits`() {
        let generator = Philox(seed: 12)
        for count in [2, 1024, 1025, 5000] {
            var numbers = (0..<count).map { k in
                (Double(generator.bits(k, stream: 7) >> 12) * 0x1p-52 - 0.3) * (k % 3 == 0 ? 1e-9 : 1e12)
            }
            numbers[0] = .infinity
            numbers[1] = 0
            if count > 4 { (numbers[2], numbers[3]) = (-.infinity, numbers[4]) }
            #expect(Sample.ascending(numbers) == numbers.sorted(), "\(count)")
        }
    }

    /// Close together, of two far clusters, all alike but one, in few values: as by comparison.
    @Test func `sorting numbers that lie close`() {
        let generator = Philox(seed: 5)
        func share(_ k: Int) -> Double { Double(generator.bits(k, stream: 3) >> 12) * 0x1p-52 }
        let close = (0..<5000).map { 1 + 1e-12 * share($0) }
        let far = (0..<5000).map { (share($0) < 0.5 ? 1 : 1e9) + 1e-9 * share($0 + 9000) }
        let one = (0..<5000).map { $0 == 77 ? -3.0 : 4 }
        let few = (0..<5000).map { (share($0) * 4).rounded() - 2.5 }
        let tailed = (0..<5000).map { share($0) * (share($0 + 9000) < 0.001 ? 1e12 : 1) }
        for sample in [close, far, one, few, tailed] { #expect(Sample.ascending(sample) == sample.sorted()) }
    }

    @Test func `samples`() {
        let sample = Sample((1...100).map(Double.init).reversed())
        #expect(
            sample.mean == 50.5 && sample.quantile(0.5) == 50.5 && sample.quantile(0) == 1 && sample.quantile(1) == 100)
        #expect(sample.share(atLeast: 91) == 0.1 && sample.share(atLeast: 0) == 1 && sample.share(atLeast: 101) == 0)
        #expect(isNear(sample.deviation, (100.0 * 101 / 12).squareRoot(), within: 1e-9))
        #expect(Sample([]).quantile(0.5).isNaN && Sample([4]).interval(0.95) == (4, 4))
    }
}
