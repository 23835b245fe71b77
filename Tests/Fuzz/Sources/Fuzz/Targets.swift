import Foundation
import Lantian

/// Units of measurement.
struct Units: Target {
    static let name = "units"
    var words: [String] {
        [
            "t", "Mg", "kg", "g", "mg", "万", "亿", "10^4", "m3", "m²", "Nm3", "kWh", "GJ", "/", "·", "(", ")", "每", "^2",
            "(t)",
        ]
    }
    var seeds: [[UInt8]] {
        ["kg/10^4 m3", "t(steam)/h", "g/(kW h)", "万吨/年", "((t))", "mg/Nm³", "10⁴ m3", "t2024", "kWh·a/(m2 d)"]
            .map { Array($0.utf8) }
    }

    func take(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let unit = try? Unit(text) else { return }
        // A unit converts to itself, and is read alike in brackets, unless these make it too long.
        guard unit.conversion(to: unit) == .one else { fatalError("\(text) is not itself") }
        if text.count < 50, let within = try? Unit("(" + text + ")"), within != unit {
            fatalError("(\(text)) is another")
        }
    }
}

/// Delimited tables: the same rows, findings and rejected rows whatever the size of chunks and the number of threads.
struct Delimited: Target {
    static let name = "csv"
    private let scratch = Scratch("boilers.csv")
    private let schema = SourceKind.boilers.schema

    var words: [String] {
        schema.columns.flatMap { [$0.id, $0.label.zh, $0.label.en] + $0.aliases }
            + [
                "合计", "小计", "#N/A", "=\"1\"", "\"\"", "\r\n", "，", "；", "\t", "\u{FEFF}", "不详", "—", "[t]", "（万吨）",
                "1,250",
            ]
    }
    var seeds: [[UInt8]] {
        files("Inventories/demo-county-2024/boilers.csv", "Inventories/ili-2021/boilers.csv").map {
            head($0, lines: 12)
        }
            + [
                Array("编号;燃料;燃料消耗量（万吨）\n锅1;原煤;1,5\n锅2;原煤;\"2\n\"\n合计;;3\n".utf8),
                Array("\u{FEFF}id\tfuel\tfuel_use[kg]\r\nB1\traw_coal\t1e3\r\n".utf8),
            ]
    }

    func take(_ bytes: [UInt8]) {
        scratch.fill(bytes)
        let whole = outcome(chunkSize: 1 << 20, threads: 1)
        let pieces = outcome(chunkSize: 64, threads: 1)
        guard whole == pieces else { fatalError("by chunk size: \(whole) and \(pieces)") }
    }

    private func outcome(chunkSize: Int, threads: Int) -> [String] {
        let stream = TableStream(
            scratch.path, schema: schema, vocabularies: Library.words.vocabularies, chunkSize: chunkSize)
        do {
            let result = try stream.read(threads: threads)
            let all = result.findings.counts.values.reduce(0, +)
            // Of more than are kept, which ones stay is a matter of chance.
            let kept = all == result.findings.kept.count ? result.findings.sorted.map { $0.description(in: .en) } : []
            return ["\(result.table.rowCount)", "\(result.table.lines)", "\(all)"]
                + result.rejected.rows.map { "\($0.line) \($0.cells)" } + kept
        } catch {
            return ["\(error)"]
        }
    }
}

/// Workbooks: the parts of one, one behind the other with a byte 1 between, or the archive itself.
struct Workbook: Target {
    static let name = "xlsx"
    private let scratch = Scratch("book.xlsx")
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

