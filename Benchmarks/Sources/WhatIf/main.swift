// What a plan of 30 measures costs on a million sources: the first run, and a run after one changed number.
// `WhatIf [ROWS] [FACTORS]`
import Glibc
import Lantian
import Samples

let rowCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
let folder = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "../EmissionFactors"

let library = try FactorLibrary(folder: folder)

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
    folder: "bench", manifest: manifest,
    sheets: [Inventory.Sheet(kind: .boilers, table: Boilers.table(rowCount, library: library))])
let context = try RunContext(library: library, manifest: manifest)

var evaluation: PlanEvaluation?
let first = Stopwatch(runs: 1) { evaluation = PlanEvaluation(plan, on: inventory, in: context) }
guard let evaluation else { exit(70) }
let touched = evaluation.measures.reduce(0) { $0 + $1.rows }
print("\(rowCount) sources, \(plan.measures.count) measures, \(touched) rows touched")
print("first run, each measure alone included: \(first.text)")
print("  NOx \(evaluation.baseline.total(of: "NOx")) → \(evaluation.scenario.total(of: "NOx"))")
let names = plan.orderedMeasures
for (place, id) in [("first", names[0].id), ("middle", names[15].id), ("last", names[29].id)] {
    let values = [
        "close": ("share", "0.3"), "limit": ("concentration", "40"), "control": ("uptime", "0.5"),
        "scale": ("factor", "0.8"), "switch": ("share", "0.2"),
    ]
    guard let measure = plan.measure(id), let (name, value) = values[measure.action.rawValue] else { continue }
    var again: PlanEvaluation?
    let time = try Stopwatch(runs: 1) { again = try evaluation.setting("\(id).\(name)", to: value) }
    print(
        "after one number of the \(place) measure (\(measure.action.rawValue)): \(time.text), NOx",
        again?.scenario.total(of: "NOx").description ?? "")
}
