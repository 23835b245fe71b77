extension FieldGrid {
    /// The flag of a row that does not come into the table.
    static let gone: UInt8 = 2

    /// Adds the lines of all rows.
    func appendLines(to all: inout [UInt32]) {
        if let firstLine {
            let first = UInt32(truncatingIfNeeded: firstLine)
            all.append(contentsOf: first..<(first + UInt32(rows)))
        } else {
            all.append(contentsOf: UnsafeBufferPointer(start: lines, count: rows))
        }
    }
}

extension BlockColumn {
    /// A column without rows.
    var emptyStore: Cells {
        isNeeded ? Cells.none(of: reader.column.content) : .absent
    }

    /// Puts a value in its place in the block; texts are kept elsewhere.
    func set(_ value: CellValue, row: Int) {
        switch value {
        case .code(let code): room.assumingMemoryBound(to: UInt16.self)[row] = code
        case .number(let number): room.assumingMemoryBound(to: Double.self)[row] = number
        case .date(let date): room.assumingMemoryBound(to: Int32.self)[row] = date
        case .text: break
        }
    }

    /// Adds the rows of the block to a column of the chunk, without those that are gone.
    func append(to store: inout Cells, _ grid: FieldGrid, compacts: Bool) {
        let count = compacts ? compact(grid) : grid.rows
        switch store {
        case .codes(var codes):
            store = .absent
            codes.append(
                contentsOf: UnsafeBufferPointer(start: room.assumingMemoryBound(to: UInt16.self), count: count))
            store = .codes(codes)
        case .numbers(var numbers):
            store = .absent
            numbers.append(
                contentsOf: UnsafeBufferPointer(start: room.assumingMemoryBound(to: Double.self), count: count))
            store = .numbers(numbers)
        case .dates(var dates):
            store = .absent
            dates.append(contentsOf: UnsafeBufferPointer(start: room.assumingMemoryBound(to: Int32.self), count: count))
            store = .dates(dates)
        case .texts, .absent: break
        }
    }

    private func compact(_ grid: FieldGrid) -> Int {
        var count = 0
        switch kind {
        case .codes:
            let values = room.assumingMemoryBound(to: UInt16.self)
            for row in 0..<grid.rows where grid.flags[row] != FieldGrid.gone {
                values[count] = values[row]
                count += 1
            }
        case .numbers:
            let values = room.assumingMemoryBound(to: Double.self)
            for row in 0..<grid.rows where grid.flags[row] != FieldGrid.gone {
                values[count] = values[row]
                count += 1
            }
        case .dates:
            let values = room.assumingMemoryBound(to: Int32.self)
            for row in 0..<grid.rows where grid.flags[row] != FieldGrid.gone {
                values[count] = values[row]
                count += 1
            }
        case .texts, .identifiers: break
        }
        return count
    }
}

extension Cells {
    /// Removes all rows, keeping the memory.
    mutating func empty() {
        switch self {
        case .absent: break
        case .codes(var codes):
            self = .absent
            codes.removeAll(keepingCapacity: true)
            self = .codes(codes)
        case .numbers(var numbers):
            self = .absent
            numbers.removeAll(keepingCapacity: true)
            self = .numbers(numbers)
        case .dates(var dates):
            self = .absent
            dates.removeAll(keepingCapacity: true)
            self = .dates(dates)
        case .texts(var texts):
            self = .absent
            texts.bytes.removeAll(keepingCapacity: true)
            texts.ends.removeAll(keepingCapacity: true)
            self = .texts(texts)
        }
    }

    /// Makes room for so many rows.
    mutating func reserve(_ rows: Int) {
        switch self {
        case .absent: break
        case .codes(var codes):
            self = .absent
            codes.reserveCapacity(rows)
            self = .codes(codes)
        case .numbers(var numbers):
            self = .absent
            numbers.reserveCapacity(rows)
            self = .numbers(numbers)
        case .dates(var dates):
            self = .absent
            dates.reserveCapacity(rows)
            self = .dates(dates)
        case .texts(var texts):
            self = .absent
            texts.ends.reserveCapacity(rows)
            self = .texts(texts)
        }
    }

    /// Adds the rows of another column of the same kind.
    mutating func append(_ other: Cells) {
        switch other {
        case .codes(let more):
            guard case .codes(var codes) = self else { return replaceAbsent(by: other) }
            self = .absent
            codes += more
            self = .codes(codes)
        case .numbers(let more):
            guard case .numbers(var numbers) = self else { return replaceAbsent(by: other) }
            self = .absent
            numbers += more
            self = .numbers(numbers)
        case .dates(let more):
            guard case .dates(var dates) = self else { return replaceAbsent(by: other) }
            self = .absent
            dates += more
            self = .dates(dates)
        case .texts(let more):
            guard case .texts(var texts) = self else { return replaceAbsent(by: other) }
            self = .absent
            let offset = texts.bytes.count
            texts.bytes += more.bytes
            texts.ends.append(contentsOf: more.ends.lazy.map { $0 + offset })
            self = .texts(texts)
        case .absent: break
        }
    }

    private mutating func replaceAbsent(by other: Cells) {
        if case .absent = self { self = other }
    }

    /// The column without some rows, which are given in ascending order.
    mutating func remove(rows: [Int]) {
        func kept<T>(_ values: [T]) -> [T] {
            var gone = rows[...]
            return values.enumerated().compactMap { i, value in
                if gone.first == i {
                    gone.removeFirst()
                    return nil
                }
                return value
            }
        }
        switch self {
        case .absent: break
        case .codes(let codes): self = .codes(kept(codes))
        case .numbers(let numbers): self = .numbers(kept(numbers))
        case .dates(let dates): self = .dates(kept(dates))
        case .texts(let texts):
            var copy = TextColumn()
            for row in kept(Array(0..<texts.count)) {
                copy.append(bytes: texts.bytes[(row == 0 ? 0 : texts.ends[row - 1])..<texts.ends[row]])
            }
            self = .texts(copy)
        }
    }
}

extension TextColumn {
    /// Adds many texts at once. Sixteen bytes behind each must be readable.
    mutating func append(_ count: Int, _ text: (Int) -> UnsafeRawBufferPointer) {
        let slack = 16
        ends.reserveCapacity(ends.count + count)
        var room = 0
        for row in 0..<count { room += text(row).count }
        let old = bytes.count
        bytes.append(addingCapacity: room + slack) { output in
            output.withUnsafeMutableBufferPointer { buffer, filled in
                guard let target = buffer.baseAddress.map(UnsafeMutableRawPointer.init) else { return }
                var place = filled
                for row in 0..<count {
                    let bytes = text(row)
                    if let start = bytes.baseAddress {
                        // Most texts are short: two words, whatever stands behind the text is overwritten by the next.
                        if bytes.count <= slack {
                            target.storeBytes(
                                of: start.loadUnaligned(as: SIMD2<UInt64>.self), toByteOffset: place,
                                as: SIMD2<UInt64>.self)
                        } else {
                            (target + place).copyMemory(from: start, byteCount: bytes.count)
                        }
                    }
                    place += bytes.count
                    ends.append(old + place - filled)
                }
                filled = place
            }
        }
    }
}
