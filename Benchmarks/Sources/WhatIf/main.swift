// What a plan of 30 measures costs on a million sources: the first run, and a run after one changed number.
// `WhatIf [ROWS] [FACTORS]`
import Calculation
import Factors
import Glibc
import Inventories
import Lantian
import Plans
import Quantities
import Tables

let rowCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let folder = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "../EmissionFactors"

/// Wall and processor seconds of some work, as text.
func seconds(_ work: () throws -> Void) rethrows -> String {
    func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let clocks = [CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID]
    let starts = clocks.map(now)
    try work()
    let times = zip(clocks, starts).map { DecimalText.rounded(now($0) - $1, decimals: 3) }
    return "\(times[0]) s (processor \(times[1]) s)"
}

let library = try FactorLibrary(folder: folder)

/// A million invented boilers.
func boilers() -> Table {
    var table = Table(schema: SourceKind.boilers.schema, file: SourceFile(path: "boilers.csv"))
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func pick(_ count: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % count
    }
    func codes(_ column: String, _ words: [String]) {
        guard let place = table.schema.place(of: column), let name = table.schema.columns[place].vocabulary else {
            return
        }
        let known = words.compactMap { library.vocabularies[name].code(of: $0) }
        table.cells[place] = .codes((0..<rowCount).map { _ in known[pick(known.count)] })
    }
    func numbers(_ column: String, _ value: (Int) -> Double) {
        guard let place = table.schema.place(of: column) else { return }
        table.cells[place] = .numbers((0..<rowCount).map(value))
    }
    table.lines = (0..<rowCount).map { UInt32($0 + 2) }
    codes("county_code", ["654002", "654003", "654004", "654021", "654022", "654023"])
    codes("fuel", ["raw_coal", "bituminous", "biomass_pellet", "raw_coal"])
    codes("technology", ["chain_grate", "circulating_fluidized_bed", "pulverized"])
    codes("area", ["built_up", "rural", "industrial_park", "township"])
    codes("use", ["heating", "industrial", "heating"])
    codes("profile", ["heating_season", "all_year"])
    codes("key_region", ["yes", "no"])
    numbers("capacity") { _ in Double(1 + pick(130)) }
    numbers("fuel_use") { _ in Double(100 + pick(20_000)) }
    numbers("boilers") { _ in Double(1 + pick(4)) }
    return table
}

var lines: [String] = []
let areas = ["built_up", "rural", "industrial_park", "township"]
for i in 0..<30 {
    let low = 1 + i * 4
    let place = "area: \(areas[i % 4]), capacity: \"\(low)..<\(low + 40) t/h\""
    let (action, with) = [
        ("close", "{share: 0.2}"), ("limit", "{pollutant: NOx, concentration: \(200 - i * 4), oxygen: 9}"),
        ("control", "{pollutant: NOx, device: sncr, uptime: 0.9}"), ("scale", "{factor: 0.9, columns: [fuel_use]}"),
        ("switch", "{to: natural_gas, share: 0.1}"),
    ][i % 5]
    lines.append(
        "  - {id: M\(i), clauses: [T-01], title: {zh: m, en: m}, action: \(action), table: boilers, where: {fuel: coal, \(place)}, with: \(with), timing: {completed: 2025-12}}"
    )
}
let text =
    "plan: bench\nregions: [654000]\nbase_year: 2024\nyears: [2025]\nclauses:\n  - {id: T-01, clause: 1, kind: M, text: t, effect: measures}\nmeasures:\n"
    + lines.joined(separator: "\n")
var findings = Findings()
var manifest = InventoryManifest()
manifest.region = "654000"
manifest.year = 2024
guard let plan = Plan(text: text, file: "bench.yaml", vocabularies: library.vocabularies, findings: &findings),
    !findings.hasErrors
else {
    for finding in findings.sorted { print(finding.description(in: .en)) }
    exit(65)
}
let inventory = Inventory(
    folder: "bench", manifest: manifest, sheets: [Inventory.Sheet(kind: .boilers, table: boilers())])
let context = try RunContext(library: library, manifest: manifest)

var evaluation: PlanEvaluation?
let first = seconds { evaluation = PlanEvaluation(plan, on: inventory, in: context) }
guard let evaluation else { exit(70) }
let touched = evaluation.measures.reduce(0) { $0 + $1.rows }
print("\(rowCount) sources, \(plan.measures.count) measures, \(touched) rows touched")
print("first run, each measure alone included: \(first)")
print("  NOx \(evaluation.baseline.total(of: "NOx")) → \(evaluation.scenario.total(of: "NOx"))")
let names = plan.orderedMeasures
for (place, id) in [("first", names[0].id), ("middle", names[15].id), ("last", names[29].id)] {
    let values = [
        "close": ("share", "0.3"), "limit": ("concentration", "40"), "control": ("uptime", "0.5"),
        "scale": ("factor", "0.8"), "switch": ("share", "0.2"),
    ]
    guard let measure = plan.measure(id), let (name, value) = values[measure.action.rawValue] else { continue }
    var again: PlanEvaluation?
    let time = try seconds { again = try evaluation.setting("\(id).\(name)", to: value) }
    print(
        "after one number of the \(place) measure (\(measure.action.rawValue)): \(time), NOx",
        again?.scenario.total(of: "NOx").description ?? "")
}
