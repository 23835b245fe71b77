import Foundation
import Lantian
import TestSupport
import Testing

/// A package that was sent back comes again: it names the receipt, and the receiver sees what was done about it.
@Suite struct ReturnTests {
    /// A county, its package with a total that somebody changed by hand, and the receipt that came back.
    private static func sentBack() throws -> TemporaryFolder {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        #expect(try Program.run("report county --only xml -o sent -q", in: folder.path).code == 0)
        let text = try Workplace.text("sent/report.xml", in: folder)
        // 35.04 t + 10 t of NOx.
        let wrong = text.replacing(
            "pollutant=\"NOx\" t=\"45.04\"", with: "pollutant=\"NOx\" t=\"44.04\"", maxReplacements: 1)
        #expect(wrong != text)
        try folder.write(wrong, to: "sent/report.xml")
        let receipt = try Program.run("verify sent --receipt back --lang en", in: folder.path)
        #expect(receipt.code == 65 && receipt.output.contains("arithmetic-total"), "\(receipt.output)")
        return folder
    }

    private static func correct(_ folder: TemporaryFolder, as name: String = "corrected") throws {
        try folder.write(Workplace.boilers.replacing(",2500,", with: ",2600,"), to: "county/boilers.csv")
        let outcome = try Program.run("report county --only xml -o \(name) --answers back -q", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
    }

    @Test func `the corrected package names the receipt, and verify shows rows, answered and open`() throws {
        let folder = try Self.sentBack()
        try Self.correct(folder)
        let digest = SHA256.hexadecimal(of: Array(try Workplace.text("back/receipt.xml", in: folder).utf8))
        #expect(try Workplace.text("corrected/report.xml", in: folder).contains("<answer receipt=\"\(digest)\""))
        for (language, words) in [
            ("en", ["answered 1, open 0", "1 row differs", "B2 · changed: fuel use", "answered: arithmetic-total"]),
            ("zh", ["已整改 1 个，未整改 0 个", "变化 1 行", "B2 · 改变：燃料消耗量", "已整改：arithmetic-total"]),
        ] {
            let outcome = try Program.run(
                "verify corrected --previous sent --receipt again-\(language) --lang \(language)", in: folder.path)
            #expect(outcome.code == 0, "\(outcome.output)")
            for word in words { #expect(outcome.output.contains(word), "\(word)\n\(outcome.output)") }
        }
        let again = try Workplace.text("again-en/receipt.xml", in: folder)
        #expect(again.contains("<demand state=\"answered\" code=\"arithmetic-total\" place=\"report NOx t\""))
        #expect(again.contains("source=\"B2\" what=\"changed\" columns=\"fuel_use\""))
        let json = try Program.run("verify corrected -f json", in: folder.path)
        #expect(json.output.contains("\"answer\":\"answered\"") || json.output.contains("\"answer\": \"answered\""))
        // Without the package sent back the rows do not show, and that is said.
        let alone = try Program.run("verify corrected --lang en", in: folder.path)
        #expect(alone.output.contains("--previous") && alone.output.contains("answered 1"))
    }

    @Test func `what is still wrong is open, and what needs the others is not checked again`() throws {
        let folder = try Self.sentBack()
        let receipt = try Workplace.text("back/receipt.xml", in: folder)
        // The receiver had also found a boiler that another county claims, and a warning of a rule.
        let more = """
            <finding stage="5" severity="error" code="duplicate-unit" place="654002/2024 boilers B1" value="654002/2024 B1, 654003/2024 B9"><text zh="重复" en="twice"/></finding>
            <finding stage="5" severity="warning" code="rule-invented" place="654002/2024 boilers B1"><text zh="规则" en="rule"/></finding></package>
            """
        try folder.write(receipt.replacing("</package>", with: more), to: "back/receipt.xml")
        try Self.correct(folder)
        let text = try Workplace.text("corrected/report.xml", in: folder)
        // 35.04 t + 10.4 t.
        try folder.write(
            text.replacing("pollutant=\"NOx\" t=\"45.44\"", with: "pollutant=\"NOx\" t=\"44.04\"", maxReplacements: 1),
            to: "corrected/report.xml")
        let outcome = try Program.run("verify corrected --lang en", in: folder.path)
        #expect(outcome.code == 65)
        #expect(outcome.output.contains("answered 1, open 1, not checked again 1"), "\(outcome.output)")
        #expect(outcome.output.contains("open: arithmetic-total report NOx t"))
        #expect(outcome.output.contains("not checked again: duplicate-unit"))
    }

    @Test func `the old version stays out where the corrected package is there`() throws {
        let folder = try Self.sentBack()
        try Self.correct(folder)
        let both = try Program.run("verify sent corrected --lang en", in: folder.path)
        #expect(both.code == 65 && both.output.contains("replaced-package"), "\(both.output)")
        #expect(
            !both.output.contains("same-region-twice") && both.output.contains("2 packages: 1 accepted, 1 sent back"))
        #expect(try Program.run("merge corrected sent -o merged -q", in: folder.path).code == 1)
        #expect(try Workplace.text("merged/totals.csv", in: folder).contains(",NOx,45.44,"))
        // Two that do not name each other are a dispute, as before.
        #expect(try Program.run("report county --only xml -o third -q", in: folder.path).code == 0)
        let dispute = try Program.run("verify third corrected --lang en", in: folder.path)
        #expect(dispute.output.contains("same-region-twice"))
    }

    @Test func `a receipt of somebody else, or no receipt, is told before anything is computed`() throws {
        let folder = try Self.sentBack()
        for (file, code, words) in [
            (
                "back/receipt.txt", "receipt-unreadable",
                Label("请给出上级发回的 receipt.xml", "name the receipt.xml that came back")
            ),
            ("sent/report.xml", "receipt-unreadable", Label("这不是回执", "this is no receipt")),
        ] {
            for language in Language.allCases {
                let outcome = try Program.run(
                    "report county -o new --answers \(file) --lang \(language.rawValue)", in: folder.path)
                #expect(outcome.code == 65 && outcome.errors.contains(words[language]), "\(code): \(outcome.errors)")
            }
        }
        let receipt = try Workplace.text("back/receipt.xml", in: folder)
        try folder.write(receipt.replacing("654002", with: "654003"), to: "other.xml")
        let other = try Program.run("report county -o new --answers other.xml --lang en", in: folder.path)
        #expect(other.code == 65 && other.errors.contains("654003/2024") && other.errors.contains("654002/2024"))
        #expect(try Program.run("report county -o new --answers nowhere.xml", in: folder.path).code == 66)
        #expect(!Workplace.exists("new", in: folder))
    }
}

/// Packages come as files, folders, inboxes, zip archives and through pipes.
@Suite struct PackageInputTests {
    /// Two counties' packages: one in a folder, one in an archive whose names are in GB18030.
    private static func inbox() throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        for (code, tonnes) in [("659901", 1000), ("659902", 2000)] {
            try folder.write(
                "region: \"\(code)\"\nname: {zh: 示例县, en: Example county}\nyear: 2024\ninvented: yes\n",
                to: "\(code)/inventory.yaml")
            try folder.write(
                "id,use,fuel,technology,fuel_use[t]\nB1,heating,coal,stoker,\(tonnes)\n", to: "\(code)/boilers.csv")
            #expect(try Program.run("report \(code) --only xml -o made/\(code) -q", in: folder.path).code == 0)
        }
        try folder.write(try Workplace.text("made/659901/report.xml", in: folder), to: "inbox/first/report.xml")
        let names = Array("示例县/report.xml".utf8),
            gb: [UInt8] = [0xCA, 0xBE, 0xC0, 0xFD, 0xCF, 0xD8] + Array("/report.xml".utf8)
        #expect(names.count > gb.count)
        try folder.write(
            StoredArchive.bytes(
                name: gb, content: Array(try Workplace.text("made/659902/report.xml", in: folder).utf8)),
            to: "inbox/second.zip")
        return folder
    }

