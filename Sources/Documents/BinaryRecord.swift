import Tables

/// One record of a binary workbook: what kind it is, and where its body lies in the stream.
struct BinaryRecord {
    /// The kinds that are read, by the names of the format's description.
    enum Kind {
        static let formula = 0x0006, eof = 0x000A, dateMode = 0x0022, filePass = 0x002F, continued = 0x003C
        static let codePage = 0x0042, columnInfo = 0x007D, boundSheet = 0x0085, mulRK = 0x00BD, rString = 0x00D6
        static let xf = 0x00E0, mergedCells = 0x00E5, sst = 0x00FC, labelSST = 0x00FD, number = 0x0203, label = 0x0204
        static let boolErr = 0x0205, string = 0x0207, row = 0x0208, rk = 0x027E, format = 0x041E, bof = 0x0809
    }

    let kind: Int
    let body: Range<Int>

    /// The record that begins at a byte; `nil` where it is not there whole.
    init?(at place: Int, in bytes: [UInt8]) {
        guard let kind = bytes.unsigned16(at: place), let length = bytes.unsigned16(at: place + 2),
            place + 4 + length <= bytes.count
        else { return nil }
        self.kind = kind
        body = place + 4..<place + 4 + length
    }

    /// A number of two bytes in the body.
    func unsigned16(_ offset: Int, in bytes: [UInt8]) -> Int? {
        body.lowerBound + offset + 2 <= body.upperBound ? bytes.unsigned16(at: body.lowerBound + offset) : nil
    }

    /// A number of four bytes in the body.
    func unsigned32(_ offset: Int, in bytes: [UInt8]) -> Int? {
        body.lowerBound + offset + 4 <= body.upperBound ? bytes.unsigned32(at: body.lowerBound + offset) : nil
    }

    /// Eight bytes in the body.
    func unsigned64(_ offset: Int, in bytes: [UInt8]) -> UInt64? {
        body.lowerBound + offset + 8 <= body.upperBound ? bytes.unsigned64(at: body.lowerBound + offset) : nil
    }

    /// A byte in the body.
    func byte(_ offset: Int, in bytes: [UInt8]) -> UInt8? {
        body.lowerBound + offset < body.upperBound ? bytes[body.lowerBound + offset] : nil
    }
}

/// Reads texts out of a record and the records that continue it.
struct BinaryTextReader {
    private let bytes: [UInt8]
    private var place: Int
    private var end: Int

    /// From an offset in the body of a record on.
    init(_ record: BinaryRecord, offset: Int, in bytes: [UInt8]) {
        self.bytes = bytes
        place = min(record.body.lowerBound + offset, record.body.upperBound)
        end = record.body.upperBound
    }

    /// Whether nothing follows, in this record and those that continue it.
    var isAtEnd: Bool {
        mutating get { place == end && !goOn() }
    }

    /// A text of characters of one or two bytes, whose length stands before it in so many bytes; `nil` where it is cut.
    mutating func text(lengthOf size: Int) -> String? {
        guard let count = number(size) else { return nil }
        // Some programs leave out what is to be said of an empty text.
        if count == 0, place == end { return "" }
        guard let flags = number(1) else { return nil }
        var isWide = flags & 1 != 0
        var runs = 0, phonetic = 0
        if flags & 8 != 0 {
            guard let given = number(2) else { return nil }
            runs = given
        }
        if flags & 4 != 0 {
            guard let given = number(4) else { return nil }
            phonetic = given
        }
        var units: [UInt16] = []
        units.reserveCapacity(min(count, end - place))
        while units.count < count {
            if place == end {
                // Where a text goes on, it says anew how wide its characters are.
                guard goOn(), let flags = number(1) else { return nil }
                isWide = flags & 1 != 0
            } else if isWide {
                guard place + 2 <= end, let unit = bytes.unsigned16(at: place) else { return nil }
                units.append(UInt16(truncatingIfNeeded: unit))
                place += 2
            } else {
                units.append(UInt16(bytes[place]))
                place += 1
            }
        }
        guard skip(runs * 4 + phonetic) else { return nil }
        return String(decoding: units, as: UTF16.self)
    }

    /// The bytes of a text of the older edition, whose length stands before it in so many bytes; `nil` where it is cut.
    mutating func bytes(lengthOf size: Int) -> ArraySlice<UInt8>? {
        guard let count = number(size), count <= end - place else { return nil }
        defer { place += count }
        return bytes[place..<place + count]
    }

    private mutating func number(_ size: Int) -> Int? {
        var result = 0
        for shift in 0..<size {
            if place == end, !goOn() { return nil }
            result |= Int(bytes[place]) << (8 * shift)
            place += 1
        }
        return result
    }

    private mutating func skip(_ count: Int) -> Bool {
        var left = count
        while left > 0 {
            if place == end, !goOn() { return false }
            let step = min(left, end - place)
            place += step
            left -= step
        }
        return true
    }

    /// Into the next record that continues this one and holds something.
    private mutating func goOn() -> Bool {
        while place == end {
            guard let record = BinaryRecord(at: end, in: bytes), record.kind == BinaryRecord.Kind.continued else {
                return false
            }
            place = record.body.lowerBound
            end = record.body.upperBound
        }
        return true
    }
}
