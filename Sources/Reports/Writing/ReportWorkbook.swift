import Documents
import Quantities
import Tables

/// Writes a package as an Excel workbook: a cover, a matrix of totals with formulas and charts, and every table of the
/// report, results before what they rest on.
final class ReportWorkbook: ReportForm {
    let names = ["report.xlsx"]
    private let package: ReportPackage
    private let tables: ReportTables
    private let language: Language
    private let path: String
    private var book: WorkbookWriter?
    private var sheets: [any TableSheet] = []

    init(_ package: ReportPackage, language: Language, in place: String) {
        self.package = package
        self.language = language
        tables = ReportTables(package, language: language)
        path = place + "/report.xlsx"
    }

    private static let line: UInt32 = 0xC8D0D8
    private static let cell = CellStyle {
        $0.border = line
        $0.vertical = .top
    }
    private static let centred = CellStyle {
        $0.border = line
        $0.vertical = .top
        $0.horizontal = .center
    }
    private static let wrapped = CellStyle {
        $0.border = line
        $0.wraps = true
        $0.vertical = .top
    }
    private static let sum = CellStyle {
        $0.vertical = .top
        $0.border = 0x8EA4B8
        $0.isBold = true
        $0.background = 0xF0F4F8
        $0.numberFormat = masses(2)
    }
    private static let title = CellStyle {
        $0.isBold = true
        $0.fontSize = 16
    }
    /// Tonnes as people read them; the cell holds all digits.
    private static func masses(_ decimals: Int) -> String { "#,##0." + String(repeating: "0", count: decimals) }
    private static func mass(_ decimals: Int) -> CellStyle {
        CellStyle {
            $0.border = line
            $0.vertical = .top
            $0.numberFormat = masses(decimals)
        }
    }
    private static let percent = CellStyle {
        $0.border = line
        $0.numberFormat = "0.0%"
        $0.horizontal = .left
    }

    /// Midday of the first of January after the report's year, in seconds since 1970: equal reports, equal bytes.
    private var created: Int {
        let year = package.header.year + 1
        let leaps = { (y: Int) in y / 4 - y / 100 + y / 400 }
        return ((year - 1970) * 365 + leaps(year - 1) - leaps(1969)) * 86_400 + 43_200
    }

    func begin() throws {
        let header = package.header
        let book = try WorkbookWriter(
            path: path,
            properties: .init(
                title: header.name[language], subject: "\(header.region) \(header.year)",
                author: header.compiler[language], created: created), isConstantMemory: true)
        cover(book.addSheet(Label("封面", "Cover")[language]))
        for pollutant in Set(package.totals.map(\.pollutant)).sorted() { matrix(pollutant, book) }
        let all = tables.all
        let last: Set = ["assumptions", "factors", "findings", "rejected", "overrides", "answers", "inputs"]
        for table in all.filter({ !last.contains($0.id) }) + all.filter({ last.contains($0.id) }) {
            let own: any TableSheet =
                table.id == "results"
                ? LongSheet(table, (0..<resultSheets).map { begin(table, book, $0 + 1) })
                : ShortSheet(table, begin(table, book, 1))
            try table.forEachRow { own.row($0) }
            sheets.append(own)
        }
        self.book = book
    }

    /// How many sheets the results take: what is longer than a sheet goes on in another.
    private var resultSheets: Int {
        let rows = package.parts.reduce(0) { $0 + $1.resultCount }
        return max(1, (rows + WorkbookWriter.rowLimit - 2) / (WorkbookWriter.rowLimit - 1))
    }

    func take(_ part: ReportPart) throws {
        for sheet in sheets { try sheet.table.ofPart?(part) { sheet.row($0) } }
    }

    func end() throws {
        for sheet in sheets { sheet.end() }
        try book?.close()
    }

