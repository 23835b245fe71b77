import Factors
import Inventories
import Quantities
import Tables

/// Ammonia that leaves with denitrification 脱硝氨逃逸: E = A × EF, by the coal that burns before the device. T/CSES 144-2024, table E.1,
/// prints it of coal, for SCR and for SNCR.
enum AmmoniaSlip {
    private static let table = "controls/ammonia_slip"
    private static let columns = [Column.noxDevice, Column.noxDevice2]
    private static let catalytic = ["scr", "lnb_scr"]
    private static let injecting = ["sncr", "lnb_sncr"]
    /// Both, one behind the other.
    private static let joined = ["sncr_scr"]

    /// The slip of a burnt amount of coal; a cap on the concentration of ammonia acts on it as on what a boiler emits.
    static func methods(_ amounts: [MassBalance.Amount], cap: ConcentrationCap) -> [Method] {
        amounts.map { amount in
            Method(
                "ammonia_slip" + amount.suffix, "脱硝氨逃逸系数×燃煤量", "ammonia slip × coal", amount.expression * "EF",
                source: [.document("tcses144", "表E.1")], pollutants: ["NH3"],
                when: [
                    .word(Column.fuel, of: ["coal"]),
                    .any(columns.map { .word($0, of: catalytic + injecting + joined) }),
                ] + amount.conditions, release: .stack, cap: amount.suffix.isEmpty ? cap : nil,
                terms: amount.terms + [Term("EF", "氨逃逸系数", "ammonia slip", "g/kg", .derived(slip))])
        }
    }

    /// The factor of the row's device. A burner with less NOx beside it slips nothing; of both devices together none is printed, but
    /// a pack may have one.
    private static let slip = Derivation(
        "ammonia slip", words: columns + [Column.fuel], tables: [table]
    ) { resolver in
        func has(_ devices: [String]) -> Bool { columns.contains { resolver.isWord($0, oneOf: devices) } }
        let unit = Unit(stated: "g/kg")
        let isJoined = has(joined) || (has(catalytic) && has(injecting))
        let device = isJoined ? "sncr_scr" : has(catalytic) ? "scr" : "sncr"
        guard case .found(let factor) = resolver.match(table, keys: [Column.noxDevice: device]),
            let ratio = factor.unit.conversion(to: unit)
        else {
            return Derived(needs: [
                Need(
                    column: nil,
                    text: Label(
                        "系数库只有 SCR、SNCR 各自的氨逃逸系数，没有两者联用的（表 \(table)）",
                        "the library has the ammonia slip of SCR and of SNCR, and none of both together (table \(table))"
                    ))
            ])
        }
        return Derived(
            value: ratio.applied(to: factor.value), formula: "EF ← \(factor.id)", factors: [factor],
            assumptions: resolver.marks(of: factor))
    }
}
