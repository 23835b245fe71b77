import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Numbers and lists of plan files: what does not fit is told with its line; nothing traps and nothing is cut to size.
@Suite struct `Ranges of plan files` {
    private static let sound = """
        plan: ranges
        title: {zh: 试, en: trial}
        regions: [653000]
        base_year: 2024
        years: [2025, 2026]
        accounting: {offset_months: 1}
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        measures:
          - {id: A, clauses: [T-01], action: close, table: boilers, where: {fuel: [coal, gas]}, with: {share: 0.5}, timing: {stages: [{by: 2025-06, share: 0.4}, {by: 2025-12, share: 1}]}}
          - {id: B, clauses: [T-01], action: close, table: boilers, with: {count: {653001: 2}}, timing: {completed: 2025-12}}
          - {id: C, clauses: [T-01], action: replace, table: vehicles, with: {count: 4, to: {annual_km: 9000}}, timing: {completed: 2025-12}}
          - {id: D, clauses: [T-01], action: scale, table: boilers, with: {factor: 0.9, columns: [fuel_use], months: [1, 2], annual: yes}, timing: {completed: 2025-12}}
          - {id: E, clauses: [T-01], action: control, table: boilers, with: {pollutant: NOx, device: sncr, removal: 0.4, uptime: 0.9}, timing: {completed: 2025-12}}
          - {id: F, clauses: [T-01], action: scale, table: kilns, with: {episode: yes, levels: {red: 0.3}, days: 5}, timing: {completed: 2025-12}}
        targets:
          - {id: G, clauses: [T-01], pollutant: NOx, region: 653000, base_year: 2020, change: "-10 %", year: 2025}
        constraints:
          - {id: H, clauses: [T-01], table: boilers, from: 2025-01, requires: offset, ratio: 2}
        """