    private func cover(_ sheet: WorkbookWriter.Sheet) {
        let header = package.header
        sheet.width(26, columns: 1...1)
        sheet.width(60, columns: 2...2)
        sheet.hideGridlines()
        sheet.print(setup(repeating: nil))
        sheet.set(.text(header.name[language]), row: 1, column: 1, style: ReportWorkbook.title)
        var rows: [(Label, String)] = [
            (Label("地区", "region"), tables.place(header.region)),
            (Label("年份", "year"), "\(header.year)"), (Label("编制单位", "compiled by"), header.compiler[language]),
            (
                Label("数据性质", "data"),
                header.isInvented
                    ? Label("含虚构数据，仅供演示", "partly invented, for demonstration")[language]
                    : Label("实际数据", "real")[language]
            ),
            (Label("排放源数", "sources"), "\(package.sourceCount)"),
            (Label("程序版本", "program"), "lantian " + Set(package.parts.map(\.program)).sorted().joined(separator: ", ")),
        ]
        for book in Set(package.parts.map(\.rules.ruleBook)).sorted() {
            rows.append((Label("核算规则", "rule book"), tables.word(.ruleBook, book)))
        }
        for digest in Set(package.parts.map(\.library)).sorted() {
            rows.append((Label("系数库摘要", "factor library"), digest))
        }
        for (number, row) in rows.enumerated() {
            let lines = ReportWorkbook.lines(row.1, width: 60)
            if lines > 1 { sheet.height(Double(lines) * 15 + 3, row: number + 3) }
            sheet.set(.text(row.0[language]), row: number + 3, column: 1, style: .header)
            sheet.set(.text(row.1), row: number + 3, column: 2, style: ReportWorkbook.wrapped)
        }
        var row = rows.count + 4
        for total in package.totals where total.county == nil && total.sector == nil {
            let name = Label("\(total.pollutant) 排放量 (t)", "\(total.pollutant) emission (t)")
            let share = Label("其中依据假设", "of it on assumptions")
            sheet.set(.text(name[language]), row: row, column: 1, style: .header)
            var style = ReportWorkbook.sum
            style.horizontal = .left
            sheet.set(.number(total.emission.inTonnes), row: row, column: 2, style: style)
            sheet.set(.text(share[language]), row: row + 1, column: 1, style: .header)
            let part = total.emission == .zero ? 0 : total.assumed.inTonnes / total.emission.inTonnes
            sheet.set(.number(part), row: row + 1, column: 2, style: ReportWorkbook.percent)
            row += 2
        }
    }

