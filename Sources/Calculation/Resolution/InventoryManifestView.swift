import Inventories

/// What the manifest says about the county of one case.
struct InventoryManifestView {
    let climate: Climate?
    /// Speed and fuels.
    let conditions: CountyConditions

    init(_ resolver: CaseResolver) {
        let manifest = resolver.context.manifest
        let county = resolver.text(Column.countyCode)
        climate = manifest.climate(ofCounty: county)
        conditions = manifest.conditions(ofCounty: county)
    }

    /// Sulphur of a liquid fuel, mg/kg; `nil` where none is stated or the fuel is another.
    func sulphur(of resolver: CaseResolver) -> Double? {
        if resolver.isWord(Column.fuel, oneOf: ["diesel"]) { return conditions.dieselSulphur }
        return resolver.isWord(Column.fuel, oneOf: ["gasoline"]) ? conditions.gasolineSulphur : nil
    }
}
