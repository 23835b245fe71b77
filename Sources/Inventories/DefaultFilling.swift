package import Factors
package import Tables

/// Fills blank cells by the inventory's own defaults, and marks them: every number that rests on one is an assumption.
package struct DefaultFilling: Sendable {
    let manifest: InventoryManifest
    let library: FactorLibrary

    package init(manifest: InventoryManifest, library: FactorLibrary) {
        self.manifest = manifest
        self.library = library
    }

    /// The columns that filling looks at.
    package func neededColumns(of kind: SourceKind) -> Set<String> {
        var columns: Set<String> = ["county_code", "first_registration", "manufacture_date"]
        for entry in manifest.defaults where entry.table == kind.id {
            columns.formUnion([entry.column] + entry.when.keys)
        }
        return columns
    }

    package func fill(_ table: inout Table) {
        fillCounty(&table)
        let own = manifest.defaults.filter { $0.table == table.schema.id }
        for column in Set(own.map(\.column)).sorted() {
            for (i, entry) in own.filter({ $0.column == column }).enumerated() {
                apply(entry, reason: UInt8(min(i + 1, 14)), to: &table)
            }
        }
        if table.schema.id == "vehicles" {
            fillByDate(
                &table, column: "standard", date: "first_registration",
                rows: library.notes["road/standard_by_date"] ?? [], before: "CN0")
        }
        if table.schema.id == "nonroad" {
            fillByDate(
                &table, column: "stage", date: "manufacture_date", rows: library.notes["nonroad/stage_proxies"] ?? [])
        }
    }

    /// A county inventory's rows are in that county unless they say otherwise: no assumption.
    private func fillCounty(_ table: inout Table) {
        guard let place = table.schema.place(of: "county_code"),
            let code = library.vocabularies["county_code"].code(exactly: manifest.region)
        else { return }
        if case .codes(var codes) = table.cells[place] {
            for row in codes.indices where codes[row] == 0 { codes[row] = code }
            table.cells[place] = .codes(codes)
        } else {
            table.cells[place] = .codes(Array(repeating: code, count: table.rowCount))
        }
    }

    private func apply(_ entry: InventoryManifest.Default, reason: UInt8, to table: inout Table) {
        guard let place = table.schema.place(of: entry.column) else { return }
        let rows = (0..<table.rowCount).filter { row in entry.when.allSatisfy { matches(table, row, $0.key, $0.value) }
        }
        var marks = table.defaults[place] ?? Table.Defaulted(rowCount: table.rowCount)
        switch table.schema.columns[place].content {
        case .code(let name):
            guard let code = library.vocabularies[name].code(of: entry.value) else { return }
            var codes = table.codes(entry.column) ?? Array(repeating: 0, count: table.rowCount)
            for row in rows where codes[row] == 0 {
                codes[row] = code
                marks.reasons[row] = reason
            }
            table.cells[place] = .codes(codes)
        case .number, .fraction:
            guard let value = Double(entry.value) else { return }
            var numbers = table.numbers(entry.column) ?? Array(repeating: Absence.empty.mark, count: table.rowCount)
            for row in rows where Absence(numbers[row]) == .empty || Absence(numbers[row]) == .notReported {
                numbers[row] = value
                marks.reasons[row] = reason
            }
            table.cells[place] = .numbers(numbers)
        case .text, .identifier, .date: return
        }
        table.defaults[place] = marks
    }

    private func matches(_ table: Table, _ row: Int, _ column: String, _ text: String) -> Bool {
        guard let schema = table.schema.column(column) else { return false }
        if let name = schema.vocabulary {
            let vocabulary = library.vocabularies[name]
            guard let codes = table.codes(column), codes[row] != 0, let wanted = vocabulary.code(of: text) else {
                return false
            }
            return vocabulary.lineage(of: codes[row]).contains(wanted)
        }
        if let texts = table.texts(column) { return texts[row] == text }
        if let numbers = table.numbers(column) { return Double(text) == numbers[row] }
        return false
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

    /// Whether a rule's vehicle class and fuel, where it names them, are the row's.
    private func suits(_ rule: [String: String], _ table: Table, _ row: Int) -> Bool {
        for key in ["vehicle_class", "fuel"] {
            guard let text = rule[key], !text.isEmpty else { continue }
            guard text.split(separator: "|").contains(where: { matches(table, row, key, String($0)) }) else {
                return false
            }
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
