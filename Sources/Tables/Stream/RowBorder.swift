internal import Glibc

/// Finds where the last whole row of a text ends, quotes heeded exactly as `RecordReader` heeds them.
enum RowBorder {
    /// The place behind the last line feed that ends a row, 0 where no row ends; the text begins at a row's start.
    static func last(_ text: UnsafeRawPointer, _ count: Int, separator: UInt8, hasQuotes: Bool) -> Int {
        // The last stretch outside quotes in which a row ends.
        var stretch = (from: 0, to: hasQuotes ? 0 : count)
        func note(_ from: Int, _ to: Int) {
            if place(of: UInt8(ascii: "\n"), text, from, to) != nil { stretch = (from, to) }
        }
        var from = 0
        quotes: while hasQuotes {
            guard let quote = place(of: UInt8(ascii: "\""), text, from, count) else {
                note(from, count)
                break
            }
            note(from, quote)
            let before = quote == 0 ? UInt8(ascii: "\n") : text.load(fromByteOffset: quote - 1, as: UInt8.self)
            guard quote == 0 || (quote > from && (before == separator || before == UInt8(ascii: "\n"))) else {
                from = quote + 1
                continue
            }
            var inside = quote + 1
            while true {
                guard let closing = place(of: UInt8(ascii: "\""), text, inside, count), closing + 1 < count else {
                    break quotes
                }
                guard text.load(fromByteOffset: closing + 1, as: UInt8.self) == UInt8(ascii: "\"") else {
                    from = closing + 1
                    break
                }
                inside = closing + 2
            }
        }
        return lastFeed(text, stretch.from, stretch.to).map { $0 + 1 } ?? 0
    }

    /// The place behind the row that begins at `from`; `nil` where it does not end in the text.
    static func next(_ text: UnsafeRawPointer, _ from: Int, _ count: Int, separator: UInt8) -> Int? {
        var position = from
        while true {
            let feed = place(of: UInt8(ascii: "\n"), text, position, count) ?? count
            guard let quote = place(of: UInt8(ascii: "\""), text, position, feed) else {
                return feed < count ? feed + 1 : nil
            }
            let opens =
                quote == from
                || (quote > position && text.load(fromByteOffset: quote - 1, as: UInt8.self) == separator)
            position = quote + 1
            while opens {
                guard let closing = place(of: UInt8(ascii: "\""), text, position, count), closing + 1 < count else {
                    return nil
                }
                position = closing + 1
                guard text.load(fromByteOffset: position, as: UInt8.self) == UInt8(ascii: "\"") else { break }
                position += 1
            }
        }
    }

    private static func place(of byte: UInt8, _ text: UnsafeRawPointer, _ from: Int, _ to: Int) -> Int? {
        guard from < to, let found = memchr(text + from, Int32(byte), to - from) else { return nil }
        return UnsafeRawPointer(found) - text
    }

    private static func lastFeed(_ text: UnsafeRawPointer, _ from: Int, _ to: Int) -> Int? {
        (from..<to).last { text.load(fromByteOffset: $0, as: UInt8.self) == UInt8(ascii: "\n") }
    }
}
