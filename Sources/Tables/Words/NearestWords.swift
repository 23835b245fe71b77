internal import Quantities

/// The nearest words of a vocabulary to texts that are no words; the same mistake, made in a million rows, is looked up
/// once.
final class NearestWords: @unchecked Sendable {
    private let vocabulary: Vocabulary
    private let monitor = Monitor()
    // Guarded by the monitor.
    private var known: [String: String?] = [:]
    /// Made when the first text is no word: most files have none.
    private var spellings: Spelling.Candidates?
    private static let most = 1 << 14

    init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

    /// The nearest word, or `nil` where none is near.
    func word(_ text: String) -> String? {
        if let word = monitor.locked({ known[text] }) { return word }
        let candidates = monitor.locked {
            let made = spellings ?? vocabulary.candidates
            spellings = made
            return made
        }
        let word = candidates.meant(by: text)
        monitor.locked {
            if known.count < NearestWords.most { known[text] = word }
        }
        return word
    }
}
