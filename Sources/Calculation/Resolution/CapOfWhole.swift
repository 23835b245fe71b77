import Factors
import Inventories
import Quantities
import Tables

/// The cap of all particles and one of their parts: what bounds the whole lowers each part in proportion to what passes the
/// devices, E = E₀ × min(1, E_cap ÷ E₀ of the whole).
///
/// The whole is the broadest one whose factor is known beside that of the part: of PM2.5 that of PM, else of PM10; of black
/// carbon also PM2.5. Where none is known, the cap bounds the part as it bounds the whole.
///
/// Where the whole that counts is monitored or measured, that number tells how far the cap lowers it: one that meets the cap loses
/// nothing, and neither do its parts.
final class CapOfWhole: Sendable {
    /// A whole of the pollutant, with the devices that its cap is met behind.
    private struct Whole: Sendable {
        let pollutant: String
        let train: (any RemovalTrain)?
        let path: GasPath
    }

    /// The wholes of the pollutant that the cap bounds, the broadest first.
    private let wholes: [Whole]
    /// What the cap is of, as a line of the same process.
    private let owner: LineContext

    static let bounded = Label(
        "该粒径在总颗粒物中的占比未知，按总颗粒物的上限限制", "the share of this size in all particles is not known: bounded by their cap")

    /// `nil` where the cap is the pollutant's own.
    init?(
        of pollutant: String, from process: Process, in schema: Schema, composer: FormulaComposer, context: RunContext
    ) {
        let library = context.library
        let line = library.wholes(of: pollutant)
        guard let owner = PollutantColumn.ownerOfCap(line, in: schema), owner != pollutant,
            let last = line.firstIndex(of: owner)
        else { return nil }
        self.owner = LineContext(owner, of: process, in: schema, composer: composer, context: context)
        wholes = line[1...last].reversed().map { name in
            Whole(
                pollutant: name, train: FormulaComposer.train(of: name, in: schema, library),
                path: GasPath(of: name, in: schema, library))
        }
    }

    /// How a cap lowers a part, as a factor of its formula, with the letters that the factor has beside those of the part and
    /// its cap; the id tells formulas apart.
    struct Share {
        let id: String
        let factor: Expression
        let terms: [Term]
    }

    /// How the cap lowers the part: as it does what counts of the whole where that is monitored or measured, else as it does the
    /// whole by the part's own method; `nil` where nothing is known of the whole.
    func share(of method: Method, under cap: ConcentrationCap, _ row: CaseResolver, isControlled: Bool) -> Share? {
        if let measured = measured(row) { return measured }
        guard let whole = uncapped(method, row, isControlled: isControlled), case .emission(let allowed) = cap.bound
        else { return nil }
        return Share(id: "", factor: .minimum(1, allowed / whole.emission), terms: whole.terms)
    }

    /// The methods by which what the cap is of is monitored or measured, best first.
    private var measuring: [Method] { owner.methods.filter { $0.isMeasuring && $0.cap != nil } }

    /// What the cap leaves of the whole where that is monitored or measured.
    private func measured(_ row: CaseResolver) -> Share? {
        guard !measuring.isEmpty else { return nil }
        let whole = row.beside(owner)
        guard let method = whole.best, method.isMeasuring, let cap = method.cap,
            whole.needs(of: method, under: cap).isEmpty
        else { return nil }
        let letters = (method.own.terms + cap.terms).reduce(into: [Term]()) { letters, term in
            if !letters.contains(where: { $0.symbol == term.symbol }) { letters.append(term) }
        }
        func ofWhole(_ expression: Expression) -> Expression {
            letters.reduce(expression) { $0.replacing($1.symbol, with: .term($1.symbol + "_Σ")) }
        }
        let factor: Expression =
            switch cap.bound {
            case .emission(let allowed): ofWhole(allowed) / .named("E_Σ", ofWhole(method.own.expression))
            case .letter(let symbol, let allowed): ofWhole(allowed) / .term(symbol + "_Σ")
            }
        return Share(
            id: method.id, factor: .minimum(1, factor), terms: letters.map { $0.ofWhole(owner) })
    }

    /// What the whole would emit without its cap, by a method that gives the part; `nil` where the method tells nothing of it.
    private func uncapped(_ method: Method, _ row: CaseResolver, isControlled: Bool) -> (
        emission: Expression, terms: [Term]
    )? {
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
        max(
            wholes.map { 1 + ($0.train?.letters.count ?? 0) + $0.path.letters.count }.max() ?? 0,
            measuring.map { $0.own.terms.count + ($0.cap?.terms.count ?? 0) }.max() ?? 0)
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

extension Method {
    /// Whether its number is what was monitored or measured, behind all devices.
    var isMeasuring: Bool { (nature == .monitoring || nature == .measured) && gives == .emitted && emitted == nil }
}

extension Term {
    /// The same letter of a whole, in a formula of its part: taken from the whole's own columns.
    fileprivate func ofWhole(_ line: LineContext) -> Term {
        Term(
            symbol + "_Σ", Label("\(line.pollutant) 的\(label.zh)", "\(label.en) of \(line.pollutant)"), unit,
            origins.compactMap { origin in
                switch origin {
                case .ofPollutant(let column): line.column(column).map { .column($0) }
                case .sameAs(let symbol, let label): .sameAs(symbol + "_Σ", label)
                default: origin
                }
            })
    }
}
