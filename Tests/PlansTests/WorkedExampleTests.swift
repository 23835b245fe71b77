import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// The worked examples of the accounting method, each with its arithmetic.
@Suite struct `Worked examples` {
    private func run(
        _ tables: [String: String], _ measures: [String], extra: String = "",
        library: FactorLibrary = ExampleFactors.library
    ) throws -> PlanEvaluation {
        try Samples.run(tables, measures, extra: extra, library: library)
    }

    private let heating = """
        id,fuel,fuel_use,heat_value,nox_concentration,oxygen,profile
        B1,coal,60000,20.934,180,9,heating_season
        """

    @Test func `Example 4: stable in October, the heating season gives two sixths`() throws {
        // w = 0.5/6 (Oct), 1/6 (Nov–Mar), 0.5/6 (Apr); stable October → November and December count: 2/6.
        // 77.13 × 2/6 = 25.71; the rest, 51.42, falls to the next year. With 2/12 it would be 12.85.
        let evaluation = try run(
            ["boilers": heating],
            [
                "id: A, action: limit, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, concentration: 45, oxygen: 9}, timing: {completed: 2025-10}"
            ])
        let measure = try #require(evaluation.outcome("A"))
        #expect(measure.reduction("NOx").t() == "77.13")
        let years = evaluation.years(of: measure, "NOx")
        #expect(years.map { $0.credit.t() } == ["25.71", "51.42"])
        #expect(years[1].effect == measure.reduction("NOx"))
        #expect(years[0].credit + years[1].credit == measure.reduction("NOx"))
        let even = measure.measure.timing.weight(in: 2025, months: MonthlyProfiles.even, offset: 1)
        #expect(measure.reduction("NOx").times(even).t() == "12.85")
        // The older text: offset 2 leaves December alone, 1/6.
        #expect(evaluation.effect(of: measure, "NOx", in: 2025, offset: 2).t() == "12.85")
    }

    @Test func `Example 5: ten coal boilers replaced by gas at equal heat`() throws {
        // heat = 3000 t × 20.934 MJ/kg × 0.65 = 40 821 GJ; gas = 40 821 000 MJ / (35.544 × 0.92) = 1 248 339 m3
        // NOx 3000 × 4.0 = 12.00 t → 124.83 × 3.03 = 0.378 t; VOCs 0.540 − 0.110 = 0.430 t
        let evaluation = try run(
            ["boilers": "id,fuel,boilers,fuel_use,heat_value,thermal_efficiency\nB1,coal,10,3000,20.934,65%\n"],
            [
                "id: A, action: switch, table: boilers, where: {fuel: coal}, with: {to: natural_gas, efficiency: 0.92}, timing: {completed: 2025-12}"
            ])
        let measure = try #require(evaluation.outcome("A"))
        #expect(measure.before.total(of: "NOx").t() == "12.00")
        #expect(measure.reduction("NOx").t() == "11.62")
        #expect(measure.reduction("VOCs").t(3) == "0.430")
        let (chain, index) = try #require(evaluation.step("A"))
        let gas = try #require(chain.steps[index].slices[0].parts[0].table.numbers("gas_use"))
        #expect(DecimalText.rounded(gas[0] * 10_000, decimals: 0) == "1248339")
    }

    @Test func `Example 6: ultra-low emission in the concentration form`() throws {
        // V = 0.411 × 20.934 + 0.918 = 9.522 Nm3/kg; 60 000 t → 5.713 × 10^8 Nm3; (180 − 45) × V = 77.13 t; to 50: 74.27 t
        for (limit, expected) in [("45", "77.13"), ("50", "74.27")] {
            let evaluation = try run(
                ["boilers": heating],
                [
                    "id: A, action: limit, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, concentration: \(limit), oxygen: 9}, timing: {completed: 2025-10}"
                ])
            #expect(evaluation.outcome("A")?.reduction("NOx").t() == expected)
        }
    }

