import Factors
public import Inventories
import Quantities
public import Tables

extension EmissionResult {
    /// The results that have a number of a part and none of the whole.
    struct PartRows {
        var rows = 0
        var part = Mass.zero
        /// The first of them.
        var first: Location?
        /// What the whole lacks.
        var reason: Label?

        mutating func add(_ rows: Int, part: Mass, at place: Location?, reason: Label?) {
            self.rows += rows
            self.part += part
            guard let place, first.map({ place < $0 }) ?? true else { return }
            (first, self.reason) = (place, reason)
        }
    }

    /// The results that have a number of a part and none of the whole, over all kinds.
    var partsWithoutWhole: [WholeAndPart: PartRows] {
        var found: [WholeAndPart: PartRows] = [:]
        let pairs = WholesAndParts(context)
        guard !pairs.isEmpty else { return found }
        for kind in kinds {
            for (pair, own) in kind.partsWithoutWhole(pairs) {
                found[pair, default: PartRows()].add(own.rows, part: own.part, at: own.first, reason: own.reason)
            }
        }
        return found
    }

    /// A warning for each kind, whole and part where the whole has no number and its part has. O(cases), in runs that ask
    /// for both alone.
    var partsAloneFindings: Findings {
        var findings = Findings()
        let pairs = WholesAndParts(context)
        guard !pairs.isEmpty else { return findings }
        for kind in kinds {
            let found = kind.partsWithoutWhole(pairs).sorted {
                ($0.key.whole, $0.key.part) < ($1.key.whole, $1.key.part)
            }
            for (pair, own) in found {
                findings.add(
                    Finding(
                        .warning, .partWithoutWhole(pair, rows: own.rows), at: own.first,
                        value: "\(pair.part) \(own.part.tonnes()) t, \(pair.whole) –",
                        expected: own.reason ?? Label("\(pair.whole) 的系数", "a factor of \(pair.whole)")))
            }
        }
        return findings
    }

    /// A warning for each kind, whole and part where rows have more of the part than of the whole.
    public var partsAboveWholes: Findings {
        var findings = Findings()
        for kind in kinds { findings.add(kind.aboveWholes) }
        return findings
    }

    /// The same of one row; of pairs with a pollutant, or of all.
    public func partsAboveWholes(of sheet: Inventory.Sheet, row: Int, pollutant: String? = nil) -> Findings {
        guard let engine = kinds.first(where: { $0.kind.name == sheet.kind.name })?.engine else { return Findings() }
        // What else is odd about the row was told where all rows were computed.
        var ignored = Findings()
        return engine.emissions(of: sheet.table, rows: row..<(row + 1), findings: &ignored)
            .aboveWholes(in: sheet.table, from: row, of: pollutant, engine: engine)
    }
}

extension KindResult {
    /// Whether a line of a case emits where it stands: electricity is no number of particles.
    func emits(_ number: Int, _ line: Int?) -> Bool {
        guard let line, case .computed(let found) = cases[number].outcomes[line] else { return false }
        return found.method.nature != .none
    }

    /// The results that have a number of a part and none of the whole.
    func partsWithoutWhole(_ pairs: WholesAndParts) -> [WholeAndPart: EmissionResult.PartRows] {
        let context = engine.context
        var without: [WholeAndPart: EmissionResult.PartRows] = [:]
        for process in Set(engine.lines.map(\.process)) {
            var lines: [String: Int] = [:]
            for (place, line) in engine.lines.enumerated() where line.process == process {
                lines[context.pollutants[line.pollutant]] = place
            }
            for number in cases.indices where counts[number] > 0 {
                let known = Set(lines.keys.filter { emits(number, lines[$0]) })
                for pair in pairs.lacking(known) {
                    let reason = lines[pair.whole].flatMap { line -> Label? in
                        switch cases[number].outcomes[line] {
                        case .missing(let needs): needs.first?.text
                        case .notApplicable(let text, _): text
                        case .computed: nil
                        }
                    }
                    let mass = lines[pair.part].map { Mass(micrograms: sum(number, $0)) } ?? .zero
                    without[pair, default: .init()].add(
                        counts[number], part: mass, at: samples[number], reason: reason)
                }
            }
        }
        return without
    }
}

extension Finding.Message {
    static func partWithoutWhole(_ pair: WholeAndPart, rows: Int) -> Finding.Message {
        Finding.Message(
            "part-without-whole", "\(pair.whole) 没有数而其分项 \(pair.part) 有数（\(rows) 个结果）：\(pair.whole) 合计缺这些行，不是零",
            "\(pair.whole) has no number where its part \(pair.part) has (\(rows) results): the total of \(pair.whole) lacks them, which is not zero"
        )
    }
    static func partExceedsWhole(_ pair: WholeAndPart, rows: Int) -> Finding.Message {
        Finding.Message(
            "part-exceeds-whole", "分项 \(pair.part) 大于总项 \(pair.whole)（\(rows) 行）",
            "\(pair.part) is more than \(pair.whole), of which it is a part (\(rows == 1 ? "1 row" : "\(rows) rows"))")
    }
}
