public import Tables

/// What `inventory.yaml` says: which region and year, under which rules, with which climate and fuels.
public struct InventoryManifest: Sendable {
    /// A value that stands in for blank cells of a column and counts as an assumption wherever it is used.
    public struct Default: Sendable, Hashable {
        /// The source kind.
        public var table: String
        /// The column.
        public var column: String
        /// The value as it would be written in a cell.
        public var value: String
        /// Rows that it is meant for: column and cell text, all of which hold; empty for all rows.
        public var when: [String: String]
        /// Why this value.
        public var reason: Label

        /// A default.
        public init(table: String, column: String, value: String, when: [String: String], reason: Label) {
            self.table = table
            self.column = column
            self.value = value
            self.when = when
            self.reason = reason
        }
    }

    /// GB/T 2260 code of the region that the inventory is for.
    public var region = ""
    /// Its name for people.
    public var name = Label("", "")
    /// The year of the data.
    public var year = 0
    /// Whether the data are invented for demonstration.
    public var isInvented = false
    /// Who compiled it.
    public var compiler = Label("", "")
    /// Where the data are from.
    public var sources = Label("", "")
    /// The rule book used where the run names none.
    public var ruleBook = "inventory"
    /// The pollutants computed where the run names none.
    public var pollutants = ["NOx", "VOCs"]
    /// Climate of the region; `nil` where nothing is known.
    public var climate: Climate?
    /// Climates of single counties, by code.
    public var countyClimates: [String: Climate] = [:]
    /// Sulphur of gasoline, mg/kg.
    public var gasolineSulphur: Double?
    /// Sulphur of diesel, mg/kg.
    public var dieselSulphur: Double?
    /// Mean speed on the region's roads, km/h.
    public var speed: Double?
    /// Speeds and fuels of single counties, by code.
    public var countyConditions: [String: CountyConditions] = [:]
    /// Folders of local factors, relative to the inventory.
    public var packs: [String] = []
    /// Values for blank cells.
    public var defaults: [Default] = []
    /// How sure its numbers are, and those of the library that have no range of their own.
    public var ranges = StatedRanges()
    /// Where its values stand, by their keys with dots: `speed`, `pollutants.1`, `defaults.0.value`; under the empty key
    /// the document itself. Empty for a manifest that was read from no file.
    package var places: [String: Location] = [:]

    /// The years that an inventory can be of.
    public static let years = 1990...2100

    /// Where a value stands, or what it is part of.
    package func place(_ key: String) -> Location? {
        var key = key[...]
        while true {
            if let place = places[String(key)] { return place }
            if key.isEmpty { return nil }
            key = key[..<(key.lastIndex(of: ".") ?? key.startIndex)]
        }
    }

    /// Whether anything is stated of single counties.
    package var tellsCountiesApart: Bool { !countyClimates.isEmpty || !countyConditions.isEmpty }

    /// The climate of a county: its own, and what it does not state of it, the inventory's.
    package func climate(ofCounty code: String) -> Climate? {
        guard let own = countyClimates[code] else { return climate }
        return Climate(
            temperature: own.temperature.isEmpty ? climate?.temperature ?? [] : own.temperature,
            humidity: own.humidity.isEmpty ? climate?.humidity ?? [] : own.humidity,
            altitude: own.altitude ?? climate?.altitude)
    }

    /// Speed and fuels that hold in a county: its own, and where it states none, the inventory's.
    package func conditions(ofCounty code: String) -> CountyConditions {
        let own = countyConditions[code]
        return CountyConditions(
            speed: own?.speed ?? speed, gasolineSulphur: own?.gasolineSulphur ?? gasolineSulphur,
            dieselSulphur: own?.dieselSulphur ?? dieselSulphur)
    }

    /// The number of the reason that stands for a date which told the standard or stage.
    static let toldByDate = 15
    /// How many defaults a column may have: a cell carries the number of its own in a byte.
    static let mostDefaults = 254

    /// The number that cells filled by a column's default of that place, from 0, carry.
    static func reasonNumber(ofDefault place: Int) -> UInt8 {
        let number = place + 1
        return UInt8(clamping: number < toldByDate ? number : number + 1)
    }

    /// The reason behind a number that a defaulted cell carries.
    public func reason(_ number: Int, table: String, column: String) -> Label {
        if number == InventoryManifest.toldByDate {
            return Label("由登记或出厂日期推定", "told by the date of registration or manufacture")
        }
        let own = defaults.filter { $0.table == table && $0.column == column }
        let place = number < InventoryManifest.toldByDate ? number - 1 : number - 2
        return own.indices.contains(place) ? own[place].reason : Label("清单约定值", "default of the inventory")
    }

    /// The value behind a number that a defaulted cell carries, as it is stated; `date` where a date tells it.
    package func defaultValue(_ number: Int, table: String, column: String) -> String {
        if number == InventoryManifest.toldByDate { return "date" }
        let own = defaults.filter { $0.table == table && $0.column == column }
        let place = number < InventoryManifest.toldByDate ? number - 1 : number - 2
        return own.indices.contains(place) ? own[place].value : ""
    }

    /// The columns of a table that may hold defaults.
    public func defaultedColumns(of table: String) -> Set<String> {
        Set(defaults.filter { $0.table == table }.map(\.column)).union([Column.standard, Column.stage, Column.age])
    }

    /// An empty manifest.
    public init() {}
}
