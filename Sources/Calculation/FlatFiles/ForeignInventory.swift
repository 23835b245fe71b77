public import Quantities
public import Tables

/// An inventory of somebody else 外来清单: tonnes by county and pollutant as they stand in a file, without the data to work them
/// out again. It is a flat file FF10, or a table with `county`, `pollutant`, `emission_t`, as `compute --format csv` and
/// `--detail` write it.
public struct ForeignInventory: Sendable {
    /// One row of it.
    public struct Row: Sendable {
        /// The region's code.
        public let county: String
        /// The pollutant, by our name where we have one.
        public let pollutant: String
        /// The emission.
        public let mass: Mass
        /// The firm's name, where the row tells one.
        public let firm: String
        /// The firm's credit code, where the row tells one.
        public let creditCode: String
        /// The code or name of its source class.
        public let source: String
        /// Its line in the file.
        public let line: Int
    }

    /// The file.
    public let path: String
    /// The year, where the file tells it.
    public private(set) var year: Int?
    /// The form, where it is a flat file: the four forms of one inventory have no row in common.
    public private(set) var form: FlatFile?
    /// The rows that have a number.
    public private(set) var rows: [Row] = []
    /// The words for pollutants.
    private let words: Vocabulary?
    /// The names of pollutants that are no such words, with their rows and the first line.
    private var unknown: [String: (count: Int, first: Int)] = [:]

    /// Reads a file; `nil` and errors among the findings where it is none of these.
    ///
    /// - Parameter pollutants: the words for pollutants, such as 氮氧化物; a name that is none of them is told, and its rows are of
    ///   a pollutant of that name.
    public init?(_ path: String, pollutants: Vocabulary? = nil, findings: inout Findings) throws(FileError) {
        self.path = path
        words = pollutants
        let text = try SourceText(path: path)
        findings.add(text.findings)
        guard !text.findings.hasErrors else { return nil }
        var isWithoutSources = false
        if let form = FlatFile(headOf: text.bytes) {
            self.form = form
            var told = Findings()
            readFlatFile(form, text.bytes, &told)
            // A form of a county that has no such sources is a file with a head and no rows.
            isWithoutSources = rows.isEmpty && year != nil && told.isEmpty
            findings.add(told)
        } else {
            readTable(text.bytes, &findings)
        }
        if rows.isEmpty, !isWithoutSources, !findings.hasErrors {
            findings.add(Finding(.error, .noForeignRows, at: Location(file: path)))
        }
        for (name, met) in unknown.sorted(by: { $0.key < $1.key }) {
            findings.add(
                Finding(
                    .warning, .unknownForeignPollutant(met.count), at: Location(file: path, line: met.first),
                    value: name,
                    nearest: words?.nearest(to: name)))
        }
        tellRegionsTwice(&findings)
        if findings.hasErrors { return nil }
    }

    /// Our name of a pollutant.
    private mutating func pollutant(_ name: String, line: Int) -> String {
        let own = FlatFile.pollutant(named: name)
        guard let words else { return own }
        if let code = words.code(of: own) { return words.text(code) }
        unknown[own] = ((unknown[own]?.count ?? 0) + 1, unknown[own]?.first ?? line)
        return own
    }

    /// A region beside regions that lie in it would count twice.
    private func tellRegionsTwice(_ findings: inout Findings) {
        for (pollutant, own) in Dictionary(grouping: rows, by: \.pollutant).sorted(by: { $0.key < $1.key }) {
            var lines: [String: Int] = [:]
            for row in own where lines[row.county] == nil { lines[row.county] = row.line }
            for (code, line) in lines.sorted(by: { $0.key < $1.key }) where code.utf8.count == 6 && code.hasSuffix("00")
            {
                let start = code.hasSuffix("0000") ? code.prefix(2) : code.prefix(4)
                let inside = lines.keys.filter { $0 != code && $0.hasPrefix(start) }.sorted()
                guard let first = inside.first else { continue }
                findings.add(
                    Finding(
                        .error, .foreignRegionTwice(pollutant), at: Location(file: path, line: line), value: code,
                        expected: Label(
                            "整个地区，或其中各县（如 \(first)），不能两者都有",
                            "the region as a whole, or the counties in it such as \(first), not both")))
            }
        }
    }

    /// The sum of a pollutant.
    public func total(of pollutant: String) -> Mass {
        rows.reduce(Mass.zero) { $1.pollutant == pollutant ? $0 + $1.mass : $0 }
    }