    struct Slip: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let code: String
        let line: Int
        var testDescription: String { to }
    }

    private static let years = ["9223372036854775808", "1e300", "2024.5", "nan", "-inf", "1899", "0x7E8"]

    static let slips: [Slip] = {
        var slips: [Slip] = []
        for bad in years {
            let code = ["nan", "-inf", "0x7E8"].contains(bad) ? "not-a-number" : "out-of-range"
            slips.append(Slip(from: "base_year: 2024", to: "base_year: \(bad)", code: code, line: 4))
            slips.append(Slip(from: "[2025, 2026]", to: "[2025, \(bad)]", code: code, line: 5))
            slips.append(Slip(from: "offset_months: 1", to: "offset_months: \(bad)", code: code, line: 6))
            slips.append(Slip(from: "base_year: 2020", to: "base_year: \(bad)", code: code, line: 17))
            slips.append(Slip(from: "year: 2025}", to: "year: \(bad)}", code: code, line: 17))
        }
        for bad in ["nan %", "1e300 %", "-101 %", "0x10 %", "-10"] {
            slips.append(Slip(from: "\"-10 %\"", to: "\"\(bad)\"", code: "bad-threshold", line: 17))
        }
        for bad in ["-5 t", "1e300 t", "nan t"] {
            slips.append(Slip(from: "change: \"-10 %\"", to: "amount: \"\(bad)\"", code: "bad-threshold", line: 17))
            slips.append(Slip(from: "change: \"-10 %\"", to: "reduction: \"\(bad)\"", code: "bad-threshold", line: 17))
        }
        for bad in ["-0.1", "1.1", "101 %", "-1 %", "nan", "inf", "1e300", "0x1"] {
            slips.append(Slip(from: "share: 0.5", to: "share: \(bad)", code: "bad-parameter", line: 10))
            slips.append(Slip(from: "removal: 0.4", to: "removal: \(bad)", code: "bad-parameter", line: 14))
            slips.append(Slip(from: "uptime: 0.9", to: "uptime: \(bad)", code: "bad-parameter", line: 14))
            slips.append(Slip(from: "red: 0.3", to: "red: \(bad)", code: "bad-parameter", line: 15))
        }
        for bad in ["-1", "nan", "1e300", "0x4", "inf"] {
            slips.append(Slip(from: "653001: 2", to: "653001: \(bad)", code: "bad-parameter", line: 11))
            slips.append(Slip(from: "count: 4", to: "count: \(bad)", code: "bad-parameter", line: 12))
            slips.append(Slip(from: "annual_km: 9000", to: "annual_km: \(bad)", code: "bad-parameter", line: 12))
            slips.append(Slip(from: "factor: 0.9", to: "factor: \(bad)", code: "bad-parameter", line: 13))
            slips.append(Slip(from: "days: 5", to: "days: \(bad)", code: "bad-parameter", line: 15))
        }
        for bad in ["-1", "1e300", "101"] {
            slips.append(Slip(from: "ratio: 2", to: "ratio: \(bad)", code: "out-of-range", line: 19))
        }
        slips += [
            Slip(from: "annual: yes", to: "annual: maybe", code: "not-yes-or-no", line: 13),
            Slip(from: "[1, 2]", to: "[0]", code: "bad-parameter", line: 13),
            Slip(from: "columns: [fuel_use]", to: "columns: [boilers]", code: "unknown-column", line: 13),
            Slip(from: "share: 0.4}", to: "share: nan}", code: "not-a-number", line: 10),
            Slip(from: "share: 0.4}", to: "share: -0.4}", code: "out-of-range", line: 10),
            Slip(from: "share: 1}", to: "share: 0.9}", code: "unfinished-stages", line: 10),
            Slip(from: "share: 1}", to: "share: 0.3}", code: "bad-stages", line: 10),
            Slip(from: "by: 2025-12, share: 1", to: "by: 2025-06, share: 1", code: "bad-stages", line: 10),
            Slip(
                from: "[{by: 2025-06, share: 0.4}, {by: 2025-12, share: 1}]", to: "[]", code: "no-stages", line: 10),
            Slip(from: "by: 2025-06, ", to: "", code: "key-missing", line: 10),
            Slip(from: "by: 2025-06", to: "by: 9999-06", code: "bad-month", line: 10),
            Slip(from: "from: 2025-01", to: "from: 2025-01-99", code: "bad-month", line: 19),
            Slip(from: ", year: 2025}", to: "}", code: "key-missing", line: 17),
        ]
        return slips
    }()

    private func read(_ text: String, inputs: [String: String] = [:]) -> (plan: Plan?, findings: Findings) {
        var findings = Findings()
        let plan = Plan(
            text: text, file: "plan.yaml", vocabularies: Samples.library.vocabularies, inputs: inputs,
            findings: &findings)
        return (plan, findings)
    }

    @Test func `The sound file has no findings`() {
        let (plan, findings) = read(Self.sound)
        #expect(plan?.measures.count == 6 && findings.isEmpty, "\(findings.sorted.map { $0.description(in: .en) })")
        #expect(plan?.years == [2025, 2026] && plan?.baseYear == 2024 && plan?.offsetMonths == 1)
    }

    @Test(arguments: slips) func `A number out of its range is told with its line`(_ slip: Slip) throws {
        #expect(Self.sound.contains(slip.from))
        let (_, findings) = read(Self.sound.replacing(slip.from, with: slip.to, maxReplacements: 1))
        let texts = findings.sorted.map { $0.description(in: .en) }
        let finding = try #require(findings.kept.first { $0.message.code == slip.code }, "\(texts)")
        #expect(finding.severity == .error && finding.location?.line == slip.line, "\(texts)")
    }

    @Test func `What is set from outside is held to the same ranges`() throws {
        for (name, value) in [
            ("A.share", "1.5"), ("G.change", "nan %"), ("G.reduction", "-1 t"), ("H.ratio", "-2"), ("H.from", "1e300"),
            ("E.removal", "nan"), ("C.count", "1e300"),
        ] {
            #expect(read(Self.sound, inputs: [name: value]).findings.hasErrors, "\(name)")
        }
        let (plan, findings) = read(Self.sound, inputs: ["H.ratio": "1.5", "H.from": "2026-03"])
        #expect(!findings.hasErrors)
        #expect(plan?.constraints[0].rule == .offset(ratio: 1.5) && plan?.constraints[0].from == 20_260_300)
    }

    @Test func `A target above its base is not cut to it`() throws {
        // 1000 t × 4 kg/t = 4 t; 25 % more are allowed: 5 t
        let evaluation = try Samples.run(
            ["boilers": "id,county_code,fuel,fuel_use\nB1,659999,coal,1000\n"], [],
            extra: """
                targets:
                  - {id: G, clauses: [T-01], pollutant: NOx, region: 659999, base_year: 2024, change: "25 %", year: 2025}
                """, library: ExampleFactors.library)
        #expect(evaluation.targets().first?.allowed?.t() == "5.00")
    }

    @Test func `A clause's number that is no place in a series neither traps nor is counted up to`() {
        for id in ["T-9223372036854775807", "T-9223372036854775808", "T-99999999"] {
            let clause = Self.sound.split(separator: "\n")[7]
            let more = Self.sound.replacing(clause, with: clause + "\n" + clause.replacing("T-01", with: id))
            let (_, findings) = read(more)
            #expect(!findings.hasErrors)
        }
    }

    struct Twice: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let line: Int
        var testDescription: String { to }
    }

    static let repeats = [
        Twice(from: "[653000]", to: "[653000, 653000]", line: 3),
        Twice(from: "[2025, 2026]", to: "[2025, 2026, 2025]", line: 5),
        Twice(from: "clauses: [T-01]", to: "clauses: [T-01, T-01]", line: 10),
        Twice(from: "[coal, gas]", to: "[coal, gas, coal]", line: 10),
        Twice(
            from: "[{by: 2025-06, share: 0.4}", to: "[{by: 2025-06, share: 0.4}, {by: 2025-06, share: 0.4}", line: 10),
        Twice(from: "[fuel_use]", to: "[fuel_use, fuel_use]", line: 13),
        Twice(from: "[1, 2]", to: "[1, 2, 1]", line: 13),
    ]

    @Test(arguments: repeats) func `An entry that stands twice counts once`(_ twice: Twice) throws {
        let (plan, findings) = read(Self.sound.replacing(twice.from, with: twice.to, maxReplacements: 1))
        #expect(!findings.hasErrors)
        let told = findings.kept.filter { $0.message.code == "repeated-entry" }
        #expect(told.count == 1 && told.first?.location?.line == twice.line)
        #expect(plan?.years == [2025, 2026] && plan?.measures[0].timing.stages.count == 2)
        #expect(plan?.measures[0].clauses == ["T-01"])
    }

    @Test func `January named twice stops once`() throws {
        // Even months: 4 t × (1 − 1/12)
        for months in ["[1]", "[1, 1]"] {
            let evaluation = try Samples.run(
                ["boilers": "id,fuel,fuel_use,profile\nB1,coal,12000,all_year\n"],
                [
                    "id: A, action: scale, table: boilers, where: {}, with: {factor: 0, columns: [fuel_use], months: \(months)}, timing: {completed: 2025-12}"
                ], library: ExampleFactors.library)
            #expect(evaluation.outcome("A")?.reduction("NOx").t() == "4.00")
        }
    }

    @Test func `Targets and constraints have ids of their own`() {
        let lines = Self.sound.split(separator: "\n", omittingEmptySubsequences: false)
        let twice = (lines[..<17] + [lines[16]] + lines[17...] + [lines[18]]).joined(separator: "\n")
        let codes = read(twice).findings.kept.map(\.message.code)
        #expect(codes.contains("duplicate-target") && codes.contains("duplicate-constraint"))
    }

    static let inapplicable: [String] = [
        "action: control, table: vehicles, with: {pollutant: NOx, device: scr}",
        "action: control, table: nonroad, with: {pollutant: VOCs, removal: 0.5}",
        "action: control, table: households, with: {pollutant: NOx, uptime: 0.9}",
        "action: control, table: voc_firms, with: {pollutant: NOx, device: scr}",
        "action: control, table: area, with: {pollutant: VOCs, capture: 0.9}",
        "action: control, table: boilers, with: {pollutant: NOx, capture: 0.9}",
        "action: switch, table: vehicles, with: {to: electricity}",
        "action: switch, table: voc_firms, with: {to: natural_gas}",
        "action: substitute, table: boilers, with: {voc_content: 0.1}",
        "action: substitute, table: kilns, with: {points: 10}",
        "action: recover, table: boilers, with: {stage: stage2}",
        "action: recover, table: area, with: {repaired_share: 0.5}",
        "action: replace, table: kilns, with: {scrap: yes}",
        "action: shift, table: nonroad, with: {share: 0.5, to: rail}",
    ]

    @Test(arguments: inapplicable) func `An action on a kind that lacks its columns is refused`(_ measure: String)
        throws
    {
        let text = Samples.text(["id: A, \(measure), timing: {completed: 2025-12}"])
        let (_, findings) = read(text)
        let finding = try #require(
            findings.kept.first { $0.message.code == "action-inapplicable" },
            "\(findings.sorted.map { $0.description(in: .en) })")
        #expect(finding.severity == .error && finding.location?.line == 9 && finding.expected != nil)
    }

    @Test(arguments: [
        // The parameters that the table and pollutant take, then the tables that take this one.
        (
            "control, table: boilers, with: {pollutant: NOx, capture: 0.9}", "boilers NOx：removal、device、uptime",
            "for boilers NOx removal, device, uptime"
        ),
        (
            "control, table: kilns, with: {pollutant: PM2.5, uptime: 0.9}", "kilns PM2.5：device",
            "for kilns PM2.5 device"
        ),
        (
            "control, table: area, with: {pollutant: VOCs, capture: 0.9}",
            "area VOCs：removal、device、uptime；capture 用于 boilers、kilns、voc_firms",
            "for area VOCs removal, device, uptime; capture for boilers, kilns, voc_firms"
        ),
        (
            "switch, table: households, with: {to: natural_gas, ash: 20}",
            "households：sulphur、gas_sulphur、moisture、moisture_ad、coal_basis；ash 用于 boilers、kilns",
            "for households sulphur, gas_sulphur, moisture, moisture_ad, coal_basis; ash for boilers, kilns"
        ),
        (
            "recover, table: area, with: {repaired_share: 0.5}", "repaired_share 用于 voc_firms",
            "repaired_share for voc_firms"
        ),
        ("control, table: vehicles, with: {pollutant: NOx, device: scr}", "boilers, kilns", "boilers, kilns"),
    ])
    func `A refused parameter says what the table takes and which tables take it`(
        _ measure: String, _ zh: String, _ en: String
    ) throws {
        let (_, findings) = read(Samples.text(["id: A, action: \(measure), timing: {completed: 2025-12}"]))
        let finding = try #require(findings.kept.first { $0.message.code == "action-inapplicable" })
        #expect(finding.expected == Label(zh, en))
    }

    @Test func `A control that changes nothing is refused`() {
        let text = Samples.text(["id: A, action: control, table: boilers, with: {pollutant: NOx}, timing: {from: 2025}"]
        )
        #expect(read(text).findings.kept.contains { $0.message.code == "parameter-missing" })
    }
}
