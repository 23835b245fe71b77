public import Calculation
import Factors
import Inventories
import Quantities
public import Tables

extension ReportPackage {
    /// The package of one computed inventory.
    ///
    /// Reads the files of the library and the packs once more, for their digests and, for packs, their text.
    /// O(n log n) in the number of sources.
    ///
    /// - Parameters:
    ///   - result: computed with `balance`, or the package does not tell what is generated and how it is released.
    ///   - findings: what was found while computing; what was found while reading is added.
    ///   - scenario: what a plan would change.
    ///   - plan: the plan's file, for its digest.
    ///   - draws: how draws are made, where the run was asked how sure it is; the result must be computed by county.
    public init(
        _ assessment: Assessment, result: EmissionResult, findings: Findings, scenario: ReportScenario? = nil,
        plan: String? = nil, draws: DrawOptions? = nil
    ) throws(FileError) {
        let part = try ReportPart(
            assessment, result: result, findings: findings, scenario: scenario, plan: plan, draws: draws)
        self.init(header: part.header, parts: [part])
    }
}

extension ReportPart {
    init(
        _ assessment: Assessment, result: EmissionResult, findings: Findings, scenario: ReportScenario?, plan: String?,
        draws: DrawOptions?
    ) throws(FileError) {
        let context = assessment.context
        let manifest = context.manifest
        let inventory = assessment.inventory
        var builder = PartBuilder(assessment, result)
        let built = builder.build()
        header = ReportHeader(
            region: manifest.region, year: manifest.year, isInvented: manifest.isInvented, name: manifest.name.clean,
            compiler: manifest.compiler.clean)
        origin = manifest.sources.clean
        program = ProgramVersion.text
        rules = ReportRules(
            ruleBook: context.book.id, pollutants: context.pollutants, climate: manifest.climate,
            countyClimates: manifest.countyClimates, gasolineSulphur: manifest.gasolineSulphur,
            dieselSulphur: manifest.dieselSulphur, speed: manifest.speed,
            countyConditions: manifest.countyConditions, defaults: manifest.defaults)
        rules.incomplete = Incompleteness.inOrder(result.incomplete.map(\.clean))
        let files = try InputFiles(inventory: inventory, library: context.library, plan: plan)
        inputs = files.inputs
        packs = files.packs
        library = files.libraryDigest
        outlets = assessment.outlets?.reported ?? []
        kinds = built.kinds.filter { $0.rowCount > 0 }
        bases = built.bases
        factors = builder.factors.keys.sorted().compactMap { id in
            builder.factors[id].map { ReportFactor($0, id: id, library: context.library) }
        }
        var assumptions = built.assumptions
        let sums = PartSums(
            kinds: kinds, bases: bases,
            assumptionKinds: Dictionary(uniqueKeysWithValues: assumptions.map { ($0.id, $0.kind) }))
        for i in assumptions.indices { assumptions[i].masses = sums.assumptions[assumptions[i].id] ?? [:] }
        self.assumptions = assumptions
        totals = sums.totals
        uncertainty = draws.flatMap { PartUncertainty(result, $0) }
        if uncertainty != nil { rules.ranges = manifest.ranges }
        self.scenario = scenario
        var all = assessment.findings
        all.add(findings)
        let plausibility = assessment.plausibility()
        all.add(plausibility.findings)
        let folders = [inventory.folder] + context.library.folders
        self.findings = all.sorted.map { ReportFinding($0, folders: folders) }.sorted()
        findingCounts = Dictionary(
            uniqueKeysWithValues: Finding.Severity.allCases.map { ($0, all.count($0)) })
        rejected = inventory.rejected.flatMap { file in
            file.rows.map { row in
                ReportRejectedRow(
                    file: file.file.without(folders: folders), line: row.line, cells: row.cells.map(\.clean),
                    codes: Set(row.reasons.filter { $0.severity == .error }.map(\.message.code)).sorted())
            }
        }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
        overrides = []
        words = builder.words
        for (kind, codes) in codesInUse {
            for code in codes {
                if let label = ReportWords.label(kind, code, in: context.library) { words.add(kind, code, label) }
            }
        }
        addOverrides(context, sums)
        addOverrides(plausibility.check.overrules)
        account(of: result, rows: inventory.sheets.reduce(0) { $0 + $1.table.rowCount })
    }

