import Calculation
import Factors
import FoundationEssentials
import Glibc
import Inventories
import Quantities
import Synchronization
import Tables

/// Computes every source of a part again, from the inputs in the file, with the receiver's own factor library, and
/// compares state, sector and mass.
struct Recalculation {
    private let part: ReportPart
    private let file: String
    private let factors: LibraryShelf

    init(_ part: ReportPart, file: String, factors: LibraryShelf) {
        self.part = part
        self.file = file
        self.factors = factors
    }

    func check(_ result: inout Verification) async {
        do {
            var library = try factors.library(with: part.packs)
            compareLibrary(library, &result)
            checkRules(library, &result)
            _ = try library.addDivisions(
                of: part.header.region, year: part.header.year,
                inventedAs: part.header.isInvented ? part.header.name : nil)
            compareWords(library, &result)
            var context = try RunContext(
                library: library, manifest: part.manifest, ruleBook: part.rules.ruleBook,
                pollutants: part.rules.pollutants)
            context.share(try factors.sharedCases(), packs: part.packs.byLayer)
            await compare(context, &result)
        } catch let findings as Findings {
            for finding in findings.sorted.prefix(20) where finding.severity == .error {
                add(.cannotRecompute, "", value: finding.description(in: .en), &result)
            }
        } catch {
            factors.tellLack(error)
            add(.cannotRecompute, "packs", value: "\(error)", &result)
        }
    }

    private func add(
        _ message: Finding.Message, _ place: String, value: String? = nil, expected: String? = nil,
        severity: Finding.Severity = .error, _ result: inout Verification
    ) {
        let column = place.isEmpty ? part.placeName : part.placeName + " " + place
        result.add(
            Finding(
                severity, message, at: Location(file: file, column: column), value: value,
                expected: expected.map { Label(same: $0) }), .arithmetic)
    }

    /// Rules that no inventory may state, and local factors that no library would hold.
    private func checkRules(_ library: FactorLibrary, _ result: inout Verification) {
        var found = part.manifest.check(against: library)
        found.add(PackCheck(library: library).findings())
        for finding in found.sorted.prefix(20) {
            result.add(
                Finding(
                    finding.severity, finding.message, at: Location(file: file, column: part.placeName + " rules"),
                    value: finding.value, expected: finding.expected, nearest: finding.nearest), .arithmetic)
        }
    }

    /// Factors whose number the receiver's library does not have.
    private func compareLibrary(_ library: FactorLibrary, _ result: inout Verification) {
        func id(_ factor: ReportFactor) -> String {
            factor.id.hasSuffix("@\(factor.layer)") ? String(factor.id.dropLast(2)) : factor.id
        }
        let used = Set(part.factors.map(id))
        let known = factors.factors(of: used, in: library)
        let own = factors.digest
        if own != part.library {
            add(.libraryDiffers, "library", value: part.library, expected: own, severity: .warning, &result)
        }
        for factor in part.factors {
            guard let right = known[id(factor)], !right.isEmpty else {
                add(.factorUnknown, "factor \(factor.id)", value: DecimalText.shortest(factor.value), &result)
                continue
            }
            if !right.contains(where: { $0.value == factor.value && $0.unit.symbol == factor.unit }) {
                add(
                    .factorDiffers, "factor \(factor.id)",
                    value: DecimalText.shortest(factor.value) + " " + factor.unit,
                    expected: right.map { DecimalText.shortest($0.value) + " " + $0.unit.symbol }.joined(
                        separator: ", "),
                    &result)
            } else if !right.contains(where: { ReportFactor($0, id: factor.id, library: library).says(as: factor) }) {
                // Another edition of the library may cite otherwise; a pack is in the package.
                add(
                    .citationDiffers, "factor \(factor.id)", value: factor.citation,
                    expected: right.map { ReportFactor($0, id: factor.id, library: library).citation }.joined(
                        separator: ", "), severity: own == part.library || factor.layer > 0 ? .error : .warning, &result
                )
            }
            if factor.layer > 0 {
                add(
                    .localFactor, "factor \(factor.id)", value: DecimalText.shortest(factor.value) + " " + factor.unit,
                    severity: .note, &result)
            }
        }
    }

