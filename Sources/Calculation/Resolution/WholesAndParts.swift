import Factors

/// A pollutant and one that is a part of it 总项与分项, both asked for in a run.
package struct WholeAndPart: Sendable, Hashable {
    /// The whole, such as PM.
    package let whole: String
    /// The part, such as PM10.
    package let part: String

    /// A whole and a part of it.
    package init(whole: String, part: String) {
        self.whole = whole
        self.part = part
    }
}

/// The pollutants of a run with those that are parts of them, the nearest first: PM with PM10, PM2.5 and carbon. Worked
/// out once for all cases.
package struct WholesAndParts: Sendable {
    /// The wholes that have a part in the run, in the order of output.
    let wholes: [(name: String, parts: [String])]

    /// Those of a run.
    package init(_ context: RunContext) {
        let pollutants = context.pollutants
        let lines = pollutants.map(context.library.wholes)
        wholes = pollutants.compactMap { whole in
            let parts = pollutants.indices.compactMap { place -> (place: Int, distance: Int)? in
                guard let distance = lines[place].firstIndex(of: whole), distance > 0 else { return nil }
                return (place, distance)
            }
            guard !parts.isEmpty else { return nil }
            let nearest = parts.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }
            return (whole, nearest.map { pollutants[$0.place] })
        }
    }

    /// Whether no pollutant of the run is a part of another.
    package var isEmpty: Bool { wholes.isEmpty }

    /// The wholes without a number where these pollutants have one, each with its nearest part that has.
    package func lacking(_ known: Set<String>) -> [WholeAndPart] {
        wholes.compactMap { whole, parts in
            guard !known.contains(whole), let part = parts.first(where: known.contains) else { return nil }
            return WholeAndPart(whole: whole, part: part)
        }
    }
}