    /// The parts that inputs replace, in their order.
    private static let parts: [(name: String, text: String)] = [
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns='\(main)'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>id</t></is></c><c r='B1' t='s'>"
                + "<v>0</v></c><c r='C1' t='str'><v>fuel_use</v></c></row><row r='2'><c r='A2' t='inlineStr'><is><t>B1</t></is></c>"
                + "<c r='B2' t='s'><v>1</v></c><c r='C2' s='1'><v>100</v></c></row></sheetData><mergeCells><mergeCell ref='A2:A3'/>"
                + "</mergeCells></worksheet>"
        ),
        (
            "xl/sharedStrings.xml",
            "<sst xmlns='\(main)'><si><t>fuel</t></si><si><r><t>raw_</t></r><r><t>coal</t></r></si></sst>"
        ),
        (
            "xl/styles.xml",
            "<styleSheet xmlns='\(main)'><numFmts><numFmt numFmtId='164' formatCode='yyyy-mm-dd'/></numFmts><cellXfs><xf numFmtId='0'/>"
                + "<xf numFmtId='164'/></cellXfs></styleSheet>"
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns='\(main)' xmlns:r='\(office)'><sheets><sheet name='boilers' sheetId='1' r:id='r1'/></sheets></workbook>"
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns='\(package)'><Relationship Id='r1' Type='\(office)/worksheet' Target='worksheets/sheet1.xml'/>"
                + "<Relationship Id='r2' Type='\(office)/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='r3' "
                + "Type='\(office)/styles' Target='styles.xml'/></Relationships>"
        ),
    ]

    var words: [String] {
        [
            "<row r='1'>", "</row>", "<c r='A1' t='s'>", "t='inlineStr'", "<v>", "</v>", "<f>", "</f>", "<is><t>",
            "r='XFD1048576'",
            "hidden='1'", "<mergeCell ref='A1:B2'/>", "state='veryHidden'", "s='1'", "date1904='1'", "#REF!", "t='e'",
            "Target='../x'",
            "\u{1}",
        ] + SourceKind.boilers.schema.columns.map(\.label.zh)
    }
    var seeds: [[UInt8]] {
        let texts = Workbook.parts.map(\.text)
        return [texts[0], texts[0] + "\u{1}" + texts[1], texts.joined(separator: "\u{1}")].map { Array($0.utf8) }
    }

    func take(_ bytes: [UInt8]) {
        if bytes.starts(with: [0x50, 0x4B]) {
            scratch.fill(bytes)
        } else {
            let given = bytes.split(separator: 1, omittingEmptySubsequences: false).map(Array.init)
            var zip = StoredZip()
            zip.add(
                "_rels/.rels",
                Array(
                    "<Relationships xmlns='\(Workbook.package)'><Relationship Id='r1' Type='\(Workbook.office)/officeDocument' Target='xl/workbook.xml'/></Relationships>"
                        .utf8))
            for (number, part) in Workbook.parts.enumerated() {
                zip.add(part.name, number < given.count ? given[number] : Array(part.text.utf8))
            }
            scratch.fill(zip.finished())
        }
        var findings = Findings()
        if let book = try? InventoryWorkbook(path: scratch.path) {
            _ = book.inventory(library: Library.words, findings: &findings)
        }
        _ = try? SurveyImport(files: [scratch.path], year: 2024, library: Library.words)
    }
}

/// Workbooks of the old form: a whole file, or the stream of records, which a container is put around.
struct BinaryBook: Target {
    static let name = "xls"
    private let scratch = Scratch("book.xls")

    /// The beginnings of records, of those that are text too.
    var words: [String] {
        [0x0006, 0x000A, 0x0042, 0x003C, 0x0203, 0x0204, 0x0205, 0x0207, 0x0208, 0x027E]
            .map { String(decoding: StoredCompound.number($0, 2), as: UTF8.self) }
    }
    /// A file that LibreOffice wrote, the records of a small workbook, and such of Excel 5.
    var seeds: [[UInt8]] { files("Tests/Fuzz/Seeds/ledger.xls") + [records(0x0600), records(0x0500)] }

    private func records(_ edition: Int) -> [UInt8] {
        func word(_ values: Int...) -> [UInt8] { values.flatMap { StoredCompound.number($0, 2) } }
        func record(_ kind: Int, _ body: [UInt8]) -> [UInt8] { word(kind, body.count) + body }
        let flags: [UInt8] = edition == 0x0600 ? [0] : []
        func text(_ text: String) -> [UInt8] { word(text.utf8.count) + flags + Array(text.utf8) }
        let name = [1] + flags + Array("S".utf8)
        // Excel 5 keeps no shared texts.
        let texts: [UInt8] =
            edition == 0x0600
            ? record(0x00FC, word(2, 0, 2, 0) + text("id") + word(4) + [0, 102, 117]) + record(0x003C, [0, 101, 108])
            : []
        let first = edition == 0x0600 ? record(0x00FD, word(0, 0, 0, 0, 0)) : record(0x0204, word(0, 0, 0) + text("id"))
        let before =
            record(0x0809, word(edition, 5, 0, 0)) + record(0x0042, word(936)) + record(0x00E0, word(0, 14)) + texts
        let start = before.count + 4 + 6 + name.count + 4
        let cells: [[UInt8]] = [
            record(0x0208, word(0, 0, 3, 0, 0, 0, 0x20, 0)), record(0x007D, word(1, 1, 0, 0, 1, 0)), first,
            record(0x0204, word(0, 1, 0) + text("fuel_use")), record(0x00D6, word(0, 2, 0) + text("use")),
            record(0x027E, word(1, 0, 0, 7, 0)), record(0x00BD, word(1, 1, 0, 11, 0, 0, 3, 0x3FF8, 2)),
            record(0x0203, word(2, 0, 0, 0, 0, 0, 0x40E5)),
            record(0x0006, word(2, 1, 0, 0, 0, 0, 0xFFFF, 0, 0, 0)), record(0x0207, text("raw_coal")),
            record(0x0205, word(2, 2, 0) + [0x2A, 1]), record(0x00E5, word(1, 1, 2, 0, 0)),
        ]
        return before + record(0x0085, word(start, 0, 0) + name) + record(0x000A, [])
            + record(0x0809, word(edition, 16, 0, 0)) + cells.joined() + record(0x000A, [])
    }

