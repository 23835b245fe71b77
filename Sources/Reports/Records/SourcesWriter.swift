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

    /// A column of the sources; not copied with each of them.
    private final class Column {
        let name: String
        let texts: WordColumn
        /// By number of a text what it adds, once that is known.
        var known: [Cell?] = []

        init(name: String, texts: WordColumn) {
            self.name = name
            self.texts = texts
        }
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
        var emissions = [EncodedAttributes?](repeating: nil, count: kind.lines.count * bases.count)
        var tag = EncodedAttributes()
        xml.element(kind.kind.name) {
            for row in 0..<kind.rowCount {
                tag.removeAll()
                tag.append(plain: "n") { $0.append(decimal: row + 1) }
                tag.append(sectors[Int(kind.sectors[row])])
                var notReported: [String] = []
                var notApplicable: [String] = []
                for column in columns {
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
                    while column.known.count <= number { column.known.append(nil) }
                    let cell = column.known[number] ?? cell(column, row)
                    if column.known[number] == nil { column.known[number] = cell }
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
        _ line: Int, _ row: Int, _ known: inout [EncodedAttributes?], _ tag: inout EncodedAttributes
    ) {
        let basis = kind.bases[line][row]
        guard basis >= 0 else { return }
        let state = bases[Int(basis)].state
        let key = line * bases.count + Int(basis)
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
            append("removed", kind.removed[line], row, to: &tag)
            append("fugitive", kind.fugitive[line], row, to: &tag)
        }
        xml.start("emission", encoded: tag)
        xml.end()
    }

    /// A mass of a column that has rows only where any is not zero.
    private func append(_ name: String, _ masses: [Int64], _ row: Int, to tag: inout EncodedAttributes) {
        guard !masses.isEmpty, masses[row] != 0 else { return }
        tag.append(plain: name) { Mass(micrograms: masses[row]).appendTonnes(to: &$0) }
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
