/// The work that the threads of one run share: chunks are taken in order, read in parallel, and handed over in order.
final class StreamJob<Partial: Sendable>: @unchecked Sendable {
    /// What is handed over for one chunk.
    struct Delivery {
        let partial: Partial
        let rows: Int
        let findings: Findings
        let rejected: [RejectedRow]
        let bytesRead: Int
    }

    private let monitor = Monitor()
    private let sourceMonitor = Monitor()
    private let source: ChunkSource
    private let rows: RowReader
    private let separator: UInt8
    private let needed: Set<String>?
    private let chunkSize: Int
    private let body: @Sendable (Table) -> Partial
    private let ahead: Int
    // Guarded by the monitor.
    private var taken = 0
    private var delivered = 0
    private var checked = 0
    private var identifiers: IdentifierCheck
    private var finished: [Int: Delivery] = [:]
    private var isExhausted = false
    private var failure: FileError?

    init(
        source: ChunkSource, rows: RowReader, separator: UInt8, needed: Set<String>?, chunkSize: Int, threads: Int,
        earlier: IdentifierUses, body: @escaping @Sendable (Table) -> Partial
    ) {
        self.source = source
        self.rows = rows
        self.separator = separator
        self.needed = needed
        self.chunkSize = chunkSize
        self.body = body
        ahead = threads + 2
        identifiers = IdentifierCheck(rows: rows, separator: separator, earlier: earlier)
    }

    /// The identifiers of the rows that were read, when all is done.
    var uses: IdentifierUses { monitor.locked { identifiers.uses } }

    /// What one thread does.
    func work() {
        let buffer = ChunkBuffer(capacity: chunkSize + 1)
        let reader = ChunkReader(rows: rows, separator: separator, needed: needed)
        while let chunk = take(into: buffer) {
            deliver(chunk, finish(chunk, in: buffer, reader))
        }
    }

    /// Hands the results over, in order, on the calling thread, until all is done.
    func collect(_ receive: (Delivery) -> Void) throws(FileError) {
        while let delivery = nextDelivery() { receive(delivery) }
        if let failure { throw failure }
    }

    /// Does all the work on the calling thread.
    func run(_ receive: (Delivery) -> Void) throws(FileError) {
        let buffer = ChunkBuffer(capacity: chunkSize + 1)
        let reader = ChunkReader(rows: rows, separator: separator, needed: needed)
        while let chunk = try source.next(into: buffer) { receive(finish(chunk, in: buffer, reader)) }
    }

    private func finish(_ chunk: Chunk, in buffer: ChunkBuffer, _ reader: ChunkReader) -> Delivery {
        var result = reader.read(chunk, in: buffer)
        if rows.layout.identifier != nil { check(&result, chunk, in: buffer) }
        let count = result.table.rowCount
        Account.rows(
            of: rows.layout.file, seen: result.seen, accepted: count, rejected: result.rejected.count,
            blank: result.blank)
        let partial = body(result.table)
        reader.reuse(&result)
        return Delivery(
            partial: partial, rows: count, findings: result.findings, rejected: result.rejected,
            bytesRead: chunk.bytesRead)
    }

    private func take(into buffer: ChunkBuffer) -> Chunk? {
        // Reading is a step of its own, so that results are handed over meanwhile.
        sourceMonitor.locked { () -> Chunk? in
            let mayGoOn = monitor.locked {
                monitor.wait { taken < delivered + ahead || failure != nil }
                return failure == nil && !isExhausted
            }
            guard mayGoOn else { return nil }
            var chunk: Chunk?
            var problem: FileError?
            do throws(FileError) { chunk = try source.next(into: buffer) } catch { problem = error }
            monitor.locked {
                if chunk == nil { isExhausted = true } else { taken += 1 }
                if let problem { failure = problem }
                if chunk == nil { monitor.signal() }
            }
            return chunk
        }
    }

    private func check(_ result: inout ChunkResult, _ chunk: Chunk, in buffer: ChunkBuffer) {
        monitor.locked {
            monitor.wait { checked == chunk.index }
            identifiers.check(&result, chunk, in: buffer)
            checked += 1
            monitor.signal()
        }
    }

    private func deliver(_ chunk: Chunk, _ delivery: Delivery) {
        monitor.locked {
            finished[chunk.index] = delivery
            monitor.signal()
        }
    }

    private func nextDelivery() -> Delivery? {
        monitor.locked { () -> Delivery? in
            monitor.wait { finished[delivered] != nil || (isExhausted && delivered == taken) || failure != nil }
            guard failure == nil, let delivery = finished.removeValue(forKey: delivered) else { return nil }
            delivered += 1
            monitor.signal()
            return delivery
        }
    }
}
