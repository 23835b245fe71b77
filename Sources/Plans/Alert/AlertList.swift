public import Calculation
public import Inventories
public import Quantities
public import Tables

/// The table of what firms do while an alert lasts 应急减排清单: a row for a firm's source or line, with its grade and the share
/// of its daily emission that it cuts at each level.
public enum AlertTable {
    /// The columns; the file is named where it is used.
    public static let schema = Schema(
        "alert", Label("应急减排清单", "alert list"),
        [
            .text("table", "源类", "table").required.noted("boilers、kilns 等；编号所在的表", "the table that the id stands in"),
            .text("id", "编号", "id").required.also("排放源编号", "源编号"),
            .text("firm_name", "企业名称", "firm name").also("单位名称"),
            .text("line", "生产线", "line").also("工序", "设备"),
            .text("grade", "绩效分级", "performance grade").also("绩效等级")
                .noted("A、B、C、D 等，照评定填", "A, B, C, D and the like, as graded"),
            .text("action", "减排措施", "action").also("措施"),
            .fraction("yellow", "黄色减排比例", "cut at yellow").also("黄色"),
            .fraction("orange", "橙色减排比例", "cut at orange").also("橙色"),
            .fraction("red", "红色减排比例", "cut at red").also("红色"),
        ])
}

/// What an alert list cuts a day, against all sources of the region.
public struct AlertOutcome: Sendable {
    /// A row of the list with its daily emission and cuts.
    public struct Line: Sendable {
        /// The row's words as they stand.
        public let table, id, firm, line, grade, action: String
        /// What the source emits a day in the month, by pollutant in the order of the run; `nil` where no number is known.
        public let daily: [Mass?]
        /// The share that is cut, by level; `nil` where the cell is blank: no cut is known.
        public let shares: [Double?]
        /// What is cut a day, by level and pollutant; `nil` where the share or the emission is not known.
        public let cuts: [[Mass?]]
    }
    /// A pollutant at a level.
    public struct Total: Sendable {
        /// The level.
        public let level: AlertLevel
        /// The share that must be cut.
        public let required: Double
        /// The pollutant.
        public let pollutant: String
        /// What the list cuts a day; `nil` where no source of the list has a number and some lacks one.
        public let cut: Mass?
        /// Rows of the list that have no number, or not all of it.
        public let rowsWithoutNumber: Int
        /// What all sources emit a day; `nil` where no source has a number.
        public let daily: Mass?
        /// Sources that have no number, or not all of it.
        public let sourcesWithoutNumber: Int
        /// Cut ÷ daily emission of all sources, where that is known.
        public let share: Double?
        /// What lacks to the required share; zero where it passes, `nil` where nobody can tell.
        public let short: Mass?
        /// Whether it passes.
        public var passes: Bool { short == .zero }
        /// How it ends, as a code and in words.
        public var verdict: (code: String, label: Label) {
            guard short != nil else { return ("no_number", Label("没有排放量，不能判断", "no emission is known")) }
            return passes ? ("pass", Label("达到", "pass")) : ("short", Label("不足", "short"))
        }
    }

    /// The month whose profile days are of.
    public let month: Int
    /// The rows of the list.
    public let lines: [Line]
    /// By level and pollutant.
    public let totals: [Total]
    /// Firms with a permit that are not on the list, with where they stand.
    public let unlisted: [(firm: String, permit: String, location: Location)]
}

