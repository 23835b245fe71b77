@testable import Uncertainty

/// Draws of a model of independent variables, Latin hypercube, by their names.
func draws(
    _ count: Int, seed: UInt64 = 1, _ variables: [String: Distribution], of model: ([String: Double]) -> Double
) -> Sample {
    let drawn = variables.map { name, distribution in
        (
            name: name, quantile: Quantile(distribution),
            hypercube: LatinHypercube(count: count, seed: seed, stream: Philox.stream(of: name))
        )
    }
    return Sample(
        (0..<count).map { draw in
            var values: [String: Double] = [:]
            for one in drawn { values[one.name] = one.quantile(one.hypercube.share(draw)) }
            return model(values)
        })
}

/// First-order propagation of a model by central differences, for the examples that print it.
func firstOrder(_ variables: [String: Distribution], of model: ([String: Double]) -> Double) -> (
    value: Double, propagation: Propagation
) {
    let means = variables.mapValues(\.mean)
    var propagation = Propagation()
    for name in variables.keys.sorted() {
        guard let mean = means[name], let deviation = variables[name]?.deviation else { continue }
        let step = deviation * 1e-2
        let above = model(means.merging([name: mean + step]) { $1 })
        let below = model(means.merging([name: mean - step]) { $1 })
        propagation.add(derivative: (above - below) / (2 * step), deviation: deviation)
    }
    return (model(means), propagation)
}

/// Whether two numbers agree within a distance.
func isNear(_ a: Double, _ b: Double, within distance: Double) -> Bool { abs(a - b) <= distance }
