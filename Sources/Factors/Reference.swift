public import Tables

/// How sure a number is.
public enum Confidence: String, Sendable, CaseIterable, Comparable {
    /// Read in a public text of the source.
    case verified
    /// Taken from a careful transcription that was not compared with the source.
    case transcribed
    /// A judgement, interpolation or our own estimate.
    case estimated
    /// From general knowledge; no text seen.
    case recalled

    /// The surer one is smaller.
    public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }
    private var rank: Int { Confidence.allCases.firstIndex(of: self) ?? 0 }

    /// Whether a result that rests on it must carry a mark.
    public var needsMark: Bool { self >= .estimated }

    /// The word for people.
    public var label: Label {
        switch self {
        case .verified: Label("已核实", "verified")
        case .transcribed: Label("转录", "transcribed")
        case .estimated: Label("估计", "estimated")
        case .recalled: Label("未核实（凭记忆）", "recalled, unverified")
        }
    }
}

/// A document that numbers come from: an entry of `sources.csv`.
public struct Source: Sendable, Hashable {
    /// The stable id.
    public let id: String
    /// The document's title.
    public let title: String
    /// Who issued it.
    public let issuer: String
    /// The year of issue, as printed.
    public let year: String
    /// standard, guideline, announcement, article, software, plan…
    public let kind: String
    /// Where it can be found.
    public let address: String
}

/// A citation 依据: which document, which table or page, how sure.
public struct Reference: Sendable, Hashable {
    /// The document's id in `sources.csv`.
    public let source: String
    /// Table, page or clause.
    public let place: String
    /// How sure the number is.
    public let confidence: Confidence
}
