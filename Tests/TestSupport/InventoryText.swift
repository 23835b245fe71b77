public import Lantian

/// An inventory written down in a test: a manifest and tables as text, exactly as a county would hand them in.
///
/// ```swift
/// let run = try await InventoryText(["boilers.csv": "id,fuel,fuel_use\nB1,coal,100\n"]).computed()
/// ```
public struct InventoryText: Sendable {
    /// The text of `inventory.yaml`.
    public var manifest: String
    /// The files by name.
    public var files: [String: String]

    /// An inventory of Yining city in a year, at the reference conditions of the road guideline: 15 °C, 50 % humidity,
    /// 600 m, 30 km/h, and fuels of 10 mg/kg.
    public init(_ files: [String: String], year: Int = 2024, extra: String = "") {
        self.files = files
        manifest = InventoryText.manifest(year: year) + extra
    }

    /// An inventory with a manifest of its own.
    public init(_ files: [String: String], manifest: String) {
        self.files = files
        self.manifest = manifest
    }

    /// A manifest at the reference conditions of the road guideline.
    public static func manifest(
        year: Int, temperature: [Double] = Array(repeating: 15, count: 12),
        humidity: [Double] = Array(repeating: 50, count: 12), altitude: Double = 600, speed: Double = 30,
        gasoline: Double = 10, diesel: Double = 10
    ) -> String {
        """
        region: 654002
        name: {zh: 测试, en: test}
        year: \(year)
        climate:
          temperature: \(temperature)
          humidity: \(humidity)
          altitude: \(altitude)
        speed: \(speed)
        sulphur: {gasoline: \(gasoline), diesel: \(diesel)}

        """
    }

    /// Writes it to a folder.
    public func write(to folder: TemporaryFolder) throws {
        try folder.write(manifest, to: "inventory.yaml")
        for (name, text) in files { try folder.write(text, to: name) }
    }

    /// Reads and computes it with the built-in library.
    public func computed(
        pollutants: [String] = ["NOx", "VOCs"], ruleBook: String? = nil, groupings: [String] = [],
        balance: Bool = false, threads: Int = 2
    ) async throws -> Run {
        let folder = try TemporaryFolder()
        try write(to: folder)
        return try await Run(
            folder: folder.path, library: try Repository.library(), pollutants: pollutants, ruleBook: ruleBook,
            groupings: groupings, balance: balance, threads: threads)
    }
}

/// An inventory that was read and computed, with all that was found on the way.
public struct Run: Sendable {
    /// Library, rules and pollutants.
    public let context: RunContext
    /// The tables.
    public let inventory: Inventory
    /// What was found while reading and computing.
    public let findings: Findings
    /// The emissions.
    public let result: EmissionResult

    /// Reads and computes a folder with a library that is already there. Rows with errors are left out.
    public init(
        folder: String, library: FactorLibrary, pollutants: [String]? = nil, ruleBook: String? = nil,
        groupings: [String] = [], balance: Bool = false, threads: Int = 2
    ) async throws {
        var findings = Findings()
        let manifest = InventoryManifest(file: folder + "/inventory.yaml", findings: &findings)
        guard !findings.hasErrors else { throw findings }
        context = try RunContext(library: library, manifest: manifest, ruleBook: ruleBook, pollutants: pollutants)
        inventory = Inventory(folder: folder, library: library, manifest: manifest, findings: &findings)
        result = await inventory.emissions(
            in: context, groupings: groupings, balance: balance, threads: threads, findings: &findings)
        self.findings = findings
    }

    /// The total of a pollutant in tonnes, rounded for print.
    public func tonnes(_ pollutant: String, decimals: Int = 2) -> String {
        result.total(of: pollutant).roundedTonnes(decimals: decimals)
    }

    /// The totals by keys as text, one line a group, with every digit.
    public func text(by keys: String...) -> String {
        result.totals(by: keys.compactMap(Grouping.init)).map { row in
            (row.keys + [row.emission.tonnes(), row.assumed.tonnes(), "\(row.lines)"]).joined(separator: ",")
        }.joined(separator: "\n")
    }
}
