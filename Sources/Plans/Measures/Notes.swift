import Calculation
import Inventories
import Tables

/// Where a row stands: the sheet among those of its kind above the line. Rows of a plan's own have no sheet.
struct RowPlace: Hashable, Comparable, Sendable {
    private let number: UInt64

    init(sheet: Int?, line: UInt32) { number = UInt64(sheet ?? Int(UInt32.max)) << 32 | UInt64(line) }

    /// The sheet; `nil` for a row of the plan.
    var sheet: Int? { number >> 32 == UInt64(UInt32.max) ? nil : Int(number >> 32) }
    /// The line in its file.
    var line: Int { Int(number & 0xFFFF_FFFF) }

    static func < (a: RowPlace, b: RowPlace) -> Bool { a.number < b.number }
}

/// What a measure does less than it says, at some rows.
enum Shortfall: Hashable, Sendable {
    case limitWithoutEffect(String, CapLack)
    case leaksNeeded
    case noHeatValue(String)
    case noFuelUse

    func message(rows: Int) -> Finding.Message {
        switch self {
        case .limitWithoutEffect(let pollutant, let lack):
            Finding.Message(
                "limit-without-effect",
                "\(rows) 行按“\(lack.method.zh)”核算，\(lack.reason.zh)：\(pollutant) 限值不能折算排放，未计减排",
                "\(rows) rows are computed by '\(lack.method.en)': \(lack.reason.en); the limit of \(pollutant) cannot be turned into an emission and removes nothing"
            )
        case .leaksNeeded:
            Finding.Message(
                "leaks-needed", "\(rows) 行缺少泄漏点数（leaks_found），未计", "\(rows) rows lack leaks_found: not counted")
        case .noHeatValue(let fuel):
            Finding.Message(
                "no-heat-value", "系数库没有 \(fuel) 的热值，\(rows) 行不能按等热量替代",
                "the library has no heat value of \(fuel): \(rows) rows cannot be switched at equal heat")
        case .noFuelUse:
            Finding.Message(
                "no-fuel-use", "\(rows) 行只有监测数据、没有燃料量，不能按等热量替代",
                "\(rows) rows have monitoring alone and no fuel use: they cannot be switched at equal heat")
        }
    }

    /// The column that is to be looked at; `nil` where the message stands for the measure as a whole.
    var column: String? {
        switch self {
        case .limitWithoutEffect(_, let lack): lack.columns.first
        case .leaksNeeded: nil
        case .noHeatValue: Column.fuel
        case .noFuelUse: Column.fuelUse
        }
    }

    /// What is to be done, where the message does not say it.
    var expected: Label? {
        if case .limitWithoutEffect(_, let lack) = self { lack.remedy } else { nil }
    }
}

extension Array where Element: Hashable {
    /// These without others, each of which takes one away.
    func removing(_ others: [Element]) -> [Element] {
        var gone: [Element: Int] = [:]
        for other in others { gone[other, default: 0] += 1 }
        return filter { element in
            guard let count = gone[element], count > 0 else { return true }
            gone[element] = count - 1
            return false
        }
    }
}

