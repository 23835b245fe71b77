import Calculation
import Inventories
import Quantities
import Tables

/// Another fuel or energy for the same useful heat: B₁ × Q₁ × ε₁ = B₂ × Q₂ × ε₂.
struct EnergyTarget {
    let change: EnergySwitch
    /// Energies that emit nothing where they are used.
    private let isUnburned: Bool

    /// The columns that heat is worked out from, those of what is made beside it, and those of what was measured.
    static func columns(of kind: SourceKind) -> Set<String> {
        let known = [
            Column.fuel, Column.fuelUse, Column.gasUse, Column.heatValue, Column.gasHeatValue, Column.thermalEfficiency,
        ]
        let schema = kind.schema
        return Set(known).union([schema.column(.count)?.id, schema.fuelOfEach?.id].compactMap { $0 }).union(
            ProcessEmission.columns(of: schema)
        ).union(FuelProperties.columns.filter { schema.column($0) != nil })
    }

    init(_ change: EnergySwitch, vocabularies: Vocabularies) {
        self.change = change
        let fuels = vocabularies["fuel"]
        let unburned = ["electricity", "heat", "solar", "none"].compactMap { fuels.code(exactly: $0) }
        isUnburned = fuels.lineage(of: change.to.code).contains { unburned.contains($0) }
    }

    func apply(_ draft: inout Draft, _ rows: [Int], _ notes: inout Notes) {
        let keys = [Column.fuel: change.to.text]
        let heat = usefulHeat(&draft, rows, &notes)
        let efficiency = newEfficiency(draft, rows, &notes)
        var solidValue = draft.library("fuels/properties", parameter: "heat_value", keys: keys, unit: "MJ/kg")
        var gasValue = draft.library("fuels/properties", parameter: "gas_heat_value", keys: keys, unit: "MJ/m3")
        if let stated = change.properties.number(Column.heatValue) { solidValue = solidValue.map { _ in stated } }
        if let stated = change.properties.number(Column.gasHeatValue) { gasValue = gasValue.map { _ in stated } }
        var changing = rows
        if !isUnburned {
            let unable = rows.filter { heat[$0] > 0 && solidValue[$0].isNaN && gasValue[$0].isNaN }
            if !unable.isEmpty {
                notes.warn(.noHeatValue(change.to.text), unable.map(draft.mark))
                let left = Set(unable)
                changing = rows.filter { !left.contains($0) }
            }
            let isMonitored = draft.isMonitored
            let followsFuel = ProcessEmission.followsFuel(draft)
            let blank = changing.filter { heat[$0].isNaN && isMonitored[$0] && followsFuel[$0] }
            if !blank.isEmpty {
                notes.warn(.noFuelUse, blank.map(draft.mark))
                let left = Set(blank)
                changing = changing.filter { !left.contains($0) }
            }
        }
        let process = ProcessEmission(draft, keepsControls: change.keepsControls)
        draft.set(Column.fuel, code: change.to.code, rows: changing)
        draft.clear(draft.schema.columns(.ofFuel), rows: changing)
        process.keepControls(&draft, changing)
        if !isUnburned { change.properties.state(&draft, changing) }
        defer { process.keepProportion(&draft, changing, &notes) }
        let burning = changing.filter { !heat[$0].isNaN }
        guard !isUnburned else {
            let known = changing.filter { heat[$0] > 0 && !efficiency[$0].isNaN }
            if change.to.text == "electricity" || change.to.text == "heat_pump" {
                for row in known { notes.add(electricity: heat[row] / efficiency[row] / 3600) }
            }
            notes.add(
                Label(
                    "\(change.to.text) 的排放在电厂或热源处，此处只计本地",
                    "emission of \(change.to.text) arises at the power or heat plant: only the local one is counted here"
                ),
                rows: changing.count)
            return
        }
        draft.update(Column.gasUse, rows: burning.filter { !gasValue[$0].isNaN }) { row, _ in
            heat[row] / (gasValue[row] * efficiency[row]) / 1e4
        }
        draft.update(Column.fuelUse, rows: burning.filter { gasValue[$0].isNaN }) { row, _ in
            heat[row] / (solidValue[row] * efficiency[row]) / 1000
        }
    }

