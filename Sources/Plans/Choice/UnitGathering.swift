import Calculation
import Inventories
import Tables

/// Gathers the sources of a kind that free measures mean: each row for itself, and rows that a measure treats together as one.
struct UnitGathering {
    let chain: Chain
    let free: [FreeMeasure]
    let prepared: [PreparedMeasure]
    let order: [Int]
    let scopes: [ChoiceScope]
    /// The sources.
    private(set) var units: [SourceOptions.Unit] = []
    /// By measure the sources that it is done at all at once.
    private(set) var bound: [Set<Int32>?]
    /// Rows of sources that can be worked on apart, with their sheet where it is one.
    private(set) var batches: [(rows: SourceRows, sheet: Int?)] = []
    /// What was found.
    private(set) var findings = Findings()

    init(chain: Chain, free: [FreeMeasure], prepared: [PreparedMeasure], order: [Int], scopes: [ChoiceScope]) {
        self.chain = chain
        self.free = free
        self.prepared = prepared
        self.order = order
        self.scopes = scopes
        bound = Array(repeating: nil, count: free.count)
    }

    /// The tables of a slice as they stand.
    private func parts(of slice: Int) -> [Part] { chain.parts(before: chain.steps.count, slice: slice) }

    mutating func gather(runner: StepRunner) {
        // Measures that look at all rows at once keep the kind together.
        let isJoint = order.contains { !prepared[$0].isLocal }
        var own: [[[Int32]]] = []
        var marks: [[[UInt64]]] = []
        var places: [String: Int32] = [:]
        var meaning: [Int: Set<Int32>] = [:]
        var unnamed: (rows: Int, first: Location?) = (0, nil)
        for slice in chain.slices.indices {
            let parts = parts(of: slice)
            var (ownParts, ownMarks): ([[Int32]], [[UInt64]]) = ([], [])
            for (place, part) in parts.enumerated() {
                let rows = (0..<part.table.rowCount).map(Int32.init)
                let table = chain.sheet(rows, part: place, slice: slice, in: parts).table
                let whole = Part(table: table, origins: part.origins, measure: part.measure)
                var isMeant = [Bool](repeating: isJoint, count: rows.count)
                var selections: [(Int, [Int32])] = []
                for number in order {
                    let meant = runner.selection(prepared[number], of: [whole]).rows(ofPart: 0)
                    for row in meant { isMeant[Int(row)] = true }
                    selections.append((number, meant))
                }
                let ids = table.texts(Column.id)
                var units = [Int32](repeating: -1, count: rows.count)
                for row in rows.indices where isMeant[row] {
                    let id = ids?[row] ?? ""
                    guard !id.isEmpty || isJoint else {
                        unnamed.rows += 1
                        unnamed.first = unnamed.first ?? table.location(row: row, column: Column.id)
                        continue
                    }
                    let unit = places[id] ?? Int32(self.units.count)
                    if places[id] == nil {
                        places[id] = unit
                        self.units.append(SourceOptions.Unit(name: id, kind: chain.kind.name, ids: [id]))
                    }
                    units[row] = unit
                }
                for (number, meant) in selections {
                    for row in meant where units[Int(row)] >= 0 { meaning[number, default: []].insert(units[Int(row)]) }
                }
                let bits = self.marks(of: table)
                for row in rows.indices where units[row] >= 0 {
                    self.units[Int(units[row])].inAll &= bits[row]
                    self.units[Int(units[row])].inSome |= bits[row]
                }
                ownParts.append(units)
                ownMarks.append(bits)
            }
            own.append(ownParts)
            marks.append(ownMarks)
        }
        if unnamed.rows > 0 {
            findings.add(
                Finding(
                    .warning, .sourcesWithoutName(unnamed.rows), at: unnamed.first,
                    expected: Label("各行的 id", "an id in each row")))
        }
        join(meaning, isJoint: isJoint, &own)
        makeBatches(own, marks)
    }

    /// The scopes that each row belongs to.
    private func marks(of table: Table) -> [UInt64] {
        guard !scopes.isEmpty else { return Array(repeating: 0, count: table.rowCount) }
        var ignored = Findings()
        let cases = chain.engine.emissions(
            of: table.selecting(
                (0..<table.rowCount).map(Int32.init), places: table.places { isText, _ in !isText }),
            findings: &ignored
        ).cases
        var known: [Int32: UInt64] = [:]
        return cases.map { number in
            if let bits = known[number] { return bits }
            var bits: UInt64 = 0
            for (place, scope) in scopes.enumerated() where scope.holds(chain.engine, case: number) {
                bits |= 1 << UInt64(place)
            }
            known[number] = bits
            return bits
        }
    }

