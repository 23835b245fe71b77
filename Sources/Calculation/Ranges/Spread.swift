import Quantities
public import Tables
import Uncertainty

/// How a number may turn out, against the number that is computed with: their ratio as a random variable.
public struct Spread: Sendable, Hashable {
    /// Where a range comes from.
    public enum Origin: Sendable, Hashable {
        /// The document that the number comes from.
        case published
        /// The inventory, as the half-width of an interval.
        case stated
        /// A class of the library, by its id; recalled where its text was not seen.
        case rated(String, isRecalled: Bool)

        /// The word in files.
        public var code: String {
            switch self {
            case .published: "published"
            case .stated: "stated"
            case .rated(let id, let isRecalled): (isRecalled ? "recalled:" : "class:") + id
            }
        }

        /// An origin from its word; `nil` of another.
        package init?(code: String) {
            switch code {
            case "published": self = .published
            case "stated": self = .stated
            default:
                let parts = code.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2, ["recalled", "class"].contains(parts[0]) else { return nil }
                self = .rated(parts[1], isRecalled: parts[0] == "recalled")
            }
        }

        /// The words for people.
        public var label: Label {
            switch self {
            case .published: Label("文献区间", "published")
            case .stated: Label("清单给定", "stated by the inventory")
            case .rated(let id, let isRecalled):
                Label(
                    "等级 \(id)" + (isRecalled ? "（凭记忆，未核实）" : ""), "class \(id)" + (isRecalled ? " (recalled)" : ""))
            }
        }
    }

    /// The number itself, or its ratio where `divisor` is 1.
    let distribution: Distribution
    /// What the distribution is divided by to be the ratio.
    let divisor: Double
    /// Where it comes from.
    public let origin: Origin

    /// The ratio's standard deviation.
    var deviation: Double { distribution.deviation / divisor }
    /// The ratio's mean: 1 where the stated number is the mean.
    var mean: Double { distribution.mean / divisor }
    /// Whether nothing is random about it.
    var isExact: Bool { deviation == 0 }

    /// The interval of the ratio that holds a share of what may be.
    public func interval(_ level: Double = 0.95) -> (low: Double, high: Double) {
        let quantile = Quantile(distribution)
        return (quantile((1 - level) / 2) / divisor, quantile((1 + level) / 2) / divisor)
    }

    /// Shape, parameters and origin in a line, which tells spreads apart.
    var text: String {
        let (shape, parameters) = distribution.stated
        return ([shape] + (parameters + [divisor]).map(DecimalText.shortest) + [origin.code]).joined(separator: " ")
    }

    /// The ratio in the middle of each part.
    func values(_ strata: Strata) -> [Double] {
        strata.values(of: distribution).map { max(0, $0 / divisor) }
    }
}
