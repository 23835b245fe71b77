import Documents
import Inventories
import Quantities
import Tables

/// Reads the sources of one kind into columns.
struct KindReader {
    let cursor: XMLCursor
    /// The place of each basis, and whether its results have a number.
    let bases: [String: (place: Int32, hasNumber: Bool)]

    init(cursor: XMLCursor, bases: [String: (place: Int32, hasNumber: Bool)]) {
        self.cursor = cursor
        self.bases = bases
    }

    func kind(_ element: XMLReader.Element) throws(DocumentError) -> ReportKind {
        guard let source = SourceKind.named(element.name) else { throw cursor.unreadable(element, element.name) }
        var kind = ReportKind(kind: source)
        var columns = Array(repeating: TextColumn(), count: source.schema.columns.count)
        var lines: [ReportKind.Line: Int] = [:]
        try cursor.children { child throws(DocumentError) in
            let row = kind.rowCount
            kind.sectors.append(kind.number(ofSector: try cursor.text(child, "sector")))
            try cells(of: child, row: row, into: &columns, &kind)
            for line in kind.lines.indices {
                kind.bases[line].append(-1)
                kind.micrograms[line].append(0)
            }
            try cursor.children { result throws(DocumentError) in
                let line = ReportKind.Line(
                    process: try cursor.text(result, "process"), pollutant: try cursor.text(result, "pollutant"))
                if lines[line] == nil {
                    lines[line] = kind.lines.count
                    kind.lines.append(line)
                    kind.bases.append(Array(repeating: -1, count: row + 1))
                    kind.micrograms.append(Array(repeating: 0, count: row + 1))
                }
                guard let number = lines[line], let basis = bases[try cursor.text(result, "basis")],
                    let mass = Int64(exactly: try cursor.optionalMass(result, "t")?.micrograms ?? 0),
                    basis.hasNumber == (result["t"] != nil)
                else { throw cursor.unreadable(result, result["basis"] ?? "") }
                kind.bases[number][row] = basis.place
                kind.micrograms[number][row] = mass
                try cursor.skip()
            }
        }
        for place in columns.indices where !columns[place].bytes.isEmpty {
            // Columns end with the last row that says anything.
            while columns[place].count < kind.rowCount { columns[place].append(bytes: EmptyCollection<UInt8>()) }
            kind.cells[place] = columns[place]
        }
        for place in kind.defaults.keys {
            while kind.defaults[place, default: []].count < kind.rowCount { kind.defaults[place]?.append(0) }
        }
        return kind
    }

    private func cells(
        of element: XMLReader.Element, row: Int, into columns: inout [TextColumn], _ kind: inout ReportKind
    ) throws(DocumentError) {
        let schema = kind.kind.schema
        func set(_ name: String, _ text: String) throws(DocumentError) {
            guard let place = schema.place(of: name), columns[place].count <= row else {
                throw cursor.unreadable(element, name)
            }
            while columns[place].count < row { columns[place].append(bytes: EmptyCollection<UInt8>()) }
            columns[place].append(text)
        }
        for attribute in element.attributes {
            switch attribute.name {
            case "n":
                guard Int(attribute.value) == row + 1 else { throw cursor.unreadable(element, "n") }
            case "sector": break
            case "cells_not_reported":
                for name in attribute.value.split(separator: " ") { try set(String(name), ReportKind.notReported) }
            case "cells_not_applicable":
                for name in attribute.value.split(separator: " ") { try set(String(name), ReportKind.notApplicable) }
            case "cells_defaulted":
                for entry in attribute.value.split(separator: " ") {
                    let parts = entry.split(separator: ":")
                    guard parts.count == 2, let place = schema.place(of: String(parts[0])),
                        let reason = UInt8(String(parts[1])), reason > 0
                    else { throw cursor.unreadable(element, String(entry)) }
                    while kind.defaults[place, default: []].count < row { kind.defaults[place, default: []].append(0) }
                    kind.defaults[place, default: []].append(reason)
                }
            default: try set(attribute.name, attribute.value)
            }
        }
    }
}
