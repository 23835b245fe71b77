/// A container of old office files that holds one stream.
struct StoredCompound {
    private var bytes: [UInt8] = []

    /// The container: header, table of sectors, directory, stream. The stream must be at most some 60 KiB.
    static func holding(_ stream: [UInt8]) -> [UInt8] {
        let size = max(stream.count, 4096)
        let sectors = (size + 511) / 512
        var file = StoredCompound()
        file.bytes = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        file.fill(to: 24)
        for value in [0x3E, 3, 0xFFFE, 9, 6] { file.add(value, 2) }
        file.fill(to: 44)
        for value in [1, 1, 0, 4096, ending, 0, ending, 0, 0] { file.add(value, 4) }
        while file.bytes.count < 512 { file.add(free, 4) }
        // The table: itself, the directory, the stream.
        file.add(0xFFFF_FFFD, 4)
        file.add(ending, 4)
        for sector in 0..<sectors { file.add(sector + 1 < sectors ? sector + 3 : ending, 4) }
        while file.bytes.count < 1024 { file.add(free, 4) }
        file.add("Root Entry", kind: 5, child: 1, start: ending, size: 0)
        file.add("Workbook", kind: 2, child: free, start: 2, size: size)
        file.fill(to: 1536)
        file.bytes += stream
        file.fill(to: 1536 + sectors * 512)
        return file.bytes
    }

    private static let ending = 0xFFFF_FFFE
    private static let free = 0xFFFF_FFFF

    private mutating func add(_ name: String, kind: UInt8, child: Int, start: Int, size: Int) {
        let begin = bytes.count
        for byte in name.utf8 { add(Int(byte), 2) }
        fill(to: begin + 64)
        add(name.utf8.count * 2 + 2, 2)
        bytes += [kind, 1]
        for value in [StoredCompound.free, StoredCompound.free, child] { add(value, 4) }
        fill(to: begin + 116)
        add(start, 4)
        add(size, 4)
        fill(to: begin + 128)
    }

    private mutating func add(_ value: Int, _ count: Int) { bytes += StoredCompound.number(value, count) }

    private mutating func fill(to count: Int) {
        bytes += [UInt8](repeating: 0, count: max(count - bytes.count, 0))
    }

    /// A number, low byte first.
    static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
