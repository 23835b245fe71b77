import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Laws that hold for every inventory: parts add up, order and threads change nothing, scaling scales.
@Suite struct LawTests {
    /// One run of each shipped inventory for all tests of this suite.
    private static let ili = Task { try await run("ili-2021") }
    private static let demo = Task { try await run("demo-county-2024") }

    static func run(_ name: String) async throws -> Run {
        let folder = Repository.inventory(name)
        let assessment = try Assessment(folder: folder, options: .init(factors: Repository.factors))
        return try await Run(
            folder: folder, library: assessment.context.library, groupings: ["fuel", "area", "vehicle_class"])
    }

    private func shipped(_ name: String) async throws -> Run {
        try await (name == "ili-2021" ? LawTests.ili : LawTests.demo).value
    }

    /// The lines of the detail table as dictionaries.
    private func details(_ run: Run) -> [[String: String]] {
        var bytes: [UInt8] = []
        run.result.writeDetails(of: run.inventory) { bytes += $0 }
        var reader = RecordReader(bytes)
        let header = reader.next()?.fields ?? []
        #expect(header == EmissionResult.detailHeader)
        var rows: [[String: String]] = []
        while let record = reader.next() { rows.append(Dictionary(uniqueKeysWithValues: zip(header, record.fields))) }
        return rows
    }

    static let groupings = [
        [], ["county"], ["table"], ["sector"], ["process"], ["method"], ["state"], ["class10"], ["class10:2"],
        ["class8"], ["class8:4"], ["fuel"], ["area"], ["vehicle_class"],
        ["county", "sector", "method", "state", "fuel"],
    ]

    @Test("detail, every grouping and the total are one sum", arguments: ["ili-2021", "demo-county-2024"])
    func sums(name: String) async throws {
        let run = try await shipped(name)
        let details = details(run)
        #expect(details.count > 100)
        for pollutant in run.context.pollutants {
            let total = run.result.total(of: pollutant)
            #expect(total > .zero)
            var sum = Mass.zero
            for row in details where row["pollutant"] == pollutant && row["emission_t"] != "" {
                sum += try #require(Mass(tonnes: row["emission_t"] ?? ""))
            }
            #expect(sum == total, "\(pollutant): detail \(sum), total \(total)")
            for keys in LawTests.groupings {
                let groups = run.result.totals(by: (keys + ["pollutant"]).compactMap(Grouping.init))
                let parts = groups.filter { $0.keys.last == pollutant }.map(\.emission).reduce(.zero, +)
                #expect(parts == total, "\(pollutant) by \(keys)")
                #expect(groups.allSatisfy { $0.assumed <= $0.emission })
            }
        }
    }

    @Test(
        "an explanation has the bits of the computed column, row by row", arguments: ["ili-2021", "demo-county-2024"])
    func explanations(name: String) async throws {
        let run = try await shipped(name)
        var explained = 0
        for sheet in run.inventory.sheets {
            let kind = try #require(run.result.kinds.first { $0.kind.name == sheet.kind.name })
            var findings = Findings()
            let column = kind.engine.emissions(of: sheet.table, rows: 0..<sheet.table.rowCount, findings: &findings)
            #expect(!findings.hasErrors)
            for row in 0..<sheet.table.rowCount {
                let number = Int(column.cases[row])
                for (index, outcome) in kind.engine.resolvedCase(number).outcomes.enumerated() {
                    let sheetOfRow = kind.engine.explanation(
                        kind.engine.resolvedCase(number), line: index, sheet: sheet, row: row)
                    let computed = column.micrograms[index][row]
                    if case .computed = outcome {
                        #expect(sheetOfRow.emission == Mass(micrograms: computed), "\(sheetOfRow.source)")
                        explained += 1
                    } else {
                        #expect(sheetOfRow.emission == nil && computed == 0 && !sheetOfRow.reasons.isEmpty)
                    }
                }
            }
        }
        #expect(explained > 100)
    }

