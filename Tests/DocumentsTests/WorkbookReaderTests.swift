import TestSupport
import Testing

@testable import Documents

@Suite struct WorkbookReaderTests {
    @Test func `texts are shared, rich, inline, or of a formula; phonetic runs are no text`() throws {
        var book = SampleBook(
            rows: """
                <row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v></c><c r='D2' t='inlineStr'><is>
                <r><t>内</t></r><r><t xml:space='preserve'> 联 </t></r><rPh><t>x</t></rPh></is></c>
                <c r='E2' t='str'><f>A2&amp;"x"</f><v>公式 &lt;</v></c><c r='F2' t='s' s='0'><v>2</v></c></row>
                """)
        book.sharedTexts = """
            <si><t>锅炉</t></si><si><r><rPr><b/></rPr><t>燃</t></r><r><t>煤</t></r><rPh sb='0' eb='1'><t>ran</t></rPh>
            <phoneticPr/></si><si><t>a_x000D_b_x005F_x41_ _xyz_ _x4E2D_</t></si>
            """
        let rows = try book.rows()
        #expect(rows.map(\.number) == [2])
        #expect(rows[0].cells == ["锅炉", "燃煤", "", "内 联 ", "公式 <", "a\rb_x41_ _xyz_ 中"])
    }

    @Test func `numbers are the shortest decimals, texts that look like numbers stay texts`() throws {
        let values = [
            ("12.5", "12.5"), ("1E-5", "0.00001"), ("0.30000000000000004", "0.30000000000000004"),
            ("12.300000000000001", "12.3"), ("1.0000000000000001", "1"), ("100", "100"),
            ("1.23E+20", "123000000000000000000"), ("-7", "-7"), ("0", "0"), ("1e999", "1e999"), ("nan", "nan"),
            ("0x10", "0x10"),
        ]
        let cells = values.map { "<c><v>\($0.0)</v></c>" }.joined() + "<c t='inlineStr'><is><t>007</t></is></c>"
        let read = try SampleBook(rows: "<row>\(cells)</row>").rows()[0].cells
        #expect(read == values.map(\.1) + ["007"])
    }

    @Test func `truth values, errors and formulas without a value are told apart`() throws {
        let rows = try SampleBook(
            rows: """
                <row r='1'><c r='A1' t='b'><v>1</v></c><c r='B1' t='b'><v>0</v></c><c r='C1' t='e'><f>1/0</f><v>#DIV/0!</v></c>
                <c r='D1'><f>SUM(A2:A9)</f></c><c r='E1'><f>1+1</f><v>2</v></c><c r='F1' t='str'><f>""</f><v></v></c></row>
                <row r='5'><c r='B5'><f>A1</f></c><c r='C5'><f>A1</f><v></v></c><c r='D5'><f>A1</f><v/></c></row>
                """
        ).rows()
        #expect(rows[0].cells == ["TRUE", "FALSE", "#DIV/0!", "", "2"])
        #expect(rows[0].errors == [3])
        #expect(rows[0].uncalculated == [4])
        #expect(rows[1] == WorkbookReader.Row(number: 5, cells: [], errors: [], uncalculated: [2, 3, 4]))
    }