extension Inventory {
    /// What an alert list cuts on a day of a month, against the shares that a plan asks for, else 10, 20 and 30 %. Nothing of it
    /// is an annual credit.
    public func alert(
        _ list: Table, month: Int, demand: AlertDemand? = nil, in context: RunContext, findings: inout Findings
    ) -> AlertOutcome {
        let profiles = MonthlyProfiles(context)
        let days = Double(AlertOutcome.days(of: month, in: context.manifest.year))
        let count = context.pollutants.count
        var all = [Double?](repeating: nil, count: count)
        var lacking = [Int](repeating: 0, count: count)
        var byRow: [String: DailyEmission] = [:]
        var unlisted: [(firm: String, permit: String, location: Location)] = []
        let ids = AlertOutcome.texts(list, "id")
        let tables = AlertOutcome.texts(list, "table").map { SourceKind.named($0)?.name ?? $0 }
        // Lines of one source share what it emits: nobody says how, so each has an equal part.
        let wanted = zip(tables, ids).reduce(into: [String: Int]()) { $0[$1.0 + "\n" + $1.1, default: 0] += 1 }
        for sheet in sheets {
            let engine = KindEngine(of: sheet.kind, in: context, groups: PlanEvaluation.groupings([]))
            let emissions = engine.emissions(of: sheet.table, findings: &findings)
            findings.add(emissions.aboveWholes(in: sheet.table, engine: engine))
            let own = AlertOutcome.texts(sheet.table, Column.id)
            let (firms, permits) = (
                AlertOutcome.texts(sheet.table, Column.firmName), AlertOutcome.texts(sheet.table, Column.permitNumber)
            )
            for row in 0..<sheet.table.rowCount {
                let weight = profiles.weights(of: engine, inCase: emissions.cases[row]).months[month - 1]
                var daily = DailyEmission(count)
                for (line, key) in engine.lines.enumerated() {
                    // What does not apply is no number, and nothing is lacking.
                    let isComputed = engine.method(ofLine: line, inCase: emissions.cases[row]) != nil
                    if isComputed, let mass = emissions.emitted(row, line: line) {
                        daily.add(Double(mass) * weight / days, to: key.pollutant)
                    } else if isComputed || !engine.lacking(ofLine: line, inCase: emissions.cases[row]).isEmpty {
                        daily.isLacking[key.pollutant] = true
                    }
                }
                for place in 0..<count {
                    if let mass = daily.micrograms[place] { all[place] = (all[place] ?? 0) + mass }
                    if daily.isLacking[place] { lacking[place] += 1 }
                }
                let key = sheet.kind.name + "\n" + own[row]
                if wanted[key] != nil {
                    byRow[key] = byRow[key].map { $0.adding(daily) } ?? daily
                } else if !permits[row].isEmpty {
                    unlisted.append((firms[row], permits[row], sheet.table.location(row: row)))
                }
            }
        }
        let cuts = AlertLevel.allCases.map { list.numbers($0.rawValue) ?? Array(repeating: .nan, count: list.rowCount) }
        let words = ["firm_name", "line", "grade", "action"].map { AlertOutcome.texts(list, $0) }
        // Each cut is rounded once, so that a level is the sum of its rows.
        var sums = AlertLevel.allCases.map { _ in [Mass?](repeating: nil, count: count) }
        var rowsWithout = [Int](repeating: 0, count: count)
        var lines: [AlertOutcome.Line] = []
        for row in 0..<list.rowCount {
            let key = tables[row] + "\n" + ids[row]
            guard let whole = byRow[key] else {
                findings.add(
                    Finding(
                        .error, .alertSourceMissing, at: list.location(row: row, column: "id"),
                        value: tables[row] + " " + ids[row]))
                continue
            }
            let lineCount = wanted[key] ?? 1
            let daily = whole.divided(by: lineCount)
            if lineCount > 1 {
                findings.add(
                    Finding(
                        .warning, .alertLinesShare(lineCount), at: list.location(row: row, column: "id"),
                        value: tables[row] + " " + ids[row]))
            }
            let shares = cuts.map { $0[row] }
            let masses = shares.map { share in
                daily.micrograms.map { own in share.isNaN ? nil : own.map { AlertOutcome.mass($0 * share) } }
            }
            for level in masses.indices {
                for place in 0..<count {
                    if let cut = masses[level][place] { sums[level][place] = (sums[level][place] ?? .zero) + cut }
                }
            }
            for place in 0..<count where daily.isLacking[place] {
                rowsWithout[place] += 1
                findings.add(
                    Finding(
                        .warning, .alertEmissionUnknown(context.pollutants[place]), at: list.location(row: row),
                        value: tables[row] + " " + ids[row]))
            }
            if shares.contains(where: \.isNaN) {
                findings.add(
                    Finding(.warning, .alertCutBlank, at: list.location(row: row), value: tables[row] + " " + ids[row]))
            }
            lines.append(
                AlertOutcome.Line(
                    table: tables[row], id: ids[row], firm: words[0][row], line: words[1][row], grade: words[2][row],
                    action: words[3][row], daily: daily.micrograms.map { $0.map(AlertOutcome.mass) },
                    shares: shares.map { $0.isNaN ? nil : $0 },
                    cuts: masses))
        }
        let totals = AlertLevel.allCases.enumerated().flatMap { level, name in
            context.pollutants.enumerated().map { place, pollutant in
                let daily = all[place]
                // Where nothing is lacking, nothing is cut.
                let cut = sums[level][place] ?? (rowsWithout[place] > 0 ? nil : Mass.zero)
                let wanted = demand?[name] ?? name.required
                return AlertOutcome.Total(
                    level: name, required: wanted, pollutant: pollutant, cut: cut,
                    rowsWithoutNumber: rowsWithout[place], daily: daily.map(AlertOutcome.mass),
                    sourcesWithoutNumber: lacking[place],
                    share: cut.flatMap { cut in daily.map { $0 > 0 ? Double(cut.micrograms) / $0 : 0 } },
                    short: cut.flatMap { cut in
                        daily.map { AlertOutcome.short(of: $0 * wanted, cut: cut, rows: lines.count) }
                    })
            }
        }
        return AlertOutcome(month: month, lines: lines, totals: totals, unlisted: unlisted)
    }
}