    @Test func `an explanation reads in both languages`() async throws {
        let run = try await shipped("demo-county-2024")
        for name in ["B003", "V100", "N003", "S01"] {
            let place = try #require(run.inventory.sources(named: name).first)
            let sheet = run.inventory.sheets[place.sheet]
            let pollutant = name == "S01" ? "VOCs" : "NOx"
            let explanation = try #require(
                run.result.explanations(of: sheet, row: place.row, pollutant: pollutant).first)
            let (zh, en) = (
                explanation.text(in: .zh, library: run.context.library, table: sheet.table),
                explanation.text(in: .en, library: run.context.library, table: sheet.table)
            )
            #expect(zh.contains("方法：") && zh.contains("各项来源："), "\(zh)")
            #expect(
                en.contains("Method:") && en.contains("  E = ") && en.contains("Where each term comes from:"), "\(en)")
        }
    }

    /// The tables of an inventory with their rows in another order, each table split into two files.
    private func shuffled(_ inventory: Inventory, seed: UInt64) throws -> TemporaryFolder {
        var numbers = SeededNumbers(seed: seed)
        let folder = try TemporaryFolder()
        for sheet in inventory.sheets {
            let text = try SourceText(path: sheet.table.file.path)
            let head = text.bytes.prefix { $0 != 10 }
            let separator = [";", "\t"].map { UInt8(ascii: $0) }.first { head.contains($0) } ?? UInt8(ascii: ",")
            var reader = RecordReader(text.bytes, separator: separator)
            var records: [[String]] = []
            while let record = reader.next() { records.append(record.fields) }
            let header = records.removeFirst()
            records.removeAll { $0.count != header.count }
            records.shuffle(using: &numbers)
            let cut = records.count / 3
            for (suffix, part) in [("-z", records.prefix(cut)), ("-a", records.dropFirst(cut))] {
                var writer = CSVWriter()
                writer.row(header)
                for record in part { writer.row(record) }
                try folder.write(writer.take(), to: sheet.fileName.replacing(".csv", with: suffix + ".csv"))
            }
        }
        return folder
    }

    @Test("shuffled rows and split files give the same totals", arguments: ["ili-2021", "demo-county-2024"])
    func order(name: String) async throws {
        let shipped = try await shipped(name)
        let folder = try shuffled(shipped.inventory, seed: 11)
        try folder.copy(Repository.inventory(name) + "/inventory.yaml", to: "inventory.yaml")
        let other = try await Run(
            folder: folder.path, library: shipped.context.library, groupings: ["fuel", "area", "vehicle_class"])
        #expect(!other.findings.hasErrors, "\(other.findings.sorted.first?.description(in: .en) ?? "")")
        #expect(other.inventory.sourceCount == shipped.inventory.sourceCount)
        let keys = ["county", "sector", "pollutant", "method", "state", "fuel", "class10", "class8"]
        let texts = [shipped, other].map { run in
            run.result.totals(by: keys.compactMap(Grouping.init)).map { "\($0)" }
                + run.result.assumptions().map {
                    "\($0.assumption.subject) \($0.assumption.text.zh) \($0.pollutant) \($0.mass.tonnes()) \($0.lines)"
                }
        }
        #expect(texts[0] == texts[1])
        #expect(texts[0].count > 20)
    }

    /// Boilers in seven files, made by a seeded generator.
    private func generated(rows: Int, scale: Double = 1) -> [String: String] {
        var numbers = SeededNumbers(seed: 7)
        var files: [String: String] = [:]
        let fuels = ["raw_coal", "biomass_pellet", "bituminous", "diesel", "straw"]
        let grates = ["stoker", "chain_grate", "cfb", ""]
        for file in 1...7 {
            var text = "id,fuel,technology,use,capacity,fuel_use,nox_device,nox_uptime\n"
            for row in 0..<rows {
                let fuel = fuels.randomElement(using: &numbers) ?? ""
                let grate = grates.randomElement(using: &numbers) ?? ""
                let use = Bool.random(using: &numbers) ? "heating" : "industrial"
                let tonnes = Double(Int.random(in: 1...90_000, using: &numbers)) / 8 * scale
                let device = Bool.random(using: &numbers) ? "sncr" : "none"
                text += "F\(file)-\(row),\(fuel),\(grate),\(use),\(Int.random(in: 1...75, using: &numbers)),"
                text += "\(DecimalText.shortest(tonnes)),\(device),0.9\n"
            }
            files["boilers-\(file).csv"] = text
        }
        return files
    }

    @Test func `any number of threads gives the same bits`() async throws {
        let files = generated(rows: 100)
        var texts: Set<String> = []
        for threads in [1, 2, 7] {
            let run = try await InventoryText(files).computed(threads: threads)
            #expect(run.inventory.sourceCount == 700)
            var bytes: [UInt8] = []
            run.result.writeDetails(of: run.inventory) { bytes += $0 }
            texts.insert(
                run.text(by: "sector", "pollutant", "method", "state") + String(decoding: bytes, as: UTF8.self))
        }
        #expect(texts.count == 1)
    }

    @Test func `twice the activity is twice the emission, and more uptime never emits more`() async throws {
        let single = try await InventoryText(generated(rows: 40)).computed()
        let double = try await InventoryText(generated(rows: 40, scale: 2)).computed()
        for pollutant in ["NOx", "VOCs"] {
            let (a, b) = (single.result.total(of: pollutant), double.result.total(of: pollutant))
            // Each of 280 sources is rounded once: half a microgram at most, doubled.
            #expect(abs((b - a - a).micrograms) <= 280 * 2)
        }
        let less = generated(rows: 40).mapValues { $0.replacing(",0.9\n", with: ",0.5\n") }
        let idle = try await InventoryText(less).computed()
        #expect(idle.result.total(of: "NOx") > single.result.total(of: "NOx"))
    }

    @Test func `splitting a source keeps the total to the last microgram`() async throws {
        let header = "id,fuel,technology,use,fuel_use\n"
        let whole = try await InventoryText(["boilers.csv": header + "A,raw_coal,stoker,heating,9000\n"]).computed()
        let parts = (1...9).map { "A\($0),raw_coal,stoker,heating,1000\n" }.joined()
        let split = try await InventoryText(["boilers.csv": header + parts]).computed()
        #expect(whole.result.total(of: "NOx") == split.result.total(of: "NOx"))
    }
}
