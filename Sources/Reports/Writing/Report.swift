import Documents
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
    public func xml() throws -> [UInt8] {
        let writer = XMLWriter(indent: 1)
        let package = PackageWriter(xml: writer)
        package.begin(self.package)
        try eachPart { package.part($0) }
        package.end()
        return try writer.finish()
    }

    /// Hands over the parts, whole, one after another.
    private func eachPart(_ take: (ReportPart) -> Void) throws {
        let reading = PartReading(package.parts)
        while true {
            try reading.readAhead()
            let parts = reading.take()
            guard !parts.isEmpty else { return }
            parts.forEach(take)
        }
    }

    /// Checks a file of this package against the schema, in memory that does not grow where it is sound. What parts of checked packages
    /// say of their own records was checked with those.
    func check(_ path: String) throws {
        if package.parts.allSatisfy(\.hasUniqueKeys) {
            let isMerging = package.parts.contains { $0.rest != nil }
            let schema = isMerging ? try ReportSchema.merging() : try ReportSchema.streaming()
            if !schema.findings(inFile: path).hasErrors { return }
        }
        let findings = try ReportSchema.compiled().findings(inFile: path)
        if findings.hasErrors { throw findings }
    }
}
