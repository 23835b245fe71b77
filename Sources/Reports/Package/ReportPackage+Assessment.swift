public import Calculation
import Factors
import FoundationEssentials
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
    ) {
        let part = ReportPart(
            assessment, result: result, findings: findings, scenario: scenario, plan: plan, draws: draws)
        self.init(header: part.header, parts: [part])
    }
}

extension ReportPart {
    init(
        _ assessment: Assessment, result: EmissionResult, findings: Findings, scenario: ReportScenario?, plan: String?,
        draws: DrawOptions?
    ) {
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
        for entry in result.incomplete { rules.incomplete[entry.pollutant] = entry.classes.clean }
        let files = InputFiles(inventory: inventory, library: context.library, plan: plan)
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
        addWords(context.library)
        addOverrides(context, sums)
        addOverrides(plausibility.check.overrules)
    }

    private mutating func addWords(_ library: FactorLibrary) {
        let vocabularies = library.vocabularies
        func label(_ vocabulary: String, _ code: String) -> Label? {
            vocabularies[vocabulary].code(exactly: code).flatMap { vocabularies[vocabulary][$0]?.label.clean }
        }
        for county in Set(totals.compactMap(\.county) + [header.region] + (scenario?.targets.map(\.region) ?? [])) {
            if let label = label("county_code", county) { words.add(.county, county, label) }
        }
        for sector in Set(totals.compactMap(\.sector) + kinds.flatMap(\.sectorNames)) {
            if let label = label("sector", sector) { words.add(.sector, sector, label) }
        }
        for pollutant in rules.pollutants {
            if let label = label("pollutant", pollutant) { words.add(.pollutant, pollutant, label) }
        }
        if let book = library.ruleBooks[rules.ruleBook] { words.add(.ruleBook, book.id, book.label.clean) }
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
        for factor in factors where factor.layer > 0 {
            overrides.append(
                ReportOverride(
                    kind: .factor, subject: factor.id, value: "\(factor.layer)", lines: sums.factorLines[factor.id] ?? 0
                ))
        }
        let lines = totals.filter { $0.county == nil && $0.sector == nil }.reduce(0) { $0 + $1.lines }
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
        for kind in kinds {
            guard let column = kind.kind.schema.place(of: Column.method).flatMap({ kind.cells[$0] }) else { continue }
            var forced: [String: Int] = [:]
            for row in 0..<kind.rowCount where !column.isBlank(at: row) { forced[column[row], default: 0] += 1 }
            for method in forced.keys.sorted() {
                overrides.append(
                    ReportOverride(kind: .method, subject: kind.kind.name, value: method, lines: forced[method] ?? 0))
            }
        }
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

    init(inventory: Inventory, library: FactorLibrary, plan: String?) {
        let folder = inventory.folder
        add(.manifest, "inventory.yaml", folder + "/inventory.yaml")
        for file in inventory.files {
            inputs.append(
                ReportInput(role: .table, name: file.path.without(folders: [folder]).clean, digest: file.digest))
        }
        for (layer, folder) in library.folders.enumerated() {
            for name in FactorLibrary.tables(inFolder: folder) {
                if layer == 0 {
                    add(.library, name, folder + "/" + name)
                } else {
                    addPack(layer, name, folder + "/" + name, as: "\(layer)/" + name)
                }
            }
        }
        addPack(library.folders.count, "regions.csv", folder + "/regions.csv", as: "regions.csv")
        if let plan { add(.plan, String(plan.split(separator: "/").last ?? Substring(plan)), plan) }
        inputs.sort { ($0.role.rawValue, $0.name, $0.digest) < ($1.role.rawValue, $1.name, $1.digest) }
        libraryDigest = InputFiles.digest(of: inputs.filter { $0.role == .library })
    }

    /// One digest over the names and digests of files.
    static func digest(of files: [ReportInput]) -> String {
        FactorLibrary.digest(of: files.map { ($0.name, $0.digest) })
    }

    private mutating func add(_ role: ReportInput.Role, _ name: String, _ path: String) {
        if let input = InputFiles.input(role, name, path) { inputs.append(input) }
    }

    /// A file by its name and digest; `nil` where it cannot be read.
    static func input(_ role: ReportInput.Role, _ name: String, _ path: String) -> ReportInput? {
        FileManager.default.contents(atPath: path).map {
            ReportInput(role: role, name: name.clean, digest: SHA256.hexadecimal(of: Array($0)))
        }
    }

    private mutating func addPack(_ layer: Int, _ name: String, _ path: String, as shown: String) {
        guard let data = FileManager.default.contents(atPath: path) else { return }
        inputs.append(ReportInput(role: .pack, name: shown, digest: SHA256.hexadecimal(of: Array(data))))
        var bytes = Array(data)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        packs.append(PackFile(layer: layer, name: name, text: String(decoding: bytes, as: UTF8.self).clean))
    }
}
