public import Calculation
public import Inventories
public import Tables

/// An inventory as it stands after what a plan has done by the end of a year: the measures whose last stage is over are
/// applied to its tables, each in full.
public struct DoneMeasures: Sendable {
    /// A source that a measure treated.
    public struct Treated: Sendable {
        /// The measure.
        public let measure: Measure
        /// The source's id, or empty.
        public let source: String
        /// Where it stands.
        public let location: Location
    }

    /// The tables after the measures. Rows that a measure split off or brought are sheets of their own, with ids of their
    /// own.
    public let inventory: Inventory
    /// What was treated, in the order of the measures.
    public let treated: [Treated]
    /// The measures that are not applied: not over by then, or still waiting for values.
    public let open: [Measure]
    /// What was found while applying.
    public let findings: Findings

    /// Applies what is done by the end of a year.
    public init(_ plan: Plan, on inventory: Inventory, in context: RunContext, by year: Int, threads: Int = 2) {
        var done = plan
        done.measures = plan.measures.filter { measure in
            measure.waitingFor.isEmpty && (measure.timing.stages.last.map { $0.by.year <= year } ?? false)
        }
        done.targets = []
        let applied = Set(done.measures.map(\.id))
        let evaluation = PlanEvaluation(done, on: inventory, in: context, keepsRows: true, threads: threads)
        findings = evaluation.findings
        let states = Dictionary(evaluation.measures.map { ($0.id, $0.state) }, uniquingKeysWith: { first, _ in first })
        open = plan.measures.filter { !applied.contains($0.id) || !(states[$0.id]?.isApplied ?? false) }
        var result = inventory
        result.sheets = []
        var treated: [Treated] = []
        for kind in SourceKind.all {
            guard let chain = evaluation.rows.chain(of: kind.name), !chain.steps.isEmpty else {
                result.sheets += inventory.sheets.filter { $0.kind.name == kind.name }
                continue
            }
            let (sheets, own) = chain.sheetsAfterAll()
            result.sheets += sheets
            treated += own
        }
        self.inventory = result
        let places = Dictionary(
            done.orderedMeasures.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.treated = treated.enumerated().sorted { a, b in
            (places[a.element.measure.id] ?? 0, a.offset) < (places[b.element.measure.id] ?? 0, b.offset)
        }.map(\.element)
    }
}

extension Chain {
    /// The sheets after the last step, those of split-off and new rows last, and what each step treated.
    fileprivate func sheetsAfterAll() -> (sheets: [Inventory.Sheet], treated: [DoneMeasures.Treated]) {
        var own: [Int: Table] = [:]
        var more: Table?
        var treated: [DoneMeasures.Treated] = []
        for number in slices.indices {
            let parts = steps.last?.slices[number].parts ?? slices[number].base
            for place in parts.indices {
                let rows = (0..<parts[place].table.rowCount).map(Int32.init)
                guard !rows.isEmpty else { continue }
                var table = sheet(rows, part: place, slice: number, in: parts).table
                if place < slices[number].base.count, let sheet = slices[number].sheet {
                    if own[sheet] == nil { own[sheet] = table } else { own[sheet]?.append(table) }
                } else {
                    table.name(rows: parts[place].measure ?? "", after: more?.rowCount ?? 0)
                    if more == nil { more = table } else { more?.append(table) }
                }
            }
            for (index, step) in steps.enumerated() where !step.slices.isEmpty {
                let before = self.parts(before: index, slice: number)
                for (part, rows) in step.slices[number].touched where part < before.count {
                    let table = sheet(rows, part: part, slice: number, in: before).table
                    let ids = table.texts(Column.id)
                    for row in 0..<table.rowCount {
                        treated.append(
                            DoneMeasures.Treated(
                                measure: step.measure, source: ids?[row] ?? "", location: table.location(row: row)))
                    }
                }
            }
        }
        return (
            own.sorted { $0.key < $1.key }.map { Inventory.Sheet(kind: kind, table: $0.value) }
                + (more.map { [Inventory.Sheet(kind: kind, table: $0)] } ?? []), treated
        )
    }
}

extension Table {
    /// Gives rows that a measure made ids of their own: that of the row they came from, with the measure's.
    fileprivate mutating func name(rows measure: String, after count: Int) {
        guard let place = schema.place(of: Column.id) else { return }
        var ids = TextColumn()
        for row in 0..<rowCount {
            let own = texts(Column.id)?[row] ?? ""
            ids.append(own.isEmpty ? "\(measure)-\(count + row + 1)" : "\(own)-\(measure)")
        }
        cells[place] = .texts(ids)
        lines = Array(repeating: 0, count: rowCount)
    }
}
