import Foundation
import Lantian
import TestSupport
import Testing

@testable import Command

/// Which factor library a run takes, and what is said where there is none.
@Suite struct LibrarySearchTests {
    /// A folder with a library of one table's worth: only its name matters here.
    private static func library(in folder: TemporaryFolder, at path: String) throws -> String {
        try folder.write("id\n", to: path + "/EmissionFactors/sources.csv")
        return folder.path + "/" + path + "/EmissionFactors"
    }

    @Test func `the named folder goes first, then the variable, then upward, then the installed one`() throws {
        let folder = try TemporaryFolder()
        let named = try LibrarySearchTests.library(in: folder, at: "named")
        let variable = try LibrarySearchTests.library(in: folder, at: "variable")
        let above = try LibrarySearchTests.library(in: folder, at: "bureau")
        let installed = try LibrarySearchTests.library(in: folder, at: "prefix/share/lantian")
        try folder.write("", to: "bureau/county/2024/inventory.yaml")
        var search = LibrarySearch(asked: named)
        search.variable = variable
        search.folder = folder.path + "/bureau/county/2024"
        search.program = folder.path + "/prefix/bin/lantian"
        #expect(search.installed == installed)
        #expect(try search.found() == named)
        search.asked = nil
        #expect(try search.found() == variable)
        search.variable = nil
        #expect(try search.found() == above)
        // In the folder itself the path stays as short as people write it.
        search.folder = folder.path + "/bureau"
        #expect(try search.found() == "EmissionFactors")
        search.folder = folder.path + "/elsewhere"
        #expect(try search.found() == installed)
        search.program = nil
        #expect(throws: MissingLibrary.self) { try search.found() }
    }

    @Test func `a file of that name is no library`() throws {
        let folder = try TemporaryFolder()
        let above = try LibrarySearchTests.library(in: folder, at: "bureau")
        try folder.write("", to: "bureau/county/EmissionFactors")
        var search = LibrarySearch(asked: nil)
        search.variable = nil
        search.folder = folder.path + "/bureau/county"
        #expect(try search.found() == above)
    }

