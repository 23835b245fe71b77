public import Calculation
public import Quantities
public import Tables

/// Why two accounts of one county differ, firm by firm 对账: every tonne of the difference has one cause, and the parts
/// add up to the whole to the microgram.
public struct Reconciliation: Sendable {
    /// Why a firm's two numbers differ.
    public enum Cause: String, Sendable, CaseIterable {
        /// The firm stands on this side alone.
        case onlyHere = "only-here"
        /// The firm stands on the other side alone.
        case onlyThere = "only-there"
        /// One side has the firm and no number of it: data are missing, or the number cannot be.
        case noNumber = "no-number"
        /// Sources without a firm, which tables of firms do not hold.
        case withoutFirm = "without-firm"
        /// One number is monitored and the other is not.
        case monitoring
        /// Another amount of fuel.
        case fuel
        /// Another removal.
        case removal
        /// What is left: another method, factor or capacity.
        case method
        /// Both say the same.
        case none

        /// The words for people.
        public var label: Label {
            switch self {
            case .onlyHere: Label("只在本清单", "only here")
            case .onlyThere: Label("只在对方", "only there")
            case .noNumber: Label("一方没有数字", "no number on one side")
            case .withoutFirm: Label("无企业的源，对方不统计", "sources without a firm")
            case .monitoring: Label("监测与核算不同", "monitoring")
            case .fuel: Label("燃料量不同", "fuel")
            case .removal: Label("去除率不同", "removal")
            case .method: Label("方法或系数不同", "method or factor")
            case .none: Label("一致", "the same")
            }
        }
    }

    /// A part of a firm's difference with its cause.
    public struct Part: Sendable {
        /// The cause.
        public let cause: Cause
        /// How much of the difference: here minus there.
        public let mass: Mass
    }

    /// A firm and a pollutant.
    public struct Row: Sendable {
        /// The firm's name.
        public let firm: String
        /// Its credit code, or empty.
        public let code: String
        /// The pollutant.
        public let pollutant: String
        /// What this side says; `nil` where it has nothing.
        public let here: Mass?
        /// What the other side says; `nil` where it has nothing.
        public let there: Mass?
        /// How many rows of either side have no number of it.
        public let rowsWithoutNumber: (here: Int, there: Int)
        /// What the permit allows, where it is stated.
        public let permitted: Mass?
        /// The parts of the difference; their sum is the difference.
        public let parts: [Part]
        /// The reason that was written down in an earlier year, by cause.
        public var reasons: [Cause: String] = [:]

        /// Here minus there.
        public var difference: Mass { (here ?? .zero) - (there ?? .zero) }
        /// By how much this side lies above the permit; nothing where it does not.
        public var excess: Mass {
            guard let permitted, let here, here > permitted else { return .zero }
            return here - permitted
        }
    }

    /// The rows: firms above their permit first, then the largest differences.
    public private(set) var rows: [Row]
    /// The pollutants.
    public let pollutants: [String]
    /// The totals of either side that lack source classes.
    public let incomplete: IncompleteTotals

    /// Lays two accounts beside each other.
    public init(_ here: StatedEmissions, _ there: StatedEmissions, pollutants: [String]) {
        self.pollutants = pollutants
        incomplete = IncompleteTotals(joining: [here.incomplete, there.incomplete])
        rows = []
        var matched: Set<Int> = []
        var pairs: [(StatedEmissions.Firm, StatedEmissions.Firm?)] = []
        for firm in here.firms {
            let place = firm.isWithoutFirm ? nil : there.place(name: firm.name, code: firm.code)
            // Two firms here that one name there may mean: the first has it.
            let free = place.flatMap { matched.insert($0).inserted ? $0 : nil }
            pairs.append((firm, free.map { there.firms[$0] }))
        }
        for pollutant in pollutants {
            // A side that says nothing of a pollutant lacks no firm.
            let isTold = here.tells(pollutant) && there.tells(pollutant)
            for (firm, other) in pairs {
                let (own, their) = (firm.emissions[pollutant], other?.emissions[pollutant])
                guard own != nil || their != nil else { continue }
                rows.append(
                    Row(
                        firm: firm.name, code: firm.code.isEmpty ? other?.code ?? "" : firm.code, pollutant: pollutant,
                        here: own?.mass, there: their?.mass,
                        rowsWithoutNumber: (own?.rowsWithoutNumber ?? 0, their?.rowsWithoutNumber ?? 0),
                        permitted: their?.permitted ?? own?.permitted,
                        parts: Reconciliation.parts(own, their, isWithoutFirm: firm.isWithoutFirm, isTold: isTold)))
            }
            for (place, firm) in there.firms.enumerated() where !matched.contains(place) {
                guard let their = firm.emissions[pollutant] else { continue }
                rows.append(
                    Row(
                        firm: firm.name, code: firm.code, pollutant: pollutant, here: nil, there: their.mass,
                        rowsWithoutNumber: (0, their.rowsWithoutNumber), permitted: their.permitted,
                        parts: Reconciliation.parts(nil, their, isWithoutFirm: false, isTold: isTold)))
            }
        }
        let size: (Mass) -> Mass = { $0 < .zero ? .zero - $0 : $0 }
        rows = rows.enumerated().sorted { a, b in
            if a.element.excess != b.element.excess { return a.element.excess > b.element.excess }
            let (x, y) = (size(a.element.difference), size(b.element.difference))
            return x != y ? x > y : a.offset < b.offset
        }.map(\.element)
    }