/// What a measure has to say of itself: what it assumed, what it left out, and what stopped it.
///
/// Notes of different rows can be joined, and those of some rows taken away.
struct Notes: Sendable {
    /// How many rows each text is about; 0 where it is about the measure.
    private var texts: [Label: Int] = [:]
    private var shortfalls: [Shortfall: [RowPlace]] = [:]
    /// Rows that have more of a part than of its whole since the measure.
    private(set) var risen = RisenParts()
    /// What is lacking after the measure, with the rows and micrograms that are held for it.
    private(set) var lacks: [MeasureLack: (rows: Int, micrograms: Int128)] = [:]
    /// Rows that were left out because a column is blank that would decide, with what they emit by pollutant.
    private(set) var blanks: [String: (rows: Int, micrograms: [Int128])] = [:]
    /// Rows that another measure closes, by its id.
    private(set) var conflicts: [String: Int] = [:]
    /// What is emitted for the heat of closed sources, by place of the pollutant, micrograms.
    private(set) var makeup: [Int: Int128] = [:]
    /// Useful heat of closed sources that others must give, joules × 10⁶.
    private(set) var megajoules: Int128 = 0
    /// What stops the measure.
    private(set) var failures = Findings()
    /// That of it which stands whatever other rows there are.
    private(set) var failuresOfRows = Findings()
    /// Electricity that replaces fuel, watt-hours a year.
    private(set) var wattHours: Int128 = 0
    let measure: Measure
    /// How shares of one stock by several measures go together: as the plan says.
    static let sharesAdd = Label(
        "份额按原有总量计，与其他措施相加（shares: add）", "the share is of the stock as it was: shares add (shares: add)")
    static let sharesCompound = Label(
        "份额按其他措施之后剩余量计（shares: compound）", "the share is of what other measures left (shares: compound)")

    init(_ measure: Measure) { self.measure = measure }

    /// Something worth knowing, with how many rows it is about.
    mutating func add(_ text: Label, rows: Int = 0) { texts[text, default: 0] += rows }

    /// Electricity that replaces fuel at one source, MWh a year.
    mutating func add(electricity: Double) { wattHours += Int128((electricity * 1e6).rounded(.toNearestOrEven)) }

    /// Something that stops the measure; `isOfAllRows` where it takes all rows to know it.
    mutating func fail(
        _ message: Finding.Message, at location: Location?, value: String?, expected: Label? = nil,
        isOfAllRows: Bool = false
    ) {
        let finding = Finding(
            .error, message.of(measure.id), at: location ?? measure.location, value: value, expected: expected)
        failures.add(finding)
        if !isOfAllRows { failuresOfRows.add(finding) }
    }

    /// Something that makes the measure do less than it says.
    mutating func warn(_ shortfall: Shortfall, _ rows: some Sequence<RowPlace>) {
        shortfalls[shortfall, default: []] += rows
    }

    /// A part that is more than its whole since the measure, at one row.
    mutating func rise(_ pair: WholeAndPart, _ masses: PartAboveWhole, at row: RowPlace) {
        risen.add(pair, RisenParts.Row(mark: row, part: masses.part, whole: masses.whole))
    }

    /// Something that is lacking at one row, whose emission is held.
    mutating func lack(_ lack: MeasureLack, _ micrograms: Int64) {
        lacks[lack, default: (0, 0)].rows += 1
        lacks[lack, default: (0, 0)].micrograms += Int128(micrograms)
    }

    /// Rows that are left out because a column is blank.
    mutating func leave(_ column: String, rows: Int, micrograms: [Int128]) {
        let known = blanks[column] ?? (0, micrograms.map { _ in 0 })
        blanks[column] = (known.rows + rows, zip(known.micrograms, micrograms).map { $0 + $1 })
    }

    /// Rows that another measure closes.
    mutating func conflict(with measure: String, rows: Int) { conflicts[measure, default: 0] += rows }

    /// What is emitted for the heat of closed sources.
    mutating func makeUp(line pollutant: Int, micrograms: Int128) { makeup[pollutant, default: 0] += micrograms }

    /// Heat that others must give, MJ a year.
    mutating func add(heat: Double) { megajoules += Int128(heat.rounded(.toNearestOrEven)) }

    /// Joins the notes of other rows.
    mutating func add(_ other: Notes) {
        texts.merge(other.texts, uniquingKeysWith: +)
        shortfalls.merge(other.shortfalls, uniquingKeysWith: +)
        risen.add(other.risen)
        failures.add(other.failures)
        failuresOfRows.add(other.failuresOfRows)
        wattHours += other.wattHours
        megajoules += other.megajoules
        conflicts.merge(other.conflicts, uniquingKeysWith: +)
        makeup.merge(other.makeup, uniquingKeysWith: +)
        for (column, blank) in other.blanks { leave(column, rows: blank.rows, micrograms: blank.micrograms) }
        lacks.merge(other.lacks) { ($0.rows + $1.rows, $0.micrograms + $1.micrograms) }
    }