    /// Counties and sectors, the longer list downwards; the sums are formulas, each with its exact value.
    private func matrix(_ pollutant: String, _ book: WorkbookWriter) {
        let own = package.totals.filter { $0.pollutant == pollutant }
        let values = Dictionary(own.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let counties = own.filter { $0.sector == nil }.compactMap(\.county)
        let sectors = own.filter { $0.county == nil }.compactMap(\.sector)
        let isTall = counties.count >= sectors.count
        let (down, across) = isTall ? (counties, sectors) : (sectors, counties)
        let (county, sector) = (Label("县区", "county")[language], Label("部门", "sector")[language])
        func value(_ down: String?, _ across: String?) -> Double? {
            let key = ReportTotal.Key(
                county: isTall ? down : across, sector: isTall ? across : down, pollutant: pollutant)
            return values[key]?.emission.inTonnes
        }
        func name(_ code: String, isDown: Bool) -> String { tables.word(isDown == isTall ? .county : .sector, code) }
        let sheet = book.addSheet(pollutant)
        let last = across.count + 2
        sheet.width(34, columns: 1...1)
        sheet.width(17, columns: 2...last)
        sheet.freeze(rows: 2, columns: 1)
        sheet.print(setup(repeating: 2...2, isLandscape: across.count > 3))
        sheet.height(26, row: 1)
        sheet.set(
            .text("\(pollutant) " + Label("排放量，吨", "emission, t")[language]), row: 1, column: 1,
            style: ReportWorkbook.title)
        sheet.height(36, row: 2)
        sheet.set(.text(isTall ? county : sector), row: 2, column: 1, style: .header)
        for (place, code) in across.enumerated() {
            sheet.set(.text(name(code, isDown: false)), row: 2, column: place + 2, style: .header)
        }
        let total = Label("合计", "total")[language]
        sheet.set(.text(total), row: 2, column: last, style: .header)
        for (number, code) in down.enumerated() {
            let row = number + 3
            let text = name(code, isDown: true)
            let lines = ReportWorkbook.lines(text, width: 34)
            if lines > 1 { sheet.height(Double(lines) * 15 + 3, row: row) }
            sheet.set(.text(text), row: row, column: 1, style: ReportWorkbook.wrapped)
            for (place, other) in across.enumerated() {
                let content = value(code, other).map { CellContent.number($0) } ?? .blank
                sheet.set(content, row: row, column: place + 2, style: ReportWorkbook.mass(2))
            }
            let end = WorkbookWriter.columnName(last - 1)
            sheet.set(
                .formula("=SUM(B\(row):\(end)\(row))", value: value(code, nil) ?? 0), row: row, column: last,
                style: ReportWorkbook.sum)
        }
        let row = down.count + 3
        sheet.set(.text(total), row: row, column: 1, style: .header)
        for (place, code) in (across.map { Optional($0) } + [nil]).enumerated() {
            let letter = WorkbookWriter.columnName(place + 2)
            sheet.set(
                .formula("=SUM(\(letter)3:\(letter)\(row - 1))", value: value(nil, code) ?? 0), row: row,
                column: place + 2, style: ReportWorkbook.sum)
        }
        draw(pollutant, on: sheet, total: row, last: last, byCounty: isTall)
    }

    /// Below a matrix: who emits, down and across, and what measures remove, as charts of its cells.
    private func draw(_ pollutant: String, on sheet: WorkbookWriter.Sheet, total: Int, last: Int, byCounty isTall: Bool)
    {
        func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }
        let axis = text("排放量，吨", "emission, t")
        let (byCounty, bySector) = (
            text("\(pollutant) 排放量：按县区", "\(pollutant) by county"),
            text("\(pollutant) 排放量：按部门", "\(pollutant) by sector")
        )
        var row = total + 2
        // A spreadsheet does not draw a thousand bars that one can read.
        let most = 60
        let measures = measures(of: pollutant)
        if !measures.isEmpty {
            sheet.set(.text(text("措施", "measure")), row: row, column: 1, style: .header)
            sheet.set(.text(text("减排量，吨", "removed, t")), row: row, column: 2, style: .header)
            for (number, measure) in measures.enumerated() {
                sheet.set(.text(measure.name), row: row + number + 1, column: 1, style: ReportWorkbook.wrapped)
                sheet.set(
                    .number(measure.reduction), row: row + number + 1, column: 2, style: ReportWorkbook.mass(2))
            }
            sheet.add(
                BarChart(
                    title: text("\(pollutant) 减排量：按措施", "\(pollutant) removed, by measure"),
                    names: .init(sheet: sheet.name, rows: row + 1...row + measures.count, columns: 1...1),
                    values: .init(sheet: sheet.name, rows: row + 1...row + measures.count, columns: 2...2),
                    axis: text("减排量，吨", "removed, t"), color: 0x2F6B3A), row: row, column: 4)
            row += max(measures.count + 2, 18)
        }
        if total > 3 {
            let rows = 3...min(total - 1, 2 + most)
            sheet.add(
                BarChart(
                    title: isTall ? byCounty : bySector,
                    names: .init(sheet: sheet.name, rows: rows, columns: 1...1),
                    values: .init(sheet: sheet.name, rows: rows, columns: last...last), axis: axis, color: 0x1F5F8B),
                row: row, column: 1)
        }
        if last > 3 {
            let columns = 2...min(last - 1, 1 + most)
            sheet.add(
                BarChart(
                    title: isTall ? bySector : byCounty,
                    names: .init(sheet: sheet.name, rows: 2...2, columns: columns),
                    values: .init(sheet: sheet.name, rows: total...total, columns: columns), axis: axis,
                    color: 0x1F5F8B), row: row, column: 6)
        }
    }

    /// What removes something of a pollutant, the most first.
    private func measures(of pollutant: String) -> [(name: String, reduction: Double)] {
        var rows: [ReportScenario.Row] = []
        for part in package.parts {
            for row in part.scenario?.rows ?? [] where row.pollutant == pollutant && row.reduction > Mass.zero {
                rows.append(row)
            }
        }
        rows.sort { a, b in a.reduction > b.reduction }
        return rows.prefix(20).map { row in
            (name: row.measure + " " + row.title[language], reduction: row.reduction.inTonnes)
        }
    }

    private func setup(repeating rows: ClosedRange<Int>?, isLandscape: Bool = true) -> PrintSetup {
        var setup = PrintSetup()
        setup.isLandscape = isLandscape
        setup.repeatedRows = rows
        setup.footer = "&C&P / &N"
        setup.header = "&L\(package.header.name[language].replacing("&", with: "&&"))&R&A"
        return setup
    }

    /// What a cell can hold of a text.
    fileprivate static func fitting(_ text: String) -> String {
        text.utf8.count > 16_000 ? String(text.prefix(16_000)) : text
    }

    /// How a cell looks.
    fileprivate static func style(of cell: ReportTable.Cell, _ column: ReportTable.Column, isLong: Bool) -> CellStyle {
        switch cell {
        case .mass: mass(column.decimals)
        case .count where column.id.hasSuffix("year"): centred
        default: !isLong && wraps(column) ? wrapped : ReportWorkbook.cell
        }
    }