    /// Each source that was computed stands in the part, with the tonnes that were computed.
    func account(of result: EmissionResult, rows: Int) {
        Account.balance("sources of \(placeName)", Int128(rows), [("in the package", Int128(sourceCount))])
        let computed = result.totals(by: [Grouping("pollutant")].compactMap { $0 })
        for pollutant in rules.pollutants {
            Account.balance(
                "micrograms of \(pollutant)",
                computed.filter { $0.keys == [pollutant] }.reduce(0) { $0 + $1.emission.micrograms },
                [("in the package", grandTotal(pollutant))])
        }
    }

    /// The total of a pollutant over all counties and sectors, in micrograms.
    func grandTotal(_ pollutant: String) -> Int128 {
        totals.filter { $0.county == nil && $0.sector == nil && $0.pollutant == pollutant }
            .reduce(0) { $0 + $1.emission.micrograms }
    }

    /// What its sources emit of a pollutant, in micrograms.
    func micrograms(of pollutant: String) -> Int128 {
        if let rest { return rest.micrograms[pollutant, default: 0] }
        var sum: Int128 = 0
        for kind in kinds {
            for (line, entry) in kind.lines.enumerated() where entry.pollutant == pollutant {
                for (mass, basis) in zip(kind.micrograms[line], kind.bases[line])
                where basis >= 0 && bases[Int(basis)].hasNumber {
                    sum += Int128(mass)
                }
            }
        }
        return sum
    }

    /// The codes that are named, beside those of processes and methods.
    private var codesInUse: [(kind: ReportWords.Kind, codes: Set<String>)] {
        [
            (.county, Set(totals.compactMap(\.county) + [header.region] + (scenario?.targets.map(\.region) ?? []))),
            (.sector, Set(totals.compactMap(\.sector) + kinds.flatMap(\.sectorNames))),
            (.pollutant, Set(rules.pollutants)), (.ruleBook, [rules.ruleBook]),
        ]
    }

    /// Rules that somebody who knows the source says are broken for a reason: they travel with the data.
    private mutating func addOverrides(_ overrules: [PlausibilityCheck.Overrule]) {
        for overrule in overrules {
            overrides.append(
                ReportOverride(
                    kind: .rule, subject: "\(overrule.rule) \(overrule.source)".clean,
                    value: "\(overrule.name): \(overrule.reason)".clean, lines: 1))
        }
    }

    private mutating func addOverrides(_ context: RunContext, _ sums: PartSums) {
        overrides += localFactors(sums)
        if context.book.id != context.manifest.ruleBook {
            overrides.append(
                ReportOverride(
                    kind: .ruleBook, subject: context.manifest.ruleBook, value: context.book.id, lines: lines))
        }
        if context.pollutants != context.manifest.pollutants {
            overrides.append(
                ReportOverride(
                    kind: .pollutants, subject: context.manifest.pollutants.joined(separator: ","),
                    value: context.pollutants.joined(separator: ","), lines: lines))
        }
        overrides += forcedMethods
    }

    /// How many results there are.
    var lines: Int { totals.filter { $0.county == nil && $0.sector == nil }.reduce(0) { $0 + $1.lines } }

    /// Local factors, with how many results rest on each.
    func localFactors(_ sums: PartSums) -> [ReportOverride] {
        factors.filter { $0.layer > 0 }.map {
            ReportOverride(kind: .factor, subject: $0.id, value: "\($0.layer)", lines: sums.factorLines[$0.id] ?? 0)
        }
    }

    /// Methods that rows force, with how many rows of a kind do.
    var forcedMethods: [ReportOverride] {
        kinds.flatMap { kind -> [ReportOverride] in
            guard let column = kind.kind.schema.place(of: Column.method).flatMap({ kind.cells[$0] }) else { return [] }
            var forced: [String: Int] = [:]
            for row in 0..<kind.rowCount where !column.isBlank(at: row) { forced[column[row], default: 0] += 1 }
            return forced.keys.sorted().map {
                ReportOverride(kind: .method, subject: kind.kind.name, value: $0, lines: forced[$0] ?? 0)
            }
        }
    }
}

extension ReportWords {
    /// What a library names a code; `nil` where it has none, and of processes, which are the program's.
    static func label(_ kind: Kind, _ code: String, in library: FactorLibrary) -> Label? {
        let name: String
        switch kind {
        case .county: name = "county_code"
        case .sector, .pollutant, .method: name = kind.rawValue
        case .process: return nil
        case .ruleBook: return library.ruleBooks[code]?.label.clean
        }
        let words = library.vocabularies[name]
        return words.code(exactly: code).flatMap { words[$0]?.label.clean }
    }
}

