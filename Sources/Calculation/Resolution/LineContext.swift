import Factors
import Inventories
import Tables

/// What every case asks of a line, a pollutant of a process, looked up once for all of them.
final class LineContext: Sendable {
    /// The pollutant.
    let pollutant: String
    /// The methods that compute it, best first.
    let methods: [Method]
    /// The columns that the kind has for it, by `PollutantColumn`.
    private let columns: [String?]
    /// The first device that removes it.
    let device: String?
    /// The devices that meet it, and where its gas goes beside them.
    let train: (any RemovalTrain)?
    let path: GasPath
    /// What the cap is of, where it bounds more than the pollutant.
    let capOfWhole: CapOfWhole?
    /// Whether the rule book knows of a duty to monitor.
    let mayHaveToBeMonitored: Bool

    init(_ pollutant: String, of process: Process, in schema: Schema, composer: FormulaComposer, context: RunContext) {
        self.pollutant = pollutant
        methods = process.methods.filter { $0.computes(pollutant, in: schema, context.library) }
        let wholes = context.library.wholes(of: pollutant)
        let place = context.placeOfCap(of: pollutant, in: schema)
        columns = PollutantColumn.allCases.map { $0.id(of: wholes, in: schema, place: place) }
        device = schema.column(.device(of: pollutant, stage: 1))?.id
        train = composer.train(of: pollutant)
        path = composer.path(of: pollutant)
        capOfWhole = CapOfWhole(of: pollutant, from: process, in: schema, composer: composer, context: context)
        mayHaveToBeMonitored = context.library.table(Rules.monitoring)?.isUsed(by: context.book) ?? false
    }

    /// The column that the kind has for the pollutant, or `nil`.
    func column(_ column: PollutantColumn) -> String? { columns[column.rawValue] }
}
