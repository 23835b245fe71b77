public import Quantities
public import Tables

/// The table of outlets 排放口: rows of what is monitored there in the year, one an outlet and pollutant, and rows of the
/// devices there.
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
                .text(Column.line, "治理线路", "control line").also("线路", "并联线路")
                    .noted(
                        "并联的线路；同一线路的各行是串联的设施", "lines side by side; rows of one line stand one behind the other"),
                .fraction(Column.lineShare, "线路烟气比例", "share of the gas through the line").intensive.also("分流比例")
                    .noted("只有一条线路时可空白；合计不足 1 的部分为旁路", "blank where there is one line; what lacks to 1 is bypass"),
                .fraction(Column.removal, "去除效率", "removal").intensive.also("处理效率")
                    .noted("排放口上各设备共用的治理设施", "of a device at the outlet, which all its units share"),
                .fraction(Column.uptime, "投运率", "uptime").intensive,
                .fraction(Column.validShare, "在线监测有效率", "valid monitoring share").intensive.also("数据有效率")
                    .noted(
                        "低于规则要求的不用（rules/numbers 的 valid_share）",
                        "below what the rules ask: not used (valid_share of rules/numbers)"),
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
}

/// What is monitored of one pollutant at one outlet in the year.
public struct Outlet: Sendable, Hashable {
    /// An outlet's name: the number of the permit and its own.
    public struct Name: Sendable, Hashable {
        /// The number of the permit.
        public var permit: String
        /// The number of the outlet.
        public var number: String

        /// A name; spaces around its parts do not count.
        public init(permit: String, number: String) {
            self.permit = permit
            self.number = number
        }
    }

    /// Which outlet it is.
    public var name: Name
    /// The pollutant.
    public var pollutant: String
    /// What is monitored; `nil` where only devices are told.
    public var monitored: Mass?
    /// The lines of devices side by side; the gas that no line takes goes round them.
    public var lines: [ControlLine]
    /// Where it stands; `nil` in packages.
    public var location: Location?

    /// An outlet.
    public init(
        name: Name, pollutant: String, monitored: Mass?, lines: [ControlLine] = [], location: Location? = nil
    ) {
        self.name = name
        self.pollutant = pollutant
        self.monitored = monitored
        self.lines = lines
        self.location = location
    }

    /// The share of the pollutant that passes its devices: 1 − Σ a × (1 − Π (1 − ηᵢ × rᵢ)); `nil` where it has none.
    public var passing: Double? {
        lines.isEmpty ? nil : 1 - lines.reduce(0) { $0 + $1.share * (1 - $1.passing) }
    }
}

/// A line of devices 治理线路 at an outlet, which takes a share of the gas.
public struct ControlLine: Sendable, Hashable {
    /// A device of a line.
    public struct Device: Sendable, Hashable {
        /// What it removes while it runs.
        public var removal: Double
        /// The share of the operating time in which it runs.
        public var uptime: Double

        /// A device.
        public init(removal: Double, uptime: Double) {
            self.removal = removal
            self.uptime = uptime
        }
    }

    /// The share of the gas that goes through it.
    public var share: Double
    /// Its devices along the gas.
    public var devices: [Device]

    /// A line.
    public init(share: Double, devices: [Device]) {
        self.share = share
        self.devices = devices
    }

    /// The share that passes its devices.
    var passing: Double { devices.reduce(1) { $0 * (1 - $1.removal * $1.uptime) } }
}
