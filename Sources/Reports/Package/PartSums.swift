import Calculation
import Quantities

/// Everything that the results of a part add up to, exactly: how totals are made, and how they are checked again.
struct PartSums {
    private(set) var totals: [ReportTotal] = []
    /// Tonnes by assumption and pollutant.
    private(set) var assumptions: [String: [String: Mass]] = [:]
    /// How many results rest on each factor.
    private(set) var factorLines: [String: Int] = [:]

    private struct Cell: Hashable {
        let county: String
        let sector: String
        let pollutant: String
        let basis: Int32
    }

    init(kinds: [ReportKind], bases: [ReportBasis], assumptionKinds: [String: String]) {
        var sums: [Cell: (mass: Int128, lines: Int)] = [:]
        for kind in kinds { PartSums.add(kind, into: &sums) }
        let isUnverified = bases.map { basis in
            basis.assumptions.contains { assumptionKinds[$0] == "unverified_factor" }
        }
        var cells: [ReportTotal.Key: ReportTotal] = [:]
        for (cell, sum) in sums {
            guard bases.indices.contains(Int(cell.basis)) else { continue }
            let basis = bases[Int(cell.basis)]
            for factor in basis.factors { factorLines[factor, default: 0] += sum.lines }
            let mass = Mass(micrograms: sum.mass)
            for assumption in basis.assumptions {
                assumptions[assumption, default: [:]][cell.pollutant, default: .zero] += mass
            }
            guard basis.state == .computed || basis.state == .assumed else { continue }
            let key = ReportTotal.Key(county: cell.county, sector: cell.sector, pollutant: cell.pollutant)
            cells[key, default: ReportTotal(key)].add(
                ReportTotal(
                    county: cell.county, sector: cell.sector, pollutant: cell.pollutant, emission: mass,
                    assumed: basis.state == .assumed ? mass : .zero,
                    unverified: isUnverified[Int(cell.basis)] ? mass : .zero, lines: sum.lines))
        }
        totals = ReportTotal.grouped(Array(cells.values))
    }

    /// Adds up a kind by small numbers; words come in only once for each cell.
    private static func add(_ kind: ReportKind, into sums: inout [Cell: (mass: Int128, lines: Int)]) {
        var counties: [String: UInt64] = [:]
        var names: [String] = []
        let countyOfRow = (0..<kind.rowCount).map { row -> UInt64 in
            let name = kind.text("county_code", row: row)
            if let known = counties[name] { return known }
            counties[name] = UInt64(names.count)
            names.append(name)
            return UInt64(names.count - 1)
        }
        for (number, line) in kind.lines.enumerated() {
            var own: [UInt64: (mass: Int128, lines: Int)] = [:]
            for row in 0..<kind.rowCount {
                let basis = kind.bases[number][row]
                guard basis >= 0 else { continue }
                let key = countyOfRow[row] << 48 | UInt64(kind.sectors[row]) << 32 | UInt64(basis)
                own[key, default: (0, 0)].mass += Int128(kind.micrograms[number][row])
                own[key, default: (0, 0)].lines += 1
            }
            for (key, sum) in own {
                let cell = Cell(
                    county: names[Int(key >> 48)], sector: kind.sectorNames[Int(key >> 32 & 0xFFFF)],
                    pollutant: line.pollutant, basis: Int32(key & 0xFFFF_FFFF))
                sums[cell, default: (0, 0)].mass += sum.mass
                sums[cell, default: (0, 0)].lines += sum.lines
            }
        }
    }
}
