import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// The library and the methods fit each other: every table exists, every unit can be converted, every key is a column.
@Suite struct LibraryFitTests {
    /// The factor origins of all methods: which table and parameter, by which term.
    private var needs: [(kind: SourceKind.ID, method: Method, term: Term, table: String, parameter: String?)] {
        KindMethods.methods.flatMap { kind, _, method in
            method.terms.flatMap { term in
                term.origins.compactMap { origin in
                    if case .factor(let table, let parameter, _) = origin {
                        (kind, method, term, table, parameter)
                    } else {
                        nil
                    }
                }
            }
        }
    }

    @Test func `the library's own check finds nothing`() throws {
        #expect(LibraryCheck(library: try Repository.library()).findings().sorted.isEmpty)
    }

    @Test func `every table that a method asks is there`() throws {
        let library = try Repository.library()
        // Only packs state how much one boiler burns: the built-in library has no such number.
        let packsOnly = ["boilers/default_activity"]
        for need in needs where !packsOnly.contains(need.table) {
            #expect(library.table(need.table) != nil, "\(need.method.id): \(need.table)")
        }
    }

    /// A default factor must be in a unit of one of the terms that ask for it: a factor per kilogram never meets cubic
    /// metres.
    @Test func `units fit the methods that use them`() throws {
        let library = try Repository.library()
        var accepted: [String: [Quantities.Unit]] = [:]
        for need in needs { accepted[need.table + "#" + (need.parameter ?? ""), default: []].append(need.term.unit) }
        var misfits: [String] = []
        for (name, units) in accepted {
            let parts = name.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
            guard let table = library.table(parts[0]) else { continue }
            let place = table.keyColumns.firstIndex(of: "parameter")
            for factor in table.factors where factor.isDefault {
                if let place, case .text(let text) = factor.keys[place], text != parts[1] { continue }
                if place == nil, !parts[1].isEmpty { continue }
                if !units.contains(where: { factor.unit.conversion(to: $0) != nil }) {
                    misfits.append("\(factor.id): \(factor.unit) for \(Set(units.map(\.symbol)).sorted())")
                }
            }
        }
        #expect(misfits.isEmpty, "\(misfits.sorted().prefix(20))")
    }

    @Test func `every key of a table that a kind asks names one of its columns`() throws {
        let library = try Repository.library()
        let special: Set<String> = ["pollutant", "parameter", "kind", "tier", "year", "county_code", "volatile"]
        for need in needs {
            guard let table = library.table(need.table) else { continue }
            let kind = need.kind.kind
            for key in table.keyColumns where !special.contains(key) {
                let isColumn = kind.schema.place(ofKey: key) != nil
                // A kind may lack a column (homes have no grate); its rows then match blank keys alone.
                let mayBeBlank = table.factors.contains { factor in
                    guard factor.isDefault, let place = table.keyColumns.firstIndex(of: key) else { return false }
                    return factor.keys[place] == .any
                }
                #expect(isColumn || mayBeBlank, "\(need.kind) asks \(need.table) by \(key)")
            }
        }
    }

    @Test("the library names the vocabulary of each key that a kind's column has", arguments: SourceKind.ID.allCases)
    func keyVocabularies(kind: SourceKind.ID) throws {
        // Each kind's own folder of factors, which its columns speak to.
        let folder = ["vehicles": "road", "voc_firms": "voc"][kind.rawValue] ?? kind.rawValue
        let library = try Repository.library()
        for column in kind.kind.schema.columns {
            guard let vocabulary = column.vocabulary, vocabulary != column.id else { continue }
            let isKey = library.tables.values.contains {
                $0.name.hasPrefix(folder + "/") && $0.keyColumns.contains(column.id)
            }
            guard isKey else { continue }
            #expect(library.vocabularyName(ofKey: column.id, in: folder) == vocabulary, "\(kind.rawValue).\(column.id)")
        }
    }

    @Test func `a factor's basis is stated wherever it matters`() throws {
        let library = try Repository.library()
        for name in ["boilers/emission_factors", "kilns/emission_factors", "voc/process_factors"] {
            let table = try #require(library.table(name))
            #expect(table.factors.filter(\.isDefault).allSatisfy { $0.basis != nil }, "\(name)")
        }
    }
}