    private static func wraps(_ column: ReportTable.Column) -> Bool { column.width >= 16 }

    /// How many lines the tallest cell of a row takes.
    fileprivate static func lines(_ cells: [ReportTable.Cell], _ columns: [ReportTable.Column]) -> Int {
        var most = 1
        for (cell, column) in zip(cells, columns) where wraps(column) {
            guard case .text(let text) = cell.shown, text.utf8.count > Int(column.width) - 2 else { continue }
            most = max(most, lines(text, width: column.width))
        }
        return most
    }

    /// How many lines a text takes in a column: wide characters count twice, words are not broken.
    private static func lines(_ text: String, width: Double) -> Int {
        let units = text.unicodeScalars.reduce(0.0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
        return max(1, Int((units / (width - 1.5)).rounded(.up)))
    }

    private func begin(_ table: ReportTable, _ book: WorkbookWriter, _ number: Int) -> WorkbookWriter.Sheet {
        let sheet = book.addSheet(WorkbookWriter.sheetName(of: table.title[language], number: number))
        for (column, value) in table.columns.enumerated() {
            let isHidden = value.visibility == .severalParts && package.parts.count < 2
            sheet.width(value.width, columns: column + 1...column + 1, isHidden: isHidden)
        }
        sheet.freeze(rows: 1)
        sheet.print(setup(repeating: 1...1))
        sheet.height(36, row: 1)
        for (column, value) in table.columns.enumerated() {
            sheet.set(.text(value.label[language]), row: 1, column: column + 1, style: .header)
        }
        return sheet
    }
}

/// A table in a workbook while it is written.
private protocol TableSheet: AnyObject {
    var table: ReportTable { get }
    func row(_ cells: [ReportTable.Cell])
    func end()
}

/// A table whose rows are as high as their texts.
private final class ShortSheet: TableSheet {
    let table: ReportTable
    private let sheet: WorkbookWriter.Sheet
    private var next = 2

    init(_ table: ReportTable, _ sheet: WorkbookWriter.Sheet) { (self.table, self.sheet) = (table, sheet) }

    func row(_ cells: [ReportTable.Cell]) {
        let lines = ReportWorkbook.lines(cells, table.columns)
        if lines > 1 { sheet.height(Double(lines) * 15 + 3, row: next) }
        for (column, cell) in cells.enumerated() {
            let content: CellContent =
                switch cell {
                case .text(let text), .coded(_, let text):
                    text.isEmpty ? .blank : .text(ReportWorkbook.fitting(text))
                case .count(let count): .number(Double(count))
                case .number(let value): .number(value)
                case .mass(let mass): mass.map { .number($0.inTonnes) } ?? .blank
                }
            let style = ReportWorkbook.style(of: cell, table.columns[column], isLong: false)
            sheet.set(content, row: next, column: column + 1, style: style)
        }
        next += 1
    }

    func end() { if next > 2 { sheet.filter(rows: 1...next - 1, columns: 1...table.columns.count) } }
}

/// A table of very many rows, which stay one line high; the cells of a column look like its first. What is longer than a sheet
/// goes on in the next.
private final class LongSheet: TableSheet {
    let table: ReportTable
    private var sheets: ArraySlice<WorkbookWriter.Sheet>
    private var rows: WorkbookRows?

    init(_ table: ReportTable, _ sheets: [WorkbookWriter.Sheet]) { (self.table, self.sheets) = (table, sheets[...]) }

    func row(_ cells: [ReportTable.Cell]) {
        if let written = rows, written.row > WorkbookWriter.rowLimit { end() }
        let own =
            rows
            ?? sheets.first?.rows(
                from: 2, styles: zip(cells, table.columns).map { ReportWorkbook.style(of: $0, $1, isLong: true) })
        rows = own
        guard let own else { return }
        for cell in cells {
            switch cell {
            case .text(let text), .coded(_, let text): own.text(ReportWorkbook.fitting(text))
            case .count(let count): own.number(Double(count))
            case .number(let value): own.number(value)
            case .mass(let mass): if let mass { own.mass(mass) } else { own.blank() }
            }
        }
        own.end()
    }

    func end() {
        guard let written = rows else { return }
        written.finish()
        sheets.first?.filter(rows: 1...written.row - 1, columns: 1...table.columns.count)
        sheets = sheets.dropFirst()
        rows = nil
    }
}
