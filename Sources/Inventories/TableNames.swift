internal import Glibc
import Quantities
package import Tables

/// What the names of an inventory folder's files say: tables that are passed over for their names, and tables that are
/// there twice.
package enum TableNames {
    /// Endings by which people keep tables, the program's own first.
    private static let endings = ["csv", "xlsx", "xlsm", "xls", "et", "txt", "tsv", "ods", "json"]
    private static let copies = ["副本", "copy", "复件", "拷贝", "备份", "backup", "bak", "old", "旧"]

    /// What is to be said of the files of a folder.
    package static func findings(in folder: String, names: [String]) -> [Finding] {
        var findings: [Finding] = []
        let kinds = names.map { name in SourceKind.all.first { Inventory.isTable(name, of: $0) } }
        let counts = Dictionary(kinds.compactMap { $0.map { ($0.id, 1) } }, uniquingKeysWith: +)
        // Files of other sizes hold other bytes: only those of one size need be read. A table that is handed over in memory can be
        // read once, and is no file.
        let sizes = zip(names, kinds).map { name, kind in
            kind.flatMap { counts[$0.id, default: 0] > 1 ? size(folder + "/" + name) : nil }
        }
        var twins: [Twin: Int] = [:]
        for (kind, size) in zip(kinds, sizes) {
            if let kind, let size { twins[Twin(kind: kind.id, size: size), default: 0] += 1 }
        }
        var digests: [SourceKind.ID: [String: String]] = [:]
        for place in names.indices.sorted(by: { names[$0] < names[$1] }) {
            let name = names[place]
            let path = folder + "/" + name
            guard let kind = kinds[place] else {
                guard let kind = nearKind(of: name) else {
                    if isTold(name) { findings.append(Finding(.note, .otherFile, at: Location(file: path))) }
                    continue
                }
                findings.append(
                    Finding(
                        .warning, .tableNotRead, at: Location(file: path), value: name,
                        expected: Label(
                            "\(kind.schema.id).csv 或 \(kind.schema.id)-….csv",
                            "\(kind.schema.id).csv or \(kind.schema.id)-….csv"),
                        nearest: kind.schema.id + ".csv"))
                continue
            }
            let hasTwin = sizes[place].map { twins[Twin(kind: kind.id, size: $0), default: 0] > 1 } ?? false
            if hasTwin {
                do {
                    let digest = try SourceFile.digest(of: path)
                    if let first = digests[kind.id]?[digest] {
                        findings.append(
                            Finding(
                                .error, .sameTable, at: Location(file: path),
                                expected: Label(
                                    "与 \(first) 不同的内容；请删去其一", "other content than \(first): delete one of them")))
                    }
                    digests[kind.id, default: [:]][digest] = digests[kind.id]?[digest] ?? path
                } catch {
                    findings.append(.cannotRead(error))
                }
            }
            if isCopy(name) {
                findings.append(Finding(.warning, .copiedTable, at: Location(file: path), value: name))
            }
        }
        return findings
    }

    /// Files beside the tables that the program reads or writes by their names.
    private static let beside = [
        "control_totals.csv", "import.csv", "marked.xlsx", "overrules.csv", "regions.csv", "to_fill.csv",
    ]

    /// Whether a file that is no table may have been meant as one: all that a spreadsheet writes and nobody reads.
    private static func isTold(_ name: String) -> Bool {
        guard let dot = name.lastIndex(of: "."), !name.hasPrefix("."), !name.hasPrefix("~") else { return false }
        return endings.prefix(5).contains(Vocabulary.folded(name[name.index(after: dot)...]))
            && !beside.contains(name) && !OutletTable.isTable(name)
    }

    /// Tables of a kind that have one size.
    private struct Twin: Hashable {
        let kind: SourceKind.ID
        let size: Int
    }

    private static func size(_ path: String) -> Int? {
        var status = stat()
        return !OfferedText.isOffered(path) && stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// The kind that a name is meant for: in another letter case, with a copy's number, a label of the kind or one letter
    /// wrong, or with another ending.
    private static func nearKind(of name: String) -> SourceKind? {
        guard let dot = name.lastIndex(of: "."),
            endings.contains(Vocabulary.folded(name[name.index(after: dot)...]))
        else { return nil }
        var stem = Vocabulary.folded(name[..<dot])
        for copy in copies { stem = stem.replacing(copy, with: "") }
        let word = String(stem.prefix { !"-_ (.".contains($0) }).filter { !$0.isNumber }
        guard word.count >= 2 else { return nil }
        return SourceKind.all.first { kind in
            let label = Vocabulary.folded(kind.label.zh)
            let own = [
                kind.schema.id, Vocabulary.folded(kind.label.en).replacing(" ", with: "_"), label, label + "表",
                label + "信息表",
            ]
            // An area is many things, and `control_totals.csv` is none of these.
            return own.contains(word) || own.contains(stem) || word == kind.schema.id.dropLast()
                || kind.schema.id == word + "s"
                || kind.schema.id.count > 5 && Spelling.nearest(to: word, in: [kind.schema.id]) != nil
        }
    }

    private static func isCopy(_ name: String) -> Bool {
        let stem = Vocabulary.folded(name.dropLast(4))
        return copies.contains { stem.hasSuffix($0) || stem.contains("-" + $0) }
    }
}

extension OutletTable {
    /// Whether a file of a folder holds outlets.
    public static func isTable(_ name: String) -> Bool { Inventory.isTable(name, named: schema.id) }
}

extension Finding.Message {
    static let tableNotRead = Finding.Message(
        "table-not-read", "文件名像源类表，但不是表名，未读取", "the name is like that of a table and is none: the file is not read")
    static let otherFile = Finding.Message(
        "other-file", "文件名不对应任何源类，未读取", "the file's name is that of no source kind: not read")
    static let sameTable = Finding.Message(
        "same-table", "与另一文件内容完全相同，会重复计算", "another file holds the same bytes: all would count twice")
    static let copiedTable = Finding.Message(
        "copied-table", "文件名像副本，也会计入，请核对", "the name is that of a copy, and it counts too: look whether it should")
}
