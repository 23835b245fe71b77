import Foundation
import TestSupport
import Testing

private let python = InstalledProgram("python3")

/// Workbooks that mean harm, handed to `check`, `compute` and `import`: refused with a finding, in bounded memory.
@Suite(.enabled(if: python != nil, "python3 is not installed"))
struct HostileWorkbookTests {
    /// A workbook of our own template, and the same with something put in, by Python's zip files.
    private static let maker = """
        import sys, zipfile, struct
        kind, source, target = sys.argv[1:4]
        parts = {i.filename: zipfile.ZipFile(source).read(i) for i in zipfile.ZipFile(source).infolist()}
        sheet = 'xl/worksheets/sheet2.xml'
        ns = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
        extra = []
        def rows(count, text):
            return ('<worksheet xmlns="%s"><sheetData>' % ns).encode() + text * count + b'</sheetData></worksheet>'
        if kind == 'bomb': extra = [('xl/media/a.bin', b'\\0' * (200 << 20))]
        elif kind == 'sheet-bomb': parts[sheet] = rows(1, b' ' * (200 << 20))
        elif kind == 'many': extra = [('xl/media/%d' % i, b'') for i in range(12000)]
        elif kind == 'sum': extra = [('xl/media/%d' % i, b'\\0' * (4 << 20)) for i in range(300)]
        elif kind == 'up': extra = [('../../evil.xml', b'x')]
        elif kind == 'absolute': extra = [('/tmp/evil.xml', b'x')]
        elif kind == 'backslash': extra = [('xl\\\\..\\\\..\\\\evil.xml', b'x')]
        elif kind == 'twice': extra = [('xl/workbook.xml', b'<a/>')]
        elif kind == 'case': extra = [('XL/Workbook.xml', b'<a/>')]
        elif kind == 'laughs':
            parts[sheet] = b'<!DOCTYPE a [<!ENTITY a "ha">' + b''.join(
                b'<!ENTITY %c "%s">' % (98 + i, b'&%c;' % (97 + i) * 10) for i in range(20)) + b']><a>&u;</a>'
        elif kind == 'root': parts[sheet] = parts[sheet].replace(b'worksheet', b'chartsheet')
        elif kind == 'no-data': parts[sheet] = parts[sheet].replace(b'sheetData', b'sheetDate')
        elif kind == 'relation': parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace(
            b'relationships/worksheet" Target="worksheets/sheet2.xml', b'relationships/styles" Target="worksheets/sheet2.xml')
        elif kind == 'other-part': parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace(
            b'worksheets/sheet2.xml', b'styles.xml')
        elif kind == 'no-relation': parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace(
            b'Id="rId2"', b'Id="rId99"')
        elif kind == 'deep': parts[sheet] = ('<worksheet xmlns="%s">' % ns).encode() + b''.join(b'<a b="%d">' % (i * i) for i in range(1 << 20))
        elif kind == 'attribute': parts[sheet] = b'<worksheet a="' + b''.join(b'%07d' % i for i in range(4 << 20))
        elif kind == 'styled': parts[sheet] = ('<worksheet xmlns="%s"><sheetData>' % ns).encode() + b''.join(
            b'<row r="%d" s="1" customFormat="1" ht="15"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (i, i, i)
            for i in range(1, 2000001)) + b'</sheetData></worksheet>'
        elif kind == 'styled-sound': parts[sheet] = parts[sheet].replace(b'</sheetData>', b''.join(
            b'<row r="%d" s="1" customFormat="1" ht="15"><c r="A%d" s="1"/></row>' % (i, i)
            for i in range(2000, 1048577)) + b'</sheetData>')
        with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as out:
            for name, data in list(parts.items()) + extra: out.writestr(name, data)
        if kind == 'lying':
            data = bytearray(open(target, 'rb').read())
            place = data.find(b'PK\\1\\2')
            while place >= 0:
                if sheet.encode() in data[place + 46:place + 46 + 64]: data[place + 24:place + 28] = struct.pack('<I', 100)
                place = data.find(b'PK\\1\\2', place + 4)
            open(target, 'wb').write(data)
        """

    /// What is done to a workbook, and what the finding says.
    static let harms: [(kind: String, told: String)] = [
        ("bomb", "a zip bomb?"), ("sheet-bomb", "a zip bomb?"), ("many", "too many members"),
        ("sum", "larger than allowed"), ("up", "leads out of the archive"), ("absolute", "leads out of the archive"),
        ("backslash", "leads out of the archive"), ("twice", "have one name"), ("case", "have one name"),
        ("laughs", "DOCTYPE"), ("deep", "nested too deeply"), ("attribute", "too long"),
        ("styled", "beyond 1,048,576"), ("lying", "larger than it says"),
        ("root", "incomplete or damaged"), ("no-data", "incomplete or damaged"), ("relation", "incomplete or damaged"),
        ("other-part", "incomplete or damaged"), ("no-relation", "incomplete or damaged"),
    ]

    private func make(_ kind: String, in confined: Confined) throws {
        if !Workplace.exists("sound.xlsx", in: confined.folder) {
            let made = try confined.run(
                "lantian init sound.xlsx --workbook --region 654002 --year 2024 --kinds boilers --lang en")
            try #require(made.code == 0, "\(made.errors)")
            try confined.folder.write(Self.maker, to: "maker.py")
        }
        try #require(python).succeed([
            confined.folder.path + "/maker.py", kind, confined.folder.path + "/sound.xlsx",
            confined.folder.path + "/book.xlsx",
        ])
    }

    @Test(arguments: harms.indices)
    func `a workbook that means harm is refused in little memory`(_ index: Int) throws {
        let (kind, told) = Self.harms[index]
        let confined = try Confined()
        try make(kind, in: confined)
        let before = try confined.names()
        for verb in kind == "styled" ? ["check"] : ["check", "compute"] {
            let outcome = try confined.run("lantian \(verb) book.xlsx --lang en")
            #expect(outcome.code == 65, "\(verb): \(outcome.errors)")
            #expect(outcome.errors.contains(told), "\(verb): \(outcome.errors)")
            if let peak = outcome.peak { #expect(peak < 300, "\(verb)") }
            #expect(outcome.leftovers == [])
        }
        #expect(try confined.names() == before)
    }

    @Test func `a million empty styled rows below the data cost next to nothing`() throws {
        let confined = try Confined()
        try make("styled-sound", in: confined)
        let plain = try confined.run("lantian check sound.xlsx --lang en")
        let styled = try confined.run("lantian check book.xlsx --lang en")
        #expect(styled.code == plain.code)
        #expect(styled.errors.replacing("book.xlsx", with: "sound.xlsx") == plain.errors)
        if let peak = styled.peak, let usual = plain.peak { #expect(peak < usual + 100) }
    }
}
