import Foundation
import Tables
import TestSupport
import Testing

@testable import Solve

/// The least cost, against trying every choice and against what must always be so. All tables are invented.
@Suite struct OptimumTests {
    @Test func `two boilers and one target by hand`() throws {
        // 10 t for 100, 16 t for 250, 12 t for 180: 20 t are cheapest by 10 + 12 (280).
        let text = """
            source,option,cost,NOx
            B1,lnb,100,10
            B1,scr,250,16
            B2,lnb,180,12
            """
        let answer = try Answers.answer(text, ["NOx >= 20"])
        #expect(answer.status == .proved)
        #expect(answer.names == ["B1 lnb", "B2 lnb"])
        #expect(answer.cost == 280_000_000)
        #expect(answer.bound == 280_000_000)
        #expect(answer.gap == 0)
        #expect(answer.reached == [22_000_000_000_000])
    }

    @Test func `every choice tried gives the same on 400 small tables with every kind of constraint`() throws {
        var (feasible, infeasible) = (0, 0)
        for seed in 0..<400 {
            let options = RandomOptions(seed: UInt64(seed))
            let expected = options.best()
            do {
                let answer = try Answers.answer(
                    options.text(), options.targets, most: options.most, must: options.must, mustNot: options.mustNot)
                if let expected {
                    feasible += 1
                    #expect(answer.status == .proved, "seed \(seed)")
                    #expect(answer.cost == Int128(expected.cost) * 10_000, "seed \(seed)")
                    let parts: Int128 = options.most == nil ? 10_000 : 1_000_000_000
                    #expect(answer.value == Int128(expected.value) * parts, "seed \(seed)")
                    #expect(answer.bound == answer.value, "seed \(seed)")
                    #expect(answer.names == expected.chosen, "seed \(seed)")
                } else {
                    infeasible += 1
                    #expect(answer.status == .infeasible, "seed \(seed)")
                    #expect(answer.findings.hasErrors, "seed \(seed)")
                }
            } catch let findings as Findings {
                // Required and forbidden at once.
                infeasible += 1
                #expect(Answers.codes(findings) == ["nothing-left"], "seed \(seed)")
                #expect(expected == nil, "seed \(seed)")
            }
        }
        #expect(feasible >= 150 && infeasible >= 40, "\(feasible) \(infeasible)")
    }

    @Test func `every choice tried gives the same where sources are equal`() throws {
        var feasible = 0
        for seed in 2000..<2300 {
            let options = RandomOptions(seed: UInt64(seed)).withEqualSources()
            let expected = options.best()
            do {
                let answer = try Answers.answer(
                    options.text(), options.targets, most: options.most, must: options.must, mustNot: options.mustNot)
                guard let expected else {
                    #expect(answer.status == .infeasible, "seed \(seed)")
                    continue
                }
                feasible += 1
                #expect(answer.bound == answer.value, "seed \(seed)")
                #expect(answer.cost == Int128(expected.cost) * 10_000, "seed \(seed)")
                #expect(answer.names == expected.chosen, "seed \(seed)")
            } catch let findings as Findings {
                #expect(Answers.codes(findings) == ["nothing-left"], "seed \(seed)")
                #expect(expected == nil, "seed \(seed)")
            }
        }
        #expect(feasible >= 100, "\(feasible)")
    }

    @Test func `of a hundred equal sources as many as are needed are taken, the first of them`() throws {
        // 7 t each for 10: 48 make 336 t. One by one, every choice of 48 of 100 would have to be passed over.
        var rows = ["source,option,cost,NOx"]
        for source in 100..<200 { rows.append("S\(source),scr,10,7") }
        rows.append("T,scr,9.5,5")
        let answer = try Answers.answer(rows.joined(separator: "\n"), ["NOx >= 334"])
        #expect(answer.status == .proved)
        // 47 of them and T make 334 t.
        #expect(answer.cost == 479_500_000)
        #expect(answer.bound == 479_500_000)
        #expect(answer.names == (100..<147).map { "S\($0) scr" } + ["T scr"])
    }

