import Documents
public import Factors
public import Tables

/// A workbook that holds an inventory: a cover sheet, and a sheet a source kind.
///
/// Sheets are found by name (`锅炉`, `boilers`, `锅炉-乡镇`), headers by looking for the first row that names columns, so
/// that titles may stand above. Hidden sheets are not read, and said so. Rows whose first cell begins with `示例` are
/// examples and are passed over.
public struct InventoryWorkbook: Sendable {
    /// The path as the user named it.
    public let path: String
    /// What the cover says.
    public let manifest: InventoryManifest
    private let digest: String
    private let sheets: [Sheet]
    /// What was found while reading.
    public private(set) var findings = Findings()

    private struct Sheet: Sendable {
        let schema: Schema
        let name: String
        let rows: SheetRows
        let merges: [WorkbookReader.Merge]
    }

    /// Whether a path names a workbook that can be read.
    public static func isWorkbook(_ path: String) -> Bool {
        let lower = path.lowercased()
        return [".xlsx", ".xlsm", ".xls"].contains { lower.hasSuffix($0) }
    }

    /// Opens and reads a workbook. One that is refused (damaged, hostile, too large) throws its finding.
    public init(path: String) throws {
        self.path = path
        var findings = Findings()
        do {
            digest = try SourceFile.digest(of: path)
            let book = try WorkbookReader(path: path)
            var cover: SheetRows?
            var sheets: [Sheet] = []
            var (covers, others) = (0, 0)
            for sheet in book.sheets {
                let name = Vocabulary.folded(sheet.name)
                let schema = InventoryWorkbook.schema(named: name)
                guard schema != nil || WorkbookCover.names.contains(name) else {
                    if sheet.visibility == .visible, !TemplateSample.sheetNames.contains(name) {
                        findings.add(Finding(.note, .otherSheet, at: Location(file: path + "#" + sheet.name)))
                    }
                    others += 1
                    continue
                }
                guard sheet.visibility == .visible else {
                    findings.add(Finding(.warning, .hiddenSheet, at: Location(file: path + "#" + sheet.name)))
                    others += 1
                    continue
                }
                let (rows, merges) = try InventoryWorkbook.rows(of: sheet, in: book, path: path, findings: &findings)
                if let schema {
                    sheets.append(Sheet(schema: schema, name: sheet.name, rows: rows, merges: merges))
                } else {
                    if cover != nil {
                        findings.add(Finding(.error, .secondCover, at: Location(file: path + "#" + sheet.name)))
                    }
                    covers += 1
                    cover = rows
                }
            }
            Account.balance(
                "sheets of \(path)", Int128(book.sheets.count),
                [("read", Int128(sheets.count + covers)), ("passed over", Int128(others))])
            if cover == nil {
                findings.add(
                    Finding(.error, .noCover, at: Location(file: path), expected: Label("“封面”工作表", "a sheet 'cover'")))
            }
            manifest = WorkbookCover.manifest(Array(cover ?? SheetRows()), file: path + "#" + "封面", findings: &findings)
            self.sheets = sheets.sorted { $0.name < $1.name }
            self.findings = findings
        } catch let error as DocumentError {
            throw Findings([error.finding])
        }
    }

    private static func rows(
        of sheet: WorkbookReader.Sheet, in book: WorkbookReader, path: String, findings: inout Findings
    ) throws(DocumentError) -> (rows: SheetRows, merges: [WorkbookReader.Merge]) {
        let reader = try book.rows(of: sheet)
        var rows = SheetRows()
        while let row = try reader.next() {
            for (columns, message) in [(row.errors, Finding.Message.errorCell), (row.uncalculated, .uncalculatedCell)] {
                for column in columns {
                    findings.add(
                        Finding(
                            .error, message,
                            at: Location(
                                file: path + "#" + sheet.name, line: row.number,
                                column: WorkbookWriter.columnName(column), columnNumber: column)))
                }
            }
            if row.isHidden {
                findings.add(
                    Finding(.warning, .hiddenRow, at: Location(file: path + "#" + sheet.name, line: row.number)))
            }
            rows.append((row.number, row.cells))
        }
        findings.addHidden(reader.hiddenColumns, rows, place: path + "#" + sheet.name)
        return (rows, reader.merges)
    }

    private static func schema(named name: String) -> Schema? {
        (SourceKind.all.map(\.schema) + [OutletTable.schema]).first { table in
            [table.id, Vocabulary.folded(table.label.zh), Vocabulary.folded(table.label.en)].contains { own in
                guard name.hasPrefix(own) else { return false }
                // A copied sheet is named `锅炉 (2)`; folding has made brackets of full width plain ones.
                let rest = name.dropFirst(own.count).drop { $0 == " " }
                return rest.isEmpty || rest.first == "-" || rest.first == "_" || rest.first == "("
            }
        }
    }

