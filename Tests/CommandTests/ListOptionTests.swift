import TestSupport
import Testing

/// Lists and numbers of the command line: empty, repeated, unknown, too large. None traps.
@Suite struct ListOptionTests {
    private static let tables = [
        "boilers.csv": "id,use,fuel,technology,fuel_use\nB1,heating,raw_coal,stoker,100\n",
        "voc_firms.csv": "id,unit_type,voc_content,material_use\nV1,solvent_use,0.5,200\n",
    ]

    @Test(
        "what is asked and what comes",
        arguments: [
            ("compute county --pollutants NOx --by table,pollutant", 0, "boilers"),
            ("compute county --pollutants SO2", 0, "SO2"), ("compute county --pollutants NOx,NOx", 0, "0.40"),
            ("compute county --pollutants ,", 64, "--pollutants"), ("compute county --pollutants O3", 65, "O3"),
            ("compute county --by ,", 64, "--by"), ("compute county --by county,county", 0, "county"),
            ("compute county --by nobody", 64, "nobody"), ("compute county --threads 0", 64, "--threads"),
            ("combine one.part --threads 0", 64, "--threads"),
            ("compute county --threads -1", 64, "--threads"), ("compute county --threads 100000", 64, "--threads"),
            ("compute county --threads 9223372036854775807", 64, "--threads"),
            ("check county --pollutants NOx", 0, ""), ("check county --pollutants SO2", 0, ""),
            ("explain county V1 --pollutants NOx", 0, ""), ("report county --out out --pollutants NOx", 0, ""),
            ("report county --out out --pollutants NOx,VOCs,NOx", 0, ""),
            ("report county --out out --only ,", 64, "--only"), ("report county --out out --only pdf", 64, "pdf"),
        ])
    func outcome(line: String, code: Int32, words: String) throws {
        let folder = try Workplace.county(ListOptionTests.tables)
        let outcome = try Program.run(line, in: folder.path)
        #expect(outcome.code == code, "\(line): \(outcome.errors)")
        #expect(words.isEmpty || (outcome.output + outcome.errors).contains(words), "\(line): \(outcome.output)")
    }

    @Test("lists of inventory.yaml", arguments: [("[]", 65), ("{a: b}", 65), ("[[NOx]]", 65), ("[NOx, NOx]", 0)])
    func manifest(list: String, code: Int32) throws {
        let folder = try Workplace.county(ListOptionTests.tables)
        let text = try Workplace.text("county/inventory.yaml", in: folder)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("pollutants") }
        try folder.write(lines.joined(separator: "\n") + "\npollutants: \(list)\n", to: "county/inventory.yaml")
        for verb in ["compute county", "check county", "report county --out out"] {
            let outcome = try Program.run(verb, in: folder.path)
            #expect(outcome.code == code, "\(verb): \(outcome.errors)")
        }
        if code == 0 {
            let outcome = try Program.run("compute county --by pollutant --format csv", in: folder.path)
            #expect(outcome.output.contains("NOx,0.4\n") || outcome.output.hasSuffix("NOx,0.4"))
        }
    }

    @Test(
        "packs whose numbers cannot be",
        arguments: [
            ("-4,kg/t,,", "negative-factor"), ("nan,kg/t,,", "bad-number"),
            ("3620,kg/t,2.9,4.5", "factor-outside-bounds"),
            ("4,kg/t,5,3", "bounds-reversed"), ("4,g/km,,", "unit-misfit"),
        ])
    func packs(cells: String, code: String) throws {
        let folder = try Workplace.county(ListOptionTests.tables)
        try folder.write(
            "id,title,issuer,year,kind,address,note\nown.test,Invented,Example,2024,derived,,invented\n",
            to: "pack/sources.csv")
        try folder.write(
            """
            id,fuel,technology,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note
            own.boiler,raw_coal,stoker,NOx,\(cells),generation,local,own.test,t,estimated,default,,,

            """, to: "pack/boilers/emission_factors.csv")
        let computed = try Program.run("compute county --pack pack", in: folder.path)
        #expect(computed.code == 65, "\(computed.output)\(computed.errors)")
        #expect(computed.errors.contains("pack/boilers/emission_factors.csv:2"), "\(code): \(computed.errors)")
        let checked = try Program.run("factors check --pack pack", in: folder.path)
        #expect(checked.code == 65 && !checked.output.contains("sound"), "\(code): \(checked.output)\(checked.errors)")
    }

    @Test func `a pack a thousand times off the library is told with both names`() throws {
        let folder = try Workplace.county(ListOptionTests.tables)
        try folder.write(
            "id,title,issuer,year,kind,address,note\nown.test,Invented,Example,2024,derived,,invented\n",
            to: "pack/sources.csv")
        try folder.write(
            """
            id,fuel,technology,pollutant,value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note
            own.boiler,raw_coal,stoker,NOx,90000,kg/t,,,generation,local,own.test,t,estimated,default,,,

            """, to: "pack/boilers/emission_factors.csv")
        let outcome = try Program.run("compute county --pack pack", in: folder.path)
        #expect(outcome.errors.contains("own.boiler") && outcome.errors.contains("warning"), "\(outcome.errors)")
    }
}
