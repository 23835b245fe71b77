import Documents
import Quantities
import Tables

/// Writes a package as an Excel workbook: a cover, a matrix of totals with formulas, and every table of the report.
struct ReportWorkbook {
    let package: ReportPackage
    let tables: ReportTables
    let language: Language

    init(_ package: ReportPackage, language: Language) {
        self.package = package
        self.language = language
        tables = ReportTables(package, language: language)
    }

    private static let massFormat = "#,##0.000000"
    private static let cell = CellStyle { $0.border = 0xC8D0D8 }
    private static let wrapped = CellStyle {
        $0.border = 0xC8D0D8
        $0.wraps = true
        $0.vertical = .top
    }
    private static let mass = CellStyle {
        $0.border = 0xC8D0D8
        $0.numberFormat = massFormat
    }
    private static let sum = CellStyle {
        $0.border = 0x8EA4B8
        $0.isBold = true
        $0.background = 0xF0F4F8
        $0.numberFormat = massFormat
    }
    private static let title = CellStyle {
        $0.isBold = true
        $0.fontSize = 16
    }

    /// Midday of the first of January after the report's year, in seconds since 1970: equal reports, equal bytes.
    private var created: Int {
        let year = package.header.year + 1
        let leaps = { (y: Int) in y / 4 - y / 100 + y / 400 }
        return ((year - 1970) * 365 + leaps(year - 1) - leaps(1969)) * 86_400 + 43_200
    }

    func write(to path: String) throws {
        let header = package.header
        let book = try WorkbookWriter(
            path: path,
            properties: .init(
                title: header.name[language], subject: "\(header.region) \(header.year)",
                author: header.compiler[language], created: created), isConstantMemory: true)
        cover(book.addSheet(Label("封面", "Cover")[language]))
        for pollutant in Set(package.totals.map(\.pollutant)).sorted() { matrix(pollutant, book) }
        for table in tables.all { try sheet(table, book) }
        try book.close()
    }

    private func cover(_ sheet: WorkbookWriter.Sheet) {
        let header = package.header
        sheet.width(26, columns: 1...1)
        sheet.width(60, columns: 2...2)
        sheet.hideGridlines()
        sheet.print(setup(repeating: nil))
        sheet.set(.text(header.name[language]), row: 1, column: 1, style: ReportWorkbook.title)
        var rows: [(Label, String)] = [
            (Label("地区", "region"), "\(header.region) \(tables.word(.county, header.region))"),
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
            sheet.set(.text(row.0[language]), row: number + 3, column: 1, style: .header)
            sheet.set(.text(row.1), row: number + 3, column: 2, style: ReportWorkbook.wrapped)
        }
    }

    /// Counties down, sectors across; the sums are formulas, each with its exact value beside it.
    private func matrix(_ pollutant: String, _ book: WorkbookWriter) {
        let own = package.totals.filter { $0.pollutant == pollutant }
        let values = Dictionary(own.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let counties = own.filter { $0.sector == nil }.compactMap(\.county)
        let sectors = own.filter { $0.county == nil }.compactMap(\.sector)
        let sheet = book.addSheet(pollutant)
        let last = sectors.count + 2
        sheet.width(24, columns: 1...1)
        sheet.width(16, columns: 2...last)
        sheet.freeze(rows: 2, columns: 1)
        sheet.print(setup(repeating: 2...2))
        sheet.set(
            .text("\(pollutant) " + Label("排放量，吨", "emission, t")[language]), row: 1, column: 1,
            style: ReportWorkbook.title)
        sheet.height(36, row: 2)
        sheet.set(.text(Label("县区", "county")[language]), row: 2, column: 1, style: .header)
        for (place, sector) in sectors.enumerated() {
            sheet.set(.text(tables.word(.sector, sector)), row: 2, column: place + 2, style: .header)
        }
        sheet.set(.text(Label("合计", "total")[language]), row: 2, column: last, style: .header)
        func value(_ county: String?, _ sector: String?) -> Double? {
            values[ReportTotal.Key(county: county, sector: sector, pollutant: pollutant)]?.emission.inTonnes
        }
        for (number, county) in counties.enumerated() {
            let row = number + 3
            sheet.set(.text(tables.word(.county, county)), row: row, column: 1, style: ReportWorkbook.cell)
            for (place, sector) in sectors.enumerated() {
                let content = value(county, sector).map { CellContent.number($0) } ?? .blank
                sheet.set(content, row: row, column: place + 2, style: ReportWorkbook.mass)
            }
            let end = WorkbookWriter.columnName(last - 1)
            sheet.set(
                .formula("=SUM(B\(row):\(end)\(row))", value: value(county, nil) ?? 0), row: row, column: last,
                style: ReportWorkbook.sum)
        }
        let row = counties.count + 3
        sheet.set(.text(Label("合计", "total")[language]), row: row, column: 1, style: .header)
        for (place, sector) in (sectors.map { Optional($0) } + [nil]).enumerated() {
            let letter = WorkbookWriter.columnName(place + 2)
            sheet.set(
                .formula("=SUM(\(letter)3:\(letter)\(row - 1))", value: value(nil, sector) ?? 0), row: row,
                column: place + 2, style: ReportWorkbook.sum)
        }
    }

    private func setup(repeating rows: ClosedRange<Int>?) -> PrintSetup {
        var setup = PrintSetup()
        setup.repeatedRows = rows
        setup.header = "&L\(package.header.name[language].replacing("&", with: "&&"))&R&A"
        return setup
    }

    /// One table; what is longer than a sheet goes on in another.
    private func sheet(_ table: ReportTable, _ book: WorkbookWriter) throws {
        var number = 1
        var sheet = begin(table, book, number)
        var row = 2
        try table.forEachRow { cells in
            if row > WorkbookWriter.rowLimit {
                number += 1
                sheet = begin(table, book, number)
                row = 2
            }
            for (column, cell) in cells.enumerated() {
                let content: CellContent
                var style = ReportWorkbook.cell
                switch cell {
                case .text(let text):
                    content =
                        text.isEmpty ? .blank : .text(text.utf8.count > 16_000 ? String(text.prefix(16_000)) : text)
                    if table.columns[column].width >= 30 { style = ReportWorkbook.wrapped }
                case .count(let count): content = .number(Double(count))
                case .number(let value): content = .number(value)
                case .mass(let mass):
                    content = mass.map { .number($0.inTonnes) } ?? .blank
                    style = ReportWorkbook.mass
                }
                sheet.set(content, row: row, column: column + 1, style: style)
            }
            row += 1
        }
    }

    private func begin(_ table: ReportTable, _ book: WorkbookWriter, _ number: Int) -> WorkbookWriter.Sheet {
        let sheet = book.addSheet(table.title[language] + (number > 1 ? " \(number)" : ""))
        for (column, value) in table.columns.enumerated() {
            sheet.width(value.width, columns: column + 1...column + 1)
        }
        sheet.freeze(rows: 1)
        sheet.print(setup(repeating: 1...1))
        sheet.height(32, row: 1)
        for (column, value) in table.columns.enumerated() {
            sheet.set(.text(value.label[language]), row: 1, column: column + 1, style: .header)
        }
        return sheet
    }
}
