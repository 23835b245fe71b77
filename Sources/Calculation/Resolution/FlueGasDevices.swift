package import Factors
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

    /// The pollutants of the library that they take out of the gas of sources of a schema, whatever a run asks for. What is
    /// made of two sizes is not among them: it passes as its sizes do.
    package static func pollutants(of schema: Schema, _ library: FactorLibrary) -> Set<String> {
        Set(
            library.countable.map(\.code).filter { code in
                library.pollutant(code)?.split.count != 2
                    && FormulaComposer.train(of: code, in: schema, library) is DeviceTrain
            })
    }
}

extension RunContext {
    /// What devices take out apart of a pollutant: the sizes that it is made of, or the pollutant itself.
    package func fractions(of pollutant: String) -> [String] {
        let sizes = library.pollutant(pollutant)?.split ?? []
        return sizes.count == 2 ? sizes : [pollutant]
    }
}
