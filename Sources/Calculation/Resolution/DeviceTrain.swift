import Factors
import Inventories
import Quantities
import Tables

/// The devices of flue gas 脱硫除尘设施 as any pollutant meets them: each device column with its own uptime, the removal of
/// each from one table, `controls/removal`, by device and pollutant. A scrubber takes some of the dust, a dust collector
/// some of the SO2. A pollutant that a pack adds is removed by rows of that table alone.
///
/// What passes is the product over the devices: Π (1 − ηᵢ × rᵢ).
struct DeviceTrain: RemovalTrain {
    /// The table of removals.
    static let table = "controls/removal"
    /// The key column of devices, which is the vocabulary of the columns that name one.
    static let key = "gas_device"

    private struct Stage {
        let column: String
        let uptime: Term
        /// Whether the device is there for this pollutant: its removal not being known is then an assumption.
        let isOwn: Bool
    }

    /// A size of particles with a removal of its own.
    private struct Fraction {
        let pollutant: String
        let mark: String
        /// The size that it is a share of, whose removal stands in where it has none of its own: PM2.5 of black carbon.
        var size: String?
    }

    private let pollutant: String
    private let stages: [Stage]
    /// The pollutant itself, or the sizes that it is made of.
    private let fractions: [Fraction]
    /// The column of the removal of the whole train.
    private let removal: Term?
    /// Where the column tells of the whole that the pollutant is a part of.
    private let likeness: Term?
    private let wholeUptime: Term?

    var id: String { "devices of " + pollutant }
    let devices: [String]
    var knownCapture: Term? { nil }

    /// The train of a pollutant in tables of a schema; `nil` where no device is known to remove any of it.
    init?(of pollutant: String, in schema: Schema, _ library: FactorLibrary) {
        let columns = FlueGasDevices.columns(of: schema)
        guard !columns.isEmpty else { return nil }
        self.pollutant = pollutant
        let line = library.wholes(of: pollutant)
        func aim(_ column: ColumnSchema) -> String? {
            for case .device(let aim, _) in column.roles { return aim }
            return nil
        }
        stages = columns.enumerated().map { number, column in
            let target = aim(column)
            let running = target.flatMap { schema.column(.uptime(of: $0)) }
            return Stage(
                column: column.id,
                uptime: Term(
                    "r" + Expression.subscripts(number + 1), running?.label ?? Label("投运率", "uptime"), .one,
                    (running.map { [.column($0.id)] } ?? []) + [.assumed(1, ControlTrain.alwaysRunning)]),
                isOwn: target.map(line.contains) ?? false)
        }
        devices = columns.map(\.id)
        let owner = line.first { schema.column(.removal(of: $0)) != nil }
        let given = owner.flatMap { schema.column(.removal(of: $0)) }
        removal = given.map { Term("η", $0.label, .one, [.column($0.id)]) }
        likeness =
            owner == nil || owner == pollutant
            ? nil
            : Term(
                "κ", Label("与总去除率之比", "against the removal of the whole"), .one,
                [
                    .assumed(
                        1,
                        Label(
                            "去除率按总颗粒物的取用，细颗粒的通常较低",
                            "the removal of all particles taken: that of fine ones is lower as a rule"))
                ])
        wholeUptime = owner.flatMap { schema.column(.uptime(of: $0)) }.map {
            Term("r", $0.label, .one, [.column($0.id), .assumed(1, ControlTrain.alwaysRunning)])
        }
        let sizes = library.pollutant(pollutant)?.split ?? []
        fractions =
            sizes.count == 2
            ? [Fraction(pollutant: sizes[0], mark: "f"), Fraction(pollutant: sizes[1], mark: "c")]
            : [Fraction(pollutant: pollutant, mark: "", size: DeviceTrain.size(of: pollutant, library))]
        let words = library.vocabularies["pollutant"]
        let isKnown = fractions.contains { fraction in
            [fraction.pollutant, fraction.size].compactMap { $0 }.compactMap(words.code(exactly:)).contains { code in
                library.table(DeviceTrain.table)?.has(code, in: "pollutant") ?? false
            }
        }
        guard isKnown || removal != nil else { return nil }
    }