    /// Format code or built-in number, the number in the cell, the text.
    private static let styled: [(format: String, value: String, text: String)] = [
        ("9", "0.95", "95%"), ("10", "0.953", "95.3%"), ("0.0%", "0.95299999999999996", "95.3%"), ("9", "1", "100%"),
        ("9", "-0.005", "-0.5%"), ("9", "1E-7", "0.00001%"), ("9", "0", "0%"), ("9", "12", "1200%"),
        ("14", "45429", "2024-05-17"), ("14", "1", "1900-01-01"), ("14", "59", "1900-02-28"),
        ("14", "60", "1900-02-29"), ("14", "61", "1900-03-01"), ("14", "2958465", "9999-12-31"),
        ("14", "2958466", "2958466"), ("14", "-1", "-1"), ("14", "45429.75", "2024-05-17"),
        ("22", "45429.75", "2024-05-17T18:00:00"), ("22", "45429", "2024-05-17"),
        ("22", "45428.999999999", "2024-05-17"),
        ("20", "0.354166666666667", "08:30:00"), ("46", "1.5", "36:00:00"), ("31", "45429", "2024-05-17"),
        ("57", "45413", "2024-05-01"), ("yyyy\"年\"m\"月\"d\"日\"", "45429", "2024-05-17"),
        ("[$-804]yyyy/m/d;@", "45429", "2024-05-17"), ("yyyy\\-mm\\-dd hh:mm", "45429.5", "2024-05-17T12:00:00"),
        ("[h]:mm", "1.5", "36:00:00"), ("mm:ss", "0.5", "12:00:00"), ("[$-411]ggge\"年\"", "45429", "2024-05-17"),
        ("General", "45429", "45429"), ("#,##0.00", "45429", "45429"), ("0.00E+00", "45429", "45429"),
        ("0.0\" days\"", "5", "5"), ("[Red]0.0", "5", "5"), ("0\\d", "5", "5"), ("@", "5", "5"), ("_-* 0_d", "5", "5"),
        ("0;-0;\"%\"", "5", "5"), ("m", "45429", "2024-05-17"),
    ]

    @Test("a number's style decides its text", arguments: styled.indices)
    func styles(_ index: Int) throws {
        let sample = Self.styled[index]
        var book = SampleBook(rows: "<row><c s='1'><v>\(sample.value)</v></c></row>")
        if let id = Int(sample.format) {
            book.cellFormats += "<xf numFmtId='\(id)'/>"
        } else {
            let code = sample.format.replacing("\"", with: "&quot;")
            book.numberFormats = "<numFmt numFmtId='165' formatCode=\"\(code)\"/>"
            book.cellFormats += "<xf numFmtId='165'/>"
        }
        #expect(try book.rows()[0].cells == [sample.text])
    }

    @Test func `days may count from 1904, and ISO dates are days`() throws {
        var book = SampleBook(
            rows: "<row><c s='1'><v>43967</v></c><c s='1'><v>0</v></c><c t='d'><v>2024-05-17T00:00:00</v></c></row>")
        book.cellFormats += "<xf numFmtId='14'/>"
        book.properties = "<workbookPr date1904='1'/>"
        #expect(try book.rows()[0].cells == ["2024-05-17", "1904-01-01", "2024-05-17"])
    }

    @Test func `sheets come in the order of their tabs, hidden ones flagged, charts left out`() throws {
        var book = SampleBook()
        book.sheets = [
            ("封面", "", "<sheetData/>"), ("lists", "state='hidden'", "<sheetData/>"),
            ("code", "state='veryHidden'", "<sheetData><row><c><v>3</v></c></row></sheetData>"),
        ]
        let scratch = try TemporaryFolder()
        try book.archive.write(to: scratch.file("macro.xlsm"))
        let read = try WorkbookReader(path: scratch.file("macro.xlsm"))
        #expect(read.sheets.map(\.name) == ["封面", "lists", "code"])
        #expect(read.sheets.map(\.visibility) == [.visible, .hidden, .veryHidden])
        #expect(try allRows(of: read, 0).isEmpty)
        #expect(try allRows(of: read, 2).map(\.cells) == [["3"]])
    }

