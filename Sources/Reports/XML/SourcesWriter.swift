import Calculation
import Documents
import Inventories
import Quantities
import Tables

/// Writes the sources of one kind: what each says of itself as attributes of its columns, its results below it.
///
/// A text that many sources share is escaped once.
struct SourcesWriter {
    private let kind: ReportKind
    private let bases: [ReportBasis]
    private let xml: XMLWriter
    private let columns: [Column]
    private let defaults: [(name: String, reasons: [UInt8])]

    private struct Column {
        let name: String
        let texts: WordColumn
    }

    /// What a cell adds to its source's tag.
    private enum Cell {
        case nothing
        case notReported
        case notApplicable
        case attribute(EncodedAttributes)
    }

    init(_ kind: ReportKind, bases: [ReportBasis], xml: XMLWriter) {
        self.kind = kind
        self.bases = bases
        self.xml = xml
        let schema = kind.kind.schema
        columns = zip(schema.columns, kind.cells).compactMap { column, texts in
            texts.map { Column(name: column.id, texts: $0) }
        }
        defaults = kind.defaults.keys.sorted().map { (schema.columns[$0].id, kind.defaults[$0] ?? []) }
    }

    func write() {
        let sectors = kind.sectorNames.map { EncodedAttributes("sector", $0) }
        var known = columns.map { _ in [Cell?]() }
        var emissions: [Int: EncodedAttributes] = [:]
        var tag = EncodedAttributes()
        xml.element(kind.kind.name) {
            for row in 0..<kind.rowCount {
                tag.removeAll()
                tag.append(plain: "n") { $0.append(decimal: row + 1) }
                tag.append(sectors[Int(kind.sectors[row])])
                var notReported: [String] = []
                var notApplicable: [String] = []
                for (place, column) in columns.enumerated() {
                    guard let number = column.texts.number(at: row) else {
                        column.texts.withBytes(at: row) { text in
                            switch SourcesWriter.mark(text) {
                            case .attribute: tag.append(column.name, text)
                            case .notReported: notReported.append(column.name)
                            case .notApplicable: notApplicable.append(column.name)
                            case .nothing: break
                            }
                        }
                        continue
                    }
                    while known[place].count <= number { known[place].append(nil) }
                    let cell = known[place][number] ?? cell(column, row)
                    known[place][number] = cell
                    switch cell {
                    case .attribute(let encoded): tag.append(encoded)
                    case .notReported: notReported.append(column.name)
                    case .notApplicable: notApplicable.append(column.name)
                    case .nothing: break
                    }
                }
                if !notReported.isEmpty { tag.append("cells_not_reported", notReported.joined(separator: " ")) }
                if !notApplicable.isEmpty { tag.append("cells_not_applicable", notApplicable.joined(separator: " ")) }
                let filled = defaults.filter { $0.reasons[row] > 0 }.map { "\($0.name):\($0.reasons[row])" }
                if !filled.isEmpty { tag.append("cells_defaulted", filled.joined(separator: " ")) }
                xml.start("source", encoded: tag)
                for line in kind.lines.indices { emission(line, row, &emissions, &tag) }
                xml.end()
            }
        }
    }

    private func emission(
        _ line: Int, _ row: Int, _ known: inout [Int: EncodedAttributes], _ tag: inout EncodedAttributes
    ) {
        let basis = kind.bases[line][row]
        guard basis >= 0 else { return }
        let state = bases[Int(basis)].state
        let key = line << 32 | Int(basis)
        if known[key] == nil {
            var encoded = EncodedAttributes("process", kind.lines[line].process)
            encoded.append("pollutant", kind.lines[line].pollutant)
            encoded.append("basis", bases[Int(basis)].id)
            known[key] = encoded
        }
        tag.removeAll()
        if let encoded = known[key] { tag.append(encoded) }
        if state == .computed || state == .assumed {
            tag.append(plain: "t") { Mass(micrograms: kind.micrograms[line][row]).appendTonnes(to: &$0) }
            for (name, masses) in [("removed", kind.removed[line]), ("fugitive", kind.fugitive[line])]
            where !masses.isEmpty && masses[row] != 0 {
                tag.append(plain: name) { Mass(micrograms: masses[row]).appendTonnes(to: &$0) }
            }
        }
        xml.start("emission", encoded: tag)
        xml.end()
    }

    private func cell(_ column: Column, _ row: Int) -> Cell {
        column.texts.withBytes(at: row) { text in
            let mark = SourcesWriter.mark(text)
            guard case .attribute(var encoded) = mark else { return mark }
            encoded.append(column.name, text)
            return .attribute(encoded)
        }
    }

    /// What kind of cell a text is; an attribute still lacks its name and value.
    private static func mark(_ text: UnsafeBufferPointer<UInt8>) -> Cell {
        if text.isEmpty { return .nothing }
        guard text[0] == UInt8(ascii: "!") else { return .attribute(EncodedAttributes()) }
        if text.elementsEqual(ReportKind.notReported.utf8) { return .notReported }
        if text.elementsEqual(ReportKind.notApplicable.utf8) { return .notApplicable }
        return .attribute(EncodedAttributes())
    }
}