    @Test func `the cost never falls when the target grows`() throws {
        let options = RandomOptions(seed: 5)
        var last: Int128?
        for step in 0...40 {
            let answer = try Answers.answer(options.text(), ["NOx >= " + RandomOptions.decimal(step * 2500, 3)])
            guard answer.chosen != nil else { break }
            if let last { #expect(answer.cost >= last, "\(step)") }
            last = answer.cost
        }
        #expect(last != nil)
    }

    @Test func `an option more never makes it dearer`() throws {
        for seed in 400..<440 {
            var options = RandomOptions(seed: UInt64(seed))
            let targets = ["NOx >= 1", "VOCs >= 0.5"]
            let before = try Answers.answer(options.text(), targets)
            var numbers = SeededNumbers(seed: UInt64(seed))
            options.options.append(
                .init(
                    source: "S0", name: "new", group: options.options[0].group,
                    cost: .random(in: 0..<50_000, using: &numbers),
                    amounts: [.random(in: 0..<40_000, using: &numbers), 500, 0]))
            let after = try Answers.answer(options.text(), targets)
            guard before.chosen != nil else { continue }
            #expect(after.chosen != nil && after.cost <= before.cost, "seed \(seed)")
        }
    }

    @Test func `rows in any order give the same bytes`() throws {
        for seed in 500..<520 {
            let options = RandomOptions(seed: UInt64(seed))
            var numbers = SeededNumbers(seed: UInt64(seed))
            let first = try? Answers.answer(options.text(), options.targets, most: options.most)
            for _ in 0..<3 {
                let order = options.options.indices.shuffled(using: &numbers)
                let other = try? Answers.answer(options.text(order), options.targets, most: options.most)
                #expect(other?.json == first?.json, "seed \(seed)")
                #expect(other?.certificate == first?.certificate, "seed \(seed)")
            }
        }
    }

    @Test func `of equal sources the first ones are taken`() throws {
        let rows = ["B10", "B3", "B2", "B1"].map { "\($0),lnb,100,5" }
        let answer = try Answers.answer("source,option,cost,NOx\n" + rows.joined(separator: "\n"), ["NOx >= 10"])
        #expect(answer.names == ["B1 lnb", "B10 lnb"])
    }

    @Test func `of equal costs the fewest projects are taken`() throws {
        let text = "source,option,cost,NOx\nA,a,50,5\nB,b,50,5\nC,c,100,10\n"
        #expect(try Answers.answer(text, ["NOx >= 10"]).names == ["C c"])
    }

    @Test func `the most for a budget reaches what that budget is the least cost of`() throws {
        for seed in 600..<620 {
            let options = RandomOptions(seed: UInt64(seed))
            let target = "NOx >= 1.5"
            let least = try Answers.answer(options.text(), [target])
            guard least.chosen != nil else { continue }
            let budget = WholeNumber.text(least.cost, decimals: 6)
            let most = try Answers.answer(options.text(), ["cost <= " + budget], most: "NOx")
            #expect(most.status == .proved)
            #expect(-most.value >= 1_500_000_000_000, "seed \(seed)")
            #expect(most.cost <= least.cost, "seed \(seed)")
        }
    }

    @Test func `three hundred sources and three targets are proved within the gap`() throws {
        var numbers = SeededNumbers(seed: 1)
        var rows = ["source,option,cost,NOx,SO2,VOCs"]
        for source in 0..<300 {
            let size = Double.random(in: 1...100, using: &numbers)
            for option in 1...4 {
                let share = Double(option) * 0.2
                let masses = (0..<3).map { _ in size * share * .random(in: 0.5...1, using: &numbers) }
                let cost = size.squareRoot() * share * .random(in: 500...4000, using: &numbers)
                rows.append("S\(source),o\(option),\(cost)," + masses.map { "\($0)" }.joined(separator: ","))
            }
        }
        let targets = ["NOx >= 5000", "SO2 >= 4500", "VOCs >= 4000"]
        let answer = try Answers.answer(rows.joined(separator: "\n"), targets, gap: 1e-3)
        #expect(answer.status == .proved)
        #expect(answer.gap <= 1e-3)
        #expect(answer.bound <= answer.value)
    }
}
