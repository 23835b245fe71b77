public import Documents
import Tables

/// The files of a package: `report.xml`, CSV tables, `report.xlsx` and `report.html`, all with the same numbers.
///
/// ```swift
/// try Report(package).write(to: "out", options: ReportOptions(language: .zh))
/// ```
public struct Report: Sendable {
    /// The package.
    public let package: ReportPackage

    /// The report of a package.
    public init(_ package: ReportPackage) { self.package = package }

    /// The package as XML in memory.
    public func xml() throws(DocumentError) -> [UInt8] {
        let writer = XMLWriter(indent: 1)
        PackageWriter(xml: writer).write(package)
        return try writer.finish()
    }

    /// Writes the package as XML to a file, which is checked against the schema.
    ///
    /// - Throws: `Findings` where the schema does not let it pass; nothing is left then.
    func writeXML(to path: String) throws {
        let writer = try XMLWriter(path: path, indent: 1)
        PackageWriter(xml: writer).write(package)
        try writer.finish()
        try check(path)
    }

    /// Checks a file of this package against the schema, in memory that does not grow where it is sound.
    func check(_ path: String) throws {
        if hasKeysOfSources, !(try ReportSchema.streaming().findings(inFile: path).hasErrors) { return }
        let findings = try ReportSchema.compiled().findings(inFile: path)
        if findings.hasErrors { throw findings }
    }

    /// Whether what the schema's keys say of sources and results holds. Numbers count up and bases are there as they are
    /// written; identifiers and lines come from outside.
    private var hasKeysOfSources: Bool {
        package.parts.allSatisfy { part in
            part.kinds.allSatisfy { $0.hasUniqueIdentifiers && Set($0.lines).count == $0.lines.count }
        }
    }
}
