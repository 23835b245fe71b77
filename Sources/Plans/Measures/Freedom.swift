import Inventories
import Quantities
import Tables

/// Whether `solve` may leave a measure out at some sources; `plan` applies every measure.
public struct Freedom: Sendable, Equatable {
    /// How much may be chosen.
    public enum Extent: Sendable, Equatable {
        /// It is done as it stands.
        case fixed
        /// At each source it is done or left.
        case free
        /// At each source any share up to this one is done, in so many steps.
        case share(upTo: Double, steps: Int)
    }

    /// How much may be chosen.
    public var extent = Extent.fixed
    /// The measures that are not done at the same source.
    public var excludes: [String] = []
    /// The measures of which one must be done at the same source.
    public var needs: [String] = []

    /// Done as it stands.
    public static let fixed = Freedom()

    /// Reads `choose: free`, `choose: fixed`, or `choose: {up_to: 80%, steps: 8, excludes: [ID], needs: [ID]}`.
    static func read(_ yaml: YAMLValue?, action: ActionName?, findings: inout Findings) -> Freedom {
        guard let yaml else { return .fixed }
        var freedom = Freedom()
        if let text = yaml.text {
            switch text {
            case "free": freedom.extent = .free
            case "fixed": break
            default:
                findings.add(
                    Finding(
                        .error, .unknownPlanKeyword("choose"), at: yaml.location, value: text,
                        expected: Label(same: "free, fixed, {up_to: 80%, steps: 8, excludes: [ID], needs: [ID]}"),
                        nearest: Spelling.nearest(to: text, in: ["free", "fixed"])))
            }
            return freedom
        }
        yaml.expectKeys(["up_to", "steps", "excludes", "needs"], findings: &findings)
        freedom.extent = .free
        if let upTo = yaml["up_to"] {
            if action?.parameterNames.contains("share") != true {
                findings.add(
                    Finding(
                        .error, .noShareToChoose, at: upTo.location, value: action?.rawValue,
                        expected: Label(
                            same: ActionName.allCases.filter { $0.parameterNames.contains("share") }.map(\.rawValue)
                                .joined(separator: ", "))))
            }
            let share = upTo.share(findings: &findings)
            let steps = yaml["steps"].flatMap { $0.whole(in: 1...100, findings: &findings) } ?? 10
            if let share, share > 0 { freedom.extent = .share(upTo: share, steps: steps) }
        }
        freedom.excludes = (yaml["excludes"]?.items ?? []).compactMap(\.text)
        freedom.needs = (yaml["needs"]?.items ?? []).compactMap(\.text)
        return freedom
    }
}

extension Finding.Message {
    static let noShareToChoose = Finding.Message(
        "no-share-to-choose", "这种措施没有 share 参数，不能选做一部分", "an action without the parameter share cannot be done in part")
}
