import Tables

extension PartWriter {
    /// Rows of a table, column by column.
    mutating func table(_ value: Table) {
        text(value.file.path)
        list(value.lines) { $0.number(Int($1)) }
        list(value.headers) { $0.text($1) }
        list(value.cells) { $0.cells($1) }
        list(value.defaults.sorted { $0.key < $1.key }) {
            $0.number($1.key)
            $0.number($1.value.reasons.count)
            $0.raw($1.value.reasons)
        }
    }

    private mutating func cells(_ value: Cells) {
        switch value {
        case .absent: number(0)
        case .codes(let codes):
            number(1)
            list(codes) { $0.number(Int($1)) }
        case .numbers(let numbers):
            number(2)
            list(numbers) { writer, number in
                withUnsafeBytes(of: number.bitPattern.littleEndian) { writer.raw($0) }
            }
        case .dates(let dates):
            number(3)
            list(dates) { $0.sum(Int128($1)) }
        case .texts(let texts):
            number(4)
            list(0..<texts.count) { $0.text(texts[$1]) }
        }
    }
}

extension PartReader {
    /// Rows of a table of a kind.
    mutating func table(_ schema: Schema) throws(PartDamage) -> Table {
        var table = Table(schema: schema, file: SourceFile(path: try path()))
        table.lines = try list { (reader: inout PartReader) throws(PartDamage) in
            guard let line = UInt32(exactly: try reader.number()) else { throw PartDamage() }
            return line
        }
        table.headers = try list { (reader: inout PartReader) throws(PartDamage) in try reader.optionalText() }
        table.cells = try list { (reader: inout PartReader) throws(PartDamage) in try reader.cells() }
        let defaults = try list { (reader: inout PartReader) throws(PartDamage) -> (place: Int, reasons: [UInt8]) in
            (
                try reader.number(),
                try reader.list { (reader: inout PartReader) throws(PartDamage) in try reader.byte() }
            )
        }
        for (place, reasons) in defaults {
            var marks = Table.Defaulted(rowCount: 0)
            marks.reasons = reasons
            table.defaults[place] = marks
        }
        guard table.headers.count == schema.columns.count, table.cells.count == schema.columns.count else {
            throw PartDamage()
        }
        return table
    }

    private mutating func cells() throws(PartDamage) -> Cells {
        switch try number() {
        case 0: return .absent
        case 1:
            return .codes(
                try list { (reader: inout PartReader) throws(PartDamage) in
                    guard let code = UInt16(exactly: try reader.number()) else { throw PartDamage() }
                    return code
                })
        case 2:
            return .numbers(
                try list { (reader: inout PartReader) throws(PartDamage) in
                    var bits: UInt64 = 0
                    for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try reader.byte()) << shift }
                    return Double(bitPattern: bits)
                })
        case 3:
            return .dates(
                try list { (reader: inout PartReader) throws(PartDamage) in
                    guard let date = Int32(exactly: try reader.sum()) else { throw PartDamage() }
                    return date
                })
        case 4:
            var column = TextColumn()
            for text in try texts() { column.append(text) }
            return .texts(column)
        default: throw PartDamage()
        }
    }
}
