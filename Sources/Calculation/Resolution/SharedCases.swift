import Factors
import Inventories
import Synchronization
import Tables

/// Cases that many inventories have in common: what was resolved for one county holds for the next, where library, rule
/// book, packs, year and all that the manifest says of factors are the same.
///
/// Only what was computed with factors of the library itself, or does not arise, is shared: what a row lacks is told with
/// words of its own, and a factor of a pack stands in a file of its own.
public final class SharedCases: Sendable {
    /// What decides, beside the words and states of a row, what becomes of it.
    private struct Setting: Hashable {
        let kind: String
        let groupings: [String]
        let ruleBook: String
        /// The digest of what packs say of the kind.
        let packs: String
        let pollutants: [String]
        let year: Int
        let region: [String]
        let climate: Climate?
        let conditions: CountyConditions
        let defaults: Set<InventoryManifest.Default>
        let layout: String
    }

    private static let mostSettings = 64
    private let settings = Mutex<[Setting: Known]>([:])

    /// No cases yet.
    public init() {}

    /// How many cases are known.
    var count: Int { settings.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// The cases of one inventory among them.
    final class Share: Sendable {
        let cases: SharedCases
        private let library: FactorLibrary
        /// The files of each pack that stands above the library, with their digests.
        private let packs: [[(name: String, digest: String)]]
        /// The tables that have rows of single regions, by their folder.
        private let regional: [(folder: String, table: FactorTable)]
        private let regions = Mutex<[SourceKind.ID: [UInt16: [String]]]>([:])

        init(of cases: SharedCases, library: FactorLibrary) throws(FileError) {
            (self.cases, self.library) = (cases, library)
            // Regions are words; what tables say of them is in the tables.
            var files: [[(name: String, digest: String)]] = []
            for folder in library.folders.dropFirst() {
                files.append(try FactorLibrary.files(inFolder: folder, without: ["regions.csv"]))
            }
            packs = files
            regional = library.tables.filter { $0.value.tellsApart(Column.countyCode) }.map {
                (FactorLibrary.folder(of: $0.key), $0.value)
            }
        }

        /// The digest of what packs say of a kind: their tables in the folders that its methods read, and what stands at
        /// their top, such as words.
        private func packs(of kind: SourceKind.ID) -> String {
            let read = KindMethods.folders(of: [kind])
            return packs.map { files in
                FactorLibrary.digest(
                    of: files.filter { file in
                        let folder = FactorLibrary.folder(of: file.name)
                        return folder.isEmpty || read.contains(folder)
                    })
            }.joined(separator: " ")
        }

        /// The regions around a county, itself among them, that some table names which a kind's methods read: counties with
        /// the same ones have the same factors.
        func regions(around code: UInt16, of kind: SourceKind.ID) -> [String] {
            regions.withLock { known in
                if let regions = known[kind]?[code] { return regions }
                let words = library.vocabularies["county_code"]
                let read = KindMethods.folders(of: [kind])
                let tables = regional.filter { read.contains($0.folder) }.map(\.table)
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
            let manifest = context.manifest
            let defaults = manifest.defaults.filter { $0.table == kind.name }
            guard !manifest.tellsCountiesApart, context.ranges == nil,
                !defaults.contains(where: { $0.column == Column.countyCode })
            else { return nil }
            let region = library.vocabularies["county_code"].code(exactly: manifest.region) ?? 0
            return cases.known(
                Setting(
                    kind: kind.name, groupings: groupings, ruleBook: context.book.id, packs: packs(of: kind.id),
                    pollutants: context.pollutants, year: manifest.year, region: regions(around: region, of: kind.id),
                    climate: manifest.climate, conditions: manifest.conditions(ofCounty: ""), defaults: Set(defaults),
                    layout: layout.description), kind.id, layout)
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
        private struct Store {
            var keys: KeyTable
            /// By number of the key what became of each line; `nil` where it is not shared.
            var outcomes: [[Outcome?]] = []
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
        var count: Int { store.withLock { $0.outcomes.count } }

        /// The key of a case without its county, and behind it a number of the regions around that county.
        func key(_ key: UnsafePointer<UInt64>, in share: Share) -> [UInt64] {
            var shared = (0..<lanes).map { key[$0] }
            guard let county else { return shared + [0] }
            let code = UInt16(shared[county.lane] >> county.shift & county.mask)
            shared[county.lane] &= ~(county.mask << county.shift)
            guard code != 0 else { return shared + [0] }
            let region = share.regions(around: code, of: kind)
            return shared
                + [
                    store.withLock { store in
                        if let number = store.regions[region] { return number }
                        let number = UInt64(store.regions.count + 1)
                        store.regions[region] = number
                        return number
                    }
                ]
        }

        /// What became of each line of a case; `nil` where nobody met it.
        func outcomes(of key: [UInt64]) -> [Outcome?]? {
            key.withUnsafeBufferPointer { key in
                guard let key = key.baseAddress else { return nil }
                return store.withLock { store in store.keys.number(of: key).map { store.outcomes[Int($0)] } }
            }
        }

        /// Notes what became of each line of a case.
        func note(_ outcomes: [Outcome], of key: [UInt64]) {
            let shared = outcomes.map { outcome -> Outcome? in
                switch outcome {
                case .computed(let resolved):
                    (resolved.factors + resolved.rules).allSatisfy { $0.layer == 0 } ? outcome : nil
                case .notApplicable(_, let lacking): lacking.isEmpty ? outcome : nil
                case .missing: nil
                }
            }
            key.withUnsafeBufferPointer { key in
                guard let key = key.baseAddress else { return }
                store.withLock { store in
                    guard store.keys.number(of: key) == nil else { return }
                    store.keys.set(UInt64(store.outcomes.count), for: key)
                    store.outcomes.append(shared)
                }
            }
        }
    }
}
