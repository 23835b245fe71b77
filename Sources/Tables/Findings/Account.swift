/// What goes in and what comes out of a step 收支平衡, held against each other on every run.
///
/// Two sides that differ are a fault of the program and not of its input: the run ends at once, with the account on standard
/// error and an internal fault as its exit code, and no output appears.
package enum Account {
    /// Ends the program where the sides differ.
    package static func balance(_ what: @autoclosure () -> String, _ taken: Int128, _ parts: [(String, Int128)]) {
        let given = parts.reduce(0) { $0 + $1.1 }
        guard taken != given else { return }
        let list = parts.map { "\($0.1) \($0.0)" }.joined(separator: " + ")
        fatalError("\(what()) do not balance: \(taken) ≠ \(list)")
    }

    /// The rows of a file: each is taken, put aside or blank.
    package static func rows(of file: String, seen: Int, accepted: Int, rejected: Int, blank: Int) {
        balance(
            "rows of \(file)", Int128(seen),
            [("accepted", Int128(accepted)), ("rejected", Int128(rejected)), ("blank", Int128(blank))])
    }
}
