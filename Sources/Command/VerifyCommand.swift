import ArgumentParser
import FoundationEssentials
import Lantian

/// The options of verbs that check packages.
struct VerificationFlags: ParsableArguments {
    @Option(help: ArgumentHelp(text("系数库文件夹（用于复算）", "factor library, for computing again"), valueName: "folder"))
    var factors: String?

    @Option(
        help: ArgumentHelp(
            text(
                "信任的证书（PEM），可重复；给出后未签名的包不接受。代码=文件：该地区（含所辖）签名人本人的证书，如 654002=a.pem；只给文件：签发机构的证书，不分地区",
                "trusted certificates (PEM), repeatable; given, unsigned packages are refused. CODE=FILE: those of the signers of a region and what lies in it, as 654002=a.pem; FILE alone: those of authorities, for any region"
            ), valueName: "[code=]file"))
    var trust: [String] = []

    @Option(
        help: ArgumentHelp(
            text("证书吊销列表（CRL，PEM 或 DER），可重复", "revocation lists (CRL, PEM or DER), repeatable"), valueName: "file"))
    var revoked: [String] = []

    @Option(
        help: ArgumentHelp(text("接收方地区代码：包必须在其内", "the receiver's region: packages must lie in it"), valueName: "code"))
    var region: String?

    @Option(help: ArgumentHelp(text("年份：包必须为该年", "the year that packages must be of"), valueName: "year"))
    var year: Int?

    @Option(
        help: ArgumentHelp(
            text("必须有的表，逗号分隔", "tables that every package must have, comma-separated"), valueName: "tables"))
    var tables: String?

    @Option(
        help: ArgumentHelp(
            text(
                "已有的包，可重复：上年的，用来发现照抄的数据；退回的，用来显示整改了哪些行",
                "packages at hand, repeatable: of earlier years, to find carried-over data; sent back, to show what was corrected"
            ), valueName: "file"))
    var previous: [String] = []

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        _ = try wantedTables
        try expectYear(year)
        for option in trust { _ = try TrustOption(option) }
        if !revoked.isEmpty, trust.isEmpty {
            throw ValidationError(text("--revoked 要与 --trust 同用", "--revoked needs --trust"))
        }
        if let region, region.utf8.count != 6 || !region.utf8.allSatisfy({ (48...57).contains($0) }) {
            throw ValidationError(
                text("行政区划代码须为六位数字：\(region)", "a region is a code of six digits: \(region)"))
        }
    }

    /// The tables that every package must have.
    private var wantedTables: ListOption<String>? {
        get throws { try tables.map { try ListOption(kinds: $0, option: "--tables") } }
    }

    /// Checks packages.
    func verified(
        _ files: [String], keeping kept: VerificationOptions.Keeping = .forRules
    ) async throws -> [Verification] {
        let files = try packageDocuments(files)
        var options = VerificationOptions(factors: try factorFolder(factors))
        options.keeps = kept
        options.anchors = try anchors()
        options.region = region
        options.year = year
        if let wanted = try wantedTables {
            options.tables = wanted.entries
            show(wanted.findings, quiet: speech.quiet)
        }
        for path in distinct(previous, quiet: speech.quiet) {
            options.previous.append(try package(at: path))
        }
        let bar = ProgressBar(quiet: speech.quiet)
        defer { bar.clear() }
        let verifier = Verifier(options)
        let results = await verifier.verify(files) { bar.show($0, of: files.count) }
        if let failure = verifier.failure { throw failure }
        // A package that memory was too small for was not judged.
        let lack = results.lazy.flatMap(\.all).first { $0.finding.message.code == "out-of-memory" }
        if let lack { throw DocumentError(lack.finding) }
        return results
    }

    /// Whom the receiver trusts; `nil` where nobody was named.
    private func anchors() throws -> TrustAnchors? {
        guard !trust.isEmpty else { return nil }
        let named = try trust.map { try TrustOption($0) }
        var anchors = try TrustAnchors(files: named.filter { $0.region == nil }.map { try existing($0.file) })
        for option in named {
            if let region = option.region { try anchors.add(signersOf: region, file: existing(option.file)) }
        }
        for file in revoked { try anchors.add(revocations: existing(file)) }
        return anchors
    }

    /// The regions that must be in a merged package: those named, else the counties of the receiver's region in a year.
    func expectedRegions(_ named: String?, in year: Int) throws -> [AbsentRegion] {
        let folder = try factorFolder(factors)
        if let named {
            let codes = WordList.words(of: named)
            if let wrong = codes.first(where: { $0.utf8.count != 6 || !$0.utf8.allSatisfy { (48...57).contains($0) } })
            {
                throw ValidationError(text("行政区划代码须为六位数字：\(wrong)", "a region is a code of six digits: \(wrong)"))
            }
            return try codes.map { code in
                guard
                    case .valid(let entry) = try Divisions(library: folder, startingWith: code).state(
                        of: code, in: year)
                else { return AbsentRegion(region: code, name: Label(same: "")) }
                return AbsentRegion(region: code, name: Label(same: entry.name))
            }
        }
        guard let region, region.hasSuffix("00") else { return [] }
        let digits = String(region.prefix(region.hasSuffix("0000") ? 2 : 4))
        return try Divisions(library: folder, startingWith: digits).counties(in: year).map {
            AbsentRegion(region: $0.code, name: Label(same: $0.name))
        }
    }

    /// The names of regions by their codes.
    func regionNames() throws -> @Sendable (String) -> Label? {
        let regions = try FactorLibrary(folder: try factorFolder(factors), groups: []).vocabularies["county_code"]
        return { code in regions.code(exactly: code).flatMap { regions[$0]?.label } }
    }
}

