import Calculation
import Factors
import Inventories
import Tables

/// The columns that tell how a pollutant is collected and removed 治理设施, in tables of a kind.
struct ControlColumns {
    /// The devices along the gas.
    let devices: [ColumnSchema]
    /// The removal of the whole train; `nil` where the pollutant has no columns of its own and meets the devices of flue gas.
    let removal: ColumnSchema?
    let uptime: ColumnSchema?
    let capture: ColumnSchema?
    let captureType: ColumnSchema?
    /// The running times and removals of other pollutants that meet the same devices.
    private let ofOthers: [ColumnSchema]
    /// The pollutants that meet the same devices and have columns of their own, with what was measured behind them.
    let concentrations: [(pollutant: String, column: ColumnSchema)]

    /// `nil` where the kind has no such controls.
    init?(of pollutant: String, in schema: Schema) {
        removal = schema.column(.removal(of: pollutant))
        uptime = schema.column(.uptime(of: pollutant))
        capture = schema.column(.capture(of: pollutant))
        captureType = schema.column(.captureType(of: pollutant))
        let own = schema.devices(of: pollutant)
        let shared = FlueGasDevices.columns(of: schema)
        devices = removal == nil ? shared : own
        guard removal != nil || !shared.isEmpty else { return nil }
        let meetsOthers = devices.first?.vocabulary == FlueGasDevices.vocabulary
        ofOthers =
            !meetsOthers
            ? []
            : schema.columns.filter { column in
                shared.contains { $0.id == column.id }
                    || column.roles.contains { role in
                        switch role {
                        case .removal(let other), .uptime(let other):
                            schema.devices(of: other).first?.vocabulary == FlueGasDevices.vocabulary
                        default: false
                        }
                    }
            }
        concentrations = schema.columns.flatMap { column in
            column.roles.compactMap { role in
                guard case .concentration(let other) = role else { return nil }
                let isShared = meetsOthers && schema.devices(of: other).first?.vocabulary == FlueGasDevices.vocabulary
                return other == pollutant || isShared ? (other, column) : nil
            }
        }
    }

    /// Those of a pollutant as a row is changed: a size of particles, or the carbon in one, goes with the whole that has columns
    /// of its own, so that a filter stands among those for dust whichever of them it is named for.
    init?(of pollutant: String, in schema: Schema, _ library: FactorLibrary) {
        let owner = library.wholes(of: pollutant).first { name in
            name == pollutant
                ? schema.column(.removal(of: name)) != nil
                : schema.devices(of: name).first?.vocabulary == FlueGasDevices.vocabulary
        }
        self.init(of: owner ?? pollutant, in: schema)
    }

    /// Whether the devices take several pollutants out of the gas.
    var meetsOthers: Bool { devices.first?.vocabulary == FlueGasDevices.vocabulary }

    /// The pollutants whose removal a change of the devices changes, whatever a run asks for.
    func judged(_ pollutant: String, in schema: Schema, _ library: FactorLibrary) -> Set<String> {
        meetsOthers ? FlueGasDevices.pollutants(of: schema, library) : [pollutant]
    }

    /// The device of a measure, the first along the gas.
    var first: ColumnSchema? { devices.first }

    /// All that say how the pollutant is removed, and how others are that meet the same devices.
    var all: [ColumnSchema] { devices + [removal, uptime, capture, captureType].compactMap { $0 } + ofOthers }
}
