import Calculation
import Inventories
import Tables

/// What the first screen tells of the sources of all parts: how many results lack data, how many rows were put aside, and who emits
/// most.
struct SourceScan {
    /// A source with what it emits.
    struct Source {
        /// Its firm, or what kind it is, and its own name.
        let name: String
        /// Whole micrograms.
        let mass: Int64
        let isAssumed: Bool
    }

    let language: Language
    /// The pollutants of which the largest sources are looked for.
    var pollutants: [String] = []
    /// How many results lack data, by pollutant.
    private(set) var missing: [String: Int] = [:]
    /// How many rows were put aside.
    private(set) var rejected = 0
    /// The largest sources, the largest first, by pollutant.
    private(set) var largest: [String: [Source]] = [:]
    private static let listed = 10

    init(language: Language) { self.language = language }

    mutating func take(_ part: ReportPart) {
        rejected += part.rejected.count
        let without = Set(part.bases.indices.filter { part.bases[$0].state == .missing }.map(Int32.init))
        let assumed = part.bases.map { $0.state == .assumed }
        for kind in part.kinds {
            for (place, line) in kind.lines.enumerated() where !without.isEmpty {
                let count = kind.bases[place].count(where: without.contains)
                if count > 0 { missing[line.pollutant, default: 0] += count }
            }
            for pollutant in pollutants {
                let own = largest(kind, pollutant, assumed)
                guard !own.isEmpty else { continue }
                largest[pollutant] = Array(
                    (largest[pollutant, default: []] + own).sorted { ($1.mass, $0.name) < ($0.mass, $1.name) }
                        .prefix(SourceScan.listed))
            }
        }
    }

    private func largest(_ kind: ReportKind, _ pollutant: String, _ assumed: [Bool]) -> [Source] {
        let lines = kind.lines.indices.filter { kind.lines[$0].pollutant == pollutant }
        // None that comes after so many larger ones of other parts is listed.
        let known = largest[pollutant] ?? []
        let least = known.count < SourceScan.listed ? 0 : known[known.count - 1].mass
        var best: [(row: Int, mass: Int64)] = []
        for row in 0..<kind.rowCount {
            let mass = lines.reduce(into: Int64(0)) { $0 += kind.micrograms[$1][row] }
            guard mass > 0, mass >= least, best.count < SourceScan.listed || mass > best[best.count - 1].mass else {
                continue
            }
            let place = best.firstIndex { $0.mass < mass } ?? best.count
            best.insert((row, mass), at: place)
            if best.count > SourceScan.listed { best.removeLast() }
        }
        return best.map { row, mass in
            let firm = kind.text("firm_name", row: row)
            let name = [firm.isEmpty ? kind.kind.label[language] : firm, kind.sourceName(row: row)]
            return Source(
                name: name.joined(separator: " · "), mass: mass,
                isAssumed: lines.contains { kind.bases[$0][row] >= 0 && assumed[Int(kind.bases[$0][row])] })
        }
    }
}
