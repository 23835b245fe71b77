import Factors
import Inventories
import Synchronization
import Tables

/// Cases that many inventories have in common: what was resolved for one county holds for the next, where library, rule
/// book, year and all that the manifest says of factors are the same, and the rows of packs have no say.
///
/// Whether packs have a say is told by the questions that resolving a case asked of tables that packs add rows to: where none of
/// an inventory's own rows fits any of them, its answers are those of the library.
public final class SharedCases: Sendable {
    /// What decides, beside the words and states of a row, what becomes of it.
    private struct Setting: Hashable {
        let kind: String
        let groupings: [String]
        let ruleBook: String
        /// What packs say of the kind, but for which rows answer a question.
        let packs: String
        let pollutants: [String]
        let year: Int
        let region: [String]
        let climate: Climate?
        let conditions: CountyConditions
        let defaults: Set<InventoryManifest.Default>
        var layout = ""
    }

    /// Settings differ by what tables say of provinces; each holds its cases.
    private static let mostSettings = 512
    private let library: FactorLibrary
    /// The tables that have rows of single regions, by their folder.
    private let regional: [(folder: String, table: FactorTable)]
    private let settings = Mutex<[Setting: Known]>([:])
    private let columns = Mutex<[Setting: RelevantColumns]>([:])

    /// The folders of factors that a kind's methods read.
    private let folders: @Sendable (SourceKind.ID) -> Set<String>

    /// No cases yet, of inventories that have a library in common, whose kinds read these folders of it.
    init(library: FactorLibrary, folders: @escaping @Sendable (SourceKind.ID) -> Set<String>) {
        self.library = library
        self.folders = folders
        regional = library.tables.filter { $0.value.tellsApart(Column.countyCode) }.map {
            (FactorLibrary.folder(of: $0.key), $0.value)
        }
    }

    /// Whether the bytes of a pack's file decide. Regions are words; documents of a pack are named by its rows; what tables say is
    /// asked of them. Rules are read in other ways too.
    package static func isTold(_ name: String) -> Bool {
        let folder = FactorLibrary.folder(of: name)
        return folder.isEmpty
            ? name != "regions.csv" && name != "sources.csv" : folder == "rules" || name.hasSuffix(".notes.csv")
    }

