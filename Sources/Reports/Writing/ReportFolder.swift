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
    /// - Parameter progress: told how many of the forms are written, and how many there are.
    /// - Returns: the names of the files.
    /// - Throws: `Findings` where the schema does not let the XML pass, `DocumentError`, `FileError`.
    @discardableResult
    public func write(
        to folder: String, options: ReportOptions, progress: ((_ done: Int, _ all: Int) -> Void)? = nil
    ) throws -> [String] {
        // Two forms at a time: XML and workbook take longest and come first.
        let forms = [.xml, .xlsx, .csv, .html].filter { $0 == .xml || options.formats.contains($0) }
        return try OutputFolder(folder, options.force ? .forced : .empty).fill { place in
            let written = inParallel(forms.count, progress: { progress?($0, forms.count) }) { number in
                Result { try write(forms[number], in: place, options) }
            }
            var names: [ReportOptions.Format: [String]] = [:]
            for (form, files) in zip(forms, written) { names[form] = try files.get() }
            return ReportOptions.Format.allCases.flatMap { names[$0] ?? [] }
        }
    }

    /// Writes a form, and tells the names of its files.
    private func write(_ form: ReportOptions.Format, in place: String, _ options: ReportOptions) throws -> [String] {
        switch form {
        case .xml:
            let xml = place + "/report.xml"
            try writeXML(to: xml)
            if let identity = options.identity {
                try XMLSignature.sign(path: xml, as: identity)
                try check(xml)
            }
            return ["report.xml"]
        case .csv:
            return try ReportTables(package, language: options.language).all.map { table in
                try table.writeCSV(to: place + "/" + table.id + ".csv")
                return table.id + ".csv"
            }
        case .xlsx:
            try ReportWorkbook(package, language: options.language).write(to: place + "/report.xlsx")
            return ["report.xlsx"]
        case .html:
            try ReportPage(package, language: options.language).write(to: place + "/report.html")
            return ["report.html"]
        }
    }
}
