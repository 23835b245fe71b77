/// The two languages that every text of the program exists in.
public enum Language: String, CaseIterable, Sendable {
    /// Chinese.
    case zh
    /// English.
    case en
}

/// A text for people, complete in both languages.
public struct Label: Hashable, Sendable, Codable {
    /// Chinese text.
    public var zh: String
    /// English text.
    public var en: String

    /// A text in both languages.
    public init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    /// The text in one language.
    public subscript(language: Language) -> String { language == .zh ? zh : en }
}

extension Label: ExpressibleByStringLiteral {
    /// A text that is the same in both languages, such as a symbol or a file name.
    public init(stringLiteral value: String) { self.init(value, value) }

    /// A text that is the same in both languages.
    public init(same text: String) { self.init(text, text) }
}