/// What a source emits a day, by pollutant.
private struct DailyEmission {
    /// Of what is known; `nil` where no number is.
    private(set) var micrograms: [Double?]
    /// Whether some of it has no number: data are missing, or the number cannot be.
    var isLacking: [Bool]

    init(_ count: Int) {
        micrograms = Array(repeating: nil, count: count)
        isLacking = Array(repeating: false, count: count)
    }

    mutating func add(_ mass: Double, to pollutant: Int) { micrograms[pollutant] = (micrograms[pollutant] ?? 0) + mass }

    /// The equal part of one of so many lines.
    func divided(by lines: Int) -> DailyEmission {
        var part = self
        part.micrograms = micrograms.map { $0.map { $0 / Double(lines) } }
        return part
    }

    /// With that of another row of the source.
    func adding(_ other: DailyEmission) -> DailyEmission {
        var sum = self
        for place in micrograms.indices {
            if let mass = other.micrograms[place] { sum.add(mass, to: place) }
            sum.isLacking[place] = isLacking[place] || other.isLacking[place]
        }
        return sum
    }
}

extension AlertOutcome {
    /// What lacks to the micrograms that must be cut. Each row's cut and what is asked are rounded to whole micrograms, so that many
    /// of them decide nothing.
    fileprivate static func short(of required: Double, cut: Mass, rows: Int) -> Mass {
        let gap = mass(required) - cut
        let rounding = Double(rows + 1) * max(0.5, required.ulp)
        return Double(gap.micrograms) > rounding ? gap : .zero
    }

    static func mass(_ micrograms: Double) -> Mass { Mass(micrograms: Int128(micrograms.rounded(.toNearestOrEven))) }

    static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The texts of a column, empty where it is absent.
    static func texts(_ table: Table, _ column: String) -> [String] {
        guard let texts = table.texts(column) else { return Array(repeating: "", count: table.rowCount) }
        return (0..<table.rowCount).map { texts[$0] }
    }
}

extension Finding.Message {
    static let alertSourceMissing = Finding.Message(
        "alert-source-missing", "应急减排清单的源不在清单中", "the inventory has no such source of the alert list")
    static func alertEmissionUnknown(_ pollutant: String) -> Finding.Message {
        Finding.Message(
            "alert-emission-unknown", "该源的 \(pollutant) 排放量（或其中一部分）没有数字，这部分不计减排；请补齐清单",
            "\(pollutant) of the source, or a part of it, has no number: no cut counts there; complete the inventory")
    }
    static func alertLinesShare(_ lines: Int) -> Finding.Message {
        Finding.Message(
            "alert-lines-share", "清单中 \(lines) 行是同一个源，其排放量按行平分；要分开时请在排放清单中把各生产线列为各自的源",
            "\(lines) lines of the list are of one source: each has an equal part of its emission; to tell them apart, give each line a row of its own in the inventory"
        )
    }
    static let alertCutBlank = Finding.Message(
        "alert-cut-blank", "有级别没有减排比例，按无减排计", "a level has no share to cut: no cut counts there")
}
