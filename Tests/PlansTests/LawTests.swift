import Calculation
import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// What must hold whatever the inventory.
@Suite struct `Laws of plans` {
    private func boilers(_ count: Int, seed: UInt64) -> String {
        var numbers = SeededNumbers(seed: seed)
        var text = "id,fuel,fuel_use,capacity[t/h],area,nox_concentration,oxygen,boilers,status\n"
        for i in 0..<count {
            let fuel = ["raw_coal", "coal", "biomass_pellet", "coal"][Int.random(in: 0..<4, using: &numbers)]
            let area = ["built_up", "rural", "industrial_park"][Int.random(in: 0..<3, using: &numbers)]
            let use = Int.random(in: 100...90_000, using: &numbers)
            let size = Int.random(in: 1...130, using: &numbers)
            let measured = Bool.random(using: &numbers) ? "\(Int.random(in: 20...400, using: &numbers)),9" : ","
            let status = i % 17 == 0 ? "closed" : "operating"
            text +=
                "B\(i),\(fuel),\(use),\(size),\(area),\(measured),\(Int.random(in: 1...9, using: &numbers)),\(status)\n"
        }
        return text
    }

    private let measures = [
        "id: A, action: close, table: boilers, where: {fuel: coal, capacity: \"<= 10 t/h\"}, with: {}, timing: {completed: 2025-12}",
        "id: B, action: close, table: boilers, where: {fuel: coal, area: rural}, with: {share: 0.3}, timing: {completed: 2025-12}",
        "id: C, action: switch, table: boilers, where: {fuel: coal, area: built_up}, with: {to: natural_gas, share: 0.4}, timing: {completed: 2025-12}",
        "id: D, action: control, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, device: sncr, uptime: 0.9}, timing: {completed: 2025-12}",
        "id: E, action: limit, table: boilers, where: {fuel: coal, capacity: \">= 65 t/h\"}, with: {pollutant: NOx, concentration: 50, oxygen: 9}, timing: {completed: 2025-12}",
        "id: F, action: close, table: boilers, where: {fuel: biomass}, with: {count: 20}, timing: {completed: 2025-12}",
    ]