/// One `--trust`: a file of certificates, and the region whose signers they are.
struct TrustOption {
    let region: String?
    let file: String

    init(_ option: String) throws {
        let (code, rest) = option.firstIndex(of: "=").map { (option[..<$0], option[$0...].dropFirst()) } ?? ("", "")
        // A path may hold the sign too; a code is digits.
        guard !code.isEmpty, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
            (region, file) = (nil, option)
            return
        }
        guard code.utf8.count == 6, code.utf8.first != UInt8(ascii: "0"), !rest.isEmpty else {
            throw ValidationError(
                text(
                    "--trust 应为 文件，或 六位行政区划代码=文件：\(option)",
                    "--trust takes FILE, or CODE=FILE with a code of six digits: \(option)"))
        }
        (region, file) = (String(code), String(rest))
    }
}

/// The documents of packages that paths mean: `-` for standard input, files, folders, inboxes and zip archives.
private func packageDocuments(_ paths: [String]) throws -> [PackageDocument] {
    guard paths.count(where: { $0 == "-" }) < 2 else {
        throw ValidationError(text("标准输入（-）只能读一次", "standard input (-) can be read once only"))
    }
    return try paths.flatMap { path in
        guard path != "-" else { return [try standardInput()] }
        let found = try PackageDocument.all(at: try existing(path))
        // A folder that holds no package at all is a mistake of the call, told at once.
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let refusals = found.compactMap(\.refusal)
        if isFolder, refusals.count == found.count {
            for refusal in refusals.prefix(5) { tell(refusal) }
            throw MissingInput(path: path + (path.hasSuffix("/") ? "" : "/") + "report.xml")
        }
        return found
    }
}

/// The package that comes through a pipe.
private func standardInput() throws -> PackageDocument {
    let bytes = try InputFile.bytes(ofDescriptor: 0, named: "-", atMost: XMLLimits().totalBytes)
    return PackageDocument(bytes: bytes, name: "-")
}

/// The one package of a path, with its digest.
func package(at path: String) throws -> EarlierPackage {
    let documents = try packageDocuments([path])
    guard let document = documents.first, documents.count == 1 else {
        let names = documents.prefix(5).map(\.name).joined(separator: ", ")
        throw ValidationError(
            text(
                "\(path) 中有 \(documents.count) 个包，这里只能给一个：\(names)",
                "\(path) holds \(documents.count) packages, and one is wanted here: \(names)"))
    }
    if let finding = document.refusal { throw Findings([finding]) }
    return try document.package()
}

/// The packages that a verb is about.
struct PackageArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            text(
                "上报包：report.xml、文件夹、zip 压缩包，- 为标准输入",
                "packages: report.xml, folders, zip archives; - for standard input"),
            valueName: "package"))
    var files: [String]
}

/// `lantian verify`: checks packages and writes the receipt.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: text("核查上报包并出具回执", "Check packages and write the receipt."))

    @OptionGroup var packages: PackageArguments

    @OptionGroup var flags: VerificationFlags

    @Option(
        help: ArgumentHelp(
            text("回执写入的文件夹（XML、XLSX、文本）", "folder for the receipt (XML, XLSX, text)"), valueName: "folder"))
    var receipt: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func run() async throws {
        do {
            let receipts = Receipt(try await flags.verified(packages.files))
            // The receipt is on the disk before anything is printed: a closed terminal loses nothing.
            let names = try receipt.map { try receipts.write(to: $0, language: chosenLanguage()) } ?? []
            if format != .table {
                let rows = receipts.verifications.flatMap { result in
                    let own = [result.file, result.isAccepted ? "accepted" : "refused"]
                    let told = result.all.map { own + ["\($0.stage.rawValue)"] + FindingRows.row($0.finding) + [""] }
                    let answers = result.answers.flatMap { outcome in
                        zip(outcome.answer.demands, outcome.states).map { own + VerifyCommand.row($0, $1) }
                    }
                    return told.isEmpty && answers.isEmpty
                        ? [own + Array(repeating: "", count: FindingRows.names.count + 2)] : told + answers
                }
                put(
                    FindingRows.rows(
                        ["package", "verdict", "stage"] + FindingRows.names + ["answer"], rows, in: format,
                        numbers: ["line", "column_number", "stage"]), as: format)
                if !receipts.isAccepted { throw ExitCode(65) }
                return
            }
            put(receipts.text(in: chosenLanguage(), refusedOnly: flags.speech.quiet))
            for name in names { put((receipt ?? "") + "/" + name) }
            tellNext(receipts)
            if !receipts.isAccepted { throw ExitCode(65) }
        } catch {
            throw failing(error)
        }
    }
}