    @Test func `an inbox holds folders and archives; what is no package is named`() throws {
        let folder = try Self.inbox()
        let good = try Program.run("verify inbox --lang en", in: folder.path)
        #expect(good.code == 0 && good.output.contains("2 packages: 2 accepted"), "\(good.output)")
        #expect(good.output.contains("second.zip#示例县/report.xml"))
        #expect(try Program.run("merge inbox -o merged -q", in: folder.path).code == 0)
        // 4 kg/t × 3000 t.
        #expect(try Workplace.text("merged/totals.csv", in: folder).contains(",NOx,12,"))
        try folder.write("PK\u{3}\u{4}cut short", to: "inbox/third.zip")
        try folder.write("x", to: "inbox/fourth.rar")
        try folder.write("x", to: "inbox/fifth/boilers.xlsx")
        try folder.write("a remark", to: "inbox/readme.txt")
        for (language, words) in [
            ("en", ["5 packages: 2 accepted, 3 sent back", "no-package-in-archive", "inventory-for-package"]),
            ("zh", ["共 5 个包：通过 2 个，退回 3 个", "压缩包里读不到 report.xml", "这是清单，不是上报包"]),
        ] {
            let mixed = try Program.run("verify inbox --lang \(language)", in: folder.path)
            #expect(mixed.code == 65)
            for word in words { #expect(mixed.output.contains(word), "\(word)\n\(mixed.output)") }
        }
    }

    @Test func `a package comes through a pipe, to verify, merge and diff`() throws {
        let folder = try Self.inbox()
        for line in [
            "lantian verify - < made/659901/report.xml",
            "lantian merge - inbox/second.zip -o m -q < made/659901/report.xml",
            "lantian diff - inbox/second.zip < made/659901/report.xml",
            "lantian diff inbox/first inbox/second.zip", "lantian verify inbox/second.zip --previous inbox/first",
        ] {
            let outcome = try Program.shell(line, in: folder.path)
            #expect(outcome.code == 0, "\(line): \(outcome.output) \(outcome.errors)")
        }
        let twice = try Program.shell("lantian diff - - < made/659901/report.xml", in: folder.path)
        #expect(twice.code == 64, "\(twice.errors)")
        let many = try Program.shell("lantian diff inbox inbox/second.zip --lang en", in: folder.path)
        #expect(many.code == 64 && many.errors.contains("holds 2 packages"), "\(many.errors)")
        let broken = try Program.shell("echo '<report/>' | lantian verify - --lang en", in: folder.path)
        #expect(broken.code == 65 && broken.output.contains("schema-root"), "\(broken.output)")
    }

    @Test func `the digest of a package is that of its bytes, wherever they come from`() throws {
        let folder = try Self.inbox()
        let text = try Workplace.text("made/659902/report.xml", in: folder)
        let digest = SHA256.hexadecimal(of: Array(text.utf8))
        #expect(try Program.run("verify inbox/second.zip --receipt a", in: folder.path).code == 0)
        #expect(try Program.shell("lantian verify - --receipt b < made/659902/report.xml", in: folder.path).code == 0)
        for name in ["a", "b"] {
            #expect(try Workplace.text("\(name)/receipt.xml", in: folder).contains("digest=\"\(digest)\""))
        }
    }
}

/// A zip archive of one file that is stored as it is.
private enum StoredArchive {
    static func bytes(name: [UInt8], content: [UInt8]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
        let check = content.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        let head =
            little(20, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0x21, 2) + little(Int(~check), 4)
            + little(content.count, 4) + little(content.count, 4) + little(name.count, 2) + little(0, 2)
        let local = little(0x0403_4B50, 4) + head + name + content
        let central =
            little(0x0201_4B50, 4) + little(20, 2) + head + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
            + little(0, 4) + name
        return local + central + little(0x0605_4B50, 4) + little(0, 4) + little(1, 2) + little(1, 2)
            + little(central.count, 4) + little(local.count, 4) + little(0, 2)
    }
}