    /// The size of particles that a pollutant is a share of; `nil` of the sizes themselves and of other pollutants.
    private static func size(of pollutant: String, _ library: FactorLibrary) -> String? {
        guard let whole = library.pollutant(pollutant)?.whole, library.pollutant(whole)?.split.isEmpty ?? false,
            library.wholes(of: whole).contains(where: { library.pollutant($0)?.split.contains(whole) ?? false })
        else { return nil }
        return whole
    }

    func shape(_ row: CaseResolver) -> ControlShape {
        if let column = removal?.column, row.has(column) { return .single }
        let present = stages.indices.filter {
            row.has(stages[$0].column) && !row.isWord(stages[$0].column, oneOf: ["none"])
        }
        guard !present.isEmpty else { return .none }
        return ControlShape(id: "+" + present.map { "\($0 + 1)" }.joined(separator: "+"), stages: present)
    }

    /// Where all columns of devices that are there for the pollutant are blank, they count as none, and that is an assumption:
    /// a blank cell does not say that nothing is there.
    func blanks(_ row: CaseResolver) -> [Assumption] {
        if let column = removal?.column, row.has(column) { return [] }
        let own = stages.filter(\.isOwn)
        guard let first = own.first, own.allSatisfy({ !row.has($0.column) }) else { return [] }
        let name = row.schema.column(first.column)?.label ?? Label(same: first.column)
        return [
            Assumption(
                kind: .statedDefault, subject: row.schema.id + "." + first.column,
                text: Label("\(name.zh)空白，按没有计", "\(name.en) blank: counted as none"))
        ]
    }

    func terms(_ shape: ControlShape, behind method: Method?, path: GasPath.Shape) -> [Term] {
        if shape == .single { return [removal, likeness, wholeUptime].compactMap { $0 } }
        guard !shape.stages.isEmpty else { return [] }
        let scale = fractions.count > 1 ? [share(behind: method)].compactMap { $0?.fine } : []
        return scale
            + shape.stages.flatMap { stage in
                fractions.map { removal(of: $0, at: stage) } + [stages[stage].uptime]
            }
    }

    func passing(_ shape: ControlShape, behind method: Method?, path: GasPath.Shape) -> Expression? {
        path.passed(through(shape, behind: method))
    }

    private func through(_ shape: ControlShape, behind method: Method?) -> Expression? {
        if shape == .single, let removal {
            let own: Expression = likeness == nil ? .term(removal.symbol) : .term("κ") * .term(removal.symbol)
            return 1 - (wholeUptime == nil ? own : own * .term("r"))
        }
        guard !shape.stages.isEmpty else { return nil }
        let passed = fractions.map { fraction in
            let parts = shape.stages.map { stage -> Expression in
                1 - .term(symbol(fraction, stage)) * .term(stages[stage].uptime.symbol)
            }
            return parts.dropFirst().reduce(parts[0]) { $0 * $1 }
        }
        guard passed.count > 1, let share = share(behind: method) else { return passed.first }
        let fine: Expression = .named("φ", .term(share.fine.symbol) / .term(share.whole))
        return fine * passed[0] + (1 - fine) * passed[1]
    }

    var letters: [Term] {
        [removal, likeness, wholeUptime].compactMap { $0 }
            + stages.indices.flatMap { stage in fractions.map { removal(of: $0, at: stage) } + [stages[stage].uptime] }
            + (fractions.count > 1 ? [Term("φ", Label("细颗粒占比", "share of fine particles"), .one, [])] : [])
    }

    // MARK: Letters

    private func symbol(_ fraction: Fraction, _ stage: Int) -> String {
        "η" + fraction.mark + Expression.subscripts(stage + 1)
    }

