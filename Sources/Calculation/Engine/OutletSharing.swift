import Factors
package import Inventories
package import Quantities
package import Tables

/// What is monitored at outlets, shared among the units that feed them by what each generates: whole micrograms that add
/// up to what is monitored (Docs/Decisions/0026).
package struct OutletSharing: Sendable {
    /// One unit's part of what is monitored at an outlet.
    package struct Share: Sendable {
        /// The unit's kind.
        package let kind: SourceKind
        /// What the unit is called.
        package let source: String
        /// Its file and line.
        package let location: Location
        /// What it generates by the best method that is no monitoring.
        package let generated: Mass
        /// Its part of what is monitored.
        package let emitted: Mass
    }

    /// One outlet and pollutant with its units, by kind and id.
    package struct Sharing: Sendable {
        /// The outlet with what is monitored.
        package let outlet: Outlet
        /// The units; none where nothing is shared.
        package let shares: [Share]
    }

    /// The rows of a file by line: the place of a column, and what stands in it.
    private typealias Rows = [UInt32: [Int: Double]]

    /// The outlets of the run's pollutants that have units.
    package private(set) var sharings: [Sharing] = []
    private var cells: [String: Rows] = [:]
    /// The outlets of the run's pollutants as packages tell them: by name and pollutant, without places in files.
    package private(set) var reported: [Outlet] = []

    /// A unit that feeds an outlet.
    private struct Unit {
        let kind: SourceKind
        let order: Int
        let source: String
        let location: Location
        /// What it generates of each pollutant, by place of the column of shares; absent where the unit has none.
        var generated: [String: Int64?] = [:]
        /// What is odd about its part of a pollutant.
        var remarks: [String: Finding] = [:]
    }

    /// The rows of a table that name an outlet.
    package static func rowsOfOutlets(_ table: Table) -> [Int32] {
        guard let numbers = table.texts(Column.outletNumber) else { return [] }
        return (0..<table.rowCount).filter { !numbers.bytes(of: $0).isEmpty }.map { Int32($0) }
    }

    /// The columns that name an outlet.
    package static let columns: Set<String> = [Column.id, Column.permitNumber, Column.outletNumber]

    /// Shares what is monitored at outlets among units: tables with the rows that name an outlet, blank cells filled by
    /// the inventory's defaults.
    package init(
        _ outlets: [Outlet], named names: Set<Outlet.Name> = [], among units: [Inventory.Sheet],
        in context: RunContext, findings: inout Findings
    ) {
        let known = names.union(outlets.map(\.name))
        var feeding: [Outlet.Name: [Unit]] = [:]
        for (order, kind) in SourceKind.all.enumerated() {
            let sheets = units.filter { $0.kind.id == kind.id }
            guard !sheets.isEmpty else { continue }
            let engine = KindEngine(kind: kind, context: context, groupings: [], balance: true)
            for sheet in sheets {
                OutletSharing.add(
                    sheet, order: order, engine: engine, known: known, to: &feeding, findings: &findings)
            }
        }
        // The devices for particles are those of each size of them.
        let parts = Set(context.pollutants.flatMap(context.library.wholes))
        reported = outlets.filter { context.pollutants.contains($0.pollutant) || parts.contains($0.pollutant) }
            .map { Outlet(name: $0.name, pollutant: $0.pollutant, monitored: $0.monitored, lines: $0.lines) }
            .sorted {
                ($0.name.permit, $0.name.number, $0.pollutant) < ($1.name.permit, $1.name.number, $1.pollutant)
            }
        for outlet in outlets {
            let units = feeding[outlet.name] ?? []
            if let passing = outlet.passing, parts.contains(outlet.pollutant) {
                pass(passing, of: outlet, through: units, findings: &findings)
            }
            guard let monitored = outlet.monitored, context.pollutants.contains(outlet.pollutant) else { continue }
            share(outlet, monitored, among: units, findings: &findings)
        }
    }

    /// Gives the units the share that passes the devices at their outlet.
    private mutating func pass(
        _ passing: Double, of outlet: Outlet, through units: [Unit], findings: inout Findings
    ) {
        var count = 0
        for unit in units {
            guard let column = unit.kind.schema.column(.outletPassing(of: outlet.pollutant)) else { continue }
            count += 1
            set(passing, column, of: unit)
        }
        guard count == 0, outlet.monitored == nil else { return }
        findings.add(
            Finding(
                .warning, .outletWithoutUnits, at: outlet.location,
                value: "\(outlet.name.permit) \(outlet.name.number) \(outlet.pollutant)",
                expected: Label("写有此排放口编号、有该污染物治理的设备", "units that name this outlet and have controls of the pollutant")
            ))
    }

    private mutating func set(_ value: Double, _ column: ColumnSchema, of unit: Unit) {
        guard let place = unit.kind.schema.place(of: column.id), let line = unit.location.line else { return }
        cells[OutletSharing.key(unit.kind, unit.location.file), default: [:]][UInt32(line), default: [:]][place] = value
    }

    /// The sharing of the outlets of some tables; `nil` where there are none.
    init?(_ tables: [Table], among units: [Inventory.Sheet], in context: RunContext, findings: inout Findings) {
        guard tables.contains(where: { $0.rowCount > 0 }) else { return nil }
        let (outlets, names) = Outlet.all(
            in: tables, vocabularies: context.library.vocabularies, leastValidShare: context.leastValidShare,
            findings: &findings)
        self.init(outlets, named: names, among: units, in: context, findings: &findings)
    }

    /// Reads what the units of a sheet generate.
    private static func add(
        _ sheet: Inventory.Sheet, order: Int, engine: KindEngine, known: Set<Outlet.Name>,
        to feeding: inout [Outlet.Name: [Unit]], findings: inout Findings
    ) {
        var table = sheet.table
        guard let numbers = table.texts(Column.outletNumber) else { return }
        // A row that forces its part says nothing of how it generates.
        if let place = table.schema.place(of: Column.method), case .codes(var codes) = table.cells[place] {
            let words = engine.context.library.vocabularies["method"]
            for row in codes.indices where OutletTerm.methods.contains(words.text(codes[row])) { codes[row] = 0 }
            table.cells[place] = .codes(codes)
        }
        let permits = table.texts(Column.permitNumber)
        let cases = engine.caseNumbers(of: table, rows: 0..<table.rowCount)
        for row in rowsOfOutlets(table).map({ Int($0) }) {
            let name = Outlet.Name(permit: permits?[row] ?? "", number: numbers[row])
            guard known.contains(name) else {
                findings.add(
                    Finding(
                        .warning, .unknownOutlet, at: table.location(row: row, column: Column.outletNumber),
                        value: "\(name.permit) \(name.number)",
                        expected: Label("排放口表中的许可编号和排放口编号", "permit and outlet number as in the table of outlets")))
                continue
            }
            var unit = Unit(
                kind: sheet.kind, order: order, source: sheet.sourceName(row: row), location: table.location(row: row))
            let resolved = engine.resolvedCase(Int(cases[row]))
            let forced = engine.word(Column.method, of: resolved.case)
            for (line, key) in engine.lines.enumerated() {
                let pollutant = engine.context.pollutants[key.pollutant]
                guard sheet.kind.schema.column(.outletShare(of: pollutant)) != nil else { continue }
                switch resolved.outcomes[line] {
                case .notApplicable: continue
                case .missing: unit.generated[pollutant] = .some(nil)
                case .computed(let found):
                    unit.generated[pollutant] = .some(
                        found.generated.flatMap {
                            Mass.emission(micrograms: engine.micrograms(of: $0, table: table, row: row))
                        })
                    if !forced.isEmpty {
                        unit.remarks[pollutant] = Finding(
                            .warning, .outletMethodForced(pollutant),
                            at: table.location(row: row, column: Column.method),
                            value: forced, expected: Label("空白", "blank"))
                    } else if found.method.nature == .monitoring || found.method.nature == .measured {
                        unit.remarks[pollutant] = Finding(
                            .warning, .outletAndOwn(pollutant), at: table.location(row: row), value: unit.source,
                            expected: Label("设备自身的监测或排放口的监测，二者之一", "monitoring of the unit or of the outlet, not both"))
                    }
                }
            }
            feeding[name, default: []].append(unit)
        }
    }

    private mutating func share(
        _ outlet: Outlet, _ monitored: Mass, among units: [Unit], findings: inout Findings
    ) {
        func tell(_ message: Finding.Message, _ value: String, _ expected: Label) {
            findings.add(Finding(.warning, message, at: outlet.location, value: value, expected: expected))
        }
        let amount = "\(outlet.name.permit) \(outlet.name.number) \(outlet.pollutant) \(monitored.tonnes()) t"
        // A package may state more than a table could.
        guard monitored >= .zero, monitored <= OutletTable.most else {
            return tell(
                .outletNotShared, amount,
                Label("不超过 \(OutletTable.most.tonnes()) t", "at most \(OutletTable.most.tonnes()) t"))
        }
        let own = units.filter { $0.generated.keys.contains(outlet.pollutant) }
        guard !own.isEmpty else {
            return tell(.outletWithoutUnits, amount, Label("写有此排放口编号的设备", "units that name this outlet"))
        }
        var generated: [Int64] = []
        for unit in own {
            guard let mass = unit.generated[outlet.pollutant] ?? nil else {
                return tell(
                    .outletNotShared, amount,
                    Label("设备 \(unit.source) 的产生量（活动水平和系数）", "what unit \(unit.source) generates (activity and factor)")
                )
            }
            generated.append(mass)
        }
        let order = own.indices.sorted {
            (own[$0].order, own[$0].source, own[$0].location) < (own[$1].order, own[$1].source, own[$1].location)
        }
        guard let parts = OutletSharing.parts(of: monitored.micrograms, by: order.map { Int128(generated[$0]) })
        else {
            return tell(
                .outletNotShared, amount, Label("产生量大于 0 的设备", "a unit that generates more than 0"))
        }
        var shares: [Share] = []
        for (place, part) in zip(order, parts) {
            let unit = own[place]
            if let remark = unit.remarks[outlet.pollutant] { findings.add(remark) }
            shares.append(
                Share(
                    kind: unit.kind, source: unit.source, location: unit.location,
                    generated: Mass(micrograms: generated[place]), emitted: Mass(micrograms: part)))
            if let column = unit.kind.schema.column(.outletShare(of: outlet.pollutant)) {
                set(Double(part), column, of: unit)
            }
        }
        sharings.append(Sharing(outlet: outlet, shares: shares))
    }

    /// Whole parts of a whole that go as the weights and add up to it: what is left after rounding down goes one by one
    /// to the largest remainders, of equal ones to the first. `nil` where the weights are all zero and the whole is not.
    static func parts(of whole: Int128, by weights: [Int128]) -> [Int128]? {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return whole == 0 ? weights : nil }
        // Both factors are below 2⁶³.
        var parts = weights.map { whole * $0 / sum }
        let remainders = weights.map { whole * $0 % sum }
        let left = Int(whole - parts.reduce(0, +))
        let order = weights.indices.sorted {
            remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
        }
        for place in order.prefix(left) { parts[place] += 1 }
        return parts
    }

    private static func key(_ kind: SourceKind, _ file: String) -> String { kind.name + " " + file }

    /// Writes the shares of the rows of a table into its columns.
    package func fill(_ table: inout Table, of kind: SourceKind) {
        guard let own = cells[OutletSharing.key(kind, table.file.path)] else { return }
        for row in 0..<table.rowCount {
            guard let values = own[table.lines[row]] else { continue }
            for (place, value) in values {
                if case .numbers = table.cells[place] {
                } else {
                    table.cells[place] = .numbers(
                        Array(repeating: Absence.empty.mark, count: table.rowCount))
                }
                if case .numbers(var numbers) = table.cells[place] {
                    table.cells[place] = .absent
                    numbers[row] = value
                    table.cells[place] = .numbers(numbers)
                }
            }
        }
    }

    /// What stands in a column of shares for a row, by file and line; `nil` where the row has no share.
    package func share(_ column: Int, of kind: SourceKind, file: String, line: Int) -> Double? {
        cells[OutletSharing.key(kind, file)]?[UInt32(line)]?[column]
    }

    /// The outlets of a unit and pollutant.
    package func sharing(of location: Location, pollutant: String) -> Sharing? {
        sharings.first { sharing in
            sharing.outlet.pollutant == pollutant
                && sharing.shares.contains { $0.location.file == location.file && $0.location.line == location.line }
        }
    }
}

