import Documents

/// Writes a package as XML: the document that `Docs/Schema/lantian-report-1.xsd` describes.
struct PackageWriter {
    /// The namespace of version 1.
    static let namespace = "urn:lantian:report:1"
    let xml: XMLWriter

    /// Begins a package: everything that stands before its parts.
    func begin(_ package: ReportPackage) {
        var current = package
        current.version = ReportPackage.currentVersion
        ReportPackage.record.begin(current, first: [("xmlns", PackageWriter.namespace)], to: xml)
    }

    /// Ends a package.
    func end() { xml.end() }

    /// One part; its bytes alone tell it apart from others.
    func part(_ part: ReportPart) { ReportPart.record.write(part, to: xml) }
}
