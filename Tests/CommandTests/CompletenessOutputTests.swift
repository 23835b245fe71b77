import Foundation
import TestSupport
import Testing

/// A total that lacks source classes says so wherever a number of the pollutant stands: in each verb, each form and each
/// file of a package; and nothing says so of NOx alone. The county is invented.
@Suite struct CompletenessOutputTests {
    private static let tables = [
        "boilers.csv":
            "id,firm_name,county_code,use,fuel,technology,capacity,fuel_use[t],ash,pm_device,fuel_use±,profile\nB1,示例一厂,654002,industrial,coal,stoker,20,12000,20%,bag_filter,10%,all_year\n",
        "vehicles.csv": "id,county_code,vehicle_class,fuel,standard,population\nT1,654002,truck_heavy,diesel,CN5,100\n",
    ]
    private static let plan = """
        plan: invented
        title: {zh: 虚构方案, en: an invented plan}
        regions: [654002]
        base_year: 2024
        years: [2025]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
          - {id: T-02, clause: 二, kind: T, text: "…", topic: {zh: 二, en: two}, effect: target}
        measures:
          - {id: T-01.1, clauses: [T-01], title: {zh: 减半, en: half}, action: scale, table: boilers, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2025-06}, choose: free, cost: {annual: 400, each: source}}
        targets:
          - {id: T-02.1, clauses: [T-02], pollutant: POLLUTANT, region: 654002, base_year: 2024, change: "-20 %", year: 2025}
        tasks:
          - {id: T-02.2, clauses: [T-02], pollutant: POLLUTANT, amount: 30 t, from: 2025, year: 2025}

        """

