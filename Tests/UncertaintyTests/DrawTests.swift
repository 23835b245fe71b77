import Testing

@testable import Uncertainty

/// Draws are those of published algorithms, and the same in any order.
@Suite struct DrawTests {
    /// Salmon and others 2011, Random123 `kat_vectors` (commit 9545ff6), philox4x32 of 10 rounds.
    @Test func `known answers of Philox`() {
        let vectors: [(counter: [UInt32], key: UInt64, out: [UInt32])] = [
            ([0, 0, 0, 0], 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            (
                Array(repeating: 0xffff_ffff, count: 4), 0xffff_ffff_ffff_ffff,
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], 0x299f_31d0_a409_3822,
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
            ),
        ]
        for (counter, key, out) in vectors {
            let words = Philox(seed: key).words(counter[0], counter[1], counter[2], counter[3])
            #expect([words.0, words.1, words.2, words.3] == out)
        }
    }

    @Test func `each part has one draw, for any number of draws`() {
        for count in Array(1...300) + [511, 512, 513, 1000, 4095, 4096, 10_000] {
            let cube = LatinHypercube(count: count, seed: 42, stream: Philox.stream(of: "EF"))
            var isSeen = Array(repeating: false, count: count)
            for draw in 0..<count {
                let part = cube.part(draw)
                #expect(!isSeen[part])
                isSeen[part] = true
                let share = cube.share(draw)
                #expect(share > 0 && share < 1 && Int(share * Double(count)) == part)
            }
        }
    }

    /// Streams of two names are no images of each other: the correlation of their draws is that of chance.
    @Test func `names have streams of their own`() {
        let count = 10_000
        let cubes = ["boiler.a", "boiler.b", "b", ""].map {
            LatinHypercube(count: count, seed: 1, stream: Philox.stream(of: $0))
        }
        for a in cubes.indices {
            for b in cubes.indices where a < b {
                let sum = (0..<count).reduce(0.0) { $0 + (cubes[a].share($1) - 0.5) * (cubes[b].share($1) - 0.5) }
                let correlation = sum / Double(count) * 12
                #expect(abs(correlation) < 0.04, "\(a) \(b) \(correlation)")
            }
        }
    }

    @Test func `a seed is another sample of the same distribution`() {
        let inputs: [String: Distribution] = [
            "a": .logNormal(mean: 3, deviation: 1), "b": .logNormal(mean: 2, deviation: 1),
        ]
        func model(_ x: [String: Double]) -> Double { (x["a"] ?? .nan) * (x["b"] ?? .nan) }
        let (one, other) = (draws(10_000, seed: 1, inputs, of: model), draws(10_000, seed: 2, inputs, of: model))
        #expect(one.sorted != other.sorted)
        for p in [0.025, 0.5, 0.975] {
            let error = one.error(ofQuantile: p)
            #expect(isNear(one.quantile(p), other.quantile(p), within: 5 * error), "\(p)")
            #expect(error < 0.02 * one.quantile(p))
        }
    }
}
