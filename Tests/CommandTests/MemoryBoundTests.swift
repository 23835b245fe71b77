import Foundation
import TestSupport
import Testing

/// A bound on memory ends a run with a code of the contract, or not at all: no trap, and no verdict on what was not read.
@Suite struct MemoryBoundTests {
    @Test func `a run that memory is too small for says so`() throws {
        let confined = try Confined()
        try confined.folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        try confined.folder.write(Workplace.boilers, to: "county/boilers.csv")
        try #require(confined.run("lantian report county --only xml --out package --quiet").code == 0)
        var lacking = 0
        for megabytes in [110, 130, 140, 160, 169, 178, 181, 200, 240, 300, 400] {
            for line in ["compute county", "verify package", "report county --only xml --out p\(megabytes)"] {
                // Measuring needs memory of its own: the bound is set for the program alone.
                let outcome = try confined.run(
                    "sh -c 'ulimit -v \(megabytes << 10); exec lantian \(line) --lang en --quiet'")
                // Where the system's loader lacks memory, it is it that says so, with 127.
                #expect(
                    [0, 74, 127].contains(outcome.code), "\(megabytes) MB, \(line): \(outcome.code) \(outcome.errors)")
                guard outcome.code == 74 else { continue }
                lacking += 1
                #expect(outcome.errors.contains("out of memory") || outcome.errors.contains("Cannot allocate memory"))
                #expect(!Workplace.exists("p\(megabytes)/report.xml", in: confined.folder))
            }
        }
        #expect(lacking > 0)
    }
}