    /// Takes the notes of some rows away; what is about the measure as a whole stays.
    mutating func remove(_ other: Notes) {
        for (text, rows) in other.texts where rows > 0 {
            let left = (texts[text] ?? 0) - rows
            texts[text] = left > 0 ? left : nil
        }
        for (shortfall, rows) in other.shortfalls {
            let left = (shortfalls[shortfall] ?? []).removing(rows)
            shortfalls[shortfall] = left.isEmpty ? nil : left
        }
        risen.remove(other.risen)
        wattHours -= other.wattHours
        megajoules -= other.megajoules
        for (id, rows) in other.conflicts {
            let left = (conflicts[id] ?? 0) - rows
            conflicts[id] = left > 0 ? left : nil
        }
        for (line, mass) in other.makeup { makeup[line, default: 0] -= mass }
        for (column, blank) in other.blanks {
            leave(column, rows: -blank.rows, micrograms: blank.micrograms.map { -$0 })
            if blanks[column]?.rows ?? 0 <= 0 { blanks[column] = nil }
        }
        for (lack, gone) in other.lacks {
            let left = lacks[lack] ?? (0, 0)
            if left.rows > gone.rows {
                lacks[lack] = (left.rows - gone.rows, left.micrograms - gone.micrograms)
            } else {
                lacks[lack] = nil
            }
        }
    }

    /// Takes over what other notes say of the measure as a whole, instead of what those before them said.
    mutating func takeGeneral(of new: [Notes], instead old: [Notes]) {
        for notes in old { for (text, rows) in notes.texts where rows == 0 { texts[text] = nil } }
        for notes in new { for (text, rows) in notes.texts where rows == 0 { texts[text] = 0 } }
    }

    /// The notes in order.
    var sorted: [(text: Label, rows: Int)] {
        texts.sorted { ($0.key.en, $0.key.zh) < ($1.key.en, $1.key.zh) }.map { ($0.key, $0.value) }
    }

    /// The shortfalls as warnings, each at its first row; `files` are those of the kind's sheets.
    func warnings(files: [Table]) -> [Finding] {
        shortfalls.filter { !$0.value.isEmpty }.map { shortfall, rows in
            var location = measure.location
            if shortfall != .leaksNeeded, let first = rows.min() {
                location = Location(
                    file: first.sheet.map { files[$0].file.path } ?? measure.location.file, line: first.line,
                    column: shortfall.column.map { column in header(column, first.sheet.map { files[$0] }) })
            }
            return Finding(
                .warning, shortfall.message(rows: rows.count).of(measure.id), at: location, expected: shortfall.expected
            )
        }.sorted { ($0.message.code, $0.message.text.en) < ($1.message.code, $1.message.text.en) }
    }

    /// The column as the file names it.
    private func header(_ column: String, _ table: Table?) -> String {
        guard let table, let place = table.schema.place(of: column) else { return column }
        return table.headers[place] ?? column
    }
}

extension Finding.Message {
    /// The message with the measure's id before it.
    func of(_ measure: String) -> Finding.Message {
        Finding.Message(code, "措施 \(measure)：\(text.zh)", "measure \(measure): \(text.en)")
    }
    static func notCounted(_ kind: String) -> Finding.Message {
        Finding.Message("not-counted", "\(kind) 表没有计数列，不能按数量", "\(kind) has no column that counts: use a share")
    }
    static func moreThanExist(_ region: String) -> Finding.Message {
        let place = region.isEmpty ? "" : " \(region)"
        return Finding.Message("more-than-exist", "要取的数量多于现有\(place)", "more are taken than exist\(place)")
    }
}
