/// A node of a YAML document as it is written, with its place: nothing is resolved, an alias stays an alias.
public struct YAMLNode: Sendable {
    /// What stands there.
    public indirect enum Content: Sendable {
        /// A text, and whether it stands without quotes.
        case text(String, isPlain: Bool)
        /// A list.
        case list([YAMLNode])
        /// Keys with their values, in the order of the document.
        case map([(key: YAMLNode, value: YAMLNode)])
        /// The name of a node that stands elsewhere.
        case alias
    }

    /// What stands there.
    public let content: Content
    /// Whether the node has a name that an alias may refer to.
    public let isAnchored: Bool
    /// The line, counted from one.
    public let line: Int
    /// The column, counted from one in Unicode scalars.
    public let column: Int

    /// How many lists and maps may stand within one another.
    public static let deepest = 1000

    /// The one document of a text, `nil` where nothing stands in it. No two keys of a map are the same text.
    public static func read(_ text: String) throws(YAMLFault) -> YAMLNode? {
        guard !text.isEmpty else { return nil }
        var text = text
        let outcome = text.withUTF8 { bytes -> Result<YAMLNode?, YAMLFault> in
            do throws(YAMLFault) { return .success(try YAMLReader(bytes).document()) } catch { return .failure(error) }
        }
        return try outcome.get()
    }
}

/// Why a text is no YAML document.
public enum YAMLFault: Error, Equatable {
    /// What breaks the rules of YAML, in the words of the library, and where.
    case syntax(problem: String, line: Int, column: Int)
    /// Keys that stand more than once in a map, and where the first of them stands for the first time.
    case sameKeys([String], line: Int, column: Int)
}