    /// Names of codes that are not those of the receiver; with another edition of library or program they may differ.
    private func compareWords(_ library: FactorLibrary, _ result: inout Verification) {
        guard factors.digest == part.library, part.program == ProgramVersion.text else { return }
        let processes = Dictionary(grouping: SourceKind.all.flatMap { KindMethods.processes(of: $0.id) }, by: \.id)
        for (key, label) in part.words.sorted {
            let right =
                key.kind == .process
                ? processes[key.code, default: []].map(\.label.clean)
                : [ReportWords.label(key.kind, key.code, in: library)].compactMap { $0 }
            guard !right.contains(label) else { continue }
            add(
                .wordDiffers, "word \(key.kind.rawValue) \(key.code)", value: "\(label.zh) \(label.en)",
                expected: right.first.map { "\($0.zh) \($0.en)" } ?? "", &result)
        }
    }

    /// How many sources are in memory as tables at a time.
    private static let chunk = 1 << 15

    private func compare(_ context: RunContext, _ result: inout Verification) async {
        let rebuilders = part.kinds.map { TableRebuilder($0, library: context.library, file: file) }
        for rebuilder in rebuilders {
            let unreadable = rebuilder.unreadable(part.placeName)
            for finding in unreadable { result.add(finding, .arithmetic) }
            guard unreadable.isEmpty else { return }
        }
        compareOutlets(rebuilders, context, &result)
        askRules(rebuilders, context, &result)
        // Tables without rows make the engines; the sources go through them chunk by chunk.
        let sheets = zip(part.kinds, rebuilders).map {
            Inventory.Sheet(kind: $0.kind, table: $1.table(0..<0))
        }
        var findings = Findings()
        let computed = await Inventory(folder: file, manifest: part.manifest, sheets: sheets)
            .emissions(in: context, balance: part.hasBalance, findings: &findings)
        var known = KnownResults()
        for (kind, rebuilder) in zip(part.kinds, rebuilders) {
            guard let right = computed.kinds.first(where: { $0.kind.id == kind.kind.id }) else { continue }
            compare(kind, right, rebuilder, context, known: &known, &result)
        }
        compareUncertainty(rebuilders, context, &result)
        let right = IncompleteTotals(context.incomplete(computed: known.classes, rows: known.rows).map(\.clean))
        let told = IncompleteTotals(part.rules.incomplete)
        for pollutant in context.pollutants where told.told(pollutant) != right.told(pollutant) {
            add(
                .completenessDiffers, "rules " + pollutant, value: told.told(pollutant)?.en ?? "complete",
                expected: right.told(pollutant)?.en ?? "complete", &result)
        }
    }

    /// Works out again how totals depend on what is uncertain.
    private func compareUncertainty(
        _ rebuilders: [TableRebuilder], _ context: RunContext, _ result: inout Verification
    ) {
        guard let told = part.uncertainty else { return }
        let tables = zip(part.kinds, rebuilders).map { $1.table(0..<$0.rowCount) }
        guard
            let right = Recalculation.record(of: part, tables, context, file: file, told.options),
            right != told.record
        else { return }
        func texts(_ record: UncertaintyRecord) -> [String] {
            let variables = record.variables.map { "\($0.name) \($0.spread.stated) \($0.spread.origin.code)" }
            let groups = record.groups.map { group in
                group.key.joined(separator: " ") + " "
                    + (group.terms.map { $0.mass.tonnes() } + group.errors.map { "\($0.deviation) \($0.squares)" })
                    .joined(separator: " ")
            }
            return variables + record.formulas + groups + record.unknown.map { "\($0.pollutant) \($0.name) \($0.mass)" }
        }
        let (own, other) = (texts(told.record), texts(right))
        let different = zip(own, other).first { $0 != $1 }
        add(
            .uncertaintyRecord, "uncertainty", value: different?.0 ?? "\(own.count)",
            expected: different?.1 ?? "\(other.count)", &result)
    }