    func take(_ bytes: [UInt8]) {
        scratch.fill(bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) ? bytes : StoredCompound.holding(bytes))
        var findings = Findings()
        if let book = try? InventoryWorkbook(path: scratch.path) {
            _ = book.inventory(library: Library.words, findings: &findings)
        }
        _ = try? SurveyImport(files: [scratch.path], year: 2024, library: Library.words)
    }
}

/// `inventory.yaml`.
struct Manifest: Target {
    static let name = "yaml"
    private let scratch = Scratch("inventory.yaml")
    var words: [String] {
        [
            "region:", "name:", "year:", "invented:", "compiler:", "sources:", "rule_book:", "pollutants:", "climate:",
            "counties:",
            "sulphur:", "speed:", "packs:", "defaults:", "temperature:", "humidity:", "altitude:", "gasoline:",
            "diesel:", "table:",
            "column:", "value:", "reason:", "when:", "zh:", "en:", "[", "]", "{", "}", "- ", "&a", "*a", "!!binary",
            "|", ">", "~",
        ]
    }
    var seeds: [[UInt8]] {
        files("Inventories/ili-2021/inventory.yaml", "Inventories/demo-county-2024/inventory.yaml")
            + [
                Array(
                    "region: 654002\nyear: 2024\npollutants: [NOx]\ndefaults:\n  - {table: boilers, column: fuel_use, value: 5, reason: r}\n"
                        .utf8)
            ]
    }

    func take(_ bytes: [UInt8]) {
        scratch.fill(bytes)
        var findings = Findings()
        _ = InventoryManifest(file: scratch.path, findings: &findings)
    }
}

/// Plans.
struct PlanFile: Target {
    static let name = "plan"
    var words: [String] {
        [
            "plan:", "title:", "document:", "regions:", "base_year:", "years:", "accounting:", "offset_months:",
            "clauses:",
            "measures:", "targets:", "constraints:", "action:", "table:", "where:", "with:", "timing:", "completed:",
            "stages:",
            "share:", "close", "replace", "control", "substitute", "change:", "reduction:", "pollutant:", "nan %",
            "2024-06", "10 %",
        ]
    }
    var seeds: [[UInt8]] {
        files("Inventories/ili-2021/plans/ili-2021.yaml").map { head($0, lines: 80) } + [
            Array(
                """
                plan: p
                title: {zh: a, en: a}
                document: {title: a, issuer: b, number: c, date: 2021-02-28, source: plan_ili}
                regions: [654002]
                base_year: 2024
                years: [2024, 2025]
                accounting: {offset_months: 1}
                clauses:
                  - {id: C1, clause: "1", kind: M, text: t, topic: {zh: a, en: a}, effect: measures}
                measures:
                  - id: M1
                    clauses: [C1]
                    title: {zh: a, en: a}
                    action: close
                    table: boilers
                    where: {fuel: raw_coal}
                    with: {share: 0.5}
                    timing: {completed: 2024-06}
                targets:
                  - {id: T1, clauses: [C1], pollutant: NOx, region: "654002", base_year: 2024, year: 2025, reduction: 1 t}

                """.utf8)
        ]
    }

    func take(_ bytes: [UInt8]) {
        var findings = Findings()
        _ = Plan(
            text: String(decoding: bytes, as: UTF8.self), file: "plan.yaml", vocabularies: Library.words.vocabularies,
            findings: &findings)
    }
}

