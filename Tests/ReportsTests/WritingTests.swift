import FoundationEssentials
import Reports
import Tables
import Testing

@Suite struct WritingTests {
    @Test func `all files of a report appear and nothing else`() async throws {
        let package = try await Samples.shipped("demo-county-2024")
        try await Samples.inScratch { folder in
            let names = try Report(package).write(to: folder + "/out", options: ReportOptions(language: .zh))
            let found = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
            #expect(Set(found) == Set(names))
            #expect(names.contains("report.html") && names.contains("report.xlsx") && names.contains("results.csv"))
            if let keep = ProcessInfo.processInfo.environment["KEEP_REPORT"] {
                try? FileManager.default.removeItem(atPath: keep)
                try FileManager.default.copyItem(atPath: folder + "/out", toPath: keep)
            }
        }
    }
}
