/// A row's identifier, where the row came to lie, and where its text stands in the buffer.
struct SeenIdentifier {
    var key: IdentifierKey
    var line: UInt32
    /// The row of the chunk's table, or −1 − the place among the rejected rows.
    var row: Int32
    var start: UInt32
    var end: UInt32

    init(_ key: IdentifierKey, line: UInt32, row: Int, start: Int, end: Int) {
        self.key = key
        self.line = line
        self.row = Int32(truncatingIfNeeded: row)
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }
}

/// What came of one chunk.
struct ChunkResult {
    var table: Table
    var findings = Findings()
    var rejected: [RejectedRow] = []
    var identifiers: [SeenIdentifier] = []
    /// How many rows the chunk has, and how many of them are blank.
    var seen = 0
    var blank = 0
}

/// Reads chunks of text into tables: block by block, within a block column by column, and what is not plain by the
/// simple reader. One for each thread.
final class ChunkReader {
    private let rows: RowReader
    private let separator: UInt8
    private let identifierColumn: Int?
    private var grid: FieldGrid
    private let columns: [BlockColumn]
    /// Where each column reads its cells to.
    private let rooms: [UnsafeMutableRawPointer]
    private var stores: [Cells]
    private var lines: [UInt32] = []
    private var identifiers: [SeenIdentifier] = []
    /// Rows of the block that were read one by one and are sound.
    private var readSingly: [Int: [CellValue]] = [:]

    init(rows: RowReader, separator: UInt8, needed: Set<String>?) {
        self.rows = rows
        self.separator = separator
        let layout = rows.layout
        columns = zip(layout.fields, rows.readers).map { field, reader in
            BlockColumn(
                field: field, reader: reader, isNeeded: needed?.contains(reader.column.id) ?? true,
                mayNameSums: rows.totals.free.contains(field.index))
        }
        rooms = columns.map(\.room)
        for (field, isMeant) in rows.contradictions.flatMap(\.watched) { columns[field].watch(isMeant) }
        identifierColumn = columns.firstIndex { $0.kind == .identifiers }
        stores = columns.map { $0.emptyStore }
        let hasRequired = rows.readers.contains { $0.column.isRequired }
        grid = FieldGrid(width: layout.header.count, separator: separator, checksFirstByte: !hasRequired)
    }

    deinit { grid.deallocate() }

    /// Reads a chunk. The table takes the columns with it: hand it back to `reuse` when it is done with.
    func read(_ chunk: Chunk, in buffer: ChunkBuffer) -> ChunkResult {
        let layout = rows.layout
        var result = ChunkResult(table: Table(schema: layout.schema, file: SourceFile(path: layout.file)))
        let text = UnsafeRawPointer(buffer.start)
        var from = 0
        var line = chunk.firstLine
        while from < chunk.count {
            let (end, nextLine) = grid.find(text, from: from, to: chunk.count, hasQuotes: chunk.hasQuotes, line: line)
            if from == 0 {
                reserve(grid.rows * (chunk.count / end + 1))
                swap(&result.identifiers, &identifiers)
            }
            result.seen += grid.rows
            readBlock(text, from: from, to: end, chunk, &result)
            (from, line) = (end, nextLine)
        }
        for (i, field) in layout.fields.enumerated() {
            if columns[i].isNeeded { swap(&result.table.cells[field.place], &stores[i]) }
            result.table.headers[field.place] = field.header
        }
        swap(&result.table.lines, &lines)
        return result
    }

    /// Takes back what a chunk was read into, to save its memory for the next one.
    func reuse(_ result: inout ChunkResult) {
        for (i, field) in rows.layout.fields.enumerated() where columns[i].isNeeded {
            swap(&result.table.cells[field.place], &stores[i])
            stores[i].empty()
        }
        swap(&result.table.lines, &lines)
        lines.removeAll(keepingCapacity: true)
        swap(&result.identifiers, &identifiers)
        identifiers.removeAll(keepingCapacity: true)
    }

    /// Makes room for the rows of a chunk, of which there are about so many: growing step by step costs twice the memory.
    private func reserve(_ rows: Int) {
        for i in columns.indices where columns[i].isNeeded { stores[i].reserve(rows) }
        lines.reserveCapacity(rows)
        identifiers.reserveCapacity(identifierColumn == nil ? 0 : rows)
    }

