import FoundationEssentials
import Reports
import Tables
import TestSupport
import Testing

/// Packages of small invented counties.
enum Counties {
    /// The package of such a county.
    static func package(
        _ region: String, year: Int = 2024, seed: Int, extraBoilers: String = "", order: [Int]? = nil,
        scenario: ReportScenario? = nil
    ) async throws -> ReportPackage {
        try await Samples.inScratch { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/county", withIntermediateDirectories: true)
            try InventedCounty.write(
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

    /// Reads its library once.
    private static let receiver = Verifier(VerificationOptions(factors: Samples.root + "/EmissionFactors"))

    /// The verdicts on documents.
    static func verifyTexts(_ texts: [String]) async throws -> [Verification] {
        try await Samples.inScratch { folder in
            let files = texts.indices.map { folder + "/\($0).xml" }
            for (file, text) in zip(files, texts) { try AtomicFile.write(text, to: file) }
            return await receiver.verify(files)
        }
    }
}

extension Verification {
    /// The codes of its errors.
    var errorCodes: Set<String> {
        Set(all.filter { $0.finding.severity == .error }.map(\.finding.message.code))
    }
}
