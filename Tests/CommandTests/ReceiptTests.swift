import Foundation
import Lantian
import TestSupport
import Testing

/// The receipt that twelve invented counties get back, in its three forms and two languages.
@Suite(.enabled(if: PrefectureSample.openssl != nil, "openssl is not installed"))
struct ReceiptTests {
    /// What each county is told: code, place, value, expected, words of the advice in Chinese and English.
    private static let faults: [Int: (code: String, place: String, value: String, expected: String, advice: Label)] = [
        3: (
            "arithmetic-total", "report NOx t", "28.160001", "28.16",
            Label("合计必须等于各源之和", "Totals must be the sums of their sources")
        ),
        5: (
            "duplicate-unit", "659905/2024 boilers B7", "659905/2024 B7, 659906/2024 B7", "",
            Label("请两地核定归属", "agree who keeps it")
        ),
        6: (
            "duplicate-unit", "659906/2024 boilers B7", "659905/2024 B7, 659906/2024 B7", "",
            Label("请两地核定归属", "agree who keeps it")
        ),
        8: ("signature-digest", "", "", "", Label("文件在签名后被改动", "The file was changed after signing")),
        10: (
            "carry-over", "659910/2024 boilers.csv", "2023 boilers.csv", "data of the year",
            Label("请按本年实际情况更新", "The data are last year's")
        ),
    ]

    private func folder(_ language: Language) async throws -> TemporaryFolder {
        let sample = try await PrefectureSample.shared.value
        let folder = try Workplace.empty()
        for name in ["prefecture.pem", "2023", "received"] {
            try FileManager.default.copyItem(atPath: sample.file(name), toPath: folder.path + "/" + name)
        }
        let outcome = try Program.shell(
            "lantian verify received/* --trust prefecture.pem --region 659900 --year 2024 --tables boilers "
                + "--previous 2023/659910 --previous 2023/659911 --receipt receipt --lang \(language.rawValue)",
            in: folder.path)
        #expect(outcome.code == 65)
        #expect(try outcome.output.hasPrefix(Workplace.text("receipt/receipt.txt", in: folder)))
        return folder
    }

    @Test(arguments: Language.allCases)
    func `the text tells each fault by code, place, value and what to do, in lines of 100 columns`(
        _ language: Language
    ) async throws {
        let text = try Workplace.text("receipt/receipt.txt", in: try await folder(language))
        for line in text.split(separator: "\n") { #expect(String(line).displayWidth <= 100, "\(line)") }
        let blocks = text.components(separatedBy: "\n\n")
        #expect(blocks.count == 13)
        for county in PrefectureSample.counties {
            let block = try #require(blocks.first { $0.hasPrefix(PrefectureSample.code(county) + "/report.xml") })
            // Notes are given once.
            #expect(block.components(separatedBy: "table-missing").count == 2)
            guard let fault = Self.faults[county] else {
                #expect(block.contains(language == .zh ? "结论：通过" : "verdict: accepted"))
                continue
            }
            // Only of the package that was changed nobody knows the signer.
            let standing = fault.code == "signature-digest" ? Verification.Standing.open : .trusted
            let words = standing.label[language]
            #expect(
                block.contains(
                    language == .zh ? "结论：退回，\(words)（错误 1 个" : "verdict: sent back, \(words) (1 error"))
            for word in [fault.code, fault.place, fault.value, fault.advice[language]] where !word.isEmpty {
                #expect(block.contains(word), "\(county): \(word)")
            }
        }
    }

    @Test func `the XML has every fault with both languages, and is the same whatever the language`() async throws {
        let folder = try await folder(.en)
        let reader = try XMLReader(path: folder.path + "/receipt/receipt.xml")
        var county = 0
        var found: [Int: [String]] = [:]
        var notes: [Int: Int] = [:]
        while let event = try reader.next() {
            guard case .start(let element) = event else { continue }
            switch element.name {
            case "package":
                county = (element["region"].flatMap { Int($0) } ?? 0) - 659900
                #expect(element["digest"]?.count == 64)
                #expect(element["accepted"] == (Self.faults[county] == nil ? "true" : "false"))
            case "finding" where element["severity"] == "error":
                found[county] = [element["code"] ?? "", element["place"] ?? "", element["value"] ?? "", ""]
            case "finding": notes[county, default: 0] += 1
            case "expected" where found[county]?[3] == "": found[county]?[3] = element["en"] ?? ""
            case "advice":
                let text = Label(element["zh"] ?? "", element["en"] ?? "")
                #expect(!text.zh.isEmpty && !text.en.isEmpty)
            default: break
            }
        }
        for (county, fault) in Self.faults {
            let row = try #require(found[county])
            #expect(Array(row.prefix(3)) == [fault.code, fault.place, fault.value])
            if !fault.expected.isEmpty { #expect(row[3] == fault.expected) }
        }
        #expect(Set(found.keys) == Set(Self.faults.keys))
        #expect(notes == Dictionary(uniqueKeysWithValues: PrefectureSample.counties.map { ($0, 1) }))
        let chinese = try await Workplace.text("receipt/receipt.xml", in: self.folder(.zh))
        #expect(try Workplace.text("receipt/receipt.xml", in: folder) == chinese)
    }

    @Test(arguments: Language.allCases)
    func `the workbook has a sheet of verdicts and a sheet of findings`(_ language: Language) async throws {
        let folder = try await folder(language)
        let book = try WorkbookReader(path: folder.path + "/receipt/receipt.xlsx")
        #expect(book.sheets.map(\.name) == (language == .zh ? ["结论", "问题"] : ["verdicts", "findings"]))
        func rows(_ sheet: Int) throws -> [[String]] {
            let rows = try book.rows(of: book.sheets[sheet])
            var all: [[String]] = []
            while let row = try rows.next() { all.append(row.cells) }
            return all
        }
        let verdicts = try rows(0)
        #expect(verdicts.count == 13)
        #expect(verdicts.count { $0.contains(language == .zh ? "退回" : "sent back") } == 5)
        let findings = try rows(1)
        #expect(findings.count == 1 + 12 + 5)
        for (county, fault) in Self.faults {
            let row = try #require(
                findings.first { $0[0].hasPrefix(PrefectureSample.code(county)) && $0[2] == fault.code })
            #expect(row[4] == fault.place)
            #expect(row[5] == fault.value)
            #expect(row[7].contains(fault.advice[language]))
        }
    }
}
