import Factors
import Inventories
public import Tables

/// Rows that have a number of a part and none of the whole 有分项而无总项的行: the total of the whole lacks them.
public struct RowsWithoutWhole: Sendable, Hashable {
    /// The part that has numbers, such as PM10 of PM.
    public let part: String
    /// How many results lack the whole.
    public let rows: Int

    /// So many results with a number of the part alone.
    public init(part: String, rows: Int) {
        self.part = part
        self.rows = rows
    }
}

/// A pollutant whose total lacks source classes that it needs, or rows that have a part of it 不完整: what is missing is
/// not zero.
public struct Incompleteness: Sendable, Hashable {
    /// The pollutant.
    public let pollutant: String
    /// The broad source classes of which some part is not computed; empty where none is lacking.
    public let classes: Label
    /// The rows that have a number of a part alone.
    public let rows: [RowsWithoutWhole]
    /// What is not known where no result has a number; `nil` where one has.
    let unknown: UnknownResults?

    /// A pollutant with what its total lacks.
    public init(pollutant: String, classes: Label, rows: [RowsWithoutWhole] = []) {
        self.init(pollutant: pollutant, classes: classes, rows: rows, unknown: nil)
    }

    /// A pollutant without a number.
    init(pollutant: String, unknown: UnknownResults) {
        self.init(pollutant: pollutant, classes: Label("", ""), rows: [], unknown: unknown)
    }

    private init(pollutant: String, classes: Label, rows: [RowsWithoutWhole], unknown: UnknownResults?) {
        self.pollutant = pollutant
        self.classes = classes
        self.rows = rows
        self.unknown = unknown
    }

    /// The same, told of a total over regions of which this is one.
    var ofRegion: Incompleteness {
        Incompleteness(pollutant: pollutant, classes: classes, rows: rows, unknown: unknown?.ofRegion)
    }

    /// What the total lacks, in words.
    public var told: Label {
        let rows = rows.map {
            Label(
                "\($0.rows) 个有 \($0.part) 而无 \(pollutant) 的结果",
                "\($0.rows) results that have \($0.part) and no \(pollutant)")
        }
        let own = (classes.en.isEmpty ? [] : [classes]) + rows + (unknown.map { [$0.told] } ?? [])
        return Label(own.map(\.zh).joined(separator: "；"), own.map(\.en).joined(separator: "; "))
    }

    /// What two totals of the pollutant lack: of a sum the rows of both, of totals side by side the larger number.
    func joined(_ other: Incompleteness, adding: Bool) -> Incompleteness {
        var counts = rows
        for more in other.rows {
            guard let place = counts.firstIndex(where: { $0.part == more.part }) else {
                counts.append(more)
                continue
            }
            let here = counts[place].rows
            let (sum, isTooLarge) = here.addingReportingOverflow(more.rows)
            counts[place] = RowsWithoutWhole(
                part: more.part, rows: adding ? (isTooLarge ? .max : sum) : max(here, more.rows))
        }
        var both = unknown ?? other.unknown
        if let unknown, let more = other.unknown { both = unknown.joined(more, adding: adding) }
        return Incompleteness(
            pollutant: pollutant, classes: classes.listing(other.classes), rows: counts, unknown: both)
    }
}

/// The totals of a run or a package that lack something, in the form in which outputs say it: a last column `incomplete` in
/// files, a line below a table for people. Nothing is added where all totals are complete.
public struct IncompleteTotals: Sendable, Hashable {
    /// The pollutants with what their totals lack.
    public let entries: [Incompleteness]

    /// Of an output without pollutants, or of totals that are all complete.
    public static let none = IncompleteTotals([])

    /// These totals. What is said of one pollutant more than once is one: `adding` where the totals are summed up, else
    /// they stand side by side.
    public init(_ entries: [Incompleteness], adding: Bool = false) {
        var joined: [Incompleteness] = []
        for entry in entries {
            if let place = joined.firstIndex(where: { $0.pollutant == entry.pollutant }) {
                joined[place] = joined[place].joined(entry, adding: adding)
            } else {
                joined.append(entry)
            }
        }
        self.entries = joined
    }

    /// The totals of a result; what else is said of a pollutant says enough where nothing is known of it.
    public init(_ result: EmissionResult) {
        let incomplete = result.incomplete
        self.init(
            incomplete + result.unknown.filter { entry in !incomplete.contains { $0.pollutant == entry.pollutant } })
    }

    /// What any of several totals lacks.
    public init(joining all: [IncompleteTotals], adding: Bool = false) {
        self.init(all.flatMap(\.entries), adding: adding)
    }

    /// What the sums over regions lack, each of which lacks this: of a pollutant that some know and others do not, in how many nothing is
    /// known.
    public init(ofRegions all: [IncompleteTotals]) {
        self.init(all.flatMap { $0.entries.map(\.ofRegion) }, adding: true)
    }

    /// Whether none of the totals lacks anything.
    public var isEmpty: Bool { entries.isEmpty }

    /// What the total of a pollutant lacks; `nil` where it lacks nothing.
    public func told(_ pollutant: String) -> Label? { entries.first { $0.pollutant == pollutant }?.told }