    private func run(_ text: String, _ measures: [String]) throws -> PlanEvaluation {
        try Samples.run(["boilers": text], measures, library: ExampleFactors.library)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `Reductions telescope, and the split adds up`(_ seed: UInt64) throws {
        let evaluation = try run(boilers(300, seed: seed), measures)
        #expect(evaluation.measures.allSatisfy { $0.state.isApplied })
        for pollutant in ["NOx", "VOCs"] {
            let all = evaluation.baseline.total(of: pollutant) - evaluation.scenario.total(of: pollutant)
            #expect(evaluation.measures.reduce(Mass.zero) { $0 + $1.reduction(pollutant) } == all)
            #expect(evaluation.split(pollutant).reduce(Mass.zero) { $0 + $1.share } == all)
            #expect(evaluation.split(pollutant, limit: 2).reduce(Mass.zero) { $0 + $1.share } == all)
            var total = evaluation.baseline.total(of: pollutant)
            for measure in evaluation.measures {
                #expect(measure.baseline(pollutant) == total)
                total = measure.scenario(pollutant)
                let sources = evaluation.sources(of: measure.id)
                let place = pollutant == "NOx" ? 0 : 1
                let sum = sources.reduce(Mass.zero) { $0 + $1.before[place] - $1.after[place] }
                #expect(sum == measure.reduction(pollutant))
            }
            #expect(total == evaluation.scenario.total(of: pollutant))
        }
    }

    @Test func `The empty plan changes nothing`() throws {
        let evaluation = try run(boilers(100, seed: 4), [])
        #expect(evaluation.baseline.total(of: "NOx") == evaluation.scenario.total(of: "NOx"))
        #expect(evaluation.measures.isEmpty && evaluation.findings.isEmpty)
        for (_, chain) in evaluation.chains { #expect(chain.steps.isEmpty) }
    }

    @Test func `Idempotent measures remove nothing the second time`() throws {
        for i in [0, 3, 4] {
            let second = measures[i].replacing("id: ", with: "id: again-")
            let evaluation = try run(boilers(200, seed: 5), [measures[i], second])
            #expect(evaluation.measures[0].reduction("NOx") != .zero)
            #expect(evaluation.measures[1].reduction("NOx") == .zero)
            #expect(evaluation.measures[1].reduction("VOCs") == .zero)
        }
    }

    @Test func `A stricter limit never emits more`() throws {
        let text = boilers(200, seed: 6)
        var last: Mass?
        for limit in [400, 200, 150, 100, 50, 30] {
            let evaluation = try run(
                text,
                [
                    "id: A, action: limit, table: boilers, where: {}, with: {pollutant: NOx, concentration: \(limit), oxygen: 9}, timing: {completed: 2025-12}"
                ])
            let total = evaluation.scenario.total(of: "NOx")
            #expect(total <= evaluation.baseline.total(of: "NOx"))
            if let last { #expect(total <= last) }
            last = total
            for source in evaluation.sources(of: "A") { #expect(source.after[0] <= source.before[0]) }
        }
    }

    @Test func `Counted things stay whole and none is lost`() throws {
        let evaluation = try run(boilers(200, seed: 7), [measures[5]])
        let (chain, index) = try #require(evaluation.step("F"))
        let before = try #require(chain.slices[0].base[0].table.numbers("boilers"))
        let after = try #require(chain.steps[index].slices[0].parts[0].table.numbers("boilers"))
        let closed = try #require(chain.steps[index].slices[0].parts[0].table.codes("status"))
        let status = Samples.library.vocabularies["status"].code(exactly: "closed")
        var gone = 0.0
        let old = try #require(chain.slices[0].base[0].table.codes("status"))
        for row in before.indices {
            #expect(after[row] == after[row].rounded())
            if closed[row] == status, old[row] != status {
                gone += before[row]
            } else {
                gone += before[row] - after[row]
            }
        }
        #expect(gone == 20)
    }

    @Test func `Scrapping more than exist names row and count`() throws {
        let evaluation = try Samples.run(
            ["vehicles": "id,vehicle_class,fuel,standard,population,annual_km\nV1,truck_heavy,diesel,CN3,400,30000\n"],
            [
                "id: A, action: replace, table: vehicles, where: {standard: CN3}, with: {scrap: yes, count: 417}, timing: {completed: 2025-12}"
            ], library: ExampleFactors.library)
        let finding = try #require(evaluation.findings.kept.first { $0.message.code == "more-than-exist" })
        #expect(finding.severity == .error && finding.value == "417" && finding.expected?.en == "at most 400")
        #expect(finding.location?.file == "vehicles.csv" && finding.location?.line == 2)
        #expect(evaluation.scenario.total(of: "NOx") == evaluation.baseline.total(of: "NOx"))
    }

    @Test func `Changing one measure gives what a new run gives`() throws {
        let text = boilers(200, seed: 8)
        let first = try run(text, measures)
        let changed = try first.setting("B.share", to: "0.7")
        let fresh = try run(text, measures.map { $0.replacing("share: 0.3", with: "share: 0.7") })
        for pollutant in ["NOx", "VOCs"] {
            #expect(changed.scenario.total(of: pollutant) == fresh.scenario.total(of: pollutant))
            #expect(changed.measures.map { $0.reduction(pollutant) } == fresh.measures.map { $0.reduction(pollutant) })
            #expect(changed.measures.map { $0.alone(pollutant) } == fresh.measures.map { $0.alone(pollutant) })
        }
        #expect(throws: Findings.self) { _ = try first.setting("B.shares", to: "0.7") }
    }

    @Test func `A parameter that the plan does not print is waited for, and can be set`() throws {
        let measure =
            "id: A, action: close, table: boilers, where: {fuel: coal}, with: {share: \"?\"}, timing: {completed: \"?\"}"
        let evaluation = try run(boilers(50, seed: 9), [measure])
        guard case .waiting(let names) = evaluation.measures[0].state else {
            Issue.record("the measure should wait")
            return
        }
        #expect(names == ["share", "completed"])
        #expect(evaluation.measures[0].reduction("NOx") == .zero)
        let coverage = try #require(evaluation.coverage.first)
        #expect(coverage.state == .needsInput && coverage.needs.map(\.what) == ["A.share", "A.completed"])
        let set = try Samples.plan([measure], inputs: ["A.share": "50 %", "A.completed": "2025-06"])
        let inventory = try Samples.inventory(["boilers": boilers(50, seed: 9)])
        let done = PlanEvaluation(
            set, on: inventory, in: try Samples.context(inventory, library: ExampleFactors.library))
        #expect(done.measures[0].reduction("NOx") > .zero)
        #expect(done.coverage.first?.state == .computed)
    }

    @Test func `Emergencies and staggered production give no annual credit`() throws {
        // 100 t a year: a 365th × 20 % × 10 days = 0.548 t; heating months Nov–Feb are 4/6 of the year: × 0.5 = 33.33 t
        let evaluation = try run(
            "id,fuel,fuel_use,profile\nB1,coal,25000,heating_season\n",
            [
                "id: A, action: scale, table: boilers, where: {}, with: {levels: {yellow: 0.1, orange: 0.2}, days: {yellow: 0, orange: 10}, episode: yes, columns: [fuel_use]}, timing: {completed: 2025-12}",
                "id: B, action: scale, table: boilers, where: {}, with: {factor: 0.5, columns: [fuel_use], months: [11, 12, 1, 2], annual: no}, timing: {completed: 2025-12}",
            ])
        #expect(evaluation.scenario.total(of: "NOx") == evaluation.baseline.total(of: "NOx"))
        guard case .emergency(let episodes) = evaluation.measures[0].state,
            case .seasonal(let masses) = evaluation.measures[1].state
        else {
            Issue.record("neither is an annual measure")
            return
        }
        #expect(episodes.map { $0.reduction[0].t(3) } == ["0.000", "0.548"])
        #expect(masses[0].t() == "33.33")
        // With less annual output the same months do count.
        let annual = try run(
            "id,fuel,fuel_use,profile\nB1,coal,25000,heating_season\n",
            [
                "id: B, action: scale, table: boilers, where: {}, with: {factor: 0.5, columns: [fuel_use], months: [11, 12, 1, 2], annual: yes}, timing: {completed: 2025-12}"
            ])
        #expect(annual.measures[0].reduction("NOx").t() == "33.33")
    }

    @Test func `A target is met or short by so many tonnes, and candidates are named`() throws {
        // 100 t; 40 % closed from 2026 on: 60 t; allowed 90 t in 2026, but nothing counts in 2025
        let target =
            "targets:\n  - {id: X, clauses: [T-01], pollutant: NOx, region: 659999, base_year: 2024, change: \"-10 %\", year: YEAR}\n"
        for (year, short) in [("2025", "10.00"), ("2026", nil)] as [(String, String?)] {
            let evaluation = try Samples.run(
                ["boilers": "id,fuel,fuel_use,county_code\nB1,coal,25000,659999\n"],
                [
                    "id: A, action: close, table: boilers, where: {}, with: {share: 0.4}, timing: {completed: 2025-12}"
                ], extra: target.replacing("YEAR", with: year), library: ExampleFactors.library)
            let outcome = try #require(evaluation.targets().first)
            #expect(outcome.allowed?.t() == "90.00" && outcome.isMet == (short == nil))
            if let short, case .short(let mass) = outcome.state {
                #expect(mass.t() == short)
                #expect(outcome.candidates.first?.id == "A" && outcome.candidates.first?.remaining?.t() == "40.00")
            }
        }
    }

    @Test func `Only measures that act on the pollutant, and on sources that emit it, could close a gap`() throws {
        // Paint emits no NOx, a limit of NOx takes no VOCs; a closed boiler gives both.
        let target =
            "targets:\n  - {id: X, clauses: [T-01], pollutant: POLLUTANT, region: 659999, base_year: 2024, change: \"-10 %\", year: 2025}\n"
        let tables = [
            "boilers": "id,fuel,fuel_use,capacity,county_code\nB1,coal,25000,20,659999\n",
            "voc_firms":
                "id,unit_type,material,material_use,voc_content,county_code\nF1,solvent_use,solvent_coating,70,0.5,659999\n",
        ]
        let measures = [
            "id: PAINT, action: substitute, table: voc_firms, where: {}, with: {voc_content: \"?\"}, timing: {completed: 2025-12}",
            "id: LIMIT, action: limit, table: boilers, where: {fuel: coal}, with: {concentration: \"?\"}, timing: {completed: 2025-12}",
            "id: CLOSE, action: close, table: boilers, where: {fuel: coal}, with: {share: \"?\"}, timing: {completed: 2025-12}",
            "id: CARBON, action: control, table: voc_firms, where: {}, with: {pollutant: VOCs, device: activated_carbon, removal: \"?\"}, timing: {completed: 2025-12}",
        ]
        for (pollutant, expected) in [("NOx", ["CLOSE", "LIMIT"]), ("VOCs", ["CARBON", "CLOSE", "PAINT"])] {
            let evaluation = try Samples.run(
                tables, measures, extra: target.replacing("POLLUTANT", with: pollutant), library: ExampleFactors.library
            )
            let outcome = try #require(evaluation.targets().first)
            #expect(!outcome.isMet)
            #expect(outcome.candidates.map(\.id) == expected)
        }
    }

    @Test func `The sheets of a source show both sides of a measure`() throws {
        let evaluation = try run(boilers(100, seed: 10), measures)
        let source = try #require(evaluation.sources(of: "C").first)
        let sheets = try #require(evaluation.sheets(of: "C", source: source.source, pollutant: "NOx"))
        #expect(sheets.source == source.source && sheets.location == source.location)
        #expect(sheets.before.count == 1 && sheets.after.count == 2)
        #expect(sheets.reduction == source.before[0] - source.after[0])
    }

    @Test func `A ban finds the new source, an offset names its tonnes`() throws {
        let constraints = """
            constraints:
              - {id: X, clauses: [T-01], table: boilers, where: {capacity: "<= 35 t/h"}, from: 2025-01, forbids: new, title: {zh: 禁止, en: ban}}
              - {id: Y, clauses: [T-01], table: boilers, where: {capacity: "> 35 t/h"}, from: 2025-01, requires: offset, ratio: 2, title: {zh: 倍量, en: double}}
            """
        let plan = try Samples.plan([], extra: constraints)
        let inventory = try Samples.inventory([
            "boilers": """
            id,fuel,fuel_use,capacity[t/h],start_date
            B1,coal,100,35,2025-03
            B2,coal,100,35,2024-12
            B3,coal,25000,75,2025
            B4,coal,100,10,
            """
        ])
        let found = plan.violations(
            in: inventory, context: try Samples.context(inventory, library: ExampleFactors.library))
        #expect(found.kept.filter { $0.message.code == "forbidden-source" }.map(\.value) == ["B1"])
        let offset = try #require(found.kept.first { $0.message.code == "offset-required" })
        #expect(offset.value == "B3" && offset.expected?.en.hasPrefix("NOx 200.00 t") == true)
        #expect(found.kept.contains { $0.message.code == "no-start-date" })
    }
}
