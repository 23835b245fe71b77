import Foundation
import TestSupport

/// The built program, run as a user runs it.
enum Program {
    /// What came of a run.
    struct Outcome {
        /// The exit code.
        let code: Int32
        /// Standard output.
        let output: String
        /// Standard error.
        let errors: String

        /// The lines of standard output.
        var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Where it is.
    static let path = Repository.program

    /// The options of the address sanitizer where this is a build under it: its shadow needs all addresses and its
    /// quarantine memory, so that bounds of memory say nothing then.
    static let sanitizer = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]

    private static var folder: String { String(path.dropLast("/lantian".count)) }

    /// Runs it with arguments in a folder, in English unless the environment says otherwise.
    static func run(
        _ arguments: [String], in folder: String = Repository.root, environment: [String: String] = [:]
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        return try run(process, in: folder, environment: environment)
    }

    /// Runs it with arguments written in one line.
    static func run(_ line: String, in folder: String = Repository.root, environment: [String: String] = [:]) throws
        -> Outcome
    {
        try run(line.split(separator: " ").map(String.init), in: folder, environment: environment)
    }

    /// Runs a line of shell in which `lantian` is the program.
    static func shell(_ line: String, in folder: String, environment: [String: String] = [:]) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line]
        return try run(process, in: folder, environment: environment)
    }

    private static func run(_ process: Process, in folder: String, environment: [String: String]) throws -> Outcome {
        let scratch = try TemporaryFolder()
        let files = [try scratch.write("", to: "out"), try scratch.write("", to: "err")]
        let handles = try files.map { try FileHandle(forWritingTo: URL(filePath: $0)) }
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["PATH": Program.folder + ":/usr/bin:/bin", "LANG": "C.UTF-8"]
            .merging(sanitizer.map { ["ASAN_OPTIONS": $0, "SWIFT_BACKTRACE": "enable=no"] } ?? [:]) { $1 }
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try process.run()
        process.waitUntilExit()
        let texts = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
        return Outcome(code: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}

/// Folders that the tests run in.
enum Workplace {
    /// An invented plan whose measures carry out one clause; each is a map of YAML in one line.
    static func choices(_ measures: [String]) -> String {
        """
        plan: choice
        title: {zh: 可选, en: choice}
        regions: [654002]
        base_year: 2024
        years: [2025]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        measures:

        """ + measures.map { "  - \($0)\n" }.joined()
    }

    /// A folder that holds the factor library and nothing else.
    static func empty() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/EmissionFactors", withDestinationPath: Repository.factors)
        return folder
    }

    /// A folder with the factor library and an inventory `county`.
    static func county(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try empty()
        for (name, text) in InventoryText(files).files { try folder.write(text, to: "county/" + name) }
        try folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        return folder
    }

    /// 12 000 t of coal on a stoker, 4 kg/t, three tenths removed nine tenths of the time: 35.04 t; and 2 500 t without
    /// control: 10 t.
    static let boilers = """
        id,use,fuel,technology,fuel_use[t],nox_device,nox_removal,nox_uptime
        B1,heating,coal,stoker,12000,sncr,30%,0.9
        B2,heating,coal,stoker,2500,,,

        """

    /// The same, the second row with a word that does not exist and a negative number.
    static let broken = boilers.replacingOccurrences(
        of: "B2,heating,coal,stoker,2500", with: "B2,heating,coall,stoker,-1")

    /// Whether a file or folder is there.
    static func exists(_ name: String, in folder: TemporaryFolder) -> Bool {
        FileManager.default.fileExists(atPath: folder.path + "/" + name)
    }

    /// The text of a file.
    static func text(_ name: String, in folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder.path + "/" + name, encoding: .utf8)
    }
}
