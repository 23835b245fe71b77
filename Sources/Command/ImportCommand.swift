import ArgumentParser
import FoundationEssentials
import Lantian

/// `lantian import`: survey sheets of a city as tables of ours, with a report of what became of every column.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: text("读入城市已有的调查表，转为本程序的表", "Turn survey sheets that cities already use into tables."),
        discussion: text(
            "按表头名称和单位识别：锅炉、窑炉、生产线、溶剂使用、储罐、装载、LDAR、加油站、餐饮、机动车保有量、非道路机械等；排放阶段、燃料、年份作列名时转为逐行。import.csv 逐列说明去向、理由及换算前后的合计。",
            "Sheets are told by header and unit: boilers, kilns, production lines, solvent use, tanks, loading, leaks, stations, catering, fleet, machinery; stages, fuels and years as columns become rows. import.csv says of every column where it went or why not, with sums before and after."
        ))

    @Argument(
        help: ArgumentHelp(
            text("调查表（.xlsx、.xlsm、.xls、.csv），可多个", "survey files: .xlsx, .xlsm, .xls, .csv"), valueName: "file"))
    var files: [String]

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("写入的文件夹", "folder to write to"), valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            text("行政区划代码（六位）；与 --year 同给时写 inventory.yaml", "region code; with --year, inventory.yaml is written too"),
            valueName: "code"))
    var region: String?

    @Option(help: ArgumentHelp(text("年份", "year"), valueName: "year"))
    var year: Int?

    @Option(
        help: ArgumentHelp(
            text(
                "对应表：表头、词和单位的含义；第一次导入写出 mapping.yaml，核对后用在这里",
                "what headers, words and units mean: the mapping.yaml of an earlier import, looked through"),
            valueName: "file"))
    var mapping: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Flag(help: ArgumentHelp(text("确认对应表中的推测", "confirm the guesses of the mapping")))
    var accept = false

    @Option(
        help: ArgumentHelp(
            text("系数库文件夹（词表由此而来）", "factor library, whose words the cells are read by"), valueName: "folder"))
    var factors: String?

    @OptionGroup var overwriting: OverwritingOptions

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError(text("缺少调查表", "no survey file is given")) }
        if (region == nil) != (year == nil) {
            throw ValidationError(text("--region 与 --year 要同时给出", "--region and --year belong together"))
        }
        if accept, mapping == nil {
            throw ValidationError(text("--accept 要与 --mapping 同给", "--accept belongs to --mapping"))
        }
        if let region {
            guard region.utf8.count == 6, region.utf8.allSatisfy({ (48...57).contains($0) }) else {
                throw ValidationError(text("行政区划代码应为六位数字", "a region code has six digits"))
            }
        }
        try expectYear(year)
    }

    /// What a person has said, or nothing.
    private func said(_ vocabularies: Vocabularies) throws -> SurveyMapping {
        guard let mapping else { return SurveyMapping() }
        guard FileManager.default.fileExists(atPath: mapping) else { throw MissingInput(path: mapping) }
        var findings = Findings()
        let said = SurveyMapping.read(path: mapping, vocabularies: vocabularies, findings: &findings)
        if findings.hasErrors { throw findings }
        return accept ? said.accepted : said
    }

    /// What the mapping is called that this run writes: not as the one that it reads, where that lies in the folder.
    private var mappingName: String {
        let folder = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
        guard let mapping, folder.contains("mapping.yaml") else { return "mapping.yaml" }
        let isOwn = FileIdentity(mapping) == FileIdentity(out + "/mapping.yaml")
        return isOwn ? "mapping-confirmed.yaml" : "mapping.yaml"
    }

    func run() throws {
        do {
            for file in files where !FileManager.default.fileExists(atPath: file) { throw MissingInput(path: file) }
            let strange = files.compactMap { InputKind.finding(ofLedger: $0) }
            if !strange.isEmpty { throw Findings(strange) }
            try OutputFolder(out, overwriting.force ? .forced : .empty).check()
            let library = try FactorLibrary(folder: try factorFolder(factors), groups: [])
            let bar = ProgressBar(quiet: speech.quiet)
            defer { bar.clear() }
            var survey = try SurveyImport(
                files: distinct(files, quiet: speech.quiet), year: year, library: library,
                mapping: try said(library.vocabularies)
            ) { bar.show($0, of: $1) }
            bar.clear()
            if survey.isEmpty {
                if !speech.quiet { put(survey.report.table(in: chosenLanguage())) }
                throw survey.findings
            }
            var manifest: String?
            if let region, let year {
                var template = InventoryTemplate(region: region, year: year, kinds: [], language: chosenLanguage())
                template.isInvented = try tellDivision(region, year, factors: factors, quiet: true)
                manifest = template.manifest
            }
            let written = try survey.write(
                to: out, manifest: manifest, library: library, language: chosenLanguage(),
                force: overwriting.force, mappingName: mappingName)
            if format == .table {
                show(survey.findings, quiet: speech.quiet)
                if !speech.quiet { put(survey.report.table(in: chosenLanguage())) }
            } else {
                put(
                    FindingRows.rows(
                        SurveyReport.columns, survey.report.rows(in: chosenLanguage()), in: format,
                        numbers: ["count", "sum_before", "sum_after"]), as: format)
            }
            let losses = survey.report.losses
            if losses > 0 {
                tell(
                    text(
                        "import.csv 中有 \(losses) 项未能对应，请核对", "import.csv names what needs a look: \(losses)"))
            }
            if format == .table { for path in written { put(path) } }
            // The tables are there; rows with errors must be mended before they count.
            if survey.findings.hasErrors { throw ExitCode(65) }
            let doubts = survey.mapping.doubts
            guard doubts > 0 else {
                let name = quoted(out)
                return tellNext(
                    manifest == nil
                        ? "lantian init \(name) --region 代码 --year 年份 --force 补上 inventory.yaml，再 lantian check \(name)"
                        : "lantian check \(name)",
                    manifest == nil
                        ? "lantian init \(name) --region CODE --year YEAR --force adds inventory.yaml; then lantian check \(name)"
                        : "lantian check \(name)", quiet: speech.quiet, format: format)
            }
            let file = out + "/" + mappingName
            tell(
                text(
                    "\(file) 中有 \(doubts) 处推测影响排放量：请核对，再用 --mapping \(file) --accept --force 确认",
                    "\(file) holds \(doubts) guesses that tonnes hang on: look at them, then confirm with --mapping \(file) --accept --force"
                ))
            throw ExitCode(65)
        } catch {
            throw failing(error)
        }
    }
}
