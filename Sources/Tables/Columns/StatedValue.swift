/// A value that is stated outside a table, such as a default of the inventory, and read as a cell would be.
package enum StatedValue: Sendable, Hashable {
    /// The code of a word.
    case code(UInt16)
    /// A number in the column's unit.
    case number(Double)
    /// A day, month or year.
    case date(Int32)
    /// A text.
    case text(String)
}

extension ColumnSchema {
    /// Reads a text as a cell of this column is read, in the column's own unit. A text that a cell may not hold, or that
    /// says nothing, is a finding and gives `nil`.
    package func stated(
        _ text: String, vocabularies: Vocabularies = Vocabularies(), at location: Location?, findings: inout Findings
    ) -> StatedValue? {
        let field = Layout.Field(place: 0, index: 0, header: id, unit: nil, scale: .identity)
        let (value, problem) = CellReader(field: field, column: required, vocabularies: vocabularies).read(text)
        if let problem {
            findings.add(
                Finding(
                    problem.severity, problem.message, at: location, value: text, expected: problem.expected,
                    nearest: problem.nearest))
            if problem.severity == .error { return nil }
        }
        switch value {
        case .code(let code): return .code(code)
        case .number(let number): return .number(number)
        case .date(let date): return .date(date)
        case .text(let text): return .text(text)
        }
    }

    /// The number that a text states in this column, or `nil` with a finding.
    package func statedNumber(_ text: String, at location: Location?, findings: inout Findings) -> Double? {
        guard case .number(let number) = stated(text, at: location, findings: &findings) else { return nil }
        return number
    }
}
