import Foundation
import TestSupport
import Testing

/// Nothing is overwritten: no input by any output, no folder that holds something, no file of somebody else.
@Suite struct OverwritingTests {
    /// A county with a plan, a package and a ledger.
    private static func workplace() throws -> TemporaryFolder {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        try folder.write(
            "plan: p\ntitle: {zh: 方案, en: plan}\nregions: [654002]\nbase_year: 2024\nyears: [2025]\nclauses: []\nmeasures: []\n",
            to: "plan.yaml")
        try folder.write(
            "企业名称,锅炉编号,燃料类型,燃料消耗量（吨）\n甲厂,1,煤,1200\n", to: "ledger.csv")
        #expect(try Program.run("report county --out package --only xml --lang en", in: folder.path).code == 0)
        return folder
    }

    private static func names(_ folder: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: folder))
    }

    @Test func `an output that is an input is refused, by every verb and option, also through links`() throws {
        let folder = try Self.workplace()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.path + "/soft.csv", withDestinationPath: "county/boilers.csv")
        try files.linkItem(atPath: folder.path + "/county/boilers.csv", toPath: folder.path + "/hard.csv")
        try files.createDirectory(atPath: folder.path + "/library", withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: Repository.factors) {
            try files.copyItem(atPath: Repository.factors + "/" + name, toPath: folder.path + "/library/" + name)
        }
        let before = try Self.bytes(folder.path)
        for line in [
            "compute county --detail county/boilers.csv", "compute county --detail county/../county/boilers.csv",
            "compute county --detail soft.csv", "compute county --detail hard.csv",
            "compute county --detail county/inventory.yaml",
            "compute county --factors library --detail library/sources.csv",
            // A table of the library that this run does not read is one of its inputs too.
            "compute county --factors library --detail library/road/aliases.csv",
            "plan county plan.yaml --targets plan.yaml", "plan county plan.yaml --targets county/boilers.csv",
            "init library/sources.csv --workbook --region 654002 --year 2024 --factors library",
            "merge package --out package", "merge package --out package --force",
        ] {
            if line.contains("aliases"), !files.fileExists(atPath: folder.path + "/library/road/aliases.csv") {
                continue
            }
            let outcome = try Program.run(line + " --lang en", in: folder.path)
            #expect(outcome.code == 64, "\(line): \(outcome.code) \(outcome.errors)")
            #expect(outcome.errors.contains("not overwritten"), "\(line): \(outcome.errors)")
        }
        try folder.write(Workplace.broken, to: "county/boilers-2.csv")
        for line in ["compute", "check", "report", "plan"] {
            let rest = line == "report" ? " --out new" : line == "plan" ? " plan.yaml" : ""
            for target in ["county/boilers-2.csv", "county/inventory.yaml", "soft.csv"] {
                let outcome = try Program.run(
                    "\(line) county\(rest) --keep-going --rejected \(target) --lang zh", in: folder.path)
                #expect(outcome.code == 64 && outcome.errors.contains("不覆盖"), "\(line) \(target): \(outcome.errors)")
            }
        }
        try files.removeItem(atPath: folder.path + "/county/boilers-2.csv")
        #expect(try Self.bytes(folder.path) == before)
    }

    /// All files of a folder with their bytes, the linked factor library left out.
    private static func bytes(_ folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where !name.hasPrefix("EmissionFactors")
        {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            found[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
        }
        return found
    }

    @Test func `two outputs of one run do not replace each other`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.broken])
        let outcome = try Program.run(
            "compute county --keep-going --detail out.csv --rejected out.csv --lang en", in: folder.path)
        #expect(outcome.code == 64, "\(outcome.errors)")
        #expect(try Workplace.text("out.csv", in: folder).hasPrefix("table,"))
    }

    @Test func `a folder that is not empty is refused, also by a second run of the same`() throws {
        let folder = try Self.workplace()
        for line in [
            "report county", "merge package", "import ledger.csv", "init --region 654002 --year 2024",
        ] {
            let into = line.hasPrefix("init") ? " " : " --out "
            try? FileManager.default.removeItem(atPath: folder.path + "/new")
            let first = try Program.run(line + into + "new --lang en", in: folder.path)
            #expect(first.code == 0 || line.hasPrefix("import") && first.code == 65, "\(line): \(first.errors)")
            let before = try Self.bytes(folder.path)
            let second = try Program.run(line + into + "new --lang en", in: folder.path)
            #expect(second.code == 64 && second.errors.contains("--force"), "\(line): \(second.errors)")
            let chinese = try Program.run(line + into + "new --lang zh", in: folder.path)
            #expect(chinese.code == 64 && chinese.errors.contains("文件夹不是空的"), "\(line): \(chinese.errors)")
            try folder.write("mine", to: "foreign/notes.txt")
            #expect(try Program.run(line + into + "foreign", in: folder.path).code == 64, "\(line)")
            #expect(try Self.names(folder.path + "/foreign") == ["notes.txt"])
            try FileManager.default.removeItem(atPath: folder.path + "/foreign")
            #expect(try Self.bytes(folder.path) == before)
        }
    }

    @Test func `with force own files are replaced, stale ones removed, others never touched`() throws {
        let folder = try Self.workplace()
        let out = folder.path + "/out"
        #expect(try Program.run("report county --plan plan.yaml --out out", in: folder.path).code == 0)
        #expect(try Self.names(out).isSuperset(of: ["report.html", "report.xlsx", "report.xml", "results.csv"]))
        try folder.write("mine", to: "out/notes.txt")
        try folder.write("mine", to: "out/figures/chart.svg")
        // Fewer forms: those of the first run would tell of another package.
        #expect(try Program.run("report county --out out --only xml --force", in: folder.path).code == 0)
        #expect(try Self.names(out) == ["report.xml", ".lantian-written", "notes.txt", "figures"])
        // Once more: with all forms again.
        #expect(try Program.run("report county --out out --force", in: folder.path).code == 0)
        // A file that the user changed is the user's: neither replaced nor removed.
        try folder.write("changed", to: "out/results.csv")
        let refused = try Program.run("report county --out out --force --lang en", in: folder.path)
        #expect(refused.code == 64 && refused.errors.contains("out/results.csv"), "\(refused.errors)")
        #expect(try Program.run("report county --out out --only xml --force", in: folder.path).code == 0)
        #expect(try Self.names(out) == ["report.xml", ".lantian-written", "notes.txt", "figures", "results.csv"])
        #expect(try Workplace.text("out/results.csv", in: folder) == "changed")
        // The list follows the usual form, so that anybody can check it.
        let sums = try Program.shell("cd out && sha256sum -c .lantian-written", in: folder.path)
        #expect(sums.code == 0, "\(sums.errors)")
    }

    @Test func `init with force adds what is missing and leaves what was filled in`() throws {
        let folder = try Workplace.empty()
        #expect(try Program.run("init c --region 654002 --year 2024 --kinds boilers", in: folder.path).code == 0)
        try folder.write(Workplace.boilers, to: "c/boilers.csv")
        let more = try Program.run(
            "init c --region 654002 --year 2024 --kinds boilers,kilns --force", in: folder.path)
        #expect(more.code == 0 && more.output.contains("c/kilns.csv"), "\(more.errors)")
        #expect(try Workplace.text("c/boilers.csv", in: folder) == Workplace.boilers)
        let line = "init book.xlsx --workbook --region 654002 --year 2024 --kinds boilers"
        #expect(try Program.run(line, in: folder.path).code == 0)
        #expect(try Program.run(line + " --force --lang en", in: folder.path).code == 64)
    }

    @Test func `an import over corrected tables is refused even with force`() throws {
        let folder = try Self.workplace()
        _ = try Program.run("import ledger.csv --out new", in: folder.path)
        try folder.write(Workplace.boilers, to: "new/boilers.csv")
        let outcome = try Program.run("import ledger.csv --out new --force --lang en", in: folder.path)
        #expect(outcome.code == 64 && outcome.errors.contains("new/boilers.csv"), "\(outcome.errors)")
        #expect(try Workplace.text("new/boilers.csv", in: folder) == Workplace.boilers)
    }

    @Test func `a receipt is written beside other files and never over one of somebody else`() throws {
        let folder = try Self.workplace()
        #expect(try Program.run("verify package --receipt package", in: folder.path).code == 0)
        #expect(try Self.names(folder.path + "/package").isSuperset(of: ["report.xml", "receipt.xml", "receipt.txt"]))
        #expect(try Program.run("verify package --receipt package", in: folder.path).code == 0)
        try folder.write("mine", to: "package/receipt.txt")
        #expect(try Program.run("verify package --receipt package", in: folder.path).code == 64)
        #expect(try Workplace.text("package/receipt.txt", in: folder) == "mine")
    }

    @Test func `a name that is a folder stops everything before the first file`() throws {
        let folder = try Self.workplace()
        for (line, name) in [
            ("report county --out out --force", "report.html"), ("report county --out out --force", "totals.csv"),
            ("merge package --out out --force", "report.xlsx"), ("verify package --receipt out", "receipt.txt"),
        ] {
            try folder.write("mine", to: "out/\(name)/inside.txt")
            let outcome = try Program.run(line + " --lang en", in: folder.path)
            #expect(outcome.code == 64 && outcome.errors.contains(name), "\(line): \(outcome.code) \(outcome.errors)")
            #expect(try Self.names(folder.path + "/out") == [name])
            try FileManager.default.removeItem(atPath: folder.path + "/out")
        }
    }

    @Test func `what killed runs left is removed by the next, what living ones make is not`() throws {
        let folder = try Self.workplace()
        try folder.write("half", to: "out/.lantian-999999-7.part/report.xml")
        try folder.write("half", to: "detail.csv.999999-0.part")
        try folder.write("half", to: "detail.csv.999999-12.part")
        // Others of like names are somebody else's.
        for name in ["detail.csv.old.part", "other.csv.999999-0.part", "detail.csv.1-2-3.part"] {
            try folder.write("mine", to: name)
        }
        // A run that lives holds its lock.
        let line = """
            mkdir -p out/.lantian-1-1.part && echo alive > detail.csv.1-1.part
            exec 8<out/.lantian-1-1.part 9<detail.csv.1-1.part; flock 8; flock 9
            lantian report county --out out && lantian compute county --detail detail.csv --quiet
            """
        let outcome = try Program.shell(line, in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let left = try Self.names(folder.path).filter { $0.hasSuffix(".part") }
        #expect(
            left == [
                "detail.csv.1-1.part", "detail.csv.old.part", "other.csv.999999-0.part", "detail.csv.1-2-3.part",
            ])
        #expect(try Self.names(folder.path + "/out").filter { $0.hasSuffix(".part") } == [".lantian-1-1.part"])
    }

    @Test func `after runs that are killed the next one leaves nothing but its files`() throws {
        let folder = try Self.workplace()
        for milliseconds in stride(from: 100, through: 900, by: 100) {
            _ = try Program.shell(
                "timeout -s KILL 0.\(milliseconds / 100) lantian report county --out out --force", in: folder.path)
        }
        #expect(try Program.run("report county --out out --force", in: folder.path).code == 0)
        #expect(try Self.names(folder.path + "/out").filter { $0.hasSuffix(".part") } == [])
    }
}
