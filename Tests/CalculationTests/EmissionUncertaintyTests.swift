import Factors
import Foundation
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// How sure totals are: draws on cases are draws on rows, both approaches agree, and the same seed gives the same bytes.
@Suite struct EmissionUncertaintyTests {
    /// The demonstration county with classes for all families: invented, as the county is.
    private static let stated = """
        uncertainty:
          factors: {tcses: B, manual24: B, guide2014: B, emep: B, derived: C, local: A, gd2023: B, literature: C, ga350: B}
          columns:
            boilers.fuel_use: metered
            boilers.nox_uptime: estimate
            kilns.product_output: metered
            kilns.nox_concentration: monitored
            vehicles.population: statistics
            vehicles.annual_km: {class: estimate, shared: yes}
            nonroad.population: 30 %
            voc_firms.material_use: survey
            voc_firms.voc_content: 10 %
            voc_firms.voc_removal: estimate
          defaults: estimate

        """

    private func county(
        threads: Int = 2
    ) throws -> (folder: InventoryFolder, emissions: InventoryFolder.Emissions, files: TemporaryFolder) {
        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: Repository.inventory("demo-county-2024"), toPath: copy.file("county"))
        let manifest = try Repository.text("Inventories/demo-county-2024/inventory.yaml")
        let own = manifest.components(separatedBy: "# How sure")[0]
        try copy.write(own + Self.stated, to: "county/inventory.yaml")
        var options = Assessment.Options(factors: Repository.factors)
        options.uncertainty = true
        let folder = try InventoryFolder(copy.file("county"), options: options)
        return (folder, try folder.emissions(threads: threads), copy)
    }

    /// The ratio of each letter of a formula, where variables of some names turn out by given ratios.
    private func ratios(
        of supplied: Supplied, schema: Schema, manifest: InventoryManifest, reasons: [String: UInt8],
        _ turnsOut: (String) -> Double?
    ) -> [String: Double] {
        var found: [String: Double] = [:]
        for (symbol, provenance) in zip(supplied.formula.program.symbols, supplied.provenance) {
            switch provenance {
            case .factor(let factor, _): found[symbol] = turnsOut(factor.variableName)
            case .derived(_, let parts, let factors):
                let used = parts.compactMap { part -> Factor? in
                    if case .factor(let factor, _) = part.provenance { factor } else { nil }
                }
                found[symbol] = (parts.isEmpty ? factors : used).reduce(1.0) { $0 * (turnsOut($1.variableName) ?? 1) }
            case .input(let column): found[symbol] = turnsOut(schema.id + "." + column)
            case .stated(let column, _):
                let value = manifest.defaultValue(Int(reasons[column] ?? 0), table: schema.id, column: column)
                found[symbol] = turnsOut(schema.id + "." + column + "#" + value)
            default: break
            }
        }
        return found
    }

    /// Every row of the county is computed again with each variable at another ratio: each case's sum times its ratios is
    /// the same, to what rounding to whole micrograms leaves.
    @Test func `draws on cases are draws on rows`() throws {
        let (folder, emissions, files) = try county()
        defer { withExtendedLifetime(files) {} }
        var findings = Findings()
        let inventory = folder.inventory(findings: &findings)
        let table = RatioTable(count: 3, seed: 5)
        var (compared, split) = (0, 0)
        for kind in emissions.result.kinds {
            for line in kind.engine.lines.indices {
                var rows: [Int: [[Double]]] = [:]
                for sheet in inventory.sheets where sheet.kind.name == kind.kind.name {
                    let cases = kind.engine.caseNumbers(of: sheet.table, rows: 0..<sheet.table.rowCount)
                    for (row, number) in cases.enumerated() {
                        let resolved = kind.cases[Int(number)]
                        guard case .computed(let found) = resolved.outcomes[line], let spread = resolved.spreads[line],
                            !spread.unknown.contains(kind.kind.name + ".min")
                        else { continue }
                        let variables = spread.parts.flatMap { part in
                            part.factors + part.others.flatMap { $0.variables.values }
                        }
                        let drawn = Dictionary(
                            variables.map { ($0.name, $0.spread.draws(3, seed: 5, named: $0.name)) },
                            uniquingKeysWith: { first, _ in first })
                        let supplied = found.emitted
                        let masses = (0..<3).map { draw in
                            let ratio = ratios(
                                of: supplied, schema: kind.engine.schema, manifest: folder.context.manifest,
                                reasons: resolved.case.reasons
                            ) { drawn[$0]?[draw] }
                            return supplied.formula.micrograms { symbol in
                                guard let place = supplied.formula.program.symbols.firstIndex(of: symbol) else {
                                    return .nan
                                }
                                let stated: Double =
                                    switch supplied.supplies[place] {
                                    case .value(let value): value
                                    case .column(let column):
                                        sheet.table.numbers(kind.engine.schema.columns[column].id)?[row] ?? .nan
                                    }
                                return stated * (ratio[symbol] ?? 1)
                            }
                        }
                        rows[Int(number), default: []].append(masses)
                    }
                }
                for (number, masses) in rows {
                    var sums = UncertainSums()
                    sums.add(kind, number, line, table)
                    let spread = try #require(kind.cases[number].spreads[line])
                    if spread.parts.count > 1 { split += 1 }
                    let drawn = sums.sharedDraws(table)
                    for draw in 0..<3 {
                        let byRow = masses.reduce(0) { $0 + $1[draw] }
                        let allowed = 4 * Double(masses.count) * Double(spread.parts.count) + 1e-9 * abs(byRow)
                        #expect(
                            abs(drawn[draw] - byRow) <= allowed,
                            "\(kind.kind.name) case \(number) line \(line): \(drawn[draw]) \(byRow)")
                        compared += 1
                    }
                }
            }
        }
        #expect(compared > 500, "\(compared)")
        #expect(split > 0, "no case was split into parts")
    }

    @Test func `the same seed gives the same bytes on any number of threads, another seed other draws`() throws {
        let keys = ["sector", "pollutant"].compactMap(Grouping.init)
        func text(_ threads: Int, seed: UInt64 = 4) throws -> [String] {
            let result = try county(threads: threads).emissions.result
            let uncertainty = result.uncertainty(by: keys, DrawOptions(count: 500, seed: seed), threads: threads)
            return result.totals(by: keys).map { row in
                let range = uncertainty.range(row.keys)
                return
                    "\(row.keys) \(range?.low.tonnes() ?? "") \(range?.high.tonnes() ?? "") \(range?.firstOrder ?? 0)"
            }
        }
        let one = try text(1)
        #expect(one.count > 8)
        #expect(try text(2) == one)
        #expect(try text(7) == one)
        #expect(try text(2, seed: 5) != one)
    }

    /// Where all depends on numbers in proportion and none is wide, the interval of draws is that of first order.
    @Test func `both approaches agree where they must`() throws {
        let (folder, emissions, files) = try county()
        defer { withExtendedLifetime(files) {} }
        let options = DrawOptions(seed: DrawOptions.seed(of: folder.context.manifest))
        let keys = [Grouping("pollutant")].compactMap { $0 }
        let uncertainty = emissions.result.uncertainty(by: keys, options)
        for pollutant in ["NOx", "VOCs"] {
            let range = try #require(uncertainty.range([pollutant]))
            let first = try #require(range.firstOrder)
            let whole = range.mass.inTonnes
            let half = (range.high.inTonnes - range.low.inTonnes) / 2 / whole * 100
            #expect(range.low < range.median && range.median < range.high && range.low > .zero)
            #expect(abs(half - first) < 0.15 * first, "\(pollutant): \(half) \(first)")
            // Every mean but those of published extremes is what is stated.
            #expect(abs(range.bias.inTonnes) < 0.02 * whole, "\(range.bias)")
            let shares = uncertainty.shares([pollutant])
            #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-9)
            let another = emissions.result.uncertainty(by: keys, DrawOptions(seed: 99)).range([pollutant])
            #expect(abs((another?.high ?? .zero).inTonnes - range.high.inTonnes) < 0.01 * whole)
        }
        #expect(uncertainty.recalled.contains("B"))
    }

    /// 1000 t × 4 kg/t: a local factor of 4 from 3.2 to 4.8 (95 %) and a meter of ±2.5 % on each of two boilers.
    /// Approach 1 of two boilers of 500 t: factor 20 %, activity √2 × 500/1000 × 2.5 % = 1.768 %; together 20.08 %.
    @Test func `two boilers by hand`() async throws {
        let run = try await boilers(rows: "B1,heating,raw_coal,stoker,500\nB2,heating,raw_coal,stoker,500\n")
        let range = try #require(run.range(["NOx"]))
        #expect(range.mass.tonnes() == "4")
        #expect(abs((range.firstOrder ?? 0) - (20.0 * 20 + 1.7677669 * 1.7677669).squareRoot()) < 1e-6)
        #expect(abs(range.low.inTonnes - 4 * 0.7992) < 0.02 && abs(range.high.inTonnes - 4 * 1.2008) < 0.02)
        #expect(range.quantified == 1)
        let shares = run.shares(["NOx"])
        #expect(shares.map(\.name) == ["test.NOx = 4 kg/t", "rows"])
        #expect(abs(shares[0].share - 400 / 403.125) < 1e-9)
        // Without the factor's error what is left is the meters'.
        #expect(abs((shares[0].remaining ?? 0) - 1.7677669) < 1e-6)
    }

    /// Rows may tell how sure they are: B1 ±5 %, B2 says nothing and has the meter's ±2.5 %. Half of the tonnes each:
    /// √((0.5 × 5)² + (0.5 × 2.5)²) = 2.795 % beside the factor's 20 %. In a formula with a control the same.
    @Test(arguments: ["fuel_use±", "fuel_use_uncertainty", "燃料消耗量±"])
    func `a column tells how sure each row is`(header: String) async throws {
        for device in ["none,,", "sncr,50%,100%"] {
            let run = try await boilers(
                rows: "B1,heating,raw_coal,stoker,500,5%,\(device)\nB2,heating,raw_coal,stoker,500,,\(device)\n",
                header: "id,use,fuel,technology,fuel_use,\(header),nox_device,nox_removal,nox_uptime")
            let range = try #require(run.range(["NOx"]))
            let own = 0.25 * (5.0 * 5 + 2.5 * 2.5)
            let shares = run.shares(["NOx"])
            let rows = try #require(shares.first { $0.name == VarianceShare.rows })
            #expect(abs(rows.share - own / (400 + own)) < 1e-5, "\(rows.share) \(own / (400 + own))")
            #expect(abs((range.firstOrder ?? 0) - (400 + own).squareRoot()) < 1e-4)
            #expect(Set(run.classes(["NOx"]).map(\.origin.code)).contains("stated"))
        }
    }

    /// Two factors of ±20 % on 2 t each: apart √2 × 20 / 2 = 14.14 %, in a group that errs alike 20 %.
    @Test func `data that err alike are stated as a group`() async throws {
        let rows = "B1,heating,raw_coal,stoker,500\nB2,heating,bituminous,stoker,500\n"
        let apart = try await boilers(rows: rows, columns: "boilers.fuel_use: 0 %")
        #expect(abs((apart.range(["NOx"])?.firstOrder ?? 0) - 20 / 2.0.squareRoot()) < 1e-6)
        let alike = try await boilers(
            rows: rows, columns: "boilers.fuel_use: 0 %", groups: "{analysis: [test.NOx, test.other.NOx]}")
        #expect(abs((alike.range(["NOx"])?.firstOrder ?? 0) - 20) < 1e-6)
        #expect(alike.shares(["NOx"]).map(\.name) == ["analysis"])
        let (a, b) = (try #require(apart.range(["NOx"])), try #require(alike.range(["NOx"])))
        #expect(b.high.inTonnes - b.low.inTonnes > 1.3 * (a.high.inTonnes - a.low.inTonnes))
    }

    @Test func `what nobody tells a range of is not quantified`() async throws {
        let run = try await boilers(
            rows: "B1,heating,raw_coal,stoker,500\n", bounds: ",,", columns: "")
        let range = try #require(run.range(["NOx"]))
        #expect(!range.isKnown && range.quantified == 0)
        #expect(run.unknown["NOx"]?.map(\.name) == ["boilers.fuel_use", "test.NOx"])
        #expect(run.unknown["NOx"]?.first?.mass.tonnes() == "2")
        #expect(run.shares(["NOx"]).isEmpty)
    }

    /// An uneven interval stays uneven, and no draw of a mass is below zero.
    @Test func `asymmetric bounds and wide ones`() async throws {
        let run = try await boilers(
            rows: "B1,heating,raw_coal,stoker,1000\n", bounds: "0.696,12.04,", columns: "boilers.fuel_use: 0 %")
        let range = try #require(run.range(["NOx"]))
        // −82.6 % … +201 %
        #expect(abs(range.low.inTonnes - 0.696) < 0.03 && abs(range.high.inTonnes - 12.04) < 0.4, "\(range.high)")
        #expect(range.bias < .zero || range.bias > .zero)
        let wide = try #require(
            try await boilers(
                rows: "B1,heating,raw_coal,stoker,1000\n", bounds: ",,", columns: "boilers.fuel_use: 0 %",
                factors: "{local: E}"
            ).range(["NOx"]))
        #expect(wide.low > .zero && wide.high.inTonnes > 10)
        #expect(abs(wide.bias.inTonnes) < 0.1)
    }

    private func boilers(
        rows: String, bounds: String = "3.2,4.8,", columns: String = "boilers.fuel_use: metered",
        factors: String = "", header: String = "id,use,fuel,technology,fuel_use", groups: String = ""
    ) async throws -> EmissionUncertainty {
        let folder = try TemporaryFolder()
        try folder.write(
            InventoryText.manifest(year: 2024) + "packs: [pack]\npollutants: [NOx]\nuncertainty:\n"
                + (factors.isEmpty ? "" : "  factors: \(factors)\n")
                + (groups.isEmpty ? "" : "  groups: \(groups)\n") + "  columns: {\(columns)}\n",
            to: "inventory.yaml")
        try folder.write(header + "\n" + rows, to: "boilers.csv")
        try folder.write("id,title,issuer,year,kind,address,note\ntest,Test,,,,,\n", to: "pack/sources.csv")
        try folder.write(
            "id,fuel,technology,pollutant,value,unit,low,high,basis,set,source,place,confidence,role\n"
                + "test.NOx,raw_coal,stoker,NOx,4,kg/t,\(bounds)generation,local,test,,verified,default\n"
                + "test.other.NOx,bituminous,stoker,NOx,4,kg/t,\(bounds)generation,local,test,,verified,default\n",
            to: "pack/boilers/emission_factors.csv")
        var options = Assessment.Options(factors: Repository.factors)
        options.uncertainty = true
        let opened = try InventoryFolder(folder.path, options: options)
        return try opened.emissions().result.uncertainty(
            by: [Grouping("pollutant")].compactMap { $0 }, DrawOptions(count: 20_000, seed: 1))
    }

    @Test func `classes and columns that are not there are told`() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            InventoryText.manifest(year: 2024)
                + """
                uncertainty:
                  factors: {tcses: Q, nobody: B, boiler.tcses.heat.coal.stoker.N0x: 300 %, road/base_factors: B, road/none: B}
                  columns: {boilers.fuel: metered}
                  defaults: guess
                  groups:
                    a: [boilers.fule_use, boilers.fuel_use]
                    b: [no.such.factor, boiler.tcses.heat.coal.stoker.NOx, ""]

                """,
            to: "inventory.yaml")
        try folder.write("id,fuel,fuel_use\nB1,raw_coal,1\n", to: "boilers.csv")
        var findings = Findings()
        do { _ = try InventoryFolder(folder.path, options: Assessment.Options(factors: Repository.factors)) } catch {
            findings = try #require(error as? Findings)
        }
        let told = findings.kept.map { "\($0.message.code) \($0.value ?? "")" }.sorted()
        #expect(
            told == [
                "unknown-column boilers.fuel", "unknown-family ", "unknown-family boiler.tcses.heat.coal.stoker.N0x",
                "unknown-family boilers.fule_use", "unknown-family no.such.factor", "unknown-family nobody",
                "unknown-family road/none", "unknown-uncertainty Q", "unknown-uncertainty guess",
            ])
        let nearest = findings.kept.compactMap(\.nearest)
        #expect(nearest.contains("boilers.fuel_use") && nearest.contains("boiler.tcses.heat.coal.stoker.NOx"))
        #expect(findings.kept.allSatisfy { $0.location?.line != nil })
    }
}