    /// Joins sources that a measure with one cost for all of them treats, and all where a measure looks at all at once.
    private mutating func join(_ meaning: [Int: Set<Int32>], isJoint: Bool, _ own: inout [[[Int32]]]) {
        var parent = Array(units.indices)
        func root(_ unit: Int) -> Int {
            var unit = unit
            while parent[unit] != unit { unit = parent[unit] }
            return unit
        }
        func unite(_ members: [Int]) {
            guard let first = members.first.map(root) else { return }
            for member in members.dropFirst() { parent[root(member)] = first }
        }
        let whole = order.filter { number in
            free[number].measure.cost?.parts.contains { $0.basis == .whole } ?? false
        }
        if isJoint { unite(Array(units.indices)) }
        for number in whole { unite((meaning[number] ?? []).map(Int.init).sorted()) }
        // Names and places of what was joined.
        var places: [Int: Int32] = [:]
        var joined: [SourceOptions.Unit] = []
        var unitOf = [Int32](repeating: 0, count: units.count)
        for unit in units.indices {
            let top = root(unit)
            if let place = places[top] {
                unitOf[unit] = place
                joined[Int(place)].ids += units[unit].ids
                joined[Int(place)].inAll &= units[unit].inAll
                joined[Int(place)].inSome |= units[unit].inSome
            } else {
                unitOf[unit] = Int32(joined.count)
                places[top] = unitOf[unit]
                joined.append(units[unit])
            }
        }
        for number in whole {
            let members = Set((meaning[number] ?? []).map { unitOf[Int($0)] })
            bound[number] = members
        }
        for place in joined.indices where joined[place].ids.count > 1 {
            let names = (isJoint ? order : whole).filter { number in
                (meaning[number] ?? []).contains { unitOf[Int($0)] == Int32(place) }
            }
            joined[place].name = names.map { free[$0].measure.id }.reduce(into: [String]()) {
                if !$0.contains($1) { $0.append($1) }
            }.joined(separator: "+")
        }
        if isJoint { for place in joined.indices { joined[place].isWholeKind = true } }
        units = joined
        for slice in own.indices {
            for part in own[slice].indices {
                for row in own[slice][part].indices where own[slice][part][row] >= 0 {
                    own[slice][part][row] = unitOf[Int(own[slice][part][row])]
                }
            }
        }
    }

    /// Sources of one slice go together; one that has rows in several goes alone.
    private mutating func makeBatches(_ own: [[[Int32]]], _ marks: [[[UInt64]]]) {
        var slicesOf = [Set<Int>](repeating: [], count: units.count)
        for slice in own.indices {
            for unit in own[slice].joined() where unit >= 0 { slicesOf[Int(unit)].insert(slice) }
        }
        func rows(_ slices: [Int], _ isWanted: (Int32) -> Bool) -> SourceRows {
            var result = SourceRows()
            for slice in slices {
                let parts = parts(of: slice)
                for (place, part) in parts.enumerated() {
                    let units = own[slice][place]
                    let chosen = units.indices.filter { units[$0] >= 0 && isWanted(units[$0]) }
                    guard !chosen.isEmpty else { continue }
                    let numbers = chosen.map(Int32.init)
                    var part = part
                    let table = chain.sheet(
                        (0..<part.table.rowCount).map(Int32.init), part: place, slice: slice, in: parts
                    )
                    .table
                    part.table = table
                    result.add(
                        part, numbers, chosen.map { units[$0] }, chosen.map { marks[slice][place][$0] },
                        places: prepared.places(of: table))
                }
            }
            return result
        }
        for slice in own.indices {
            let rows = rows([slice]) { slicesOf[Int($0)].count == 1 }
            if !rows.parts.isEmpty { batches.append((rows, chain.slices[slice].sheet)) }
        }
        for unit in units.indices where slicesOf[unit].count > 1 {
            let slices = slicesOf[unit].sorted()
            let sheets = Set(slices.map { chain.slices[$0].sheet })
            batches.append(
                (rows(slices) { $0 == Int32(unit) }, sheets.count == 1 ? chain.slices[slices[0]].sheet : nil))
        }
    }
}

extension Finding.Message {
    static func sourcesWithoutName(_ rows: Int) -> Finding.Message {
        Finding.Message(
            "source-without-name", "\(rows) 行没有 id，不能单独选择，保持原状",
            "\(rows) rows have no id, cannot be chosen by themselves and stay as they are")
    }
}
