import Inventories
import Quantities
import Tables

/// What a plan states of the fuel that takes over 新燃料的性质: named and bounded as the columns of the tables are. What is not
/// stated is not known of it, for what the table says is of the old fuel; so are limits, which hold for a fuel.
struct FuelProperties {
    /// The columns that tell of a fuel, and the limits in force that a source has with it.
    static let columns = [
        Column.sulphur, Column.gasSulphur, Column.ash, Column.moisture, Column.moistureAd, Column.coalBasis,
        Column.heatValue, Column.gasHeatValue, Column.noxLimit, Column.so2Limit, Column.pmLimit, Column.limitOxygen,
    ]

    /// The parameters as the reference page tells them.
    static let reference: [ActionParameter] = columns.compactMap { name in
        guard let column = SourceKind.boilers.schema.column(name) else { return nil }
        let isOfLibrary = name == Column.heatValue || name == Column.gasHeatValue
        return ActionParameter(
            name, unit: column.unit?.symbol ?? "词",
            default: isOfLibrary ? Label("系数库", "library's") : Label("未知", "not known"),
            Label("新燃料的\(column.label.zh)", "\(column.label.en) of the new fuel"))
    }

    private var settings: [(column: String, setting: Setting)] = []

    /// Nothing stated.
    init() {}

    /// What a measure states; `nil` with findings where a kind has no such column or a cell of it could not hold it.
    init?(_ reader: inout ParameterReader) {
        for name in FuelProperties.columns {
            guard let value = reader.measure.parameters[name] else { continue }
            guard reader.takes(name, among: FuelProperties.columns, { $0.column($1) }),
                let setting = reader.setting(YAMLValue(content: .text(name), location: value.location), value)
            else { return nil }
            settings.append((setting.0, setting.1))
        }
    }

    /// The number that is stated of a column.
    func number(_ column: String) -> Double? {
        for own in settings where own.column == column {
            if case .number(let number) = own.setting { return number }
        }
        return nil
    }

    /// Writes what is stated into rows that burn the new fuel.
    func state(_ draft: inout Draft, _ rows: [Int]) {
        for (column, setting) in settings {
            switch setting {
            case .word(let code): draft.set(column, code: code, rows: rows)
            case .number(let number): draft.update(column, rows: rows) { _, _ in number }
            }
        }
    }
}
