import Factors
import Inventories
import Synchronization
import Tables

/// The sector and the two class trees of a case.
struct Classification {
    let row: ClassificationRow?
    let engine: KindEngine
    let `case`: Case

    init(engine: KindEngine, case: Case) {
        self.engine = engine
        self.case = `case`
        row = engine.classes.row(of: engine.classes.words.map { `case`.codes[$0] })
    }

    var sector: String { row?.sector ?? Classification.noSector }

    /// The sector of sources that no row of the classification fits.
    static let noSector = "other"

    /// The path in a tree down to a level (0: all of it), its placeholders filled by the labels of the row's words.
    func path(_ tree: String, level: Int) -> String {
        let pattern = (tree == "class10" ? row?.class10 : row?.class8) ?? ""
        let levels = pattern.split(separator: "/").map { part -> String in
            var text = String(part)
            for word in engine.layout.words where text.contains("{\(word.column)}") {
                let index = engine.layout.words.firstIndex { $0.column == word.column } ?? 0
                let label = engine.context.library.vocabularies[word.vocabulary][`case`.codes[index]]?.label.zh
                text = text.replacing("{\(word.column)}", with: label ?? "不分")
            }
            // What this kind does not record is not told apart.
            while let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") {
                text.replaceSubrange(open...close, with: "不分")
            }
            return text
        }
        return levels.prefix(level == 0 ? levels.count : level).joined(separator: "/")
    }
}

/// The rows of the classification that sources of a kind may have, by the words that tell them apart.
final class ClassificationRows: Sendable {
    /// The places of those words among the layout's.
    let words: [Int]
    private let layout: CaseLayout
    private let rows: [(row: ClassificationRow, keys: [(word: Int, wanted: UInt16)])]
    private let vocabularies: [Vocabulary]
    /// By the codes of the words.
    private let known = Mutex<[[UInt16]: ClassificationRow?]>([:])
    /// By tree and level, and the codes of the words of paths; which words those are is known where paths are asked for.
    private let paths = Mutex<[String: [[UInt16]: String]]>([:])
    private let namedWords = Mutex<[Int]?>(nil)

    init(schema: Schema, layout: CaseLayout, library: FactorLibrary) {
        var words: [Int] = []
        // A row that asks for a column which does not decide cases fits none.
        rows = library.classification.filter { $0.kind == schema.id }.compactMap { row in
            var keys: [(word: Int, wanted: UInt16)] = []
            for (column, wanted) in row.keys {
                guard let word = layout.words.firstIndex(where: { $0.column == column }) else { return nil }
                if !words.contains(word) { words.append(word) }
                keys.append((words.firstIndex(of: word) ?? 0, wanted))
            }
            return (row, keys)
        }
        self.words = words
        self.layout = layout
        vocabularies = words.map { layout.words[$0].words }
    }

    /// The places of the words that tell rows apart, and of those that stand in paths of the class trees.
    var pathWords: [Int] {
        namedWords.withLock { named in
            if let named { return named }
            let patterns = rows.map { $0.row.class10 + $0.row.class8 }.joined(separator: "/")
            let others = layout.words.indices.filter {
                !words.contains($0) && patterns.contains("{\(layout.words[$0].column)}")
            }
            named = words + others
            return words + others
        }
    }

    /// A path of a class tree, made once for all cases with the same words.
    func path(_ tree: String, of codes: [UInt16], _ make: () -> String) -> String {
        if let path = paths.withLock({ $0[tree]?[codes] }) { return path }
        let path = make()
        paths.withLock { $0[tree, default: [:]][codes] = path }
        return path
    }

    /// The row that fits most words, and of those the one that fits them most closely; `nil` where none fits.
    func row(of codes: [UInt16]) -> ClassificationRow? {
        known.withLock { known in
            if let row = known[codes] { return row }
            var best: (matched: Int, distance: Int, row: ClassificationRow)?
            let lineages = zip(vocabularies, codes).map { $0.lineage(of: $1) }
            for (row, keys) in rows {
                var distance = 0
                var fits = true
                for key in keys {
                    guard let place = lineages[key.word].firstIndex(of: key.wanted) else {
                        fits = false
                        break
                    }
                    distance += place
                }
                guard fits else { continue }
                let isBetter = best.map { (-keys.count, distance) < (-$0.matched, $0.distance) } ?? true
                if isBetter { best = (keys.count, distance, row) }
            }
            known[codes] = .some(best?.row)
            return best?.row
        }
    }
}

extension KindEngine {
    /// The code text of a word column of a case; empty where the kind has no such column.
    func word(_ column: String, of case: Case) -> String {
        guard let i = layout.words.firstIndex(where: { $0.column == column }) else { return "" }
        return context.library.vocabularies[layout.words[i].vocabulary].text(`case`.codes[i])
    }
}

/// The kinds, for layers that only need their columns.
enum InventoryKinds {
    static var all: [SourceKind] { SourceKind.all }
}
