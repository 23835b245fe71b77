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

    @Option(help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Option(
        help: ArgumentHelp(
            text("逐源明细写入此 CSV 文件", "write one line a source and pollutant to this CSV file"), valueName: "file"))
    var detail: String?

    @Flag(help: ArgumentHelp(text("列出所依据的假设", "list the assumptions that the result rests on")))
    var assumptions = false

    func validate() throws {
        for key in by.split(separator: ",") where Grouping(String(key)) == nil {
            let near = Spelling.nearest(to: String(key), in: Grouping.special + Grouping.columns)
            throw ValidationError(
                text("没有“\(key)”这个汇总键", "no such key: '\(key)'")
                    + (near.map { text("；是否想填 \($0)？", "; did you mean '\($0)'?") } ?? ""))
        }
    }

    func run() async throws {
        do {
            let assessment = try inventory.assessment()
            let keys = by.split(separator: ",").compactMap { Grouping(String($0)) }
            let (result, findings) = await assessment.emissions(groupings: keys.map(\.name), threads: inventory.threads)
            show(findings, quiet: inventory.speech.quiet)
            if findings.hasErrors, !inventory.keepGoing { throw findings }
            if let detail {
                var file = try AtomicFile(detail)
                try result.writeDetails(of: assessment.inventory) { bytes throws(FileError) in try file.write(bytes) }
                try file.commit()
            }
            put(TotalsPrinting(result: result, keys: keys, inventory: assessment.inventory).text(in: format))
            if assumptions { put(TotalsPrinting.assumptions(of: result)) }
            try inventory.conclude(assessment.findings, findings)
        } catch {
            throw failing(error)
        }
    }
}
