public import Calculation
import Documents
public import Inventories
public import Quantities
public import Tables

/// One inventory in a package, with everything that its numbers rest on.
public struct ReportPart: Sendable, Equatable {
    /// Region, year, name and compiler.
    public var header: ReportHeader
    /// Where the data are from.
    public var origin: Label
    /// The version of the program that computed it.
    public var program: String
    /// One digest over all files of the built-in factor library.
    public var library: String
    /// Rules, climate, fuels and defaults of the run.
    public var rules: ReportRules
    /// Every file that was read, with its digest.
    public var inputs: [ReportInput]
    /// The files of local factors, whole, so that results can be computed again elsewhere.
    public var packs: [PackFile]
    /// What is monitored at outlets; the units' parts stand with the sources.
    public var outlets: [Outlet] = []
    /// The names of the codes used.
    public var words: ReportWords
    /// The factors used.
    public var factors: [ReportFactor]
    /// The assumptions made, with what hangs on them.
    public var assumptions: [ReportAssumption]
    /// The ways in which results come about.
    public var bases: [ReportBasis]
    /// The sources with their inputs and results, by kind.
    public var kinds: [ReportKind]
    /// Totals by county, by sector, by both, and over all.
    public var totals: [ReportTotal]
    /// How totals depend on what is uncertain; `nil` where nobody asked.
    public var uncertainty: PartUncertainty?
    /// What a plan would change, where one was evaluated.
    public var scenario: ReportScenario?
    /// What was found while reading and computing.
    public var findings: [ReportFinding]
    /// How many findings there were of each severity, those not listed included.
    public var findingCounts: [Finding.Severity: Int]
    /// Rows that were put aside because of errors.
    public var rejected: [ReportRejectedRow]
    /// Choices that replaced what would have been used.
    public var overrides: [ReportOverride]
    /// The receipts that it answers, where it corrects a package that was sent back.
    public var answers: [ReportAnswer] = []
    /// Where the rest is of a part that is not whole; `nil` of one that is.
    var rest: PartRest?

    /// How many sources it has.
    public var sourceCount: Int { kinds.reduce(0) { $0 + $1.rowCount } }
}

/// The rules that a part was computed by.
public struct ReportRules: Sendable, Equatable {
    /// The rule book's id.
    public var ruleBook: String
    /// The pollutants in the order of output.
    public var pollutants: [String]
    /// The pollutants whose totals lack source classes or rows, with what they lack.
    public var incomplete: [Incompleteness] = []
    /// The region's climate.
    public var climate: Climate?
    /// Climates of single counties.
    public var countyClimates: [String: Climate]
    /// Sulphur of gasoline, mg/kg.
    public var gasolineSulphur: Double?
    /// Sulphur of diesel, mg/kg.
    public var dieselSulphur: Double?
    /// Mean speed on the region's roads, km/h.
    public var speed: Double?
    /// Speeds and fuels of single counties.
    public var countyConditions: [String: CountyConditions] = [:]
    /// Values for blank cells.
    public var defaults: [InventoryManifest.Default]
    /// How sure numbers are, as the inventory states it; nothing where nobody asked how sure totals are.
    public var ranges = StatedRanges()
}

/// A file that was read.
public struct ReportInput: Sendable, Hashable {
    /// What a file is for.
    public enum Role: String, Sendable, CaseIterable {
        /// The inventory's description.
        case manifest
        /// A table of sources.
        case table
        /// A file of the built-in factor library.
        case library
        /// A file of local factors.
        case pack
        /// A plan.
        case plan
    }

    /// What it is for.
    public var role: Role
    /// The name within its folder.
    public var name: String
    /// SHA-256 of its bytes, hexadecimal.
    public var digest: String

    /// A file.
    public init(role: Role, name: String, digest: String) {
        self.role = role
        self.name = name
        self.digest = digest
    }
}

/// A file of local factors.
public struct PackFile: Sendable, Hashable {
    /// 1 for the lowest pack.
    public var layer: Int
    /// The name within the pack, such as `boilers/emission_factors.csv`.
    public var name: String
    /// The file's text.
    public var text: String
}

