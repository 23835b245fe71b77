import Documents
import FoundationEssentials
import Tables

extension ReportAnswer {
    /// What a receipt asks of a region's package of a year. A receipt on several packages of it, of which one had to be
    /// chosen, is answered for each.
    ///
    /// - Parameter path: `receipt.xml`, or the folder that holds it.
    /// - Throws: `receipt-unreadable`, `receipt-of-others`, or that the file cannot be read.
    public static func all(inReceipt path: String, region: String, year: Int) throws -> [ReportAnswer] {
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let file = isFolder ? path + (path.hasSuffix("/") ? "" : "/") + "receipt.xml" : path
        let digest = try SHA256.hexadecimal(ofFile: file)
        let entries: [ReceiptReader.Entry]
        do throws(DocumentError) {
            let cursor = XMLCursor(reader: try XMLReader(path: file), file: file)
            entries = try ReceiptReader(cursor, digest: digest).entries()
        } catch {
            throw DocumentError(
                Finding(.error, .receiptUnreadable, at: error.finding.location, value: error.finding.value))
        }
        // A package that could not be read has no region; alone in its receipt it is meant.
        let own = entries.filter {
            $0.region == region && $0.year == year || entries.count == 1 && $0.region.isEmpty
        }
        guard !own.isEmpty else {
            let others = entries.filter { !$0.region.isEmpty }.map { "\($0.region)/\($0.year)" }
            throw DocumentError(
                Finding(
                    .error, .receiptOfOthers, at: Location(file: file), value: others.joined(separator: ", "),
                    expected: Label(same: "\(region)/\(year)")))
        }
        return own.map(\.answer)
    }
}

/// Reads receipts as `Receipt` writes them.
struct ReceiptReader {
    struct Entry {
        let region: String
        let year: Int
        let answer: ReportAnswer
    }

    private let cursor: XMLCursor
    private let digest: String

    init(_ cursor: XMLCursor, digest: String) {
        self.cursor = cursor
        self.digest = digest
    }

    func entries() throws(DocumentError) -> [Entry] {
        var entries: [Entry] = []
        while let event = try cursor.reader.next() {
            guard case .start(let root) = event else { continue }
            guard root.name == "receipt", root.namespace == Receipt.namespace else {
                throw cursor.unreadable(root, root.name)
            }
            try cursor.children { element throws(DocumentError) in
                guard element.name == "package" else { return try cursor.skip() }
                entries.append(try entry(element))
            }
        }
        return entries
    }

    private func entry(_ package: XMLReader.Element) throws(DocumentError) -> Entry {
        var demands: [ReportAnswer.Demand] = []
        try cursor.children { element throws(DocumentError) in
            guard element.name == "finding" else { return try cursor.skip() }
            let severity = try cursor.word(element, "severity", Finding.Severity.self)
            let (stage, code) = (try cursor.integer(element, "stage"), try cursor.text(element, "code"))
            let (place, value) = (element["place"] ?? "", element["value"] ?? "")
            var text = Label("", "")
            try cursor.children { child throws(DocumentError) in
                if child.name == "text" { text = try cursor.label(child) } else { try cursor.skip() }
            }
            guard severity != .note else { return }
            demands.append(
                ReportAnswer.Demand(
                    stage: stage, severity: severity, code: code, place: place, value: value, text: text))
        }
        let digest = package["digest"] ?? ""
        return Entry(
            region: package["region"] ?? "", year: package["year"].flatMap { Int($0) } ?? 0,
            answer: ReportAnswer(
                receipt: self.digest, package: digest.isEmpty ? String(repeating: "0", count: 64) : digest,
                demands: demands))
    }
}

extension Finding.Message {
    static let receiptUnreadable = Self(
        "receipt-unreadable", "这不是回执：请给出上级发回的 receipt.xml",
        "this is no receipt: name the receipt.xml that came back")
    static let receiptOfOthers = Self(
        "receipt-of-others", "回执中没有本清单这一地区、年份的包", "the receipt has no package of this inventory's region and year")
}
