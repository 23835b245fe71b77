import Factors
import Inventories
import Quantities
import Tables

/// Finds, for one case and pollutant, the method, the factors and the controls, and says why. A class, for methods and formulas
/// hand it on: as a struct it would be copied with library, schema and layout each time.
public final class CaseResolver: Sendable {
    /// What all cases of the kind are resolved with.
    private let kind: KindContext
    var context: RunContext { kind.run }
    var schema: Schema { kind.schema }
    var layout: CaseLayout { kind.layout }
    private var composer: FormulaComposer { kind.composer }
    let `case`: Case
    let line: LineContext
    var pollutant: String { line.pollutant }
    let known = MatchMemory()
    /// Where it is noted what tables are asked; `nil` where nobody wants to know.
    let questions: PackQuestions?

    init(_ kind: KindContext, case: Case, line: LineContext, questions: PackQuestions? = nil) {
        self.kind = kind
        self.questions = questions
        self.case = `case`
        self.line = line
    }

    // MARK: What is known of the row

    /// The code of a word column; 0 where it is not known.
    func word(_ column: String) -> UInt16 {
        guard let i = layout.words.firstIndex(where: { $0.column == column }) else { return 0 }
        return `case`.codes[i]
    }

    /// The text of a word column's code; empty where it is not known.
    func text(_ column: String) -> String {
        guard let i = layout.words.firstIndex(where: { $0.column == column }) else { return "" }
        return layout.words[i].words.text(`case`.codes[i])
    }

    /// Whether the row's word is one of those or narrower.
    func isWord(_ column: String, oneOf codes: [String]) -> Bool {
        guard let i = layout.words.firstIndex(where: { $0.column == column }), `case`.codes[i] != 0 else {
            return false
        }
        let words = layout.words[i].words
        return words.lineage(of: `case`.codes[i]).contains { codes.contains(words.text($0)) }
    }

    /// How a number column was given.
    func given(_ column: String) -> Given {
        guard let i = layout.numbers.firstIndex(where: { $0.column == column }) else { return .absent }
        return `case`.given[i]
    }

    /// Why the row's value in a column is a default; `nil` where it is the row's own.
    func reason(_ column: String) -> Label? {
        guard let number = `case`.reasons[column] else { return nil }
        return context.manifest.reason(Int(number), table: schema.id, column: column)
    }

    /// Words of the row that are defaults: they decide factors, and so every number of the row rests on them.
    var defaultedWords: [Assumption] {
        layout.words.compactMap { word in
            guard let label = reason(word.column) else { return nil }
            let text = text(word.column)
            return Assumption(
                kind: .statedDefault, subject: schema.id + "." + word.column,
                text: Label("取 \(text)：\(label.zh)", "\(text): \(label.en)"))
        }
    }

    /// Whether any column, of words or numbers, has a value.
    func has(_ column: String) -> Bool {
        if layout.words.contains(where: { $0.column == column }) { return word(column) != 0 }
        return given(column) == .given
    }

    /// A number that stands for the row's band; `nil` where it is not known or not banded.
    func band(_ column: String) -> Double? {
        guard let i = layout.bands.firstIndex(where: { $0.column == column }) else { return nil }
        return `case`.bands[i]
    }

    // MARK: Methods

