import ArgumentParser
import Lantian

/// `lantian compute`: totals by any keys, and detail by source.
struct ComputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compute", abstract: text("核算排放量", "Compute emissions."),
        discussion: text(
            "--by 的键：\(Grouping.special.joined(separator: ", "))，class10:2 这样的级别，或任何代码列。",
            "Keys of --by: \(Grouping.special.joined(separator: ", ")), a level as in class10:2, or any column of codes."
        ))

    @OptionGroup var inventory: InventoryOptions

    @Option(help: ArgumentHelp(text("汇总键，逗号分隔", "keys to total by, comma-separated"), valueName: "keys"))
    var by = "county,sector,pollutant"

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Option(
        help: ArgumentHelp(
            text("逐源明细写入此 CSV 文件", "write one line a source and pollutant to this CSV file"), valueName: "file"))
    var detail: String?

    @Flag(
        help: ArgumentHelp(
            text("加列产生量、去除量、有组织、无组织", "add columns of what is generated, removed, through stacks, in the open")))
    var balance = false

    @Flag(help: ArgumentHelp(text("列出所依据的假设", "list the assumptions that the result rests on")))
    var assumptions = false

    @OptionGroup var drawing: DrawingOptions

    @OptionGroup var sources: VarianceOptions

    @OptionGroup var parts: PartOptions

    func validate() throws {
        try sources.expect(drawing)
        _ = try ListOption(keys: by)
        try inventory.refuse("--detail", withAll: detail != nil)
        try inventory.refuse("--assumptions", withAll: assumptions)
        try inventory.refuse("--part", withAll: parts.part != nil)
        try inventory.refuse("--uncertainty", withAll: drawing.uncertainty)
        try parts.refuse("--variance", where: sources.variance != nil)
        try parts.refuse("--detail", where: detail != nil)
        try parts.refuse("--rejected", where: inventory.run.rejected != nil)
        try parts.refuse("--assumptions", where: assumptions)
    }

    /// Computes in one pass; the detail file takes its place only when all is well.
    private func compute(_ folder: InventoryFolder, _ keys: [Grouping]) throws -> InventoryFolder.Emissions {
        let bar = ProgressBar(quiet: inventory.speech.quiet)
        let emissions = try folder.emissions(
            groupings: keys.map(\.name), balance: balance, threads: inventory.run.threads, detail: detail,
            progress: { bar.show($0) })
        bar.clear()
        try inventory.accept(emissions)
        return emissions
    }

    /// Computes a part into its file; what is found in tables travels in it.
    private func compute(_ part: PartNumber, to out: String, _ folder: InventoryFolder, _ asked: ListOption<Grouping>)
        throws
    {
        let keys = asked.keys(pollutants: folder.context.pollutants)
        parts.tellShared(asked.findings, folder.findingsBesideTables, quiet: inventory.speech.quiet)
        let bar = ProgressBar(quiet: inventory.speech.quiet)
        try folder.writePart(
            part, by: keys, balance: balance, options: try drawing.asked(of: inventory.options(wholeLibrary: false)),
            threads: inventory.run.threads, to: out, progress: { bar.show($0) })
        bar.clear()
    }

    /// Totals of many inventories by region.
    private func computeAll() throws {
        let asked = try ListOption(keys: by)
        // Inventories may ask for different pollutants: their tonnes are never added together.
        let keys = asked.keys(pollutants: ["", ""])
        let (hasBalance, language) = (balance, chosenLanguage())
        let many = ManyInventories(options: inventory)
        let (results, code) = try many.results { folder, options in
            let folder = try InventoryFolder(folder, options: options)
            let found = try folder.emissions(groupings: keys.map(\.name), balance: hasBalance, threads: 1)
            if found.findings.hasErrors, !options.keepGoing { throw found.findings }
            let totals = TotalsPrinting(result: found.result, keys: keys)
            let printing = totals.rows(language)
            return RegionRows(
                folder.context.manifest, rows: printing.files, shown: printing.shown, sums: printing.sums,
                incomplete: totals.incomplete, findings: found.findings)
        }
        let masses = hasBalance ? TotalsPrinting.balanceHeader : []
        put(
            many.printed(
                results, names: keys.map(\.text) + ["emission_t"] + masses,
                titles: TotalsPrinting.titles(keys, balance: hasBalance, language),
                numbers: keys.count...keys.count + masses.count, in: format), as: format)
        show(asked.findings, quiet: inventory.speech.quiet)
        try many.conclude(results, code)
    }

    func run() async throws {
        do {
            if inventory.all { return try computeAll() }
            let folder = try InventoryFolder(
                inventory.folder, options: try drawing.asked(of: inventory.options(wholeLibrary: false)))
            let asked = try ListOption(keys: by)
            if let part = parts.part, let out = parts.out { return try compute(part, to: out, folder, asked) }
            let keys = asked.keys(pollutants: folder.context.pollutants)
            let emissions = try compute(folder, keys)
            var findings = asked.findings
            findings.add(emissions.findings)
            show(findings, quiet: inventory.speech.quiet)
            let uncertainty = try drawing.options(of: folder).map {
                emissions.result.uncertainty(
                    by: keys, $0, threads: inventory.run.threads, hasTotals: sources.variance != nil)
            }
            if let uncertainty {
                try DrawingOptions.write(
                    folder.context.pollutants.map { ($0, uncertainty.shares([$0])) },
                    IncompleteTotals(emissions.result), to: sources.variance)
            }
            putTotals(
                of: emissions.result, keys: keys, format: format, assumptions: assumptions, uncertainty: uncertainty)
            try inventory.conclude(findings)
            let name = quoted(inventory.folder)
            tellNext(
                "lantian explain \(name) 排放源编号 NOx 看一个源怎么算；lantian report \(name) --out 文件夹 写出上报包",
                "lantian explain \(name) SOURCE NOx shows how one source is computed; lantian report \(name) --out FOLDER writes the package",
                quiet: inventory.speech.quiet, format: format)
        } catch {
            throw failing(error)
        }
    }
}
