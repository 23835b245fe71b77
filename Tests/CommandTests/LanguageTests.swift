import Lantian
import Testing

@testable import Command

@Suite struct LanguageTests {
    @Test func `an option decides the language, wherever it stands`() {
        #expect(chosenLanguage(["lantian", "compute", "x", "--lang", "zh"]) == .zh)
        #expect(chosenLanguage(["lantian", "--lang=en", "compute"]) == .en)
        #expect(speak("甲", "a", .zh) == "甲")
    }

    @Test func `a table for people rounds masses, a file keeps them whole`() {
        let printing = RowsPrinting(
            names: ["measure", "reduction_t"], titles: [Label("措施", "measure"), Label("减排 t", "reduction t")],
            masses: 1...1,
            numbers: 1...1, rows: [["KZ-13.1", "12.345000000001"]])
        #expect(printing.text(in: .csv) == "measure,reduction_t\nKZ-13.1,12.345000000001")
        #expect(printing.text(in: .json).contains("\"reduction_t\":12.345000000001"))
        #expect(printing.text(in: .table).contains("12.35"))
    }
}