    /// What becomes of the pollutant in one process: the best method that can be used, or what is lacking.
    func outcome(of process: Process) -> Outcome {
        let forced = text(Column.method)
        if isWord(Column.status, oneOf: ["closed"]) { return .notApplicable(Label("已关停", "closed")) }
        let methods = self.methods
        // What methods lack is worked out only where none has all.
        let found = methods.compactMap { method in
            if mayHaveAll(method), case .success(let one) = attempt(method, tellsAllNeeds: false) { one } else { nil }
        }
        if let resolved = found.first {
            return .computed(
                resolved.with(
                    generated: generated(of: resolved, others: found.dropFirst()),
                    assumptions: defaultedWords,
                    // What must be met is no other way to know what is emitted.
                    alternatives: found.dropFirst().map(\.method).filter { !$0.restsOnCap }))
        }
        var needs: [Need] = []
        var isBalance = false
        let isAddressed = !methods.isEmpty
        for method in methods where !method.restsOnCap || !forced.isEmpty {
            // What a balance lacks is told rather than that no limit is given.
            guard case .failure(let lacking) = attempt(method), !(isBalance && method.nature == .limit) else {
                continue
            }
            // Printed factors of a machine's SO2 are not taken: what its balance lacks can be filled in, such a factor cannot.
            let isFillable =
                schema.id == SourceKind.nonroad.name && method.pollutants == [pollutant]
                && needs.allSatisfy { $0.column == nil }
                && lacking.items.allSatisfy { $0.column != nil }
            if needs.isEmpty || lacking.items.count <= needs.count || isFillable {
                (needs, isBalance) = (lacking.items, method.nature == .balance)
            }
        }
        // The method that comes nearest has all but a factor of this pollutant: the source has no such emission.
        if isAddressed, needs.allSatisfy(\.isOtherPollutant) {
            return .notApplicable(
                Label("系数库中该源没有此污染物的系数", "the library has no factor of this pollutant for the source"),
                lacking: needs)
        }
        if isAddressed { return .missing(needs) }
        if !forced.isEmpty, process.methods.contains(where: { $0.id == forced }) {
            return .missing([
                Need(
                    column: Column.method,
                    text: Label("指定的方法 \(forced) 不适用于该行", "the forced method \(forced) does not suit the row"))
            ])
        }
        return .notApplicable(Label("该环节不排放此污染物", "no such emission from this process"))
    }

    /// The methods that may be used for the row, best first.
    private var methods: [Method] {
        let forced = text(Column.method)
        return line.methods.filter { method in
            (forced.isEmpty || method.id == forced)
                && (method.gives == .generated || rule(againstRemovalOf: method) == nil)
                && method.conditions.allSatisfy(holds)
        }
    }

    /// The best method that has all that it needs; `nil` where none has.
    var best: Method? {
        methods.first { method in
            if mayHaveAll(method), case .success = attempt(method, tellsAllNeeds: false) { true } else { false }
        }
    }

    /// The same row for another pollutant of the process.
    func beside(_ line: LineContext) -> CaseResolver {
        CaseResolver(kind, case: `case`, line: line, questions: questions)
    }

    func holds(_ condition: Condition) -> Bool {
        switch condition {
        case .any(let conditions): return conditions.contains(where: holds)
        case .not(let inner): return !holds(inner)
        case .given(let column): return has(column)
        case .notGiven(let column): return !has(column)
        case .capped: return line.column(.cap).map(has) ?? false
        case .word(let column, let codes): return isWord(column, oneOf: codes)
        case .noWord(let column, let codes): return !isWord(column, oneOf: codes)
        case .atLeast(let column, let name):
            guard let value = band(column), let unit = schema.column(column)?.unit, let rule = rule(name, in: unit)
            else { return true }
            return value >= rule.value
        case .basis(let basis, let table, let parameter):
            guard case .found(let factor) = match(table, parameter: parameter) else { return basis == .generation }
            return (factor.basis ?? .generation) == basis
        case .family(let set, let table, let parameter, let pollutant):
            let keys = pollutant.map { ["pollutant": $0] } ?? [:]
            guard case .found(let factor) = match(table, parameter: parameter, keys: keys) else { return false }
            return factor.set == set
        }
    }

    struct Lacking: Error {
        var items: [Need]
    }

    /// What is generated where a method gives what is emitted: by the best method that gives it. A factor that holds the
    /// effect of burning itself is of what is generated.
    private func generated(of resolved: Resolved, others: some Sequence<Resolved>) -> Supplied? {
        if let own = resolved.generated { return own }
        if let other = others.first(where: { $0.generated != nil }) { return other.generated }
        // A forced method leaves out the others.
        guard !text(Column.method).isEmpty else { return nil }
        for method in line.methods where method.gives == .generated && method.conditions.allSatisfy(holds) {
            if case .success(let other) = attempt(method) { return other.generated }
        }
        return nil
    }

    /// The numbers of a formula's letters, gathered term by term.
    private struct Gathering {
        var terms: [Term] = []
        var found: [Found?] = []
        var factors: [Factor] = []
        var assumptions: [Assumption] = []
        var needs: [Need] = []

