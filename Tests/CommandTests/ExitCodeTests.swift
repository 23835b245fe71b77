import Foundation
import TestSupport
import Testing

/// Exit codes: 0 done, 1 done with findings that were asked to fail, 64 usage, 65 bad data, 66 no such input, 74 input or
/// output error.
@Suite struct ExitCodeTests {
    @Test func `work that is done ends with 0`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        for line in ["check county", "compute county", "explain county B1 NOx", "factors check", "--version", "--help"]
        {
            #expect(try Program.run(line, in: folder.path).code == 0, "\(line)")
        }
    }

    @Test func `warnings fail only where the user asks for it`() throws {
        let folder = try Workplace.county(["boilers.csv": "id,fuel,use,technology,fuel_use\nB1,coal,heating,stoker,\n"])
        #expect(try Program.run("compute county", in: folder.path).code == 0)
        #expect(try Program.run("compute county --fail-on-warning", in: folder.path).code == 1)
        #expect(try Program.run("check county --fail-on-warning", in: folder.path).code == 1)
    }

    @Test(
        "wrong usage ends with 64 before anything is read",
        arguments: [
            "computee", "compute", "compute nowhere --by countyy", "compute nowhere --by ,",
            "compute nowhere --format xml",
            "compute nowhere --lang fr", "compute nowhere --threads 0", "compute nowhere --nonsense",
            "init place --region 6540 --year 2024", "init place --region 654023 --year 24",
            "init place --region 654023 --year 2024 --kinds boiler", "factors show",
        ])
    func usage(line: String) throws {
        let folder = try Workplace.empty()
        let outcome = try Program.run(line, in: folder.path)
        #expect(outcome.code == 64)
        #expect(outcome.output.isEmpty)
        #expect(!Workplace.exists("place", in: folder))
    }

    @Test func `a wrong key is told with the nearest one`() throws {
        let outcome = try Program.run("compute nowhere --by countyy")
        #expect(outcome.errors.contains("did you mean 'county'?"))
    }

    @Test func `bad data end with 65, every finding is told, and nothing is written`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.broken])
        let outcome = try Program.run("compute county --detail detail.csv --rejected rejected.csv", in: folder.path)
        #expect(outcome.code == 65)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("county/boilers.csv:3:3: [fuel] error"))
        #expect(outcome.errors.contains("did you mean 'coal'?"))
        #expect(outcome.errors.contains("county/boilers.csv:3:5: [fuel_use[t]] error"))
        #expect(outcome.errors.contains("2 errors"))
        #expect(!Workplace.exists("detail.csv", in: folder))
        #expect(!Workplace.exists("rejected.csv", in: folder))
    }

    @Test func `what would be a negative emission ends every verb with 65, and counts nothing where the run goes on`()
        throws
    {
        let firms = "id,unit_type,material,voc_content,material_use,recovered\nA,solvent_use,,0.5,10,3\n"
        // The cells tell; only the library's factor tells: 14 g/kg × 100 t − 2 t.
        for row in ["B,solvent_use,,0.5,10,6\n", "B,solvent_use,ink_litho_soy,,100,2\n"] {
            let folder = try Workplace.county(["voc_firms.csv": firms + row])
            for line in ["check county", "compute county", "report county --out package"] {
                let outcome = try Program.run(line, in: folder.path)
                #expect(outcome.code == 65, "\(line)")
                #expect(outcome.errors.contains("county/voc_firms.csv:3:"), "\(line): \(outcome.errors)")
                #expect(outcome.errors.contains("[recovered] error"), "\(line): \(outcome.errors)")
            }
            let going = try Program.run("compute county --by pollutant --format csv --keep-going", in: folder.path)
            #expect(going.code == 0)
            #expect(going.output.contains("VOCs,2\n"))
        }
    }

    @Test func `a detail table that is there survives a run that fails`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.broken])
        try folder.write("old", to: "detail.csv")
        #expect(try Program.run("compute county --detail detail.csv", in: folder.path).code == 65)
        #expect(try Workplace.text("detail.csv", in: folder) == "old")
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!left.contains { $0.hasSuffix(".part") })
    }

    @Test func `keeping going computes the sound rows and hands the others back with reasons`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.broken])
        let outcome = try Program.run(
            "compute county --keep-going --rejected rejected.csv --by pollutant --format csv", in: folder.path)
        #expect(outcome.code == 0)
        // 12000 t × 4 kg/t × (1 − 0.3 × 0.9) = 35.04 t
        #expect(outcome.lines.contains("NOx,35.04"))
        let rejected = try Workplace.text("rejected.csv", in: folder).split(separator: "\n")
        #expect(rejected.count == 2)
        #expect(rejected[0].hasSuffix(",reject_reason"))
        #expect(rejected[1].hasPrefix("B2,heating,coall,stoker,-1,"))
    }

    @Test(
        "an unknown source, pollutant, rule book or factor is bad data with the nearest name",
        arguments: [
            ("explain county B3 NOx", "did you mean 'B1'?"), ("explain county B1 CO2", "expected NOx, VOCs"),
            ("compute county --pollutants NXO", "did you mean 'NOx'?"),
            ("compute county --rule-book invent", "inventory"),
            ("factors show boiler.tcses.heat.coal.VOC", "did you mean 'boiler.tcses.heat.coal.VOCs'?"),
        ])
    func unknownNames(line: String, told: String) throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let outcome = try Program.run(line, in: folder.path)
        #expect(outcome.code == 65)
        #expect(outcome.errors.contains(told))
    }

    @Test(
        "input that is not there ends with 66",
        arguments: [
            "check nowhere", "compute nowhere", "explain nowhere B1", "compute county --factors nowhere",
            "compute county --pack nowhere", "factors list --factors nowhere",
        ])
    func missing(line: String) throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let outcome = try Program.run(line, in: folder.path)
        #expect(outcome.code == 66)
        #expect(outcome.errors == "no such input: nowhere\n")
    }

    @Test func `without a factor library in reach there is no input`() throws {
        let folder = try TemporaryFolder()
        try InventoryText(["boilers.csv": Workplace.boilers]).write(to: folder)
        let outcome = try Program.run("compute .", in: folder.path)
        #expect(outcome.code == 66)
        #expect(outcome.errors.contains("EmissionFactors"))
        // Named, it may be anywhere.
        #expect(try Program.run(["compute", ".", "--factors", Repository.factors], in: folder.path).code == 0)
    }

    @Test(
        "output that cannot be written ends with 74",
        arguments: [
            "compute county --detail file/detail.csv", "compute county --detail nowhere/detail.csv",
            "compute county --detail county", "init file/place --region 654023 --year 2024",
            "compute broken --keep-going --rejected file/rejected.csv",
        ])
    func unwritable(line: String) throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        try folder.write("a regular file", to: "file")
        try folder.write(InventoryText.manifest(year: 2024), to: "broken/inventory.yaml")
        try folder.write(Workplace.broken, to: "broken/boilers.csv")
        let outcome = try Program.run(line, in: folder.path)
        #expect(outcome.code == 74)
        #expect(outcome.errors.contains("cannot write"))
        #expect(try Workplace.text("file", in: folder) == "a regular file")
    }

    @Test func `results that do not arrive on standard output end with 74`() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        let outcome = try Program.shell("lantian compute county > /dev/full", in: folder.path)
        #expect(outcome.code == 74)
        #expect(outcome.errors.contains("cannot write standard output"))
    }

    @Test func `a reader that stops early is no error worth a message`() throws {
        let outcome = try Program.shell("lantian factors list --quiet | head -n 1", in: Repository.root)
        #expect(outcome.code == 0)
        #expect(outcome.lines.count == 2)
        #expect(outcome.errors.isEmpty)
    }
}
