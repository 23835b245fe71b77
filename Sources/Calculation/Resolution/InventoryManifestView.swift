import Inventories

/// What the manifest says about the county of one case.
struct InventoryManifestView {
    let climate: Climate?
    let speed: Double?
    let gasolineSulphur: Double?
    let dieselSulphur: Double?

    init(_ resolver: CaseResolver) {
        let manifest = resolver.context.manifest
        climate = manifest.countyClimates[resolver.text("county_code")] ?? manifest.climate
        speed = manifest.speed
        gasolineSulphur = manifest.gasolineSulphur
        dieselSulphur = manifest.dieselSulphur
    }
}