        /// The supplies of a formula whose letters are among those gathered.
        func supplied(_ formula: Formula) -> Supplied {
            let own = formula.program.symbols.compactMap { symbol in
                terms.lastIndex { $0.symbol == symbol }.flatMap { found[$0] }
            }
            return Supplied(formula: formula, supplies: own.map(\.supply), provenance: own.map(\.provenance))
        }
    }

    private func gather(_ terms: [Term], into gathering: inout Gathering, tellsAllNeeds: Bool = true) {
        for term in terms where !gathering.terms.contains(where: { $0.symbol == term.symbol }) {
            let one = supply(of: term, earlier: gathering)
            gathering.terms.append(term)
            switch one {
            case .success(let one):
                gathering.found.append(one)
                gathering.factors += one.factors
                for assumption in one.assumptions where !gathering.assumptions.contains(assumption) {
                    gathering.assumptions.append(assumption)
                }
            case .failure(let lacking):
                gathering.found.append(nil)
                gathering.needs += lacking.items
                if !tellsAllNeeds { return }
            }
        }
    }

    /// Whether no letter of a method waits for a column that the row leaves blank.
    private func mayHaveAll(_ method: Method) -> Bool {
        (method.emitted ?? method.own).terms.allSatisfy { term in
            term.origins.contains { origin in
                switch origin {
                case .column, .ofPollutant: columnName(of: origin).map(has) ?? false
                default: true
                }
            }
        }
    }

    /// A method with the numbers of its letters, the devices in place and the cap; or what it lacks: all of it, or the first.
    func attempt(_ method: Method, tellsAllNeeds: Bool = true) -> Result<Resolved, Lacking> {
        var gathering = Gathering()
        gather((method.emitted ?? method.own).terms, into: &gathering, tellsAllNeeds: tellsAllNeeds)
        guard gathering.needs.isEmpty else { return .failure(Lacking(items: gathering.needs)) }
        let rules = rules(of: method)
        let unmonitored = rule(againstRemovalOf: method)
        gathering.factors += rules + (unmonitored.map { [$0] } ?? [])
        gathering.assumptions += unmonitored.map(withoutRemoval) ?? []
        let train = method.acceptsControl && unmonitored == nil ? line.train : nil
        let shape = train?.shape(self) ?? .none
        let path = line.path
        let way = method.acceptsControl && unmonitored == nil ? path.shape(self, shape) : .straight
        if let train {
            gather(train.terms(shape, behind: method, path: way), into: &gathering)
            gathering.assumptions += train.blanks(self)
        }
        if way != .straight { gather(path.terms(way), into: &gathering) }
        var isCapped = false
        var whole: CapOfWhole.Share?
        if unmonitored == nil, let cap = method.cap, let column = line.column(.cap), has(column) {
            var more = gathering
            gather(cap.terms, into: &more)
            // Where the flue gas is not known the cap cannot act; plans report such rows.
            if more.needs.isEmpty { (gathering, isCapped) = (more, true) }
            if isCapped, let part = line.capOfWhole {
                whole = part.share(of: method, under: cap, self, isControlled: train != nil || way != .straight)
                gather(whole?.terms ?? [], into: &more)
                if !more.needs.isEmpty { whole = nil }
                if whole != nil { gathering = more } else { gathering.assumptions.append(bounded(by: column)) }
            }
        }
        if method.restsOnCap, let column = line.column(.cap) {
            isCapped = true
            gathering.assumptions.append(
                Assumption(kind: .statedDefault, subject: schema.id + "." + column, text: ConcentrationCap.alone))
        }
        let emitted = composer.emitted(
            method, train: train, shape: shape, path: path, way: way, isCapped: isCapped,
            whole: whole)
        return .success(
            Resolved(
                method: method, emitted: gathering.supplied(emitted),
                generated: method.gives == .generated || holdsBurner(method) ? gathering.supplied(method.own) : nil,
                fugitive: fugitive(method, train: train, shape: shape, gathering), factors: gathering.factors,
                rules: rules + (unmonitored.map { [$0] } ?? []), assumptions: gathering.assumptions, isCapped: isCapped,
                alternatives: []))
    }

    /// What a method under its cap lacks; empty where it lacks nothing.
    func needs(of method: Method, under cap: ConcentrationCap) -> [Need] {
        var gathering = Gathering()
        gather((method.emitted ?? method.own).terms + cap.terms, into: &gathering)
        return gathering.needs
    }

