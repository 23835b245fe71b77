/// Attributes as they stand in a tag, ` name="value"` one after another: escaped once, written many times.
package struct EncodedAttributes: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// The first text that XML cannot hold.
    private(set) var illegal: String?

    /// None.
    package init() {}

    /// One attribute; the name is one that XML lets pass.
    package init(_ name: String, _ value: String) {
        self.init()
        append(name, value)
    }

    /// Takes all attributes away.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        illegal = nil
    }

    /// Adds an attribute; the name is one that XML lets pass.
    package mutating func append(_ name: String, _ value: String) {
        var value = value
        value.withUTF8 { append(name, $0) }
    }

    /// Adds an attribute with a value in UTF-8.
    package mutating func append(_ name: String, _ value: UnsafeBufferPointer<UInt8>) {
        begin(name)
        if !MarkupText.append(value, to: &bytes, inAttribute: true), illegal == nil {
            illegal = String(decoding: value, as: UTF8.self)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds an attribute whose value, of characters that need no escape, the closure adds.
    package mutating func append(plain name: String, _ value: (inout [UInt8]) -> Void) {
        begin(name)
        value(&bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds other attributes.
    package mutating func append(_ other: EncodedAttributes) {
        bytes.append(contentsOf: other.bytes)
        if illegal == nil { illegal = other.illegal }
    }

    private mutating func begin(_ name: String) {
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Text as XML has it.
enum MarkupText {
    /// Adds a text with what must be escaped escaped, the rest copied in runs. Returns whether XML can hold every
    /// character.
    static func append(_ source: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8], inAttribute: Bool) -> Bool {
        var run = 0
        for i in source.indices {
            let byte = source[i]
            let replacement: StaticString
            switch byte {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case 13: replacement = "&#13;"
            case UInt8(ascii: "\"") where inAttribute: replacement = "&quot;"
            case 9 where inAttribute: replacement = "&#9;"
            case 10 where inAttribute: replacement = "&#10;"
            case 9, 10: continue
            case 0..<32: return false
            case 0xEF where i + 2 < source.count && source[i + 1] == 0xBF && source[i + 2] >= 0xBE: return false
            default: continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[run..<i]))
            bytes.append(
                contentsOf: UnsafeBufferPointer(start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
            run = i + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[run...]))
        return true
    }
}
