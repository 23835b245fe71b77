import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// Makes a part of a package from a computed inventory.
///
/// Sources are sorted by their id and then by all that they say, bases and assumptions by their content: neither the
/// order of rows nor the way they are spread over files shows. What points into input files (digests, names, the lines
/// of findings and rejected rows) is theirs.
struct PartBuilder {
    let assessment: Assessment
    let result: EmissionResult
    private var basisNumbers: [BasisKey: Int32] = [:]
    private var basisKeys: [BasisKey] = []
    private(set) var factors: [String: Factor] = [:]
    private(set) var words = ReportWords()

    /// What results must share to share a basis.
    struct BasisKey: Hashable {
        let state: String
        let method: String
        let factors: [String]
        let assumptions: [Assumption]
        let release: Release?
        let isGenerationKnown: Bool
        let reasons: [Label]

        static func inOrder(_ a: BasisKey, _ b: BasisKey) -> Bool {
            if a.state != b.state { return a.state < b.state }
            if a.method != b.method { return a.method < b.method }
            if a.factors != b.factors { return a.factors.lexicographicallyPrecedes(b.factors) }
            if a.assumptions != b.assumptions { return a.assumptions.lexicographicallyPrecedes(b.assumptions) }
            if a.release != b.release { return a.release?.rawValue ?? "" < b.release?.rawValue ?? "" }
            if a.isGenerationKnown != b.isGenerationKnown { return b.isGenerationKnown }
            return a.reasons.map(\.en).lexicographicallyPrecedes(b.reasons.map(\.en))
        }
    }

    init(_ assessment: Assessment, _ result: EmissionResult) {
        self.assessment = assessment
        self.result = result
    }

