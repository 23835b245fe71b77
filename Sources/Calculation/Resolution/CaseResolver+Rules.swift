import Factors
import Inventories
import Quantities
import Tables

/// Rules that documents set 规则: thresholds, conventions, stand-ins and duties, each a dated and cited row of the library.
enum Rules {
    /// Numbers of rules by name.
    static let numbers = "rules/numbers"
    /// How much of a removal counts where continuous monitoring is required and is not used.
    static let monitoring = "rules/monitoring"
}

extension RunContext {
    /// The share of valid hours from which on monitoring of a pollutant at an outlet counts, by the rule that holds for the
    /// region in the inventory's year; `nil` where the library has none.
    func leastValidShare(of pollutant: String) -> Double? {
        func lineage(_ code: String, in name: String) -> FactorQuery.Value {
            .lineage(library.vocabularies[name].code(exactly: code).map(library.vocabularies[name].lineage) ?? [])
        }
        let values: [String: FactorQuery.Value] = [
            "parameter": .text("valid_share"), "kind": .text(OutletTable.schema.id),
            "pollutant": lineage(pollutant, in: "pollutant"),
            "county_code": lineage(manifest.region, in: "county_code"),
            "year": .number(Double(manifest.year)),
        ]
        guard let table = library.table(Rules.numbers),
            case .found(let factor) = table.match(FactorQuery(values: values, year: manifest.year), in: book)
        else { return nil }
        return factor.unit.conversion(to: Unit(stated: "1"))?.applied(to: factor.value)
    }
}

extension CaseResolver {
    /// The number of a rule that holds for the row in the inventory's year, with the row it stands in; `nil` where the
    /// library has none.
    func rule(_ name: String, in unit: Unit) -> (value: Double, factor: Factor)? {
        guard case .found(let factor) = match(Rules.numbers, parameter: name),
            let ratio = factor.unit.conversion(to: unit)
        else { return nil }
        return (ratio.applied(to: factor.value), factor)
    }

    /// A number of a rule for a letter that nothing else tells: always shown as an assumption.
    func conventional(_ name: String, in unit: Unit, instead column: String, _ text: (Factor) -> Label) -> Derived? {
        guard let (value, factor) = rule(name, in: unit) else { return nil }
        let assumption = Assumption(
            kind: .statedDefault, subject: schema.id + "." + column, text: text(factor))
        return Derived(
            value: value, formula: "← \(factor.id)", factors: [factor],
            assumptions: [assumption] + marks(of: factor))
    }

    /// The word of the row for people; its code stands in where it is not known.
    func label(ofWord column: String) -> Label {
        guard let word = layout.words.first(where: { $0.column == column }) else { return Label(same: column) }
        return word.words[self.word(column)]?.label ?? Label(same: text(column))
    }

    /// The rules that let a method be used for the row.
    func rules(of method: Method) -> [Factor] {
        method.conditions.compactMap { condition in
            guard case .atLeast(let column, let name) = condition, has(column), let unit = schema.column(column)?.unit
            else { return nil }
            return rule(name, in: unit)?.factor
        }
    }

    /// The rule by which no removal counts: the rule book holds it, the pollutant must be monitored, and the method is
    /// no monitoring.
    func rule(againstRemovalOf method: Method) -> Factor? {
        guard line.mayHaveToBeMonitored, method.nature != .monitoring, method.nature != .none,
            case .found(let factor) = match(Rules.monitoring), factor.value == 0
        else { return nil }
        return factor
    }

    /// What a result says that counts no removal by a rule.
    func withoutRemoval(_ rule: Factor) -> [Assumption] {
        let title = context.library.title(of: rule.reference)
        return [
            Assumption(
                kind: .statedDefault, subject: schema.id + ".must_monitor",
                text: Label(
                    "应自动监测而未采用监测数据，按产生量计，不计去除（\(title)）",
                    "must be monitored and no monitoring is used: counted as generated, no removal (\(title))"))
        ] + marks(of: rule)
    }
}
