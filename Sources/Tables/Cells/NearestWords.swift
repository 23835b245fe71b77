internal import Quantities

/// The nearest words of a vocabulary to texts that are no words; the same mistake, made in a million rows, is looked up
/// once.
final class NearestWords: @unchecked Sendable {
    private let spellings: Spelling.Candidates
    private let monitor = Monitor()
    // Guarded by the monitor.
    private var known: [String: String?] = [:]
    private static let most = 1 << 14

    init(_ vocabulary: Vocabulary) { spellings = vocabulary.candidates }

    /// The nearest word, or `nil` where none is near.
    func word(_ text: String) -> String? {
        if let word = monitor.locked({ known[text] }) { return word }
        let word = spellings.nearest(to: text)
        monitor.locked {
            if known.count < NearestWords.most { known[text] = word }
        }
        return word
    }
}
