public import Documents
public import Tables

extension ReportPackage {
    /// Reads a package, checking it against the schema on the way.
    ///
    /// - Returns: the package, `nil` where it does not fit the schema, and what the schema found.
    /// - Throws: what `XMLReader` throws, or `report-unreadable`.
    public static func read(
        path: String, limits: XMLLimits = XMLLimits()
    ) throws(DocumentError) -> (package: ReportPackage?, findings: Findings) {
        try read(file: path) { schema throws(DocumentError) in
            try XMLReader(path: path, limits: limits, schema: schema)
        }
    }

    /// Reads a package from memory.
    public static func read(
        bytes: [UInt8], file: String, limits: XMLLimits = XMLLimits()
    ) throws(DocumentError) -> (package: ReportPackage?, findings: Findings) {
        try read(file: file) { schema throws(DocumentError) in
            try XMLReader(bytes: bytes, file: file, limits: limits, schema: schema)
        }
    }

    /// Reads a package that was checked before, to the byte, and is not checked again.
    static func reread(
        path: String, bytes: [UInt8]?, limits: XMLLimits
    ) throws(DocumentError) -> ReportPackage? {
        let reader =
            if let bytes {
                try XMLReader(bytes: bytes, file: path, limits: limits)
            } else {
                try XMLReader(path: path, limits: limits)
            }
        return try PackageReader(reader, file: path).package()
    }

    /// Reads with the schema's streaming form. Where that finds anything, or the document cannot be read, it is checked
    /// against the whole schema: what that finds explains best.
    private static func read(
        file: String, _ open: (XMLSchema) throws(DocumentError) -> XMLReader
    ) throws(DocumentError) -> (package: ReportPackage?, findings: Findings) {
        let reader = try open(try ReportSchema.streaming())
        var package: ReportPackage?
        var failure: DocumentError?
        do throws(DocumentError) {
            package = try PackageReader(reader, file: file).package()
        } catch {
            guard error.code == Finding.Message.unreadableReport.code else { throw error }
            failure = error
        }
        if failure == nil, !reader.findings.hasErrors { return (package, reader.findings) }
        let whole = try open(try ReportSchema.compiled())
        while try whole.nextRaw() != nil {}
        if whole.findings.hasErrors { return (nil, whole.findings) }
        if let failure { throw failure }
        return (package, whole.findings)
    }
}

/// Reads a package element by element.
struct PackageReader {
    private let cursor: XMLCursor

    init(_ reader: XMLReader, file: String) { cursor = XMLCursor(reader: reader, file: file) }

    func package() throws(DocumentError) -> ReportPackage? {
        var package: ReportPackage?
        while let event = try cursor.reader.next() {
            guard case .start(let root) = event else { continue }
            guard root.name == "report", root.namespace == PackageWriter.namespace else {
                throw cursor.unreadable(root, root.name)
            }
            package = try ReportPackage.record.read(root, cursor) { package, child throws(DocumentError) in
                guard child.name == ReportPart.record.name else { return try cursor.skip() }
                package.parts.append(try ReportPart.record.read(child, cursor))
            }
        }
        return package
    }
}
