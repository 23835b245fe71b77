import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Generated, removed, emitted, and how it is released: worked by hand and as laws over whole inventories.
@Suite struct BalanceTests {
    private func balance(
        _ file: String, _ text: String, _ pollutant: String, ruleBook: String? = nil
    ) async throws -> Balance {
        let run = try await InventoryText([file: text]).computed(
            pollutants: [pollutant], ruleBook: ruleBook, balance: true)
        let totals = run.result.totals(by: [Grouping("pollutant")].compactMap { $0 })
        try #require(totals.count == 1)
        return try #require(totals[0].balance)
    }

    @Test func `a boiler with one device`() async throws {
        // 8 000 t × 4.0 kg/t = 32 t generated; 0.30 × 0.90 = 0.27 of it removed: 8.64 t; 23.36 t emitted
        let own = try await balance(
            "boilers.csv",
            """
            id,use,fuel,technology,fuel_use,nox_device,nox_uptime
            B1,heating,raw_coal,stoker,8000,sncr,0.90
            """, "NOx")
        #expect(own.generated.tonnes() == "32")
        #expect(own.removed.tonnes() == "8.64")
        #expect(own.emitted.tonnes() == "23.36")
        #expect(own.stack == own.emitted && own.fugitive == .zero && own.unassigned == .zero)
    }

    @Test func `what a cap takes away counts as removed`() async throws {
        // 60 000 t × 4 kg/t = 240 t; the cap allows 28.565 622 t
        let own = try await balance(
            "boilers.csv",
            """
            id,use,fuel,technology,fuel_use,heat_value,nox_cap,cap_oxygen
            B1,heating,raw_coal,stoker,60000,20.934,50,9
            """, "NOx")
        #expect(own.generated.tonnes() == "240")
        #expect(own.removed.tonnes(decimals: 6) == "211.434378")
        #expect(own.emitted.tonnes(decimals: 6) == "28.565622")
    }

    @Test func `a monitored stack generates what the factor says`() async throws {
        // 200 mg/m3 × 10 000 m3/h × 4 000 h = 8 t emitted; 8 000 t × 4 kg/t = 32 t generated
        let own = try await balance(
            "boilers.csv",
            """
            id,use,fuel,technology,fuel_use,nox_concentration,flue_gas_flow,hours
            B1,heating,raw_coal,stoker,8000,200,10000,4000
            """, "NOx")
        #expect(own.emitted.tonnes() == "8")
        #expect(own.generated.tonnes() == "32")
        #expect(own.removed.tonnes() == "24")
    }

    @Test func `a monitored stack that emits more than the factor says removes nothing`() async throws {
        // 1 000 t × 4 kg/t = 4 t by the factor, 8 t measured: 8 t generated, 0 t removed, and a finding
        let text = """
            id,use,fuel,technology,fuel_use,nox_concentration,flue_gas_flow,hours
            B1,heating,raw_coal,stoker,1000,200,10000,4000
            """
        let own = try await balance("boilers.csv", text, "NOx")
        #expect(own.emitted.tonnes() == "8" && own.generated.tonnes() == "8" && own.removed == .zero)
        let run = try await InventoryText(["boilers.csv": text]).computed(pollutants: ["NOx"], balance: true)
        let told = run.findings.kept.filter { $0.message.code == "more-than-generated" }
        #expect(told.count == 1)
        #expect(told.first?.location?.line == 2)
    }

    @Test func `a monitored stack whose fuel is not known generates nobody knows what`() async throws {
        let own = try await balance(
            "boilers.csv", "id,fuel,nox_concentration,flue_gas_flow,hours\nB1,raw_coal,200,10000,4000\n", "NOx")
        #expect(own.hasUnknownGeneration && own.generated == .zero && own.removed == .zero)
        #expect(own.unbalanced.tonnes() == "8" && own.stack.tonnes() == "8")
    }

    @Test func `a forced method of what is emitted takes what is generated from the factor`() async throws {
        let own = try await balance(
            "boilers.csv",
            """
            id,use,fuel,technology,fuel_use,nox_concentration,flue_gas_flow,hours,method
            B1,heating,raw_coal,stoker,8000,200,10000,4000,monitoring
            """, "NOx")
        #expect(own.generated.tonnes() == "32" && own.emitted.tonnes() == "8")
    }

    @Test func `a printer: stack, in the open`() async throws {
        // 200 t of ink × 0.5 = 100 t; captured 0.9: 90 t, of which 1 − (1 − 0.3)² = 0.51 removed: 45.9 t.
        // In the open 10 t, through the stack 90 − 45.9 = 44.1 t, together 54.1 t.
        let own = try await balance(
            "voc_firms.csv",
            """
            id,unit_type,voc_content,material_use,voc_capture,voc_device,voc_device_2,voc_uptime
            P1,solvent_use,0.5,200,0.9,activated_carbon,activated_carbon,1
            """, "VOCs", ruleBook: "accounting")
        #expect(own.generated.tonnes() == "100" && own.removed.tonnes() == "45.9" && own.emitted.tonnes() == "54.1")
        #expect(own.fugitive.tonnes() == "10" && own.stack.tonnes() == "44.1" && own.unassigned == .zero)
    }

