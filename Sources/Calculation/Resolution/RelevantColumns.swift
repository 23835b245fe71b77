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
        var deciding = DecidingColumns(schema: kind.schema, context: context)
        deciding.words = [Column.status, Column.method]
        // The county decides factors only where some table or the manifest tells counties apart.
        if context.manifest.tellsCountiesApart { deciding.words.insert(Column.countyCode) }
        var grouping: Set<String> = [Column.countyCode]
        grouping.formUnion(groupings)
        for row in context.library.classification where row.kind == kind.name { grouping.formUnion(row.keys.keys) }
        // What only pollutants need that nobody asked for does not tell rows apart.
        for method in processes.flatMap(\.methods)
        where context.pollutants.contains(where: { method.computes($0, in: kind.schema, context.library) }) {
            deciding.add(method)
        }
        // How far a cap lowers a part is told by what is measured of the whole.
        let owners = deciding.owners
        for method in processes.flatMap(\.methods)
        where method.isMeasuring && owners.contains(where: { method.computes($0, in: kind.schema, context.library) }) {
            deciding.add(method)
        }
        if context.library.table(Rules.monitoring)?.isUsed(by: context.book) ?? false {
            deciding.add(table: Rules.monitoring)
        }
        let trains = context.pollutants.compactMap {
            FormulaComposer.train(of: $0, in: kind.schema, context.library)
        }
        for train in trains { deciding.add(train) }
        for pollutant in context.pollutants {
            deciding.add(GasPath(of: pollutant, in: kind.schema, context.library).letters)
        }
        if context.ranges?.ofRows.contains(kind.name) ?? false {
            deciding.numbers.formUnion(kind.schema.columns.filter(\.isUncertainty).map(\.id))
        }
        let (words, numbers) = (deciding.words.union(grouping), deciding.numbers)
        self.grouping = grouping.subtracting(deciding.words)
            .subtracting(context.manifest.defaultedColumns(of: kind.name))
        self.words = kind.schema.columns.map(\.id).filter {
            words.contains($0) && kind.schema.column($0)?.vocabulary != nil
        }
        self.numbers = kind.schema.columns.filter { numbers.contains($0.id) && $0.unit != nil }.map(\.id)
        bands = deciding.bands.mapValues { $0.sorted() }.filter { !$0.value.isEmpty }
    }
}

/// The columns of a kind that decide what methods give: those of letters, of the keys of their factors, of conditions and
/// of devices.
struct DecidingColumns {
    var words: Set<String> = []
    var numbers: Set<String> = []
    private(set) var bands: [String: Set<Double>] = [:]
    private let schema: Schema
    private let context: RunContext
    /// The wholes of each pollutant of the run, and the place of its cap.
    private let names: [(wholes: [String], place: Int?)]
    /// What caps of the run's pollutants are of, where the run does not ask for it.
    let owners: [String]

    init(schema: Schema, context: RunContext) {
        self.schema = schema
        self.context = context
        var owners: [String] = []
        for pollutant in context.pollutants {
            let owner = PollutantColumn.ownerOfCap(context.library.wholes(of: pollutant), in: schema)
            if let owner, !(context.pollutants + owners).contains(owner) { owners.append(owner) }
        }
        self.owners = owners
        names = (context.pollutants + owners).map {
            (context.library.wholes(of: $0), context.placeOfCap(of: $0, in: schema))
        }
    }

    /// Adds what a method looks at.
    mutating func add(_ method: Method) {
        add((method.emitted ?? method.own).terms + (method.cap?.terms ?? []))
        method.conditions.forEach { add($0) }
    }

    /// Adds what letters are taken from.
    mutating func add(_ terms: [Term]) {
        for term in terms { term.origins.forEach { add($0) } }
    }

    /// Adds the devices of a train.
    mutating func add(_ train: any RemovalTrain) {
        words.formUnion(train.devices)
        add(train.letters)
    }

    /// Adds the keys of a table of factors.
    mutating func add(table name: String) {
        guard let table = context.library.table(name) else { return }
        for column in table.keyColumns {
            if column == Column.countyCode, !table.tellsApart(column) { continue }
            guard let key = schema.place(ofKey: column).map({ schema.columns[$0] }) else { continue }
            if key.vocabulary != nil {
                words.insert(key.id)
            } else {
                bands[key.id, default: []].formUnion(table.edges(of: column))
            }
        }
    }

    private mutating func add(_ origin: Origin) {
        switch origin {
        case .column(let id): numbers.insert(id)
        case .ofPollutant(let column):
            for (wholes, place) in names {
                if let id = column.id(of: wholes, in: schema, place: place) { numbers.insert(id) }
            }
        case .factor(let name, _, let keys):
            add(table: name)
            words.formUnion(keys.values)
        case .derived(let derivation):
            words.formUnion(derivation.words.filter { $0 != Column.countyCode })
            for (column, edges) in derivation.numbers {
                numbers.insert(column)
                bands[column, default: []].formUnion(edges)
            }
            for name in derivation.tables { add(table: name) }
            for (column, name) in derivation.nearest {
                let levels = context.library.table(name)?.edges(of: column) ?? []
                bands[column, default: []].formUnion(zip(levels, levels.dropFirst()).map { ($0 + $1) / 2 })
            }
        case .printed, .assumed, .silent, .sameAs: break
        }
    }

    private mutating func add(_ condition: Condition) {
        switch condition {
        case .any(let conditions): conditions.forEach { add($0) }
        case .not(let inner): add(inner)
        case .given(let id), .notGiven(let id):
            if schema.column(id)?.vocabulary != nil { words.insert(id) } else { numbers.insert(id) }
        case .capped: add(.ofPollutant(.cap))
        case .word(let id, _), .noWord(let id, _): words.insert(id)
        case .atLeast(let id, let rule):
            numbers.insert(id)
            guard let unit = schema.column(id)?.unit else { return }
            add(table: Rules.numbers)
            bands[id, default: []].formUnion(context.library.table(Rules.numbers)?.values(of: rule, in: unit) ?? [])
        case .basis(_, let name, _), .family(_, let name, _, _): add(table: name)
        }
    }
}
