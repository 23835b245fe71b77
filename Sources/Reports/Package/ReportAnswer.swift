import Documents
import FoundationEssentials
public import Tables

/// What a corrected package says of the receipt that it answers 整改回复: which receipt, of which package, and what that
/// one was sent back for.
public struct ReportAnswer: Sendable, Hashable {
    /// One error or warning of the receipt.
    public struct Demand: Sendable, Hashable {
        /// The check that found it, 1 to 5.
        public var stage: Int
        /// How much it weighed.
        public var severity: Finding.Severity
        /// The stable code.
        public var code: String
        /// Its place in the package.
        public var place: String
        /// The value as it stood.
        public var value: String
        /// What it was.
        public var text: Label
    }

    /// SHA-256 of the receipt.
    public var receipt: String
    /// SHA-256 of the package that was checked.
    public var package: String
    /// What was to be corrected, in the receipt's order.
    public var demands: [Demand]
}

/// A package that the receiver already has: one of an earlier year, or one that was sent back.
public struct EarlierPackage: Sendable {
    /// The package.
    public var package: ReportPackage
    /// SHA-256 of its file.
    public var digest: String
    /// The file, to be named by.
    public var file: String

    /// A package with the digest of its file, empty where that is not known.
    public init(_ package: ReportPackage, digest: String = "", file: String = "previous") {
        self.package = package
        self.digest = digest
        self.file = file
    }
}