    private mutating func readFlatFile(_ form: FlatFile, _ bytes: [UInt8], _ findings: inout Findings) {
        let places = form.places
        var blank: (count: Int, first: Int)?
        for record in RecordReader(bytes) {
            if record.fields[0].hasPrefix("#") {
                if let year = FlatFile.headerValue("YEAR", in: record.fields[0]) { self.year = Int(year) }
                continue
            }
            func cell(_ place: Int?) -> String {
                guard let place, place < record.fields.count else { return "" }
                return CellText.trimmed(record.fields[place])
            }
            // The line of names, which is no data for SMOKE either: its region is no number.
            if rows.isEmpty, blank == nil, !cell(places.region).utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                continue
            }
            func location(_ place: Int) -> Location {
                Location(file: path, line: record.line, column: form.columns[place], columnNumber: place + 1)
            }
            guard record.fields.count > places.annual, !cell(places.region).isEmpty, !cell(places.pollutant).isEmpty
            else {
                findings.add(
                    Finding(
                        .error, .shortForeignRow, at: Location(file: path, line: record.line),
                        value: "\(record.fields.count)", expected: Label(same: "\(form.columns.count)")))
                continue
            }
            let value = cell(places.annual)
            // SMOKE writes −9 where a number is missing.
            if value.isEmpty || value == "-9" || value == "-9.0" {
                blank = ((blank?.count ?? 0) + 1, blank?.first ?? record.line)
                continue
            }
            guard let mass = ShortTon.mass(value), mass.micrograms >= 0 else {
                findings.add(
                    Finding(
                        .error, .noForeignMass, at: location(places.annual), value: value,
                        expected: Label("不小于 0 的短吨数", "short tons, not below 0")))
                continue
            }
            rows.append(
                Row(
                    county: cell(places.region), pollutant: pollutant(cell(places.pollutant), line: record.line),
                    mass: mass, firm: cell(places.name),
                    creditCode: form == .point ? cell(places.agencyFacility) : "", source: cell(places.source),
                    line: record.line))
        }
        if let blank { findings.add(blankFinding(blank.count, line: blank.first)) }
    }

    private func blankFinding(_ count: Int, line: Int) -> Finding {
        Finding(.warning, .foreignRowsWithoutMass(count), at: Location(file: path, line: line))
    }

    private static let heads: [(id: String, also: Set<String>)] = [
        ("county", ["county", "county_code", "region_cd", "行政区划代码", "区划代码", "县区代码", "区县代码"]),
        ("pollutant", ["pollutant", "污染物"]),
        ("emission_t", ["emission_t", "emission", "排放量", "排放量（吨）", "排放量(吨)", "排放量 t"]),
    ]

    private mutating func readTable(_ bytes: [UInt8], _ findings: inout Findings) {
        var reader = RecordReader(bytes)
        guard let head = reader.next() else { return }
        let names = head.fields.map(CellText.trimmed)
        let places = ForeignInventory.heads.map { head in names.firstIndex { head.also.contains($0) } }
        let line = head.line
        for (place, head) in zip(places, ForeignInventory.heads) where place == nil {
            findings.add(
                Finding(
                    .error, .noForeignColumn, at: Location(file: path, line: line),
                    expected: Label(same: head.also.sorted().joined(separator: ", "))))
        }
        guard let county = places[0], let pollutant = places[1], let mass = places[2] else { return }
        let yearPlace = names.firstIndex { ["year", "年份", "年度"].contains($0) }
        let firm = names.firstIndex { ["firm_name", "企业名称"].contains($0) }
        let credit = names.firstIndex { ["credit_code", "统一社会信用代码"].contains($0) }
        let sector = names.firstIndex { ["sector", "行业", "部门"].contains($0) }
        var blank: (count: Int, first: Int)?
        while let record = reader.next() {
            func cell(_ place: Int?) -> String {
                guard let place, place < record.fields.count else { return "" }
                return CellText.trimmed(record.fields[place])
            }
            func location(_ place: Int) -> Location {
                Location(file: path, line: record.line, column: names[place], columnNumber: place + 1)
            }
            if cell(mass).isEmpty {
                blank = ((blank?.count ?? 0) + 1, blank?.first ?? record.line)
                continue
            }
            guard let own = Mass(tonnes: cell(mass)), own.micrograms >= 0 else {
                findings.add(
                    Finding(
                        .error, .noForeignMass, at: location(mass), value: cell(mass),
                        expected: Label("不小于 0 的吨数，至多 12 位小数", "tonnes, not below 0, at most 12 decimals")))
                continue
            }
            guard !cell(county).isEmpty, !cell(pollutant).isEmpty else {
                findings.add(
                    Finding(
                        .error, .shortForeignRow, at: location(cell(county).isEmpty ? county : pollutant),
                        expected: Label("行政区划代码和污染物", "the region's code and the pollutant")))
                continue
            }
            if let yearPlace {
                guard let own = Int(cell(yearPlace)), year == nil || year == own else {
                    findings.add(
                        Finding(
                            .error, .otherForeignYear, at: location(yearPlace), value: cell(yearPlace),
                            expected: year.map { Label(same: String($0)) }))
                    continue
                }
                year = own
            }
            rows.append(
                Row(
                    county: cell(county), pollutant: self.pollutant(cell(pollutant), line: record.line), mass: own,
                    firm: cell(firm), creditCode: cell(credit), source: cell(sector), line: record.line))
        }
        if let line = reader.unclosedQuote {
            findings.add(Finding(.error, .foreignQuote, at: Location(file: path, line: line)))
        }
        if let blank { findings.add(blankFinding(blank.count, line: blank.first)) }
    }
}

