import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// SO2 and particles of coal by what it holds, T/CSES 144-2024 formulas (3) and (4) with tables C.1 to C.3, and their
/// removal by device and size, table A.1.
@Suite struct MassBalanceTests {
    private func boiler(
        _ columns: String, _ cells: String, _ pollutants: [String], use: String = "industrial",
        technology: String = "stoker"
    ) async throws -> Run {
        try await InventoryText([
            "boilers.csv": """
            id,use,fuel,technology,fuel_use,\(columns)
            B1,\(use),raw_coal,\(technology),1000,\(cells)
            """
        ]).computed(pollutants: pollutants)
    }

    // MARK: SO2

    @Test(
        "sulphur on each basis",
        arguments: [
            // Dry: 0.60 % × (100 − 12) ÷ 100 = 0.528 %; 20 × 0.528 × (1 − 0.15) = 8.976 kg/t; × 1000 t
            ("sulphur,moisture,coal_basis", "0.60,12,d", "8.976", false),
            // As air-dried: 0.60 % × (100 − 12) ÷ (100 − 4) = 0.55 %; 20 × 0.55 × 0.85 = 9.35 kg/t
            ("sulphur,moisture,moisture_ad,coal_basis", "0.60,12,4,ad", "9.35", false),
            // As received: 20 × 0.60 × 0.85 = 10.2 kg/t
            ("sulphur,moisture,coal_basis", "0.60,12,ar", "10.2", false),
            // Not stated: the same, as an assumption.
            ("sulphur", "0.60", "10.2", true),
        ])
    func sulphur(columns: String, cells: String, tonnes: String, isAssumed: Bool) async throws {
        let run = try await boiler(columns + ",so2_device", cells + ",none", ["SO2"])
        #expect(run.result.total(of: "SO2").tonnes() == tonnes)
        #expect(run.text(by: "state").hasPrefix(isAssumed ? "assumed" : "computed"))
        #expect(
            run.result.assumptions().map(\.assumption.subject) == (isAssumed ? ["boilers.coal_basis"] : []))
    }

    @Test func `coal without its sulphur is missing, not zero, and the column is named`() async throws {
        let run = try await boiler("heat_value", "21", ["SO2"])
        #expect(run.text(by: "state").hasPrefix("missing"))
        #expect(run.findings.kept.contains { $0.location?.column == "sulphur" || "\($0)".contains("sulphur") })
        // A dry basis needs the moisture.
        let dry = try await boiler("sulphur,coal_basis", "0.6,d", ["SO2"])
        #expect(dry.text(by: "state").hasPrefix("missing"))
        #expect(dry.findings.kept.contains { "\($0)".contains("moisture") })
    }

    @Test func `diesel by its sulphur`() async throws {
        // 19 × 0.001 = 0.019 kg/t; × 1000 t = 19 kg
        let run = try await InventoryText([
            "boilers.csv": "id,use,fuel,fuel_use,sulphur\nB1,heating,diesel,1000,0.001\n"
        ]).computed(pollutants: ["SO2"])
        #expect(run.result.total(of: "SO2").tonnes() == "0.019")
        // Without it the printed factor of the guide: 3 g/kg × 1000 t = 3 t
        let silent = try await InventoryText([
            "boilers.csv": "id,use,fuel,fuel_use\nB1,heating,diesel,1000\n"
        ]).computed(pollutants: ["SO2"])
        #expect(silent.result.total(of: "SO2").tonnes() == "3")
    }

    @Test func `gas by its sulphur`() async throws {
        // The handbook prints 0.02 S kg for 10⁴ m³, S in mg/m³: 0.02 × 100 × 500 = 1 000 kg. Half of it removed: 0.5 t
        let rows = "B1,heating,natural_gas,500,100,\nB2,heating,natural_gas,500,100,0.5\nB3,heating,natural_gas,500,,\n"
        let run = try await InventoryText([
            "boilers.csv": "id,use,fuel,gas_use,gas_sulphur,so2_removal\n" + rows
        ]).computed(pollutants: ["SO2"])
        #expect(run.result.total(of: "SO2").tonnes() == "1.5")
        #expect(run.findings.kept.contains { "\($0)".contains("gas_sulphur") })
        let home = try await InventoryText([
            "households.csv": "fuel,gas_use,gas_sulphur\nnatural_gas,500,100\n"
        ]).computed(pollutants: ["SO2"])
        #expect(home.result.total(of: "SO2").tonnes() == "1")
    }

    @Test func `a process emits what else the guide prints for its product`() async throws {
        // T/CSES E.1: urea 9.98 g/kg of ammonia × 1 000 t; sulphuric acid 3.4 g/kg of SO2. VOC devices remove none of it.
        let rows = "U,process,urea,1000,0.9,1\nS,process,sulphuric_acid,1000,0.9,1\n"
        let run = try await InventoryText([
            "voc_firms.csv": "id,unit_type,product,product_output,voc_removal,voc_capture\n" + rows
        ]).computed(pollutants: ["NH3", "SO2", "NOx"])
        #expect(run.result.total(of: "NH3").tonnes() == "9.98")
        #expect(run.result.total(of: "SO2").tonnes() == "3.4")
        // No row of NOx: no line of it.
        #expect(!run.text(by: "pollutant").contains("NOx"))
    }

    @Test func `household coal by its own sulphur, else by the printed factor`() async throws {
        // 100 households × 3 t × 20 × 0.5 × 0.85 = 300 t × 8.5 kg/t = 2.55 t
        let own = try await InventoryText([
            "households.csv": "fuel,households,fuel_per_household,sulphur,coal_basis\nraw_coal,100,3,0.5,ar\n"
        ]).computed(pollutants: ["SO2"])
        #expect(own.result.total(of: "SO2").tonnes() == "2.55")
        // 300 t × 1.62 kg/t = 0.486 t
        let printed = try await InventoryText([
            "households.csv": "fuel,households,fuel_per_household\nraw_coal,100,3\n"
        ]).computed(pollutants: ["SO2"])
        #expect(printed.result.total(of: "SO2").tonnes() == "0.486")
    }

    // MARK: Particles

    @Test(
        "ash of five furnaces: 1000 t of coal with 20 % of ash as received",
        arguments: [
            // 10 × 20 × (1 − 0.25) = 150 kg/t; × 0.23 and × 0.06
            ("power", "pulverized", "150", "34.5", "9"),
            // 10 × 20 × (1 − 0.44) = 112; × 0.29 and × 0.07
            ("power", "cfb", "112", "32.48", "7.84"),
            // 10 × 20 × (1 − 0.85) = 30; × 0.33 and × 0.10
            ("heating", "stoker_auto", "30", "9.9", "3"),
            // 10 × 20 × (1 − 0.40) = 120; × 0.20 and × 0.07
            ("industrial", "cfb", "120", "24", "8.4"),
            // 30; × 0.20 and × 0.07
            ("industrial", "stoker_hand", "30", "6", "2.1"),
        ])
    func ash(use: String, technology: String, all: String, pm10: String, pm25: String) async throws {
        let run = try await boiler(
            "ash,sulphur,coal_basis", "20,1,ar", ["PM", "PM10", "PM2.5", "SO2"], use: use, technology: technology)
        // 20 × 1 × (1 − 0.15) = 17 kg/t: the guide prints one retention for all of them.
        #expect(run.result.total(of: "SO2").tonnes() == "17")
        #expect(run.result.total(of: "PM").tonnes() == all)
        #expect(run.result.total(of: "PM10").tonnes() == pm10)
        #expect(run.result.total(of: "PM2.5").tonnes() == pm25)
    }

    @Test func `black and organic carbon are shares of PM2_5`() async throws {
        // 30 t × 0.07 = 2.1 t of PM2.5; × 0.200 and × 0.040
        let run = try await boiler("ash,coal_basis", "20,ar", ["BC", "OC"])
        #expect(run.result.total(of: "BC").tonnes() == "0.42")
        #expect(run.result.total(of: "OC").tonnes() == "0.084")
    }

    // MARK: Removal by device and size

    @Test func `a wet scrubber takes fine and coarse particles apart, and some SO2`() async throws {
        let run = try await boiler(
            "ash,sulphur,coal_basis,pm_device", "20,1,ar,wet_scrubber", ["PM10", "PM2.5", "SO2"], use: "power",
            technology: "pulverized")
        // PM2.5: 9 × (1 − 0.50) = 4.5; coarse: (34.5 − 9) × (1 − 0.561) = 11.1945; together 15.6945 t
        #expect(run.result.total(of: "PM2.5").tonnes() == "4.5")
        #expect(run.tonnes("PM10", decimals: 6) == "15.694500")
        // 20 × 1 × 0.85 = 17 kg/t; × (1 − 0.20) = 13.6 t
        #expect(run.result.total(of: "SO2").tonnes() == "13.6")
    }

    @Test func `a desulphurisation tower behind it takes its part of both`() async throws {
        let run = try await boiler(
            "ash,sulphur,coal_basis,pm_device,so2_device,so2_uptime", "20,1,ar,wet_scrubber,limestone_gypsum,0.9",
            ["PM10", "PM2.5", "SO2"], use: "power", technology: "pulverized")
        // PM2.5: 9 × 0.50 × (1 − 0.57 × 0.9) = 2.1915; coarse: 25.5 × 0.439 × (1 − 0.75 × 0.9) = 3.6382125; 5.8297125 to the even digit
        #expect(run.tonnes("PM2.5", decimals: 6) == "2.191500")
        #expect(run.tonnes("PM10", decimals: 6) == "5.829712")
        // 17 × 0.8 × (1 − 0.80 × 0.9) = 3.808
        #expect(run.tonnes("SO2", decimals: 6) == "3.808000")
    }

    @Test func `a removal of all particles stands for fine ones as an assumption`() async throws {
        let run = try await boiler(
            "ash,coal_basis,pm_removal,pm_uptime", "20,ar,0.99,1", ["PM", "PM2.5"], use: "power",
            technology: "pulverized")
        #expect(run.tonnes("PM", decimals: 4) == "1.5000")
        #expect(run.tonnes("PM2.5", decimals: 4) == "0.0900")
        #expect(
            run.text(by: "pollutant", "state").split(separator: "\n").map { $0.prefix(14) }.joined(separator: " ")
                .contains("PM2.5,assumed"))
        #expect(run.text(by: "pollutant", "state").contains("PM,computed"))
    }

    @Test func `a measured concentration and a cap act on SO2 and particles too`() async throws {
        // 35 mg/m3 × 100 000 m3/h × 4000 h = 1.4e10 mg = 14 t; 10 mg/m3: 4 t
        let run = try await boiler(
            "so2_concentration,pm_concentration,flue_gas_flow,hours", "35,10,100000,4000", ["SO2", "PM"])
        #expect(run.result.total(of: "SO2").tonnes() == "14")
        #expect(run.result.total(of: "PM").tonnes() == "4")
        let capped = try await boiler(
            "so2_concentration,so2_cap,cap_oxygen,oxygen,flue_gas_flow,hours", "70,35,9,9,100000,4000", ["SO2"])
        #expect(capped.result.total(of: "SO2").tonnes() == "14")
    }

    @Test func `NOx and VOCs do not meet the devices of others`() async throws {
        let bare = try await boiler("heat_value", "21", ["NOx", "VOCs"])
        let full = try await boiler(
            "heat_value,sulphur,ash,pm_device,so2_device,so2_removal", "21,1,20,bag_filter,limestone_gypsum,0.9",
            ["NOx", "VOCs"])
        #expect(full.text(by: "pollutant", "method") == bare.text(by: "pollutant", "method"))
    }
}