    /// Asks the receiver's rules of plausibility about every source; what the package overrules is a note with its reason.
    private func askRules(_ rebuilders: [TableRebuilder], _ context: RunContext, _ result: inout Verification) {
        let overrules = part.overrides.filter { $0.kind == .rule }.map { entry in
            let subject = entry.subject.split(separator: " ", maxSplits: 1).map(String.init)
            let value = entry.value.split(separator: ":", maxSplits: 1).map(String.init)
            return PlausibilityCheck.Overrule(
                rule: subject.first ?? "", source: subject.count > 1 ? subject[1] : "",
                reason: value.count > 1 ? String(value[1].drop { $0 == " " }) : "", name: value.first ?? "")
        }
        var findings = Findings()
        let check = PlausibilityCheck(context, overrules: overrules, findings: &findings)
        for (kind, rebuilder) in zip(part.kinds, rebuilders) {
            // Rules across rows look at as many as are in memory at a time.
            for first in stride(from: 0, to: kind.rowCount, by: Recalculation.chunk * 8) {
                let table = rebuilder.table(first..<min(first + Recalculation.chunk * 8, kind.rowCount))
                findings.add(check.findings(of: [Inventory.Sheet(kind: kind.kind, table: table)]))
            }
        }
        for finding in findings.sorted {
            let place = finding.location?.column.map { " \($0)" } ?? ""
            result.add(
                Finding(
                    finding.severity, finding.message, at: Location(file: file, column: part.placeName + place),
                    value: finding.value, expected: finding.expected), .rules)
        }
    }

    /// Shares what is monitored at outlets again, and compares the units' parts.
    private func compareOutlets(
        _ rebuilders: [TableRebuilder], _ context: RunContext, _ result: inout Verification
    ) {
        var units: [Inventory.Sheet] = []
        for (kind, rebuilder) in zip(part.kinds, rebuilders) where !part.outlets.isEmpty {
            guard let place = kind.kind.schema.place(of: Column.outletNumber), kind.cells[place] != nil else {
                continue
            }
            var own = rebuilder.table(0..<0)
            for first in stride(from: 0, to: kind.rowCount, by: Recalculation.chunk) {
                let table = rebuilder.table(first..<min(first + Recalculation.chunk, kind.rowCount))
                own.append(table.selecting(OutletSharing.rowsOfOutlets(table)))
            }
            for (place, column) in kind.kind.schema.columns.enumerated() where column.isWorkedOut {
                own.cells[place] = .absent
            }
            units.append(Inventory.Sheet(kind: kind.kind, table: own))
        }
        var findings = Findings()
        let sharing = OutletSharing(part.outlets, among: units, in: context, findings: &findings)
        for kind in part.kinds {
            for (place, column) in kind.kind.schema.columns.enumerated() where column.isWorkedOut {
                for row in 0..<kind.rowCount {
                    let share = sharing.share(place, of: kind.kind, file: file, line: row + 1)
                    let text = kind.cells[place]?[row] ?? ""
                    guard text != share.map(DecimalText.shortest) ?? "" else { continue }
                    add(
                        .shareDiffers, "\(kind.kind.name) \(kind.sourceName(row: row)) \(column.id)", value: text,
                        expected: share.map(DecimalText.shortest) ?? "", &result)
                }
            }
        }
    }

