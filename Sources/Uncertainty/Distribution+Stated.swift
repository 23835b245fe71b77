extension Distribution {
    /// The word of its shape and its parameters, as files have them.
    package var stated: (shape: String, parameters: [Double]) {
        switch self {
        case .exact(let value): ("exact", [value])
        case .normal(let mean, let deviation): ("normal", [mean, deviation])
        case .positiveNormal(let mean, let deviation): ("positive_normal", [mean, deviation])
        case .logNormal(let location, let scale): ("log_normal", [location, scale])
        case .triangular(let low, let peak, let high): ("triangular", [low, peak, high])
        case .uniform(let low, let high): ("uniform", [low, high])
        case .beta(let a, let b): ("beta", [a, b])
        }
    }

    /// The words of all shapes.
    package static let shapes = ["exact", "normal", "positive_normal", "log_normal", "triangular", "uniform", "beta"]

    /// A distribution as a file has it; `nil` of numbers that are none.
    package init?(shape: String, parameters p: [Double]) {
        guard p.allSatisfy({ $0.isFinite && abs($0) < 1e100 }) else { return nil }
        switch (shape, p.count) {
        case ("exact", 1): self = .exact(p[0])
        case ("normal", 2) where p[1] >= 0: self = .normal(mean: p[0], deviation: p[1])
        case ("positive_normal", 2) where p[0] >= 0 && p[1] > 0: self = .positiveNormal(mean: p[0], deviation: p[1])
        case ("log_normal", 2) where (0...20).contains(p[1]) && abs(p[0]) < 200:
            self = .logNormal(location: p[0], scale: p[1])
        case ("triangular", 3) where p[0] <= p[1] && p[1] <= p[2]: self = .triangular(low: p[0], peak: p[1], high: p[2])
        case ("uniform", 2) where p[0] <= p[1]: self = .uniform(low: p[0], high: p[1])
        case ("beta", 2) where (1e-3...1e9).contains(p[0]) && (1e-3...1e9).contains(p[1]): self = .beta(p[0], p[1])
        default: return nil
        }
    }
}