extension Inventory {
    /// Gives the units their parts of what is monitored at outlets; tells how, or `nil` where there is no table of outlets.
    mutating func shareOutlets(in context: RunContext, findings: inout Findings) -> OutletSharing? {
        hasOutletShares = true
        guard !outlets.isEmpty else { return nil }
        let units = sheets.map {
            Sheet(kind: $0.kind, table: $0.table.selecting(OutletSharing.rowsOfOutlets($0.table)))
        }
        guard let sharing = OutletSharing(outlets, among: units, in: context, findings: &findings) else { return nil }
        for sheet in sheets.indices { sharing.fill(&sheets[sheet].table, of: sheets[sheet].kind) }
        return sharing
    }
}

extension OutletSharing.Sharing {
    /// How a unit's part came about, for people.
    package func text(of location: Location) -> Label? {
        guard let own = shares.first(where: { $0.location.file == location.file && $0.location.line == location.line })
        else { return nil }
        let sum = shares.reduce(Mass.zero) { $0 + $1.generated }
        let monitored = outlet.monitored ?? .zero
        let name = "\(outlet.name.permit) \(outlet.name.number)"
        let formula =
            "\(monitored.tonnes()) t × \(own.generated.tonnes()) t / \(sum.tonnes()) t = \(own.emitted.tonnes()) t"
        return Label(
            "排放口 \(name) 监测 \(monitored.tonnes()) t，\(shares.count) 台设备按产生量分摊：\(formula)",
            "Outlet \(name): \(monitored.tonnes()) t monitored, shared by what \(shares.count) units generate: \(formula)"
        )
    }
}

