package import Factors
package import Tables

/// Fills blank cells by the inventory's own defaults, and marks them: every number that rests on one is an assumption.
package struct DefaultFilling: Sendable {
    private let manifest: InventoryManifest
    private let library: FactorLibrary
    private let defaults: [StatedDefault]

    package init(manifest: InventoryManifest, library: FactorLibrary) {
        self.manifest = manifest
        self.library = library
        // What cannot be read was told when the manifest was checked.
        var told = Findings()
        defaults = StatedDefault.all(of: manifest, library: library, findings: &told)
    }

    /// The columns that filling looks at.
    package func neededColumns(of kind: SourceKind) -> Set<String> {
        var columns: Set<String> = [Column.countyCode, Column.firstRegistration, Column.manufactureDate]
        for entry in defaults where entry.kind.name == kind.name {
            columns.formUnion([entry.column.id] + entry.conditions.map(\.column))
        }
        return columns
    }

    /// The schema that tables of a kind are read by: a column with a default may be blank where it else must be filled in.
    package func schema(_ schema: Schema) -> Schema {
        let filled = Set(defaults.filter { $0.kind.name == schema.id }.map(\.column.id))
        guard schema.columns.contains(where: { $0.isRequired && filled.contains($0.id) }) else { return schema }
        return schema.allowingBlanks(in: filled)
    }

    /// Fills a table; an error for each row that no default of a column holds for that must be filled in.
    package func fill(_ table: inout Table) -> Findings {
        fillCells(&table)
        var findings = Findings()
        for id in Set(defaults.filter { $0.kind.name == table.schema.id && $0.column.isRequired }.map(\.column.id))
            .sorted()
        {
            guard let place = table.schema.place(of: id) else { continue }
            for row in 0..<table.rowCount where table.cells[place].isBlank(row) {
                findings.add(missing(table.schema.columns[place], table, row))
            }
        }
        return findings
    }

    private func missing(_ column: ColumnSchema, _ table: Table, _ row: Int) -> Finding {
        Finding(
            .error, .missingValue, at: table.location(row: row, column: column.id),
            expected: Label(
                "\(column.label.zh)（\(column.id)），或 inventory.yaml 中条件适用于该行的约定值（defaults）",
                "\(column.label.en) (\(column.id)), or a default of inventory.yaml whose condition holds for the row"))
    }

    private func fillCells(_ table: inout Table) {
        let own = defaults.filter { $0.kind.name == table.schema.id }
        // Conditions of others may ask for the county, which is known of every row.
        for entry in own where entry.column.id == Column.countyCode { apply(entry, to: &table) }
        fillCounty(&table)
        // The row's own date goes before a default for all.
        if table.schema.id == SourceKind.nonroad.name { fillAge(&table) }
        for column in Set(own.map(\.column.id)).subtracting([Column.countyCode]).sorted() {
            for entry in own where entry.column.id == column { apply(entry, to: &table) }
        }
        if table.schema.id == SourceKind.vehicles.name {
            fillByDate(
                &table, column: Column.standard, date: Column.firstRegistration,
                rows: library.notes["road/standard_by_date"] ?? [], before: "CN0")
        }
        if table.schema.id == SourceKind.nonroad.name {
            fillByDate(
                &table, column: Column.stage, date: Column.manufactureDate,
                rows: library.notes["nonroad/stage_proxies"] ?? [])
        }
    }

    /// A county inventory's rows are in that county unless they say otherwise: no assumption.
    private func fillCounty(_ table: inout Table) {
        guard let place = table.schema.place(of: Column.countyCode),
            let code = library.vocabularies["county_code"].code(exactly: manifest.region)
        else { return }
        if case .codes(var codes) = table.cells[place] {
            for row in codes.indices where codes[row] == 0 { codes[row] = code }
            table.cells[place] = .codes(codes)
        } else {
            table.cells[place] = .codes(Array(repeating: code, count: table.rowCount))
        }
    }

    private func apply(_ entry: StatedDefault, to table: inout Table) {
        guard let place = table.schema.place(of: entry.column.id) else { return }
        let rows = (0..<table.rowCount).filter { row in
            entry.conditions.allSatisfy { matches(table, row, $0.column, $0.value) }
        }
        var marks = table.defaults[place] ?? Table.Defaulted(rowCount: table.rowCount)
        switch entry.value {
        case .code(let code):
            var codes = table.codes(entry.column.id) ?? Array(repeating: 0, count: table.rowCount)
            for row in rows where codes[row] == 0 {
                codes[row] = code
                marks.reasons[row] = entry.reason
            }
            table.cells[place] = .codes(codes)
        case .number(let value):
            var numbers = table.numbers(entry.column.id) ?? Array(repeating: Absence.empty.mark, count: table.rowCount)
            for row in rows where Absence(numbers[row]) == .empty || Absence(numbers[row]) == .notReported {
                numbers[row] = value
                marks.reasons[row] = entry.reason
            }
            table.cells[place] = .numbers(numbers)
        case .text, .date: return
        }
        table.defaults[place] = marks
    }

    private func matches(_ table: Table, _ row: Int, _ column: String, _ wanted: StatedValue) -> Bool {
        switch wanted {
        case .code(let wanted):
            guard let name = table.schema.column(column)?.vocabulary, let codes = table.codes(column), codes[row] != 0
            else { return false }
            return library.vocabularies[name].lineage(of: codes[row]).contains(wanted)
        case .number(let wanted): return table.numbers(column).map { $0[row] == wanted } ?? false
        case .text(let wanted): return table.texts(column).map { $0[row] == wanted } ?? false
        case .date: return false
        }
    }

    /// Fills a standard or stage that is blank by the rule whose dates hold the row's own date. `before` is the word for
    /// dates before every rule that suits the row.
    private func fillByDate(
        _ table: inout Table, column: String, date: String, rows: [[String: String]], before: String? = nil
    ) {
        guard let place = table.schema.place(of: column), let dates = table.dates(date),
            let name = table.schema.columns[place].vocabulary
        else { return }
        let vocabulary = library.vocabularies[name]
        var codes = table.codes(column) ?? Array(repeating: 0, count: table.rowCount)
        var marks = table.defaults[place] ?? Table.Defaulted(rowCount: table.rowCount)
        for row in codes.indices where codes[row] == 0 && dates[row] > 0 {
            var best: (from: Int32, code: UInt16)?
            for rule in rows {
                guard let code = vocabulary.code(exactly: rule[column] ?? rule["standard"] ?? rule["stage"] ?? ""),
                    let from = DefaultFilling.month(rule["registered_from"] ?? rule["new_machines_from"] ?? ""),
                    from <= dates[row] + 99,
                    from > best?.from ?? -1, suits(rule, table, row)
                else { continue }
                best = (from, code)
            }
            if best == nil, let before, let code = vocabulary.code(exactly: before),
                rows.contains(where: { suits($0, table, row) })
            {
                best = (0, code)
            }
            if let best {
                codes[row] = best.code
                marks.reasons[row] = UInt8(InventoryManifest.toldByDate)
            }
        }
        table.cells[place] = .codes(codes)
        table.defaults[place] = marks
    }

    /// A machine whose age is blank is as old as its date of manufacture says: the inventory's year less the year in which
    /// it was made. A date that no age can follow from tells nothing.
    private func fillAge(_ table: inout Table) {
        guard let place = table.schema.place(of: Column.age), let dates = table.dates(Column.manufactureDate) else {
            return
        }
        let range = table.schema.columns[place].range ?? 0...Double(Int32.max)
        var ages = table.numbers(Column.age) ?? Array(repeating: Absence.empty.mark, count: table.rowCount)
        var marks = table.defaults[place] ?? Table.Defaulted(rowCount: table.rowCount)
        for row in ages.indices where dates[row] > 0 && Absence(ages[row]) == .empty {
            let age = Double(manifest.year - Int(dates[row]) / 10_000)
            guard range.contains(age) else { continue }
            ages[row] = age
            marks.reasons[row] = UInt8(InventoryManifest.toldByDate)
        }
        table.cells[place] = .numbers(ages)
        table.defaults[place] = marks
    }

    /// Whether a rule's vehicle class and fuel, where it names them, are the row's.
    private func suits(_ rule: [String: String], _ table: Table, _ row: Int) -> Bool {
        for key in [Column.vehicleClass, Column.fuel] {
            guard let text = rule[key], !text.isEmpty else { continue }
            guard let name = table.schema.column(key)?.vocabulary else { return false }
            let words = text.split(separator: "|").compactMap { library.vocabularies[name].code(of: $0) }
            guard words.contains(where: { matches(table, row, key, .code($0)) }) else { return false }
        }
        return true
    }

    /// `2015-01` as 20150100; `before …` counts from the beginning.
    private static func month(_ text: String) -> Int32? {
        if text.hasPrefix("before") { return 0 }
        let parts = text.split(separator: "-").compactMap { Int32($0) }
        guard let year = parts.first else { return nil }
        return year * 10_000 + (parts.count > 1 ? parts[1] * 100 : 0)
    }
}
