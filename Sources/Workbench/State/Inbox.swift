import FoundationEssentials
import Glibc
import Reports
import Tables

/// Packages that a reviewer received: every `report.xml` in a folder of the folder, each checked, and together merged.
struct Inbox: Sendable {
    /// The packages as they were checked, by region and year.
    let verifications: [Verification]
    /// What the accepted ones come to; `nil` where none is.
    let merged: ReportPackage?

    /// The files of the packages in a folder.
    static func files(in folder: String) -> [String] {
        FolderNames.all(in: folder).filter { !$0.hasPrefix(".") }.map { "\(folder)/\($0)/report.xml" }
            .filter { access($0, R_OK) == 0 }
    }

    /// Checks the packages of a folder, each alone and then against each other.
    static func read(_ folder: String, factors: String, names: @escaping @Sendable (String) -> Label?) async -> Inbox {
        let results = await Verifier(VerificationOptions(factors: factors)).verify(files(in: folder))
        let sorted = results.sorted { a, b in
            func key(_ result: Verification) -> (String, Int, String) {
                (result.package?.header.region ?? "~", result.package?.header.year ?? 0, result.file)
            }
            return key(a) < key(b)
        }
        return Inbox(
            verifications: sorted, merged: ReportPackage.merged(sorted, options: MergeOptions(regionName: names)))
    }

    /// Keeps a package that was sent; its folder is named by its digest, never by what the sender calls it.
    static func take(_ bytes: [UInt8], into folder: String) throws(FileError) -> String {
        let name = "received-" + SHA256.hexadecimal(of: bytes).prefix(16)
        let place = folder + "/" + name
        guard mkdir(place, 0o777) == 0 || errno == EEXIST else {
            throw FileError(path: place, operation: .write, code: errno)
        }
        var file = try AtomicFile(place + "/report.xml", replacesInput: true)
        try file.write(bytes)
        try file.commit()
        return name
    }
}
