public import Calculation
import Inventories
import Quantities
import Tables

extension StatedEmissions {
    /// What a computed inventory says of its firms; sources without a firm stand under their kind.
    public init(_ assessment: Assessment, _ result: EmissionResult) {
        self.init()
        incomplete = IncompleteTotals(result)
        for kind in result.kinds {
            var bases: [Int32: CaseBasis] = [:]
            for sheet in assessment.inventory.sheets where sheet.kind.id == kind.kind.id {
                let table = sheet.table
                let lines = kind.lines(of: table)
                for row in 0..<table.rowCount {
                    let number = lines.cases[row]
                    let shared = bases[number] ?? kind.basis(ofCase: Int(number))
                    bases[number] = shared
                    let basis = lines.basis(shared, ofRow: row)
                    let name = table.texts(Column.firmName).map { $0[row] } ?? ""
                    let code = table.texts(Column.creditCode).map { $0[row] } ?? ""
                    let isWithout = name.isEmpty && code.isEmpty
                    for (place, line) in basis.lines.enumerated() where line.state != .notApplicable {
                        add(
                            name: isWithout ? kind.kind.label.zh : name.isEmpty ? code : name, code: code,
                            at: table.location(row: row), isWithoutFirm: isWithout, line.pollutant,
                            StatedEmission(
                                mass: line.method.map { _ in Mass(micrograms: lines.micrograms[place][row]) },
                                rowsWithoutNumber: line.method == nil ? 1 : 0, permitted: nil,
                                fuelUse: table.known("fuel_use", row), removal: removal(line.pollutant, table, row),
                                nature: line.method.map { StatedEmissions.nature($0.nature) }))
                    }
                }
            }
        }
    }

    private func removal(_ pollutant: String, _ table: Table, _ row: Int) -> Double? {
        guard let column = table.schema.column(.removal(of: pollutant)) else { return nil }
        return table.known(column.id, row)
    }

    /// As statistics tell them apart.
    private static func nature(_ nature: Nature) -> String {
        switch nature {
        case .monitoring, .measured: "monitoring"
        case .balance: "balance"
        case .factor, .limit, .none: "factor"
        }
    }
}

extension Table {
    /// A number of a row that is known.
    fileprivate func known(_ id: String, _ row: Int) -> Double? {
        numbers(id).flatMap { $0[row].isNaN ? nil : $0[row] }
    }
}