    @Test func `empty rows and cells cost nothing, joined cells are known`() throws {
        let book = SampleBook(
            rows: """
                <row r='1'><c r='A1' t='inlineStr'><is><t>title</t></is></c><c r='B1' s='0'/><c r='XFD1' s='0'/></row>
                <row r='2' s='0' customFormat='1'/><row><c r='B3'><v>1</v></c><c><v>2</v></c><c r='E3' t='inlineStr'><is><t></t>
                </is></c></row><row r='9'><c r='A9' s='0'/></row>
                """, after: "<mergeCells count='2'><mergeCell ref='A1:D1'/><mergeCell ref='B3:B5'/></mergeCells>")
        let scratch = try TemporaryFolder()
        try book.archive.write(to: scratch.file("a.xlsx"))
        let read = try WorkbookReader(path: scratch.file("a.xlsx"))
        #expect(try allRows(of: read).map(\.number) == [1, 3])
        #expect(try allRows(of: read).map(\.cells) == [["title"], ["", "1", "2"]])
        #expect(
            try read.merges(of: read.sheets[0]) == [
                WorkbookReader.Merge(rows: 1...1, columns: 1...4), WorkbookReader.Merge(rows: 3...5, columns: 2...2),
            ])
    }

    @Test func `what other programs than Excel write is read`() throws {
        // Each cell in a row of its own, places in small letters, a shared text that is not named.
        let rows = try SampleBook(
            rows: """
                <row r='1'><c r='a1' t='inlineStr'><is><t>x</t></is></c></row><row r='1'><c r='b1'><v>2</v></c></row>
                <row r='1'><c r='D1' t='s'><v/></c><c r='E1'><v>5</v></c></row><row r='2' hidden='1'><c r='A2'><v>3</v></c></row>
                """
        ).rows()
        #expect(rows.map(\.cells) == [["x", "2", "", "", "5"], ["3"]])
        #expect(rows.map(\.isHidden) == [false, true])
        // Parts that are not there, and paths as Windows writes them.
        var archive = SampleBook(rows: "<row r='1'><c r='A1' s='3'><v>7</v></c></row>").archive
        archive.members.removeAll { $0.name.hasSuffix("styles.xml") || $0.name.hasSuffix("sharedStrings.xml") }
        archive.members = archive.members.map { ($0.name.replacing("/", with: "\\"), $0.bytes) }
        let scratch = try TemporaryFolder()
        try archive.write(to: scratch.file("a.xlsx"))
        #expect(try allRows(of: try WorkbookReader(path: scratch.file("a.xlsx"))).map(\.cells) == [["7"]])
    }

    @Test(
        "a sheet that no program would write is refused",
        arguments: [
            ("<row r='1048577'/>", "workbook-too-many-rows"),
            ("<row r='3'/><row r='2'/>", "workbook-rows-out-of-order"),
            ("<row r='x'/>", "workbook-damaged"), ("<row r='0'/>", "workbook-damaged"),
            ("<row><c r='XFE1'/></row>", "workbook-damaged"), ("<row><c r='A'/></row>", "workbook-damaged"),
            ("<row><c r='A1' t='s'><v>5</v></c></row>", "workbook-damaged"),
            ("<row><c r='XFD1'><v>1</v></c></row>", "workbook-too-many-columns"), ("<row>", "xml-not-well-formed"),
            ("<row><c r='99999999999999999999'/></row>", "workbook-damaged"),
        ])
    func refusedSheets(_ row: (String, String)) {
        #expect(code { _ = try SampleBook(rows: row.0).rows() } == row.1)
    }

    @Test func `two million empty styled rows end at the last row there can be`() throws {
        var xml = Array("<sheetData>".utf8)
        var cut = 0
        for row in 1...2_000_000 {
            xml += Array("<row r=\"".utf8) + Array(String(row).utf8) + Array("\" s=\"0\" customFormat=\"1\"/>".utf8)
            if row == 1_048_576 { cut = xml.count }
        }
        let end = Array("</sheetData>".utf8)
        for (bytes, expected) in [(Array(xml[..<cut]), String?.none), (xml, "workbook-too-many-rows")] {
            let scratch = try TemporaryFolder()
            var archive = SampleBook().archive
            let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            let part = try #require(archive.members.firstIndex { $0.name == "xl/worksheets/part1.xml" })
            archive.members[part].bytes =
                Array("<worksheet xmlns='\(main)'>".utf8) + bytes + end + Array("</worksheet>".utf8)
            try archive.write(to: scratch.file("a.xlsx"))
            let book = try WorkbookReader(path: scratch.file("a.xlsx"))
            let time = ContinuousClock().measure { #expect(code { _ = try allRows(of: book) } == expected) }
            #expect(time < .seconds(30))
        }
    }
}

