import Factors
package import Tables

/// The devices of flue gas 脱硫除尘设施, which every pollutant without devices of its own meets.
package enum FlueGasDevices {
    /// Their vocabulary.
    package static let vocabulary = DeviceTrain.key
    /// The table of what each takes out.
    package static let table = DeviceTrain.table

    /// The columns that name one.
    package static func columns(of schema: Schema) -> [ColumnSchema] {
        schema.columns.filter { $0.vocabulary == vocabulary }
    }
}

extension RunContext {
    /// What devices take out apart of a pollutant: the sizes that it is made of, or the pollutant itself.
    package func fractions(of pollutant: String) -> [String] {
        let sizes = library.pollutant(pollutant)?.split ?? []
        return sizes.count == 2 ? sizes : [pollutant]
    }
}
