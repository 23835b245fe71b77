import Inventories
import Quantities
import Synchronization
import Tables

/// The names that an inventory has in columns that a plan's selectors ask for, seen while its rows pass.
final class SeenNames: Sendable {
    /// By kind the columns that are asked for.
    private let columns: [String: Set<String>]
    /// By kind and column.
    private let known: Mutex<[String: [String: Set<[UInt8]>]]>
    /// How many names of a column are kept: more than a county has firms.
    private static let most = 50_000

    /// Names of columns that plans ask for, as far as they are known already.
    init(_ plans: [Plan], known: [String: [String: Set<[UInt8]>]] = [:]) {
        self.known = Mutex(known)
        var columns: [String: Set<String>] = [:]
        for measure in plans.flatMap(\.measures) {
            for condition in measure.selector.conditions where condition.names != nil {
                columns[measure.kind.name, default: []].insert(condition.column)
            }
        }
        self.columns = columns
    }

    /// Takes the names of some rows.
    func take(_ rows: [Int32], of table: Table, kind: SourceKind) {
        guard !rows.isEmpty, let columns = columns[kind.name] else { return }
        for column in columns {
            guard let place = table.schema.place(of: column), case .texts(let texts) = table.cells[place] else {
                continue
            }
            let names = Set(rows.map { Array(texts.bytes(of: Int($0))) })
            known.withLock { known in
                guard known[kind.name]?[column]?.count ?? 0 < SeenNames.most else { return }
                known[kind.name, default: [:]][column, default: []].formUnion(names)
            }
        }
    }

    /// The names of a kind's rows, by column.
    func all(of kind: String) -> [String: Set<[UInt8]>] { known.withLock { $0[kind] ?? [:] } }

    /// The name nearest to one that no row has.
    func nearest(to name: String, column: String, kind: String) -> String? {
        let names = known.withLock { $0[kind]?[column] ?? [] }
        return Spelling.nearest(to: name, in: names.lazy.map { String(decoding: $0, as: UTF8.self) })
    }

    /// Whether a row has the name.
    func has(_ name: String, column: String, kind: String) -> Bool {
        known.withLock { $0[kind]?[column]?.contains(Array(name.utf8)) ?? false }
    }
}

extension Selector.Condition {
    /// The names that it asks for; `nil` where it asks for none.
    var names: [String]? {
        guard case .texts(let texts, isNegated: false) = test else { return nil }
        return texts.map { String(decoding: $0, as: UTF8.self) }.sorted()
    }
}

extension Finding.Message {
    static func noSuchName(_ column: String) -> Finding.Message {
        Finding.Message(
            "no-such-name", "清单中没有这个\(column == "firm_name" ? "企业名称" : " \(column)")，措施没有作用于它",
            "no row has this \(column): the measure does not reach it")
    }
}