/// A factor that was used.
public struct ReportFactor: Sendable, Equatable {
    /// The stable id.
    public var id: String
    /// The factor table.
    public var table: String
    /// The number.
    public var value: Double
    /// Its unit.
    public var unit: String
    /// Confidence of the number.
    public var confidence: String
    /// The id of the document.
    public var source: String
    /// The document's title.
    public var title: String
    /// Table, page or clause.
    public var place: String
    /// The first and last year it holds for.
    public var years: ClosedRange<Int>
    /// 0 for the built-in library, 1… for packs.
    public var layer: Int
}

/// An assumption with what hangs on it.
public struct ReportAssumption: Sendable, Equatable {
    /// The id within the part.
    public var id: String
    /// Why it is an assumption.
    public var kind: String
    /// The column that is silent, or the factor's id.
    public var subject: String
    /// What was taken.
    public var text: Label
    /// Tonnes by pollutant.
    public var masses: [String: Mass]
}

/// How results come about: the state, method, factors and assumptions that many of them share.
public struct ReportBasis: Sendable, Equatable {
    /// The id within the part.
    public var id: String
    /// The state.
    public var state: ResultState
    /// The method's id; `nil` without a number.
    public var method: String?
    /// The factors' ids, in the order of the formula.
    public var factors: [String]
    /// The assumptions' ids.
    public var assumptions: [String]
    /// Where the emissions are released; `nil` without a number, and in packages of version 1.0.
    public var release: Release?
    /// Whether what is generated is known.
    public var isGenerationKnown: Bool
    /// What is lacking, or why there is no such emission.
    public var reasons: [Label]

    /// Whether its results have a number.
    var hasNumber: Bool { state == .computed || state == .assumed }
}

/// A finding as a report keeps it.
public struct ReportFinding: Sendable, Hashable {
    /// How much it weighs.
    public var severity: Finding.Severity
    /// The stable code.
    public var code: String
    /// What it is.
    public var text: Label
    /// The file's name.
    public var file: String?
    /// The line.
    public var line: Int?
    /// The column.
    public var column: String?
    /// The value as it stands.
    public var value: String?
    /// What would have been right.
    public var expected: Label?
}

/// A row that was put aside.
public struct ReportRejectedRow: Sendable, Hashable {
    /// The file's name.
    public var file: String
    /// The line it begins on.
    public var line: Int
    /// Its cells as they stand.
    public var cells: [String]
    /// The codes of its errors.
    public var codes: [String]
}

/// A choice that replaced what would have been used otherwise.
public struct ReportOverride: Sendable, Hashable {
    /// What kind of choice it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// A local factor.
        case factor
        /// A rule book other than the inventory's.
        case ruleBook = "rule_book"
        /// Pollutants other than the inventory's.
        case pollutants
        /// A method that rows force.
        case method
        /// A rule of plausibility that somebody overruled for a source, with the reason and the name.
        case rule
    }

    /// What kind of choice it is.
    public var kind: Kind
    /// What was replaced: the factor's id, the table.
    public var subject: String
    /// What was taken.
    public var value: String
    /// How many results it concerns.
    public var lines: Int
}

/// The names of codes, for people.
public struct ReportWords: Sendable, Equatable {
    /// What a code names.
    public enum Kind: String, Sendable, CaseIterable {
        /// A region.
        case county
        /// A sector.
        case sector
        /// A process.
        case process
        /// A method.
        case method
        /// A pollutant.
        case pollutant
        /// A rule book.
        case ruleBook = "rule_book"
    }

    /// One code.
    public struct Key: Sendable, Hashable {
        /// What it names.
        public var kind: Kind
        /// The code.
        public var code: String
    }

    /// The names by kind and code.
    public private(set) var labels: [Key: Label] = [:]

    /// None.
    public init() {}

    /// Adds a name; the first one stays.
    public mutating func add(_ kind: Kind, _ code: String, _ label: Label) {
        let key = Key(kind: kind, code: code)
        if labels[key] == nil { labels[key] = label }
    }

    /// Adds all names of another list.
    public mutating func add(_ other: ReportWords) { labels.merge(other.labels) { first, _ in first } }

    /// The name of a code; the code itself where it has none.
    public func label(_ kind: Kind, _ code: String) -> Label {
        labels[Key(kind: kind, code: code)] ?? Label(same: code)
    }

    /// All names by kind and code.
    var sorted: [(key: Key, label: Label)] {
        labels.map { ($0.key, $0.value) }.sorted {
            ($0.0.kind.rawValue, $0.0.code) < ($1.0.kind.rawValue, $1.0.code)
        }
    }
}