    /// A folder with the county, the year before, a plan, a list, statistics, and a package of either year.
    private func folder(_ pollutants: String) throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        for (name, year) in [("county", 2024), ("all/one", 2024), ("before", 2023)] {
            for (file, text) in CompletenessOutputTests.tables {
                try folder.write(
                    year == 2023 ? text.replacing("12000", with: "15000") : text, to: name + "/" + file)
            }
            try folder.write(
                InventoryText.manifest(year: year) + "pollutants: [\(pollutants)]\n", to: name + "/inventory.yaml")
        }
        let first = String(pollutants.prefix { $0 != "," })
        try folder.write(CompletenessOutputTests.plan.replacing("POLLUTANT", with: first), to: "plan.yaml")
        try folder.write("源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,30%,40%\n", to: "list.csv")
        try folder.write("企业名称,颗粒物排放量（吨）,氮氧化物排放量（吨）\n示例一厂,3,3\n", to: "stated.csv")
        return folder
    }

    /// The verbs that print, each with the formats that it has.
    private static let printing: [(verb: String, hasFormats: Bool)] = [
        ("check county", false), ("check all --all", false), ("compute county", true),
        ("compute county --by pollutant", true), ("compute county --balance", true),
        ("compute county --assumptions", false), ("compute all --all", true),
        ("explain county B1", true), ("plan county plan.yaml", true), ("plan all plan.yaml --all", true),
        ("plan county plan.yaml --by pollutant", true), ("plan county plan.yaml --coverage", true),
        ("plan county plan.yaml --path", true), ("plan county plan.yaml --tasks", true),
        ("plan county plan.yaml --costs", true), ("plan county plan.yaml --projects", true),
        ("plan county plan.yaml --untouched", true), ("plan county plan.yaml --key-projects", true),
        ("plan county plan.yaml --explain T-01.1", false), ("compare county plan.yaml", true),
        ("potential county", true), ("potential county --lines", true),
        ("progress county plan.yaml --month 2025-12", true),
        ("progress county plan.yaml --month 2025-12 --ranking", true),
        ("alert county list.csv", true), ("alert county list.csv --lines", true),
        ("reconcile county stated.csv", true), ("next-best county", true), ("next-best county --plan plan.yaml", false),
        ("diff before county", true), ("diff before county --sources", true), ("diff before county --causes", true),
        ("diff before county --causes --sources", true), ("solve county plan.yaml --target POLLUTANT|-20%", true),
        ("solve county plan.yaml --curve POLLUTANT", true),
        ("export county --as ff10-point --out made/point.csv", true),
        ("verify package/report.xml -q", false), ("verify package/report.xml", true),
    ]

    /// The verbs that write, with the files that say something of pollutants.
    private static let writing: [(verb: String, files: [String])] = [
        ("compute county --detail made/detail.csv", ["made/detail.csv"]),
        ("compute county --uncertainty --draws 100 --variance made/variance.csv", ["made/variance.csv"]),
        ("plan county plan.yaml --targets made/targets.csv", ["made/targets.csv"]),
        (
            "solve county plan.yaml --target POLLUTANT|-20% --table made/options.csv --out made/chosen.yaml",
            ["made/options.csv", "made/chosen.yaml"]
        ),
        ("solve county plan.yaml --curve POLLUTANT --figure made/curve.svg", ["made/curve.svg"]),
        ("export county --as ff10-point --out made/point2.csv", ["made/point2.csv"]),
        ("export county --as city --out made/city.xlsx", ["made/city.xlsx"]),
        ("export county --as comparison --with stated.csv --out made/comparison.xlsx", ["made/comparison.xlsx"]),
        ("export county --as emergency --with list.csv --out made/emergency.xlsx", ["made/emergency.xlsx"]),
        ("export county --as projects --plan plan.yaml --out made/projects.xlsx", ["made/projects.xlsx"]),
        ("reconcile county stated.csv --out made/reconcile.csv", ["made/reconcile.csv"]),
        (
            "progress county plan.yaml --month 2025-12 --out made/progress",
            ["progress.xml", "progress.xlsx", "tasks.csv", "ranking.csv"].map { "made/progress/" + $0 }
        ),
        (
            "alert county list.csv --out made/alert",
            ["alert.xml", "alert.xlsx", "levels.csv", "lines.csv"].map { "made/alert/" + $0 }
        ),
        (
            "verify package/report.xml --receipt made/receipt",
            ["receipt.xml", "receipt.xlsx", "receipt.txt"].map { "made/receipt/" + $0 }
        ),
    ]

    private func text(_ file: String, _ folder: TemporaryFolder) throws -> String {
        guard file.hasSuffix(".xlsx") else { return try Workplace.text(file, in: folder) }
        return try Program.shell("unzip -p \(file)", in: folder.path).output
    }

    /// Whether a text says that a total is incomplete, by the classes that it lacks.
    private func says(_ text: String) -> Bool { text.contains("扬尘源") || text.contains("dust, farming") }

    private func run(_ line: String, _ folder: TemporaryFolder, pollutant: String, language: String = "zh") throws
        -> Program.Outcome
    {
        let words = line.split(separator: " ").map {
            String($0).replacing("POLLUTANT", with: pollutant).replacing("|", with: " ")
        }
        return try Program.run(words + ["--lang", language], in: folder.path)
    }

    private func made(_ folder: TemporaryFolder, pollutant: String) throws {
        try folder.write("", to: "made/.keep")
        let report = try run(
            "report county --plan plan.yaml --uncertainty --draws 100 --out package -q", folder, pollutant: pollutant)
        #expect(report.code == 0, "\(report.errors)")
    }

    @Test func `every verb, form and file of a run of particles and ammonia says what totals lack`() throws {
        let folder = try folder("PM, NH3")
        try made(folder, pollutant: "PM")
        for (verb, hasFormats) in CompletenessOutputTests.printing {
            // Tables in English, files in Chinese: each way of printing and each language once a verb.
            for format in hasFormats ? ["table", "csv"] + (verb.hasPrefix("compute") ? ["json"] : []) : ["table"] {
                let line = verb + (hasFormats ? " --format " + format : "")
                let quiet = verb.contains("-q") || verb.hasPrefix("solve") || verb.hasPrefix("verify") ? "" : " --quiet"
                let isTable = format == "table"
                let outcome = try run(line + quiet, folder, pollutant: "PM", language: isTable ? "en" : "zh")
                #expect(outcome.code == 0, "\(line): \(outcome.errors)")
                #expect(outcome.output.contains(isTable ? "dust, farming" : "扬尘源、农业源"), "\(line): \(outcome.output)")
                try? FileManager.default.removeItem(atPath: folder.file("made/point.csv"))
            }
        }
        for (verb, files) in CompletenessOutputTests.writing {
            let outcome = try run(verb, folder, pollutant: "PM")
            #expect(outcome.code == 0, "\(verb): \(outcome.errors)")
            for file in files { #expect(says(try text(file, folder)), "\(file)") }
        }
        let merged = try run("merge package/report.xml --out merged -q", folder, pollutant: "PM")
        #expect(merged.code == 0 && says(merged.errors), "\(merged.errors)")
    }

    /// Every file of a package with a column of pollutants, or of measures, says it in each row of an incomplete pollutant.
    @Test func `every file of a package says it in each row of the pollutant`() throws {
        let folder = try folder("PM, NH3, NOx")
        try made(folder, pollutant: "PM")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.file("package"))
        var tables: Set<String> = []
        for file in files where file.hasSuffix(".csv") {
            let lines = try text("package/" + file, folder).split(separator: "\n").map {
                $0.replacing("\r", with: "").replacing("\u{FEFF}", with: "")
            }
            let head = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard let place = head.firstIndex(of: "pollutant") ?? head.firstIndex(of: "measure") else { continue }
            tables.insert(file)
            #expect(head.last == "incomplete", "\(file): \(lines[0])")
            for line in lines.dropFirst() {
                let isWhole = head[place] == "pollutant" && (line.hasPrefix("NOx,") || line.contains(",NOx,"))
                #expect(isWhole || line.contains("incomplete: "), "\(file): \(line)")
                // The last cell of a row of NOx stays blank.
                #expect(!isWhole || line.hasSuffix(","), "\(file): \(line)")
            }
        }
        for name in ["totals", "balance", "reductions", "targets", "path", "measures", "results", "assumptions"] {
            #expect(tables.contains(name + ".csv"), "\(tables)")
        }
        for file in ["report.xml", "report.html", "report.xlsx"] {
            #expect(says(try text("package/" + file, folder)), "\(file)")
        }
        // On the first screen the sentence of a pollutant and the figure of its path say it, and those of NOx do not.
        let page = try text("package/report.html", folder)
        for title in ["<p class=\"lead\">", "<div class=\"card wide\"><h2>"] {
            let pieces = page.split(separator: title).dropFirst().map { $0.prefix { $0 != "\n" } }
            let own = title.contains("lead") ? pieces : pieces.filter { $0.contains("路径与目标") }
            #expect(own.contains { $0.hasPrefix("PM ") } && own.contains { $0.hasPrefix("NOx ") }, "\(pieces)")
            for piece in own { #expect(says(String(piece)) == !piece.hasPrefix("NOx"), "\(piece)") }
        }
    }

    @Test func `nothing says it of NOx alone`() throws {
        let folder = try folder("NOx")
        try made(folder, pollutant: "NOx")
        for (verb, hasFormats) in CompletenessOutputTests.printing {
            let outcome = try run(verb + (hasFormats ? " --format csv" : ""), folder, pollutant: "NOx", language: "en")
            #expect(outcome.code == 0, "\(verb): \(outcome.errors)")
            #expect(!outcome.output.contains("incomplete"), "\(verb): \(outcome.output)")
            try? FileManager.default.removeItem(atPath: folder.file("made/point.csv"))
        }
        for (verb, files) in CompletenessOutputTests.writing {
            #expect(try run(verb, folder, pollutant: "NOx").code == 0, "\(verb)")
            for file in files {
                let text = try text(file, folder)
                #expect(!says(text) && !text.contains("incomplete"), "\(file)")
            }
        }
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.file("package")) {
            #expect(!(try text("package/" + file, folder)).contains("incomplete"), "\(file)")
        }
    }
}