    @Test(
        "where there is none, every place is told",
        arguments: [
            ("en", "--factors: not given", "LANTIAN_FACTORS: not set"), ("zh", "--factors：未给出", "LANTIAN_FACTORS：未设置"),
        ])
    func nowhere(language: String, asked: String, variable: String) throws {
        let folder = try TemporaryFolder()
        for line in [
            "factors check", "compute .", "verify report.xml", "init a.xlsx --workbook --region 654002 --year 2024",
        ] {
            try folder.write("", to: "report.xml")
            let outcome = try Program.run(line + " --lang " + language, in: folder.path)
            #expect(outcome.code == 66, "\(line)")
            #expect(outcome.errors.contains(asked) && outcome.errors.contains(variable), "\(line)")
            #expect(
                outcome.errors.contains(folder.path + " ") || outcome.errors.contains("in \(folder.path)"), "\(line)")
            #expect(outcome.errors.contains("/share/lantian/EmissionFactors"), "\(line)")
        }
    }

    @Test func `the variable names a library from anywhere, and must be right`() throws {
        let folder = try TemporaryFolder()
        let found = try Program.run(
            "factors check", in: folder.path, environment: ["LANTIAN_FACTORS": Repository.factors])
        #expect(found.code == 0)
        #expect(found.output.hasPrefix("sound: "))
        let missing = try Program.run("factors check", environment: ["LANTIAN_FACTORS": "/nowhere/library"])
        #expect(missing.code == 66)
        #expect(missing.errors == "no such input: /nowhere/library (LANTIAN_FACTORS)\n")
        // The option goes before it, and an empty variable is as none.
        let option = try Program.run(
            ["factors", "check", "--factors", Repository.factors], in: folder.path,
            environment: ["LANTIAN_FACTORS": "/nowhere/library"])
        #expect(option.code == 0)
        #expect(try Program.run("factors check", environment: ["LANTIAN_FACTORS": ""]).code == 0)
    }

    @Test func `an installed program finds its library through a link, whatever the name`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("蓝天 1/bin"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: folder.file("蓝天 1/share/lantian"), withIntermediateDirectories: true)
        // Copied by another process: what this one holds open for writing, a child of another test may inherit,
        // and a program that is open for writing does not start.
        let copied = try Program.shell("cp '\(Program.path)' '蓝天 1/bin/lantian'", in: folder.path)
        #expect(copied.code == 0, "\(copied.errors)")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("蓝天 1/share/lantian/EmissionFactors"), withDestinationPath: Repository.factors)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("other"), withDestinationPath: folder.file("蓝天 1/bin/lantian"))
        for program in ["'蓝天 1/bin/lantian'", "./other", "PATH='蓝天 1/bin' lantian"] {
            let outcome = try Program.shell(program + " factors check", in: folder.path)
            #expect(outcome.code == 0, "\(program): \(outcome.errors)")
            #expect(outcome.output.hasPrefix("sound: "), "\(program)")
        }
    }

    @Test func `the version names the library by the digest that reports carry, behind any verb`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let report = try Program.run("report county --out package --quiet", in: folder.path)
        #expect(report.code == 0, "\(report.errors)")
        let package = try Workplace.text("package/report.xml", in: folder)
        for line in ["--version", "compute --version", "factors list --version", "verify nowhere --version"] {
            let outcome = try Program.run(line, in: folder.path)
            #expect(outcome.code == 0)
            #expect(outcome.lines[0] == "lantian \(ProgramVersion.text)")
            let words = outcome.lines[1].split(separator: " ")
            let digest = try #require(words.last)
            #expect(outcome.lines[1] == "factor library EmissionFactors, SHA-256 \(digest)")
            #expect(digest.utf8.count == 64 && package.contains("\"\(digest)\""))
        }
    }

    @Test func `the versions of the C libraries are those that the system has`() throws {
        let folder = try Workplace.empty()
        let outcome = try Program.run("--version --verbose", in: folder.path)
        #expect(outcome.code == 0 && outcome.lines.count >= 10, "\(outcome.output)")
        let told = Dictionary(
            uniqueKeysWithValues: outcome.lines.dropFirst(2).compactMap { line -> (String, String)? in
                let words = line.split(separator: " ", maxSplits: 1).map(String.init)
                return words.count == 2 ? (words[0], words[1]) : nil
            })
        #expect(
            told.keys.sorted() == [
                "OpenSSL", "glibc", "libxlsxwriter", "libxml2", "libyaml", "libzip", "xmlsec1", "zlib",
            ])
        let tool = try #require(InstalledProgram("pkg-config"))
        for (name, package) in [
            ("libxml2", "libxml-2.0"), ("libzip", "libzip"), ("OpenSSL", "openssl"), ("xmlsec1", "xmlsec1"),
            ("zlib", "zlib"), ("libyaml", "yaml-0.1"),
        ] {
            let known = try tool.run("--modversion", package)
            guard known.code == 0, let version = known.output.split(separator: "\n").first else { continue }
            #expect(told[name]?.hasPrefix(version) == true, "\(name): \(told[name] ?? "")")
        }
        // Without the word nothing more is said.
        #expect(try Program.run("--version", in: folder.path).lines.count < 4)
    }

    @Test func `a version is printed without a library too, with the places that were looked at`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run("--version", in: folder.path)
        #expect(outcome.code == 0)
        #expect(outcome.lines[0] == "lantian \(ProgramVersion.text)")
        #expect(outcome.output.contains("LANTIAN_FACTORS: not set"))
        let named = try Program.run("--version --factors nowhere --lang zh", in: folder.path)
        #expect(named.lines[1] == "找不到系数库：nowhere")
    }

    @Test func `another library has another digest`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Repository.factors, toPath: folder.file("EmissionFactors"))
        let before = try Program.run("--version", in: folder.path)
        let sources = try folder.bytes(of: "EmissionFactors/sources.csv")
        try folder.write(sources + [10], to: "EmissionFactors/sources.csv")
        let after = try Program.run("--version", in: folder.path)
        #expect(before.lines.count == 3 && after.lines.count == 3)
        #expect(before.lines[0] == after.lines[0])
        #expect(before.lines[1] != after.lines[1])
    }
}
