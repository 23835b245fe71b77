/// A text as a key by its bytes: hashing by canonical equivalence, as strings do, takes long for Chinese.
package struct TextKey: Hashable, Sendable {
    /// The text.
    package let text: String

    /// The key of a text.
    package init(_ text: String) { self.text = text }

    package static func == (a: TextKey, b: TextKey) -> Bool {
        guard a.text.utf8.count == b.text.utf8.count else { return false }
        var (text, other) = (a.text, b.text)
        return text.withUTF8 { own in
            other.withUTF8 { other in
                for i in 0..<own.count where own[i] != other[i] { return false }
                return true
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
