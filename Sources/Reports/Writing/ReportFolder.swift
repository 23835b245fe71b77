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
    /// - Parameter progress: told what share of the work is done, and the file that comes next.
    /// - Returns: the names of the files.
    /// - Throws: `Findings` where the schema does not let the XML pass, `DocumentError`, `FileError`.
    @discardableResult
    public func write(
        to folder: String, options: ReportOptions, progress: ((_ share: Double, _ next: String) -> Void)? = nil
    ) throws -> [String] {
        let all = options.formats.union([.xml]).reduce(0) { $0 + $1.work }
        var done = 0.0
        func begin(_ format: ReportOptions.Format, after share: Double = 0, _ name: String) {
            progress?((done + share * format.work) / all, name)
        }
        return try OutputFolder(folder, options.force ? .forced : .empty).fill { place in
            var names = ["report.xml"]
            begin(.xml, names[0])
            let xml = place + "/report.xml"
            try writeXML(to: xml)
            if let identity = options.identity {
                try XMLSignature.sign(path: xml, as: identity)
                try check(xml)
            }
            done += ReportOptions.Format.xml.work
            if options.formats.contains(.csv) {
                let tables = ReportTables(package, language: options.language).all
                for (number, table) in tables.enumerated() {
                    begin(.csv, after: Double(number) / Double(tables.count), table.id + ".csv")
                    try table.writeCSV(to: place + "/" + table.id + ".csv")
                    names.append(table.id + ".csv")
                }
                done += ReportOptions.Format.csv.work
            }
            if options.formats.contains(.xlsx) {
                begin(.xlsx, "report.xlsx")
                try ReportWorkbook(package, language: options.language).write(to: place + "/report.xlsx")
                names.append("report.xlsx")
                done += ReportOptions.Format.xlsx.work
            }
            if options.formats.contains(.html) {
                begin(.html, "report.html")
                try ReportPage(package, language: options.language).write(to: place + "/report.html")
                names.append("report.html")
            }
            return names
        }
    }
}

extension ReportOptions.Format {
    /// How much of the work of a whole report it is, about, where there are many sources.
    fileprivate var work: Double {
        switch self {
        case .xml: 40
        case .csv: 20
        case .xlsx: 35
        case .html: 5
        }
    }
}