/// Packages, as the level above receives them: form and schema.
struct Package: Target {
    static let name = "xml"
    var words: [String] {
        [
            "<report ", "<part ", "<sources ", "<source ", "<result ", "<total ", "<claims/>", "</report>",
            "xmlns:a='urn:a'",
            "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "-->", "<?a?>", "&#0;", "&amp;", "encoding='UTF-16'",
        ]
    }
    /// The package, and one with more attributes in a tag than are read: limits that end the work within a tag are met from the beginning.
    var seeds: [[UInt8]] {
        guard let made = Sample.made else { return [] }
        let more = (0..<300).map { " a\($0)='v'" }.joined()
        let crowded = String(decoding: made, as: UTF8.self).replacing(
            "<part ", with: "<part\(more) ", maxReplacements: 1)
        return [made, Array(crowded.utf8)]
    }

    func take(_ bytes: [UInt8]) { _ = try? ReportPackage.read(bytes: bytes, file: "report.xml") }
}

/// Packages, as the level above checks them: arithmetic, every source again, what is said twice, rules.
struct Receiver: Target {
    static let name = "verify"
    private let scratch = Scratch("report.xml")
    private let verifier = Verifier(VerificationOptions(factors: "EmissionFactors"))
    var words: [String] {
        [
            "state=\"computed\"", "state=\"missing\"", "kind=\"rule\"", "year=\"2023\"", "region=\"654000\"",
            "version=\"1.0\"",
            "invented=\"false\"", "t=\"0\"", "lines=\"0\"", "layer=\"1\"", "role=\"pack\"", "fuel_use=\"1e9\"",
            "<claims/>",
            "<scenario plan=\"p\" year=\"2024\">", "</scenario>",
        ]
    }
    /// The package, and one where a source lacks its result while the other has it.
    var seeds: [[UInt8]] {
        guard let made = Sample.made else { return [] }
        var text = String(decoding: made, as: UTF8.self)
        if let start = text.ranges(of: "<emission ").last, let end = text[start.upperBound...].firstRange(of: "/>") {
            text.removeSubrange(start.lowerBound..<end.upperBound)
        }
        return [made, Array(text.utf8)]
    }

    func take(_ bytes: [UInt8]) {
        scratch.fill(bytes)
        let done = DispatchSemaphore(value: 0)
        Task { [verifier, path = scratch.path] in
            _ = await verifier.verify(path)
            done.signal()
        }
        done.wait()
    }
}

/// Signatures over documents.
struct Signature: Target {
    static let name = "signature"
    var words: [String] {
        [
            "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'>", "<SignedInfo>", "<Reference URI='#a'>",
            "<KeyInfo Id='a'>",
            "<X509Data>", "<X509Certificate>", "<RetrievalMethod URI='a'/>", "<SignatureValue>", "<DigestValue>",
            "<Transforms>",
            "http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        ]
    }
    var seeds: [[UInt8]] {
        let small = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"c\"><d>1</d></a>\n".utf8)
        // Signed with keys that were thrown away: the same seeds on every run.
        return files("Tests/Fuzz/Seeds/signed-ec.xml", "Tests/Fuzz/Seeds/signed-rsa.xml") + [small]
    }

    func take(_ bytes: [UInt8]) {
        _ = XMLSignature.verify(bytes, file: "report.xml", trusting: .none, at: 1_800_000_000)
    }
}

/// Documents that the library itself writes.
enum Sample {
    /// The package that seeds are of.
    nonisolated(unsafe) static var made: [UInt8]?

    /// The package of a small invented county.
    static func package() async -> [UInt8]? {
        let folder = NSTemporaryDirectory() + "/lantian-fuzz-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try "region: 654002\nname: {zh: 虚构, en: invented}\nyear: 2024\ninvented: yes\npollutants: [NOx]\n"
                .write(toFile: folder + "/inventory.yaml", atomically: false, encoding: .utf8)
            try
                "id,county_code,use,fuel,technology,fuel_use\nB1,654002,heating,raw_coal,chain_grate,100\nB2,654002,heating,raw_coal,chain_grate,50\n"
                .write(toFile: folder + "/boilers.csv", atomically: false, encoding: .utf8)
            let assessment = try Assessment(folder: folder, options: .init(factors: "EmissionFactors"))
            let (result, findings) = await assessment.emissions(balance: true)
            return try Report(try ReportPackage(assessment, result: result, findings: findings)).xml()
        } catch {
            print("no package: \(error)")
            return nil
        }
    }
}