    /// The kinds, assumptions and bases, numbered by their content.
    mutating func build() -> (kinds: [ReportKind], assumptions: [ReportAssumption], bases: [ReportBasis]) {
        var kinds: [ReportKind] = []
        for kind in result.kinds { kinds.append(self.kind(kind)) }
        // Bases and assumptions get their numbers by content, once all are known.
        let order = basisKeys.indices.sorted { BasisKey.inOrder(basisKeys[$0], basisKeys[$1]) }
        var places = [Int32](repeating: 0, count: order.count)
        for (place, old) in order.enumerated() { places[old] = Int32(place) }
        for k in kinds.indices {
            for line in kinds[k].bases.indices {
                kinds[k].bases[line] = kinds[k].bases[line].map { $0 < 0 ? $0 : places[Int($0)] }
            }
        }
        let all = Set(basisKeys.flatMap(\.assumptions)).sorted()
        let ids = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, "a\($0 + 1)") })
        let assumptions = all.map {
            ReportAssumption(
                id: ids[$0] ?? "", kind: $0.kind.reportName, subject: $0.subject.clean, text: $0.text.clean, masses: [:]
            )
        }
        let bases = order.enumerated().map { place, old in
            let key = basisKeys[old]
            return ReportBasis(
                id: "b\(place + 1)", state: ResultState(rawValue: key.state) ?? .missing,
                method: key.method.isEmpty ? nil : key.method, factors: key.factors,
                assumptions: key.assumptions.compactMap { ids[$0] }, release: key.release,
                isGenerationKnown: key.isGenerationKnown, reasons: key.reasons.map(\.clean))
        }
        return (kinds, assumptions, bases)
    }

    private mutating func kind(_ computed: KindResult) -> ReportKind {
        let sheets = assessment.inventory.sheets.filter { $0.kind.name == computed.kind.name }
        let processes = KindMethods.processes(of: computed.kind.id)
        let lines = computed.engine.lines.map {
            ReportKind.Line(process: processes[$0.process].id, pollutant: result.context.pollutants[$0.pollutant])
        }
        for process in processes { words.add(.process, process.id, process.label) }
        var kind = ReportKind(kind: computed.kind, lines: lines)
        var cases: [Int32: (sector: UInt16, bases: [Int32])] = [:]
        var tables = TableTexts(kind: computed.kind, library: result.context.library)
        for sheet in sheets {
            let computedLines = computed.lines(of: sheet.table)
            tables.add(sheet.table)
            for number in computedLines.cases where cases[number] == nil {
                let basis = computed.basis(ofCase: Int(number))
                cases[number] = (kind.number(ofSector: basis.sector), basis.lines.map { self.number(of: $0) })
            }
            kind.sectors += computedLines.cases.map { cases[$0]?.sector ?? 0 }
            for line in lines.indices {
                var bases = computedLines.cases.map { cases[$0]?.bases[line] ?? -1 }
                for row in computedLines.misfits[line] {
                    let basis = computed.basis(ofCase: Int(computedLines.cases[row]))
                    bases[row] = number(of: computedLines.basis(basis, ofRow: row).lines[line])
                }
                kind.bases[line] += bases
                ReportKind.append(
                    computedLines.removed[line], to: &kind.removed[line], after: kind.micrograms[line].count)
                ReportKind.append(
                    computedLines.fugitive[line], to: &kind.fugitive[line], after: kind.micrograms[line].count)
                kind.micrograms[line] += computedLines.micrograms[line]
            }
        }
        tables.finish()
        let order = tables.order
        kind.cells = tables.takeCells(in: order)
        kind.defaults = tables.defaults(in: order)
        kind.sectors = order.map { kind.sectors[Int($0)] }
        func ordered(_ masses: [Int64]) -> [Int64] {
            masses.isEmpty ? [] : order.map { Int($0) < masses.count ? masses[Int($0)] : 0 }
        }
        for line in lines.indices {
            kind.bases[line] = order.map { [own = kind.bases[line]] in own[Int($0)] }
            kind.micrograms[line] = ordered(kind.micrograms[line])
            kind.removed[line] = ordered(kind.removed[line])
            kind.fugitive[line] = ordered(kind.fugitive[line])
        }
        return kind
    }

    private mutating func number(of line: LineBasis) -> Int32 {
        var ids: [String] = []
        for factor in line.factors {
            let id = identifier(of: factor)
            if !ids.contains(id) { ids.append(id) }
        }
        if let method = line.method { words.add(.method, method.id, method.label) }
        let key = BasisKey(
            state: line.state.rawValue, method: line.method?.id ?? "", factors: ids,
            assumptions: Set(line.assumptions).sorted(), release: result.hasBalance ? line.release : nil,
            isGenerationKnown: result.hasBalance && line.isGenerationKnown, reasons: line.reasons)
        if let known = basisNumbers[key] { return known }
        let number = Int32(basisKeys.count)
        basisKeys.append(key)
        basisNumbers[key] = number
        return number
    }

    /// A factor's id; a pack that repeats an id of another layer is told apart.
    private mutating func identifier(of factor: Factor) -> String {
        var id = factor.id.clean
        if let known = factors[id], known.location != factor.location { id += "@\(factor.layer)" }
        factors[id] = factor
        return id
    }
}

extension Assumption.Kind {
    /// The word in reports.
    var reportName: String {
        switch self {
        case .defaultFactor: "default_factor"
        case .statedDefault: "stated_default"
        case .unverifiedFactor: "unverified_factor"
        }
    }
}

extension Label {
    /// Without characters that XML cannot hold.
    var clean: Label { Label(zh.clean, en.clean) }

    /// With a folder taken away from the paths in it.
    func without(folders: [String]) -> Label {
        Label(zh.without(folders: folders), en.without(folders: folders))
    }
}

extension String {
    /// Without characters that XML cannot hold: they become U+FFFD.
    var clean: String {
        var copy = self
        if copy.withUTF8({ $0.isClean }) { return self }
        var text = ""
        for scalar in unicodeScalars {
            let isLegal = scalar.value >= 0x20 ? scalar.value & 0xFFFE != 0xFFFE : [9, 10, 13].contains(scalar.value)
            text.unicodeScalars.append(isLegal ? scalar : "\u{FFFD}")
        }
        return text
    }

    /// With folders taken away from the paths in it.
    func without(folders: [String]) -> String {
        guard utf8.contains(UInt8(ascii: "/")) else { return self }
        return folders.reduce(self) { $0.replacing($1.hasSuffix("/") ? $1 : $1 + "/", with: "") }
    }
}
