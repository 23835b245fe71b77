import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// The worked examples of the method book for vehicles and machines, recomputed from rows, to the printed digits.
@Suite struct MobileExamples {
    private func machines(_ stage: String, age: Int, count: Int = 25) async throws -> Run {
        try await InventoryText([
            "nonroad.csv": """
            id,machine_type,fuel,stage,population,power,hours,load_factor,age
            N1,excavator,diesel,\(stage),\(count),110,1000,0.59,\(age)
            """
        ]).computed(pollutants: ["NOx", "PM"])
    }

    @Test func `25 excavators of China II by EMEP stage II`() async throws {
        // Energy of one: 110 kW × 0.59 × 1 000 h = 64 900 kWh. Half of ten years used: age 5.
        // NOx: 5.2 × 0.95 × (1 + 0.5 × 0.009) = 4.96223 g/kWh; × 64 900 = 322 048.7 g; × 25 = 8.0512 t
        let one = try await machines("S2", age: 5, count: 1)
        #expect(DecimalText.rounded(Double(one.result.total(of: "NOx").micrograms) / 1e6, decimals: 1) == "322048.7")
        let run = try await machines("S2", age: 5)
        #expect(run.tonnes("NOx", decimals: 4) == "8.0512")
        // PM: 0.2 × 1.23 × (1 + 0.5 × 0.473) = 0.304179 g/kWh; × 64 900 × 25 = 0.49353 t
        #expect(run.tonnes("PM", decimals: 5) == "0.49353")
        #expect(run.text(by: "method", "pollutant").contains("nonroad_power_emep,NOx"))
    }

    @Test func `25 excavators of China I replaced by China IV`() async throws {
        // Old: 8.1 × 0.95 × (1 + 0.5 × 0.024) = 7.78734 g/kWh; new: EMEP IIIB 2.97 g/kWh
        // 25 × 64 900 kWh × (7.78734 − 2.97) g/kWh = 1.6225 × 4.81734 = 7.8161 t
        let old = try await machines("S1", age: 5).result.total(of: "NOx")
        let new = try await machines("S4", age: 0).result.total(of: "NOx")
        #expect((old - new).roundedTonnes(decimals: 4) == "7.8161")
        #expect(new.roundedTonnes(decimals: 4) == "4.8188")
    }

    @Test func `deterioration stops at the end of life`() async throws {
        // EMEP: DF = 1 + min(age / life, 1) × 0.009: ten years and thirty give the same
        let (ten, thirty) = (try await machines("S2", age: 10), try await machines("S2", age: 30))
        #expect(ten.result.total(of: "NOx") == thirty.result.total(of: "NOx"))
        // 25 × 64 900 kWh × 5.2 × 0.95 × 1.009 g/kWh
        #expect(ten.tonnes("NOx", decimals: 4) == "8.0873")
    }

    private func trucks(_ standard: String) async throws -> Mass {
        try await InventoryText([
            "vehicles.csv": """
            id,vehicle_class,fuel,standard,population,annual_km
            V1,truck_heavy,diesel,\(standard),100,75000
            """
        ]).computed(pollutants: ["NOx"]).result.total(of: "NOx")
    }

    @Test func `100 heavy diesel trucks, China III to China VI`() async throws {
        // (7.934 × 0.93 − 1.72 × 0.84) g/km × 75 000 km × 100 × 1e-6 = 44.5 t
        let (old, new) = (try await trucks("CN3"), try await trucks("CN6"))
        #expect((old - new).roundedTonnes(decimals: 1) == "44.5")
        // 7.934 × 0.93 × 7.5 = 55.33965 and 1.72 × 0.84 × 7.5 = 10.836
        #expect(old.roundedTonnes(decimals: 5) == "55.33965")
        #expect(new.roundedTonnes(decimals: 5) == "10.83600")
        // With the bounds of the estimated China VI factor: 40.5 … 53.0 t
        let library = try Repository.library()
        let factor = try #require(library.factors.first { $0.id == "road.base.truck_heavy.diesel.CN6.NOx" })
        let (low, high) = (try #require(factor.low), try #require(factor.high))
        #expect(DecimalText.rounded(old.inTonnes - high * 0.84 * 7.5, decimals: 1) == "40.5")
        #expect(DecimalText.rounded(old.inTonnes - low * 0.84 * 7.5, decimals: 1) == "53.0")
    }

    @Test func `evaporation is a line of its own`() async throws {
        // CN4, 18 000 km at 30 km/h: 11.6 g/h × 600 h = 6 960 g; 0.5 g/d × 365 d = 182.5 g; 1 000 cars: 7.1425 t
        let run = try await InventoryText(
            [
                "vehicles.csv": """
                id,vehicle_class,fuel,standard,population,annual_km
                V1,passenger_small,gasoline,CN4,1000,18000
                """
            ], year: 2014
        ).computed(pollutants: ["VOCs"])
        let lines = run.text(by: "process").split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.contains { $0.hasPrefix("evaporation,7.1425,") })
        // Exhaust, CN4 at the reference but for sulphur 10 ppm: the method's own note says about 1.35 kg a car at most
        #expect(lines.contains { $0.hasPrefix("exhaust,1.") })
    }

    @Test func `electric vehicles and machines emit nothing, and say so`() async throws {
        let run = try await InventoryText([
            "vehicles.csv": "id,vehicle_class,fuel,standard,population\nV1,bus,electricity,,80\n",
            "nonroad.csv": "id,machine_type,fuel,population,power,hours\nN1,forklift,electricity,5,30,900\n",
        ]).computed(pollutants: ["NOx"])
        #expect(
            run.text(by: "table", "state", "method") == """
                nonroad,computed,nonroad_electric,0,0,1
                vehicles,computed,road_electric,0,0,1
                """)
    }
}
