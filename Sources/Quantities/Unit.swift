import Synchronization

/// A unit of measurement: a symbol, what it measures, and its exact ratio to the base unit of that dimension.
///
/// Units are read once, where data enter; inside, columns are plain numbers in a known unit.
///
/// ```swift
/// let factor = try Unit("kg/10^4 m3")
/// let use = try Unit("万m3")
/// (factor * use)?.dimension == .mass        // true
/// ```
///
/// Accepted are the atoms of `UnitAtom`, powers of lengths (`m3`, `m²`), products by space, `·`, `*` or `-`, quotients by
/// `/`, parentheses, and powers of ten before an atom (`10^4 m3`, `10kt`, `万`, `亿`), in ASCII and in Chinese. Any other
/// number, and a power of what has none, is refused: a year or a footnote beside a unit must never become a size.
public struct Unit: Hashable, Sendable, CustomStringConvertible {
    /// The text that stands in tables and reports.
    public let symbol: String
    /// What it measures.
    public let dimension: Dimension
    /// One of this unit in base units (g, m, s, J and single counts).
    public let ratio: Ratio
    /// The days, months and years that its text names.
    package let periods: CalendarPeriods

    /// Reads a unit.
    public init(_ text: String) throws(UnitError) {
        var parser = UnitParser(text)
        let (dimension, ratio) = try parser.parse()
        self.init(symbol: text, dimension: dimension, ratio: ratio, periods: parser.periods)
    }

    init(symbol: String, dimension: Dimension, ratio: Ratio, periods: CalendarPeriods = []) {
        self.symbol = symbol
        self.dimension = dimension
        self.ratio = ratio
        self.periods = periods
    }

    /// A unit that the program itself states: one that cannot be read is a programmer's mistake and stops it.
    ///
    /// - Parameters:
    ///   - text: the unit.
    ///   - place: what it is the unit of, for the message.
    package init(stated text: String, for place: @autoclosure () -> String = "program") {
        if let known = Unit.stated.withLock({ $0[text] }) {
            self = known
            return
        }
        do { try self.init(text) } catch { preconditionFailure("unit of \(place()): \(error)") }
        Unit.stated.withLock { [self] in $0[text] = self }
    }

    /// The units that the program states: a few dozen, each stated many times.
    private static let stated = Mutex<[String: Unit]>([:])

    /// The unit of a pure ratio.
    public static let one = Unit(symbol: "1", dimension: .one, ratio: .one)

    /// The unit of a product, or `nil` where the ratio does not fit.
    public static func * (a: Unit, b: Unit) -> Unit? {
        a.ratio.times(b.ratio).map {
            Unit(
                symbol: "\(a.symbol)·\(b.symbol)", dimension: a.dimension * b.dimension, ratio: $0,
                periods: a.periods.union(b.periods))
        }
    }

    /// The unit of a quotient, or `nil` where the ratio does not fit.
    public static func / (a: Unit, b: Unit) -> Unit? {
        a.ratio.times(b.ratio.reciprocal).map {
            Unit(
                symbol: "\(a.symbol)/\(b.symbol)", dimension: a.dimension / b.dimension, ratio: $0,
                periods: a.periods.union(b.periods))
        }
    }

    /// The exact ratio that turns a value in this unit into one in `other`, or `nil` where the dimensions differ.
    public func conversion(to other: Unit) -> Ratio? {
        dimension == other.dimension ? ratio.times(other.ratio.reciprocal) : nil
    }

    /// The amount that this unit is in a year, where it is an amount a year: `t/a` is `t`.
    package var amountOfYear: Unit? {
        guard periods == .year, let year = Ratio(CalendarPeriods.secondsOfYear), let whole = ratio.times(year) else {
            return nil
        }
        return Unit(symbol: symbol, dimension: dimension * .time, ratio: whole)
    }

    /// Whether this unit counts by calendar days, months or years what `other` counts by the hour or second: the two
    /// convert only for what goes on without a break.
    package func isRateByCalendar(for other: Unit) -> Bool {
        dimension.timePower < 0 && !periods.isEmpty && other.periods.isEmpty
    }

    /// The symbol.
    public var description: String { symbol }

    /// Units are equal when they measure the same in the same size, however they are written.
    public static func == (a: Unit, b: Unit) -> Bool { a.dimension == b.dimension && a.ratio == b.ratio }

    /// Hashes dimension and size, not the symbol.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(dimension)
        hasher.combine(ratio)
    }
}

/// Days, months and years: times whose running hours a unit does not tell.
package struct CalendarPeriods: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let day = CalendarPeriods(rawValue: 1)
    package static let month = CalendarPeriods(rawValue: 2)
    package static let year = CalendarPeriods(rawValue: 4)

    static let secondsOfDay = 86_400
    static let secondsOfMonth = 2_628_000
    static let secondsOfYear = 31_536_000

    /// The period that an atom of time is, if it is one.
    init(_ atom: UnitAtom) {
        guard atom.dimension == .time, atom.ratio.denominator == 1 else {
            self = []
            return
        }
        switch atom.ratio.numerator {
        case CalendarPeriods.secondsOfDay: self = .day
        case CalendarPeriods.secondsOfMonth: self = .month
        case CalendarPeriods.secondsOfYear: self = .year
        default: self = []
        }
    }
}

/// Why a text is no unit.
public struct UnitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The whole text.
    public let text: String
    /// The part that is not known.
    public let part: String
    /// The nearest known symbol, if one is near.
    public let nearest: String?

    /// The error as a sentence.
    public var description: String {
        "'\(part)' is not a known unit" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
}
