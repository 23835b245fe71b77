import Calculation
public import Documents
import Inventories
import Quantities
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
    let cursor: XMLCursor

    init(_ reader: XMLReader, file: String) { cursor = XMLCursor(reader: reader, file: file) }

    func package() throws(DocumentError) -> ReportPackage? {
        var package: ReportPackage?
        while let event = try cursor.reader.next() {
            guard case .start(let root) = event else { continue }
            guard root.name == "report", root.namespace == PackageWriter.namespace else {
                throw cursor.unreadable(root, root.name)
            }
            package = try report(root)
        }
        return package
    }

    private func report(_ root: XMLReader.Element) throws(DocumentError) -> ReportPackage {
        var header = try header(root)
        var totals: [ReportTotal] = []
        var claims: [DoubleClaim] = []
        var refusals: [Refusal] = []
        var absent: [AbsentRegion] = []
        var uncertainty: ReportUncertainty?
        var parts: [ReportPart] = []
        try cursor.children { element throws(DocumentError) in
            switch element.name {
            case "name": header.name = try cursor.label(element)
            case "compiler": header.compiler = try cursor.label(element)
            case "totals": totals = try self.totals()
            case "claims":
                try cursor.children { child throws(DocumentError) in claims.append(try claim(child)) }
            case "refusals":
                try cursor.children { child throws(DocumentError) in refusals.append(try refusal(child)) }
            case "absences":
                try cursor.children { child throws(DocumentError) in
                    let region = try cursor.text(child, "region")
                    absent.append(AbsentRegion(region: region, name: try cursor.label(child)))
                }
            case "uncertainty": uncertainty = try UncertaintyReader(cursor: cursor).report(element)
            case "part": parts.append(try PartReader(cursor: cursor, element).part())
            default: try cursor.skip()
            }
        }
        return ReportPackage(
            version: try cursor.text(root, "version"), header: header, parts: parts, totals: totals,
            uncertainty: uncertainty, claims: claims, refusals: refusals, absent: absent)
    }

    func header(_ element: XMLReader.Element) throws(DocumentError) -> ReportHeader {
        ReportHeader(
            region: try cursor.text(element, "region"), year: try cursor.integer(element, "year"),
            isInvented: try cursor.text(element, "invented") == "true", name: Label("", ""), compiler: Label("", ""))
    }

    func totals() throws(DocumentError) -> [ReportTotal] {
        var totals: [ReportTotal] = []
        try cursor.children { element throws(DocumentError) in
            totals.append(
                ReportTotal(
                    county: element["county"], sector: element["sector"],
                    pollutant: try cursor.text(element, "pollutant"), emission: try cursor.mass(element, "t"),
                    assumed: try cursor.mass(element, "assumed"), unverified: try cursor.mass(element, "unverified"),
                    lines: try cursor.integer(element, "lines"), balance: try balance(element)))
            try cursor.skip()
        }
        return totals
    }

    /// The balance of a total, where it says one.
    private func balance(_ total: XMLReader.Element) throws(DocumentError) -> Balance? {
        guard let removed = try cursor.optionalMass(total, "removed") else { return nil }
        return Balance(
            emitted: try cursor.mass(total, "t"), generated: try cursor.mass(total, "generated"), removed: removed,
            unbalanced: try cursor.optionalMass(total, "generation_unknown"),
            stack: try cursor.mass(total, "stack"), fugitive: try cursor.mass(total, "fugitive"),
            unassigned: try cursor.mass(total, "unassigned"))
    }

    func masses() throws(DocumentError) -> [String: Mass] {
        var masses: [String: Mass] = [:]
        try cursor.children { element throws(DocumentError) in
            masses[try cursor.text(element, "pollutant")] = try cursor.mass(element, "t")
            try cursor.skip()
        }
        return masses
    }

    private func claim(_ element: XMLReader.Element) throws(DocumentError) -> DoubleClaim {
        var holders: [DoubleClaim.Holder] = []
        try cursor.children { child throws(DocumentError) in
            let region = try cursor.text(child, "region")
            let year = try cursor.integer(child, "year")
            let source = try cursor.text(child, "source")
            holders.append(DoubleClaim.Holder(region: region, year: year, source: source, masses: try masses()))
        }
        return DoubleClaim(
            kind: try cursor.word(element, "kind", DoubleClaim.Kind.self), table: try cursor.text(element, "table"),
            key: try cursor.text(element, "key"), holders: holders)
    }

    private func refusal(_ element: XMLReader.Element) throws(DocumentError) -> Refusal {
        var codes: [String] = []
        var reasons: [String: Label] = [:]
        try cursor.children { child throws(DocumentError) in
            let code = try cursor.children()
            codes.append(code)
            if let zh = child["zh"], let en = child["en"] { reasons[code] = Label(zh, en) }
        }
        return Refusal(
            region: element["region"] ?? "", year: element["year"].flatMap { Int($0) } ?? 0,
            digest: try cursor.text(element, "digest"), codes: codes, reasons: reasons)
    }
}
