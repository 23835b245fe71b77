public import Documents
public import Tables

/// What a report is written as.
public struct ReportOptions: Sendable {
    /// A form of the report.
    public enum Format: String, Sendable, CaseIterable {
        /// `report.xml`, always written: all others follow from it.
        case xml
        /// A table a file.
        case csv
        /// `report.xlsx`.
        case xlsx
        /// `report.html`.
        case html
    }

    /// The language of workbook and page, and of words in CSV tables.
    public var language: Language
    /// The forms; XML is written whatever they say.
    public var formats: Set<Format>
    /// Who signs `report.xml`.
    public nonisolated(unsafe) var identity: SigningIdentity?
    /// Whether the folder may hold files: those of an earlier report are replaced or removed.
    public var force: Bool

    /// Options.
    public init(
        language: Language = .zh, formats: Set<Format> = Set(Format.allCases), identity: SigningIdentity? = nil,
        force: Bool = false
    ) {
        self.language = language
        self.formats = formats
        self.identity = identity
        self.force = force
    }
}

extension Report {
    /// Writes the files of the report into a folder, all or none.
    ///
    /// They are made in a hidden folder beside their places, the XML is checked against the schema, and only then are
    /// they renamed. A folder that is not empty is refused. Equal packages give equal bytes.
    ///
    /// - Parameter progress: told how much is done, and of how much.
    /// - Returns: the names of the files.
    /// - Throws: `Findings` where the schema does not let the XML pass, `DocumentError`, `FileError`.
    @discardableResult
    public func write(
        to folder: String, options: ReportOptions, progress: ((_ done: Int, _ all: Int) -> Void)? = nil
    ) throws -> [String] {
        try OutputFolder(folder, options.force ? .forced : .empty).fill { place in
            // Two forms at a time: XML and workbook take longest and come first.
            let kinds = [ReportOptions.Format.xml, .xlsx, .csv, .html].filter {
                $0 == .xml || options.formats.contains($0)
            }
            nonisolated(unsafe) let forms = kinds.map { form($0, in: place, options) }
            nonisolated(unsafe) let reading = PartReading(package.parts)
            // Ending a form, its check or its packing, weighs about as much as a quarter of all parts.
            let weight = max(1, package.parts.count / 4)
            let all = package.parts.count + forms.count * weight
            var done = 0
            try forEach(forms.count) { try forms[$0].begin() }
            try reading.readAhead()
            while case let parts = reading.take(), !parts.isEmpty {
                try forEach(forms.count + 1) { number in
                    guard number > 0 else { return try reading.readAhead() }
                    for part in parts { try forms[number - 1].take(part) }
                }
                done += parts.count
                progress?(done, all)
            }
            try forEach(forms.count, progress: { progress?(done + $0 * weight, all) }) { try forms[$0].end() }
            let names = Dictionary(uniqueKeysWithValues: zip(kinds, forms.map(\.names)))
            return ReportOptions.Format.allCases.flatMap { names[$0] ?? [] }
        }
    }

    /// Does pieces of work, two at a time, and throws what the first of them threw.
    private func forEach(
        _ count: Int, progress: ((Int) -> Void)? = nil, _ work: @escaping @Sendable (Int) throws -> Void
    ) throws {
        for outcome in inParallel(count, progress: progress, { number in Result { try work(number) } }) {
            try outcome.get()
        }
    }

    private func form(_ form: ReportOptions.Format, in place: String, _ options: ReportOptions) -> any ReportForm {
        switch form {
        case .xml: ReportXML(self, in: place, identity: options.identity)
        case .csv: ReportFiles(package, language: options.language, in: place)
        case .xlsx: ReportWorkbook(package, language: options.language, in: place)
        case .html: ReportPage(package, language: options.language, in: place)
        }
    }
}

/// A form of a report while it is written: what stands before the parts, then part by part, then the end.
protocol ReportForm: AnyObject {
    /// The files that it has when it is ended.
    var names: [String] { get }
    func begin() throws
    func take(_ part: ReportPart) throws
    func end() throws
}

/// `report.xml` while it is written.
private final class ReportXML: ReportForm {
    let names = ["report.xml"]
    private let report: Report
    private let path: String
    private let identity: SigningIdentity?
    private var writer: PackageWriter?

    init(_ report: Report, in place: String, identity: SigningIdentity?) {
        (self.report, self.identity) = (report, identity)
        path = place + "/report.xml"
    }

    func begin() throws {
        let writer = PackageWriter(xml: try XMLWriter(path: path, indent: 1))
        writer.begin(report.package)
        self.writer = writer
    }

    func take(_ part: ReportPart) { writer?.part(part) }

    /// Nothing is left where the schema does not let it pass.
    func end() throws {
        writer?.end()
        _ = try writer?.xml.finish()
        try report.check(path)
        if let identity {
            try XMLSignature.sign(path: path, as: identity)
            try report.check(path)
        }
    }
}

/// The tables of a report as CSV while they are written.
private final class ReportFiles: ReportForm {
    private(set) var names: [String] = []
    private let package: ReportPackage
    private let language: Language
    private let place: String
    private var files: [TableFile] = []

    init(_ package: ReportPackage, language: Language, in place: String) {
        (self.package, self.language, self.place) = (package, language, place)
    }

    func begin() throws {
        for table in ReportTables(package, language: language).all {
            let name = table.id + ".csv"
            let file = try TableFile(table, at: place + "/" + name)
            // A table of the package itself is whole already, and its file is closed.
            if table.ofPart == nil { try file.end() } else { files.append(file) }
            names.append(name)
        }
    }

    func take(_ part: ReportPart) throws { for file in files { try file.take(part) } }

    func end() throws { for file in files { try file.end() } }
}
