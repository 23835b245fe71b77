public import Calculation
import Factors
public import Inventories
import Quantities
public import Tables

extension Plan {
    /// An empty inventory that holds what the plan needs and no more: its tables, in them the columns that select, that measures
    /// change and that decide factors, and a row for each firm that it names, with its activity still to be filled in.
    public func template(
        region: String, year: Int, in context: RunContext, language: Language
    ) -> InventoryTemplate {
        var template = InventoryTemplate(
            region: region, year: year, kinds: SourceKind.all.filter { needs($0) }, language: language)
        for kind in template.kinds {
            template.columns[kind.name] = columns(of: kind, context)
            template.rows[kind.name] = namedFirms(of: kind, region, context.library.vocabularies)
        }
        for area in areas {
            let numbers = area.clauses.compactMap { clause($0)?.number }.joined(separator: ", ")
            template.defaults += area.defaults(
                in: region, kinds: template.kinds,
                reason: Label("方案 \(id) \(numbers) 列出的区域", "the area that plan \(id) lists in \(numbers)"),
                context.library.vocabularies)
        }
        return template
    }

    private func selectors(of kind: SourceKind) -> [Selector] {
        measures.filter { $0.kind.name == kind.name && $0.action.rawValue != Addition.name }.map(\.selector)
            + constraints.filter { $0.table == kind.name }.map(\.selector)
            + thresholds.filter { $0.kind.name == kind.name }.map(\.selector)
    }

    private func needs(_ kind: SourceKind) -> Bool {
        !selectors(of: kind).isEmpty || clauses.contains { $0.needs.contains { $0.table == kind.name } }
    }

    private func columns(of kind: SourceKind, _ context: RunContext) -> Set<String> {
        let schema = kind.schema
        let own = measures.filter { $0.kind.name == kind.name }
        var columns: Set<String> = [
            Column.id, Column.firmName, Column.creditCode, Column.countyCode, Column.status, Column.retrofitDate,
            Column.closureDate,
        ]
        // The column of an area that the plan lists is filled in by the list.
        columns.formUnion(areas.map(\.column).filter { schema.column($0) != nil })
        for column in schema.columns {
            let isSize = column.roles.contains(.activity) || column.roles.contains(.count)
            let isOfOne = column.roles.contains { if case .each = $0 { true } else { false } }
            if column.isRequired || isSize || isOfOne { columns.insert(column.id) }
        }
        for selector in selectors(of: kind) {
            columns.formUnion(selector.conditions.map(\.column))
            columns.formUnion(selector.open)
        }
        for measure in own {
            for parameter in ["to", "makeup", "counts"] {
                columns.formUnion((measure.parameters[parameter]?.entries ?? []).compactMap(\.key.text))
            }
            for item in measure.parameters["columns"]?.list ?? [] { columns.insert(item.text ?? "") }
            for pollutant in measure.action.type.pollutants(measure.parameters) ?? [] {
                if let controls = ControlColumns(of: pollutant, in: schema) {
                    columns.formUnion(controls.all.map(\.id))
                }
            }
        }
        for need in clauses.flatMap(\.needs) where need.table == kind.name { columns.insert(need.column) }
        // Words and bands of size that factors go by; devices only where a measure is about them.
        let engine = KindEngine(of: kind, in: context, groups: [])
        for id in engine.neededColumns {
            guard let column = schema.column(id), id != Column.method else { continue }
            let isOfDevices = column.roles.contains { role in
                switch role {
                case .device, .captureType, .measured: true
                default: false
                }
            }
            if (column.vocabulary != nil && !isOfDevices) || id == Column.capacity || id == Column.installedPower {
                columns.insert(id)
            }
        }
        return columns.filter { schema.column($0).map { !$0.isWorkedOut } ?? false }
    }

    /// A row for each firm that a selector names, with the words that the selector asks for.
    private func namedFirms(of kind: SourceKind, _ region: String, _ vocabularies: Vocabularies) -> [[String: String]] {
        var rows: [[String: String]] = []
        var seen: Set<String> = []
        let within = Set(vocabularies["county_code"].places(within: region))
        for (owner, selector) in measures.filter({ $0.kind.name == kind.name }).map({ ($0.id, $0.selector) }) {
            guard let firms = selector.conditions.first(where: { $0.column == Column.firmName })?.names else {
                continue
            }
            var words: [String: String] = [:]
            for condition in selector.conditions {
                guard case .words(let codes, false) = condition.test,
                    let name = kind.schema.column(condition.column)?.vocabulary
                else { continue }
                let vocabulary = vocabularies[name]
                // The word of which all the others are narrower ones.
                let top = codes.first { code in codes.allSatisfy { vocabulary.lineage(of: $0).contains(code) } }
                if let top { words[condition.column] = vocabulary.text(top) }
            }
            if let county = words[Column.countyCode], let code = vocabularies["county_code"].code(exactly: county),
                !within.isEmpty, !within.contains(code)
            {
                continue
            }
            for firm in firms where seen.insert(firm).inserted {
                var row = words
                row[Column.id] = "\(owner)-\(rows.count + 1)"
                row[Column.firmName] = firm
                rows.append(row)
            }
        }
        return rows
    }
}
