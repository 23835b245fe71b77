import Lantian
import Samples

/// Resolving cases and computing rows that are in memory.
func measureComputing(_ rowCount: Int, factors: String) async throws {
    let library = try FactorLibrary(folder: factors)
    var manifest = InventoryManifest()
    manifest.region = "654000"
    manifest.year = 2024
    let context = try RunContext(library: library, manifest: manifest)
    func compute(_ rows: Int, threads: Int) async -> (cases: Int, time: Stopwatch) {
        let inventory = Inventory(
            folder: "bench", manifest: manifest,
            sheets: [Inventory.Sheet(kind: .boilers, table: Boilers.table(rows, library: library))])
        var best = Stopwatch(runs: 0) {}
        var cases = 0
        for _ in 0..<5 {
            var findings = Findings()
            var stopwatch = Stopwatch.started()
            let result = await inventory.emissions(in: context, threads: threads, findings: &findings)
            stopwatch.stop()
            best = best.least(stopwatch)
            cases = result.kinds.reduce(0) { $0 + $1.caseCount }
        }
        return (cases, best)
    }
    // A few thousand rows are nearly all cases of their own; a million rows have no more cases than those.
    let few = await compute(4000, threads: 1)
    let many = await compute(rowCount, threads: 1)
    let parallel = await compute(rowCount, threads: 2)
    print(
        "resolving: \(few.cases) cases of boilers, \(DecimalText.rounded(few.time.processor / Double(few.cases) * 1e6, decimals: 1)) µs a case"
    )
    print("computing, two pollutants, \(many.cases) cases resolved: \(rowCount) rows")
    for (threads, time) in [(1, many.time), (2, parallel.time)] {
        print(
            "  \(threads) threads: \(DecimalText.rounded(Double(rowCount) / time.wall / 1e6, decimals: 1)) million rows/s,",
            "\(DecimalText.rounded(time.processor / Double(rowCount) * 1e9, decimals: 0)) ns of processor time a row")
    }
}
