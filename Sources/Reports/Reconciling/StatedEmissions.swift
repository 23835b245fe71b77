public import Calculation
public import Factors
import Inventories
public import Quantities
public import Tables

/// What one side of a reconciliation says of a firm's emission of one pollutant.
public struct StatedEmission: Sendable {
    /// The emission, of what is known of it; `nil` where nothing is.
    public var mass: Mass?
    /// How many of its rows have no number of it.
    public var rowsWithoutNumber = 0
    /// What the permit allows in a year, where it is stated.
    public var permitted: Mass?
    /// Fuel burned, in tonnes, where all that is stated of the firm says so.
    public var fuelUse: Double?
    /// The removal, where it is stated.
    public var removal: Double?
    /// What the number rests on, as far as that is known: `monitoring`, `factor`, `balance`.
    public var nature: String?
}

/// One side of a reconciliation: firms with what they emit.
public struct StatedEmissions: Sendable {
    /// A firm, or the sources of a kind that have none.
    public struct Firm: Sendable {
        /// Its name.
        public let name: String
        /// Its credit code, where it has a sound one.
        public let code: String
        /// Where it stands first.
        public let location: Location?
        /// Whether these are sources without a firm: vehicles, machines, households.
        public var isWithoutFirm = false
        /// What it emits, by pollutant.
        public var emissions: [String: StatedEmission] = [:]
    }

    /// The totals of this side that lack source classes, where they were computed.
    public var incomplete = IncompleteTotals.none
    /// The firms, in the order in which they stand.
    public private(set) var firms: [Firm] = []
    private var byCode: [String: Int] = [:]
    private var byName: [String: Int] = [:]

    /// None.
    public init() {}

    /// The sum of a pollutant: exact.
    public func total(_ pollutant: String) -> Mass {
        firms.reduce(Mass.zero) { $0 + ($1.emissions[pollutant]?.mass ?? .zero) }
    }

    /// Whether it has any number of a pollutant: a table without a column of it says nothing of any firm.
    func tells(_ pollutant: String) -> Bool { firms.contains { $0.emissions[pollutant]?.mass != nil } }

    /// The place of a firm: by its credit code, else by its name.
    func place(name: String, code: String) -> Int? {
        if let place = code.isEmpty ? nil : byCode[code] { return place }
        guard let place = byName[StatedEmissions.key(name)] else { return nil }
        // One name with two codes is two firms.
        return code.isEmpty || firms[place].code.isEmpty || firms[place].code == code ? place : nil
    }

    /// A name as it is compared: without quotes, and without what guards a cell from being a formula, which files of other
    /// programs write in their own way.
    private static func key(_ name: String) -> String {
        let text = CellText.identifier(name).lowercased()
        let bare = text.filter { !"\"'“”‘’".contains($0) }
        return bare.hasPrefix("_") && FormulaGuard.guards(String(bare.dropFirst())) ? String(bare.dropFirst()) : bare
    }

    /// Adds to a firm's emission; facts of which one part says nothing are not known of the whole.
    mutating func add(
        name: String, code: String, at location: Location?, isWithoutFirm: Bool = false, _ pollutant: String,
        _ own: StatedEmission
    ) {
        let found = place(name: name, code: code)
        if found == nil {
            firms.append(Firm(name: name, code: code, location: location, isWithoutFirm: isWithoutFirm))
            byName[StatedEmissions.key(name)] = firms.count - 1
        }
        let number = found ?? firms.count - 1
        if !code.isEmpty { byCode[code] = number }
        guard var sum = firms[number].emissions[pollutant] else {
            firms[number].emissions[pollutant] = own
            return
        }
        // A removal of several parts is known where they have the same.
        if sum.removal != own.removal { sum.removal = nil }
        if sum.nature != own.nature { sum.nature = nil }
        sum.fuelUse = sum.fuelUse.flatMap { a in own.fuelUse.map { a + $0 } }
        sum.rowsWithoutNumber += own.rowsWithoutNumber
        if let more = own.mass { sum.mass = (sum.mass ?? .zero) + more }
        if let more = own.permitted { sum.permitted = (sum.permitted ?? .zero) + more }
        firms[number].emissions[pollutant] = sum
    }
}

// MARK: Tables of others

