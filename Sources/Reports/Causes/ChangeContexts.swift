import Calculation
import Factors
import Inventories
import Tables

/// The libraries, rules and conditions between two years, and the engines that compute by them.
final class ChangeContexts {
    private let old: ReportPart
    private let new: ReportPart
    private let pollutants: [String]
    private let libraries: (old: FactorLibrary, new: FactorLibrary)
    private var results: [[Bool]: [SourceKind.ID: KindResult]] = [:]

    /// - Throws: `Findings` where the library does not know a word of the packages.
    init(from old: ReportPart, to new: ReportPart, _ pollutants: [String], _ shelf: LibraryShelf) throws {
        self.old = old
        self.new = new
        self.pollutants = pollutants
        func library(_ part: ReportPart) throws -> FactorLibrary {
            var library = try shelf.library(with: part.packs)
            // Codes of both years: a county may have another one in the later.
            for part in [old, new] {
                _ = try library.addDivisions(
                    of: part.header.region, year: part.header.year,
                    inventedAs: part.header.isInvented ? part.header.name : nil)
            }
            return library
        }
        libraries = try (library(old), library(new))
        var findings = Findings()
        for (part, library) in [(old, libraries.old), (new, libraries.new)] {
            for kind in part.kinds {
                for finding in TableRebuilder(kind, library: library, file: part.placeName).unreadable(part.placeName) {
                    findings.add(finding)
                }
            }
        }
        if findings.hasErrors { throw findings }
    }

    /// Whether a group changes what every source is computed by.
    func changes(by cause: EmissionChange.Cause) -> Bool {
        switch cause {
        case .library: old.packs != new.packs
        case .method: old.rules.ruleBook != new.rules.ruleBook
        case .factor:
            old.header.year != new.header.year || old.header.region != new.header.region
                || old.rules.climate != new.rules.climate || old.rules.countyClimates != new.rules.countyClimates
                || old.rules.gasolineSulphur != new.rules.gasolineSulphur
                || old.rules.dieselSulphur != new.rules.dieselSulphur || old.rules.speed != new.rules.speed
                || old.rules.countyConditions != new.rules.countyConditions
        default: false
        }
    }

    /// Computes sources by what is in place.
    func step(
        _ kind: ReportKind, count: Int, with applied: Set<EmissionChange.Cause>
    ) async throws -> SourceStep {
        let library = applied.contains(.library) ? libraries.new : libraries.old
        let rebuilder = TableRebuilder(kind, library: library, file: new.placeName)
        let key = [EmissionChange.Cause.library, .method, .factor].map { applied.contains($0) && changes(by: $0) }
        let result: KindResult
        if let known = results[key]?[kind.kind.id] {
            result = known
        } else {
            let manifest = applied.contains(.factor) ? new.manifest : old.manifest
            let context = try RunContext(
                library: library, manifest: manifest,
                ruleBook: applied.contains(.method) ? new.rules.ruleBook : old.rules.ruleBook, pollutants: pollutants)
            var findings = Findings()
            let sheet = Inventory.Sheet(kind: kind.kind, table: rebuilder.table(0..<0))
            let computed = await Inventory(folder: new.placeName, manifest: manifest, sheets: [sheet])
                .emissions(in: context, findings: &findings)
            guard let made = computed.kinds.first else { return SourceStep() }
            result = made
            results[key, default: [:]][kind.kind.id] = made
        }
        return SourceStep(result, rebuilder.table(0..<count), pollutants: pollutants)
    }
}

/// What sources emit at one step between two years.
struct SourceStep {
    private let places: [ReportKind.Line: Int]
    private let lines: SourceLines?
    private let bases: [Int32: CaseBasis]

    init() {
        places = [:]
        lines = nil
        bases = [:]
    }

    init(_ result: KindResult, _ table: Table, pollutants: [String]) {
        let processes = KindMethods.processes(of: result.kind.id)
        places = Dictionary(
            result.engine.lines.enumerated().map { place, line in
                (
                    ReportKind.Line(process: processes[line.process].id, pollutant: pollutants[line.pollutant]), place
                )
            }, uniquingKeysWith: { first, _ in first })
        let lines = result.lines(of: table)
        self.lines = lines
        bases = Dictionary(
            Set(lines.cases).map { ($0, result.basis(ofCase: Int($0))) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a line of a source emits.
    func level(_ line: ReportKind.Line, _ row: Int) -> SourceLevel? {
        guard let lines, let place = places[line], let basis = bases[lines.cases[row]] else { return nil }
        if lines.misfits[place].contains(row) { return SourceLevel(mass: nil, method: nil) }
        let own = basis.lines[place]
        return SourceLevel(own.state, lines.micrograms[place][row], method: own.method?.id)
    }
}
