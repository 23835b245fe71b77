import TestSupport

@testable import Inventories

/// Survey files made in a test, read.
enum SurveySample {
    static func read(_ files: [String: String], year: Int? = nil) throws -> SurveyImport {
        let folder = try TemporaryFolder()
        let paths = try files.keys.sorted().map { try folder.write(files[$0] ?? "", to: $0) }
        return try SurveyImport(files: paths, year: year, library: try Repository.library())
    }

    /// The lines of the report that tell of a loss, but for words of pick lists.
    static func losses(_ survey: SurveyImport) -> [String] {
        survey.report.lines.filter { $0.loss != nil }.map { "\($0.status.rawValue) \($0.header) \($0.sample)" }
    }
}