    private func readBlock(
        _ text: UnsafeRawPointer, from: Int, to end: Int, _ chunk: Chunk, _ result: inout ChunkResult
    ) {
        flagStrangeRows(text, from: from, to: end, chunk)
        for column in columns { column.read(text, grid, isASCII: chunk.isASCII) }
        flagSplitNumbers(text)
        flagExcess()
        let firstRow = lines.count
        let hasFlags = readFlagged(text, chunk, firstRow: firstRow, &result)
        if identifierColumn != nil { noteIdentifiers(firstRow: firstRow, hasFlags: hasFlags, &result) }
        for i in columns.indices where columns[i].isNeeded {
            switch columns[i].kind {
            case .texts, .identifiers: appendTexts(text, i)
            default: columns[i].append(to: &stores[i], grid, compacts: hasFlags)
            }
        }
        if hasFlags {
            for row in 0..<grid.rows where grid.flags[row] != FieldGrid.gone { lines.append(grid.line(ofRow: row)) }
        } else {
            grid.appendLines(to: &lines)
        }
        readSingly.removeAll(keepingCapacity: true)
    }

    /// Flags all rows below a header with errors, rows with undecodable or invisible characters, those with text behind
    /// the header's last column, and those that may hold the sums of others.
    private func flagStrangeRows(_ text: UnsafeRawPointer, from: Int, to end: Int, _ chunk: Chunk) {
        if !rows.layout.isUsable {
            for row in 0..<grid.rows { grid.flags[row] = 1 }
            return
        }
        if !chunk.isASCII {
            let block = UnsafeRawBufferPointer(start: text + from, count: end - from)
            if !UTF8Scan.isSound(block) || UTF8Scan.hasInvisible(block) {
                for row in 0..<grid.rows {
                    let (start, stop) = (grid.start(ofRow: row), grid.end(ofRow: row))
                    let bytes = UnsafeRawBufferPointer(start: text + start, count: stop - start)
                    if !UTF8Scan.isSound(bytes) || UTF8Scan.hasInvisible(bytes) { grid.flags[row] = 1 }
                }
            }
        }
        // The other columns that may name sums are looked at where they are read.
        for column in rows.totals.unknown {
            TotalWord.withEndBytes { ends in
                for row in 0..<grid.rows where grid.flags[row] == 0 {
                    let (start, end) = grid.field(row: row, column)
                    if TotalWord.isOne(text, start, end, ends) { grid.flags[row] = 1 }
                }
            }
        }
        for extra in rows.layout.width..<grid.width {
            for row in 0..<grid.rows {
                let (start, end) = grid.field(row: row, extra)
                if start != end { grid.flags[row] = 1 }
            }
        }
    }

    /// Flags rows in which a text behind a number may be the end of that number.
    private func flagSplitNumbers(_ text: UnsafeRawPointer) {
        for (_, behind) in rows.splits {
            for row in 0..<grid.rows where grid.flags[row] == 0 {
                let field = grid.field(row: row, behind)
                let (start, end) = ByteTrimming.trimmed(text, field.start, field.end)
                guard end - start >= 3, text.load(fromByteOffset: start, as: UInt8.self) &- 48 <= 9 else { continue }
                let next = text.load(fromByteOffset: start + 3, as: UInt8.self)
                if end - start == 3 || next == UInt8(ascii: ".") { grid.flags[row] = 1 }
            }
        }
    }

    /// Flags rows that take away more than there is, or contradict themselves.
    private func flagExcess() {
        let (count, flags) = (grid.rows, grid.flags)
        rooms.withUnsafeBufferPointer { rooms in
            for contradiction in rows.contradictions {
                contradiction.flag(flags, rows: count, rooms) { columns[$0].hasMetWatched }
            }
            for relation in rows.relations {
                for row in 0..<count where flags[row] == 0 {
                    let excess = relation.excess { rooms[$0].assumingMemoryBound(to: Double.self)[row] }
                    if excess != nil { flags[row] = 1 }
                }
            }
        }
    }