    private func removal(of fraction: Fraction, at stage: Int) -> Term {
        let (column, isOwn) = (stages[stage].column, stages[stage].isOwn)
        return Term(
            symbol(fraction, stage), Label("\(fraction.pollutant) 去除率", "removal of \(fraction.pollutant)"), .one,
            [
                .derived(
                    Derivation(
                        "removal of \(fraction.pollutant) by \(column)", words: [column], tables: [DeviceTrain.table]
                    ) { resolver in
                        func found(_ pollutant: String) -> (factor: Factor, ratio: Ratio)? {
                            let keys = [DeviceTrain.key: resolver.text(column), Column.pollutant: pollutant]
                            guard case .found(let factor) = resolver.match(DeviceTrain.table, keys: keys),
                                let ratio = factor.unit.conversion(to: .one)
                            else { return nil }
                            return (factor, ratio)
                        }
                        let own = found(fraction.pollutant)
                        guard let (factor, ratio) = own ?? fraction.size.flatMap(found) else {
                            let text = ControlTrain.noRemovalKnown
                            return Derived(
                                value: 0, formula: "η = 0",
                                assumptions: isOwn
                                    ? [
                                        Assumption(
                                            kind: .statedDefault, subject: resolver.schema.id + "." + column, text: text
                                        )
                                    ] : [])
                        }
                        return Derived(
                            value: ratio.applied(to: factor.value), formula: "← \(factor.id)", factors: [factor],
                            assumptions: resolver.marks(of: factor)
                                + (own == nil
                                    ? [
                                        Assumption(
                                            kind: .statedDefault, subject: resolver.schema.id + "." + column,
                                            text: Label(
                                                "\(fraction.pollutant) 的去除率未知，按 \(fraction.size ?? "") 取用",
                                                "removal of \(fraction.pollutant) not known: that of \(fraction.size ?? "") taken"
                                            ))
                                    ] : []))
                    })
            ])
    }

    /// The factor of the fine particles beside that of the whole, by the same table; where none is printed, all counts as
    /// fine, which is removed less.
    private func share(behind method: Method?) -> (fine: Term, whole: String)? {
        guard let sized = method?.sizedTerm else { return nil }
        let (term, table, parameter) = (sized.term, sized.table, sized.parameter)
        let (unit, fraction, ofWhole) = (term.unit, fractions[0].pollutant, pollutant)
        let fine = Term(
            term.symbol + "_f", Label("\(fraction) 的\(term.label.zh)", "\(term.label.en) of \(fraction)"), unit,
            [
                .derived(
                    Derivation("\(term.symbol) of \(fraction)", words: [], tables: [table]) { resolver in
                        func value(_ match: FactorMatch) -> (Factor, Double)? {
                            guard case .found(let factor) = match, let ratio = factor.unit.conversion(to: unit)
                            else { return nil }
                            return (factor, ratio.applied(to: factor.value))
                        }
                        let whole = value(
                            resolver.match(table, parameter: parameter, keys: [Column.pollutant: ofWhole]))
                        if let (factor, fine) = value(
                            resolver.match(table, parameter: parameter, keys: ["pollutant": fraction])),
                            fine <= whole?.1 ?? fine
                        {
                            return Derived(
                                value: fine, formula: "← \(factor.id)", factors: [factor],
                                assumptions: resolver.marks(of: factor))
                        }
                        let text = Label(
                            "细颗粒占比未知，全部按细颗粒去除", "share of fine particles not known: all removed as fine ones are")
                        return Derived(
                            value: whole?.1, formula: "= \(term.symbol)",
                            assumptions: [
                                Assumption(kind: .statedDefault, subject: resolver.schema.id + ".φ", text: text)
                            ], needs: whole == nil ? [Need(column: nil, text: text)] : [])
                    })
            ])
        return (fine, term.symbol)
    }
}

/// The factor of a method that differs between sizes of particles, EF or the share f of a mass balance.
struct SizedTerm: Sendable {
    /// The letter.
    let term: Term
    /// The table and parameter that it is matched in.
    let table: String
    let parameter: String?
    /// The size that the letter is of, where that is not the pollutant itself.
    var size: String?
    /// The letter of the pollutant's share of that size, where it has one.
    var share: String?
}

extension Method {
    /// The factor that differs between sizes of particles, with its table and parameter.
    var sizedTerm: SizedTerm? {
        if let partOfSize, let term = own.term(partOfSize.letter) {
            return SizedTerm(
                term: term, table: partOfSize.table, parameter: partOfSize.parameter, size: partOfSize.size,
                share: partOfSize.share)
        }
        for term in own.terms where term.symbol == "EF" || term.symbol == "f" {
            if case .factor(let table, let parameter, let keys)? = term.origins.first, keys.isEmpty {
                return SizedTerm(term: term, table: table, parameter: parameter)
            }
        }
        return nil
    }
}