    /// The causes of one difference: first what both sides state and state differently, then what is left.
    private static func parts(
        _ here: StatedEmission?, _ there: StatedEmission?, isWithoutFirm: Bool, isTold: Bool
    ) -> [Part] {
        guard isTold else {
            return [Part(cause: .noNumber, mass: (here?.mass ?? .zero) - (there?.mass ?? .zero))]
        }
        guard let here else { return [Part(cause: .onlyThere, mass: .zero - (there?.mass ?? .zero))] }
        guard let own = here.mass else { return [Part(cause: .noNumber, mass: .zero - (there?.mass ?? .zero))] }
        guard let there else { return [Part(cause: isWithoutFirm ? .withoutFirm : .onlyHere, mass: own)] }
        guard let their = there.mass else { return [Part(cause: .noNumber, mass: own)] }
        var rest = own - their
        guard rest != .zero else { return [Part(cause: .none, mass: .zero)] }
        if let a = here.nature, let b = there.nature, (a == "monitoring") != (b == "monitoring") {
            return [Part(cause: .monitoring, mass: rest)]
        }
        var parts: [Part] = []
        var level = own
        func take(_ cause: Cause, _ ratio: Double) {
            let part = Mass(micrograms: Int128((level.inTonnes * 1e12 * (1 - ratio)).rounded(.toNearestOrEven)))
            guard part != .zero, ratio.isFinite else { return }
            parts.append(Part(cause: cause, mass: part))
            rest = rest - part
            level = level - part
        }
        if let a = here.fuelUse, let b = there.fuelUse, a > 0, a != b { take(.fuel, b / a) }
        if let a = here.removal, let b = there.removal, a < 1, a != b { take(.removal, (1 - b) / (1 - a)) }
        if rest != .zero { parts.append(Part(cause: .method, mass: rest)) }
        return parts
    }

    /// The sum of the differences of a pollutant by cause, in the order of the causes.
    public func sums(_ pollutant: String) -> [Part] {
        Cause.allCases.compactMap { cause in
            let parts = rows.filter { $0.pollutant == pollutant }.flatMap(\.parts).filter { $0.cause == cause }
            return parts.isEmpty || cause == .none
                ? nil : Part(cause: cause, mass: parts.reduce(Mass.zero) { $0 + $1.mass })
        }
    }

    /// What this side and the other side say of a pollutant altogether, and how many of their rows say nothing.
    public func totals(_ pollutant: String) -> (here: KnownSum, there: KnownSum) {
        var (here, there) = (KnownSum(), KnownSum())
        for row in rows where row.pollutant == pollutant {
            here.add(row.here, lacking: row.rowsWithoutNumber.here)
            there.add(row.there, lacking: row.rowsWithoutNumber.there)
        }
        return (here, there)
    }

    /// Here minus there, of a pollutant altogether; `nil` where either side has no number.
    public func difference(_ pollutant: String) -> Mass? {
        let (here, there) = totals(pollutant)
        return here.number.flatMap { own in there.number.map { own - $0 } }
    }
}

// MARK: The file

extension Reconciliation {
    /// The names of the columns of `reconcile.csv`: the last names the source classes that totals lack, where any does.
    public var columns: [String] { Reconciliation.names + incomplete.header }

    private static let names = [
        "firm_name", "credit_code", "pollutant", "here_t", "there_t", "difference_t", "permitted_t", "above_permit_t",
        "cause", "part_t", "reason",
    ]

    /// The rows of the file, one for each part; all digits.
    public var records: [[String]] {
        rows.flatMap { row in
            row.parts.map { part in
                [
                    row.firm, row.code, row.pollutant, row.here?.tonnes() ?? "", row.there?.tonnes() ?? "",
                    row.difference.tonnes(), row.permitted?.tonnes() ?? "",
                    row.excess > .zero ? row.excess.tonnes() : "", part.cause.rawValue, part.mass.tonnes(),
                    row.reasons[part.cause] ?? "",
                ] + incomplete.cells(row.pollutant, in: .zh)
            }
        }
    }

    /// The file as CSV, with a byte order mark for spreadsheet programs. Reasons that are filled in there are kept.
    public var csv: [UInt8] {
        var writer = CSVWriter(byteOrderMark: true)
        writer.row(columns)
        for record in records { writer.row(record) }
        return writer.bytes
    }

    /// Takes over the reasons of a file of an earlier year: by firm, pollutant and cause.
    public mutating func takeReasons(from path: String) throws {
        let text = try SourceText(path: path)
        var reader = RecordReader(text.bytes, separator: Dialect.told(by: text.bytes).separator)
        guard let head = reader.next() else { return }
        let places = Dictionary(
            head.fields.enumerated().map { (CellText.identifier($0.element), $0.offset) },
            uniquingKeysWith: { a, _ in a })
        var reasons: [[String]: String] = [:]
        while let record = reader.next() {
            func cell(_ name: String) -> String {
                places[name].flatMap { $0 < record.fields.count ? CellText.identifier(record.fields[$0]) : nil } ?? ""
            }
            guard !cell("reason").isEmpty else { continue }
            for key in [cell("credit_code"), cell("firm_name")] where !key.isEmpty {
                reasons[[key, cell("pollutant"), cell("cause")]] = cell("reason")
            }
        }
        for i in rows.indices {
            let row = rows[i]
            for part in row.parts {
                for key in [row.code, CellText.identifier(row.firm)] {
                    guard let found = reasons[[key, row.pollutant, part.cause.rawValue]] else { continue }
                    rows[i].reasons[part.cause] = found
                    break
                }
            }
        }
    }
}