extension VerifyCommand {
    /// What comes next: packages that hold are merged; for others the receipt goes back, and comes again with an answer.
    private func tellNext(_ receipts: Receipt) {
        let quiet = flags.speech.quiet
        if !receipts.isAccepted {
            guard let receipt else {
                return Command.tellNext(
                    "加 --receipt 文件夹 写出回执，发回退回的地区", "write the receipt with --receipt FOLDER and send it back",
                    quiet: quiet)
            }
            let path = quoted(receipt)
            return Command.tellNext(
                "把 \(path) 发回；县区改正后用 lantian report 清单 --out 新文件夹 --answers \(path) 再报",
                "send \(path) back; the county corrects and reports again: lantian report INVENTORY --out NEW --answers \(path)",
                quiet: quiet)
        }
        let names = packages.files.map(quoted).joined(separator: " ")
        if receipts.verifications.count > 1 {
            Command.tellNext("lantian merge \(names) --out 汇总文件夹", "lantian merge \(names) --out FOLDER", quiet: quiet)
        } else {
            Command.tellNext(
                "报送 report.xml；签名用 lantian report --sign", "send report.xml; to sign it: lantian report --sign",
                quiet: quiet)
        }
    }

    /// A finding of the receipt that a package answers, as a row for other programs.
    fileprivate static func row(_ demand: ReportAnswer.Demand, _ state: AnswerOutcome.State) -> [String] {
        let finding = Finding(
            demand.severity, Finding.Message(demand.code, demand.text.zh, demand.text.en),
            at: demand.place.isEmpty ? nil : Location(file: "", column: demand.place),
            value: demand.value.isEmpty ? nil : demand.value)
        return ["\(demand.stage)"] + FindingRows.row(finding) + [state.rawValue]
    }
}

/// `lantian merge`: the prefecture's package from verified packages.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: text("把核查通过的包汇总为一个", "Merge verified packages into one."))

    @OptionGroup var packages: PackageArguments

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("写入的文件夹", "folder to write"), valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            text(
                "应报的地区代码，逗号分隔；默认为 --region 所辖的县区，没有来的列为未报",
                "regions that must be there, comma-separated; default: the counties of --region. Those of which nothing came are listed"
            ), valueName: "codes"))
    var expect: String?

    @Option(help: ArgumentHelp(text("汇总包的名称", "name of the merged package"), valueName: "name"))
    var name: String?

    @OptionGroup var flags: VerificationFlags

    @OptionGroup var overwriting: OverwritingOptions

    func run() async throws {
        do {
            try OutputFolder(out, overwriting.force ? .forced : .empty).check()
            let (merged, isAccepted) = try await self.merged()
            let writing = ReportOptions(language: chosenLanguage(), force: overwriting.force)
            let bar = ProgressBar(quiet: flags.speech.quiet)
            defer { bar.clear() }
            let names = try Report(merged).write(to: out, options: writing) { bar.show($0, of: $1) }
            bar.clear()
            for path in names { put(out + "/" + path) }
            for line in merged.lackLines(in: chosenLanguage()) { tell(line) }
            if !merged.absent.isEmpty {
                let names = merged.absent.prefix(20).map { region in
                    [region.region, region.name[chosenLanguage()]].filter { !$0.isEmpty }.joined(separator: " ")
                }
                tell(
                    text("未报 \(merged.absent.count) 个：", "nothing came of \(merged.absent.count): ")
                        + names.joined(separator: text("、", ", ")) + (merged.absent.count > 20 ? " …" : ""))
            }
            if !isAccepted { throw ExitCode(1) }
        } catch {
            throw failing(error)
        }
    }

    /// The merged package, and whether all were accepted; what was said of each is printed and needed no more.
    private func merged() async throws -> (package: ReportPackage, isAccepted: Bool) {
        let verified = try await flags.verified(packages.files, keeping: .forMerging)
        let receipts = Receipt(verified)
        if !receipts.isAccepted { tell(receipts.text(in: chosenLanguage(), refusedOnly: flags.speech.quiet)) }
        var options = MergeOptions(
            region: flags.region, name: name.map { Label(same: $0) }, regionName: try flags.regionNames())
        let year = flags.year ?? verified.compactMap(\.package?.header.year).max()
        if let year { options.expected = try flags.expectedRegions(expect, in: year) }
        guard let merged = ReportPackage.merged(verified, options: options) else {
            tell(text("没有可汇总的包", "nothing to merge"))
            throw ExitCode(65)
        }
        return (merged, receipts.isAccepted)
    }
}
