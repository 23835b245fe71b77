import Calculation
import Factors
import Inventories
import Tables

/// How sure the totals of an inventory are, worked out when first asked for and kept until its files change.
struct SureRuns: Sendable {
    /// What is asked: keys, draws and confidence.
    struct Question: Hashable, Sendable {
        /// The keys of the totals, the pollutant among them.
        let keys: [Grouping]
        /// How draws are made.
        let options: DrawOptions

        /// How many draws may be asked for: all other requests wait for them. The command line takes more.
        static let draws = 100...20_000
    }

    /// What is known.
    struct Answer: Sendable {
        /// What was asked.
        let question: Question
        /// The inventory computed with the range of each number.
        let result: EmissionResult
        /// What the totals may be.
        let uncertainty: EmissionUncertainty
        /// The data that are worth measuring, by pollutant, what narrows most first.
        let next: [NextBest]
    }

    private var results: [[String]: EmissionResult] = [:]
    private var rankings: [DrawOptions: [NextBest]] = [:]
    private var answers: [Answer] = []
    /// How many answers are kept.
    private static let most = 8
    /// How many data are ranked by pollutant.
    static let ranked = 10

    /// The answer to a question of a county as it stands.
    mutating func answer(_ question: Question, of county: County) -> Answer {
        if let known = answers.first(where: { $0.question == question }) { return known }
        // Columns of words are kept apart where totals are asked by them.
        let columns = question.keys.map(\.name).filter { !Grouping.special.contains($0) }
        let result = results[columns] ?? SureRuns.computed(county, groupings: columns)
        results[columns] = result
        let next =
            rankings[question.options]
            ?? NextBestRanking(context: result.context, options: question.options)?
            .ranked(county.assessment.inventory, result, most: SureRuns.ranked) ?? []
        rankings[question.options] = next
        let answer = Answer(
            question: question, result: result, uncertainty: result.uncertainty(by: question.keys, question.options),
            next: next)
        answers.append(answer)
        if answers.count > SureRuns.most { answers.removeFirst() }
        return answer
    }

    /// The rows in memory, computed with what is known of each number's range.
    private static func computed(_ county: County, groupings: [String]) -> EmissionResult {
        var context = county.assessment.context
        // The tables are in memory: whether one says of its rows how sure they are costs nothing to ask.
        context.ranges = Ranges(
            library: context.library, manifest: context.manifest, ofRows: Set(SourceKind.all.map(\.name)))
        var told = Findings()
        return county.assessment.inventory.computed(in: context, groupings: groupings, findings: &told)
    }
}

/// A datum of which an inventory may state how sure it is, by the name that results call it.
struct StatedDatum: Sendable {
    /// The part of `uncertainty` that it belongs to: `factors`, `columns` or `defaults`.
    let part: String
    /// Its name there.
    let name: String

    /// The parts of `uncertainty` of which single entries can be set.
    static let parts = ["factors", "columns", "defaults"]

    /// Where a datum would be stated; `nil` of what has no entry, such as a bound that is held at its number.
    init?(_ name: String, in library: FactorLibrary) {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2, let column = SourceKind.named(parts[0])?.schema.column(parts[1]), column.unit != nil {
            (part, self.name) = ("columns", name)
        } else if library.factors.contains(where: { $0.id == name }) {
            (part, self.name) = ("factors", name)
        } else {
            return nil
        }
    }

    /// A part and a name as they were sent.
    init(part: String, name: String) throws(Problem) {
        guard StatedDatum.parts.contains(part) else { throw .unknown("part", part) }
        guard part == "defaults" || !name.isEmpty, name.utf8.count <= 200 else { throw .missing("name") }
        (self.part, self.name) = (part, part == "defaults" ? "" : name)
    }

    /// Where it stands in `inventory.yaml`.
    var keys: [String] { ["uncertainty", part] + (name.isEmpty ? [] : [name]) }
}
