import Calculation
import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// Plans run slice by slice, on several threads, in one pass over files, and again after one changed number: whatever
/// the way, every figure is the same.
@Suite struct `Ways of running a plan` {
    private static let pollutants = ["NOx", "VOCs"]

    /// Everything that an evaluation says, as text.
    private func account(_ evaluation: PlanEvaluation) -> [String] {
        var lines: [String] = []
        for measure in evaluation.measures {
            var line = "\(measure.id) \(measure.state.name) \(measure.rows) \(measure.electricity)"
            for pollutant in Self.pollutants {
                line += " \(measure.reduction(pollutant)) \(measure.alone(pollutant)) \(measure.scenario(pollutant))"
            }
            line += measure.notes.map { " | \($0.text.en) \($0.rows)" }.joined()
            lines.append(line)
        }
        lines += Self.pollutants.map {
            "\($0) \(evaluation.baseline.total(of: $0)) \(evaluation.scenario.total(of: $0))"
        }
        lines += evaluation.findings.sorted.map { $0.description(in: .en) }
        return lines
    }

    /// More rows than three slices have, of every kind of boiler that the measures below tell apart.
    private static let boilers: Table = {
        var table = Table(schema: SourceKind.boilers.schema, file: SourceFile(path: "boilers.csv"))
        let count = 3 * Slice.length + 100
        var numbers = SeededNumbers(seed: 11)
        func codes(_ column: String, _ words: [String]) {
            guard let place = table.schema.place(of: column), let name = table.schema.columns[place].vocabulary else {
                return
            }
            let known = words.map { Samples.library.vocabularies[name].code(of: $0) ?? 0 }
            table.cells[place] = .codes(
                (0..<count).map { _ in known[Int.random(in: 0..<known.count, using: &numbers)] })
        }
        func fill(_ column: String, _ values: [Double]) {
            guard let place = table.schema.place(of: column) else { return }
            table.cells[place] = .numbers(
                (0..<count).map { _ in values[Int.random(in: 0..<values.count, using: &numbers)] })
        }
        table.lines = (0..<count).map { UInt32($0 + 2) }
        codes("fuel", ["raw_coal", "coal", "biomass_pellet", "natural_gas"])
        codes("area", ["built_up", "rural", "industrial_park", ""])
        codes("use", ["heating", "industrial"])
        fill("capacity", [4, 10, 20, 35, 65, 130])
        fill("fuel_use", [100, 2500, 30_000, Absence.empty.mark])
        fill("gas_use", [Absence.empty.mark, Absence.empty.mark, 12])
        fill("boilers", [1, 2, 3, 7])
        return table
    }()

    private static let measures = [
        "id: A, action: close, table: boilers, where: {fuel: coal, capacity: \"<= 10 t/h\"}, with: {}, timing: {completed: 2025-12}",
        "id: B, action: close, table: boilers, where: {fuel: coal, area: rural}, with: {share: 0.3}, timing: {completed: 2025-12}",
        "id: C, action: scale, table: boilers, where: {use: heating}, with: {factor: 0.9, columns: [fuel_use]}, timing: {completed: 2025-12}",
        "id: D, action: switch, table: boilers, where: {fuel: coal, area: built_up}, with: {to: electricity, share: 0.4}, timing: {completed: 2025-12}",
        "id: E, action: control, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, device: sncr, uptime: 0.9}, timing: {completed: 2025-12}",
        "id: F, action: limit, table: boilers, where: {capacity: \">= 65 t/h\"}, with: {pollutant: NOx, concentration: 50, oxygen: 9}, timing: {completed: 2025-12}",
    ]
    private static let counted =
        "id: G, action: close, table: boilers, where: {fuel: biomass}, with: {count: 200}, timing: {completed: 2025-12}"

    private func inventory() -> Inventory {
        Inventory(
            folder: "test", manifest: Samples.manifest(),
            sheets: [Inventory.Sheet(kind: .boilers, table: Self.boilers)])
    }

    private func run(_ measures: [String], keepsRows: Bool = true, threads: Int = 2) throws -> PlanEvaluation {
        let inventory = inventory()
        return PlanEvaluation(
            try Samples.plan(measures), on: inventory, in: try Samples.context(inventory), keepsRows: keepsRows,
            threads: threads)
    }

