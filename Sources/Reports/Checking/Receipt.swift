public import Documents
public import Tables

/// What a receiver sends back: the verdict on each package, and each finding by code, place, value and what to do.
public struct Receipt: Sendable {
    /// The packages as they were checked.
    public let verifications: [Verification]
    private static let namespace = "urn:lantian:receipt:1"

    /// The receipt of packages.
    public init(_ verifications: [Verification]) { self.verifications = verifications }

    /// Whether all of them were accepted.
    public var isAccepted: Bool { verifications.allSatisfy(\.isAccepted) }

    /// Writes `receipt.xml`, `receipt.xlsx` and `receipt.txt` into a folder, all or none.
    @discardableResult
    public func write(to folder: String, language: Language) throws -> [String] {
        try PendingFolder.fill(folder) { place in
            try AtomicFile.write(try xml(), to: place + "/receipt.xml")
            try AtomicFile.write(text(in: language), to: place + "/receipt.txt")
            try writeWorkbook(to: place + "/receipt.xlsx", language)
            return ["receipt.xml", "receipt.xlsx", "receipt.txt"]
        }
    }

    /// The receipt for reading.
    public func text(in language: Language) -> String {
        let zh = language == .zh
        var text = zh ? "上报包核查回执\n" : "Receipt of checked packages\n"
        for result in verifications {
            let header = result.package?.header
            text += "\n\(Receipt.name(result.file))  \(header.map { "\($0.region) \($0.year)" } ?? "")\n"
            text += (zh ? "结论：" : "verdict: ") + Receipt.verdict(result)[language] + "\n"
            if let signer = result.signer { text += (zh ? "签名人：" : "signed by: ") + signer.subject + "\n" }
            for (stage, finding) in result.all {
                text += "  \(stage.rawValue) \(stage.label[language])  "
                text += "[\(finding.severity.label[language])] \(finding.message.code)"
                let place = Receipt.place(finding)
                if !place.isEmpty { text += "  \(place)" }
                text += "\n      " + finding.message.text[language]
                if let value = finding.value { text += (zh ? "；实际：" : "; found: ") + value }
                if let expected = finding.expected { text += (zh ? "；应为：" : "; expected: ") + expected[language] }
                text += "\n      → " + Advice.text(for: finding.message.code)[language] + "\n"
            }
            let hidden = Receipt.count(result) - result.all.count
            if hidden > 0 { text += zh ? "  另有 \(hidden) 条同类问题\n" : "  \(hidden) more findings\n" }
        }
        return text
    }

    /// The receipt as XML.
    public func xml() throws(DocumentError) -> [UInt8] {
        let xml = XMLWriter(indent: 1)
        xml.element("receipt", ["xmlns": Receipt.namespace, "version": "1.0", "accepted": "\(isAccepted)"]) {
            for result in verifications {
                let header = result.package?.header
                xml.element(
                    "package",
                    [
                        "file": Receipt.name(result.file).clean, "digest": result.digest, "region": header?.region,
                        "year": header.map { "\($0.year)" }, "accepted": "\(result.isAccepted)",
                        "signer": result.signer?.subject.clean, "certificate": result.signer?.fingerprint,
                        "findings": "\(Receipt.count(result))",
                    ]
                ) {
                    for (stage, finding) in result.all {
                        xml.element(
                            "finding",
                            [
                                "stage": "\(stage.rawValue)", "severity": finding.severity.rawValue,
                                "code": finding.message.code, "line": finding.location?.line.map { "\($0)" },
                                "place": finding.location?.column?.clean, "value": finding.value?.clean,
                            ]
                        ) {
                            label(xml, "text", finding.message.text)
                            if let expected = finding.expected { label(xml, "expected", expected) }
                            label(xml, "advice", Advice.text(for: finding.message.code))
                        }
                    }
                }
            }
        }
        return try xml.finish()
    }

    private func label(_ xml: XMLWriter, _ name: String, _ label: Label) {
        xml.element(name, ["zh": label.zh.clean, "en": label.en.clean])
    }

    private func writeWorkbook(to path: String, _ language: Language) throws {
        let title = Label("上报包核查回执", "Receipt of checked packages")[language]
        let book = try WorkbookWriter(
            path: path, properties: .init(title: title, created: 1_704_110_400), isConstantMemory: true)
        let sheet = book.addSheet(Label("回执", "receipt")[language])
        let headers: [(Label, Double)] = [
            (Label("文件", "file"), 24), (Label("地区", "region"), 10), (Label("结论", "verdict"), 10),
            (Label("检查", "check"), 16), (Label("级别", "severity"), 8), (Label("代码", "code"), 24),
            (Label("位置", "place"), 40), (Label("值", "value"), 24), (Label("应为", "expected"), 24),
            (Label("问题", "what it is"), 40), (Label("怎么办", "what to do"), 50),
        ]
        for (column, header) in headers.enumerated() { sheet.width(header.1, columns: column + 1...column + 1) }
        sheet.freeze(rows: 1)
        var setup = PrintSetup()
        setup.repeatedRows = 1...1
        setup.header = "&C" + title
        sheet.print(setup)
        sheet.set(headers.map { .text($0.0[language]) }, row: 1, style: .header)
        let wrapped = CellStyle {
            $0.wraps = true
            $0.vertical = .top
            $0.border = 0xC8D0D8
        }
        var row = 2
        for result in verifications {
            let lead = [
                Receipt.name(result.file), result.package?.header.region ?? "", Receipt.verdict(result)[language],
            ]
            for (stage, finding) in result.all {
                let cells =
                    lead + [
                        stage.label[language], finding.severity.label[language], finding.message.code,
                        Receipt.place(finding), finding.value ?? "", finding.expected?[language] ?? "",
                        finding.message.text[language], Advice.text(for: finding.message.code)[language],
                    ]
                sheet.set(
                    cells.map { $0.isEmpty ? .blank : .text(String($0.clean.prefix(16_000))) }, row: row, style: wrapped
                )
                row += 1
            }
            if result.all.isEmpty {
                sheet.set(lead.map { .text($0) }, row: row, style: wrapped)
                row += 1
            }
        }
        try book.close()
    }

    private static func verdict(_ result: Verification) -> Label {
        result.isAccepted ? Label("通过", "accepted") : Label("退回", "sent back")
    }

    private static func count(_ result: Verification) -> Int {
        result.findings.values.reduce(0) { sum, findings in
            sum + Finding.Severity.allCases.reduce(0) { $0 + findings.count($1) }
        }
    }

    private static func place(_ finding: Finding) -> String {
        guard let location = finding.location else { return "" }
        return [location.line.map { "\($0)" }, location.column].compactMap { $0 }.joined(separator: " ")
    }

    /// The last two names of a path: what the sender knows of it.
    private static func name(_ path: String) -> String {
        path.split(separator: "/").suffix(2).joined(separator: "/")
    }
}
