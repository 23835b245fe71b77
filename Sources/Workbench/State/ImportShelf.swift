import FoundationEssentials
import Glibc
import Inventories
import Tables

/// Ledgers that were sent, each in a folder of `.lantian/imports` with what an import makes of it.
///
/// A ledger's folder is named by the digest of its bytes. What the sender calls it is shown, tells forms as file names do,
/// and is never a path.
struct ImportShelf: Sendable {
    /// A ledger.
    struct Ledger: Codable, Sendable {
        /// The first digits of the digest of its bytes.
        let id: String
        /// What the sender calls it.
        let name: String
        /// Which kind of file it is, by the ending of that name.
        let ending: String
        let size: Int
        /// When it was sent, in UTC.
        let sent: String
        /// When its tables went into the inventory.
        var accepted: String?
    }

    /// What the mapping is called, in the inventory and in drafts.
    static let mappingName = "mapping.yaml"
    /// The endings of ledgers.
    static let endings = ["xlsx", "xlsm", "xls", "csv", "tsv", "txt"]

    /// The inventory's folder.
    let folder: String
    private var place: String { folder + "/.lantian/imports" }

    /// All ledgers, the one sent last first.
    var ledgers: [Ledger] {
        FolderNames.all(in: place).compactMap { try? ledger($0) }.sorted { ($1.sent, $1.id) < ($0.sent, $0.id) }
    }

    /// A ledger that was sent.
    func ledger(_ id: String) throws -> Ledger {
        guard id.utf8.count == 16, id.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }),
            let bytes = try? InputFile.bytes(of: "\(place)/\(id)/ledger.json", atMost: 1 << 16),
            let ledger = try? JSONDecoder().decode(Ledger.self, from: Data(bytes)),
            ledger.id == id, ImportShelf.endings.contains(ledger.ending)
        else { throw Problem.unknown("ledger", id) }
        return ledger
    }

    /// The file of a ledger.
    func path(of ledger: Ledger) -> String { "\(place)/\(ledger.id)/ledger.\(ledger.ending)" }

    /// The folder that an import writes its tables to.
    func tables(of ledger: Ledger) -> String { "\(place)/\(ledger.id)/draft" }

    /// What a person has said of a ledger's headers, words and units.
    func answers(to ledger: Ledger) -> String { "\(place)/\(ledger.id)/answers.yaml" }

    /// Keeps a ledger that was sent.
    func take(_ bytes: [UInt8], named name: String) throws -> Ledger {
        let shown = ImportShelf.shown(name)
        let ending = shown.split(separator: ".").last.map { $0.lowercased() } ?? ""
        guard ImportShelf.endings.contains(ending) else {
            throw Problem(
                415, "not-a-ledger", "台账应为 .xlsx、.xlsm、.xls 或 .csv 文件；其他格式请另存为 .xlsx（收到：\(shown)）",
                "a ledger is an .xlsx, .xlsm, .xls or .csv file; save others as .xlsx (received: \(shown))")
        }
        let id = String(SHA256.hexadecimal(of: bytes).prefix(16))
        for made in [folder + "/.lantian", place, "\(place)/\(id)"] {
            guard mkdir(made, 0o777) == 0 || errno == EEXIST else {
                throw FileError(path: made, operation: .write, code: errno)
            }
        }
        let ledger = Ledger(id: id, name: shown, ending: ending, size: bytes.count, sent: Versions.now())
        try put(bytes, at: path(of: ledger))
        try put(ledger)
        return ledger
    }

    /// Writes down that a ledger's tables went into the inventory.
    func accept(_ ledger: Ledger) throws {
        var ledger = ledger
        ledger.accepted = Versions.now()
        try put(ledger)
    }

    /// Throws a ledger and its draft away.
    func discard(_ ledger: Ledger) throws {
        // Without its description it is no ledger; the rest goes after it.
        unlink("\(place)/\(ledger.id)/ledger.json")
        try FileManager.default.removeItem(atPath: "\(place)/\(ledger.id)")
    }

    /// The draft of a ledger with the digest of its file; `nil` where none was made yet.
    func draft(of ledger: Ledger) throws -> (draft: ImportDraft, digest: String)? {
        let path = "\(place)/\(ledger.id)/draft.json"
        guard access(path, F_OK) == 0 else { return nil }
        let bytes = try InputFile.bytes(of: path)
        guard let draft = try? JSONDecoder().decode(ImportDraft.self, from: Data(bytes)) else { return nil }
        return (draft, SHA256.hexadecimal(of: bytes))
    }

    /// Keeps the draft of a ledger.
    func put(_ draft: ImportDraft, of ledger: Ledger) throws {
        try put(Array(try JSONEncoder().encode(draft)), at: "\(place)/\(ledger.id)/draft.json")
    }

    /// Keeps what a person has said.
    func put(answers: String, to ledger: Ledger) throws { try put(Array(answers.utf8), at: self.answers(to: ledger)) }

    private func put(_ ledger: Ledger) throws {
        try put(Array(try JSONEncoder().encode(ledger)), at: "\(place)/\(ledger.id)/ledger.json")
    }

    private func put(_ bytes: [UInt8], at path: String) throws(FileError) {
        var file = try AtomicFile(path, replacesInput: true)
        try file.write(bytes)
        try file.commit()
    }

    /// A name as it is shown: without folders, controls and what tells sheets from files, and not longer than names are.
    static func shown(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        return String(last.visible.replacing("#", with: "＃").suffix(120))
    }
}
