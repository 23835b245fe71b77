/// Numbers at random of a seed.
struct Sequence32 {
    var state: UInt32

    /// The next one below a bound.
    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        return bound > 0 ? Int(state) % bound : 0
    }
}

/// Changes that keep a text one of its kind: tokens that are repeated, moved, nested, and numbers at the edges.
enum Mutation {
    private static let numbers = [
        "0", "-1", "1e300", "-1e300", "1e-30", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "1e19", "0x4", "nan", "inf", "2024.5", "1,250", "0,125", "99999999999999999999", "0.30000000000000004", "1e-9",
    ]

    static func apply(to bytes: inout [UInt8], most: Int, _ random: inout Sequence32) {
        guard !bytes.isEmpty else { return }
        let start = random.below(bytes.count)
        switch random.below(11) {
        case 0:
            // One character, many times: brackets within brackets, quotes, separators.
            let place = token(at: start, in: bytes, isWord: false)
            repeats(place, 1 << random.below(15), in: &bytes, most)
        case 1:
            let place = token(at: start, in: bytes, isWord: true)
            repeats(place, 1 << random.below(9), in: &bytes, most)
        case 2:
            // A line, an element or an attribute, many times, each with a number of its own where it has an equals sign.
            let place = line(at: start, in: bytes)
            repeats(place, 1 + random.below(64), in: &bytes, most)
        case 3: attributes(at: start, 1 << random.below(12), in: &bytes, most)
        case 4:
            let place = digits(at: start, in: bytes)
            bytes.replaceSubrange(place, with: Array(numbers[random.below(numbers.count)].utf8))
        case 5:
            // One token in the place of another.
            let other = token(at: random.below(bytes.count), in: bytes, isWord: true)
            let text = Array(bytes[other])
            bytes.replaceSubrange(token(at: start, in: bytes, isWord: true), with: text)
        case 6: bytes.removeSubrange(line(at: start, in: bytes))
        case 7:
            // One line, an element or a row, in the place of another.
            let text = Array(bytes[line(at: random.below(bytes.count), in: bytes)])
            bytes.replaceSubrange(line(at: start, in: bytes), with: text)
        case 8:
            // An element with what is in it goes.
            bytes.removeSubrange(element(at: start, in: bytes))
        case 9:
            // One element in the place of another.
            let text = Array(bytes[element(at: random.below(bytes.count), in: bytes)])
            bytes.replaceSubrange(element(at: start, in: bytes), with: text)
        default: bytes.removeSubrange(token(at: start, in: bytes, isWord: random.below(2) == 0))
        }
    }

    private static func repeats(_ place: Range<Int>, _ count: Int, in bytes: inout [UInt8], _ most: Int) {
        let text = Array(bytes[place])
        guard !text.isEmpty else { return }
        let room = max(most - bytes.count, 0) / text.count
        bytes.insert(contentsOf: (0..<min(count, room)).flatMap { _ in text }, at: place.lowerBound)
    }

    /// Attributes of different names behind the nearest name of an element.
    private static func attributes(at start: Int, _ count: Int, in bytes: inout [UInt8], _ most: Int) {
        guard let open = bytes[start...].firstIndex(of: UInt8(ascii: "<")) else { return }
        let end = bytes[open...].firstIndex { $0 == 32 || $0 == UInt8(ascii: ">") } ?? bytes.count
        var text: [UInt8] = []
        for number in 0..<count where bytes.count + text.count + 24 < most { text += Array(" a\(number)=\"v\"".utf8) }
        bytes.insert(contentsOf: text, at: end)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (48...57).contains(byte) || (65...90).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
    }

    private static func token(at start: Int, in bytes: [UInt8], isWord: Bool) -> Range<Int> {
        guard isWord, isWordByte(bytes[start]) else { return start..<start + 1 }
        return around(start, in: bytes, isWordByte)
    }

    private static func digits(at start: Int, in bytes: [UInt8]) -> Range<Int> {
        let isDigit = { (byte: UInt8) in (48...57).contains(byte) || byte == UInt8(ascii: ".") }
        guard let first = bytes[start...].firstIndex(where: isDigit) else { return start..<start }
        return around(first, in: bytes, isDigit)
    }

    private static func line(at start: Int, in bytes: [UInt8]) -> Range<Int> {
        let first = bytes[..<start].lastIndex { $0 == 10 }.map { $0 + 1 } ?? 0
        let last = bytes[start...].firstIndex { $0 == 10 }.map { $0 + 1 } ?? bytes.count
        return first..<last
    }

    /// The nearest element that begins behind a place, to its end; nothing where there is none.
    private static func element(at start: Int, in bytes: [UInt8]) -> Range<Int> {
        let isName = { (byte: UInt8) in isWordByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") }
        guard
            let open = bytes[start...].indices.first(where: { place in
                bytes[place] == UInt8(ascii: "<") && place + 1 < bytes.count && isName(bytes[place + 1])
            }), let end = bytes[open...].firstIndex(of: UInt8(ascii: ">"))
        else { return start..<start }
        if bytes[end - 1] == UInt8(ascii: "/") { return open..<end + 1 }
        let closing = [UInt8(ascii: "<"), UInt8(ascii: "/")] + bytes[(open + 1)...].prefix(while: isName)
        var place = end + 1
        while place + closing.count <= bytes.count {
            if bytes[place] == closing[0], bytes[place..<place + closing.count].elementsEqual(closing) {
                return open..<(bytes[place...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? bytes.count)
            }
            place += 1
        }
        return open..<end + 1
    }

    private static func around(_ start: Int, in bytes: [UInt8], _ holds: (UInt8) -> Bool) -> Range<Int> {
        var (first, last) = (start, start)
        while first > 0, holds(bytes[first - 1]) { first -= 1 }
        while last < bytes.count, holds(bytes[last]) { last += 1 }
        return first..<last
    }
}