    @Test func `Threads and kept rows change nothing`() throws {
        let measures = Self.measures + [Self.counted]
        let first = try run(measures, threads: 1)
        #expect(first.measures.allSatisfy { $0.state.isApplied && $0.reduction("NOx") != .zero })
        #expect(first.measures.contains { $0.overlap("NOx") != .zero })
        let expected = account(first)
        for threads in [2, 7] { #expect(account(try run(measures, threads: threads)) == expected) }
        let lean = try run(measures, keepsRows: false)
        #expect(account(lean) == expected)
        #expect(lean.split("NOx", limit: 2).map(\.share) == first.split("NOx", limit: 2).map(\.share))
        let source = first.sources(of: "B").last
        #expect(lean.sources(of: "B").last?.location == source?.location && source != nil)
        #expect(
            lean.sources(of: "B").reduce(Mass.zero) { $0 + $1.before[0] - $1.after[0] }
                == first.outcome("B")?.reduction("NOx"))
    }

    @Test(arguments: [
        ("A", "capacity: \\\"<= 10 t/h", "capacity: \\\"<= 20 t/h"), ("B", "share: 0.3", "share: 0.7"),
        ("C", "factor: 0.9", "factor: 0.5"), ("D", "to: electricity", "to: natural_gas"),
        ("D", "area: built_up", "area: rural"), ("E", "uptime: 0.9", "uptime: 0.5"),
        ("F", "concentration: 50", "concentration: 500"), ("F", "where: {capacity: \\\">= 65 t/h\\\"}", "where: {}"),
    ])
    func `A changed measure gives what a new run gives`(_ id: String, _ old: String, _ new: String) throws {
        let (old, new) = (old.replacing("\\", with: ""), new.replacing("\\", with: ""))
        let changed = Self.measures.map { $0.hasPrefix("id: \(id),") ? $0.replacing(old, with: new) : $0 }
        #expect(changed != Self.measures)
        let first = try run(Self.measures)
        let measure = try #require(try Samples.plan(changed).measure(id))
        let again = first.replacing(measure)
        #expect(account(again) == account(try run(changed)))
        // From there on to the first plan again.
        #expect(account(again.replacing(try #require(first.plan.measure(id)))) == account(first))
    }

    @Test func `With a number that is divided among all rows, everything is computed again`() throws {
        let measures = Self.measures + [Self.counted]
        let changed = measures.map { $0.replacing("share: 0.3", with: "share: 0.7") }
        let measure = try #require(try Samples.plan(changed).measure("B"))
        #expect(account(try run(measures).replacing(measure)) == account(try run(changed)))
    }

    @Test(arguments: ["kashgar-2024", "ili-2021"])
    func `One pass over the files gives what the whole inventory gives`(_ name: String) throws {
        let folder = try #require(Samples.shipped.first { $0.plan == name }?.folder)
        let (plan, assessment, _) = try Samples.shippedPlan(name)
        let whole = plan.evaluated(on: assessment, groupings: ["county_code"])
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        let files = try InventoryFolder(Samples.root + "/Inventories/" + folder, options: options)
        let streamed = try plan.evaluated(on: files, groupings: ["county_code"])
        #expect(account(streamed) == account(whole))
        #expect(streamed.coverage.map(\.state) == whole.coverage.map(\.state))
        #expect(streamed.inventory.sourceCount <= whole.inventory.sourceCount)
        for measure in whole.measures where measure.state.isApplied {
            #expect(
                streamed.sources(of: measure.id).map(\.location) == whole.sources(of: measure.id).map(\.location))
        }
    }

    @Test func `Plans side by side give what each gives alone`() throws {
        let plans = try ["kashgar-2024", "kizilsu-2025", "inner-mongolia-2025"].map { try Samples.shippedPlan($0).0 }
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        let files = try InventoryFolder(Samples.root + "/Inventories/demo-county-2024", options: options)
        let together = try files.evaluated(plans, groupings: [], keepsRows: false, threads: 2, progress: nil)
        #expect(together.evaluations.count == plans.count)
        for (plan, evaluation) in zip(plans, together.evaluations) {
            #expect(account(evaluation) == account(try plan.evaluated(on: files)))
        }
    }
}
