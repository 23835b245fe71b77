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

    /// The table, or `nil` and findings where the receiver's library does not know a word, or a cell cannot be read.
    func table(_ result: inout Verification, _ part: String) -> Table? {
        var table = Table(schema: kind.kind.schema, file: SourceFile(path: file))
        table.lines = (0..<kind.rowCount).map { UInt32($0 + 1) }
        var isSound = true
        for (place, column) in kind.kind.schema.columns.enumerated() {
            guard let texts = kind.cells[place] else { continue }
            func fault(_ row: Int) {
                isSound = false
                let source = "\(part) \(kind.kind.id) \(kind.sourceName(row: row)) \(column.id)"
                result.add(
                    Finding(
                        .error, .unknownCell, at: Location(file: file, column: source), value: texts[row]), .arithmetic)
            }
            switch column.content {
            case .text, .identifier: table.cells[place] = .texts(texts)
            case .code(let name): table.cells[place] = .codes(codes(texts, library.vocabularies[name], fault))
            case .number, .fraction: table.cells[place] = .numbers(numbers(texts, fault))
            case .date:
                table.cells[place] = .dates(
                    (0..<texts.count).map { row in
                        if texts.bytes(at: row).isEmpty { return 0 }
                        if let date = TableTexts.date(of: texts[row]) { return date }
                        fault(row)
                        return 0
                    })
            }
        }
        for (place, reasons) in kind.defaults {
            var marks = Table.Defaulted(rowCount: kind.rowCount)
            marks.reasons = reasons
            table.defaults[place] = marks
        }
        return isSound ? table : nil
    }

    private func codes(_ texts: TextColumn, _ vocabulary: Vocabulary, _ fault: (Int) -> Void) -> [UInt16] {
        var known: [String: UInt16] = ["": 0]
        return (0..<texts.count).map { row in
            let text = texts[row]
            if let code = known[text] { return code }
            if text == ReportKind.notReported || text == ReportKind.notApplicable { return 0 }
            guard let code = vocabulary.code(exactly: text) else {
                fault(row)
                return 0
            }
            known[text] = code
            return code
        }
    }

    private func numbers(_ texts: TextColumn, _ fault: (Int) -> Void) -> [Double] {
        (0..<texts.count).map { row in
            if texts.bytes(at: row).isEmpty { return Absence.empty.mark }
            switch texts[row] {
            case ReportKind.notReported: return Absence.notReported.mark
            case ReportKind.notApplicable: return Absence.notApplicable.mark
            case let text:
                if let value = Double(text), value.isFinite { return value }
                fault(row)
                return Absence.empty.mark
            }
        }
    }
}

extension Finding.Message {
    static let unknownCell = Self(
        "recompute-cell", "本地系数库没有这个词，或单元格无法识别",
        "the receiver's library does not know the word, or the cell cannot be read")
}
