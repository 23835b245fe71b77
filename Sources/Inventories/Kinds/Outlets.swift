public import Quantities
public import Tables

/// The table of outlets 排放口: one row an outlet and pollutant, with what is monitored there in the year.
///
/// It is no kind of sources: what it holds is shared among the units that name the outlet.
public enum OutletTable {
    /// The columns; the table stands in `outlets.csv`, or in a sheet `排放口` of a workbook.
    public static let schema = Schema(
        "outlets", Label("排放口", "outlets"),
        [permit.required, number.required]
            + [
                .code(Column.pollutant, "污染物", "pollutant", in: "pollutant").required,
                .text(Column.firmName, "企业名称", "firm name").also("单位名称", "名称", "name"),
                .text(Column.creditCode, "统一社会信用代码", "unified social credit code").also("社会信用代码"),
                .number(Column.monitored, "监测排放量", "monitored emission", "t", 0...OutletTable.mostTonnes).ofYear
                    .extensive
                    .also("实测排放量", "排放量")
                    .noted(
                        "全年；空白时取 浓度×流量×小时", "of the whole year; blank: concentration × flow × hours"),
                .number(Column.concentration, "实测浓度", "measured concentration", "mg/m3", 0...100_000).intensive.also(
                    "平均浓度"),
                .number(Column.flow, "烟气流量", "flue gas flow", "m3/h", 0...1e8).intensive.also("标干流量", "烟气量")
                    .noted("标准状态干烟气，与浓度同一基准", "dry gas at 273 K, 101.325 kPa, on the basis of the concentration"),
                .number(Column.hours, "年运行小时数", "operating hours", "h", 0...8784).ofYear.intensive.also("运行时间", "排放时间"),
                .fraction(Column.validShare, "在线监测有效率", "valid monitoring share").intensive.also("数据有效率")
                    .noted("低于 75 % 的不用", "below 75 %: not used"),
                .text(Column.note, "备注", "note").also("说明"),
            ])

    /// The most that one outlet may emit in a year: shares are whole micrograms, which a column of numbers holds exactly
    /// up to there.
    static let mostTonnes = 9000.0
    /// The same as a mass.
    package static let most = Mass(micrograms: Int128(mostTonnes) * 1_000_000_000_000)

    /// The number of the permit.
    static let permit = ColumnSchema.text(Column.permitNumber, "排污许可编号", "permit number").also(
        "排污许可证编号", "排污许可证号", "许可证编号")
    /// The number of the outlet within the permit.
    static let number = ColumnSchema.text(Column.outletNumber, "排放口编号", "outlet number").also("对应排放口编号", "排口编号")

    /// Whether a file of a folder holds outlets.
    public static func isTable(_ name: String) -> Bool { Inventory.isTable(name, named: schema.id) }
}

/// What is monitored of one pollutant at one outlet in the year.
public struct Outlet: Sendable, Hashable {
    /// An outlet's name: the number of the permit and its own.
    public struct Name: Sendable, Hashable {
        /// The number of the permit.
        public let permit: String
        /// The number of the outlet.
        public let number: String

        /// A name; spaces around its parts do not count.
        public init(permit: String, number: String) {
            self.permit = permit
            self.number = number
        }
    }

    /// Which outlet it is.
    public let name: Name
    /// The pollutant.
    public let pollutant: String
    /// What is monitored.
    public let monitored: Mass
    /// Where it stands; `nil` in packages.
    public let location: Location?

    /// An outlet.
    public init(name: Name, pollutant: String, monitored: Mass, location: Location? = nil) {
        self.name = name
        self.pollutant = pollutant
        self.monitored = monitored
        self.location = location
    }
}

extension Outlet {
    /// The outlets of some tables, and the names of all, also of those that tell no emission; a finding for each row that
    /// tells no emission, or tells one for the second time. Monitoring of a pollutant counts from the least share of
    /// valid hours on; always where there is none.
    package static func all(
        in tables: [Table], vocabularies: Vocabularies, leastValidShare: (String) -> Double?,
        findings: inout Findings
    ) -> (outlets: [Outlet], names: Set<Name>) {
        var outlets: [Outlet] = []
        var seen: [Name: [String: Location]] = [:]
        let pollutants = vocabularies["pollutant"]
        for table in tables {
            guard let permits = table.texts(Column.permitNumber), let numbers = table.texts(Column.outletNumber),
                let codes = table.codes(Column.pollutant)
            else { continue }
            func number(_ column: String, _ row: Int) -> Double? {
                table.numbers(column).flatMap { $0[row].isNaN ? nil : $0[row] }
            }
            for row in 0..<table.rowCount {
                let name = Name(permit: permits[row], number: numbers[row])
                let pollutant = pollutants.text(codes[row])
                let location = table.location(row: row)
                if let first = seen[name]?[pollutant] {
                    findings.add(
                        Finding(
                            .error, .outletTwice, at: location, value: "\(name.permit) \(name.number) \(pollutant)",
                            expected: Label(
                                "每个排放口每种污染物一行（已见第 \(first.line ?? 0) 行）",
                                "one row an outlet and pollutant (line \(first.line ?? 0) has it)")))
                    continue
                }
                seen[name, default: [:]][pollutant] = location
                if let share = number(Column.validShare, row), let least = leastValidShare(pollutant), share < least {
                    findings.add(
                        Finding(
                            .warning, .outletNotValid, at: table.location(row: row, column: Column.validShare),
                            value: DecimalText.shortest(share),
                            expected: Label(
                                "不低于 \(DecimalText.shortest(least))", "at least \(DecimalText.shortest(least))")))
                    continue
                }
                // mg/m3 × m3/h × h is mg, a thousand micrograms.
                let measured = number(Column.concentration, row).flatMap { concentration in
                    number(Column.flow, row).flatMap { flow in
                        number(Column.hours, row).map { concentration * flow * $0 * 1000 }
                    }
                }
                let micrograms = number(Column.monitored, row).map { $0 * 1e12 } ?? measured
                guard let micrograms, micrograms <= OutletTable.mostTonnes * 1e12 else {
                    findings.add(
                        Finding(
                            .warning, .outletNotMonitored, at: location,
                            value: micrograms.map { DecimalText.shortest($0 / 1e12) + " t" },
                            expected: Label(
                                "监测排放量，或浓度、流量和小时数，不超过 \(Int(OutletTable.mostTonnes)) t",
                                "the monitored emission, or concentration, flow and hours, at most \(Int(OutletTable.mostTonnes)) t"
                            )))
                    continue
                }
                outlets.append(
                    Outlet(
                        name: name, pollutant: pollutant,
                        monitored: Mass(micrograms: Int128(micrograms.rounded(.toNearestOrEven))), location: location))
            }
        }
        return (outlets, Set(seen.keys))
    }
}

extension Finding.Message {
    static let outletTwice = Finding.Message(
        "outlet-twice", "同一排放口同一污染物出现两次", "an outlet has one pollutant twice")
    static let outletNotValid = Finding.Message(
        "outlet-not-valid", "排放口监测有效率不足，监测值不用", "too few valid hours at the outlet: its monitoring is not used")
    static let outletNotMonitored = Finding.Message(
        "outlet-not-monitored", "排放口没有可用的监测排放量，不分摊", "the outlet tells no emission that can be used: nothing is shared")
}
