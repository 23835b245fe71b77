public import Lantian

/// Invented boilers.
public enum Boilers {
    /// So many boilers of six counties, four fuels, all sizes.
    public static func table(_ rowCount: Int, library: FactorLibrary) -> Table {
        var table = Table(schema: SourceKind.boilers.schema, file: SourceFile(path: "boilers.csv"))
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func pick(_ count: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 33) % count
        }
        func codes(_ column: String, _ words: [String]) {
            guard let place = table.schema.place(of: column), let name = table.schema.columns[place].vocabulary else {
                return
            }
            let known = words.compactMap { library.vocabularies[name].code(of: $0) }
            table.cells[place] = .codes((0..<rowCount).map { _ in known[pick(known.count)] })
        }
        func numbers(_ column: String, _ value: (Int) -> Double) {
            guard let place = table.schema.place(of: column) else { return }
            table.cells[place] = .numbers((0..<rowCount).map(value))
        }
        table.lines = (0..<rowCount).map { UInt32($0 + 2) }
        codes("county_code", ["654002", "654003", "654004", "654021", "654022", "654023"])
        codes("fuel", ["raw_coal", "bituminous", "biomass_pellet", "raw_coal"])
        codes("technology", ["chain_grate", "circulating_fluidized_bed", "pulverized"])
        codes("area", ["built_up", "rural", "industrial_park", "township"])
        codes("use", ["heating", "industrial", "heating"])
        codes("profile", ["heating_season", "all_year"])
        codes("key_region", ["yes", "no"])
        numbers("capacity") { _ in Double(1 + pick(130)) }
        numbers("fuel_use") { _ in Double(100 + pick(20_000)) }
        numbers("boilers") { _ in Double(1 + pick(4)) }
        return table
    }
}