extension ReportFactor {
    init(_ factor: Factor, id: String, library: FactorLibrary) {
        var table = factor.location.file.without(folders: library.folders)
        if table.hasSuffix(".csv") { table.removeLast(4) }
        self.init(
            id: id, table: table, value: factor.value, unit: factor.unit.symbol,
            confidence: factor.reference.confidence.rawValue, source: factor.reference.source.clean,
            title: (library.sources[factor.reference.source]?.title ?? factor.reference.source).clean,
            place: factor.reference.place.clean, years: factor.years, layer: factor.layer)
    }
}

extension ReportFinding: Comparable {
    init(_ finding: Finding, folders: [String]) {
        self.init(
            severity: finding.severity, code: finding.message.code,
            text: finding.message.text.clean.without(folders: folders),
            file: finding.location?.file.without(folders: folders).clean, line: finding.location?.line,
            column: finding.location?.column?.clean, value: finding.value?.clean.without(folders: folders),
            expected: finding.expected?.clean.without(folders: folders))
    }

    /// Errors first, then by place and code.
    public static func < (a: ReportFinding, b: ReportFinding) -> Bool {
        if a.severity != b.severity { return a.severity < b.severity }
        if a.file != b.file { return a.file ?? "" < b.file ?? "" }
        if a.line != b.line { return a.line ?? 0 < b.line ?? 0 }
        return (a.column ?? "", a.code, a.value ?? "", a.text.en) < (b.column ?? "", b.code, b.value ?? "", b.text.en)
    }
}

/// The files behind a part: names, digests, and the text of local factors.
struct InputFiles {
    private(set) var inputs: [ReportInput] = []
    private(set) var packs: [PackFile] = []
    private(set) var libraryDigest = ""

    init(inventory: Inventory, library: FactorLibrary, plan: String?) throws(FileError) {
        let folder = inventory.folder
        try add(.manifest, "inventory.yaml", folder + "/inventory.yaml")
        for file in inventory.files {
            inputs.append(
                ReportInput(role: .table, name: file.path.without(folders: [folder]).clean, digest: file.digest))
        }
        for (layer, folder) in library.folders.enumerated() {
            for name in try FactorLibrary.tables(inFolder: folder) {
                if layer == 0 {
                    try add(.library, name, folder + "/" + name)
                } else {
                    try addPack(layer, name, folder + "/" + name, as: "\(layer)/" + name)
                }
            }
        }
        try addPack(library.folders.count, "regions.csv", folder + "/regions.csv", as: "regions.csv")
        if let plan { try add(.plan, String(plan.split(separator: "/").last ?? Substring(plan)), plan) }
        inputs.sort { ($0.role.rawValue, $0.name, $0.digest) < ($1.role.rawValue, $1.name, $1.digest) }
        libraryDigest = InputFiles.digest(of: inputs.filter { $0.role == .library })
    }

    /// One digest over the names and digests of files.
    static func digest(of files: [ReportInput]) -> String {
        FactorLibrary.digest(of: files.map { ($0.name, $0.digest) })
    }

    private mutating func add(_ role: ReportInput.Role, _ name: String, _ path: String) throws(FileError) {
        if let input = try InputFiles.input(role, name, path) { inputs.append(input) }
    }

    /// A file by its name and digest; `nil` where it is not there.
    static func input(_ role: ReportInput.Role, _ name: String, _ path: String) throws(FileError) -> ReportInput? {
        try bytes(path).map { ReportInput(role: role, name: name.clean, digest: SHA256.hexadecimal(of: $0)) }
    }

    private static func bytes(_ path: String) throws(FileError) -> [UInt8]? {
        do { return try InputFile.bytes(of: path) } catch {
            // A workbook has no manifest beside it.
            guard error.isMissing else { throw error }
            return nil
        }
    }

    private mutating func addPack(_ layer: Int, _ name: String, _ path: String, as shown: String) throws(FileError) {
        guard var bytes = try InputFiles.bytes(path) else { return }
        inputs.append(ReportInput(role: .pack, name: shown, digest: SHA256.hexadecimal(of: bytes)))
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        packs.append(PackFile(layer: layer, name: name, text: String(decoding: bytes, as: UTF8.self).clean))
    }
}
