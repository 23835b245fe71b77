public import Quantities
public import Solve
import Tables

/// What a choice of measures must reach in an inventory, as people write it: `NOx -10% vs 2020`, `NOx -300 t`,
/// `VOCs <= 8000 t`, `NOx in 653101 heating <= 120 t`; also `cost <= 3000万元` and `projects <= 12`.
public struct ChoiceTarget: Sendable, Equatable {
    /// What is asked for.
    public enum Goal: Sendable, Equatable {
        /// An emission that must not be exceeded.
        case amount(Mass)
        /// A mass to be removed.
        case reduction(Mass)
        /// A change against the base year, −0.10 for ten percent less.
        case change(Double)
        /// A bound on costs or projects.
        case bound(OptionTarget)
    }

    /// The text as it was given.
    public let text: String
    /// The pollutant as written; empty for costs and projects.
    public let pollutant: String
    /// The words of its scope; `nil` for the whole inventory.
    public let scope: String?
    /// The year of comparison; `nil` for the inventory's own.
    public let baseYear: Int?
    /// What is asked for.
    public let goal: Goal

    /// Reads a target.
    public init(_ text: String) throws(OptionTarget.Problem) {
        self.text = text
        var plain = CellText.identifier(text)
        var year: Int?
        for word in [" vs ", " against ", "较"] {
            guard let range = plain.firstRange(of: word) else { continue }
            let digits = plain[range.upperBound...].filter { $0 != " " && $0 != "年" }
            guard let value = Int(digits), Month.years.contains(value) else {
                throw OptionTarget.Problem(
                    text: Label(
                        "目标“\(text)”的基准年“\(digits)”不是年份", "'\(digits)' in the target '\(text)' is no year"))
            }
            year = value
            plain = String(plain[..<range.lowerBound])
        }
        baseYear = year
        let signs = [">=", "=>", "≥", "<=", "=<", "≤"]
        let found = signs.compactMap { plain.firstRange(of: $0) }.min { $0.lowerBound < $1.lowerBound }
        guard let sign = found ?? ["-", "−", "–"].lazy.compactMap({ plain.firstRange(of: $0) }).first else {
            throw ChoiceTarget.unreadable(text)
        }
        var name = CellText.trimmed(String(plain[..<sign.lowerBound]))
        var scope: String?
        for word in [" in ", " @ ", "@"] {
            guard let range = name.firstRange(of: word) else { continue }
            scope = CellText.trimmed(String(name[range.upperBound...]))
            name = CellText.trimmed(String(name[..<range.lowerBound]))
            break
        }
        self.scope = scope
        let amount = CellText.trimmed(String(plain[sign.upperBound...]))
        // A share is a change; what else stands around the sign of percent, or a cap that is a share, is none.
        guard !amount.contains("%") || found == nil && amount.hasSuffix("%") else {
            throw ChoiceTarget.unreadable(text)
        }
        if found != nil {
            let bound = try OptionTarget(text)
            guard case .reduction = bound.quantity else {
                (pollutant, goal) = ("", .bound(bound))
                return
            }
            guard !bound.isAtLeast else {
                throw OptionTarget.Problem(
                    text: Label(
                        "目标“\(text)”要求排放不低于某值；减排量写作 \"\(name) -300 t\"，排放上限写作 \"\(name) <= 8000 t\"",
                        "the target '\(text)' asks for an emission of at least so much; write a reduction as \"\(name) -300 t\", a cap as \"\(name) <= 8000 t\""
                    ))
            }
            (pollutant, goal) = (name, .amount(Mass(micrograms: bound.bound)))
            return
        }
        guard !name.isEmpty, !amount.isEmpty else { throw ChoiceTarget.unreadable(text) }
        pollutant = name
        if amount.hasSuffix("%") {
            guard let percent = DecimalText.value(amount.dropLast().filter { $0 != " " }), (0...100).contains(percent)
            else { throw ChoiceTarget.unreadable(text) }
            goal = .change(-percent / 100)
        } else {
            goal = .reduction(Mass(micrograms: try OptionTarget("\(name) >= \(amount)").bound))
        }
    }

    /// A target of a plan; `nil` where the plan prints no number.
    init?(_ target: Target) {
        switch target.goal {
        case .amount(let mass): goal = .amount(mass)
        case .reduction(let mass): goal = .reduction(mass)
        case .change(let share): goal = .change(share)
        case .unknown: return nil
        }
        text = target.id
        pollutant = target.pollutant
        scope = target.region
        baseYear = target.baseYear == 0 ? nil : target.baseYear
    }

    private static func unreadable(_ text: String) -> OptionTarget.Problem {
        OptionTarget.Problem(
            text: Label(
                "目标“\(text)”读不懂；写法如 \"NOx -10% vs 2020\"、\"NOx -300 t\"、\"VOCs <= 8000 t\"、\"NOx in 653101 <= 120 t\"",
                "the target '\(text)' cannot be read; write it as \"NOx -10% vs 2020\", \"NOx -300 t\", \"VOCs <= 8000 t\" or \"NOx in 653101 <= 120 t\""
            ))
    }
}
