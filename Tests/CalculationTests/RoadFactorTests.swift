import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// EF = BEF × φ × γ × λ × θ: the engine's factor equals the product of the numbers in the tables, read here by a second,
/// plain program that knows nothing of the engine.
@Suite struct RoadFactorTests {
    /// A table of the library as plain rows.
    final class Plain {
        struct Row {
            let words: [String: String]
            let intervals: [String: Interval]
            let value: Double?
        }
        static let wordColumns = ["vehicle_class", "fuel", "standard", "pollutant"]
        static let numberColumns = ["temperature", "humidity", "altitude", "speed", "year", "sulphur", "load"]
        let rows: [Row]
        /// The rows whose words hold, most words first, by the words asked for.
        private var fitting: [[String: String]: [Row]] = [:]

        init(_ name: String) throws {
            var reader = RecordReader(Array(try Repository.text("EmissionFactors/road/\(name).csv").utf8))
            let header = reader.next()?.fields ?? []
            var rows: [Row] = []
            while let record = reader.next() {
                let cells = Dictionary(uniqueKeysWithValues: zip(header, record.fields)).filter { !$0.value.isEmpty }
                guard cells["role"] == "default" else { continue }
                rows.append(
                    Row(
                        words: cells.filter { Plain.wordColumns.contains($0.key) },
                        intervals: cells.filter { Plain.numberColumns.contains($0.key) }.compactMapValues {
                            Interval($0)
                        },
                        value: cells["value"].flatMap { Double($0) }))
            }
            self.rows = rows
        }

        /// The number of the row whose blank or equal words and whose intervals hold; the row with most words wins.
        func value(_ words: [String: String], _ numbers: [String: Double] = [:]) -> Double? {
            let own: [Row]
            if let known = fitting[words] {
                own = known
            } else {
                own = rows.filter { row in row.words.allSatisfy { words[$0.key] == $0.value } }
                    .sorted { $0.words.count > $1.words.count }
                fitting[words] = own
            }
            return own.first { row in
                numbers.allSatisfy { row.intervals[$0.key]?.contains($0.value) ?? true }
            }?.value
        }
    }

    struct Tables {
        let base, temperature, humidity, altitude, speed, deterioration, sulphur, load: Plain

        init() throws {
            base = try Plain("base_factors")
            temperature = try Plain("temperature")
            humidity = try Plain("humidity")
            altitude = try Plain("altitude")
            speed = try Plain("speed")
            deterioration = try Plain("deterioration")
            sulphur = try Plain("sulphur")
            load = try Plain("load")
        }
    }

    /// Conditions of a run; months mix all nine combinations of temperature and humidity steps.
    struct Conditions: Sendable, CustomTestStringConvertible {
        let year: Int
        let altitude: Double
        let sulphur: Double
        let shift: Int
        var testDescription: String { "\(year), \(altitude) m, \(sulphur) mg/kg" }

        static let temperatures: [Double] = [-8, -2, 4, 15, 18, 25, 25.1, 30, 27, 20, 9.9, 10]
        static let humidities: [Double] = [40, 50, 60, 40, 50, 60, 40, 50, 60, 49.9, 50.1, 50]
        static let speeds: [Double] = [10, 20, 30, 35, 40, 60, 80, 95]
        static let loads = ["0", "50", "60", "75", "100", ""]

        static let all = [
            Conditions(year: 2014, altitude: 600, sulphur: 10, shift: 0),
            Conditions(year: 2015, altitude: 1500, sulphur: 50, shift: 1),
            Conditions(year: 2016, altitude: 1501, sulphur: 150, shift: 2),
            Conditions(year: 2017, altitude: 800, sulphur: 350, shift: 3),
            Conditions(year: 2018, altitude: 2400, sulphur: 500, shift: 4),
            Conditions(year: 2024, altitude: 1310, sulphur: 800, shift: 5),
        ]
    }

    static let pollutants = ["CO", "HC", "NOx", "PM2.5", "PM10"]

    @Test("every class, fuel and standard: the factor is the product of the tables", arguments: Conditions.all)
    func product(_ conditions: Conditions) async throws {
        let tables = try Tables()
        var keys: [[String]] = []
        for row in tables.base.rows {
            let key = ["vehicle_class", "fuel", "standard"].map { row.words[$0] ?? "" }
            if keys.last != key, !keys.contains(key) { keys.append(key) }
        }
        #expect(keys.count > 150)
        // A third of the combinations under each condition; the six conditions meet every combination twice.
        keys = keys.enumerated().filter { ($0.offset + conditions.shift).isMultiple(of: 3) }.map(\.element)
        var text = "id,vehicle_class,fuel,standard,population,annual_km,speed,load\n"
        var speeds: [Double] = []
        var loads: [String] = []
        for (i, key) in keys.enumerated() {
            speeds.append(Conditions.speeds[(i + conditions.shift) % Conditions.speeds.count])
            loads.append(Conditions.loads[(i / 3 + conditions.shift) % Conditions.loads.count])
            text += "V\(i),\(key.joined(separator: ",")),1,100000,\(speeds[i]),\(loads[i])\n"
        }
        let manifest = InventoryText.manifest(
            year: conditions.year, temperature: Conditions.temperatures, humidity: Conditions.humidities,
            altitude: conditions.altitude, gasoline: conditions.sulphur, diesel: conditions.sulphur)
        let run = try await InventoryText(["vehicles.csv": text], manifest: manifest).computed(
            pollutants: RoadFactorTests.pollutants)
        let engine = try #require(run.result.kinds.first).engine
        let sheet = try #require(run.inventory.sheets.first)
        try #require(sheet.table.rowCount == keys.count)
        let cases = engine.caseNumbers(of: sheet.table)
        var compared = 0
        for (row, key) in keys.enumerated() {
            for (index, line) in engine.lines.enumerated() where engine.processes[line.process].id == "exhaust" {
                let pollutant = RoadFactorTests.pollutants[line.pollutant]
                let words = ["vehicle_class": key[0], "fuel": key[1], "standard": key[2], "pollutant": pollutant]
                let expected = RoadFactorTests.product(
                    tables, words, speed: speeds[row], load: Double(loads[row]), conditions)
                let outcome = engine.resolvedCase(Int(cases[row])).outcomes[index]
                guard case .computed(let resolved) = outcome else {
                    #expect(expected == nil, "\(key) \(pollutant): a factor of the tables that the engine misses")
                    continue
                }
                let place = try #require(resolved.emitted.formula.program.symbols.firstIndex(of: "EF"))
                guard case .value(let factor) = resolved.emitted.supplies[place] else { continue }
                let wanted = try #require(expected, "\(key) \(pollutant)")
                #expect(abs(factor - wanted) <= 1e-12 * abs(wanted), "\(key) \(pollutant): \(factor), not \(wanted)")
                compared += 1
            }
        }
        #expect(compared > 250)
    }

