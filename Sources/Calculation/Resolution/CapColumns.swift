import Factors
package import Tables

/// Where the cap of a pollutant stands in tables of a kind 浓度上限列.
package struct CapColumns: Sendable {
    /// The concentration that must be met.
    package let cap: ColumnSchema
    /// Its reference oxygen.
    package let oxygen: ColumnSchema?

    /// `nil` where a pollutant of a run has no place for a cap of its own.
    package init?(of pollutant: String, in schema: Schema, _ context: RunContext) {
        let place = context.placeOfCap(of: pollutant, in: schema)
        func column(_ column: PollutantColumn) -> ColumnSchema? {
            column.id(of: [pollutant], in: schema, place: place).flatMap { schema.column($0) }
        }
        guard let cap = column(.cap) else { return nil }
        self.cap = cap
        oxygen = column(.capOxygen)
    }
}

extension RunContext {
    /// The table of limits.
    package static let limits = "limits/emission_limits"

    /// Where the cap of a pollutant stands that has no column of its own in tables of a kind: its place among those of the
    /// run that the tables of limits or of devices know, from 1.
    func placeOfCap(of pollutant: String, in schema: Schema) -> Int? {
        func isOther(_ name: String) -> Bool {
            guard PollutantColumn.ownerOfCap(library.wholes(of: name), in: schema) == nil,
                let code = library.vocabularies["pollutant"].code(exactly: name)
            else { return false }
            return [RunContext.limits, DeviceTrain.table].contains {
                library.table($0)?.has(code, in: "pollutant") ?? false
            }
        }
        guard schema.column(.capOfOther(1)) != nil, isOther(pollutant) else { return nil }
        return pollutants.filter(isOther).firstIndex(of: pollutant).map { $0 + 1 }
    }

    /// Whether one pollutant is another, or a part of it: PM2.5 of PM.
    package func isPart(_ pollutant: String, of whole: String) -> Bool {
        library.wholes(of: pollutant).contains(whole)
    }
}
