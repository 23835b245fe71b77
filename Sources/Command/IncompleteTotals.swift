import Lantian

/// The totals of a run that lack source classes 不完整, said wherever totals stand: what is missing is not zero.
struct IncompleteTotals {
    private let entries: [Incompleteness]
    private let language = chosenLanguage()

    init(_ result: EmissionResult) { entries = result.incomplete }

    /// The totals of packages that are set side by side: what any of them lacks.
    init(_ packages: ReportPackage...) {
        var labels: [String: Label] = [:]
        for package in packages { labels.merge(package.incomplete) { first, _ in first } }
        entries = labels.keys.sorted().compactMap { pollutant in
            labels[pollutant].map { Incompleteness(pollutant: pollutant, classes: $0) }
        }
    }

    /// Whether none of the totals lacks a class.
    var isEmpty: Bool { entries.isEmpty }

    /// The head of the column that names the classes; none where all totals are complete.
    var header: [String] { isEmpty ? [] : ["incomplete"] }

    /// The cell of that column: the classes that the total of a pollutant lacks, or of each where no pollutant is named.
    func cells(_ pollutant: String?) -> [String] {
        guard !isEmpty else { return [] }
        if let pollutant { return [entries.first { $0.pollutant == pollutant }?.classes[language] ?? ""] }
        return [entries.map { "\($0.pollutant): \($0.classes[language])" }.joined(separator: "; ")]
    }

    /// The lines below a table.
    var lines: [String] { entries.map { "\($0.pollutant) incomplete: \($0.classes[language])" } }
}
