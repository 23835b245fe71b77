public import Tables

/// How much of a source kind a template asks for.
public enum TemplateForm: String, Sendable, CaseIterable {
    /// Every column.
    case full
    /// The six to ten columns that a result needs, in groups: firm, unit, fuel, control.
    case short

    /// Columns of a short form that belong together.
    struct Group {
        let label: Label
        let columns: [String]
    }

    /// The columns of a table in this form, in the order in which they are filled in.
    public func columns(of table: Schema) -> [ColumnSchema] {
        // Who tells how sure a number is adds the column.
        let open = table.columns.filter { !$0.isWorkedOut && !$0.isUncertainty }
        guard self == .short, let groups = TemplateForm.groups(of: table) else { return open }
        return groups.flatMap(\.columns).compactMap(table.column)
    }

    /// The groups of a table's short form; `nil` of a table that has none and is left out of it.
    static func groups(of table: Schema) -> [Group]? {
        SourceKind.named(table.id).map { kind in
            let (firm, fuel, control) = (Label("企业", "firm"), Label("燃料", "fuel"), Label("治理", "control"))
            let unit = Label("设备", "unit")
            switch kind.id {
            case .boilers:
                return [
                    Group(label: firm, columns: [Column.id, Column.firmName]),
                    Group(label: unit, columns: [Column.use, Column.technology, Column.capacity]),
                    Group(label: fuel, columns: [Column.fuel, Column.fuelUse, Column.gasUse]),
                    Group(label: control, columns: [Column.noxDevice, Column.noxRemoval]),
                ]
            case .kilns:
                return [
                    Group(label: firm, columns: [Column.id, Column.firmName]),
                    Group(
                        label: unit,
                        columns: [Column.kilnType, Column.product, Column.productOutput, Column.brickOutput]),
                    Group(label: fuel, columns: [Column.fuel, Column.fuelUse]),
                    Group(label: control, columns: [Column.noxDevice, Column.noxRemoval]),
                ]
            case .vehicles:
                return [
                    Group(
                        label: Label("车辆", "vehicles"),
                        columns: [Column.vehicleClass, Column.fuel, Column.standard, Column.use]),
                    Group(label: Label("活动", "activity"), columns: [Column.population, Column.annualKm]),
                ]
            case .nonroad:
                return [
                    Group(label: firm, columns: [Column.firmName]),
                    Group(
                        label: Label("机械", "machines"),
                        columns: [Column.machineType, Column.fuel, Column.stage, Column.power]),
                    Group(label: Label("活动", "activity"), columns: [Column.population, Column.hours, Column.fuelUse]),
                ]
            case .vocFirms:
                return [
                    Group(label: firm, columns: [Column.id, Column.firmName]),
                    Group(label: unit, columns: [Column.unitType]),
                    Group(
                        label: Label("原辅材料", "material"),
                        columns: [Column.material, Column.materialUse, Column.vocContent]),
                    Group(label: Label("产品", "product"), columns: [Column.product, Column.productOutput]),
                    Group(label: control, columns: [Column.vocCapture, Column.vocDevice]),
                ]
            case .households:
                return [
                    Group(label: Label("乡镇", "town"), columns: [Column.town, Column.households]),
                    Group(label: Label("炉具", "stove"), columns: [Column.stove]),
                    Group(label: fuel, columns: [Column.fuel, Column.fuelPerHousehold, Column.fuelUse]),
                ]
            case .area:
                return [
                    Group(label: Label("面源", "source"), columns: [Column.category, Column.firmName]),
                    Group(
                        label: Label("活动", "activity"),
                        columns: [
                            Column.persons, Column.shops, Column.vehiclesServiced, Column.stoves, Column.materialUse,
                        ]),
                    Group(label: Label("秸秆", "straw"), columns: [Column.crop, Column.cropOutput, Column.burnShare]),
                ]
            }
        }
    }
}
