/// Finds identifiers that are used twice, chunk after chunk in their order.
struct IdentifierCheck {
    private var seen = IdentifierSet()
    private let rows: RowReader
    private let separator: UInt8

    /// How many identifiers are of rows before those of the run.
    private let earlier: Int

    init(rows: RowReader, separator: UInt8, earlier: IdentifierUses = IdentifierUses()) {
        self.earlier = earlier.lines.count
        seen.begin(with: earlier)
        self.rows = rows
        self.separator = separator
    }

    /// The identifiers of the run's own rows.
    var uses: IdentifierUses { seen.uses(from: earlier) }

    /// Takes the rows whose identifier was used before out of a chunk's table.
    mutating func check(_ result: inout ChunkResult, _ chunk: Chunk, in buffer: ChunkBuffer) {
        guard let field = rows.layout.identifier else { return }
        if chunk.index == 0 {
            // As many more as the rest of the file has by its size.
            let share = Double(chunk.totalBytes) / Double(max(chunk.count, 1))
            seen.reserve(min(Int(Double(result.identifiers.count) * share * 1.02), 1 << 26))
        }
        let (rows, separator) = (rows, separator)
        var gone: [Int] = []
        var newlyRejected: [RejectedRow] = []
        var told: [Finding] = []
        seen.add(result.identifiers) { place, first in
            let identifier = result.identifiers[place]
            let bytes = UnsafeRawBufferPointer(
                start: buffer.start + Int(identifier.start), count: Int(identifier.end - identifier.start))
            let line = Int(identifier.line)
            var reader = RecordReader(Array(bytes), separator: separator, firstLine: line)
            guard let cells = reader.next()?.fields, let text = rows.identifier(cells) else { return }
            let finding = Finding.duplicate(
                text, firstLine: Int(first), line: line, field: field, file: rows.layout.file)
            told.append(finding)
            if identifier.row >= 0 {
                var reasons = [finding]
                if case .accepted(_, let warnings) = rows.read(cells, line: line) { reasons = warnings + reasons }
                newlyRejected.append(RejectedRow(line: line, cells: cells, reasons: reasons))
                gone.append(Int(identifier.row))
            } else {
                let place = -1 - Int(identifier.row)
                let row = result.rejected[place]
                result.rejected[place] = RejectedRow(line: row.line, cells: row.cells, reasons: row.reasons + [finding])
            }
        }
        result.findings.merge(told)
        guard !gone.isEmpty else { return }
        for i in result.table.cells.indices { result.table.cells[i].remove(rows: gone) }
        result.table.remove(lines: gone)
        result.rejected = (result.rejected + newlyRejected).sorted { $0.line < $1.line }
    }
}

extension Table {
    /// Forgets the lines of some rows, which are given in ascending order.
    mutating func remove(lines gone: [Int]) {
        var rest = gone[...]
        var kept: [UInt32] = []
        kept.reserveCapacity(lines.count)
        for (i, line) in lines.enumerated() {
            if rest.first == i { rest.removeFirst() } else { kept.append(line) }
        }
        lines = kept
    }
}
