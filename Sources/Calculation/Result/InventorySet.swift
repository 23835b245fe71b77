import Factors
import FoundationEssentials
import Inventories
import Tables

/// Many inventories that are worked on side by side with one library 成批清单: those of a folder, or of a list.
///
/// ```swift
/// let counties = try InventorySet("Counties", options: options)
/// let totals = counties.each(threads: 2) { try $0.emissions(threads: 1).result.total(of: "NOx") }
/// ```
public struct InventorySet: Sendable {
    /// The inventories' folders or workbooks, by name or in the order of the list.
    public let folders: [String]
    private let options: Assessment.Options

    /// Finds the inventories of a folder: folders with `inventory.yaml` or tables of sources, and workbooks. A text file
    /// names one a line, from its own folder on. The library is read once.
    ///
    /// - Throws: `Findings` where there is none; `MissingInput` where the path leads nowhere.
    public init(_ path: String, options: Assessment.Options) throws {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw MissingInput(path: path)
        }
        folders = isFolder ? try InventorySet.inventories(in: path) : try InventorySet.listed(in: path)
        guard !folders.isEmpty else {
            throw Findings([
                Finding(
                    .error, .noInventories, at: Location(file: path),
                    expected: Label(
                        "其中每个清单一个文件夹（含 inventory.yaml），或每行一个清单的文本文件",
                        "a folder of each inventory with its inventory.yaml in it, or a text file with an inventory a line"
                    ))
            ])
        }
        var options = options
        var library = try FactorLibrary(folder: options.factors)
        library.addWords(KindMethods.words, to: "method")
        options.library = library
        options.sharedCases = SharedCases(library: library)
        self.options = options
    }

    private static func inventories(in folder: String) throws(FileError) -> [String] {
        var found: [String] = []
        for name in try FolderNames.of(folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            var isOne = InventoryWorkbook.isWorkbook(path)
            if !isOne {
                isOne = try FolderNames.ofFolder(path).contains { name in
                    name == "inventory.yaml" || SourceKind.all.contains { Inventory.isTable(name, of: $0) }
                }
            }
            if isOne { found.append(path) }
        }
        return found
    }

    private static func listed(in file: String) throws -> [String] {
        let text = try SourceText(path: file)
        guard !text.findings.hasErrors else { throw text.findings }
        let above = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        var findings = Findings()
        let names = text.string.split(separator: "\n").map { CellText.trimmed(String($0)) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
            .map { $0.hasPrefix("/") ? $0 : above + $0 }
        return WordList.distinct(names, by: FileIdentity.init, written: { $0 }, findings: &findings)
    }

    /// Does some work on each inventory, several at a time. What cannot be used fails alone; `progress` is told, on the
    /// calling thread, how many are done.
    public func each<Outcome: Sendable>(
        threads: Int = 2, progress: ((Int) -> Void)? = nil,
        _ work: @escaping @Sendable (_ folder: String, _ options: Assessment.Options) throws -> Outcome
    ) -> [(folder: String, outcome: Result<Outcome, any Error>)] {
        let (folders, options) = (folders, options)
        let outcomes = inParallel(folders.count, threads: InventoryFolder.threads(threads), progress: progress) {
            number in
            Result { try work(folders[number], options) }
        }
        return Array(zip(folders, outcomes)).map { (folder: $0.0, outcome: $0.1) }
    }
}

extension Finding.Message {
    static let noInventories = Finding.Message("no-inventories", "这里没有清单", "there are no inventories here")
}
