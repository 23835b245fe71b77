import Factors
import Inventories
import Tables

/// The sector and the two class trees of a case.
struct Classification {
    let row: ClassificationRow?
    let engine: KindEngine
    let `case`: Case

    init(engine: KindEngine, case: Case) {
        self.engine = engine
        self.case = `case`
        var best: (matched: Int, distance: Int, row: ClassificationRow)?
        for row in engine.context.library.classification where row.kind == engine.schema.id {
            var distance = 0
            var fits = true
            for (column, wanted) in row.keys {
                guard let i = engine.layout.words.firstIndex(where: { $0.column == column }) else {
                    fits = false
                    break
                }
                let vocabulary = engine.context.library.vocabularies[engine.layout.words[i].vocabulary]
                guard let place = vocabulary.lineage(of: `case`.codes[i]).firstIndex(of: wanted) else {
                    fits = false
                    break
                }
                distance += place
            }
            guard fits else { continue }
            let isBetter = best.map { (-row.keys.count, distance) < (-$0.matched, $0.distance) } ?? true
            if isBetter { best = (row.keys.count, distance, row) }
        }
        row = best?.row
    }

    var sector: String { row?.sector ?? "other" }

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