    /// The inventory of the workbook; rows with errors are put aside, and the findings tell why.
    public func inventory(library: FactorLibrary, findings: inout Findings) -> Inventory {
        var inventory = Inventory(folder: path, manifest: manifest, sheets: [])
        var identifiers = IdentifiersAcrossFiles()
        let filling = DefaultFilling(manifest: manifest, library: library)
        for sheet in sheets {
            let file = path + "#" + sheet.name
            guard let start = InventoryWorkbook.headerRow(sheet.rows, schema: sheet.schema) else {
                if sheet.rows.isEmpty {
                    findings.add(Finding(.warning, .emptySheet, at: Location(file: file)))
                } else {
                    findings.add(
                        Finding(
                            .error, .noHeader, at: Location(file: file),
                            expected: Label(
                                same: sheet.schema.columns.prefix(4).map(\.label.zh).joined(separator: ", "))))
                }
                continue
            }
            let layout = Layout(
                schema: filling.schema(sheet.schema), header: sheet.rows[start].cells, file: file,
                line: sheet.rows[start].line)
            var builder = TableBuilder(layout: layout, vocabularies: library.vocabularies, options: .workbook)
            let body = MergedCells(sheet.merges).filled(
                sheet.rows.from(start + 1), shared: InventoryWorkbook.shared(layout),
                amounts: InventoryWorkbook.amounts(layout), place: file, findings: &findings)
            for row in body where !InventoryWorkbook.isExample(row.cells) {
                if let remark = InventoryWorkbook.remark(row.cells) {
                    findings.add(
                        Finding(.note, .remarkRow, at: Location(file: file, line: row.line), value: remark))
                } else {
                    builder.append(row.cells, line: row.line)
                }
            }
            let result = builder.finish(digest: digest)
            findings.add(result.findings)
            guard result.table.rowCount > 0 || !result.rejected.rows.isEmpty else { continue }
            inventory.add(result, filledBy: filling, findings: &findings)
            guard sheet.schema.id != OutletTable.schema.id else { continue }
            if let added = inventory.sheets.last {
                identifiers.add(
                    IdentifiersAcrossFiles.of(added.table), kind: sheet.schema.id, file: file, findings: &findings)
            }
        }
        if inventory.sheets.isEmpty { findings.add(.noTables(in: path)) }
        findings.add(inventory.countiesElsewhere(library))
        return inventory
    }

    /// The columns whose cell, joined over rows, holds for all of them: words, days, shares, and numbers that do not grow
    /// with the source. An identifier names one row.
    private static func shared(_ layout: Layout) -> Set<Int> {
        Set(
            layout.fields.filter { field in
                switch layout.schema.columns[field.place].content {
                case .identifier: false
                default: !layout.schema.columns[field.place].isShareOfRows
                }
            }.map(\.index))
    }

    private static func amounts(_ layout: Layout) -> Set<Int> {
        Set(layout.fields.filter { layout.schema.columns[$0.place].isShareOfRows }.map(\.index))
    }

    /// The one of the upper rows that names most columns, at least two; of equal ones the first.
    private static func headerRow(_ rows: SheetRows, schema: Schema) -> Int? {
        var best: (place: Int, count: Int)?
        for i in rows.indices.prefix(20) {
            let count = Layout(schema: schema, header: rows[i].cells, file: "").fields.count
            if count >= 2, count > best?.count ?? 0 { best = (i, count) }
        }
        return best?.place
    }

    /// The text of a row below the table that says who filled it in or what is meant.
    private static func remark(_ cells: [String]) -> String? {
        func isFilled(_ cell: String) -> Bool { !SheetText.trimmed(cell).isEmpty }
        guard let first = cells.first(where: isFilled), SheetText.isRemark(first) else { return nil }
        return cells.filter(isFilled).joined(separator: " | ")
    }

    private static func isExample(_ cells: [String]) -> Bool {
        cells.first { !$0.isEmpty }.map { $0.hasPrefix("示例：") || $0.hasPrefix("example:") } ?? false
    }
}

extension Finding.Message {
    static let secondCover = Finding.Message("second-cover", "有两张封面，请只保留一张", "there are two covers: keep one")
    static let otherSheet = Finding.Message(
        "other-sheet", "工作表名称不对应任何源类，未读取", "the sheet's name is that of no source kind: not read")
    static let hiddenRow = Finding.Message(
        "hidden-row", "隐藏（或被筛选掉）的行也已读入", "a row that is hidden or filtered away is read too")
    static let hiddenColumn = Finding.Message("hidden-column", "隐藏的列也已读入", "a hidden column is read too")
    static let hiddenSheet = Finding.Message("hidden-sheet", "隐藏的工作表未读取", "a hidden sheet is not read")
    static let noCover = Finding.Message("no-cover", "工作簿缺少封面", "the workbook has no cover sheet")
    static let emptySheet = Finding.Message(
        "empty-sheet", "工作表是空的，没有读入任何排放源", "the sheet is empty: no source was read from it")
    static let noHeader = Finding.Message("no-header", "找不到表头行", "no header row was found")
    static let remarkRow = Finding.Message(
        "remark-row", "表下的说明行，未作为数据读取", "a remark beside the table: not read as data")
    static let uncalculatedCell = Finding.Message(
        "uncalculated-cell", "公式没有保存计算结果，请用表格软件打开并保存",
        "the formula has no stored value: open and save it in a spreadsheet program")
}
