/// Surrounding space of any width, by bytes: the same as `CellText.trimmed`.
enum ByteTrimming {
    /// The range without the space around it.
    @inline(__always)
    static func trimmed(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> (Int, Int) {
        guard end > start else { return (start, start) }
        let first = text.load(fromByteOffset: start, as: UInt8.self)
        let last = text.load(fromByteOffset: end &- 1, as: UInt8.self)
        // Plain at both ends, or bytes that no space has there.
        let beginsPlain = (first > 0x20 && first < 0x80) || (first > 0xE3 && first < 0xEF)
        let endsPlain = last > 0x20 && last != 0x80 && last != 0xA0 && last != 0xBF
        if beginsPlain, endsPlain { return (start, end) }
        return slowly(text, start, end)
    }

    private static func slowly(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> (Int, Int) {
        var (start, end) = (start, end)
        while start < end {
            let width = spaceWidth(text, start, end)
            guard width > 0 else { break }
            start += width
        }
        while start < end {
            let width = (1...3).first { $0 <= end - start && spaceWidth(text, end - $0, end) == $0 } ?? 0
            guard width > 0 else { break }
            end -= width
        }
        return (start, end)
    }

    /// How many bytes the space takes that stands at a place, or 0.
    private static func spaceWidth(_ text: UnsafeRawPointer, _ place: Int, _ end: Int) -> Int {
        func byte(_ k: Int) -> UInt8 { place + k < end ? text.load(fromByteOffset: place + k, as: UInt8.self) : 0 }
        switch byte(0) {
        case 0x20, 0x09, 0x0A, 0x0D: return 1
        case 0xC2: return byte(1) == 0xA0 ? 2 : 0
        case 0xE3: return byte(1) == 0x80 && byte(2) == 0x80 ? 3 : 0
        case 0xEF: return byte(1) == 0xBB && byte(2) == 0xBF ? 3 : 0
        default: return 0
        }
    }
}
