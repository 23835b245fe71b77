internal import Glibc

/// Finds where the last whole row of a text ends, quotes heeded exactly as `RecordReader` heeds them.
enum RowBorder {
    /// The place behind the last line feed that ends a row, 0 where no row ends; the text begins at a row's start.
    static func last(_ text: UnsafeRawPointer, _ count: Int, separator: UInt8, hasQuotes: Bool) -> Int {
        guard hasQuotes else { return lastFeed(text, 0, count).map { $0 + 1 } ?? 0 }
        var border = 0
        var from = 0
        while let quote = place(of: UInt8(ascii: "\""), text, from, count) {
            if let feed = lastFeed(text, from, quote) { border = feed + 1 }
            let before = quote == 0 ? UInt8(ascii: "\n") : text.load(fromByteOffset: quote - 1, as: UInt8.self)
            guard quote == 0 || (quote > from && (before == separator || before == UInt8(ascii: "\n"))) else {
                from = quote + 1
                continue
            }
            var inside = quote + 1
            while true {
                guard let closing = place(of: UInt8(ascii: "\""), text, inside, count), closing + 1 < count else {
                    return border
                }
                guard text.load(fromByteOffset: closing + 1, as: UInt8.self) == UInt8(ascii: "\"") else {
                    from = closing + 1
                    break
                }
                inside = closing + 2
            }
        }
        if let feed = lastFeed(text, from, count) { border = feed + 1 }
        return border
    }

    private static func place(of byte: UInt8, _ text: UnsafeRawPointer, _ from: Int, _ to: Int) -> Int? {
        guard from < to, let found = memchr(text + from, Int32(byte), to - from) else { return nil }
        return UnsafeRawPointer(found) - text
    }

    private static func lastFeed(_ text: UnsafeRawPointer, _ from: Int, _ to: Int) -> Int? {
        guard from < to, let found = memrchr(text + from, Int32(UInt8(ascii: "\n")), to - from) else { return nil }
        return UnsafeRawPointer(found) - text
    }
}
