import FoundationEssentials
import Reports
import Tables
import Testing

/// Small invented counties, written as folders.
enum Counties {
    /// A county with boilers and households. Numbers differ with the seed.
    static func write(
        _ folder: String, region: String, year: Int = 2024, seed: Int, extraBoilers: String = "", order: [Int]? = nil
    ) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try AtomicFile.write(
            """
            region: \(region)
            name: {zh: "虚构县 \(region)", en: "Invented county \(region)"}
            year: \(year)
            invented: yes
            compiler: {zh: 虚构, en: invented}
            sources: {zh: 虚构, en: invented}
            sulphur: {gasoline: 10, diesel: 10}
            defaults:
              - table: boilers
                column: use
                value: industrial
                when: {technology: stoker}
                reason: {zh: 未填用途, en: the use is not given}

            """, to: folder + "/inventory.yaml")
        let rows = (0..<6).map { i in
            "B\(seed)-\(i),虚构厂\(seed),91650000000000\(1000 + seed),bituminous,stoker,\(10 + i),\(1000 + 37 * i + seed),20.1"
        }
        let sorted = (order ?? Array(0..<6)).map { rows[$0] }
        try AtomicFile.write(
            "id,firm_name,credit_code,fuel,technology,capacity,fuel_use,heat_value\n"
                + sorted.joined(separator: "\n") + "\n" + extraBoilers, to: folder + "/boilers.csv")
        try AtomicFile.write(
            "id,fuel,stove,households,fuel_per_household\nH1,raw_coal,traditional,\(100 + seed),2.5\nH2,raw_coal,traditional,未报送,2.5\n",
            to: folder + "/households.csv")
    }

    /// The package of such a county.
    static func package(
        _ region: String, year: Int = 2024, seed: Int, extraBoilers: String = "", order: [Int]? = nil,
        scenario: ReportScenario? = nil
    ) async throws -> ReportPackage {
        try await Samples.inScratch { folder in
            try write(
                folder + "/county", region: region, year: year, seed: seed, extraBoilers: extraBoilers, order: order)
            return try await Samples.package(folder + "/county", scenario: scenario)
        }
    }

    /// The verdicts on packages, as files in folders of their own.
    static func verify(
        _ packages: [ReportPackage], _ change: (inout VerificationOptions) -> Void = { _ in },
        tamper: (String) -> String = { $0 }
    ) async throws -> [Verification] {
        try await Samples.inScratch { folder in
            var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
            change(&options)
            var files: [String] = []
            for (number, package) in packages.enumerated() {
                let path = folder + "/\(number).xml"
                let text = tamper(String(decoding: try Report(package).xml(), as: UTF8.self))
                try AtomicFile.write(text, to: path)
                files.append(path)
            }
            return await Verifier(options).verify(files)
        }
    }
}

extension Verification {
    /// The codes of its errors.
    var errorCodes: Set<String> {
        Set(all.filter { $0.finding.severity == .error }.map(\.finding.message.code))
    }
}
