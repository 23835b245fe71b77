import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Formulas as values: how they print, what unit they come to, and that a column gives the bits of a single row.
@Suite struct FormulaTests {
    @Test func `a formula prints as its source does, with brackets where they are needed`() {
        let formula: Expression = "A" * "EF" * (1 - "η" * "r")
        #expect("\(formula)" == "A × EF × (1 − η × r)")
        #expect("\("a" / ("b" / "c") as Expression)" == "a ÷ (b ÷ c)")
        #expect("\("a" / "b" / "c" as Expression)" == "a ÷ b ÷ c")
        #expect("\("a" - ("b" - "c") as Expression)" == "a − (b − c)")
        #expect("\(("a" + "b") * "c" as Expression)" == "(a + b) × c")
        #expect("\(Expression.minimum("a", "b" + "c"))" == "min(a, b + c)")
        #expect(formula.symbols == ["A", "EF", "η", "r"])
        let numbers = ["A": "8000 t", "EF": "4 kg/t", "η": "0.3", "r": "0.9"]
        #expect(formula.text { numbers[$0] ?? $0 } == "8000 t × 4 kg/t × (1 − 0.3 × 0.9)")
    }

    @Test func `a named part prints by its name and is written out with numbers`() {
        let formula: Expression = .named("C_ref", "C" * "k") * "V"
        #expect("\(formula)" == "C_ref × V")
        #expect(formula.parts.map(\.symbol) == ["C_ref"])
        #expect(formula.text { $0.lowercased() } == "(c × k) × v")
    }

    @Test func `what does not come out as a mass is no method`() throws {
        let units = ["A": try Unit("t"), "EF": try Unit("kg/t"), "T": try Unit("h")]
        let terms = units.map { Term($0.key, "项", "term", $0.value.symbol) }
        #expect(throws: FormulaError.self) { try Formula.scale(of: "A" * "EF" * "T", terms: terms) }
        #expect(throws: FormulaError.unlikeUnits("A + T", "t", "h")) {
            try Formula.scale(of: ("A" + "T") * "EF", terms: terms)
        }
        #expect(throws: FormulaError.unknownTerm("X")) { try Formula.scale(of: "A" * "X", terms: terms) }
        // t × kg/t is kg: 10⁹ micrograms.
        #expect(try Formula.scale(of: "A" * "EF", terms: terms) == Ratio(1_000_000_000))
    }

    @Test func `unlike units of one dimension are brought together`() throws {
        let terms = [Term("W", "甲", "a", "t"), Term("R", "乙", "b", "kg")]
        let formula = try ("W" - "R").harmonized { symbol in terms.first { $0.symbol == symbol }?.unit }
        #expect("\(formula)" == "W − R × 0.001")
        #expect(formula.value { $0 == "W" ? 2 : 500 } == 1.5)
    }

    @Test("every method computes columns and single rows to the same bits", arguments: SourceKind.ID.allCases)
    func sameBits(kind: SourceKind.ID) {
        var numbers = SeededNumbers(seed: 42)
        for (_, _, method) in KindMethods.methods.filter({ $0.kind == kind }) {
            let program = method.own.program
            let rows = Program.block
            let columns = program.symbols.map { _ in
                (0..<rows).map { _ in Double.random(in: -6...6, using: &numbers) }.map { $0 * $0 * $0 }
            }
            var scratch = [Double](repeating: 0, count: max(1, program.registers) * rows)
            var output = [Double](repeating: 0, count: rows)
            run(program, columns, &scratch, &output)
            for row in 0..<rows {
                let values = Dictionary(uniqueKeysWithValues: zip(program.symbols, columns.map { $0[row] }))
                let single = method.formula.value { values[$0] ?? .nan }
                if single.bitPattern != output[row].bitPattern, !(single.isNaN && output[row].isNaN) {
                    Issue.record("\(method.id), row \(row): \(single) and \(output[row])")
                    break
                }
            }
        }
    }

    private func run(
        _ program: Program, _ columns: [[Double]], _ scratch: inout [Double], _ output: inout [Double]
    ) {
        let count = output.count
        let flat = columns.flatMap { $0 }
        flat.withUnsafeBufferPointer { flat in
            scratch.withUnsafeMutableBufferPointer { scratch in
                output.withUnsafeMutableBufferPointer { output in
                    guard let base = flat.baseAddress, let work = scratch.baseAddress, let out = output.baseAddress
                    else { return }
                    program.run(
                        inputs: columns.indices.map { base + $0 * count }, scratch: work, output: out, count: count)
                }
            }
        }
    }

    @Test func `every letter of a formula is explained, and every explained letter stands in it`() {
        for (kind, _, method) in KindMethods.methods {
            let letters = Set(method.formula.symbols)
            for symbol in letters { #expect(method.term(symbol) != nil, "\(kind) \(method.id): \(symbol)") }
            // O_ref may serve only as the stand-in of another letter.
            for term in method.terms where term.symbol != "O_ref" {
                #expect(letters.contains(term.symbol), "\(kind) \(method.id): \(term.symbol)")
            }
            #expect(!method.label.zh.isEmpty && !method.label.en.isEmpty && !method.source.isEmpty)
        }
    }
}
