public import Documents
import FoundationEssentials
import Glibc
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

    /// Options.
    public init(
        language: Language = .zh, formats: Set<Format> = Set(Format.allCases), identity: SigningIdentity? = nil
    ) {
        self.language = language
        self.formats = formats
        self.identity = identity
    }
}

extension Report {
    /// Writes the files of the report into a folder, all or none.
    ///
    /// They are made in a hidden folder beside their places, the XML is checked against the schema, and only then are
    /// they renamed. Equal packages give equal bytes.
    ///
    /// - Returns: the names of the files.
    /// - Throws: `Findings` where the schema does not let the XML pass, `DocumentError`, `FileError`.
    @discardableResult
    public func write(to folder: String, options: ReportOptions) throws -> [String] {
        try PendingFolder.fill(folder) { place in
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
            if options.formats.contains(.xlsx) {
                try ReportWorkbook(package, language: options.language).write(to: place + "/report.xlsx")
                names.append("report.xlsx")
            }
            if options.formats.contains(.html) {
                try ReportPage(package, language: options.language).write(to: place + "/report.html")
                names.append("report.html")
            }
            return names
        }
    }
}

/// A folder whose files appear together: made in a hidden one, then renamed.
enum PendingFolder {
    /// Hands a closure an empty folder; the files that it names are moved into `folder` when it returns. Where it throws,
    /// nothing is left.
    static func fill(_ folder: String, _ make: (_ place: String) throws -> [String]) throws -> [String] {
        let files = FileManager.default
        let exists = files.fileExists(atPath: folder)
        // Another run may have made it in the meantime.
        if !exists, mkdir(folder, 0o777) != 0, errno != EEXIST {
            throw FileError(path: folder, operation: .write, code: errno)
        }
        let place = folder + "/.report-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
        guard mkdir(place, 0o777) == 0 else {
            let code = errno
            if !exists { rmdir(folder) }
            throw FileError(path: folder, operation: .write, code: code)
        }
        do {
            let names = try make(place)
            // One run at a time moves its files in, so that all of them are of one run.
            let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { if lock >= 0 { close(lock) } }
            if lock >= 0 { flock(lock, LOCK_EX) }
            for name in names where rename(place + "/" + name, folder + "/" + name) != 0 {
                throw FileError(path: folder + "/" + name, operation: .write, code: errno)
            }
            rmdir(place)
            return names
        } catch {
            try? files.removeItem(atPath: place)
            if !exists { rmdir(folder) }
            throw error
        }
    }
}