    /// Reads the flagged rows of the block one by one, as the simple reader does; says whether there are any.
    private func readFlagged(
        _ text: UnsafeRawPointer, _ chunk: Chunk, firstRow: Int, _ result: inout ChunkResult
    ) -> Bool {
        var hasFlags = false
        for row in 0..<grid.rows where grid.flags[row] != 0 {
            hasFlags = true
            let line = Int(grid.line(ofRow: row))
            let start = grid.start(ofRow: row)
            let end = min(grid.end(ofRow: row), chunk.trueCount)
            grid.flags[row] = FieldGrid.gone
            var reader = RecordReader(
                Array(UnsafeRawBufferPointer(start: text + start, count: end - start)), separator: separator,
                firstLine: line)
            guard let record = reader.next() else {
                result.blank += 1
                continue
            }
            let problem = reader.unclosedQuote.map {
                Finding(.error, .unclosedQuote, at: Location(file: rows.layout.file, line: $0))
            }
            switch rows.read(record.fields, line: line, problem: problem) {
            case .blank: result.blank += 1
            case .accepted(let values, let warnings):
                for finding in warnings { result.findings.add(finding) }
                if rows.layout.isUsable {
                    keep(values, row: row)
                } else {
                    reject(record.fields, row: row, warnings, start: start, end: end, &result)
                }
            case .rejected(let reasons):
                for finding in reasons { result.findings.add(finding) }
                reject(record.fields, row: row, reasons, start: start, end: end, &result)
            }
        }
        return hasFlags
    }

    private func keep(_ values: [CellValue], row: Int) {
        grid.flags[row] = 1
        readSingly[row] = values
        for (i, value) in values.enumerated() { columns[i].set(value, row: row) }
    }

    private func reject(
        _ cells: [String], row: Int, _ reasons: [Finding], start: Int, end: Int, _ result: inout ChunkResult
    ) {
        let line = Int(grid.line(ofRow: row))
        result.rejected.append(
            RejectedRow(line: line, cells: cells, reasons: reasons + rows.headerReason(line: line)))
        if identifierColumn != nil, let text = rows.identifier(cells) {
            result.identifiers.append(
                SeenIdentifier(
                    IdentifierKey(text), line: grid.line(ofRow: row), row: -result.rejected.count, start: start,
                    end: end))
        }
    }

    /// Notes the identifiers of the block's rows, between those of its rejected rows, which are noted already.
    private func noteIdentifiers(firstRow: Int, hasFlags: Bool, _ result: inout ChunkResult) {
        guard let which = identifierColumn else { return }
        let keys = columns[which].room.assumingMemoryBound(to: IdentifierKey.self)
        let rejected = hasFlags ? result.identifiers.lastIndex { $0.row >= 0 || $0.line < grid.line(ofRow: 0) } : nil
        var others = hasFlags ? result.identifiers[(rejected.map { $0 + 1 } ?? 0)...] : []
        result.identifiers.removeLast(others.count)
        var tableRow = firstRow
        for row in 0..<grid.rows where !hasFlags || grid.flags[row] != FieldGrid.gone {
            let line = grid.line(ofRow: row)
            while let other = others.first, other.line < line {
                result.identifiers.append(other)
                others.removeFirst()
            }
            var key = keys[row]
            if hasFlags, let values = readSingly[row], case .text(let text) = values[which] {
                key = text.isEmpty ? IdentifierKey() : IdentifierKey(text)
            }
            if key != IdentifierKey() {
                result.identifiers.append(
                    SeenIdentifier(
                        key, line: line, row: tableRow, start: grid.start(ofRow: row), end: grid.end(ofRow: row)))
            }
            tableRow += 1
        }
        result.identifiers.append(contentsOf: others)
    }

    private func appendTexts(_ text: UnsafeRawPointer, _ which: Int) {
        guard case .texts(var texts) = stores[which] else { return }
        stores[which] = .absent
        let index = columns[which].index
        for row in 0..<grid.rows where grid.flags[row] != 0 {
            // Rows that are read one by one come between plain ones.
            appendTexts(text, which, index, to: &texts)
            stores[which] = .texts(texts)
            return
        }
        texts.append(grid.rows) { row in
            let (start, end) = grid.field(row: row, index)
            let (first, last) = ByteTrimming.trimmed(text, start, end)
            return UnsafeRawBufferPointer(start: text + first, count: last - first)
        }
        stores[which] = .texts(texts)
    }
    private func appendTexts(_ text: UnsafeRawPointer, _ which: Int, _ index: Int, to texts: inout TextColumn) {
        for row in 0..<grid.rows where grid.flags[row] != FieldGrid.gone {
            if grid.flags[row] != 0, let values = readSingly[row], case .text(let value) = values[which] {
                texts.append(value)
                continue
            }
            let field = grid.field(row: row, index)
            let (start, end) = ByteTrimming.trimmed(text, field.start, field.end)
            texts.append(bytes: UnsafeRawBufferPointer(start: text + start, count: end - start))
        }
    }
}