    /// The head of the column that says it; none where all totals are complete.
    public var header: [String] { isEmpty ? [] : ["incomplete"] }

    /// The cell of that column: what the total of a pollutant lacks, or of each where no pollutant is named.
    public func cells(_ pollutant: String?, in language: Language) -> [String] {
        guard !isEmpty else { return [] }
        if let pollutant { return [told(pollutant)?[language] ?? ""] }
        return [entries.map { "\($0.pollutant): \($0.told[language])" }.joined(separator: "; ")]
    }

    /// The lines below a table.
    public func lines(in language: Language) -> [String] {
        entries.map { "\($0.pollutant) incomplete: \($0.told[language])" }
    }

    /// A note for each of them, where findings are all that is written.
    public var findings: Findings {
        var findings = Findings()
        for entry in entries {
            findings.add(Finding(.note, .totalIncomplete, value: entry.pollutant, expected: entry.told))
        }
        return findings
    }

    /// The lines in both languages, for files that keep to none.
    package var plainLines: [(pollutant: String, text: String)] {
        entries.map { ($0.pollutant, "\($0.told.zh) (\($0.told.en))") }
    }
}

extension Label {
    /// Two lists of words as one, each word once, in the order in which they come: lists are written with 、 and commas.
    func listing(_ other: Label) -> Label {
        func joined(_ a: String, _ b: String, _ separator: String) -> String {
            guard !a.isEmpty else { return b }
            var words = a.split(separator: separator).map(String.init)
            for word in b.split(separator: separator).map(String.init) where !words.contains(word) {
                words.append(word)
            }
            return words.joined(separator: separator)
        }
        return Label(joined(zh, other.zh, "、"), joined(en, other.en, ", "))
    }
}

extension RunContext {
    /// The pollutants whose totals lack something, in the order of output, where emissions of these paths in the tree of
    /// eight classes are computed, and so many results have a number of a part alone.
    package func incomplete(
        computed: [String: Set<String>], rows: [WholeAndPart: Int] = [:]
    ) -> [Incompleteness] {
        let vocabulary = library.vocabularies["source_class"]
        return pollutants.compactMap { pollutant in
            var lacking: Label?
            for need in library.pollutant(pollutant)?.needs ?? [] {
                let words = vocabulary.code(exactly: need).map {
                    vocabulary.lineage(of: $0).compactMap { vocabulary[$0] }
                }
                guard let words, let broadest = words.last else { continue }
                let path = words.reversed().map(\.label.zh).joined(separator: "/")
                let isComputed = computed[pollutant]?.contains { $0 == path || $0.hasPrefix(path + "/") } ?? false
                if !isComputed { lacking = lacking?.listing(broadest.label) ?? broadest.label }
            }
            let own = pollutants.compactMap { part in
                rows[WholeAndPart(whole: pollutant, part: part)].map { RowsWithoutWhole(part: part, rows: $0) }
            }
            guard lacking != nil || !own.isEmpty else { return nil }
            return Incompleteness(pollutant: pollutant, classes: lacking ?? Label("", ""), rows: own)
        }
    }

    /// Whether the pollutant's total needs some source class.
    package func needsClasses(_ pollutant: String) -> Bool { !(library.pollutant(pollutant)?.needs.isEmpty ?? true) }

    /// Whether any total of the run may be incomplete: most runs ask for no such pollutant, and nothing is looked at for
    /// them.
    package var mayBeIncomplete: Bool { pollutants.contains(where: needsClasses) || !WholesAndParts(self).isEmpty }
}

extension EmissionResult {
    /// The pollutants asked for whose totals lack source classes or rows, in the order of output. O(cases), for those alone
    /// that may.
    public var incomplete: [Incompleteness] {
        guard context.mayBeIncomplete else { return [] }
        var computed: [String: Set<String>] = [:]
        for cell in cells {
            let pollutant = context.pollutants[cell.kind.engine.lines[cell.line].pollutant]
            guard context.needsClasses(pollutant), [.computed, .assumed].contains(state(of: cell)),
                cell.kind.emits(cell.number, cell.line)
            else { continue }
            computed[pollutant, default: []].insert(cell.kind.class8(ofCase: cell.number))
        }
        return context.incomplete(computed: computed, rows: partsWithoutWhole.mapValues(\.rows))
    }
}

extension Assessment {
    /// The totals of the inventory that lack source classes, for outputs that need no totals else. Computes the
    /// inventory where a pollutant asked for needs any class.
    public func incompleteTotals(threads: Int) async -> IncompleteTotals {
        guard context.mayBeIncomplete else { return .none }
        return IncompleteTotals(await emissions(threads: threads).0)
    }
}

extension KindResult {
    /// The path of a case in the tree of eight classes.
    package func class8(ofCase number: Int) -> String {
        Classification(engine: engine, case: engine.resolvedCase(number).case).path("class8", level: 0)
    }
}

extension Finding.Message {
    static let totalIncomplete = Finding.Message(
        "incomplete-total", "合计不完整；所缺的见“应为”，请补齐或在引用时注明",
        "the total is incomplete: complete what stands in 'expected', or say so wherever it is quoted")
}
