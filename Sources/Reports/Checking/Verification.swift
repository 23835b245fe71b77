public import Documents
public import Tables

/// What became of checking one package: who signed it, what is wrong, and whether it may be used.
public struct Verification: Sendable {
    /// The checks, in the order in which they run; a later one runs only where the earlier ones let it.
    public enum Stage: Int, Sendable, CaseIterable, Comparable {
        /// Well-formed XML within the limits.
        case form = 1
        /// The schema.
        case schema = 2
        /// Signature and certificates.
        case signature = 3
        /// Totals re-added, sources computed again.
        case arithmetic = 4
        /// Rules across records and files.
        case rules = 5

        /// The earlier one is smaller.
        public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

        /// The word for people.
        public var label: Label {
            switch self {
            case .form: Label("格式", "form")
            case .schema: Label("模式", "schema")
            case .signature: Label("签名", "signature")
            case .arithmetic: Label("算术与复算", "arithmetic and recalculation")
            case .rules: Label("跨记录规则", "rules across records")
            }
        }
    }

    /// What is known of who signed a package.
    public enum Standing: String, Sendable {
        /// Nothing: nobody to trust was named, there is no signature, or it does not hold.
        case open
        /// Somebody with a certificate of a trusted authority, for whatever region.
        case trusted
        /// The signer that the receiver named for this region.
        case region

        /// The words behind the verdict.
        public var label: Label {
            switch self {
            case .open: Label("签名人未经确认", "signer not established")
            case .trusted: Label("签名人可信，未指定到地区", "signer trusted, not bound to the region")
            case .region: Label("签名人为本地区指定", "signer established for the region")
            }
        }
    }

    /// The file as the user named it.
    public let file: String
    /// SHA-256 of its bytes.
    public let digest: String
    /// The package, where it could be read.
    public internal(set) var package: ReportPackage?
    /// Who signed it, by the certificate in it; says nothing about trust.
    public internal(set) var signer: Signer?
    /// What is known of the signer.
    public internal(set) var standing = Standing.open
    /// What was found, by check; checks that did not run are absent.
    public internal(set) var findings: [Stage: Findings] = [:]
    /// What became of the receipts that it answers.
    public internal(set) var answers: [AnswerOutcome] = []

    init(file: String, digest: String) {
        self.file = file
        self.digest = digest
    }

    /// Whether no check found an error.
    public var isAccepted: Bool { package != nil && findings.values.allSatisfy { !$0.hasErrors } }

    /// Everything found, in the order of the checks.
    public var all: [(stage: Stage, finding: Finding)] {
        Stage.allCases.flatMap { stage in (findings[stage]?.sorted ?? []).map { (stage, $0) } }
    }

    mutating func add(_ finding: Finding, _ stage: Stage) { findings[stage, default: Findings()].add(finding) }
}

/// How packages are checked.
public struct VerificationOptions: Sendable {
    /// The folder of the receiver's own factor library.
    public var factors: String
    /// The certificates that signatures must lead to; `nil` where unsigned packages are taken.
    public var anchors: TrustAnchors?
    /// The instant at which certificates must be valid, in seconds since 1970; `nil` for now.
    public var instant: Int?
    /// The receiver's region, that all packages must lie in.
    public var region: String?
    /// The year that all packages must be of.
    public var year: Int?
    /// The tables that every package must have.
    public var tables: [String] = []
    /// Packages at hand: those of earlier years, to find data that were only carried over; those sent back, to show what
    /// changed in the corrected ones.
    public var previous: [EarlierPackage] = []
    /// How much of a document is read.
    public var limits = XMLLimits()
    /// How much of a package stays in memory when it has been checked.
    public enum Keeping: Sendable {
        /// All of it.
        case whole
        /// What a merge asks: the rest is read again when the merged package is written.
        case forMerging
        /// What rules between packages ask.
        case forRules
    }
    /// How much of packages stays in memory when they have been checked.
    public var keeps = Keeping.whole

    /// Options with the folder of the factor library.
    public init(factors: String) { self.factors = factors }
}
