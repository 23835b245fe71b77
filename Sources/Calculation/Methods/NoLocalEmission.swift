import Inventories
import Tables

extension Method {
    /// Energies that emit nothing where they are used.
    static let unburned = ["electricity", "heat", "solar", "heat_pump"]

    /// Electricity and purchased heat emit nothing where they are used; the power station is a source of its own.
    static let noLocalEmission = Method(
        "no_local_emission", "电或外购热，无本地排放", "electricity or heat: no local emission", "A" * "EF",
        source: [.page("Combustion", "")], when: [.word(Column.fuel, of: unburned)],
        nature: .none,
        terms: [
            Term("A", "能源消耗", "energy use", "t", .silent(0, Label("不计", "not counted"))),
            Term(
                "EF", "本地排放系数", "local emission factor", "kg/t", .printed(0, Label("本地为零", "zero at the place of use"))),
        ])
}