@Suite struct HostileArchiveTests {
    private func openCode(_ archive: SampleArchive, patching: ((inout [UInt8]) -> Void)? = nil) throws -> String? {
        let scratch = try TemporaryFolder()
        try archive.write(to: scratch.file("a.xlsx"))
        if let patching {
            var bytes = try scratch.bytes(of: "a.xlsx")
            patching(&bytes)
            _ = try scratch.write(bytes, to: "a.xlsx")
        }
        return code {
            let book = try WorkbookReader(path: scratch.file("a.xlsx"))
            for index in book.sheets.indices { _ = try allRows(of: book, index) }
        }
    }

    @Test func `a sound archive is read`() throws { #expect(try openCode(SampleBook().archive) == nil) }

    @Test(
        "members that lead out of the archive are refused",
        arguments: ["../x.xml", "xl/../../x.xml", "/etc/x", "xl\\..\\x", "C:/x", "a/.."])
    func paths(_ name: String) throws {
        var archive = SampleBook().archive
        archive.add(name, "x")
        #expect(try openCode(archive) == "zip-path")
    }

    @Test func `members of one name are refused, whatever the case of their letters`() throws {
        var archive = SampleBook().archive
        archive.add("XL/WORKBOOK.XML", "x")
        #expect(try openCode(archive) == "zip-duplicate")
        var twice = SampleBook().archive
        twice.add("xl/workbook.xmX", "x")
        let code = try openCode(twice) { bytes in
            let name = Array("xl/workbook.xmX".utf8)
            for i in 0..<(bytes.count - name.count) where Array(bytes[i..<(i + name.count)]) == name {
                bytes[i + name.count - 1] = UInt8(ascii: "l")
            }
        }
        #expect(code == "zip-duplicate")
    }

    @Test func `a zip bomb is refused before it is unpacked`() throws {
        var archive = SampleBook().archive
        archive.members.append(("xl/media/x.bin", [UInt8](repeating: 32, count: 32 << 20)))
        #expect(try openCode(archive) == "zip-bomb")
    }

    @Test func `a member that is larger than it says is refused`() throws {
        var book = SampleBook(rows: "<row><c><v>1</v></c></row>")
        book.sheets[0].xml += String(repeating: " ", count: 200_000)
        let code = try openCode(book.archive) { bytes in
            // The unpacked size stands 24 bytes into the entry of the central directory, the name after 46.
            let name = Array("xl/worksheets/part1.xml".utf8)
            for i in 0..<(bytes.count - 80) where Array(bytes[i..<(i + 4)]) == [0x50, 0x4B, 1, 2] {
                if Array(bytes[(i + 46)..<(i + 46 + name.count)]) == name {
                    bytes.replaceSubrange((i + 24)..<(i + 28), with: [0, 1, 0, 0])
                }
            }
        }
        #expect(code == "zip-size" || code == "zip-damaged")
    }

    @Test func `sizes, members and texts have limits`() throws {
        let scratch = try TemporaryFolder()
        var book = SampleBook(rows: "<row><c t='s'><v>0</v></c></row>")
        book.sharedTexts = "<si><t>" + String(repeating: "x", count: 5000) + "</t></si>"
        try book.archive.write(to: scratch.file("a.xlsx"))
        func code(_ change: (inout WorkbookLimits) -> Void) -> String? {
            var limits = WorkbookLimits()
            change(&limits)
            return DocumentsTests.code {
                _ = try allRows(of: try WorkbookReader(path: scratch.file("a.xlsx"), limits: limits))
            }
        }
        #expect(code { _ in } == nil)
        #expect(code { $0.memberBytes = 1000 } == "zip-too-large")
        #expect(code { $0.totalBytes = 6000 } == "zip-too-large")
        #expect(code { $0.fileBytes = 100 } == "zip-too-large")
        #expect(code { $0.members = 3 } == "zip-too-many-members")
        #expect(code { $0.sharedTextBytes = 1000 } == "xml-text-too-long")
        #expect(code { $0.cellBytes = 4999 } == "workbook-too-much-text")
        #expect(code { $0.cellBytes = 5000 } == nil)
        #expect(code { $0.sheets = 0 } == "workbook-too-many-sheets")
        // Empty texts take room too.
        book.sharedTexts = String(repeating: "<si/>", count: 1000)
        try book.archive.write(to: scratch.file("a.xlsx"))
        #expect(code { $0.sharedTextBytes = 7000 } == "xml-text-too-long")
        #expect(code { $0.sharedTextBytes = 9000 } == nil)
    }

    @Test func `one cell again and again fills no memory`() throws {
        let cells = String(repeating: "<c r='A1'><f>1</f></c><c r='A1' t='e'><v>#N/A</v></c>", count: 5000)
        let rows = try SampleBook(rows: "<row r='1'>\(cells)</row>").rows()
        #expect(rows.map(\.errors.count) == [1024])
        #expect(rows.map(\.uncalculated.count) == [1024])
    }

    @Test func `encrypted and foreign files are refused by name`() throws {
        var archive = SampleBook().archive
        archive.password = "secret"
        #expect(try openCode(archive) == "zip-encrypted")
        let scratch = try TemporaryFolder()
        #expect(code { _ = try WorkbookReader(path: scratch.write("id,name", to: "a.csv")) } == "workbook-unknown")
        #expect(code { _ = try WorkbookReader(path: scratch.write([], to: "b.xlsx")) } == "workbook-unknown")
        #expect(
            code { _ = try WorkbookReader(path: scratch.write(Array("PK\u{3}\u{4}rest".utf8), to: "c.xlsx")) }
                == "zip-damaged")
        var other = SampleArchive()
        other.add("content.xml", "<a/>")
        #expect(try openCode(other) == "workbook-unknown")
        #expect(code { _ = try WorkbookReader(path: scratch.file("none.xlsx")) } == "cannot-open")
    }

