/// A number that is not there, and why: one NaN each, so that a column of numbers needs no second array.
///
/// Such a value never takes part in arithmetic that reaches a result: methods look at the state first.
public enum Absence: UInt8, Sendable, CaseIterable {
    /// The cell is empty, or the column is not there.
    case empty = 1
    /// The cell says that nobody reported a value: `未报送`.
    case notReported = 2
    /// The cell says that there is nothing to report: `-`, `/`, `不适用`.
    case notApplicable = 3

    /// The mark in a column of numbers.
    @inlinable public var mark: Double { Double(bitPattern: 0x7FF8_0000_0000_0000 | UInt64(rawValue)) }

    /// What a marked number says; `nil` for a real number.
    @inlinable public init?(_ value: Double) {
        guard value.isNaN else { return nil }
        self = Absence(rawValue: UInt8(truncatingIfNeeded: value.bitPattern & 3)) ?? .empty
    }
}
