import Foundation
import TestSupport
import Testing

/// Files that do not end, change while they are read, are no files, or sheets that are no sheets: told, never read as
/// something smaller. Runs that would crash end with one line and 70.
@Suite struct StrangeFileTests {
    private static let header = "id,use,fuel,technology,fuel_use[t]\n"

    @Test func `a quote or a line without end is stopped at some megabytes and named by its line`() throws {
        let confined = try Confined()
        try confined.folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        let path = confined.folder.path + "/county/boilers.csv"
        for (head, line) in [
            (Self.header + "B1,heating,coal,stoker,1\n\"B2,heating,coal,stoker,1\n", "line 3"),
            (Self.header + "B1,heating,coal,stoker,", "line 2"), ("\"" + Self.header, "line 1"), ("id,", "line 1"),
        ] {
            let piece = line == "line 2" || head == "id," ? "1234567" : "x,heating,coal,stoker,1\n"
            try LongFile.write(path, head, repeating: piece, upTo: 200 << 20)
            for verb in ["compute", "check", "report"] {
                let outcome = try confined.run(
                    "lantian \(verb) county --lang en" + (verb == "report" ? " --out out" : ""), seconds: 60)
                #expect(outcome.code == 65, "\(verb) \(line): \(outcome.code) \(outcome.errors)")
                #expect(
                    outcome.errors.contains("boilers.csv") && outcome.errors.contains(line)
                        && outcome.errors.contains("quote"), "\(verb) \(line): \(outcome.errors)")
                #expect(outcome.peak ?? 0 < 150, "\(verb) \(line): \(outcome.peak ?? 0) MB")
            }
            let zh = try confined.run("lantian compute county --lang zh", seconds: 60)
            #expect(zh.errors.contains("引号"), "\(zh.errors)")
        }
    }

    @Test func `a row of a megabyte is still read`() throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,firm_name,use,fuel,technology,fuel_use[t]\nB1,\"\(String(repeating: "甲\n", count: 300_000))\",heating,coal,stoker,1000\n"
        ])
        let outcome = try Program.run("compute county --quiet", in: folder.path)
        #expect(outcome.code == 0 && outcome.output.contains("4.00"), "\(outcome.errors)")
    }

    @Test func `a file that is cut, grows or is written anew while it is read is told`() throws {
        let folder = try Workplace.empty()
        try folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        let path = folder.path + "/county/boilers.csv"
        let row = "B0000000,heating,coal,stoker,12345678\n"
        for (name, change) in [
            ("cut at a row", "truncate -s \(Self.header.utf8.count + row.utf8.count * 1000)"),
            ("cut to nothing", "truncate -s 0"), ("longer", "printf 'B1,heating,coal,stoker,1\\n' >>"),
            ("written anew", "touch"),
        ] {
            var text = Self.header
            for number in 0..<200_000 { text += "B\(number),heating,coal,stoker,1\n" }
            // The run is stopped in the midst of the file, which changes meanwhile. A busy machine may let it read to the end
            // before: then once more.
            let line = """
                ( while [ -d /proc/$$ ]; do
                    if ls -l /proc/$$/fd 2>/dev/null | grep -q boilers.csv; then
                      kill -STOP $$; \(change) county/boilers.csv; kill -CONT $$; exit
                    fi
                  done ) &
                exec lantian compute county --lang en --quiet --threads 1
                """
            var outcome: Program.Outcome
            var tries = 0
            repeat {
                tries += 1
                try text.write(toFile: path, atomically: false, encoding: .utf8)
                outcome = try Program.shell(line, in: folder.path)
            } while outcome.code == 0 && tries < 20
            #expect(
                outcome.code == 74 && outcome.errors.contains("changed while it was read"),
                "\(name): \(outcome.code) \(outcome.errors) \(outcome.output)")
        }
    }

    @Test func `pipes and devices are refused wherever a file is read, what the shell hands over is not`() throws {
        let confined = try Confined()
        try confined.folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        try confined.folder.write(Workplace.boilers, to: "county/boilers.csv")
        for make in ["mkfifo", "ln -s /dev/zero", "ln -s /dev/random"] {
            for (file, line) in [
                ("county/boilers-b.csv", "compute county"), ("county/boilers-b.csv", "report county --out out"),
                ("plan.yaml", "plan county plan.yaml"), ("l.csv", "import l.csv --out out"),
                ("l.xlsx", "import l.xlsx --out out"), ("l.xlsx", "compute l.xlsx"), ("r.xml", "diff r.xml r.xml"),
                ("r.xml", "verify r.xml"), ("k.pem", "report county --out out --sign k.pem"),
            ] {
                let outcome = try confined.run(
                    "\(make) \(file) && lantian \(line) --lang en; e=$?; rm -rf \(file) out; exit $e", seconds: 30)
                #expect([65, 74].contains(outcome.code), "\(make) \(line): \(outcome.code) \(outcome.errors)")
                #expect(
                    (outcome.errors + outcome.output).contains("pipe"), "\(make) \(line): \(outcome.errors)")
            }
        }
        let piped = try confined.run(
            "cat county/boilers.csv | lantian import /dev/stdin --out new --lang en; cat new/*.csv 2>&1 | head -3")
        #expect(!piped.errors.contains("a pipe or a device"), "\(piped.errors)")
    }

    @Test func `closed standard output stops a run before it does anything`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        for line in [
            "compute county --detail out.csv", "report county --out out", "check county",
            "init out --region 654002 --year 2024",
        ] {
            let outcome = try Program.shell("lantian \(line) --lang en >&-", in: folder.path)
            #expect(outcome.code == 74 && outcome.errors.contains("standard output"), "\(line): \(outcome.errors)")
            #expect(!Workplace.exists("out", in: folder) && !Workplace.exists("out.csv", in: folder), "\(line)")
        }
        // A full one is told when everything stands.
        let full = try Program.shell("lantian report county --out out --lang en >/dev/full", in: folder.path)
        #expect(full.code == 74 && Workplace.exists("out/report.html", in: folder))
        let receipt = try Program.shell("lantian verify out --receipt back >/dev/full", in: folder.path)
        #expect(receipt.code == 74 && Workplace.exists("back/receipt.xml", in: folder))
        // Closed error output changes nothing.
        #expect(try Program.shell("lantian compute county 2>&- <&-", in: folder.path).code == 0)
    }

    @Test(.disabled(if: Program.sanitizer != nil, "the sanitizer reports traps itself"))
    func `a trap ends with one line and 70`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        for signal in ["ILL", "TRAP", "SEGV", "BUS", "ABRT"] {
            for (language, words) in [("en", "internal fault (SIG\(signal) +0x"), ("zh", "内部故障（SIG\(signal) +0x")] {
                let line = """
                    mkfifo hold; lantian import /dev/fd/3 --out new --lang \(language) 3<>hold & run=$!
                    sleep 0.5; kill -\(signal) $run; wait $run; e=$?; rm hold; exit $e
                    """
                let outcome = try Program.shell(line, in: folder.path)
                #expect(outcome.code == 70, "\(signal): \(outcome.code) \(outcome.errors)")
                let lines = outcome.errors.split(separator: "\n")
                #expect(lines.count == 1 && outcome.errors.contains(words), "\(signal): \(outcome.errors)")
            }
        }
        #expect(try Program.run("help").output.contains("70 internal fault"))
    }
}