extension StatedEmissions {
    /// The columns of a table of other statistics: 环境统计, permit reports, an emergency list.
    public static func schema(_ library: FactorLibrary) -> Schema {
        var columns: [ColumnSchema] = [
            .text("firm_name", "企业名称", "firm name").also(
                "单位名称", "企业", "名称", "填报单位详细名称", "单位详细名称", "排污单位名称"),
            .text("credit_code", "统一社会信用代码", "unified social credit code").ofCreditCodes.also("社会统一信用代码", "信用代码"),
        ]
        for word in library.countable {
            let (code, zh) = (word.code, word.label.zh)
            columns.append(
                .number(code, zh + "排放量", word.label.en + " emitted", "t", 0...1e9).ofYear.extensive.also(
                    code + "排放量", "环统" + zh + "排放量", "执行报告" + zh + "排放量", "环统" + code + "排放量"))
            columns.append(
                .number(code + "_permitted", zh + "许可排放量", word.label.en + " permitted", "t", 0...1e9).ofYear.extensive
                    .also(code + "许可排放量", zh + "许可量", code + "许可量"))
            columns.append(
                .fraction(code + "_removal", zh + "去除率", word.label.en + " removal").intensive.also(
                    code == "NOx" ? "脱硝效率" : zh + "去除效率", code + "去除率"))
        }
        columns += [
            .number("fuel_use", "燃料消耗量", "fuel use", "t", 0...1e9).ofYear.extensive.also("燃料一消耗量", "耗煤量", "年耗煤量"),
            .text("method", "核算方法", "method").also("产排污核算方法", "排放量核算方法"),
            .text("note", "备注", "note"),
        ]
        return Schema("stated", Label("申报排放量", "stated emissions"), columns)
    }

    /// Reads a table of firms and their tonnes.
    public static func read(
        _ path: String, pollutants: [String], library: FactorLibrary, findings: inout Findings
    ) throws -> StatedEmissions {
        if let head = try? SourceText(path: path).bytes, FlatFile(headOf: head) != nil {
            return try flatFile(path, pollutants: pollutants, findings: &findings)
        }
        var stated = StatedEmissions()
        let schema = schema(library)
        let results = try SheetTable.read(path, schema: schema, vocabularies: library.vocabularies)
        for result in results {
            findings.add(result.findings)
            let table = result.table
            for row in 0..<table.rowCount {
                let name = table.texts(Column.firmName).map { $0[row] } ?? ""
                let code = table.texts(Column.creditCode).map { $0[row] } ?? ""
                guard !name.isEmpty || !code.isEmpty else { continue }
                func number(_ id: String) -> Double? {
                    table.numbers(id).flatMap { $0[row].isNaN ? nil : $0[row] }
                }
                func mass(_ id: String) -> Mass? {
                    // Finer than a microgram, as a third of a tonne is: to the nearest.
                    number(id).flatMap { tonnes in
                        Mass(tonnes: DecimalText.shortest(tonnes))
                            ?? Mass.rounded(micrograms: tonnes * 1e12).map { Mass(micrograms: $0) }
                    }
                }
                for pollutant in pollutants {
                    let (own, permitted) = (mass(pollutant), mass(pollutant + "_permitted"))
                    guard own != nil || permitted != nil else { continue }
                    stated.add(
                        name: name.isEmpty ? code : name, code: code, at: table.location(row: row), pollutant,
                        StatedEmission(
                            mass: own, rowsWithoutNumber: own == nil ? 1 : 0, permitted: permitted,
                            fuelUse: number("fuel_use"),
                            removal: number(pollutant + "_removal"),
                            nature: nature(table.texts(Column.method).map { $0[row] } ?? "")))
                }
            }
        }
        if stated.firms.isEmpty {
            findings.add(
                Finding(
                    .error, .noStatedEmissions, at: Location(file: path),
                    expected: Label(
                        "“企业名称”（或“统一社会信用代码”）和" + pollutants.map { "“\($0)排放量”" }.joined(separator: "、"),
                        "firm_name (or credit_code) and " + pollutants.joined(separator: ", "))))
        }
        return stated
    }

    /// The firms of a flat file FF10; rows without one stand under their source class.
    private static func flatFile(
        _ path: String, pollutants: [String], findings: inout Findings
    ) throws(FileError) -> StatedEmissions {
        var stated = StatedEmissions()
        guard let foreign = try ForeignInventory(path, findings: &findings) else { return stated }
        for row in foreign.rows where pollutants.contains(row.pollutant) {
            let isWithout = row.firm.isEmpty && row.creditCode.isEmpty
            stated.add(
                name: isWithout ? row.source : row.firm.isEmpty ? row.creditCode : row.firm, code: row.creditCode,
                at: Location(file: path, line: row.line), isWithoutFirm: isWithout, row.pollutant,
                StatedEmission(mass: row.mass, permitted: nil, fuelUse: nil, removal: nil, nature: nil))
        }
        return stated
    }

    /// What a number rests on, by the words that statistics use.
    private static func nature(_ word: String) -> String? {
        if word.contains("监测") || word.lowercased().contains("monitor") { return "monitoring" }
        if word.contains("系数") || word.lowercased().contains("factor") { return "factor" }
        if word.contains("物料") || word.lowercased().contains("balance") { return "balance" }
        return nil
    }
}

extension Finding.Message {
    static let noStatedEmissions = Finding.Message(
        "no-stated-emissions", "这个表没有企业和排放量", "no firms with emissions stand in this table")
}