    @Test func `damaged bytes are found`() throws {
        var book = SampleBook(rows: "<row><c><v>1</v></c></row>")
        book.sheets[0].xml += "<!--" + (0..<2000).map { "\($0 * $0)" }.joined() + "-->"
        let code = try openCode(book.archive) { bytes in
            for i in 2000..<2100 { bytes[i] ^= 0x55 }
        }
        #expect(code == "zip-damaged" || code == "xml-not-well-formed" || code == "zip-size")
    }

    @Test(
        "hostile XML within a workbook is refused as anywhere else",
        arguments: ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/part1.xml"])
    func hostileParts(_ part: String) throws {
        // A sheet with another root is refused for that before anything else.
        let root = part.hasPrefix("xl/worksheets/") ? "worksheet" : "a"
        for (text, expected) in [
            ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><\(root)>&x;</\(root)>", "xml-doctype"),
            (String(repeating: "<\(root)>", count: 100_000), "xml-too-deep"),
            ("<\(root) b='\(String(repeating: "x", count: 300 << 10))'/>", "xml-attribute-too-long"),
        ] {
            var archive = SampleBook().archive
            let index = try #require(archive.members.firstIndex { $0.name == part })
            archive.members[index].bytes =
                Array(text.utf8) + (0..<30_000).map { UInt8(truncatingIfNeeded: $0 &* $0) | 1 }
            #expect(try openCode(archive) == expected)
        }
    }

    @Test func `nothing is left behind in the temporary folder`() throws {
        let scratch = try TemporaryFolder()
        try SampleBook(rows: "<row><c><v>1</v></c></row>").archive.write(to: scratch.file("a.xlsx"))
        _ = try allRows(of: try WorkbookReader(path: scratch.file("a.xlsx")))
        #expect(try scratch.names() == ["a.xlsx"])
    }
}
