import Factors
import Inventories
import Quantities
import Tables

/// The cap of all particles and one of their sizes: what bounds the whole lowers each size in proportion to what passes the
/// devices, E = E₀ × min(1, E_cap ÷ E₀ of the whole).
///
/// Where the whole is not known beside the size, the cap bounds the size as it bounds the whole.
struct CapOfWhole: Sendable {
    /// The pollutant whose cap it is.
    let whole: String
    private let pollutant: String
    private let train: (any RemovalTrain)?
    private let path: GasPath
    /// Whether the whole is split into sizes of which this is one.
    private let isSize: Bool

    static let bounded = Label(
        "该粒径在总颗粒物中的占比未知，按总颗粒物的上限限制", "the share of this size in all particles is not known: bounded by their cap")

    /// `nil` where the cap is the pollutant's own.
    init?(of pollutant: String, in schema: Schema, _ library: FactorLibrary) {
        guard let owner = PollutantColumn.ownerOfCap(library.wholes(of: pollutant), in: schema), owner != pollutant
        else { return nil }
        whole = owner
        self.pollutant = pollutant
        train = FormulaComposer.train(of: owner, in: schema, library)
        path = GasPath(of: owner, in: schema, library)
        isSize =
            library.pollutant(owner)?.split.contains(pollutant) ?? false
            || !(library.pollutant(pollutant)?.split.isEmpty ?? true)
    }

    /// What the whole would emit without its cap, by a method that gives the size; `nil` where the method tells nothing of it.
    func uncapped(_ method: Method, _ row: CaseResolver, isControlled: Bool) -> (emission: Expression, terms: [Term])? {
        let base = method.emitted ?? method.own
        guard isSize, let (own, table, parameter) = method.sizedTerm else { return nil }
        let (symbol, unit, whole) = (own.symbol + "_Σ", own.unit, whole)
        let ofWhole = Term(
            symbol, Label("\(whole) 的\(own.label.zh)", "\(own.label.en) of \(whole)"), unit,
            [
                .derived(
                    Derivation("\(own.symbol) of \(whole)", words: [], tables: [table]) { resolver in
                        func factor(_ match: FactorMatch) -> Factor? {
                            if case .found(let factor) = match { factor } else { nil }
                        }
                        guard let size = factor(resolver.match(table, parameter: parameter)),
                            let factor = factor(
                                resolver.match(table, parameter: parameter, keys: [Column.pollutant: whole])),
                            (factor.basis ?? .generation) == (size.basis ?? .generation),
                            let ratio = factor.unit.conversion(to: unit)
                        else { return Derived(needs: [Need(column: nil, text: CapOfWhole.bounded)]) }
                        return Derived(
                            value: ratio.applied(to: factor.value), formula: "← \(factor.id)", factors: [factor],
                            assumptions: resolver.marks(of: factor))
                    })
            ])
        var (emission, terms) = (base.expression, [ofWhole])
        if isControlled {
            let shape = train?.shape(row) ?? .none
            let way = path.shape(row, shape)
            let passing = train.map { $0.passing(shape, behind: method, path: way) } ?? way.passed(nil)
            if let passing { emission = emission * passing }
            terms += (train?.terms(shape, behind: method, path: way) ?? []) + path.terms(way)
        }
        return (.named("E_Σ", emission.replacing(own.symbol, with: .term(symbol))), terms)
    }

    /// How many letters it may add.
    var letterCount: Int { 1 + (train?.letters.count ?? 0) + path.letters.count }
}
