import Documents
import Reports
import Tables
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: ["demo-county-2024", "ili-2021"])
    func `a report that is read and written again has the same bytes`(_ name: String) async throws {
        let package = try await Samples.shipped(name)
        let bytes = try Report(package).xml()
        let (again, findings) = try ReportPackage.read(bytes: bytes, file: "report.xml")
        for finding in findings.sorted.prefix(5) { Issue.record("\(finding.description(in: .en))") }
        let read = try #require(again)
        let isSame = read == package
        #expect(isSame)
        let isSameText = try Report(read).xml() == bytes
        #expect(isSameText)
    }
}
