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
            text("上年的包，用来发现照抄的数据，可重复", "packages of earlier years, to find carried-over data; repeatable"),
            valueName: "file"))
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

    func verified(_ files: [String]) async throws -> [Verification] {
        let files = try files.flatMap(packageFiles)
        var options = VerificationOptions(factors: try factorFolder(factors))
        options.anchors = try anchors()
        options.region = region
        options.year = year
        if let wanted = try wantedTables {
            options.tables = wanted.entries
            show(wanted.findings, quiet: speech.quiet)
        }
        for path in distinct(previous, quiet: speech.quiet) {
            options.previous.append(try package(at: path))
            options.previousFiles.append(path)
        }
        let bar = ProgressBar(quiet: speech.quiet)
        defer { bar.clear() }
        let results = await Verifier(options).verify(files) { bar.show($0, of: files.count) }
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

/// The files of packages that a path means: one by itself or its folder, or all in the folders of a folder.
private func packageFiles(_ path: String) throws -> [String] {
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    guard !names.isEmpty, !names.contains("report.xml") else { return [try packageFile(path)] }
    let inside = names.map { "\(folder)/\($0)/report.xml" }.filter { FileManager.default.fileExists(atPath: $0) }
    return inside.isEmpty ? [try packageFile(path)] : inside
}

/// The file of a package that the user named by itself or by its folder; it must be there.
private func packageFile(_ path: String) throws -> String {
    var isFolder = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = path + (path.hasSuffix("/") ? "" : "/") + "report.xml"
    if isFolder, !FileManager.default.fileExists(atPath: file), let finding = InputKind.finding(ofPackage: path) {
        tell(finding.description(in: chosenLanguage()))
    }
    return try existing(isFolder ? path + (path.hasSuffix("/") ? "" : "/") + "report.xml" : path)
}

/// The package of a file or folder.
func package(at path: String) throws -> ReportPackage {
    let read = try ReportPackage.read(path: try packageFile(path))
    guard let package = read.package else { throw read.findings }
    return package
}

/// `lantian verify`: checks packages and writes the receipt.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: text("核查上报包并出具回执", "Check packages and write the receipt."))

    @Argument(help: ArgumentHelp(text("报告文件 report.xml", "report.xml files"), valueName: "file"))
    var files: [String]

    @OptionGroup var flags: VerificationFlags

    @Option(
        help: ArgumentHelp(
            text("回执写入的文件夹（XML、XLSX、文本）", "folder for the receipt (XML, XLSX, text)"), valueName: "folder"))
    var receipt: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func run() async throws {
        do {
            let receipts = Receipt(try await flags.verified(files))
            // The receipt is on the disk before anything is printed: a closed terminal loses nothing.
            let names = try receipt.map { try receipts.write(to: $0, language: chosenLanguage()) } ?? []
            if format != .table {
                let rows = receipts.verifications.flatMap { result in
                    let own = [result.file, result.isAccepted ? "accepted" : "refused"]
                    let told = result.all.map { own + ["\($0.stage.rawValue)"] + FindingRows.row($0.finding) }
                    return told.isEmpty ? [own + Array(repeating: "", count: FindingRows.names.count + 1)] : told
                }
                put(
                    FindingRows.rows(
                        ["package", "verdict", "stage"] + FindingRows.names, rows, in: format,
                        numbers: ["line", "column_number", "stage"]), as: format)
                if !receipts.isAccepted { throw ExitCode(65) }
                return
            }
            put(receipts.text(in: chosenLanguage()))
            for name in names { put((receipt ?? "") + "/" + name) }
            if !receipts.isAccepted { throw ExitCode(65) }
        } catch {
            throw failing(error)
        }
    }
}

/// `lantian merge`: the prefecture's package from verified packages.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: text("把核查通过的包汇总为一个", "Merge verified packages into one."))

    @Argument(help: ArgumentHelp(text("报告文件 report.xml", "report.xml files"), valueName: "file"))
    var files: [String]

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("写入的文件夹", "folder to write"), valueName: "folder"))
    var out: String

    @Option(help: ArgumentHelp(text("汇总包的名称", "name of the merged package"), valueName: "name"))
    var name: String?

    @OptionGroup var flags: VerificationFlags

    @OptionGroup var overwriting: OverwritingOptions

    func run() async throws {
        do {
            try OutputFolder(out, overwriting.force ? .forced : .empty).check()
            let verified = try await flags.verified(files)
            let receipts = Receipt(verified)
            if !receipts.isAccepted { tell(receipts.text(in: chosenLanguage())) }
            let options = MergeOptions(
                region: flags.region, name: name.map { Label(same: $0) }, regionName: try flags.regionNames())
            guard let merged = ReportPackage.merged(verified, options: options) else {
                tell(text("没有可汇总的包", "nothing to merge"))
                throw ExitCode(65)
            }
            let writing = ReportOptions(language: chosenLanguage(), force: overwriting.force)
            for path in try Report(merged).write(to: out, options: writing) { put(out + "/" + path) }
            if !receipts.isAccepted { throw ExitCode(1) }
        } catch {
            throw failing(error)
        }
    }
}
