public import Documents
import FoundationEssentials
import Glibc
import Inventories
public import Tables

/// A document that may be a package 上报包: a file, a file in a zip archive, or bytes that came through a pipe.
public struct PackageDocument: Sendable {
    /// Where its bytes are.
    enum Place: Sendable {
        case file
        case member(archive: String, name: String)
        case bytes([UInt8])
    }

    /// The name that findings and the receipt give it: the path; for a file in an archive, `archive.zip#folder/report.xml`.
    public let name: String
    let place: Place

    /// A file, or a folder in which `report.xml` lies.
    public init(file: String) {
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        name = isFolder ? PackageDocument.joined(file, "report.xml") : file
        place = .file
    }

    /// Bytes that came through a pipe.
    public init(bytes: [UInt8], name: String) {
        self.name = name
        place = .bytes(bytes)
    }

    private init(archive: String, member: String) {
        name = archive + "#" + member
        place = .member(archive: archive, name: member)
    }

    /// The documents that a path means: a file by itself; the `report.xml` of a folder; every package in the folders and
    /// archives of an inbox; every `report.xml` in a zip archive.
    ///
    /// What lies in an inbox and is no package is a document too: checking it says what it is, so that nobody's
    /// package is passed over because it came in the wrong form.
    public static func all(at path: String) throws(DocumentError) -> [PackageDocument] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return [PackageDocument(file: path)]
        }
        if !isFolder { return ArchivedFiles.isArchive(path) ? try packed(in: path) : [PackageDocument(file: path)] }
        let names = try PackageDocument.names(in: path)
        if names.contains("report.xml") || InputKind(of: path) == .inventory { return [PackageDocument(file: path)] }
        let found = try inbox(path, depth: 0)
        return found.isEmpty ? [PackageDocument(file: path)] : found
    }

    private static func names(in folder: String) throws(DocumentError) -> [String] {
        do { return try FolderNames.of(folder) } catch { throw DocumentError(error) }
    }

    /// What lies in an inbox, by name.
    private static func inbox(_ folder: String, depth: Int) throws(DocumentError) -> [PackageDocument] {
        var found: [PackageDocument] = []
        for name in try names(in: folder) where !isOfNobody(name) {
            let path = joined(folder, name)
            var isFolder = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            if !isFolder {
                found += ArchivedFiles.isArchive(path) ? try packed(in: path) : [PackageDocument(file: path)]
                continue
            }
            let inside = try names(in: path)
            if inside.contains("report.xml") || InputKind(of: path) == .inventory || depth > 3 {
                found.append(PackageDocument(file: path))
            } else if !inside.contains("receipt.xml") {
                let deeper = try inbox(path, depth: depth + 1)
                found += deeper.isEmpty ? [PackageDocument(file: path)] : deeper
            }
        }
        return found
    }

    /// What nobody sent: hidden files, what systems leave behind, remarks, our own receipts.
    private static func isOfNobody(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasPrefix(".") || name.hasPrefix("receipt.") || name.hasSuffix(".txt") || name.hasSuffix(".md")
            || ["thumbs.db", "desktop.ini", "__macosx"].contains(name)
    }

    private static func packed(in archive: String) throws(DocumentError) -> [PackageDocument] {
        // A workbook is an archive too; what it is, its check says.
        guard InputKind(of: archive) == .archive else { return [PackageDocument(file: archive)] }
        let names: [String]
        do {
            names = try ArchivedFiles(path: archive).names
        } catch {
            return [PackageDocument(file: archive)]
        }
        let reports = names.filter { $0 == "report.xml" || $0.hasSuffix("/report.xml") }
        if !reports.isEmpty { return reports.map { PackageDocument(archive: archive, member: $0) } }
        // Somebody packed the file under another name.
        let others = names.filter { $0.lowercased().hasSuffix(".xml") && !$0.hasPrefix("__MACOSX/") }
        return others.count == 1
            ? [PackageDocument(archive: archive, member: others[0])] : [PackageDocument(file: archive)]
    }

    private static func joined(_ folder: String, _ name: String) -> String {
        folder + (folder.hasSuffix("/") ? "" : "/") + name
    }

    /// The bytes of a document that is no file of its own.
    func bytes() throws(DocumentError) -> [UInt8]? {
        switch place {
        case .file: nil
        case .bytes(let bytes): bytes
        case .member(let archive, let name): try ArchivedFiles(path: archive).bytes(of: name)
        }
    }

    /// Why it is not even opened: it is something else, or it never ends or blocks, which must not hold up the rest.
    public var refusal: Finding? {
        guard case .file = place else { return nil }
        if !name.lowercased().hasSuffix(".xml"), let finding = InputKind.finding(ofPackage: name) { return finding }
        if name.hasSuffix("/report.xml"), !FileManager.default.fileExists(atPath: name),
            let finding = InputKind.finding(ofPackage: String(name.dropLast("/report.xml".count)))
        {
            return finding
        }
        var status = stat()
        guard stat(name, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return nil }
        return Finding(.error, .notAFile, at: Location(file: name))
    }

    /// Reads it as a package, checking it against the schema on the way.
    ///
    /// - Throws: what `ReportPackage.read` throws, or the findings of the schema.
    public func package() throws -> EarlierPackage {
        let bytes = try bytes()
        let read =
            try bytes.map { try ReportPackage.read(bytes: $0, file: name) } ?? ReportPackage.read(path: name)
        guard let package = read.package else { throw read.findings }
        let digest = try bytes.map { SHA256.hexadecimal(of: $0) } ?? SHA256.hexadecimal(ofFile: name)
        return EarlierPackage(package, digest: digest, file: name)
    }

    /// SHA-256 of its bytes.
    func digest() throws -> String {
        try bytes().map { SHA256.hexadecimal(of: $0) } ?? SHA256.hexadecimal(ofFile: name)
    }

    /// Whether it is so large that no other is in memory beside it.
    var isLarge: Bool {
        switch place {
        case .bytes(let bytes): return bytes.count > PackageDocument.largeSize
        case .file, .member:
            let path = if case .member(let archive, _) = place { archive } else { name }
            var status = stat()
            return stat(path, &status) == 0 && status.st_size > PackageDocument.largeSize
        }
    }

    private static let largeSize = 16 << 20
}

extension Finding.Message {
    static let notAFile = Self(
        "report-not-a-file", "这不是普通文件（而是管道、设备等）", "this is no regular file but a pipe, a device or the like")
}
