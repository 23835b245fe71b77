public import Quantities

/// The place of a county among others, by what it has realised of one pollutant 进度排名.
public struct CountyRank: Sendable {
    /// A task of a county.
    public struct Entry: Sendable {
        /// The county.
        public let county: String
        /// How far it has come.
        public let state: PlanTask.State
        /// What is planned, and what is realised.
        public let planned, realised: Mass

        /// A task of a county.
        public init(county: String, state: PlanTask.State, planned: Mass, realised: Mass) {
            self.county = county
            self.state = state
            self.planned = planned
            self.realised = realised
        }
    }

    /// The county.
    public let county: String
    /// How many tasks it has, how many are done, and how many late.
    public private(set) var tasks = 0, done = 0, late = 0
    /// What is planned, and what is realised.
    public private(set) var planned = Mass.zero, realised = Mass.zero

    init(county: String) { self.county = county }

    /// What is realised of what is planned; `nil` where no tonnes are.
    public var share: Double? {
        planned > .zero ? Double(realised.micrograms) / Double(planned.micrograms) : nil
    }

    /// The counties, those first that have realised the largest share of what they planned; without tonnes, behind them,
    /// those with most of their tasks done. Equal ones by code.
    public static func ranking(_ entries: [Entry]) -> [CountyRank] {
        var ranks: [String: CountyRank] = [:]
        for entry in entries {
            var rank = ranks[entry.county] ?? CountyRank(county: entry.county)
            rank.tasks += 1
            rank.done += entry.state == .done ? 1 : 0
            rank.late += entry.state == .late ? 1 : 0
            rank.planned += entry.planned
            rank.realised += entry.realised
            ranks[entry.county] = rank
        }
        return ranks.values.sorted { a, b in
            let (x, y) = (a.share ?? -1, b.share ?? -1)
            if x != y { return x > y }
            let (m, n) = (a.done * b.tasks, b.done * a.tasks)
            return m == n ? a.county < b.county : m > n
        }
    }
}