    /// The useful heat of each row, MJ a year: fuel × heat value × efficiency; NaN where no fuel is known.
    func usefulHeat(_ draft: inout Draft, _ rows: [Int], _ notes: inout Notes) -> [Double] {
        var solid = draft.own(Column.fuelUse)
        let gas = draft.own(Column.gasUse)
        if let count = draft.schema.column(.count)?.id, let each = draft.schema.fuelOfEach?.id {
            let (things, single) = (draft.own(count), draft.used(each))
            for row in rows where solid[row].isNaN && gas[row].isNaN && !things[row].isNaN {
                solid[row] = things[row] * single[row]
            }
        }
        let ownValue = draft.own(Column.heatValue)
        let ownGas = draft.own(Column.gasHeatValue)
        let libraryValue = draft.library("fuels/properties", parameter: "heat_value", unit: "MJ/kg")
        let libraryGas = draft.library("fuels/properties", parameter: "gas_heat_value", unit: "MJ/m3")
        let efficiency = oldEfficiency(draft)
        var assumed = 0
        let heat = solid.indices.map { row -> Double in
            if solid[row].isNaN, gas[row].isNaN { return .nan }
            if ownValue[row].isNaN, !solid[row].isNaN { assumed += 1 }
            let burnt =
                (solid[row].isNaN ? 0 : solid[row] * 1000 * (ownValue[row].isNaN ? libraryValue[row] : ownValue[row]))
                + (gas[row].isNaN ? 0 : gas[row] * 1e4 * (ownGas[row].isNaN ? libraryGas[row] : ownGas[row]))
            return burnt * efficiency[row]
        }
        if assumed > 0 {
            notes.add(
                Label("热值未填，取系数库值", "heat value not given: that of the library"), rows: assumed)
        }
        return heat
    }

    private func oldEfficiency(_ draft: Draft) -> [Double] {
        if let given = change.oldEfficiency { return Array(repeating: given, count: draft.count) }
        let own = draft.own(Column.thermalEfficiency)
        let usual = draft.library("fuels/efficiency", parameter: "thermal_efficiency", unit: "1")
        return own.indices.map { own[$0].isNaN ? usual[$0].isNaN ? 1 : usual[$0] : own[$0] }
    }

    /// The efficiency after the switch. Where one side is not known, both are taken as equal.
    private func newEfficiency(_ draft: Draft, _ rows: [Int], _ notes: inout Notes) -> [Double] {
        let own = draft.own(Column.thermalEfficiency)
        let usualOld = draft.library("fuels/efficiency", parameter: "thermal_efficiency", unit: "1")
        let usualNew = draft.library(
            "fuels/efficiency", parameter: "thermal_efficiency", keys: [Column.fuel: change.to.text], unit: "1")
        var (assumed, equal) = (0, 0)
        let isRow = Set(rows)
        let values = own.indices.map { row -> Double in
            let old = change.oldEfficiency ?? (own[row].isNaN ? usualOld[row] : own[row])
            let new = change.efficiency ?? usualNew[row]
            if isRow.contains(row), old.isNaN || new.isNaN { equal += 1 }
            if new.isNaN { return old.isNaN ? 1 : old }
            if old.isNaN { return 1 }
            if isRow.contains(row), change.efficiency == nil || (change.oldEfficiency == nil && own[row].isNaN) {
                assumed += 1
            }
            return new
        }
        if assumed > 0 {
            notes.add(
                Label("热效率未给出，取系数库值", "efficiency not given: that of the library"), rows: assumed)
        }
        if equal > 0, !isUnburned {
            notes.add(Label("热效率不明，按替代前后相等", "efficiency not known: taken as equal before and after"), rows: equal)
        }
        return values
    }
}