    private func compare(
        _ kind: ReportKind, _ right: KindResult, _ rebuilder: TableRebuilder, _ context: RunContext,
        known: inout KnownResults, _ result: inout Verification
    ) {
        let processes = KindMethods.processes(of: kind.kind.id)
        let places = right.engine.lines.map { line in
            kind.lines.firstIndex(
                of: ReportKind.Line(
                    process: processes[line.process].id, pollutant: context.pollutants[line.pollutant]))
        }
        var bases: [Int32: CaseBasis] = [:]
        var lacking: [Int32: [WholeAndPart]] = [:]
        let pairs = WholesAndParts(context)
        var above = PartsAboveWholes()
        for first in stride(from: 0, to: kind.rowCount, by: Recalculation.chunk) {
            let rows = first..<min(first + Recalculation.chunk, kind.rowCount)
            let lines = right.lines(of: rebuilder.table(rows))
            for row in lines.aboveWholes { above.add(row, number: first + row.row) }
            for row in rows {
                let number = lines.cases[row - first]
                let basis = bases[number] ?? right.basis(ofCase: Int(number))
                if bases.updateValue(basis, forKey: number) == nil {
                    for line in basis.lines
                    where context.needsClasses(line.pollutant) && [.computed, .assumed].contains(line.state)
                        && line.method?.nature != Nature.none
                    {
                        known.classes[line.pollutant, default: []].insert(right.class8(ofCase: Int(number)))
                    }
                    lacking[number] = pairs.isEmpty ? [] : Recalculation.lacking(basis, pairs)
                }
                if !pairs.isEmpty { for pair in lacking[number] ?? [] { known.rows[pair, default: 0] += 1 } }
                compare(kind, row, lines.basis(basis, ofRow: row - first), places, lines, row - first, &result)
            }
        }
        for finding in above.findings(
            right.engine,
            at: { row in
                Location(file: file, column: "\(part.placeName) \(kind.kind.name) \(kind.sourceName(row: row))")
            }
        ).sorted {
            result.add(finding, .rules)
        }
        if kind.lines.count != places.count {
            add(.resultMissing, kind.kind.name, value: "\(kind.lines.count)", expected: "\(places.count)", &result)
        }
    }

    /// What the totals of a part rest on, as it is computed again.
    private struct KnownResults {
        /// The paths of classes with a number, by pollutant.
        var classes: [String: Set<String>] = [:]
        /// How many results have a number of a part alone.
        var rows: [WholeAndPart: Int] = [:]
    }

    /// The wholes that a case has no number of where it has one of a part, process by process.
    private static func lacking(_ basis: CaseBasis, _ pairs: WholesAndParts) -> [WholeAndPart] {
        var known: [String: Set<String>] = [:]
        for line in basis.lines {
            guard let method = line.method, method.nature != .none else { continue }
            known[line.process.id, default: []].insert(line.pollutant)
        }
        return known.values.flatMap(pairs.lacking)
    }

    private static func text(_ told: (release: Release?, isGenerationKnown: Bool)) -> String {
        (told.release?.rawValue ?? "") + (told.isGenerationKnown ? "" : ", generated unknown")
    }

    /// Compares one source: `places` are its lines in the report, `right` what each must be, in its row `number`.
    private func compare(
        _ kind: ReportKind, _ row: Int, _ basis: CaseBasis, _ places: [Int?], _ right: SourceLines, _ number: Int,
        _ result: inout Verification
    ) {
        var source: String { "\(kind.kind.name) \(kind.sourceName(row: row))" }
        if kind.sector(row: row) != basis.sector {
            add(.sectorDiffers, source, value: kind.sector(row: row), expected: basis.sector, &result)
        }
        for (line, place) in places.enumerated() {
            let own = basis.lines[line]
            var name: String { "\(source) \(own.process.id) \(own.pollutant)" }
            guard let place, kind.bases[place][row] >= 0 else {
                add(.resultMissing, name, &result)
                continue
            }
            let stated = part.bases[Int(kind.bases[place][row])]
            func cell(_ column: [Int64], _ row: Int) -> Int64 { column.isEmpty ? 0 : column[row] }
            if stated.state != own.state || stated.method != own.method?.id {
                add(
                    .methodDiffers, name, value: stated.state.rawValue + " " + (stated.method ?? ""),
                    expected: own.state.rawValue + " " + (own.method?.id ?? ""), &result)
            } else if kind.micrograms[place][row] != right.micrograms[line][number] {
                add(
                    .resultDiffers, name, value: Mass(micrograms: kind.micrograms[place][row]).tonnes(),
                    expected: Mass(micrograms: right.micrograms[line][number]).tonnes(), &result)
            } else if part.hasBalance {
                let told = (stated.release, stated.isGenerationKnown)
                if told != (own.release, own.isGenerationKnown) {
                    add(
                        .releaseDiffers, name, value: Recalculation.text(told),
                        expected: Recalculation.text((own.release, own.isGenerationKnown)), &result)
                }
                for (column, value, expected) in [
                    ("removed", cell(kind.removed[place], row), cell(right.removed[line], number)),
                    ("fugitive", cell(kind.fugitive[place], row), cell(right.fugitive[line], number)),
                ] where value != expected {
                    add(
                        .balanceDiffers, name + " " + column, value: Mass(micrograms: value).tonnes(),
                        expected: Mass(micrograms: expected).tonnes(), &result)
                }
            }
        }
    }
}

