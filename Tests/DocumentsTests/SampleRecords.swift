/// The stream of a binary workbook made by hand, record by record.
struct SampleRecords {
    private(set) var bytes: [UInt8] = []
    private var sheets: [(name: String, state: UInt8, kind: UInt8, records: SampleRecords)] = []
    private let isUnicode: Bool

    init(isUnicode: Bool = true) { self.isUnicode = isUnicode }

    /// A record of a kind.
    mutating func add(_ kind: Int, _ body: [UInt8]) { bytes += word(kind) + word(body.count) + body }

    mutating func begin(_ type: Int) { add(0x0809, word(isUnicode ? 0x0600 : 0x0500) + word(type) + [0, 0, 0, 0]) }

    /// A sheet of records of its own, that is listed with the others.
    mutating func addSheet(_ name: String, state: UInt8 = 0, kind: UInt8 = 0, _ records: SampleRecords) {
        sheets.append((name, state, kind, records))
    }

    /// A cell: row and column from 0, its style, what it holds.
    mutating func cell(_ kind: Int, _ row: Int, _ column: Int, style: Int = 0, _ content: [UInt8]) {
        add(kind, word(row) + word(column) + word(style) + content)
    }

    mutating func number(_ row: Int, _ column: Int, style: Int = 0, _ value: Double) {
        cell(0x0203, row, column, style: style, long(value.bitPattern))
    }

    /// A text as its length, how wide its characters are, and these.
    static func text(_ text: String, lengthOf size: Int) -> [UInt8] {
        let units = Array(text.utf16)
        let isWide = units.contains { $0 > 255 }
        return word(units.count).prefix(size) + [isWide ? 1 : 0]
            + units.flatMap { isWide ? word(Int($0)) : [UInt8(truncatingIfNeeded: $0)] }
    }

    /// A sheet's records between those that begin and end it.
    static func sheet(isUnicode: Bool = true, type: Int = 16, _ fill: (inout SampleRecords) -> Void) -> SampleRecords {
        var records = SampleRecords(isUnicode: isUnicode)
        records.begin(type)
        fill(&records)
        records.add(0x000A, [])
        return records
    }

    /// The whole stream: what was added, the list of sheets, the sheets. `offset` tells where one is said to begin.
    func finished(offset: (Int, Int) -> Int = { $1 }) -> [UInt8] {
        var globals = SampleRecords(isUnicode: isUnicode)
        globals.begin(5)
        globals.bytes += bytes
        let names = sheets.map { sheet in
            isUnicode
                ? SampleRecords.text(sheet.name, lengthOf: 1)
                : [UInt8(truncatingIfNeeded: sheet.name.utf8.count)] + Array(sheet.name.utf8)
        }
        var place = globals.bytes.count + names.reduce(0) { $0 + 10 + $1.count } + 4
        for (number, sheet) in sheets.enumerated() {
            let start = offset(number, place)
            globals.add(0x0085, word(start & 0xFFFF) + word(start >> 16) + [sheet.state, sheet.kind] + names[number])
            place += sheet.records.bytes.count
        }
        globals.add(0x000A, [])
        return sheets.reduce(globals.bytes) { $0 + $1.records.bytes }
    }
}

/// A container made by hand that holds one stream.
enum SampleCompound {
    /// Sectors of 512 bytes: the table, the directory, the stream; a small one within a stream of small sectors.
    static func file(_ stream: [UInt8], name: String = "Workbook", isSmall: Bool = false) -> [UInt8] {
        let ending = 0xFFFF_FFFE, free = 0xFFFF_FFFF
        var content = stream
        if !isSmall, content.count < 4096 { content += [UInt8](repeating: 0, count: 4096 - content.count) }
        let sectors = (content.count + 511) / 512
        let smallSectors = (stream.count + 63) / 64
        var tables = 1
        while tables * 128 < sectors + tables + 2 { tables += 1 }
        precondition(tables <= 109)
        // Tables, directory, table of small sectors, content.
        var table = [Int](repeating: 0xFFFF_FFFD, count: tables) + [ending, ending]
        let first = table.count
        table += (0..<sectors).map { $0 + 1 < sectors ? first + $0 + 1 : ending }
        table += [Int](repeating: free, count: tables * 128 - table.count)

        var header = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
        header += word(0x3E) + word(3) + word(0xFFFE) + word(9) + word(6) + [UInt8](repeating: 0, count: 10)
        header += double(tables) + double(tables) + double(0) + double(4096)
        header += double(isSmall ? tables + 1 : ending) + double(isSmall ? 1 : 0) + double(ending) + double(0)
        header += (0..<109).flatMap { double($0 < tables ? $0 : free) }

        let root = entry(
            "Root Entry", kind: 5, child: 1, start: isSmall ? first : ending, size: isSmall ? smallSectors * 64 : 0)
        let directory =
            root + entry(name, kind: 2, child: free, start: isSmall ? 0 : first, size: content.count)
            + [UInt8](repeating: 0, count: 256)
        let small = (0..<128).flatMap { double($0 + 1 < smallSectors ? $0 + 1 : $0 < smallSectors ? ending : free) }
        content += [UInt8](repeating: 0, count: sectors * 512 - content.count)
        return header + table.flatMap(double) + directory + small + content
    }

    private static func entry(_ name: String, kind: UInt8, child: Int, start: Int, size: Int) -> [UInt8] {
        let units = Array(name.utf16).flatMap { word(Int($0)) }
        return units + [UInt8](repeating: 0, count: 64 - units.count) + word(units.count + 2) + [kind, 1]
            + double(0xFFFF_FFFF) + double(0xFFFF_FFFF) + double(child) + [UInt8](repeating: 0, count: 36)
            + double(start)
            + double(size) + double(0)
    }
}

func word(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }

func double(_ value: Int) -> [UInt8] { word(value) + word(value >> 16) }

func long(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
