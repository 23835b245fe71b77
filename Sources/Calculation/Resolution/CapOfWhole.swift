import Factors
import Inventories
import Quantities
import Tables

/// The cap of all particles and one of their parts: what bounds the whole lowers each part in proportion to what passes the
/// devices, E = E₀ × min(1, E_cap ÷ E₀ of the whole).
///
/// The whole is the broadest one whose factor is known beside that of the part: of PM2.5 that of PM, else of PM10; of black
/// carbon also PM2.5. Where none is known, the cap bounds the part as it bounds the whole.
struct CapOfWhole: Sendable {
    /// A whole of the pollutant, with the devices that its cap is met behind.
    private struct Whole: Sendable {
        let pollutant: String
        let train: (any RemovalTrain)?
        let path: GasPath
    }

    /// The wholes of the pollutant that the cap bounds, the broadest first.
    private let wholes: [Whole]

    static let bounded = Label(
        "该粒径在总颗粒物中的占比未知，按总颗粒物的上限限制", "the share of this size in all particles is not known: bounded by their cap")

    /// `nil` where the cap is the pollutant's own.
    init?(of pollutant: String, in schema: Schema, _ library: FactorLibrary) {
        let line = library.wholes(of: pollutant)
        guard let owner = PollutantColumn.ownerOfCap(line, in: schema), owner != pollutant,
            let last = line.firstIndex(of: owner)
        else { return nil }
        wholes = line[1...last].reversed().map { name in
            Whole(
                pollutant: name, train: FormulaComposer.train(of: name, in: schema, library),
                path: GasPath(of: name, in: schema, library))
        }
    }

    /// What the whole would emit without its cap, by a method that gives the part; `nil` where the method tells nothing of it.
    func uncapped(_ method: Method, _ row: CaseResolver, isControlled: Bool) -> (emission: Expression, terms: [Term])? {
        guard let sized = method.sizedTerm,
            let whole = wholes.first(where: { CapOfWhole.factor(of: $0.pollutant, beside: sized, row) != nil })
        else { return nil }
        let base = method.emitted ?? method.own
        let own = sized.term
        let (symbol, unit, name) = (own.symbol + "_Σ", own.unit, whole.pollutant)
        let ofWhole = Term(
            symbol, Label("\(name) 的\(own.label.zh)", "\(own.label.en) of \(name)"), unit,
            [
                .derived(
                    Derivation("\(own.symbol) of \(name)", words: [], tables: [sized.table]) { resolver in
                        guard let (factor, value) = CapOfWhole.factor(of: name, beside: sized, resolver) else {
                            return Derived(needs: [Need(column: nil, text: CapOfWhole.bounded)])
                        }
                        return Derived(
                            value: value, formula: "← \(factor.id)", factors: [factor],
                            assumptions: resolver.marks(of: factor))
                    })
            ])
        var (emission, terms) = (base.expression, [ofWhole])
        if isControlled {
            let shape = whole.train?.shape(row) ?? .none
            let way = whole.path.shape(row, shape)
            let passing =
                whole.train.map { $0.passing(shape, behind: method, path: way) } ?? way.passed(nil)
            if let passing { emission = emission * passing }
            terms += (whole.train?.terms(shape, behind: method, path: way) ?? []) + whole.path.terms(way)
        }
        emission = emission.replacing(own.symbol, with: .term(symbol))
        // What is a share of a size: the whole has no such letter.
        if let share = sized.share { emission = emission.replacing(share, with: .constant(1, .one)) }
        return (.named("E_Σ", emission), terms)
    }

    /// How many letters it may add.
    var letterCount: Int {
        wholes.map { 1 + ($0.train?.letters.count ?? 0) + $0.path.letters.count }.max() ?? 0
    }

    /// The factor of a whole that says as much as that of the part, with its number in the unit of the letter.
    private static func factor(
        of whole: String, beside sized: SizedTerm, _ row: CaseResolver
    ) -> (factor: Factor, value: Double)? {
        func found(_ keys: [String: String]) -> Factor? {
            let match = row.match(sized.table, parameter: sized.parameter, keys: keys)
            if case .found(let factor) = match { return factor }
            return nil
        }
        guard let part = found(sized.size.map { [Column.pollutant: $0] } ?? [:]),
            let factor = found([Column.pollutant: whole]),
            (factor.basis ?? .generation) == (part.basis ?? .generation),
            let ratio = factor.unit.conversion(to: sized.term.unit)
        else { return nil }
        return (factor, ratio.applied(to: factor.value))
    }
}
