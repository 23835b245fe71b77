import Tables

/// The container of old office files: a small file system, whose streams are chains of sectors.
///
/// Every chain is as long as the file at most, whatever its table says; a stream that is not there whole is refused.
struct CompoundFile {
    static let signature: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    private struct Entry {
        let name: String
        let isStream: Bool
        let start: Int
        let size: Int
    }

    private let file: String
    private let bytes: [UInt8]
    private let sectorSize: Int
    private let sectorCount: Int
    /// The sector that follows each.
    private var following: [UInt32] = []
    /// What lies at the top; what an embedded document brings along lies deeper.
    private var entries: [Entry] = []
    private var root = Entry(name: "", isStream: false, start: 0, size: 0)

    private static let smallSector = 64

    init(_ bytes: [UInt8], file: String) throws(DocumentError) {
        self.file = file
        self.bytes = bytes
        guard bytes.starts(with: CompoundFile.signature), let shift = bytes.unsigned16(at: 30),
            shift == 9 || shift == 12,
            bytes.count > 1 << shift
        else { throw CompoundFile.damaged(file, "header") }
        sectorSize = 1 << shift
        sectorCount = (bytes.count - 1) / sectorSize
        try readTable()
        try readDirectory()
    }

    /// The names of the streams at the top.
    var names: [String] { entries.filter(\.isStream).map(\.name) }

    /// The bytes of a stream at the top, or `nil` where there is none of that name.
    func stream(_ name: String) throws(DocumentError) -> [UInt8]? {
        guard let entry = entries.first(where: { $0.isStream && $0.name.lowercased() == name.lowercased() }) else {
            return nil
        }
        guard let cutoff = bytes.unsigned32(at: 56), entry.size < cutoff else {
            return try content(from: entry.start, size: entry.size, of: name)
        }
        return try smallContent(entry)
    }

    private static func damaged(_ file: String, _ what: String) -> DocumentError {
        DocumentError(.binaryDamaged, in: file, value: what)
    }

    /// Where a sector begins in the file.
    private func place(of sector: Int) -> Int { (sector + 1) * sectorSize }

    /// The table of sectors lies in sectors itself, the first 109 of which the header names, the others a chain of lists.
    private mutating func readTable() throws(DocumentError) {
        let perSector = sectorSize / 4
        following.reserveCapacity(sectorCount + perSector)
        var list = 76, left = 109
        var next = bytes.unsigned32(at: 68) ?? 0
        var lists = 0
        while following.count < sectorCount {
            if left == 0 {
                guard next < sectorCount, lists <= sectorCount else { break }
                lists += 1
                list = place(of: next)
                left = perSector - 1
                next = bytes.unsigned32(at: list + left * 4) ?? .max
            }
            guard let sector = bytes.unsigned32(at: list), sector < sectorCount else { break }
            list += 4
            left -= 1
            let start = place(of: sector)
            for i in 0..<perSector {
                guard let entry = bytes.unsigned32(at: start + i * 4) else { break }
                following.append(UInt32(truncatingIfNeeded: entry))
            }
        }
        if following.isEmpty { throw CompoundFile.damaged(file, "FAT") }
    }

    /// The sectors of a chain; `nil` where it leads out of the file or round in a circle.
    private static func chain(from start: Int, in following: [UInt32], count: Int) -> [Int]? {
        var sectors: [Int] = []
        var next = start
        // The numbers from here on are no sectors: the end of a chain is one of them.
        while next < 0xFFFF_FFFA {
            guard next < count, next < following.count, sectors.count < count else { return nil }
            sectors.append(next)
            next = Int(following[next])
        }
        return sectors
    }

    private func content(from start: Int, size: Int, of name: String) throws(DocumentError) -> [UInt8] {
        guard size > 0 else { return [] }
        guard size <= bytes.count,
            let sectors = CompoundFile.chain(from: start, in: following, count: sectorCount),
            sectors.count >= (size + sectorSize - 1) / sectorSize
        else { throw CompoundFile.damaged(file, name) }
        var content: [UInt8] = []
        content.reserveCapacity(size)
        for sector in sectors where content.count < size {
            let from = place(of: sector)
            let upTo = min(from + min(sectorSize, size - content.count), bytes.count)
            content.append(contentsOf: bytes[from..<upTo])
        }
        // The last sector of a file may be cut short, behind what the stream holds.
        guard content.count == size else { throw CompoundFile.damaged(file, name) }
        return content
    }

    /// Streams below a size share the sectors of one stream.
    private func smallContent(_ entry: Entry) throws(DocumentError) -> [UInt8] {
        let all = try content(from: root.start, size: root.size, of: "Root Entry")
        var table: [UInt32] = []
        if let start = bytes.unsigned32(at: 60), start < sectorCount {
            guard let sectors = CompoundFile.chain(from: start, in: following, count: sectorCount) else {
                throw CompoundFile.damaged(file, "MiniFAT")
            }
            for sector in sectors {
                for i in 0..<sectorSize / 4 {
                    guard let next = bytes.unsigned32(at: place(of: sector) + i * 4) else { break }
                    table.append(UInt32(truncatingIfNeeded: next))
                }
            }
        }
        let size = CompoundFile.smallSector
        guard let sectors = CompoundFile.chain(from: entry.start, in: table, count: (all.count + size - 1) / size),
            sectors.count >= (entry.size + size - 1) / size
        else { throw CompoundFile.damaged(file, entry.name) }
        var content: [UInt8] = []
        for sector in sectors where content.count < entry.size {
            let upTo = min(sector * size + min(size, entry.size - content.count), all.count)
            content.append(contentsOf: all[(sector * size)..<upTo])
        }
        guard content.count == entry.size else { throw CompoundFile.damaged(file, entry.name) }
        return content
    }

    private mutating func readDirectory() throws(DocumentError) {
        guard let start = bytes.unsigned32(at: 48),
            let sectors = CompoundFile.chain(from: start, in: following, count: sectorCount), !sectors.isEmpty
        else { throw CompoundFile.damaged(file, "directory") }
        let perSector = sectorSize / 128
        let count = sectors.count * perSector
        // The place of an entry in the file.
        func at(_ number: Int) -> Int? {
            guard number < count else { return nil }
            let place = place(of: sectors[number / perSector]) + number % perSector * 128
            return place + 128 <= bytes.count ? place : nil
        }
        guard let first = at(0) else { throw CompoundFile.damaged(file, "Root Entry") }
        root = entry(at: first)
        // The entries of a folder are a tree: each names those before it, after it, and below it.
        var seen = [Bool](repeating: false, count: count)
        var open = [bytes.unsigned32(at: first + 76) ?? .max]
        while let number = open.popLast() {
            guard let place = at(number), !seen[number] else { continue }
            seen[number] = true
            entries.append(entry(at: place))
            open += [bytes.unsigned32(at: place + 68) ?? .max, bytes.unsigned32(at: place + 72) ?? .max]
        }
    }

    private func entry(at place: Int) -> Entry {
        let length = min(max((bytes.unsigned16(at: place + 64) ?? 0) / 2 - 1, 0), 31)
        let units = (0..<length).map { UInt16(truncatingIfNeeded: bytes.unsigned16(at: place + $0 * 2) ?? 0) }
        return Entry(
            name: String(decoding: units, as: UTF16.self), isStream: bytes[place + 66] == 2,
            start: bytes.unsigned32(at: place + 116) ?? 0, size: bytes.unsigned32(at: place + 120) ?? 0)
    }
}