extension ReportFactor {
    /// Whether all but the number and the id is the same.
    fileprivate func says(as other: ReportFactor) -> Bool { citation == other.citation && title == other.title }

    /// Where the number is from, how sure it is, and for when it holds.
    fileprivate var citation: String {
        "\(table) \(source) \(place) \(confidence) \(years.lowerBound)–\(years.upperBound)"
    }
}

/// The receiver's factor library, read once for all packages.
final class LibraryShelf: Sendable {
    let folder: String
    private let known = Mutex<FactorLibrary?>(nil)
    private let last = Mutex<(packs: [PackFile], library: FactorLibrary)?>(nil)
    private let knownDigest = Mutex<String?>(nil)
    private let lack = Mutex<Findings?>(nil)
    private let shared = Mutex<SharedCases?>(nil)
    /// The factors of the built-in library by their ids, with their tables.
    private let byID = Mutex<[String: [(table: String, factor: Factor)]]?>(nil)

    init(folder: String) { self.folder = folder }

    /// The library with a part's own packs on top, which are written out only while they are read. The built-in one
    /// is read once, and packs that several parts share are read once where they follow each other.
    func library(with packs: [PackFile]) throws -> FactorLibrary {
        if let last = last.withLock({ $0 }), last.packs == packs { return last.library }
        let library = try packs.isEmpty ? builtIn() : builtIn().adding(files: packs)
        last.withLock { $0 = (packs, library) }
        return library
    }

    /// What parts without packs have in common.
    func sharedCases() throws -> SharedCases {
        let library = try builtIn()
        return shared.withLock { shared in
            let cases = shared ?? SharedCases(library: library)
            shared = cases
            return cases
        }
    }

    /// The factors of some ids in a library that lies over the built-in one, by table and row.
    func factors(of ids: Set<String>, in library: FactorLibrary) -> [String: [Factor]] {
        let below = known.withLock { $0 }
        let index = byID.withLock { byID in
            if let known = byID { return known }
            var index: [String: [(table: String, factor: Factor)]] = [:]
            for (name, table) in below?.tables ?? [:] {
                for factor in table.factors { index[factor.id, default: []].append((name, factor)) }
            }
            byID = index
            return index
        }
        var found: [String: [(table: String, factor: Factor)]] = [:]
        for id in ids { found[id] = index[id] }
        for (name, table) in library.tables {
            for row in (below?.tables[name]?.count ?? 0)..<table.count {
                let factor = table.factor(ofRow: row)
                if ids.contains(factor.id) { found[factor.id, default: []].append((name, factor)) }
            }
        }
        // Rows of one table stand in their order already.
        return found.mapValues { rows in
            rows.indices.sorted { (rows[$0].table, $0) < (rows[$1].table, $1) }.map { rows[$0].factor }
        }
    }

    private func builtIn() throws -> FactorLibrary {
        do {
            return try known.withLock { known in
                if let known { return known }
                var library = try FactorLibrary(folder: folder)
                library.addWords(KindMethods.methods.map { ($0.method.id, $0.method.label) }, to: "method")
                known = library
                return library
            }
        } catch {
            tellLack(error)
            throw error
        }
    }

    /// Keeps an error where it is that a file could not be read.
    func tellLack(_ error: any Error) {
        let findings = (error as? FileError).map { Findings([.cannotRead($0)]) } ?? error as? Findings
        if let findings, findings.lackFile { lack.withLock { $0 = findings } }
    }

