/// The head of a request, read strictly: what two readers could take in two ways is refused.
public struct RequestHead: Sendable {
    /// Why a head is refused, as a status of HTTP.
    public enum Refusal: Int, Error, Sendable {
        /// No HTTP/1.1, or something that may be read in two ways.
        case malformed = 400
        /// A method that no route has.
        case method = 405
        /// A length that is missing where there is a body.
        case length = 411
        /// Longer than `limit`.
        case tooLarge = 431
        /// A body in pieces, or a coding of it.
        case coding = 501
        /// Another version.
        case version = 505
    }

    /// How many bytes a head may have.
    public static let limit = 16 << 10
    /// How many headers it may have.
    static let mostHeaders = 64

    /// The request, its body not read yet.
    public var request: Request
    /// How many bytes the body has.
    public let bodyLength: Int
    /// Whether the sender waits for a word before it sends the body.
    let waits: Bool

    /// How many bytes of a buffer are a head, its empty line included; `nil` where its end is not there yet.
    static func length(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for end in 3..<bytes.count
        where bytes[end] == 10 && bytes[end - 1] == 13 && bytes[end - 2] == 10 && bytes[end - 3] == 13 {
            return end + 1
        }
        return nil
    }

    /// Reads a head that ends in an empty line.
    public init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count <= RequestHead.limit else { throw .tooLarge }
        guard bytes.count > 4, bytes.suffix(4) == [13, 10, 13, 10], !bytes.contains(0) else { throw .malformed }
        var lines = RequestHead.lines(bytes.dropLast(4))
        guard !lines.isEmpty, lines.count <= RequestHead.mostHeaders + 1 else { throw .malformed }
        let first = String(decoding: lines.removeFirst(), as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard first.count == 3 else { throw .malformed }
        guard first[2] == "HTTP/1.1" else { throw first[2].hasPrefix("HTTP/") ? .version : .malformed }
        guard let method = Request.Method(rawValue: String(first[0])) else { throw .method }
        var headers: [String: String] = [:]
        for line in lines {
            let (name, value) = try RequestHead.header(line)
            guard headers.updateValue(value, forKey: name) == nil else { throw .malformed }
        }
        guard headers["transfer-encoding"] == nil, headers["content-encoding"] == nil else { throw .coding }
        guard headers["host"] != nil else { throw .malformed }
        let (path, query) = try RequestHead.target(first[1])
        if let text = headers["content-length"] {
            guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
                let length = Int(text)
            else { throw .malformed }
            bodyLength = length
        } else {
            guard !method.writes else { throw .length }
            bodyLength = 0
        }
        waits = headers["expect"]?.lowercased() == "100-continue"
        request = Request(method, path, query: query, headers: headers)
    }

    /// The lines between CR LF; a bare CR or LF stays in its line, where it is refused.
    private static func lines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var place = start
        while place < bytes.endIndex {
            if bytes[place] == 13, place + 1 < bytes.endIndex, bytes[place + 1] == 10 {
                lines.append(bytes[start..<place])
                place += 2
                start = place
            } else {
                place += 1
            }
        }
        lines.append(bytes[start...])
        return lines
    }

    private static func header(_ line: ArraySlice<UInt8>) throws(Refusal) -> (String, String) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { throw .malformed }
        let name = line[..<colon]
        let isToken = name.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        var value = line[(colon + 1)...].drop { $0 == 32 || $0 == 9 }
        while value.last == 32 || value.last == 9 { value.removeLast() }
        guard isToken, value.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }) else { throw .malformed }
        return (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self))
    }

    /// The path and the query of a target, without their escapes.
    private static func target(_ target: Substring) throws(Refusal) -> (String, [(name: String, value: String)]) {
        guard target.utf8.first == UInt8(ascii: "/"), target.utf8.allSatisfy({ (33...126).contains($0) && $0 != 35 })
        else { throw .malformed }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var query: [(name: String, value: String)] = []
        if parts.count == 2 {
            for pair in parts[1].split(separator: "&") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                query.append(
                    (
                        try plain(sides[0], isForm: true),
                        sides.count == 2 ? try plain(sides[1], isForm: true) : ""
                    ))
            }
        }
        return (try plain(parts[0], isForm: false), query)
    }

    /// A text without its escapes; what is no UTF-8, or holds controls, is refused.
    private static func plain(_ text: Substring, isForm: Bool) throws(Refusal) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 48...57: byte - 48
            case 65...70: byte - 55
            case 97...102: byte - 87
            default: nil
            }
        }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    throw .malformed
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(isForm && byte == UInt8(ascii: "+") ? 32 : byte)
            }
        }
        guard let plain = String(validating: bytes, as: UTF8.self),
            bytes.allSatisfy({ $0 >= 32 && $0 != 127 || isForm && ($0 == 10 || $0 == 9) })
        else { throw .malformed }
        return plain
    }
}
