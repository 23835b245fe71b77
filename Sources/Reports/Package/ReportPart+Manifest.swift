import Inventories

extension ReportPart {
    /// What the part says of itself, as an inventory's manifest.
    var manifest: InventoryManifest {
        var manifest = InventoryManifest()
        manifest.region = header.region
        manifest.name = header.name
        manifest.year = header.year
        manifest.isInvented = header.isInvented
        manifest.ruleBook = rules.ruleBook
        manifest.pollutants = rules.pollutants
        manifest.climate = rules.climate
        manifest.countyClimates = rules.countyClimates
        manifest.gasolineSulphur = rules.gasolineSulphur
        manifest.dieselSulphur = rules.dieselSulphur
        manifest.speed = rules.speed
        manifest.countyConditions = rules.countyConditions
        manifest.defaults = rules.defaults
        manifest.ranges = rules.ranges
        return manifest
    }
}
