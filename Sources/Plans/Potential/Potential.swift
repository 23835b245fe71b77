import Calculation
public import Quantities
public import Tables

/// The technical reduction potential 技术减排潜力: each source today against the limits and techniques that are listed for it,
/// without a word of costs. No plan of such techniques removes more; closing, less activity and other energy are not in it.
public struct Potential: Sendable {
    /// What is known of a pollutant of a source.
    public enum State: String, Sendable, CaseIterable {
        /// A technique lowers it.
        case reducible
        /// What is listed lowers it no further.
        case reached
        /// No technique is listed for such a source.
        case noTechnique = "no_technique"
        /// A technique is listed, but its effect cannot be computed.
        case unknown
        /// Today's emission itself cannot be computed.
        case missing

        /// The name for people.
        public var label: Label {
            switch self {
            case .reducible: Label("可减", "reducible")
            case .reached: Label("已达到", "reached")
            case .noTechnique: Label("没有所列技术", "no technique listed")
            case .unknown: Label("效果不明", "effect not known")
            case .missing: Label("缺数据", "lacks data")
            }
        }
    }

    /// A pollutant of a source.
    public struct Line: Sendable {
        /// The source kind.
        public let kind: String
        /// The source's id, or file and line where it has none.
        public let source: String
        /// The firm, empty where there is none.
        public let firm: String
        /// The county, GB/T 2260.
        public let county: String
        /// The sector.
        public let sector: String
        /// Where its row stands.
        public let location: Location
        /// The pollutant.
        public let pollutant: String
        /// What it emits today; `nil` where that is missing.
        public let today: Mass?
        /// What it would emit at least; `nil` where that is not known.
        public let after: Mass?
        /// The technique that goes lowest: its id among the techniques; empty where none lowers it.
        public let technique: String
        /// What is known of it.
        public let state: State
        /// What is lacking, or why nothing is known.
        public let reason: Label
        /// What can be removed; zero where nothing can or nothing is known.
        public var reduction: Mass {
            guard let today, let after else { return .zero }
            return today - after
        }
    }

    /// What lines are added up by.
    public enum Key: String, Sendable, CaseIterable {
        case sector, kind, firm, county, technique

        func value(_ line: Line) -> String {
            switch self {
            case .sector: line.sector
            case .kind: line.kind
            case .firm: line.firm
            case .county: line.county
            case .technique: line.technique
            }
        }
    }

    /// Lines added up.
    public struct Total: Sendable {
        /// The value of the key.
        public let key: String
        /// The pollutant.
        public let pollutant: String
        /// What the sources emit today, as far as it is known.
        public internal(set) var today = Mass.zero
        /// What can be removed.
        public internal(set) var reduction = Mass.zero
        /// Of today's emission, what no technique is listed for.
        public internal(set) var withoutTechnique = Mass.zero
        /// Of today's emission, what techniques do to it being unknown.
        public internal(set) var unknown = Mass.zero
        /// How many sources emit it or may emit it.
        public internal(set) var sources = 0
        /// How many of them lack data: what they emit is in no sum.
        public internal(set) var missing = 0
        /// What is left.
        public var after: Mass { today - reduction }
    }

    /// By source and pollutant, in the order of the files.
    public let lines: [Line]
    /// The techniques.
    public let techniques: Plan

    /// The lines added up by a key, the largest reduction of each pollutant first.
    public func totals(by key: Key) -> [Total] {
        var sums: [[String]: Total] = [:]
        var order: [String: Int] = [:]
        for line in lines {
            order[line.pollutant] = order[line.pollutant] ?? order.count
            let value = key.value(line)
            sums[[value, line.pollutant], default: Total(key: value, pollutant: line.pollutant)].add(line)
        }
        return sums.values.sorted { a, b in
            let (x, y) = (order[a.pollutant] ?? 0, order[b.pollutant] ?? 0)
            if x != y { return x < y }
            return a.reduction == b.reduction ? a.key < b.key : a.reduction > b.reduction
        }
    }

    /// All that the techniques can remove of a pollutant.
    public func reduction(_ pollutant: String) -> Mass {
        lines.reduce(.zero) { $1.pollutant == pollutant ? $0 + $1.reduction : $0 }
    }
}

extension Potential.Total {
    init(key: String, pollutant: String) {
        self.key = key
        self.pollutant = pollutant
    }

    mutating func add(_ line: Potential.Line) {
        sources += 1
        guard let mass = line.today else {
            missing += 1
            return
        }
        today += mass
        reduction += line.reduction
        switch line.state {
        case .noTechnique: withoutTechnique += mass
        case .unknown: unknown += mass
        default: break
        }
    }
}
