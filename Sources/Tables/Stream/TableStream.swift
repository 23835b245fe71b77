/// A table of any size, read piece by piece: what all tables of text are read with.
///
/// ```swift
/// let stream = try TableStream("fleet.csv", schema: vehicles, vocabularies: words)
/// var total = 0.0
/// let result = try stream.process(threads: 2) { table in
///     (table.numbers("population") ?? []).reduce(0, +)           // runs on several threads
/// } inOrder: { part, _ in
///     total += part                                               // runs here, in the order of the file
/// }
/// ```
///
/// Chunks of whole rows are read in parallel and handed over in the order of the file; rows, codes, findings and
/// rejected rows are those of the simple reader, whatever the chunk size and the number of threads. Memory holds a few
/// chunks for each thread, never the file; where the schema has an identifier, a few bytes a row besides where identifiers
/// ascend, or 40 where they do not.
public struct TableStream: Sendable {
    /// How far a run has come.
    public struct Progress: Sendable {
        /// Bytes of the file that are read.
        public let bytes: Int
        /// Bytes that it has.
        public let totalBytes: Int
        /// Rows that are handed over.
        public let rows: Int
    }

    /// What came of a run.
    public struct Outcome: Sendable {
        /// The file and the digest of its bytes, where it was taken.
        public var file: SourceFile
        /// The columns of the file; `nil` where it has no header.
        public var layout: Layout?
        /// Everything that was found, the header's findings included.
        public var findings: Findings
        /// The rows that are not used, unless they were handed over one by one.
        public var rejected: RejectedRows
        /// How many rows are sound.
        public var rowCount = 0
        /// How many are not.
        public var rejectedCount = 0
        /// The identifiers of the rows, where a piece of a file was read.
        package var identifiers = IdentifierUses()
    }

    /// A piece of a file that is read apart from the others.
    package struct Piece: Sendable {
        /// Its rows; the whole file where `nil`.
        package var span: RowSpan?
        /// Identifiers of its rows that rows before it use.
        package var earlier: IdentifierUses

        /// A piece.
        package init(_ span: RowSpan?, earlier: IdentifierUses = IdentifierUses()) {
            self.span = span
            self.earlier = earlier
        }
    }

    /// The path as the user named it.
    public let path: String
    /// What the columns are.
    public let schema: Schema
    /// The words that code columns may hold.
    public let vocabularies: Vocabularies
    /// How many bytes of text a chunk has, about.
    public let chunkSize: Int

    /// A stream over a file, which is not opened yet.
    public init(_ path: String, schema: Schema, vocabularies: Vocabularies, chunkSize: Int = 1 << 20) {
        self.path = path
        self.schema = schema
        self.vocabularies = vocabularies
        self.chunkSize = max(chunkSize, 1)
    }

    /// Reads the file from beginning to end.
    ///
    /// - Parameters:
    ///   - threads: how many threads read and process chunks; with one, all runs on the calling thread.
    ///   - needed: the ids of the columns that the tables shall have; all columns are checked in any case.
    ///   - takesDigest: whether SHA-256 is taken on the way.
    ///   - chunk: processes the rows of one chunk; must not keep the table. A chunk may have no rows.
    ///   - inOrder: takes what came of each chunk, on the calling thread, in the order of the file.
    ///   - rejectedRow: takes each rejected row, on the calling thread, in the order of the file; without it they are
    ///     collected in the outcome, about half a kilobyte each.
    public func process<Partial: Sendable>(
        threads: Int = 1, needed: Set<String>? = nil, takesDigest: Bool = true,
        chunk: @escaping @Sendable (Table) -> Partial, inOrder: (Partial, Progress) -> Void,
        rejectedRow: ((RejectedRow) -> Void)? = nil
    ) throws(FileError) -> Outcome {
        try process(
            threads: threads, needed: needed, takesDigest: takesDigest, piece: nil, chunk: chunk, inOrder: inOrder,
            rejectedRow: rejectedRow)
    }

    /// The same with a piece of the file alone, whose identifiers are kept; all of it, and none, where `nil`.
    package func process<Partial: Sendable>(
        threads: Int = 1, needed: Set<String>? = nil, takesDigest: Bool = true, piece: Piece?,
        chunk: @escaping @Sendable (Table) -> Partial, inOrder: (Partial, Progress) -> Void,
        rejectedRow: ((RejectedRow) -> Void)? = nil
    ) throws(FileError) -> Outcome {
        let source = try ByteSource(path: path, takesDigest: takesDigest)
        var outcome = Outcome(
            file: SourceFile(path: path), findings: Findings(), rejected: RejectedRows(file: path, header: []))
        guard let head = try StreamHead(source, schema: schema) else {
            outcome.findings.add(Finding(.error, source.problem ?? .emptyFile, at: Location(file: path)))
            try source.skipRest()
            outcome.file = SourceFile(path: path, digest: source.digest)
            return outcome
        }
        outcome.layout = head.layout
        if piece?.span?.isFirst ?? true { outcome.findings = head.layout.findings }
        outcome.rejected = RejectedRows(file: path, header: head.layout.header)
        guard !head.layout.fields.isEmpty else {
            try source.skipRest()
            outcome.file = SourceFile(path: path, digest: source.digest)
            return outcome
        }
        if let span = piece?.span { source.go(to: span) }
        let chunks = ChunkSource(
            source, size: chunkSize, separator: head.separator, pending: piece?.span == nil ? head.rest : [],
            line: piece?.span?.start.line ?? head.nextLine)
        let job = StreamJob(
            source: chunks,
            rows: RowReader(
                layout: head.layout, vocabularies: vocabularies, options: head.options),
            separator: head.separator, needed: needed, chunkSize: chunkSize, threads: threads,
            earlier: piece?.earlier ?? IdentifierUses(), body: chunk)
        let receive: (StreamJob<Partial>.Delivery) -> Void = { delivery in
            outcome.rowCount += delivery.rows
            outcome.rejectedCount += delivery.rejected.count
            outcome.findings.add(delivery.findings)
            if let rejectedRow {
                for row in delivery.rejected { rejectedRow(row) }
            } else {
                outcome.rejected.rows += delivery.rejected
            }
            inOrder(
                delivery.partial,
                Progress(bytes: delivery.bytesRead, totalBytes: source.length, rows: outcome.rowCount))
        }
        let workers = threads > 1 ? Workers.start(threads) { job.work() } : []
        if workers.isEmpty {
            try job.run(receive)
        } else {
            defer { Workers.join(workers) }
            try job.collect(receive)
        }
        outcome.file = SourceFile(path: path, digest: chunks.digest)
        if piece != nil { outcome.identifiers = job.uses }
        return outcome
    }

    /// Reads the whole file into one table; `progress` is told after each chunk.
    public func read(
        threads: Int = 1, progress: ((Progress) -> Void)? = nil
    ) throws(FileError) -> TableResult {
        var cells = [Cells](repeating: .absent, count: schema.columns.count)
        var lines: [UInt32] = []
        let outcome = try process(threads: threads) {
            $0
        } inOrder: { part, reached in
            for i in cells.indices { cells[i].append(part.cells[i]) }
            lines += part.lines
            progress?(reached)
        }
        var table = Table(schema: schema, file: outcome.file)
        for field in outcome.layout?.fields ?? [] {
            table.headers[field.place] = field.header
            if lines.isEmpty { cells[field.place] = Cells.none(of: schema.columns[field.place].content) }
        }
        table.cells = cells
        table.lines = lines
        return TableResult(table: table, findings: outcome.findings, rejected: outcome.rejected)
    }
}
