public import Factors
public import Inventories
public import Tables

/// Everything a run needs, read from disk: the library with its packs, the inventory, and the context of both.
///
/// ```swift
/// let assessment = try Assessment(folder: "Inventories/ili-2021", options: .init(factors: "EmissionFactors"))
/// let (result, findings) = await assessment.emissions()
/// ```
public struct Assessment: Sendable {
    /// How to read and compute.
    public struct Options: Sendable {
        /// The folder of the factor library.
        public var factors: String
        /// Further packs, above those that the inventory names.
        public var packs: [String] = []
        /// The rule book, instead of the inventory's.
        public var ruleBook: String?
        /// The pollutants, instead of the inventory's.
        public var pollutants: [String]?
        /// Whether valid rows are computed although others have errors.
        public var keepGoing = false

        /// The library without packs, where it was read before.
        public var library: FactorLibrary?

        /// What is resolved once for many inventories with that library.
        public var sharedCases: SharedCases?

        /// Whether it is asked how sure results are.
        public var uncertainty = false

        /// Whether the whole library is read, or only what the kinds at hand compute with.
        public var readsWholeLibrary = true

        /// Options with the library's folder.
        public init(factors: String) { self.factors = factors }
    }

    /// The library, rules and pollutants.
    public let context: RunContext
    /// The tables.
    public let inventory: Inventory
    /// How what is monitored at outlets is shared; `nil` where the inventory has no table of them.
    package let outlets: OutletSharing?
    /// What was found while reading.
    public let findings: Findings

    /// Reads an inventory folder. Throws `Findings` where it cannot be used: an error in any row counts, unless the
    /// options say to keep going; a broken manifest or library always does. `progress` is told after each chunk of a table.
    public init(
        folder: String, options: Options, progress: ((TableStream.Progress) -> Void)? = nil
    ) throws {
        let opened = try InventoryFolder(folder, options: options)
        var findings = opened.findings
        context = opened.context
        (inventory, outlets) = opened.inventoryWithOutlets(findings: &findings, progress: progress)
        self.findings = findings
        guard !inventory.sheets.isEmpty, !findings.hasErrors || options.keepGoing else { throw findings }
    }

    /// An inventory that is there already, with what it is computed with.
    package init(context: RunContext, inventory: Inventory) {
        self.context = context
        self.inventory = inventory
        outlets = nil
        findings = Findings()
    }

    /// Computes the inventory; with `balance` also what is generated, removed and released in the open.
    public func emissions(groupings: [String] = [], balance: Bool = false, threads: Int = 2) async -> (
        result: EmissionResult, findings: Findings
    ) {
        var findings = Findings()
        let result = await inventory.emissions(
            in: context, groupings: groupings, balance: balance, threads: threads, findings: &findings)
        return (result, findings)
    }

    /// How the part of what is monitored at an outlet came about that an explained number takes; `nil` where it takes none.
    public func outlet(of explanation: Explanation) -> Label? {
        guard let method = explanation.method, OutletTerm.methods.contains(method.id) else { return nil }
        return outlets?.sharing(of: explanation.location, pollutant: explanation.pollutant)?.text(
            of: explanation.location)
    }
}

/// Input that is not there.
public struct MissingInput: Error, Sendable {
    /// The path that was asked for.
    public let path: String

    /// Input that is not at a path.
    public init(path: String) { self.path = path }
}

extension KindMethods {
    /// The methods of all kinds as words of the column `method`.
    package static var words: [(code: String, label: Label)] { words(of: SourceKind.ID.allCases) }

    /// The methods of some kinds as words of the column `method`.
    static func words(of kinds: some Sequence<SourceKind.ID>) -> [(code: String, label: Label)] {
        var seen: Set<String> = []
        return kinds.flatMap { processes(of: $0).flatMap(\.methods) }
            .filter { seen.insert($0.id).inserted }.map { ($0.id, $0.label) }
    }
}
