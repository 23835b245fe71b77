import Synchronization

/// Numbers that hold for all rows of a case, asked for once a case whoever asks.
package final class CaseMemo: Sendable {
    /// By question the answers by case; `unknown` where nobody asked yet.
    private let answers = Mutex<[String: [Double]]>([:])
    /// A NaN of its own: other NaNs are answers.
    private static let unknown = Double(bitPattern: 0x7FF8_0000_0000_FFFF)

    init() {}

    /// The answers for the cases of some rows, row by row; `make` answers for a case.
    package func values(_ question: String, of cases: [Int32], _ make: (Int32) -> Double) -> [Double] {
        var known = answers.withLock { $0[question] ?? [] }
        let unknown = CaseMemo.unknown
        let missing = Int(cases.max() ?? -1) + 1 - known.count
        if missing > 0 { known.append(contentsOf: repeatElement(unknown, count: missing)) }
        var isNew = false
        let values = cases.map { number in
            let value = known[Int(number)]
            if value.bitPattern != unknown.bitPattern { return value }
            isNew = true
            let made = make(number)
            known[Int(number)] = made
            return made
        }
        guard isNew else { return values }
        answers.withLock { answers in
            // Another thread may have learnt of other cases meanwhile.
            for (number, value) in (answers[question] ?? []).enumerated() {
                if number >= known.count {
                    known.append(value)
                } else if value.bitPattern != unknown.bitPattern {
                    known[number] = value
                }
            }
            answers[question] = known
        }
        return values
    }

    /// The same for yes and no.
    package func flags(_ question: String, of cases: [Int32], _ make: (Int32) -> Bool) -> [Bool] {
        values(question, of: cases) { make($0) ? 1 : 0 }.map { $0 == 1 }
    }
}