    @Test func `Example 7: low-NOx gas boilers by factor and by concentration`() throws {
        // 200 × (18.71 − 3.03) = 3136 kg; 2 × 10^6 m3 × 10.47 × (150 − 45) = 2.20 t
        let byFactor = try run(
            ["boilers": "id,fuel,gas_use\nB1,lng,200\n"],
            [
                "id: A, action: control, table: boilers, where: {fuel: gas}, with: {pollutant: NOx, device: lnb_international}, timing: {completed: 2025-12}"
            ])
        #expect(byFactor.outcome("A")?.reduction("NOx").t() == "3.14")
        let byConcentration = try run(
            [
                "boilers":
                    "id,fuel,gas_use,gas_heat_value,nox_concentration,oxygen,method\nB1,natural_gas,200,35.544,150,3.5,concentration_gas\n"
            ],
            [
                "id: A, action: limit, table: boilers, where: {fuel: gas}, with: {pollutant: NOx, concentration: 45, oxygen: 3.5}, timing: {completed: 2025-12}"
            ])
        #expect(byConcentration.outcome("A")?.reduction("NOx").t() == "2.20")
    }

    @Test func `Example 8: a biomass boiler closes`() throws {
        // 800 t × 1.02 kg/t = 816 kg
        let evaluation = try run(
            ["boilers": "id,fuel,fuel_use,capacity\nB1,biomass_pellet,800,2\n"],
            [
                "id: A, action: close, table: boilers, where: {fuel: biomass, capacity: \"<= 2 t/h\"}, with: {}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.outcome("A")?.reduction("NOx").t() == "0.82")
    }

    @Test func `Example 9: electricity for coal in a hot-air furnace`() throws {
        // 1200 t × 4.0 = 4.80 t NOx; × 2.16 = 2.59 t VOCs; P = 1200 × 20.934 × 0.45 / (3.6 × 0.85) = 3694 MWh
        let evaluation = try run(
            ["kilns": "id,kiln_type,fuel,fuel_use,heat_value\nK1,hot_air_stove,coal,1200,20.934\n"],
            [
                "id: A, action: switch, table: kilns, where: {kiln_type: hot_air_stove}, with: {to: electricity}, timing: {completed: 2025-12}"
            ])
        let measure = try #require(evaluation.outcome("A"))
        #expect(measure.reduction("NOx").t() == "4.80")
        #expect(measure.reduction("VOCs").t() == "2.59")
        #expect(DecimalText.rounded(measure.electricity, decimals: 0) == "3694")
        // The library has no factor of the grid: the power station's emission is named, not guessed.
        let elsewhere = try #require(evaluation.elsewhere.first)
        #expect(elsewhere.masses.isEmpty && elsewhere.missing.first?.en.contains("energy/grid") == true)
    }

    @Test func `Electricity has its emission at the power station apart from the local one`() throws {
        // An invented 0.2 g/kWh: 1200 × 20.934 × 0.45 / (3.6 × 0.85) = 3694.24 MWh; × 0.2 kg/MWh = 738.8 kg = 0.74 t
        let evaluation = try run(
            ["kilns": "id,kiln_type,fuel,fuel_use,heat_value\nK1,hot_air_stove,coal,1200,20.934\n"],
            [
                "id: A, action: switch, table: kilns, where: {kiln_type: hot_air_stove}, with: {to: electricity}, timing: {completed: 2025-12}"
            ], library: ExampleFactors.withGrid)
        let grid = try #require(evaluation.elsewhere.first?.masses.first)
        #expect(grid.pollutant == "NOx" && grid.mass.t() == "0.74" && grid.factor.id == "ex.grid.nox")
        // VOCs have no factor there either: said by name.
        #expect(evaluation.elsewhere.first?.missing.first?.en.contains("VOCs") == true)
        // The county's own sum knows nothing of it: 4.80 t before, 0 after.
        #expect(evaluation.outcome("A")?.reduction("NOx").t() == "4.80")
        #expect(evaluation.scenario.total(of: "NOx") == .zero)
    }

    @Test func `Freight by rail and electric trucks name what is missing to their emission elsewhere`() throws {
        // 417 × 30 000 km × 7.934 g/km = 99.25 t; half by rail: 49.63 t
        let fleet = "id,vehicle_class,fuel,standard,population,annual_km\nV1,truck_heavy,diesel,CN3,417,30000\n"
        for (measure, removed, word) in [
            (
                "action: shift, table: vehicles, where: {standard: CN3}, with: {share: 0.5, to: rail}", "49.63",
                "turnover"
            ),
            (
                "action: replace, table: vehicles, where: {standard: CN3}, with: {share: 1, to: {fuel: electricity, standard: none}}",
                "99.25", "kWh/km"
            ),
        ] {
            let evaluation = try run(["vehicles": fleet], ["id: A, \(measure), timing: {completed: 2025-12}"])
            #expect(evaluation.outcome("A")?.reduction("NOx").t() == removed)
            let elsewhere = try #require(evaluation.elsewhere.first)
            #expect(elsewhere.electricity == nil && elsewhere.masses.isEmpty)
            #expect(elsewhere.missing.first?.en.contains(word) == true)
        }
    }

    @Test func `Example 10: loose coal of 3000 households, 15 % back to coal`() throws {
        // 3000 × 3 t × 2.20 = 19.80 t NOx, × 0.60 = 5.40 t VOCs; κ = 0.85: 16.83 and 4.59
        for (share, nox, vocs) in [("1", "19.80", "5.40"), ("0.85", "16.83", "4.59")] {
            let evaluation = try run(
                ["households": "id,fuel,households,fuel_per_household\nH1,loose_coal,3000,3\n"],
                [
                    "id: A, action: switch, table: households, where: {fuel: coal}, with: {to: electricity, share: \(share)}, timing: {completed: 2025-12}"
                ])
            #expect(evaluation.outcome("A")?.reduction("NOx").t() == nox)
            #expect(evaluation.outcome("A")?.reduction("VOCs").t() == vocs)
        }
    }

    @Test func `Example 11: 417 trucks scrapped, or replaced by China VI`() throws {
        // 417 × 30 000 × 7.934 = 99.25 t; China VI 21.52 t remain: 77.74 t
        let fleet = "id,vehicle_class,fuel,standard,population,annual_km\nV1,truck_heavy,diesel,CN3,417,30000\n"
        for (with, expected) in [("{scrap: yes, count: 417}", "99.25"), ("{count: 417, to: {standard: CN6}}", "77.74")]
        {
            let evaluation = try run(
                ["vehicles": fleet],
                [
                    "id: A, action: replace, table: vehicles, where: {standard: CN3}, with: \(with), timing: {completed: 2025-12}"
                ])
            #expect(evaluation.outcome("A")?.reduction("NOx").t() == expected)
        }
    }

    @Test func `Old trucks count with their own mileage, not the fleet's`() throws {
        // 1000 trucks drive 75 000 km on the mean, the 417 old ones 30 000: 417 × 30 000 × 7.934 = 99.25 t, not 248.14
        let fleet = "id,vehicle_class,fuel,standard,population,annual_km\nV1,truck_heavy,diesel,CN3,1000,75000\n"
        let evaluation = try run(
            ["vehicles": fleet],
            [
                "id: A, action: replace, table: vehicles, where: {standard: CN3}, with: {scrap: yes, count: 417, annual_km: 30000}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.outcome("A")?.reduction("NOx").t() == "99.25")
    }

    @Test func `Example 12: 20 of 100 loaders electric`() throws {
        // 100 × 6 t × 32.79 kg/t = 19.67 t; a fifth: 3.93 t
        let evaluation = try run(
            ["nonroad": "id,machine_type,fuel,stage,population,fuel_use\nN1,loader,diesel,S2,100,600\n"],
            [
                "id: A, action: replace, table: nonroad, where: {fuel: diesel}, with: {count: 20, to: {fuel: electricity, stage: none}}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.baseline.total(of: "NOx").t() == "19.67")
        #expect(evaluation.outcome("A")?.reduction("NOx").t() == "3.93")
    }

    private let paint = """
        id,unit_type,material,material_use,voc_content,voc_device,voc_capture,voc_removal,voc_uptime
        F1,solvent_use,solvent_coating,60,0.55,activated_carbon,0.5,0.3,1
        """
    private let waterborne =
        "id: A, action: substitute, table: voc_firms, where: {material: solvent_coating}, with: {voc_content: 0.10, use_ratio: 1.25, share: 1}, timing: {completed: 2025-12}"

    @Test func `Example 13: waterborne paint, and the abatement switched off`() throws {
        // (60 × 0.55 − 75 × 0.10) × (1 − 0.5 × 0.3) = 25.5 × 0.85 = 21.68; switched off: 33 × 0.85 − 7.5 = 20.55
        let on = try run(["voc_firms": paint], [waterborne])
        #expect(on.outcome("A")?.reduction("VOCs").t(3) == "21.675")
        let off = try run(
            ["voc_firms": paint],
            [
                waterborne,
                "id: B, action: control, table: voc_firms, where: {material: waterborne_coating}, with: {pollutant: VOCs, uptime: 0, replace: yes}, timing: {completed: 2025-12}",
            ])
        let removed = off.measures.reduce(Mass.zero) { $0 + $1.reduction("VOCs") }
        #expect(removed.t() == "20.55")
        #expect(off.outcome("B")?.reduction("VOCs").t(3) == "-1.125")
        let ink = try run(
            [
                "voc_firms":
                    "id,unit_type,material,material_use,voc_content\nF1,solvent_use,ink_gravure_solvent,10,0.6\n"
            ],
            [
                "id: A, action: substitute, table: voc_firms, where: {material: ink_gravure_solvent}, with: {voc_content: 0.114, use_ratio: 1}, timing: {completed: 2025-12}"
            ])
        #expect(ink.outcome("A")?.reduction("VOCs").t() == "4.86")
    }

    @Test func `Example 14: enclosure and oxidiser for hood and carbon`() throws {
        // 40 × (0.90 × 0.94 × 0.95 − 0.30 × 0.30 × 0.90) = 40 × 0.7227 = 28.91
        let evaluation = try run(
            [
                "voc_firms":
                    "id,unit_type,material,material_use,voc_content,voc_device,voc_capture,voc_removal,voc_uptime\nF1,solvent_use,solvent_coating,40,1,activated_carbon_once,0.3,0.3,0.9\n"
            ],
            [
                "id: A, action: control, table: voc_firms, where: {voc_device: activated_carbon}, with: {pollutant: VOCs, device: rto, removal: 0.94, capture_type: enclosed_negative, capture: 0.9, uptime: 0.95}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.outcome("A")?.reduction("VOCs").t() == "28.91")
    }

    @Test func `Example 15: carbon credits no more than it can hold`() throws {
        // 40 × 0.5 × 0.5 = 10 t; 12 t of carbon × 15 % = 1.8 t
        let evaluation = try run(
            [
                "voc_firms":
                    "id,unit_type,material,material_use,voc_content,voc_device,carbon_replaced,start_date\nF1,solvent_use,solvent_coating,40,1,none,12,2015\n"
            ],
            [
                "id: A, action: control, table: voc_firms, where: {voc_device: none}, with: {pollutant: VOCs, device: activated_carbon, removal: 0.5, capture: 0.5, uptime: 1}, timing: {completed: 2024-11}"
            ])
        #expect(evaluation.outcome("A")?.reduction("VOCs").t() == "10.00")
        var findings = Findings()
        let rules = try #require(evaluation.keyProjectRules(findings: &findings))
        #expect(findings.isEmpty)
        let outcome = try #require(evaluation.keyProjects(rules, pollutant: "VOCs", year: 2025).first)
        #expect(outcome.credited.t() == "1.80")
        #expect(outcome.refusals.map(\.rule) == ["carbon_capacity"])
        #expect(outcome.refusals[0].mass.t() == "8.20")
    }

    @Test func `Example 16: leaks found and repaired`() throws {
        // (400 × … + 600 × … + 40 × … + 3000 × …) = 11.092 kg/h × 8000 h = 88.74 t; 0.275 × 15 × 8000 = 33.00 t
        let evaluation = try run(
            [
                "voc_firms":
                    "id,unit_type,valves_gas,valves_light,pumps_light,connectors,hours\nF1,ldar,400,600,40,3000,8000\n"
            ],
            [
                "id: A, action: recover, table: voc_firms, where: {unit_type: ldar}, with: {leaks_found: 60, repaired_share: 0.75}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.baseline.total(of: "VOCs").t() == "88.74")
        #expect(evaluation.scenario.total(of: "VOCs").t() == "33.00")
        #expect(evaluation.outcome("A")?.reduction("VOCs").t() == "55.74")
    }

    @Test func `Example 17: vapours of loading recovered`() throws {
        // 20 000 m3 × 1.624 = 32.48 t; 1 − 0.95 × 0.95 leaves 3.17 t
        let evaluation = try run(
            ["voc_firms": "id,unit_type,liquid,loading_mode,loaded_volume\nF1,loading,gasoline,road,20000\n"],
            [
                "id: A, action: control, table: voc_firms, where: {unit_type: loading}, with: {pollutant: VOCs, device: vapour_recovery, capture: 0.95, removal: 0.95, uptime: 1}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.baseline.total(of: "VOCs").t() == "32.48")
        #expect(evaluation.outcome("A")?.reduction("VOCs").t() == "29.31")
    }

    @Test func `Example 18: a station goes from stage 1 to stage 2`() throws {
        // 5000 t × 3.243 kg/t = 16.22; stage 1 leaves 50 %, stage 2 leaves 20 %: 8.11 − 3.24 = 4.86
        let evaluation = try run(
            [
                "voc_firms":
                    "id,unit_type,gasoline_sold,recovery_stage\nS1,station,5000,stage1\nS2,station,5000,stage3\n"
            ],
            [
                "id: A, action: recover, table: voc_firms, where: {unit_type: station}, with: {stage: stage2}, timing: {completed: 2025-12}"
            ])
        // The station that has stage 3 already stays there.
        #expect(evaluation.outcome("A")?.reduction("VOCs").t() == "4.86")
        #expect(evaluation.outcome("A")?.rows == 1)
    }

    @Test func `Example 19: a purifier for a restaurant`() throws {
        // 6 × 2000 × 4 × 350 = 16.8 × 10^6 m3 × 10.9 mg/m3 = 183.1 kg; × 0.6 × 0.8 = 87.9 kg
        let evaluation = try run(
            [
                "area":
                    "id,category,stoves,hours_per_day,days,voc_concentration,voc_device\nA1,catering,6,4,350,10.9,none\n"
            ],
            [
                "id: A, action: control, table: area, where: {category: catering}, with: {pollutant: VOCs, device: fume_purifier, removal: 0.6, uptime: 0.8}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.baseline.total(of: "VOCs").t(4) == "0.1831")
        #expect(evaluation.outcome("A")?.reduction("VOCs").t(4) == "0.0879")
    }

    @Test func `Example 20: two measures on one source multiply`() throws {
        // 100 × 0.60 × 0.58 = 34.8; in order 40.0 + 25.2; symmetric 31.6 + 33.6
        let evaluation = try run(
            ["boilers": "id,fuel,fuel_use\nB1,coal,25000\n"],
            [
                "id: A, action: scale, table: boilers, where: {fuel: coal}, with: {factor: 0.6, columns: [fuel_use]}, timing: {completed: 2025-12}",
                "id: B, action: control, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, device: scr, removal: 0.42, uptime: 1}, timing: {completed: 2025-12}",
            ])
        #expect(evaluation.scenario.total(of: "NOx").t() == "34.80")
        #expect(evaluation.measures.map { $0.reduction("NOx").t(1) } == ["40.0", "25.2"])
        #expect(evaluation.measures.map { $0.alone("NOx").t(1) } == ["40.0", "42.0"])
        #expect(evaluation.measures.map { $0.overlap("NOx").t(1) } == ["0.0", "16.8"])
        let split = evaluation.split("NOx")
        #expect(split.map { $0.share.t(1) } == ["31.6", "33.6"])
        #expect(split.allSatisfy { $0.isExact && $0.group == ["A", "B"] })
        // By pairs it is the same for two.
        #expect(evaluation.split("NOx", limit: 1).map { $0.share.t(1) } == ["31.6", "33.6"])
    }
}
