import Documents
import Tables

extension Receipt {
    private static let cell = CellStyle {
        $0.wraps = true
        $0.vertical = .top
        $0.border = 0xC8D0D8
    }
    private static let good = colored(0xE3F1E4, 0x1E6B2B)
    private static let bad = colored(0xFBE3E0, 0xA02014)
    private static let doubtful = colored(0xFFF3D6, 0x7A5200)

    private static func colored(_ background: UInt32, _ color: UInt32) -> CellStyle {
        var style = cell
        style.background = background
        style.color = color
        style.isBold = true
        return style
    }

    /// Writes the receipt as a workbook: the verdict on each package, and all findings, errors first.
    func writeWorkbook(to path: String, _ language: Language) throws {
        let title = Label("上报包核查回执", "Receipt of checked packages")[language]
        let book = try WorkbookWriter(
            path: path, properties: .init(title: title, created: 1_704_110_400), isConstantMemory: true)
        verdicts(book, title, language)
        findings(book, title, language)
        try book.close()
    }

    private func sheet(
        _ name: Label, _ headers: [(Label, Double)], _ book: WorkbookWriter, _ title: String, _ language: Language
    ) -> WorkbookWriter.Sheet {
        let sheet = book.addSheet(name[language])
        for (column, header) in headers.enumerated() { sheet.width(header.1, columns: column + 1...column + 1) }
        sheet.freeze(rows: 1)
        var setup = PrintSetup()
        setup.repeatedRows = 1...1
        setup.header = "&C" + title
        sheet.print(setup)
        sheet.set(headers.map { .text($0.0[language]) }, row: 1, style: .header)
        return sheet
    }

    private func verdicts(_ book: WorkbookWriter, _ title: String, _ language: Language) {
        let sheet = sheet(
            Label("结论", "verdicts"),
            [
                (Label("文件", "file"), 24), (Label("地区", "region"), 9), (Label("年份", "year"), 7),
                (Label("名称", "name"), 34), (Label("结论", "verdict"), 11), (Label("错误", "errors"), 8),
                (Label("警告", "warnings"), 9), (Label("提示", "notes"), 8), (Label("证书", "certificate"), 36),
                (Label("签名人", "signer"), 24),
            ], book, title, language)
        for (place, result) in verifications.enumerated() {
            let row = place + 2
            let header = result.package?.header
            let texts = [
                Receipt.name(result.file), header?.region ?? "", header.map { "\($0.year)" } ?? "",
                header?.name[language] ?? "",
            ]
            sheet.set(texts.map(Receipt.content), row: row, style: Receipt.cell)
            sheet.set(
                .text(Receipt.verdict(result)[language]), row: row, column: 5,
                style: result.isAccepted ? Receipt.good : Receipt.bad)
            for (column, severity) in Finding.Severity.allCases.enumerated() {
                let count = Receipt.count(severity, of: result)
                sheet.set(.number(Double(count)), row: row, column: column + 6, style: Receipt.cell)
            }
            sheet.set(Receipt.content(result.signer?.subject ?? ""), row: row, column: 9, style: Receipt.cell)
            sheet.set(.text(result.standing.label[language]), row: row, column: 10, style: Receipt.cell)
        }
    }

    private func findings(_ book: WorkbookWriter, _ title: String, _ language: Language) {
        let headers: [(Label, Double)] = [
            (Label("文件", "file"), 19), (Label("级别", "severity"), 9), (Label("代码", "code"), 21),
            (Label("问题", "what it is"), 26), (Label("位置", "place"), 26), (Label("值", "value"), 20),
            (Label("应为", "expected"), 20), (Label("怎么办", "what to do"), 36),
        ]
        let sheet = sheet(Label("问题", "findings"), headers, book, title, language)
        let count = verifications.reduce(0) { $0 + $1.all.count }
        if count > 0 { sheet.filter(rows: 1...count + 1, columns: 1...headers.count) }
        var row = 2
        for result in verifications {
            for group in Receipt.groups(result) {
                let style: CellStyle =
                    switch group.severity {
                    case .error: Receipt.bad
                    case .warning: Receipt.doubtful
                    case .note: Receipt.cell
                    }
                let advice = Advice.text(for: group.message.code)[language]
                for finding in group.findings {
                    let name = Receipt.name(result.file)
                    let texts = [
                        group.message.code, group.message.text[language], Receipt.place(finding, language),
                        finding.value ?? "", finding.expected?[language] ?? "", advice,
                    ]
                    // Programs do not find the height of wrapped rows by themselves.
                    let lines = zip([name, ""] + texts, headers).map {
                        FoldedText.lines($0, hang: 0, width: Int($1.1) - 1).count
                    }
                    sheet.height(Double(lines.max() ?? 1) * (language == .zh ? 18 : 15), row: row)
                    sheet.set(Receipt.content(name), row: row, column: 1, style: Receipt.cell)
                    sheet.set(.text(group.severity.label[language]), row: row, column: 2, style: style)
                    sheet.set(texts.map(Receipt.content), row: row, from: 3, style: Receipt.cell)
                    row += 1
                }
            }
        }
    }

    private static func content(_ text: String) -> CellContent {
        text.isEmpty ? .blank : .text(String(text.visible.clean.prefix(16_000)))
    }
}
