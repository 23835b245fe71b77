/// A zip archive whose members are stored as they are.
struct StoredZip {
    private(set) var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8]) {
        let place = bytes.count
        let common =
            number(20, 2) + number(0, 8) + number(StoredZip.crc(content), 4) + number(content.count, 4)
            + number(content.count, 4) + number(name.utf8.count, 2) + number(0, 2)
        bytes += number(0x0403_4B50, 4) + common + Array(name.utf8) + content
        directory +=
            number(0x0201_4B50, 4) + number(20, 2) + common + number(0, 10) + number(place, 4) + Array(name.utf8)
        count += 1
    }

    /// The archive with its directory.
    func finished() -> [UInt8] {
        bytes + directory + number(0x0605_4B50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
            + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
    }

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
    }

    private static func crc(_ bytes: [UInt8]) -> Int {
        Int(bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xFF)] } ^ ~0)
    }
}