    private func bounded(by column: String) -> Assumption {
        Assumption(kind: .statedDefault, subject: schema.id + "." + column, text: CapOfWhole.bounded)
    }

    /// What passes the devices of a row, as what is left of one gram.
    struct Passing {
        /// `nil` where no device stands in the way.
        var ofOneGram: Supplied?
        /// Whether a removal or capture is not known, and none is taken.
        var isAssumed = false
    }

    /// What passes the devices of the row, whatever method computes it: sizes of particles are those of the best method
    /// that tells what is generated.
    func passing() -> Passing {
        guard let train = line.train else { return Passing() }
        let shape = train.shape(self)
        let way = line.path.shape(self, shape)
        let method = line.methods.first {
            guard $0.gives == .generated, $0.acceptsControl, $0.conditions.allSatisfy(holds) else { return false }
            if case .success = attempt($0) { return true }
            return false
        }
        guard let share = train.passing(shape, behind: method, path: way) else { return Passing() }
        var gathering = Gathering()
        gather(
            train.terms(shape, behind: method, path: way) + line.path.terms(way) + (method?.own.terms ?? []),
            into: &gathering)
        let gram = Expression.constant(1, Unit(stated: "g"))
        guard let formula = try? Formula(gram * share, terms: gathering.terms) else { return Passing() }
        let unknown = [ControlTrain.noRemovalKnown, ControlTrain.noCaptureKnown]
        return Passing(
            ofOneGram: gathering.supplied(formula),
            isAssumed: gathering.assumptions.contains { unknown.contains($0.text) })
    }

    /// Whether a factor after control holds nothing but burning with less NOx: in handbooks that lies before generation.
    private func holdsBurner(_ method: Method) -> Bool {
        guard method.nature == .factor, let device = line.device else { return false }
        return isWord(device, oneOf: ["lnb"])
    }

    /// What is not captured leaves in the open: G × (1 − s).
    private func fugitive(
        _ method: Method, train: (any RemovalTrain)?, shape: ControlShape, _ gathering: Gathering
    ) -> Supplied? {
        guard method.release == .captured, let term = train?.knownCapture else { return nil }
        var gathering = gathering
        if let place = gathering.terms.firstIndex(where: { $0.symbol == term.symbol }) {
            if case .assumed? = gathering.found[place]?.provenance { return nil }
        } else {
            guard case .success(let one) = supply(of: term, earlier: gathering) else { return nil }
            gathering.terms.append(term)
            gathering.found.append(one)
        }
        return gathering.supplied(composer.fugitive(method, capture: term))
    }

    private struct Found {
        var supply: Supply
        var provenance: Provenance
        var factors: [Factor] = []
        var assumptions: [Assumption] = []
    }