    /// How many cases are known.
    var count: Int { settings.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// How many lines of cases are known.
    var lineCount: Int { settings.withLock { $0.values.reduce(0) { $0 + $1.lineCount } } }

    /// The rows that packs add to a table.
    private final class OwnRows: Sendable {
        let table: FactorTable
        let rows: Range<Int>
        /// The place of the counties among its key columns.
        let county: Int?

        init(_ table: FactorTable, _ rows: Range<Int>) {
            (self.table, self.rows) = (table, rows)
            county = table.keyColumns.firstIndex(of: Column.countyCode)
        }
    }

    /// The cases of one inventory among them.
    final class Share: Sendable {
        let cases: SharedCases
        private let library: FactorLibrary
        /// What packs say other than by rows of factors, file by file.
        private let packs: [[(name: String, digest: String)]]
        /// The rows that packs add, by table.
        private let own: [String: OwnRows]
        /// The documents that packs name otherwise.
        private let renamed: String
        private let region: FactorQuery.Value
        private let regions = Mutex<[SourceKind.ID: [UInt16: [String]]]>([:])
        private let told = Mutex<[SourceKind.ID: String]>([:])

        init(
            of cases: SharedCases, library: FactorLibrary, packs: [[(name: String, digest: String)]], region: String
        ) {
            (self.cases, self.library) = (cases, library)
            self.packs = packs.map { $0.filter { SharedCases.isTold($0.name) } }
            var own: [String: OwnRows] = [:]
            for (name, table) in library.tables {
                let count = cases.library.tables[name]?.count ?? 0
                if table.count > count { own[name] = OwnRows(table, count..<table.count) }
            }
            self.own = own
            renamed = cases.library.sources.filter { library.sources[$0.key] != $0.value }.keys.sorted()
                .map { "\($0)=\(library.sources[$0]?.title ?? "")" }.joined(separator: "|")
            let words = library.vocabularies["county_code"]
            self.region = .lineage(words.code(exactly: region).map(words.lineage) ?? [])
        }

        /// What packs say of a kind, but for which of their rows answer a question: words and notes, what frames tables.
        private func packs(of kind: SourceKind.ID) -> String {
            if let known = told.withLock({ $0[kind] }) { return known }
            let read = cases.folders(kind)
            func isRead(_ name: String) -> Bool {
                let folder = FactorLibrary.folder(of: name)
                return folder.isEmpty || read.contains(folder)
            }
            var told = packs.map { files in FactorLibrary.digest(of: files.filter { isRead($0.name) }) }
            for name in own.keys.sorted() where isRead(name) {
                guard let own = own[name] else { continue }
                let frame = own.table.frame(ofRows: own.rows, over: cases.library.tables[name])
                told.append(frame + (own.table.tellsApart(Column.countyCode) ? " counties" : ""))
            }
            let text = (told + [renamed]).joined(separator: "\n")
            self.told.withLock { $0[kind] = text }
            return text
        }

        /// A county with the regions around it, as tables are asked for it; 0 for the inventory's region.
        func place(ofCounty code: UInt16) -> FactorQuery.Value {
            code == 0 ? region : .lineage(library.vocabularies["county_code"].lineage(of: code))
        }

        /// Whether rows of packs have a say in what was asked for a county.
        func hasOwn(_ question: PackQuestions.Question, in county: FactorQuery.Value) -> Bool {
            guard let own = own[question.table] else { return false }
            var values = question.values
            if let place = own.county, values.indices.contains(place) { values[place] = county }
            return own.table.anyRow(of: own.rows, fits: values, isUnanswered: question.isUnanswered)
        }

        /// Whether packs add rows to a table.
        func addsRows(to table: String) -> Bool { own[table] != nil }

        /// The regions around a county, itself among them, that some table names which a kind's methods read: counties with
        /// the same ones have the same factors.
        func regions(around code: UInt16, of kind: SourceKind.ID) -> [String] {
            regions.withLock { known in
                if let regions = known[kind]?[code] { return regions }
                let words = library.vocabularies["county_code"]
                let read = cases.folders(kind)
                let tables = cases.regional.filter { read.contains($0.folder) }.map(\.table)
                let regions = words.lineage(of: code).filter { code in
                    tables.contains { $0.has(code, in: Column.countyCode) }
                }.map(words.text)
                known[kind, default: [:]][code] = regions
                return regions
            }
        }

        /// What is known for the rows of a kind; `nil` where they have to be resolved for themselves: counties of one
        /// inventory differ, or ranges are asked for.
        func known(of kind: SourceKind, layout: CaseLayout, groupings: [String], in context: RunContext) -> Known? {
            guard var setting = setting(of: kind, groupings: groupings, in: context) else { return nil }
            setting.layout = layout.description
            return cases.known(setting, kind.id, layout)
        }

        /// The columns that decide cases of a kind, worked out once for all inventories of one setting.
        func relevant(
            of kind: SourceKind, groupings: [String], in context: RunContext, _ make: () -> RelevantColumns
        ) -> RelevantColumns {
            guard let setting = setting(of: kind, groupings: groupings, in: context) else { return make() }
            if let known = cases.columns.withLock({ $0[setting] }) { return known }
            let columns = make()
            cases.columns.withLock { known in
                if known.count >= SharedCases.mostSettings { known.removeAll() }
                known[setting] = columns
            }
            return columns
        }

        /// What decides the cases of a kind, but for their layout; `nil` where counties of one inventory differ, or ranges are asked for.
        private func setting(of kind: SourceKind, groupings: [String], in context: RunContext) -> Setting? {
            let manifest = context.manifest
            let defaults = manifest.defaults.filter { $0.table == kind.name }
            guard !manifest.tellsCountiesApart, context.ranges == nil,
                !defaults.contains(where: { $0.column == Column.countyCode })
            else { return nil }
            let region = library.vocabularies["county_code"].code(exactly: manifest.region) ?? 0
            return Setting(
                kind: kind.name, groupings: groupings, ruleBook: context.book.id, packs: packs(of: kind.id),
                pollutants: context.pollutants, year: manifest.year, region: regions(around: region, of: kind.id),
                climate: manifest.climate, conditions: manifest.conditions(ofCounty: ""), defaults: Set(defaults))
        }
    }

    private func known(_ setting: Setting, _ kind: SourceKind.ID, _ layout: CaseLayout) -> Known {
        settings.withLock { settings in
            if let known = settings[setting] { return known }
            // Where every inventory has factors of its own, memory does not grow with their number.
            if settings.count >= SharedCases.mostSettings { settings.removeAll() }
            let known = Known(kind, layout)
            settings[setting] = known
            return known
        }
    }

    /// What became of cases of one setting.
    final class Known: Sendable {
        /// What became of a line, and what was asked of tables that packs add rows to.
        private struct Line {
            let outcome: Outcome
            let asked: [PackQuestions.Question]
        }

        private struct Store {
            var keys: KeyTable
            /// By number of the key what became of each line; `nil` of lines in which packs had a say wherever they were met.
            var cases: [[Line?]] = []
            var regions: [[String]: UInt64] = [:]
        }

        private let kind: SourceKind.ID
        private let lanes: Int
        private let county: CaseLayout.Word?
        private let store: Mutex<Store>

        fileprivate init(_ kind: SourceKind.ID, _ layout: CaseLayout) {
            self.kind = kind
            lanes = layout.lanes
            county = layout.words.first { $0.column == Column.countyCode }
            store = Mutex(Store(keys: KeyTable(lanes: lanes + 1)))
        }

        /// How many cases are known.
        var count: Int { store.withLock { $0.cases.count } }

        /// How many of their lines are known.
        var lineCount: Int { store.withLock { $0.cases.reduce(0) { $0 + $1.count { $0 != nil } } } }

        /// What became of each line of a case for an inventory: it is resolved where nobody met it, or the inventory's packs have a
        /// say in it.
        func outcomes(
            of key: UnsafePointer<UInt64>, lines: Range<Int>, in share: Share,
            _ resolve: (_ line: Int, PackQuestions) -> Outcome
        ) -> [Outcome] {
            let (shared, code) = self.key(key, in: share)
            return shared.withUnsafeBufferPointer { shared in
                guard let key = shared.baseAddress else { return [] }
                let known = store.withLock { store in store.keys.number(of: key).map { store.cases[Int($0)] } }
                let county = share.place(ofCounty: code)
                var found: [(line: Int, known: Line)] = []
                let outcomes = lines.map { line in
                    let old = known?[line]
                    if let old, !old.asked.contains(where: { share.hasOwn($0, in: county) }) { return old.outcome }
                    let questions = PackQuestions(share)
                    let outcome = resolve(line, questions)
                    let asked = questions.asked
                    if old == nil, !questions.dependOnCounty,
                        !asked.contains(where: { share.hasOwn($0, in: county) })
                    {
                        found.append((line, Line(outcome: outcome, asked: asked)))
                    }
                    return outcome
                }
                guard !found.isEmpty else { return outcomes }
                store.withLock { store in
                    let number = store.keys.number(of: key).map { Int($0) } ?? store.cases.count
                    if number == store.cases.count {
                        store.keys.set(UInt64(number), for: key)
                        store.cases.append(Array(repeating: nil, count: lines.count))
                    }
                    for (line, known) in found where store.cases[number][line] == nil {
                        store.cases[number][line] = known
                    }
                }
                return outcomes
            }
        }

        /// The key of a case without its county, behind it a number of the regions around that county; and the county.
        private func key(_ key: UnsafePointer<UInt64>, in share: Share) -> (key: [UInt64], county: UInt16) {
            var shared = (0..<lanes).map { key[$0] }
            guard let county else { return (shared + [0], 0) }
            let code = UInt16(shared[county.lane] >> county.shift & county.mask)
            shared[county.lane] &= ~(county.mask << county.shift)
            guard code != 0 else { return (shared + [0], 0) }
            let region = share.regions(around: code, of: kind)
            let number = store.withLock { store in
                if let number = store.regions[region] { return number }
                let number = UInt64(store.regions.count + 1)
                store.regions[region] = number
                return number
            }
            return (shared + [number], code)
        }
    }
}

/// What is asked, while a case is resolved, of tables that packs add rows to.
final class PackQuestions: Sendable {
    /// One question: the values of the key columns of a table, and whether no row answered it.
    struct Question: Sendable {
        let table: String
        let values: [FactorQuery.Value?]
        let isUnanswered: Bool
    }

    private let share: SharedCases.Share
    private let state = Mutex<(asked: [Question], dependOnCounty: Bool)>(([], false))

    init(_ share: SharedCases.Share) { self.share = share }

    /// All of them.
    var asked: [Question] { state.withLock { $0.asked } }

    /// Whether an answer says how far the county is from others.
    var dependOnCounty: Bool { state.withLock { $0.dependOnCounty } }

    /// Notes what was asked of a table and how it answered.
    func note(_ table: String, _ values: [FactorQuery.Value?], _ answer: FactorMatch) {
        var isUnanswered = false
        if case .none(_, let failedOn) = answer {
            isUnanswered = true
            if failedOn == Column.countyCode { state.withLock { $0.dependOnCounty = true } }
        }
        note(table, values, isUnanswered: isUnanswered)
    }

    /// Notes what was asked of a table by one who does not look at what comes near.
    func note(_ table: String, _ values: [FactorQuery.Value?], isUnanswered: Bool = false) {
        guard share.addsRows(to: table) else { return }
        state.withLock { $0.asked.append(Question(table: table, values: values, isUnanswered: isUnanswered)) }
    }
}
