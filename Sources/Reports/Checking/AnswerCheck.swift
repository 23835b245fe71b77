import Inventories
public import Tables

/// What became of a receipt that a package answers.
public struct AnswerOutcome: Sendable {
    /// Whether what was asked for is done.
    public enum State: String, Sendable, CaseIterable {
        /// The check finds it no longer.
        case answered
        /// The check finds it still.
        case open
        /// The check that found it did not run on this package: what it needs is not at hand.
        case unchecked

        /// The word for people.
        public var label: Label {
            switch self {
            case .answered: Label("已整改", "answered")
            case .open: Label("未整改", "open")
            case .unchecked: Label("未复查", "not checked again")
            }
        }
    }

    /// What the package says it answers.
    public let answer: ReportAnswer
    /// The state of each demand, in the receipt's order.
    public let states: [State]
    /// The sources that differ from the package sent back; `nil` where that is not at hand.
    public let changes: [ReportDifference.SourceRow]?

    /// How many demands are in a state.
    public func count(_ state: State) -> Int { states.count { $0 == state } }
}

/// Lays corrected packages beside the receipts that they answer.
struct AnswerCheck {
    let options: VerificationOptions

    /// Works out what became of every receipt, once all checks have run.
    func check(_ results: inout [Verification]) {
        let earlier = Dictionary(
            results.compactMap { result in result.package.map { (result.digest, $0) } }
                + options.previous.map { ($0.digest, $0.package) }, uniquingKeysWith: { first, _ in first })
        let places = Set(results.compactMap(\.package).flatMap { $0.parts.map(\.placeName) })
        for number in results.indices {
            guard let package = results[number].package else { continue }
            let result = results[number]
            results[number].answers = package.parts.flatMap(\.answers).map { answer in
                AnswerOutcome(
                    answer: answer, states: answer.demands.map { state($0, result, places) },
                    changes: earlier[answer.package].map { ReportDifference(from: $0, to: package).sources })
            }
        }
    }

    /// Which packages are replaced by a corrected one among them: the corrected one names them, is of the same region and
    /// year, and its signature holds where signatures are asked for.
    static func replaced(_ results: [Verification]) -> [Int] {
        var named: [String: Set<String>] = [:]
        for result in results {
            guard let package = result.package, !(result.findings[.signature]?.hasErrors ?? false) else { continue }
            for part in package.parts {
                for answer in part.answers where answer.package != result.digest {
                    named[answer.package, default: []].insert(part.placeName)
                }
            }
        }
        return results.indices.filter { place in
            guard let package = results[place].package, let names = named[results[place].digest] else { return false }
            return package.parts.allSatisfy { names.contains($0.placeName) }
        }
    }

    private func state(_ demand: ReportAnswer.Demand, _ result: Verification, _ places: Set<String>)
        -> AnswerOutcome.State
    {
        let isFound = result.all.contains { _, finding in
            finding.severity != .note && finding.message.code == demand.code
                && (finding.location?.column ?? "") == demand.place
        }
        if isFound { return .open }
        guard let stage = Verification.Stage(rawValue: demand.stage), let findings = result.findings[stage],
            findings.counts.values.reduce(0, +) == findings.kept.count, canFind(demand, places)
        else { return .unchecked }
        return .answered
    }

    /// Whether what a check needs beyond the package is at hand.
    private func canFind(_ demand: ReportAnswer.Demand, _ places: Set<String>) -> Bool {
        switch demand.code {
        // It shows only beside the other holders: `653024/2024 B1, 653025/2024 B9`; of many the first are named.
        case "duplicate-unit", "duplicate-facility":
            demand.value.split(separator: ",").map { $0.drop { $0 == " " } }.allSatisfy { holder in
                holder.hasPrefix("…") || places.contains(String(holder.prefix { $0 != " " }))
            }
        case "region-outside": demand.place != "report" || options.region != nil
        case "year-differs": options.year != nil
        case "table-missing": !options.tables.isEmpty
        case "carry-over": !options.previous.isEmpty
        case "signature-missing": options.anchors != nil
        default: !demand.code.hasPrefix("certificate-") || options.anchors != nil
        }
    }
}
