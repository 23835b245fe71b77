import Inventories
import Quantities
import Synchronization
import Tables

/// The names that an inventory has in columns that a plan's selectors ask for, seen while its rows pass.
final class SeenNames: Sendable {
    /// By kind and column the names that are asked for.
    private let asked: [String: [String: Set<[UInt8]>]]
    /// By kind and column.
    private let known: Mutex<[String: [String: Set<[UInt8]>]]>
    /// How many names of a column are kept to find what was meant: more than a county has firms.
    private static let most = 50_000

    /// Names of columns that plans ask for, as far as they are known already.
    init(_ plans: [Plan], known: [String: [String: Set<[UInt8]>]] = [:]) {
        self.known = Mutex(known)
        var asked: [String: [String: Set<[UInt8]>]] = [:]
        for measure in plans.flatMap(\.measures) {
            for condition in measure.selector.conditions {
                guard let names = condition.names else { continue }
                asked[measure.kind.name, default: [:]][condition.column, default: []].formUnion(
                    names.map { Array($0.utf8) })
            }
        }
        self.asked = asked
    }

    /// Takes the names of some rows.
    func take(_ rows: [Int32], of table: Table, kind: SourceKind) {
        guard !rows.isEmpty, let columns = asked[kind.name] else { return }
        for (column, asked) in columns {
            guard let place = table.schema.place(of: column), case .texts(let texts) = table.cells[place] else {
                continue
            }
            let names = Set(rows.map { Array(texts.bytes(of: Int($0))) })
            known.withLock { known in
                // Whether a row has a name that is asked for is known however many there are.
                let isFull = known[kind.name]?[column]?.count ?? 0 >= SeenNames.most
                known[kind.name, default: [:]][column, default: []].formUnion(
                    isFull ? names.intersection(asked) : names)
            }
        }
    }

    /// The names of a kind's rows, by column.
    func all(of kind: String) -> [String: Set<[UInt8]>] { known.withLock { $0[kind] ?? [:] } }

    /// The name nearest to one that no row has; of several as near the first in the order of texts, in every run the same.
    func nearest(to name: String, column: String, kind: String) -> String? {
        let names = known.withLock { $0[kind]?[column] ?? [] }
        // Which of too many are known depends on who read first.
        guard names.count < SeenNames.most else { return nil }
        return Spelling.nearest(to: name, in: names.map { String(decoding: $0, as: UTF8.self) }.sorted())
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