extension Finding.Message {
    static let unknownOutlet = Finding.Message(
        "unknown-outlet", "排放口表中没有这个排放口，不分摊", "the table of outlets has no such outlet: nothing is shared")
    static let outletWithoutUnits = Finding.Message(
        "outlet-without-units", "没有设备接入这个排放口，其监测排放量不计入",
        "no unit feeds the outlet: what is monitored there is not counted")
    static let outletNotShared = Finding.Message(
        "outlet-not-shared", "有设备的产生量未知或全为 0，监测排放量不分摊，各设备按自己的方法核算",
        "a unit's generation is not known, or all are 0: nothing is shared, and each unit is computed by its own method"
    )
    static func outletAndOwn(_ pollutant: String) -> Finding.Message {
        Finding.Message(
            "outlet-and-own", "设备和排放口都有 \(pollutant) 监测：取排放口的",
            "\(pollutant) is monitored at the unit and at its outlet: the outlet's counts")
    }
    static func outletMethodForced(_ pollutant: String) -> Finding.Message {
        Finding.Message(
            "outlet-method-forced", "指定了核算方法，\(pollutant) 不取排放口的分摊量，排放口合计与监测不符",
            "a method is forced: the share of \(pollutant) is not taken, and the outlet's units do not add up to what is monitored"
        )
    }
}
