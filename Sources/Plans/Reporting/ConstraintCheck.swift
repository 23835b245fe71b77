public import Calculation
import Factors
public import Inventories
import Quantities
public import Tables

extension Plan {
    /// Checks new sources against the plan's constraints: an error for each that a ban forbids, a warning with the
    /// required offset for each that must be offset. New is what started on or after the constraint's first day; a
    /// source without a start date cannot be checked, which is told once a table.
    public func violations(in inventory: Inventory, context: RunContext) -> Findings {
        var findings = Findings()
        for constraint in constraints {
            // Which sources are meant is not known yet.
            if let open = constraint.selector.open.first {
                findings.add(
                    Finding(
                        .note, .constraintUndated(constraint.id), at: constraint.location,
                        value: constraint.id + ".where." + open))
                continue
            }
            guard let from = constraint.from else {
                findings.add(
                    Finding(
                        .note, .constraintUndated(constraint.id), at: constraint.location,
                        value: constraint.id + ".from"))
                continue
            }
            for sheet in inventory.sheets where sheet.kind.name == constraint.table {
                check(constraint, from, sheet, context, &findings)
            }
        }
        return findings
    }

    private func check(
        _ constraint: Constraint, _ from: Int32, _ sheet: Inventory.Sheet, _ context: RunContext,
        _ findings: inout Findings
    ) {
        let rows = constraint.selector.rows(of: sheet.table)
        if constraint.rule == .forbidsAll {
            for row in rows {
                findings.add(
                    Finding(
                        .warning, .forbidden(constraint, clauses: constraint.clauses),
                        at: sheet.table.location(row: Int(row)), value: sheet.sourceName(row: Int(row))))
            }
            return
        }
        let starts = sheet.table.dates(Column.startDate) ?? Array(repeating: 0, count: sheet.table.rowCount)
        let undated = rows.filter { starts[Int($0)] == 0 }
        if let first = undated.first {
            findings.add(
                Finding(
                    .note, .noStartDate(constraint.id, undated.count),
                    at: sheet.table.location(row: Int(first), column: Column.startDate)))
        }
        // A source that names its year alone began in that year: new if the constraint held from its beginning.
        let new = rows.filter { row in
            let start = starts[Int(row)]
            return start >= from || (start % 10_000 == 0 && start > 0 && start + 100 >= from && from % 10_000 <= 100)
        }
        guard !new.isEmpty else { return }
        let amounts = constraint.amounts(of: new, in: sheet, context, &findings)
        for (i, row) in new.enumerated() {
            let place = sheet.table.location(row: Int(row), column: Column.startDate)
            let name = sheet.sourceName(row: Int(row))
            switch constraint.rule {
            case .forbidsNew:
                findings.add(
                    Finding(.error, .forbidden(constraint, clauses: constraint.clauses), at: place, value: name))
            case .offset(let ratio?):
                let required = amounts.map {
                    "\($0.what) \(DecimalText.rounded($0.values[i] * ratio, decimals: 2)) \($0.unit)"
                }
                .joined(separator: ", ")
                let lacking = constraint.lacking(in: context)
                findings.add(
                    Finding(
                        .warning, .offsetRequired(constraint, ratio), at: place, value: name,
                        expected: Label(
                            "区域削减或替代 \(required)" + (lacking.isEmpty ? "" : "；本次未核算 \(lacking)"),
                            "\(required) removed or replaced elsewhere"
                                + (lacking.isEmpty ? "" : "; not computed here: \(lacking)"))))
            case .forbidsAll: break
            case .offset(nil): findings.add(Finding(.note, .constraintUndated(constraint.id), at: place, value: name))
            }
        }
    }
}

extension Constraint {
    /// What new sources bring, in the quantity that the plan counts by; a blank cell is nothing known and is told as NaN.
    fileprivate func amounts(
        of rows: [Int32], in sheet: Inventory.Sheet, _ context: RunContext, _ findings: inout Findings
    ) -> [(what: String, unit: String, values: [Double])] {
        guard case .offset = rule else { return [] }
        switch quantity {
        case .column(let column):
            let values = sheet.table.numbers(column)
            let schema = sheet.kind.schema.column(column)
            return [
                (schema?.id ?? column, schema?.unit?.symbol ?? "", rows.map { values?[Int($0)] ?? .nan })
            ]
        case .pollutants(let named):
            let engine = KindEngine(of: sheet.kind, in: context, groups: [])
            let computed = engine.emissions(of: sheet.table.selecting(rows), findings: &findings)
            return context.pollutants.enumerated().filter { named.isEmpty || named.contains($1) }.map {
                place, pollutant in
                let own = engine.lines.indices.filter { engine.lines[$0].pollutant == place }
                let values = rows.indices.map { row in
                    own.reduce(0.0) { sum, line in
                        guard engine.needs(ofLine: line, inCase: computed.cases[row]).isEmpty,
                            let mass = computed.emitted(row, line: line)
                        else { return .nan }
                        return sum + Double(mass) / 1e12
                    }
                }
                return (pollutant, "t", values)
            }
        }
    }

    /// The pollutants that the plan counts and the run does not compute.
    fileprivate func lacking(in context: RunContext) -> String {
        guard case .pollutants(let named) = quantity else { return "" }
        return named.filter { !context.pollutants.contains($0) }.joined(separator: ", ")
    }
}

extension Finding.Message {
    static func forbidden(_ constraint: Constraint, clauses: [String]) -> Finding.Message {
        let list = clauses.joined(separator: ", ")
        return Finding.Message(
            "forbidden-source", "条款 \(list) 不允许：\(constraint.title.zh)",
            "clause \(list) forbids it: \(constraint.title.en)")
    }
    static func offsetRequired(_ constraint: Constraint, _ ratio: Double) -> Finding.Message {
        let list = constraint.clauses.joined(separator: ", ")
        return Finding.Message(
            "offset-required", "条款 \(list) 要求 \(DecimalText.shortest(ratio)) 倍替代：\(constraint.title.zh)",
            "clause \(list) asks for an offset of \(DecimalText.shortest(ratio)): \(constraint.title.en)")
    }
    static func constraintUndated(_ id: String) -> Finding.Message {
        Finding.Message(
            "constraint-open", "约束 \(id) 的日期、对象或倍数方案未印，未检查",
            "constraint \(id): the plan prints no date, place or ratio; not checked")
    }
    static func noStartDate(_ id: String, _ rows: Int) -> Finding.Message {
        Finding.Message(
            "no-start-date", "约束 \(id)：\(rows) 行没有投产日期，不能判断是否新建",
            "constraint \(id): \(rows) rows have no start date; whether they are new is not known")
    }
}
