import Calculation
import Inventories
import Quantities
import Tables

/// Everything that the results of a part add up to, exactly: how totals are made, and how they are checked again.
struct PartSums {
    private(set) var totals: [ReportTotal] = []
    /// Tonnes by assumption and pollutant.
    private(set) var assumptions: [String: [String: Mass]] = [:]
    /// How many results rest on each factor.
    private(set) var factorLines: [String: Int] = [:]

    /// Micrograms of results that share a basis.
    private struct Sums {
        var mass: Int128 = 0
        var removed: Int128 = 0
        var fugitive: Int128 = 0
        var lines = 0

        mutating func add(_ other: Sums) {
            mass += other.mass
            removed += other.removed
            fugitive += other.fugitive
            lines += other.lines
        }
    }

    private struct Cell: Hashable {
        let county: String
        let sector: String
        let pollutant: String
        let basis: Int32
    }

    init(kinds: [ReportKind], bases: [ReportBasis], assumptionKinds: [String: String]) {
        var sums: [Cell: Sums] = [:]
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
                    unverified: isUnverified[Int(cell.basis)] ? mass : .zero, lines: sum.lines,
                    balance: ReportKind.balance(
                        sum.mass, removed: sum.removed, fugitive: sum.fugitive, basis: basis)))
        }
        totals = ReportTotal.grouped(Array(cells.values))
    }

    /// Adds up a kind by small numbers; words come in only once for each cell.
    private static func add(_ kind: ReportKind, into sums: inout [Cell: Sums]) {
        struct Key: Hashable {
            let county: Int32
            let basis: Int32
            let sector: UInt16
        }
        var counties: [String: Int32] = [:]
        var names: [String] = []
        func number(_ name: String) -> Int32 {
            if let known = counties[name] { return known }
            let number = Int32(names.count)
            counties[name] = number
            names.append(name)
            return number
        }
        let column = kind.kind.schema.place(of: Column.countyCode).flatMap { kind.cells[$0] }
        let countyOfRow = column.map { column in column.map(0..<kind.rowCount) { number(column[$0]) } }
        let noCounty = countyOfRow == nil ? number("") : 0
        for (place, line) in kind.lines.enumerated() {
            let (bases, masses) = (kind.bases[place], kind.micrograms[place])
            let (removed, fugitive) = (kind.removed[place], kind.fugitive[place])
            var own: [Key: Sums] = [:]
            for row in 0..<kind.rowCount where bases[row] >= 0 {
                let key = Key(county: countyOfRow?[row] ?? noCounty, basis: bases[row], sector: kind.sectors[row])
                own[key, default: Sums()].add(
                    Sums(
                        mass: Int128(masses[row]), removed: removed.isEmpty ? 0 : Int128(removed[row]),
                        fugitive: fugitive.isEmpty ? 0 : Int128(fugitive[row]), lines: 1))
            }
            for (key, sum) in own {
                let cell = Cell(
                    county: names[Int(key.county)], sector: kind.sectorNames[Int(key.sector)],
                    pollutant: line.pollutant, basis: key.basis)
                sums[cell, default: Sums()].add(sum)
            }
        }
    }
}
