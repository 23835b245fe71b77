import Factors
import Inventories
import Quantities
import Tables

/// Which columns of a kind decide methods, factors, classes and groupings: only these make rows different cases.
struct RelevantColumns {
    var words: [String] = []
    var numbers: [String] = []
    var bands: [String: [Double]] = [:]
    /// Words that only group results: methods and factors do not look at them.
    var grouping: Set<String> = []

    init(kind: SourceKind, processes: [Process], context: RunContext, groupings: [String]) {
        var words: Set<String> = [Column.status, Column.method]
        var numbers: Set<String> = []
        var bands: [String: Set<Double>] = [:]
        // The county decides factors only where some table or the manifest tells counties apart.
        if context.manifest.tellsCountiesApart { words.insert(Column.countyCode) }
        var grouping: Set<String> = [Column.countyCode]
        grouping.formUnion(groupings)
        for row in context.library.classification where row.kind == kind.name { grouping.formUnion(row.keys.keys) }
        func table(_ name: String) {
            guard let table = context.library.table(name) else { return }
            for column in table.keyColumns {
                if column == Column.countyCode, !table.tellsApart(column) { continue }
                guard let schema = kind.schema.place(ofKey: column).map({ kind.schema.columns[$0] }) else { continue }
                if schema.vocabulary != nil {
                    words.insert(schema.id)
                } else {
                    bands[schema.id, default: []].formUnion(table.edges(of: column))
                }
            }
        }
        let names = context.pollutants.map { pollutant in
            (context.library.wholes(of: pollutant), context.placeOfCap(of: pollutant, in: kind.schema))
        }
        func origin(_ origin: Origin) {
            switch origin {
            case .column(let id): numbers.insert(id)
            case .ofPollutant(let column):
                for (wholes, place) in names {
                    if let id = column.id(of: wholes, in: kind.schema, place: place) { numbers.insert(id) }
                }
            case .factor(let name, _, let keys):
                table(name)
                words.formUnion(keys.values)
            case .derived(let derivation):
                words.formUnion(derivation.words.filter { $0 != Column.countyCode })
                for (column, edges) in derivation.numbers {
                    numbers.insert(column)
                    bands[column, default: []].formUnion(edges)
                }
                for name in derivation.tables { table(name) }
                for (column, name) in derivation.nearest {
                    let levels = context.library.table(name)?.edges(of: column) ?? []
                    bands[column, default: []].formUnion(zip(levels, levels.dropFirst()).map { ($0 + $1) / 2 })
                }
            case .printed, .assumed, .silent, .sameAs: break
            }
        }
        func look(_ condition: Condition) {
            switch condition {
            case .any(let conditions): conditions.forEach(look)
            case .not(let inner): look(inner)
            case .given(let id), .notGiven(let id):
                if kind.schema.column(id)?.vocabulary != nil { words.insert(id) } else { numbers.insert(id) }
            case .word(let id, _), .noWord(let id, _): words.insert(id)
            case .atLeast(let id, let rule):
                numbers.insert(id)
                guard let unit = kind.schema.column(id)?.unit else { return }
                table(Rules.numbers)
                bands[id, default: []].formUnion(
                    context.library.table(Rules.numbers)?.values(of: rule, in: unit) ?? [])
            case .basis(_, let name, _), .family(_, let name, _, _): table(name)
            }
        }
        // What only pollutants need that nobody asked for does not tell rows apart.
        for method in processes.flatMap(\.methods)
        where context.pollutants.contains(where: { method.computes($0, in: kind.schema, context.library) }) {
            for term in (method.emitted ?? method.own).terms + (method.cap?.terms ?? []) {
                term.origins.forEach(origin)
            }
            method.conditions.forEach(look)
        }
        if context.library.table(Rules.monitoring)?.isUsed(by: context.book) ?? false { table(Rules.monitoring) }
        let trains = context.pollutants.compactMap {
            FormulaComposer.train(of: $0, in: kind.schema, context.library)
        }
        for train in trains {
            words.formUnion(train.devices)
            for term in train.letters { term.origins.forEach(origin) }
        }
        for pollutant in context.pollutants {
            for term in GasPath(of: pollutant, in: kind.schema, context.library).letters {
                term.origins.forEach(origin)
            }
        }
        if context.ranges?.ofRows.contains(kind.name) ?? false {
            numbers.formUnion(kind.schema.columns.filter(\.isUncertainty).map(\.id))
        }
        self.grouping = grouping.subtracting(words).subtracting(context.manifest.defaultedColumns(of: kind.name))
        words.formUnion(grouping)
        self.words = kind.schema.columns.map(\.id).filter {
            words.contains($0) && kind.schema.column($0)?.vocabulary != nil
        }
        self.numbers = kind.schema.columns.filter { numbers.contains($0.id) && $0.unit != nil }.map(\.id)
        self.bands = bands.mapValues { $0.sorted() }.filter { !$0.value.isEmpty }
    }
}
