import Calculation
import Factors
import Glibc
import Inventories
import Quantities
import Tables

/// A county's inventory in memory, with what it emits and what was found.
struct County: Sendable {
    /// The tables, the library and the rules.
    let assessment: Assessment
    /// What is emitted.
    let result: EmissionResult
    /// What was found, in files and in computing.
    let findings: Findings
    /// What each source emits.
    let sources: SourceList

    /// Reads and computes a folder or workbook; rows with errors are put aside and told.
    init(_ folder: String, factors: String, library: FactorLibrary) throws {
        var options = Assessment.Options(factors: factors)
        options.library = library
        options.keepGoing = true
        assessment = try Assessment(folder: folder, options: options)
        var found = assessment.findings
        result = assessment.inventory.computed(in: assessment.context, groupings: [], findings: &found)
        findings = found
        sources = SourceList(result, of: assessment.inventory)
    }

    /// The pollutants of the run.
    var pollutants: [String] { assessment.context.pollutants }

    /// A pollutant asked for, by any of its spellings; the first of the run where none is.
    func pollutant(_ asked: String?) throws(Problem) -> String {
        guard let asked else { return pollutants.first ?? "" }
        let words = assessment.context.library.vocabularies["pollutant"]
        let name = words.code(of: asked).map(words.text) ?? asked
        guard pollutants.contains(name) else { throw .unknown("pollutant", asked) }
        return name
    }
}

/// The sources of an inventory with what each emits: who emits most, of all or of a group.
struct SourceList: Sendable {
    /// How much of a source's emission of a pollutant has a number: what is missing is not zero.
    enum Knowledge: UInt8, Sendable {
        /// The source does not emit it.
        case none
        /// All of it has one.
        case whole
        /// Some processes have one, others lack data.
        case part
        /// Data are missing: there is no number.
        case missing

        fileprivate init(_ basis: CaseBasis, _ pollutant: String) {
            let states = Set(basis.lines.filter { $0.pollutant == pollutant }.map(\.state))
            let isKnown = states.contains(.computed) || states.contains(.assumed)
            if states.contains(.missing) { self = isKnown ? .part : .missing } else { self = isKnown ? .whole : .none }
        }
    }

    /// One source.
    struct Source: Sendable {
        /// Which sheet, and which row of it.
        let sheet: Int
        let row: Int
        /// The code of its county.
        let county: String
        /// The code of its sector.
        let sector: String
    }

    /// The sources in the order of the files.
    private(set) var sources: [Source] = []
    /// Micrograms by pollutant of the run and source.
    private(set) var masses: [[Int64]]
    /// What is known of these, by pollutant and source.
    private(set) var knowledge: [[Knowledge]]
    private let pollutants: [String]

    /// Works out every row once: O(rows).
    init(_ result: EmissionResult, of inventory: Inventory) {
        pollutants = result.context.pollutants
        masses = Array(repeating: [], count: pollutants.count)
        knowledge = Array(repeating: [], count: pollutants.count)
        for (number, sheet) in inventory.sheets.enumerated() {
            guard let kind = result.kinds.first(where: { $0.kind.name == sheet.kind.name }) else { continue }
            let lines = kind.lines(of: sheet.table)
            var cases: [Int32: (basis: CaseBasis, knowledge: [Knowledge])] = [:]
            let unfit = Set(lines.misfits.joined())
            for row in 0..<sheet.table.rowCount {
                let place = lines.cases[row]
                if cases[place] == nil {
                    let basis = kind.basis(ofCase: Int(place))
                    cases[place] = (basis, pollutants.map { Knowledge(basis, $0) })
                }
                guard let own = cases[place] else { continue }
                sources.append(Source(sheet: number, row: row, county: own.basis.county, sector: own.basis.sector))
                for (column, known) in own.knowledge.enumerated() {
                    knowledge[column].append(
                        unfit.contains(row)
                            ? Knowledge(lines.basis(own.basis, ofRow: row), pollutants[column]) : known)
                }
            }
            for (place, pollutant) in pollutants.enumerated() {
                var own = Array(repeating: Int64(0), count: sheet.table.rowCount)
                for (line, column) in zip(kind.engine.lines, lines.micrograms)
                where result.context.pollutants[line.pollutant] == pollutant {
                    for row in own.indices { own[row] += column[row] }
                }
                masses[place] += own
            }
        }
    }

    /// One line of a list of sources.
    struct Line: Sendable {
        let source: Source
        let mass: Mass
        let knowledge: Knowledge
    }

    /// The sources that emit most of a pollutant, of a county, a sector or a table where these are given; behind them those
    /// that lack data.
    func largest(
        _ count: Int, of pollutant: String, county: String? = nil, sector: String? = nil, sheets: Set<Int>? = nil
    ) -> (lines: [Line], sum: Mass, number: Int) {
        guard let column = pollutants.firstIndex(of: pollutant) else { return ([], .zero, 0) }
        let (own, known) = (masses[column], knowledge[column])
        var found: [Int] = []
        var sum = Mass.zero
        for (place, source) in sources.enumerated()
        where known[place] != .none && (county == nil || source.county == county)
            && (sector == nil || source.sector == sector) && (sheets?.contains(source.sheet) ?? true)
        {
            found.append(place)
            sum += Mass(micrograms: own[place])
        }
        found.sort { (own[$1], $0) < (own[$0], $1) }
        let lines = found.prefix(count).map {
            Line(source: sources[$0], mass: Mass(micrograms: own[$0]), knowledge: known[$0])
        }
        return (lines, sum, found.count)
    }
}

/// What tells whether files have changed: their names, sizes and times.
struct FolderStamp: Equatable, Sendable {
    private let files: [String]

    /// The stamp of a folder, of the folders in it and of what a workbook is; hidden ones do not count.
    init(_ path: String) {
        var files: [String] = []
        FolderStamp.add(path, depth: 0, to: &files)
        self.files = files
    }

    private static func add(_ path: String, depth: Int, to files: inout [String]) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            guard depth < 4 else { return }
            for name in FolderNames.all(in: path) where !name.hasPrefix(".") {
                add(path + "/" + name, depth: depth + 1, to: &files)
            }
        } else {
            files.append(
                "\(path) \(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec) \(status.st_ino)")
        }
    }
}