extension FlatFile {
    /// The form that a file says it is in its first lines.
    public init?(headOf bytes: [UInt8]) {
        let head = String(decoding: bytes.prefix(2048), as: UTF8.self)
        for line in head.split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("#") else { return nil }
            guard let value = FlatFile.headerValue("FORMAT", in: String(line)) else { continue }
            guard let form = FlatFile.allCases.first(where: { $0.format == value.uppercased() }) else { return nil }
            self = form
            return
        }
        return nil
    }

    /// The value of a header line, `#YEAR=2024` or `#YEAR 2024`.
    static func headerValue(_ name: String, in line: String) -> String? {
        let body = line.dropFirst()
        guard line.hasPrefix("#"), body.prefix(name.count).uppercased() == name else { return nil }
        let rest = body.dropFirst(name.count)
        guard let first = rest.first, first == "=" || first == " " || first == "\t" else { return nil }
        return CellText.trimmed(String(rest.drop { $0 == "=" || $0 == " " || $0 == "\t" }))
    }
}

extension Finding.Message {
    static let noForeignRows = Finding.Message(
        "no-foreign-rows", "没有一行排放量：应为 FF10 文件，或有行政区划代码、污染物、排放量（吨）三列的 CSV",
        "no row of emissions: a flat file FF10, or a CSV with county, pollutant and emission_t, is read")
    static let noForeignColumn = Finding.Message(
        "no-foreign-column", "外来清单缺少一列；不是以 #FORMAT=FF10_… 开头的文件，按 CSV 表读取",
        "the foreign inventory lacks a column; without #FORMAT=FF10_… at its head a file is read as a CSV table")
    static let shortForeignRow = Finding.Message(
        "short-foreign-row", "这一行缺少区划代码、污染物或排放量", "the row lacks its region, pollutant or emission")
    static let noForeignMass = Finding.Message(
        "no-foreign-mass", "排放量不是可用的数", "the emission is no usable number")
    static let otherForeignYear = Finding.Message(
        "other-foreign-year", "一个外来清单只能是同一年的", "a foreign inventory is of one year")
    static let foreignQuote = Finding.Message(
        "foreign-quote", "这一行的引号没有结束", "a quote that begins on this line has no end")
    static func unknownForeignPollutant(_ count: Int) -> Finding.Message {
        Finding.Message(
            "unknown-foreign-pollutant", "\(count) 行的污染物不在词表中，不计入任何污染物",
            "the pollutant of \(count) rows is no word of the library: they count for none")
    }
    static func foreignRegionTwice(_ pollutant: String) -> Finding.Message {
        Finding.Message(
            "foreign-region-twice", "\(pollutant)：地区与其中的县同时列出，会重复计算",
            "\(pollutant): a region stands beside counties that lie in it and would count twice")
    }
    static func foreignRowsWithoutMass(_ count: Int) -> Finding.Message {
        Finding.Message(
            "foreign-rows-without-mass", "\(count) 行没有排放量，不计入（空白不是零）",
            "rows without an emission are not counted (a blank is no zero): \(count)")
    }
}
