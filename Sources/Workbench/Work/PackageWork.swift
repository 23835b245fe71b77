import Calculation
import Documents
import Factors
import FoundationEssentials
import Glibc
import Inventories
import Reports
import Tables

/// Makes the package for the level above, and writes it to `.lantian/package` as a whole.
struct PackageWork {
    /// What it is told: the key to sign with, which is never on the disk.
    struct Input: Codable {
        var key: String?
        var certificate: String?
    }

    let folder: String
    let factors: String
    let language: Language

    /// Makes it.
    func run(_ input: [UInt8]) async throws {
        let input = try JSONDecoder().decode(Input.self, from: Data(input))
        var library = try FactorLibrary(folder: factors)
        library.addWords(KindMethods.words, to: "method")
        let county = try County(folder, factors: factors, library: library)
        var found = Findings()
        let result = county.assessment.inventory.computed(
            in: county.assessment.context, groupings: [], balance: true, findings: &found)
        let package = try ReportPackage(county.assessment, result: result, findings: found)
        let key = input.key.map { MemoryFile(Array($0.utf8)) }
        let certificate = input.certificate.map { MemoryFile(Array($0.utf8)) }
        let identity = try key.map {
            try SigningIdentity(keyFile: $0.path, certificateFile: (certificate ?? $0).path)
        }
        mkdir(folder + "/.lantian", 0o777)
        var options = ReportOptions(language: language, identity: identity, force: true)
        options.formats = [.xml, .xlsx, .html]
        try Report(package).write(to: folder + "/.lantian/package", options: options)
    }
}
