import Lantian
import TestSupport
import Testing

@testable import Command

@Suite struct LanguageTests {
    @Test func `an option decides the language, wherever it stands`() {
        #expect(chosenLanguage(["lantian", "compute", "x", "--lang", "zh"]) == .zh)
        #expect(chosenLanguage(["lantian", "--lang=en", "compute"]) == .en)
        #expect(speak("甲", "a", .zh) == "甲")
    }

    @Test(
        "LANTIAN_LANG decides behind the option and before the locale",
        arguments: [
            ("zh", "C.UTF-8", "", 0, "系数库完好"), ("zh_CN.UTF-8", "C.UTF-8", "", 0, "系数库完好"),
            ("en", "zh_CN.UTF-8", "", 0, "sound: "), ("EN-GB", "zh_CN.UTF-8", "", 0, "sound: "),
            ("zh", "C.UTF-8", " --lang en", 0, "sound: "), ("", "zh_CN.UTF-8", "", 0, "系数库完好"),
            ("fr", "C.UTF-8", "", 64, "LANTIAN_LANG must be zh or en (found 'fr')"),
            ("中文", "zh_CN.UTF-8", "", 64, "LANTIAN_LANG 应为 zh 或 en（实际为“中文”）"),
        ])
    func variable(value: String, locale: String, option: String, code: Int32, told: String) throws {
        let outcome = try Program.run(
            "factors check" + option, environment: ["LANTIAN_LANG": value, "LANG": locale])
        #expect(outcome.code == code)
        #expect((code == 0 ? outcome.output : outcome.errors).hasPrefix(told))
    }

    @Test func `no output holds a colour, with and without NO_COLOR`() throws {
        for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
            let outcome = try Program.run("compute Inventories/demo-county-2024", environment: environment)
            #expect(!outcome.output.isEmpty && !outcome.errors.isEmpty)
            #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
        }
    }

    @Test func `a table for people rounds masses, a file keeps them whole`() {
        let printing = RowsPrinting(
            names: ["measure", "reduction_t"], titles: [Label("措施", "measure"), Label("减排 t", "reduction t")],
            masses: 1...1,
            numbers: 1...1, rows: [["KZ-13.1", "12.345000000001"]], incomplete: .none)
        #expect(printing.text(in: .csv) == "measure,reduction_t\nKZ-13.1,12.345000000001")
        #expect(printing.text(in: .json).contains("\"reduction_t\":12.345000000001"))
        #expect(printing.text(in: .table).contains("12.35"))
    }
}