    private static func product(
        _ tables: Tables, _ words: [String: String], speed: Double, load: Double?, _ conditions: Conditions
    ) -> Double? {
        guard let base = tables.base.value(words) else { return nil }
        // China VI takes the correction of China V where it has none.
        let fifth = words.merging(["standard": "CN5"]) { $1 }
        let isSixth = words["standard"]?.hasPrefix("CN6") == true
        func ratio(_ table: Plain, _ numbers: [String: Double], falls: Bool = true) -> Double {
            table.value(words, numbers) ?? (isSixth && falls ? table.value(fifth, numbers) : nil) ?? 1
        }
        var months = 0.0
        for (temperature, humidity) in zip(Conditions.temperatures, Conditions.humidities) {
            months +=
                ratio(tables.temperature, ["temperature": temperature], falls: false)
                * ratio(tables.humidity, ["temperature": temperature, "humidity": humidity], falls: false)
        }
        let liquid = words["fuel"] == "gasoline" || words["fuel"] == "diesel"
        return base * (months / 12) * ratio(tables.altitude, ["altitude": conditions.altitude], falls: false)
            * ratio(tables.speed, ["speed": speed])
            * ratio(tables.deterioration, ["year": Double(min(conditions.year, 2018))])
            * (liquid ? ratio(tables.sulphur, ["sulphur": conditions.sulphur]) : 1)
            * (load.map { ratio(tables.load, ["load": $0]) } ?? 1)
    }

    @Test func `gasoline speed ratios are those that the guideline is quoted with`() throws {
        // Cross-check of the method notes: CO, HC and NOx of gasoline below 20 km/h and above 80 km/h are bounded steps.
        let speed = try Plain("speed")
        for pollutant in ["CO", "HC", "NOx"] {
            let words = [
                "vehicle_class": "passenger_small", "fuel": "gasoline", "standard": "CN4", "pollutant": pollutant,
            ]
            #expect(speed.value(words, ["speed": 30]) == 1)
            #expect(try #require(speed.value(words, ["speed": 10])) > 1)
            #expect(try #require(speed.value(words, ["speed": 60])) < 1)
        }
    }

    @Test(
        "an unknown combination names the nearest and is never a zero",
        arguments: [
            ("motorcycle,gasoline,CN6", "standard", "road.base.motorcycle.gasoline.CN4.NOx"),
            ("three_wheeler,gasoline,CN2", "fuel", "road.base.three_wheeler.diesel.CN2.NOx"),
            ("truck_heavy,diesel,", "standard", "road.base.truck_heavy.diesel."),
        ])
    func unknown(keys: String, failed: String, nearest: String) async throws {
        let run = try await InventoryText([
            "vehicles.csv": "id,vehicle_class,fuel,standard,population,annual_km\nV1,\(keys),10,1000\n"
        ]).computed(pollutants: ["NOx"])
        #expect(run.text(by: "state") == "missing,0,0,1")
        #expect(run.result.totals(by: []).isEmpty)
        let finding = try #require(run.findings.sorted.first { $0.message.code == "information-missing" })
        #expect(finding.location?.line == 2)
        #expect(finding.message.text.en.contains("the nearest is \(nearest)"))
        #expect(finding.message.text.en.contains("(\(failed))"), "\(finding.message.text.en)")
        #expect(finding.message.text.zh.contains("最接近的是 road.base."))
    }

    @Test func `months are not replaced by their mean`() async throws {
        // Six months at 0 °C and six at 30 °C have the mean of 15 °C, the reference; the steps say otherwise.
        let row = "id,vehicle_class,fuel,standard,population,annual_km\nV1,passenger_small,gasoline,CN4,1000,18000\n"
        func total(_ temperature: [Double]) async throws -> Mass {
            let manifest = InventoryText.manifest(year: 2014, temperature: temperature)
            return try await InventoryText(["vehicles.csv": row], manifest: manifest).computed(pollutants: ["CO"])
                .result.total(of: "CO")
        }
        let even = try await total(Array(repeating: 15, count: 12))
        let mixed = try await total([0, 0, 0, 30, 30, 30, 30, 30, 30, 0, 0, 0])
        let temperature = try Plain("temperature")
        let words = ["vehicle_class": "passenger_small", "fuel": "gasoline", "standard": "CN4", "pollutant": "CO"]
        let mean =
            (try #require(temperature.value(words, ["temperature": 0]))
                + (try #require(temperature.value(words, ["temperature": 30])))) / 2
        #expect(abs(mixed.inTonnes / even.inTonnes - mean) < 1e-9)
        #expect(mean > 1.1)
    }
}
