import FoundationEssentials
import Reports
import TestSupport
import Testing

@Suite struct SchemaTests {
    @Test func `the schema in Docs is what the columns of the source kinds demand`() throws {
        let path = Samples.root + "/Docs/Schema/lantian-report-1.xsd"
        let text = ReportSchema.text
        if Golden.isRecording {
            try Data(text.utf8).write(to: URL(filePath: path))
            Issue.record("recorded \(path)")
            return
        }
        let stored = try #require(FileManager.default.contents(atPath: path))
        let isFresh = Array(stored) == Array(text.utf8)
        #expect(isFresh, "RECORD_GOLDEN=1 writes the schema anew")
    }

    @Test func `the schema is one that can be used`() throws {
        _ = try ReportSchema.compiled()
    }
}
