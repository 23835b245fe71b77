internal import CArrow
import Lantian

/// A result as columns, which Arrow's consumers read where they lie: texts, whole numbers, and masses as decimals of 128 bits with 12
/// places, which are the micrograms themselves.
final class ArrowTable: Sendable {
    /// The values of a column.
    enum Values: Sendable {
        case texts([String])
        case masses([Mass?])
        case counts([Int])
    }

    let names: [String]
    let columns: [Values]
    let rowCount: Int

    init(_ columns: [(name: String, values: Values)]) {
        names = columns.map(\.name)
        self.columns = columns.map(\.values)
        rowCount =
            switch columns.first?.values {
            case .texts(let values): values.count
            case .masses(let values): values.count
            case .counts(let values): values.count
            case nil: 0
            }
    }

    /// The table as CSV, as the program writes it.
    var csv: [UInt8] {
        var writer = CSVWriter()
        writer.row(names)
        for row in 0..<rowCount {
            writer.row(
                columns.map { column in
                    switch column {
                    case .texts(let values): values[row]
                    case .masses(let values): values[row]?.tonnes() ?? ""
                    case .counts(let values): String(values[row])
                    }
                })
        }
        return writer.bytes
    }

    /// Begins a stream of one batch.
    func export(to out: UnsafeMutablePointer<ArrowArrayStream>) {
        out.pointee = ArrowArrayStream(
            get_schema: { stream, out in
                guard let out, let state = StreamState.of(stream) else { return 22 }
                state.table.exportSchema(to: out)
                return 0
            },
            get_next: { stream, out in
                guard let out, let state = StreamState.of(stream) else { return 22 }
                if state.isDone {
                    out.pointee = ArrowArray()
                } else {
                    state.isDone = true
                    state.table.exportBatch(to: out)
                }
                return 0
            },
            get_last_error: { _ in nil },
            release: { stream in
                guard let stream, let data = stream.pointee.private_data else { return }
                Unmanaged<StreamState>.fromOpaque(data).release()
                stream.pointee.release = nil
                stream.pointee.private_data = nil
            },
            private_data: Unmanaged.passRetained(StreamState(self)).toOpaque())
    }

    private final class StreamState {
        let table: ArrowTable
        var isDone = false
        init(_ table: ArrowTable) { self.table = table }

        static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> StreamState? {
            stream?.pointee.private_data.map { Unmanaged<StreamState>.fromOpaque($0).takeUnretainedValue() }
        }
    }
}

// MARK: Schema

extension ArrowTable {
    private func exportSchema(to out: UnsafeMutablePointer<ArrowSchema>) {
        let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>.allocate(
            capacity: max(columns.count, 1))
        for (place, column) in columns.enumerated() {
            let format =
                switch column {
                case .texts: "u"
                case .masses: "d:38,12"
                case .counts: "l"
                }
            let child = UnsafeMutablePointer<ArrowSchema>.allocate(capacity: 1)
            child.initialize(to: ArrowTable.schema(format, names[place], nil, 0))
            children[place] = child
        }
        out.pointee = ArrowTable.schema("+s", "", children, columns.count)
    }

    private static func schema(
        _ format: String, _ name: String,
        _ children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowSchema>?>?, _ count: Int
    ) -> ArrowSchema {
        ArrowSchema(
            format: copy(format), name: copy(name), metadata: nil, flags: Int64(ARROW_FLAG_NULLABLE),
            n_children: Int64(count), children: children, dictionary: nil,
            release: { schema in
                guard let schema, schema.pointee.release != nil else { return }
                for place in 0..<Int(schema.pointee.n_children) {
                    guard let child = schema.pointee.children?[place] else { continue }
                    child.pointee.release?(child)
                    child.deallocate()
                }
                schema.pointee.children?.deallocate()
                schema.pointee.format?.deallocate()
                schema.pointee.name?.deallocate()
                schema.pointee.release = nil
            }, private_data: nil)
    }

    private static func copy(_ text: String) -> UnsafePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (place, byte) in bytes.enumerated() { copy[place] = byte }
        return UnsafePointer(copy)
    }
}

// MARK: Batches

extension ArrowTable {
    private func exportBatch(to out: UnsafeMutablePointer<ArrowArray>) {
        let children = UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>.allocate(capacity: max(columns.count, 1))
        for (place, column) in columns.enumerated() {
            let child = UnsafeMutablePointer<ArrowArray>.allocate(capacity: 1)
            child.initialize(to: ArrowTable.array(column, rowCount))
            children[place] = child
        }
        out.pointee = ArrowTable.array([nil], rowCount, nulls: 0, children, columns.count)
    }

    private static func array(_ column: Values, _ count: Int) -> ArrowArray {
        switch column {
        case .texts(let values):
            var bytes: [UInt8] = []
            var ends: [Int64] = [0]
            for value in values {
                bytes.append(contentsOf: value.utf8)
                ends.append(Int64(bytes.count))
            }
            // Texts of a result stay below 2 GB.
            return array([nil, room(ends.map { Int32(truncatingIfNeeded: $0) }), room(bytes)], count, nulls: 0)
        case .masses(let values):
            var bits = [UInt8](repeating: 0, count: (count + 7) / 8)
            for (row, value) in values.enumerated() where value != nil { bits[row >> 3] |= 1 << UInt8(row & 7) }
            let nulls = values.count { $0 == nil }
            return array([room(bits), room(values.map { $0?.micrograms ?? 0 })], count, nulls: nulls)
        case .counts(let values): return array([nil, room(values.map { Int64($0) })], count, nulls: 0)
        }
    }

    /// A copy of values at a place that Arrow's consumers may read.
    private static func room<Value>(_ values: [Value]) -> UnsafeMutableRawPointer {
        let room = UnsafeMutableRawPointer.allocate(
            byteCount: max(values.count * MemoryLayout<Value>.stride, 64), alignment: 64)
        values.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { room.copyMemory(from: start, byteCount: bytes.count) }
        }
        return room
    }

    private static func array(
        _ buffers: [UnsafeMutableRawPointer?], _ count: Int, nulls: Int,
        _ children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>? = nil, _ childCount: Int = 0
    ) -> ArrowArray {
        let pointers = UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: buffers.count)
        for (place, buffer) in buffers.enumerated() { pointers[place] = buffer.map { UnsafeRawPointer($0) } }
        return ArrowArray(
            length: Int64(count), null_count: Int64(nulls), offset: 0, n_buffers: Int64(buffers.count),
            n_children: Int64(childCount), buffers: pointers, children: children, dictionary: nil,
            release: { array in
                guard let array, array.pointee.release != nil else { return }
                for place in 0..<Int(array.pointee.n_children) {
                    guard let child = array.pointee.children?[place] else { continue }
                    child.pointee.release?(child)
                    child.deallocate()
                }
                array.pointee.children?.deallocate()
                for place in 0..<Int(array.pointee.n_buffers) {
                    if let buffer = array.pointee.buffers?[place] {
                        UnsafeMutableRawPointer(mutating: buffer).deallocate()
                    }
                }
                array.pointee.buffers?.deallocate()
                array.pointee.release = nil
            }, private_data: nil)
    }
}
