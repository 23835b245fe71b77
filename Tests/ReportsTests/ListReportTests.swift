import Calculation
import FoundationEssentials
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans
@testable import Reports

/// Lists by themselves: an emergency list and a plan's progress as XML, workbook and CSV.
@Suite struct ListReportTests {
    @Test(arguments: [Language.zh, .en])
    func `an emergency list is written in all its forms`(language: Language) async throws {
        let names = try await Samples.inScratch { folder in
            let outcome = AlertOutcome(
                month: 1,
                lines: [
                    AlertOutcome.Line(
                        table: "boilers", id: "B1", firm: "甲", line: "一线", grade: "C", action: "限产",
                        daily: [Mass(tonnes: "6")], shares: [0.1, nil, 1],
                        cuts: [
                            [Mass(tonnes: "0.6")], [nil], [Mass(tonnes: "6")],
                        ])
                ], totals: [], unlisted: [("乙", "P2", Location(file: "boilers.csv", line: 3))])
            let names = try ListReport(
                outcome, region: "653022", pollutants: ["NOx"], incomplete: .none, language: language
            ).write(
                to: folder + "/out")
            let lines = try String(contentsOfFile: folder + "/out/lines.csv", encoding: .utf8)
            // A level without a share has no cut: the cells are blank.
            #expect(lines.contains("boilers,B1,甲,一线,C,限产,NOx,6,0.1,0.6,,,1,6"))
            let xml = try String(contentsOfFile: folder + "/out/alert.xml", encoding: .utf8)
            #expect(xml.contains("<alert region=\"653022\" month=\"1\">") && xml.contains("permit_number=\"P2\""))
            return names
        }
        #expect(names == ["alert.xml", "alert.xlsx", "levels.csv", "lines.csv", "unlisted.csv"])
    }
}
