import CLibZip
import TestSupport

@testable import Documents

/// A zip archive made by hand, sound or not.
struct SampleArchive {
    var members: [(name: String, bytes: [UInt8])] = []
    var password: String?

    mutating func add(_ name: String, _ text: String) { members.append((name, Array(text.utf8))) }

    func write(to path: String) throws {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
            throw DocumentError(.cannotWrite, in: path, value: "\(code)")
        }
        // The library reads the buffers when it closes.
        var buffers: [UnsafeMutableRawPointer] = []
        defer { for buffer in buffers { buffer.deallocate() } }
        for member in members {
            let buffer = UnsafeMutableRawPointer.allocate(byteCount: max(member.bytes.count, 1), alignment: 1)
            buffer.copyMemory(from: member.bytes, byteCount: member.bytes.count)
            buffers.append(buffer)
            let source = zip_source_buffer(archive, buffer, zip_uint64_t(member.bytes.count), 0)
            let index = zip_file_add(archive, member.name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
            guard index >= 0 else { throw DocumentError(.cannotWrite, in: path, value: member.name) }
            if let password {
                zip_file_set_encryption(archive, zip_uint64_t(index), UInt16(ZIP_EM_AES_256), password)
            }
        }
        guard zip_close(archive) == 0 else { throw DocumentError(.cannotWrite, in: path) }
    }
}

/// A workbook made by hand of the XML of its parts.
struct SampleBook {
    var sheets: [(name: String, attributes: String, xml: String)] = []
    var sharedTexts = ""
    var numberFormats = ""
    var cellFormats = "<xf numFmtId='0'/>"
    var properties = ""
    var others: [(String, String)] = []

    static let transitional = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    var archive: SampleArchive {
        var archive = SampleArchive()
        let type = SampleBook.transitional, package = "http://schemas.openxmlformats.org/package/2006/relationships"
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.add(
            "_rels/.rels",
            "<Relationships xmlns='\(package)'><Relationship Id='rId1' Type='\(type)/officeDocument' "
                + "Target='xl/workbook.xml'/></Relationships>")
        var relations = "<Relationship Id='s' Type='\(type)/styles' Target='styles.xml'/>"
        relations += "<Relationship Id='t' Type='\(type)/sharedStrings' Target='/xl/sharedStrings.xml'/>"
        var list = ""
        for (index, sheet) in sheets.enumerated() {
            // Names of parts say nothing about the order of sheets.
            let part = "worksheets/part\(sheets.count - index).xml"
            relations += "<Relationship Id='r\(index)' Type='\(type)/worksheet' Target='\(part)'/>"
            list += "<sheet name='\(sheet.name)' sheetId='\(index + 1)' \(sheet.attributes) r:id='r\(index)'/>"
            archive.add("xl/" + part, "<worksheet xmlns='\(main)'>\(sheet.xml)</worksheet>")
        }
        archive.add("xl/_rels/workbook.xml.rels", "<Relationships xmlns='\(package)'>\(relations)</Relationships>")
        archive.add(
            "xl/workbook.xml",
            "<workbook xmlns='\(main)' xmlns:r='\(type)'>\(properties)<sheets>\(list)</sheets></workbook>")
        archive.add("xl/sharedStrings.xml", "<sst xmlns='\(main)'>\(sharedTexts)</sst>")
        archive.add(
            "xl/styles.xml",
            "<styleSheet xmlns='\(main)'><numFmts>\(numberFormats)</numFmts><cellStyleXfs><xf numFmtId='14'/>"
                + "</cellStyleXfs><cellXfs>\(cellFormats)</cellXfs></styleSheet>")
        for (name, text) in others { archive.add(name, text) }
        return archive
    }

    /// A book of one sheet with these rows.
    init(rows: String = "", after: String = "") {
        sheets = [("数据", "", "<sheetData>\(rows)</sheetData>\(after)")]
    }

    func rows(sheet: Int = 0, limits: WorkbookLimits = WorkbookLimits()) throws -> [WorkbookReader.Row] {
        let scratch = try TemporaryFolder()
        try archive.write(to: scratch.file("a.xlsx"))
        let book = try WorkbookReader(path: scratch.file("a.xlsx"), limits: limits)
        return try allRows(of: book, sheet)
    }
}

func allRows(of book: WorkbookReader, _ sheet: Int = 0) throws -> [WorkbookReader.Row] {
    let rows = try book.rows(of: book.sheets[sheet])
    var result: [WorkbookReader.Row] = []
    while let row = try rows.next() { result.append(row) }
    return result
}
