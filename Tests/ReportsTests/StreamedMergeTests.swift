import Documents
import FoundationEssentials
import Reports
import Synchronization
import Tables
import TestSupport
import Testing

/// A merged package is written a county at a time: what memory does not hold is read again from the packages that came.
@Suite struct StreamedMergeTests {
    private static let shared = "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n"

    /// Writes packages as files of a folder, and gives their paths.
    private func write(_ packages: [ReportPackage], in folder: String) throws -> [String] {
        try packages.enumerated().map { number, package in
            let path = folder + "/package-\(number).xml"
            try AtomicFile.write(String(decoding: try Report(package).xml(), as: UTF8.self), to: path)
            return path
        }
    }

    /// The files of the merged package of these files, by name.
    private func merged(
        _ files: [String], keeping kept: VerificationOptions.Keeping, in folder: String, _ language: Language = .zh
    ) async throws -> [String: [UInt8]] {
        var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
        options.keeps = kept
        let verified = await Verifier(options).verify(files)
        let package = try #require(ReportPackage.merged(verified))
        let out = folder + "/merged"
        defer { try? FileManager.default.removeItem(atPath: out) }
        let names = try Report(package).write(to: out, options: ReportOptions(language: language))
        var bytes: [String: [UInt8]] = [:]
        for name in names { bytes[name] = try InputFile.bytes(of: out + "/" + name, atMost: 1 << 30, isInput: false) }
        bytes["xml"] = try Report(package).xml()
        return bytes
    }

    @Test func `whatever memory holds and in whatever order packages come, every form has the same bytes`() async throws
    {
        let a = try await Counties.package("653022", seed: 1, extraBoilers: StreamedMergeTests.shared)
        let b = try await Counties.package("653023", seed: 2, extraBoilers: StreamedMergeTests.shared)
        let c = try await Counties.package("653024", seed: 3)
        let d = try await Counties.package("653025", seed: 4)
        // One comes as a part of a merged package; of one county two versions came, which are both refused.
        let stage = try #require(ReportPackage.merged(try await Counties.verify([d, b])))
        let e = try await Counties.package("653026", seed: 5)
        let f = try await Counties.package("653026", seed: 6)
        try await Samples.inScratch { folder in
            let files = try write([a, stage, c, e, f], in: folder)
            for language in Language.allCases {
                let whole = try await merged(files, keeping: .whole, in: folder, language)
                #expect(whole["results.csv"].map { $0.count > 1000 } == true)
                #expect(whole["claims.csv"] != nil && whole["refusals.csv"] != nil)
                #expect(Set(whole.keys).isSuperset(of: ["report.xml", "report.xlsx", "report.html"]))
                for files in [files, files.reversed(), Array(files[2...] + files[..<2])] {
                    let streamed = try await merged(files, keeping: .forMerging, in: folder, language)
                    #expect(streamed.keys.sorted() == whole.keys.sorted())
                    let different = whole.keys.filter { streamed[$0] != whole[$0] }
                    #expect(different.isEmpty)
                }
            }
        }
    }

    @Test func `a package that changes after it was checked stops the merge by name, and nothing is left`() async throws
    {
        let packages = [
            try await Counties.package("653022", seed: 1), try await Counties.package("653023", seed: 2),
        ]
        try await Samples.inScratch { folder in
            let files = try write(packages, in: folder)
            var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
            options.keeps = .forMerging
            let package = try #require(ReportPackage.merged(await Verifier(options).verify(files)))
            let sound = try SourceText(path: files[1]).string
            let changes = [
                sound.replacing("<?xml", with: "\n<?xml"), sound + "\n", String(sound.dropLast(200)), "",
                sound.replacing("653023", with: "653029"),
            ]
            for change in changes {
                try AtomicFile.write(change, to: files[1])
                let error = #expect(throws: DocumentError.self) {
                    _ = try Report(package).write(to: folder + "/out", options: ReportOptions())
                }
                #expect(error?.code == "package-changed")
                #expect(error?.finding.location?.file == files[1])
                #expect(!FileManager.default.fileExists(atPath: folder + "/out"))
                #expect(throws: DocumentError.self) { _ = try Report(package).xml() }
            }
            try AtomicFile.write(sound, to: files[1])
            try FileManager.default.removeItem(atPath: files[0])
            let gone = #expect(throws: DocumentError.self) { _ = try Report(package).xml() }
            #expect(gone?.finding.location?.file == files[0])
        }
    }

    @Test func `a package that changes before it is laid beside another is refused`() async throws {
        let package = try await Counties.package("653022", seed: 1)
        try await Samples.inScratch { folder in
            let files = try write([package, package], in: folder)
            var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
            options.keeps = .forRules
            let sound = try SourceText(path: files[1]).string
            let verified = await Verifier(options).verify(files) { done in
                if done == 2 { try? AtomicFile.write(sound + "\n", to: files[1]) }
            }
            #expect(verified.map(\.isAccepted) == [true, false])
            #expect(verified[1].errorCodes == ["package-changed"])
        }
    }

    /// A package that is too large for its neighbours to be in memory beside it is checked alone; verdicts come in the order of the
    /// files whatever was ready first.
    @Test func `verdicts come in the order of the files`() async throws {
        let large = try await Counties.package("653022", seed: 1)
        let others = [
            try await Counties.package("653023", seed: 2), try await Counties.package("653024", seed: 3),
        ]
        try await Samples.inScratch { folder in
            let files = try write([others[0], large, others[1]], in: folder)
            let text = try SourceText(path: files[1]).string
            let blank = String(repeating: " ", count: 9 << 20)
            try AtomicFile.write(
                text.replacing("<part ", with: blank + "<part ").replacing("</report>", with: blank + "</report>"),
                to: files[1])
            let told = Mutex<[Int]>([])
            let verified = await Verifier(VerificationOptions(factors: Samples.root + "/EmissionFactors"))
                .verify(files + ["\(folder)/none.xml"]) { done in told.withLock { $0.append(done) } }
            #expect(verified.map(\.file) == files + ["\(folder)/none.xml"])
            #expect(verified.map { $0.package?.header.region } == ["653023", "653022", "653024", nil])
            #expect(told.withLock { $0 } == [1, 2, 3, 4])
        }
    }
}
