import Factors
import Inventories
import Tables

/// Makes a table of the inputs that a report holds, as it was when the report was computed.
struct TableRebuilder {
    private let kind: ReportKind
    private let library: FactorLibrary
    private let file: String

    init(_ kind: ReportKind, library: FactorLibrary, file: String) {
        self.kind = kind
        self.library = library
        self.file = file
    }

    /// A finding for each word that the receiver's library does not know, and each cell that cannot be read.
    func unreadable(_ part: String) -> [Finding] {
        var findings: [Finding] = []
        for (place, column) in kind.kind.schema.columns.enumerated() {
            guard let texts = kind.cells[place] else { continue }
            let isReadable: [Bool]
            switch column.content {
            case .text, .identifier: continue
            case .code(let name):
                let vocabulary = library.vocabularies[name]
                isReadable = texts.map(0..<texts.count) { code(texts[$0], vocabulary) != nil }
            case .number, .fraction: isReadable = texts.map(0..<texts.count) { number(texts[$0]) != nil }
            case .date: isReadable = texts.map(0..<texts.count) { date(texts[$0]) != nil }
            }
            for (row, isReadable) in isReadable.enumerated() where !isReadable {
                let source = "\(part) \(kind.kind.name) \(kind.sourceName(row: row)) \(column.id)"
                findings.append(
                    Finding(.error, .unknownCell, at: Location(file: file, column: source), value: texts[row]))
            }
        }
        return findings
    }

    /// The table of some of the sources. What cannot be read is blank.
    func table(_ rows: Range<Int>) -> Table {
        var table = Table(schema: kind.kind.schema, file: SourceFile(path: file))
        table.lines = rows.map { UInt32($0 + 1) }
        for (place, column) in kind.kind.schema.columns.enumerated() {
            guard let texts = kind.cells[place] else { continue }
            switch column.content {
            case .text, .identifier:
                var own = TextColumn()
                for row in rows { own.append(bytes: texts.bytes(at: row)) }
                table.cells[place] = .texts(own)
            case .code(let name):
                let vocabulary = library.vocabularies[name]
                table.cells[place] = .codes(texts.map(rows) { code(texts[$0], vocabulary) ?? 0 })
            case .number, .fraction:
                table.cells[place] = .numbers(texts.map(rows) { number(texts[$0]) ?? Absence.empty.mark })
            case .date: table.cells[place] = .dates(texts.map(rows) { date(texts[$0]) ?? 0 })
            }
        }
        for (place, reasons) in kind.defaults {
            var marks = Table.Defaulted(rowCount: rows.count)
            marks.reasons = Array(reasons[rows])
            table.defaults[place] = marks
        }
        return table
    }

    private func code(_ text: String, _ vocabulary: Vocabulary) -> UInt16? {
        if text.isEmpty || text == ReportKind.notReported || text == ReportKind.notApplicable { return 0 }
        return vocabulary.code(exactly: text)
    }

    private func number(_ text: String) -> Double? {
        switch text {
        case "": return Absence.empty.mark
        case ReportKind.notReported: return Absence.notReported.mark
        case ReportKind.notApplicable: return Absence.notApplicable.mark
        default:
            guard let value = Double(text), value.isFinite else { return nil }
            return value
        }
    }

    private func date(_ text: String) -> Int32? { text.isEmpty ? 0 : TableTexts.date(of: text) }
}

extension Finding.Message {
    static let unknownCell = Self(
        "recompute-cell", "本地系数库没有这个词，或单元格无法识别",
        "the receiver's library does not know the word, or the cell cannot be read")
}
