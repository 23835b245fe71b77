import Foundation
import TestSupport
import Testing

/// Text from outside that would steer what shows it: formulas for spreadsheets, escapes for terminals, marks that turn the
/// direction of writing.
@Suite struct HostileTextTests {
    /// Whether a spreadsheet would take a cell of CSV for a formula.
    private static func isFormula(_ cell: Substring) -> Bool {
        var text = cell
        if text.hasPrefix("\"") { text = text.dropFirst() }
        guard let first = text.unicodeScalars.first else { return false }
        return "=+@＝＋＠\t".unicodeScalars.contains(first)
            || first == "-" && !text.dropFirst().allSatisfy { $0.isNumber || ".-eE".contains($0) }
    }

    @Test func `no file of a run begins a cell as a formula, and what is read again is what stood there`() throws {
        let ids = ["=HYPERLINK(1)", "+2", "@SUM(1+1)", "-1+2", "＝9", "''=1", "-5"]
        let folder = try Workplace.empty()
        try folder.write(
            InventoryText.manifest(year: 2024).replacing(
                "region:", with: "compiler: {zh: '=1+1', en: '=1+1'}\nregion:"),
            to: "county/inventory.yaml")
        let rows = ids.map { "\"\($0)\",\"\($0)\",heating,coal,stoker,1000\n" }.joined()
        let wrong = ids.map { "\"\($0)\",heating,coall,stoker,\"=1\"\n" }.joined()
        try folder.write("id,firm_name,use,fuel,technology,fuel_use[t]\n" + rows, to: "county/boilers.csv")
        try folder.write(
            "id,use,fuel,technology,fuel_use[t]\n" + wrong.replacing("\",h", with: "x\",h"), to: "county/boilers-b.csv")
        let run = try Program.run(
            "compute county --keep-going --detail detail.csv --rejected back.csv --quiet --format csv --by county",
            in: folder.path)
        let report = try Program.run("report county --keep-going --out package --quiet", in: folder.path)
        #expect(report.code == 0, "\(run.errors) \(report.errors)")
        let merged = try Program.run("merge package --out merged --quiet", in: folder.path)
        #expect(merged.code == 0, "\(merged.errors)")
        var seen = 0
        for place in ["", "package/", "merged/"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + place)
            where name.hasSuffix(".csv") {
                let text = try Workplace.text(place + name, in: folder).replacing("\u{FEFF}", with: "")
                for line in text.split(separator: "\n") {
                    for cell in line.split(separator: ",") {
                        seen += 1
                        #expect(!Self.isFormula(cell), "\(place)\(name): \(cell)")
                    }
                }
            }
        }
        #expect(seen > 200)
        let detail = try Workplace.text("detail.csv", in: folder)
        #expect(detail.contains(",'=HYPERLINK(1),") && detail.contains(",''=1,") && detail.contains(",-5,"))
        // The rejected rows, handed in again, are the same rows with the same faults.
        let again = try Workplace.empty()
        try again.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        try again.write(try Workplace.text("back.csv", in: folder), to: "county/boilers.csv")
        _ = try Program.run("compute county --keep-going --rejected back.csv --quiet", in: again.path)
        #expect(try Workplace.text("back.csv", in: again) == Workplace.text("back.csv", in: folder))
    }

    @Test func `no text from a file steers the terminal, in any message, table or receipt`() throws {
        let hostile = ["\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{9B}31m", "a\u{202E}b", "x\u{8}\u{7F}", "l\u{2028}m"]
        let folder = try Workplace.empty()
        for (number, text) in hostile.enumerated() {
            let yaml = text.unicodeScalars.map { "\\u" + String(String($0.value + 0x10000, radix: 16).dropFirst()) }
                .joined()
            try folder.write(
                InventoryText.manifest(year: 2024).replacing("en: test", with: "en: \"\(yaml)\"") + "\"k\(yaml)\": 1\n",
                to: "c\(number)/inventory.yaml")
            try folder.write(
                "id,use,fuel\(text),technology,fuel_use[t]\nB\(text),heating,co\(text)al,stoker,1\(text)\n",
                to: "c\(number)/boilers.csv")
            try folder.write(
                "id,use,fuel,technology,fuel_use[t]\nB\(text)1,heating,coal,stoker,100\n", to: "d\(number)/boilers.csv")
            try folder.write(
                InventoryText.manifest(year: 2024).replacing("测试", with: "\"名\(yaml)\"")
                    .replacing("en: test", with: "en: \"name\(yaml)\""), to: "d\(number)/inventory.yaml")
            try folder.write("plan: \"p\(yaml)\"\nmeasures: [{id: \"m\(yaml)\"}]\n", to: "plan\(number).yaml")
            for line in [
                "check c\(number)", "compute c\(number) --keep-going", "compute d\(number) --by source",
                "explain c\(number) B", "plan d\(number) plan\(number).yaml",
                "import c\(number)/boilers.csv --out i\(number)",
                "report d\(number) --out p\(number)", "verify p\(number) --receipt r\(number)",
                "verify c\(number)/boilers.csv", "diff p\(number) p\(number)",
            ] {
                for language in ["zh", "en"] {
                    let outcome = try Program.run(line + " --lang " + language, in: folder.path)
                    for stream in [outcome.output, outcome.errors] {
                        let bad = stream.unicodeScalars.first {
                            $0.value < 0x20 && $0 != "\n" && $0 != "\t" || (0x7F...0x9F).contains($0.value)
                                || (0x2028...0x202E).contains($0.value)
                        }
                        #expect(bad == nil, "\(line): \(String(describing: bad))")
                    }
                }
            }
        }
        let shown = try Program.run("check c0 --lang en", in: folder.path)
        #expect(shown.errors.contains("<U+001B>[2J"), "\(shown.errors)")
    }
}
