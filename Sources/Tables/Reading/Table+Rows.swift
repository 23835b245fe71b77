extension Table {
    /// A table of some rows, in the order given; a row may stand in it more than once.
    ///
    /// Only the columns at the places asked for are carried (all where `nil`); the others are absent. O(rows × columns).
    public func selecting(_ rows: [Int32], places: Set<Int>? = nil) -> Table {
        var result = Table(schema: schema, file: file)
        result.headers = headers
        result.lines = rows.map { lines[Int($0)] }
        for place in cells.indices where places?.contains(place) ?? true {
            result.cells[place] = cells[place].selecting(rows)
            if let marks = defaults[place] {
                var own = Defaulted(rowCount: rows.count)
                for (i, row) in rows.enumerated() { own.reasons[i] = marks.reasons[Int(row)] }
                result.defaults[place] = own
            }
        }
        return result
    }

    /// Adds the rows of another table of the same file, such as the next of its chunks.
    package mutating func append(_ other: Table) {
        for place in cells.indices {
            let more = other.cells[place]
            if more == .absent {
                if cells[place] != .absent { cells[place].append(cells[place].blank(other.rowCount)) }
            } else {
                if cells[place] == .absent { cells[place] = more.blank(rowCount) }
                cells[place].append(more)
            }
        }
        for place in cells.indices where headers[place] == nil { headers[place] = other.headers[place] }
        for place in Set(defaults.keys).union(other.defaults.keys) {
            var reasons = defaults[place]?.reasons ?? Array(repeating: 0, count: rowCount)
            reasons += other.defaults[place]?.reasons ?? Array(repeating: 0, count: other.rowCount)
            var marks = Defaulted(rowCount: 0)
            marks.reasons = reasons
            defaults[place] = marks
        }
        lines += other.lines
    }
}

extension Cells {
    /// So many blank cells of the same kind.
    fileprivate func blank(_ count: Int) -> Cells {
        switch self {
        case .absent: return .absent
        case .codes: return .codes(Array(repeating: 0, count: count))
        case .numbers: return .numbers(Array(repeating: Absence.empty.mark, count: count))
        case .dates: return .dates(Array(repeating: 0, count: count))
        case .texts:
            var texts = TextColumn()
            texts.ends = Array(repeating: 0, count: count)
            return .texts(texts)
        }
    }

    /// The cells of some rows.
    func selecting(_ rows: [Int32]) -> Cells {
        switch self {
        case .absent: .absent
        case .codes(let values): .codes(rows.map { values[Int($0)] })
        case .numbers(let values): .numbers(rows.map { values[Int($0)] })
        case .dates(let values): .dates(rows.map { values[Int($0)] })
        case .texts(let values): .texts(values.selecting(rows))
        }
    }
}

extension TextColumn {
    /// The bytes of one text.
    public func bytes(of row: Int) -> ArraySlice<UInt8> { bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }

    /// The texts of some rows.
    func selecting(_ rows: [Int32]) -> TextColumn {
        var result = TextColumn()
        result.ends.reserveCapacity(rows.count)
        for row in rows { result.append(bytes: bytes(of: Int(row))) }
        return result
    }
}
