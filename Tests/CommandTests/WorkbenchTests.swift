import Foundation
import TestSupport
import Testing

/// The workbench as a program of its own: killed at any moment, and used in a browser.
@Suite struct WorkbenchProgramTests {
    /// The Python that drives a browser; `nil` where it or the browser is not installed.
    static let driver: String? = {
        let python = Repository.root + "/.venv/bin/python3"
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"),
            let done = try? Program.shell("\(python) -c 'import playwright'", in: Repository.root), done.code == 0
        else { return nil }
        return python
    }()

    private func county() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("", to: "inbox/.keep")
        try InventedCounty.write(try folder.made("county"), region: "659000", seed: 1)
        try folder.write(InventedCounty.plan, to: "county/plans/invented.yaml")
        try folder.write(InventedCounty.options, to: "county/plans/options.yaml")
        return folder
    }

    /// How often the program is killed: more in `make test-deep`.
    private static let kills = ProcessInfo.processInfo.environment["LANTIAN_KILLS"] ?? "4"

    @Test func `killed at any moment of edits and imports, it loses nothing that it told as done`() throws {
        let folder = try county()
        let done = try Program.shell(
            "python3 \(Repository.root)/Tests/Additions/workbench-kill.py \(Program.path) \(Repository.factors) "
                + "\(folder.file("county")) \(WorkbenchProgramTests.kills)", in: folder.path)
        #expect(done.code == 0, "\(done.output)\(done.errors)")
        #expect(done.output.contains("none lost"))
    }

    @Test(.enabled(if: driver != nil, "chromium or playwright is not installed"))
    func `officer and reviewer do their work in a browser`() throws {
        let folder = try county()
        let pictures = ProcessInfo.processInfo.environment["LANTIAN_PICTURES"] ?? ""
        let done = try Program.shell(
            "\(WorkbenchProgramTests.driver ?? "") \(Repository.root)/Tests/Additions/workbench.py \(Program.path) "
                + "\(Repository.factors) \(folder.file("county")) \(folder.file("inbox")) \(pictures)",
            in: folder.path, environment: ["HOME": folder.path])
        #expect(done.code == 0, "\(done.output)\(done.errors)")
        #expect(done.output.contains("the pages do what they say"))
        // What the pages wrote is what the command line reads.
        let plan = try Program.run(
            [
                "plan", "county", "county/plans/invented.yaml", "--factors", Repository.factors, "--quiet", "--format",
                "csv",
            ],
            in: folder.path)
        #expect(plan.code == 0 && plan.output.contains("computed"))
        let sure = try lantian("compute", ["--by", "pollutant", "--uncertainty"], in: folder)
        #expect(sure.code == 0 && !sure.output.contains(",,,,"), "\(sure.output)\(sure.errors)")
        let chosen = try lantian("plan", ["county/plans/choice-1.yaml"], in: folder)
        #expect(chosen.code == 0 && chosen.output.contains("A,"), "\(chosen.output)\(chosen.errors)")
        let progress = try lantian(
            "progress",
            ["county/plans/invented.yaml", "--month", "2025-03", "--monthly", "county/plans/invented.monthly.csv"],
            in: folder)
        #expect(progress.code == 0 && progress.output.contains("虚构验收"), "\(progress.output)\(progress.errors)")
        let verified = try Program.run(
            ["verify", "county/.lantian/package", "--factors", Repository.factors], in: folder.path)
        #expect(verified.code == 0, "\(verified.output)\(verified.errors)")
        // The ledger that was dropped, accepted and written is what the command line computes with.
        let computed = try Program.run(
            ["compute", "county", "--factors", Repository.factors, "--by", "table", "--format", "csv", "--quiet"],
            in: folder.path)
        #expect(computed.code == 0, "\(computed.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("county"))
        #expect(names.contains("boilers-2.csv") && names.contains("mapping.yaml"))
    }

    private func lantian(_ verb: String, _ more: [String], in folder: TemporaryFolder) throws -> Program.Outcome {
        try Program.run(
            [verb, "county"] + more + ["--factors", Repository.factors, "--quiet", "--format", "csv"], in: folder.path)
    }

    @Test func `a port that is taken is told, and a folder that is not there`() throws {
        let wrong = try Program.run(["serve", "no-such-folder", "--factors", Repository.factors])
        #expect(wrong.code == 66)
        let usage = try Program.run(["serve", "--port", "70000"])
        #expect(usage.code == 64)
    }
}

extension TemporaryFolder {
    /// The path of a new folder in it.
    fileprivate func made(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }
}
