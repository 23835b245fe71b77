import Calculation
import FoundationEssentials
import Glibc
import Quantities

/// Where the factor library is looked for: what the user names, then upward from here, then beside the program.
public struct LibrarySearch: Sendable {
    /// The folder of a library, wherever it lies.
    public static let name = "EmissionFactors"

    /// The folder of `--factors`.
    public var asked: String?
    /// The folder of `LANTIAN_FACTORS`.
    public var variable: String?
    /// The folder that the program runs in.
    public var folder: String
    /// The program's file, links followed.
    public var program: String?

    /// The search of this run; `asked` is the folder that the user names.
    public init(asked: String? = nil) {
        self.asked = asked
        variable = environment("LANTIAN_FACTORS")
        folder = FileManager.default.currentDirectoryPath
        program = LibrarySearch.runningProgram
    }

    /// The library's folder. Throws `MissingInput` where a named one is not there, `MissingLibrary` where none is.
    public func found() throws -> String {
        if let asked { return try existing(asked) }
        if let variable {
            guard isFolder(variable) else { throw MissingInput(path: "\(variable) (LANTIAN_FACTORS)") }
            return variable
        }
        var above = folder[...]
        while true {
            let candidate = above + "/" + LibrarySearch.name
            if isFolder(String(candidate)) { return above == folder ? LibrarySearch.name : String(candidate) }
            guard let slash = above.lastIndex(of: "/") else { break }
            above = above[..<slash]
        }
        if let installed, isFolder(installed) { return installed }
        throw MissingLibrary(search: self)
    }

    /// The library that was installed with the program: `../share/lantian` beside its folder.
    public var installed: String? {
        guard let program else { return nil }
        let folders = program.split(separator: "/").dropLast(2)
        return folders.reduce("") { $0 + "/" + $1 } + "/share/lantian/" + LibrarySearch.name
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    private static let runningProgram: String? = {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }()
}

/// No factor library anywhere; says where it was looked for.
public struct MissingLibrary: Error {
    /// The search that found none.
    public let search: LibrarySearch

    /// The places, one a line.
    public func description(in language: Language) -> String {
        let lines = [
            Label("找不到系数库，依次查找了：", "no factor library found; looked for it at"),
            Label("  --factors：未给出", "  --factors: not given"),
            Label("  LANTIAN_FACTORS：未设置", "  LANTIAN_FACTORS: not set"),
            Label(
                "  \(search.folder) 及其上各层的 \(LibrarySearch.name)：没有",
                "  \(LibrarySearch.name) in \(search.folder) and every folder above: not there"),
            Label(
                "  随程序安装的 \(search.installed ?? "../share/lantian/" + LibrarySearch.name)：没有",
                "  installed with the program, \(search.installed ?? "../share/lantian/" + LibrarySearch.name): not there"
            ),
            Label("用 --factors 或 LANTIAN_FACTORS 指出它的文件夹", "name its folder by --factors or LANTIAN_FACTORS"),
        ]
        return lines.map { $0[language] }.joined(separator: "\n")
    }
}
