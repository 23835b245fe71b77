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
    /// - Returns: the names of the files.
    /// - Throws: `Findings` where the schema does not let the XML pass, `DocumentError`, `FileError`.
    @discardableResult
    public func write(to folder: String, options: ReportOptions) throws -> [String] {
        try OutputFolder(folder, options.force ? .forced : .empty).fill { place in
            // The workbook takes as long as all other forms together, so it has a thread of its own.
            let forms = inParallel(2) { number in
                Result { try number == 0 ? writeWorkbook(in: place, options) : writeOthers(in: place, options) }
            }
            let (others, workbook) = (try forms[1].get(), try forms[0].get())
            let page = others.filter { $0 == "report.html" }
            return others.filter { !page.contains($0) } + workbook + page
        }
    }

    /// Writes the workbook, where it is asked for, and tells its name.
    private func writeWorkbook(in place: String, _ options: ReportOptions) throws -> [String] {
        guard options.formats.contains(.xlsx) else { return [] }
        try ReportWorkbook(package, language: options.language).write(to: place + "/report.xlsx")
        return ["report.xlsx"]
    }

    /// Writes all other forms, and tells the names of the files.
    private func writeOthers(in place: String, _ options: ReportOptions) throws -> [String] {
        var names = ["report.xml"]
        let xml = place + "/report.xml"
        try writeXML(to: xml)
        if let identity = options.identity {
            try XMLSignature.sign(path: xml, as: identity)
            try check(xml)
        }
        if options.formats.contains(.csv) {
            for table in ReportTables(package, language: options.language).all {
                try table.writeCSV(to: place + "/" + table.id + ".csv")
                names.append(table.id + ".csv")
            }
        }
        if options.formats.contains(.html) {
            try ReportPage(package, language: options.language).write(to: place + "/report.html")
            names.append("report.html")
        }
        return names
    }
}