    @Test func `a sprayer with capture and no device; one whose capture nobody knows`() async throws {
        // 60 t × 0.55 = 33 t; half is captured and leaves through a stack as it is
        let header = "id,unit_type,voc_content,material_use,voc_capture,voc_removal,voc_uptime"
        let open = try await balance("voc_firms.csv", "\(header)\nP1,solvent_use,0.55,60,50%,,\n", "VOCs")
        #expect(open.generated.tonnes() == "33" && open.removed == .zero)
        #expect(open.stack.tonnes() == "16.5" && open.fugitive.tonnes() == "16.5")
        // Without capture no removal is credited, and nobody knows what the stack carries.
        let unknown = try await balance("voc_firms.csv", "\(header)\nP1,solvent_use,0.55,60,,0.8,1\n", "VOCs")
        #expect(unknown.emitted.tonnes() == "33" && unknown.unassigned.tonnes() == "33" && unknown.stack == .zero)
    }

    @Test func `a petrol station: recovery is removal`() async throws {
        let own = try await balance(
            "voc_firms.csv", "id,unit_type,gasoline_sold,recovery_stage\nS1,station,1000,stage2\n", "VOCs")
        #expect(own.removed > .zero && own.fugitive == own.emitted)
        #expect(own.generated - own.removed == own.emitted)
    }

    @Test func `bricks that are counted pass their device`() async throws {
        // 6 100 × 10⁴ bricks × 1.657 kg = 10.1077 t; 30 % removed for 85 % of the time: × 0.745 = 7.530 236 5 t
        let own = try await balance(
            "kilns.csv",
            """
            id,product,brick_output[10^4 块],nox_device,nox_removal,nox_uptime
            K1,brick,6100,sncr,30%,85%
            """, "NOx")
        #expect(own.generated.tonnes() == "10.1077" && own.emitted.tonnes() == "7.5302365")
    }

    @Test("parts add up and nothing is removed below zero, in every grouping", arguments: ["", "accounting"])
    func laws(ruleBook: String) async throws {
        let run = try await Run(
            folder: Repository.inventory("demo-county-2024"), library: try Repository.library(),
            pollutants: ["NOx", "VOCs", "SO2"], ruleBook: ruleBook.isEmpty ? nil : ruleBook,
            groupings: ["fuel", "unit_type"], balance: true)
        let keys = ["county", "sector", "table", "process", "method", "class10:3", "fuel", "unit_type", "state"]
        let whole = run.result.totals(by: [Grouping("pollutant")].compactMap { $0 })
        for name in keys {
            let parts = run.result.totals(by: [name, "pollutant"].compactMap(Grouping.init))
            for total in whole {
                var sum = Balance()
                for part in parts where part.keys[1] == total.keys[0] {
                    let own = part.balance ?? Balance()
                    #expect(own.emitted == part.emission, "\(name) \(part.keys)")
                    #expect(own.removed >= .zero, "\(name) \(part.keys)")
                    #expect(own.stack + own.fugitive + own.unassigned == own.emitted, "\(name) \(part.keys)")
                    sum += own
                }
                #expect(sum == total.balance, "\(name)")
            }
        }
    }

    @Test func `the balance is the same for any number of threads and does not change what is emitted`() async throws {
        let folder = Repository.inventory("demo-county-2024")
        let library = try Repository.library()
        let keys = ["county", "sector", "pollutant"].compactMap(Grouping.init)
        let plain = try await Run(folder: folder, library: library).result.totals(by: keys)
        var seen: [[Balance?]] = []
        for threads in [1, 2, 7] {
            let totals = try await Run(folder: folder, library: library, balance: true, threads: threads)
                .result.totals(by: keys)
            #expect(totals.map(\.emission) == plain.map(\.emission))
            seen.append(totals.map(\.balance))
        }
        #expect(seen[0] == seen[1] && seen[1] == seen[2])
    }

    @Test("ids of methods are unique within a process", arguments: SourceKind.ID.allCases)
    func uniqueIds(kind: SourceKind.ID) {
        for process in KindMethods.processes(of: kind) {
            let ids = process.methods.map(\.id)
            #expect(Set(ids).count == ids.count, "\(kind) \(process.id): \(ids)")
        }
    }

    @Test("every column of numbers says how it depends on the size of the source", arguments: SourceKind.ID.allCases)
    func sizes(kind: SourceKind.ID) {
        let kind = kind.kind
        for column in kind.schema.columns {
            let sizes = column.roles.filter(\.isSize)
            #expect(sizes.count == (column.unit == nil ? 0 : 1), "\(kind.name).\(column.id): \(column.roles)")
            for case .each(let counted) in sizes {
                #expect(kind.schema.column(counted)?.unit != nil, "\(kind.name).\(column.id) of each \(counted)")
            }
        }
    }
}