    /// Why the library itself could not be read, where that was so: nothing that was said of packages holds then.
    var failure: Findings? { lack.withLock { $0 } }

    /// One digest over all of its files.
    var digest: String {
        if let digest = knownDigest.withLock({ $0 }) { return digest }
        do throws(FileError) {
            let digest = try FactorLibrary.digest(ofFolder: folder)
            knownDigest.withLock { $0 = digest }
            return digest
        } catch {
            tellLack(error)
            return ""
        }
    }
}

extension FactorLibrary {
    /// The library with packs on top that are given as texts.
    fileprivate func adding(files packs: [PackFile]) throws -> FactorLibrary {
        let files = FileManager.default
        let root = files.temporaryDirectory.path + "/lantian-packs-\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: root) }
        var layers: Set<Int> = []
        for pack in packs {
            layers.insert(pack.layer)
            let path = root + "/\(pack.layer)/" + pack.name
            let folder = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex))
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // They are read at once and go: nobody waits until they are on the disk.
            guard let file = fopen(path, "wbe") else { throw FileError(path: path, operation: .write, code: errno) }
            let bytes = Array(pack.text.utf8)
            let written = fwrite(bytes, 1, bytes.count, file)
            guard fclose(file) == 0, written == bytes.count else {
                throw FileError(path: path, operation: .write, code: errno)
            }
        }
        return try adding(packs: layers.sorted().map { root + "/\($0)" })
    }
}

extension Finding.Message {
    static let cannotRecompute = Self("recompute-impossible", "无法复算", "the sources cannot be computed again")
    static let libraryDiffers = Self(
        "library-differs", "报送方的系数库与本地不同", "the sender's factor library is not the receiver's")
    static let factorUnknown = Self("factor-unknown", "本地系数库没有该系数", "the receiver's library has no such factor")
    static let factorDiffers = Self("factor-differs", "系数与本地系数库不同", "the factor is not that of the receiver's library")
    static let citationDiffers = Self(
        "factor-citation", "系数的来源、可信程度或适用年份与系数库不同",
        "source, confidence or years of the factor are not those of the library")
    static let wordDiffers = Self("word-differs", "代码的名称与系数库不同", "the name of a code is not that of the library")
    static let localFactor = Self("factor-local", "采用了本地系数", "a local factor was used")
    static let sectorDiffers = Self("recompute-sector", "部门与复算不符", "the sector is not the one recomputed")
    static let methodDiffers = Self(
        "recompute-method", "状态或方法与复算不符", "state or method are not those recomputed")
    static let resultDiffers = Self("recompute-emission", "排放量与复算不符", "the emission is not the one recomputed")
    static let completenessDiffers = Self(
        "recompute-completeness", "完整性声明与复算不符", "what the totals lack is not what the recomputation finds")
    static let balanceDiffers = Self(
        "recompute-balance", "去除量或无组织排放量与复算不符", "what is removed or leaves in the open is not what was recomputed")
    static let releaseDiffers = Self(
        "recompute-release", "排放去向或产生量是否已知与复算不符",
        "how it is released, or whether its generation is known, is not what was recomputed")
    static let shareDiffers = Self(
        "recompute-outlet", "排放口监测的分摊量与复算不符", "the share of what is monitored at the outlet is not the one recomputed")
    static let resultMissing = Self("recompute-missing", "缺少应有的结果", "a result is missing")
}

extension [PackFile] {
    /// The files of each pack, the lowest first, with the digests of those that decide by their bytes.
    fileprivate var byLayer: [[(name: String, digest: String)]] {
        var layers: [Int: [(name: String, digest: String)]] = [:]
        for file in self {
            var known = layers[file.layer] ?? []
            if SharedCases.isTold(file.name) {
                known.append((name: file.name, digest: SHA256.hexadecimal(of: [UInt8](file.text.utf8))))
            }
            layers[file.layer] = known
        }
        return layers.keys.sorted().compactMap { layers[$0] }
    }
}
