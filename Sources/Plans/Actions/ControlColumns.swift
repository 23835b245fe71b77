import Calculation
import Inventories
import Tables

/// The columns that tell how a pollutant is collected and removed 治理设施, in tables of a kind.
struct ControlColumns {
    /// The devices along the gas.
    let devices: [ColumnSchema]
    /// The removal of the whole train.
    let removal: ColumnSchema
    let uptime: ColumnSchema?
    let capture: ColumnSchema?
    let captureType: ColumnSchema?
    /// What was measured behind them.
    let concentration: ColumnSchema?

    /// `nil` where the kind has no such controls.
    init?(of pollutant: String, in schema: Schema) {
        guard let removal = schema.column(.removal(of: pollutant)) else { return nil }
        self.removal = removal
        devices = schema.devices(of: pollutant)
        uptime = schema.column(.uptime(of: pollutant))
        capture = schema.column(.capture(of: pollutant))
        captureType = schema.column(.captureType(of: pollutant))
        concentration = schema.column(.concentration(of: pollutant))
    }

    /// All that say how the pollutant is removed.
    var all: [ColumnSchema] {
        devices + [removal] + [uptime, capture, captureType].compactMap { $0 }
    }
}