    private func supply(of term: Term, earlier: Gathering) -> Result<Found, Lacking> {
        var needs: [Need] = []
        var silent: String?
        for origin in term.origins {
            switch origin {
            case .column, .ofPollutant:
                guard let id = columnName(of: origin) else { continue }
                guard has(id), let place = schema.place(of: id) else {
                    needs.append(missing(column: id))
                    silent = id
                    continue
                }
                if let label = reason(id) {
                    return .success(
                        Found(
                            supply: .column(place), provenance: .stated(column: id, reason: label),
                            assumptions: [Assumption(kind: .statedDefault, subject: schema.id + "." + id, text: label)])
                    )
                }
                return .success(Found(supply: .column(place), provenance: .input(column: id)))
            case .factor(let table, let parameter, let keys):
                switch match(table, parameter: parameter, keys: keys.mapValues { text($0) }) {
                case .found(let factor):
                    guard let ratio = factor.unit.conversion(to: term.unit) else {
                        needs.append(
                            Need(
                                column: nil,
                                text: Label(
                                    "系数 \(factor.id) 的单位 \(factor.unit) 与 \(term.unit) 不符",
                                    "factor \(factor.id) is per \(factor.unit), not \(term.unit)")))
                        continue
                    }
                    return .success(
                        Found(
                            supply: .value(ratio.applied(to: factor.value)),
                            provenance: .factor(factor, instead: silent),
                            factors: [factor], assumptions: marks(of: factor, instead: silent)))
                case .none(let nearest, let failedOn): needs.append(noFactor(term, table, nearest, failedOn))
                case .ambiguous(let a, let b):
                    needs.append(
                        Need(
                            column: nil,
                            text: Label("系数 \(a.id) 与 \(b.id) 同等匹配", "factors \(a.id) and \(b.id) match equally well")))
                }
            case .printed(let value, let label):
                return .success(Found(supply: .value(value), provenance: .printed(label)))
            case .silent(let value, let label):
                return .success(Found(supply: .value(value), provenance: .silent(label)))
            case .assumed(let value, let label):
                return .success(
                    Found(
                        supply: .value(value), provenance: .assumed(label),
                        assumptions: [Assumption(kind: .statedDefault, subject: subject(silent, term), text: label)]))
            case .sameAs(let symbol, let label):
                let place = earlier.terms.lastIndex { $0.symbol == symbol }
                guard let other = place.flatMap({ earlier.found[$0]?.supply }) else { continue }
                return .success(
                    Found(
                        supply: other, provenance: .sameAs(symbol, label),
                        assumptions: [Assumption(kind: .statedDefault, subject: subject(silent, term), text: label)]))
            case .derived(let derivation):
                let derived = derivation.compute(self)
                if let value = derived.value {
                    return .success(
                        Found(
                            supply: .value(value),
                            provenance: .derived(
                                formula: derived.formula, parts: derived.parts, factors: derived.factors),
                            factors: derived.factors, assumptions: derived.assumptions))
                }
                needs += derived.needs
            }
        }
        return .failure(
            Lacking(items: needs.isEmpty ? [missing(term: term)] : needs.suffix(1).map { $0.with(instead: silent) }))
    }

    /// The column that an origin names, or `nil` where it names none that the kind has.
    private func columnName(of origin: Origin) -> String? {
        switch origin {
        case .column(let id): id
        case .ofPollutant(let column): line.column(column)
        default: nil
        }
    }

    private func subject(_ silent: String?, _ term: Term) -> String { schema.id + "." + (silent ?? term.symbol) }

    /// What a factor adds to the assumption list: that it stands in for a silent column, or that it is not sure.
    func marks(of factor: Factor, instead column: String? = nil) -> [Assumption] {
        var marks: [Assumption] = []
        if let column {
            let label = schema.column(column)?.label ?? Label(same: column)
            marks.append(
                Assumption(
                    kind: .defaultFactor, subject: schema.id + "." + column,
                    text: Label(
                        "\(label.zh)未填，取 \(factor.amount)（\(factor.id)）",
                        "\(label.en) not given: \(factor.amount) (\(factor.id))")))
        }
        if factor.reference.confidence.needsMark {
            let confidence = factor.reference.confidence.label
            marks.append(
                Assumption(
                    kind: .unverifiedFactor, subject: factor.id,
                    text: Label(
                        "\(factor.id) = \(factor.amount)，\(confidence.zh)",
                        "\(factor.id) = \(factor.amount), \(confidence.en)")))
        }
        return marks
    }

    func missing(column: String) -> Need {
        let label = schema.column(column)?.label ?? Label(same: column)
        return Need(column: column, text: Label("缺少“\(label.zh)”（\(column)）", "\(label.en) (\(column)) is missing"))
    }

    private func missing(term: Term) -> Need {
        Need(column: term.column, text: Label("缺少\(term.label.zh)", "\(term.label.en) is missing"))
    }

    /// A sentence that names the nearest factor and what it failed on.
    func noFactor(_ term: Term, _ table: String, _ nearest: Factor?, _ failedOn: String?) -> Need {
        let near = nearest.map { Label("；最接近的是 \($0.id)", "; the nearest is \($0.id)") } ?? Label("", "")
        let on =
            failedOn.map { column in
                let label = schema.column(column)?.label ?? Label(same: column)
                return Label("，因“\(label.zh)”（\(column)）不符", ", which differs in \(label.en) (\(column))")
            } ?? Label("", "")
        let column = failedOn.flatMap { schema.column($0) != nil && !has($0) ? $0 : nil }
        return Need(
            column: column, isOtherPollutant: failedOn == "pollutant",
            text: Label(
                "系数表 \(table) 中没有适用的\(term.label.zh)" + near.zh + on.zh,
                "no \(term.label.en) in table \(table)" + near.en + on.en))
    }
}
