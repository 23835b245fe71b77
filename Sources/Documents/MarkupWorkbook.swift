import Tables

/// A workbook of XML in an archive: `.xlsx`, `.xlsm`.
final class MarkupWorkbook: WorkbookForm {
    private(set) var sheets: [WorkbookReader.Sheet] = []
    private(set) var countsFrom1904 = false
    private let path: String
    private let archive: ZipArchive
    private let limits: WorkbookLimits
    private var formats: [CellFormat] = []
    private var sharedTexts: SharedTexts?
    private var parts = Parts()

    private struct Parts {
        var styles: String?
        var sharedTexts: String?
    }

    init(path: String, limits: WorkbookLimits) throws(DocumentError) {
        self.path = path
        self.limits = limits
        archive = try ZipArchive(path: path, limits: limits)
        guard archive.member("_rels/.rels") != nil else { throw DocumentError(.notAWorkbook, in: path) }
        let roots = try relations(of: "")
        guard let root = roots.values.first(where: { $0.kind == "officeDocument" }) else {
            throw DocumentError(.notAWorkbook, in: path)
        }
        guard archive.member(root.target) != nil, !root.target.hasSuffix(".bin") else {
            throw DocumentError(.notAWorkbook, in: path, value: root.target)
        }
        try readBook(root.target)
        if let styles = parts.styles, archive.member(styles) != nil {
            formats = try CellFormat.table(try reader(of: styles))
        }
    }

    func rows(of sheet: WorkbookReader.Sheet) throws(DocumentError) -> any SheetCursor {
        guard case .member(let member) = sheet.place else {
            throw DocumentError(.workbookDamaged, in: path, value: sheet.name)
        }
        let texts: SharedTexts
        if let known = sharedTexts {
            texts = known
        } else if let part = parts.sharedTexts, archive.member(part) != nil {
            texts = try SharedTexts(try source(of: part), file: place(of: part), limits: limits)
        } else {
            texts = SharedTexts()
        }
        sharedTexts = texts
        let handler = SheetHandler(
            texts: texts, formats: formats, countsFrom1904: countsFrom1904, limits: limits)
        return try MarkupRows(try source(of: member), file: place(of: member), handler, limits)
    }

    private func place(of member: String) -> String { path + "#" + member }

    private func source(of member: String) throws(DocumentError) -> ZipMemberSource {
        guard let found = archive.member(member) else {
            throw DocumentError(.workbookDamaged, in: path, value: member)
        }
        return try archive.open(found)
    }

    private func reader(of member: String) throws(DocumentError) -> XMLReader {
        var xml = XMLLimits()
        xml.totalBytes = min(limits.memberBytes, 64 << 20)
        return try XMLReader(try source(of: member), file: place(of: member), limits: xml)
    }

    /// What a tab may be; only the first holds rows.
    private static let sheetKinds: Set<String> = [
        "worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet",
    ]

    private struct Relation {
        let kind: String
        let target: String
    }

    /// What a part refers to, by id; the last word of its type tells the kind, whichever edition of the standard.
    private func relations(of part: String) throws(DocumentError) -> [String: Relation] {
        let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let folder = String(part[..<slash])
        let member = folder + "_rels/" + part[slash...] + ".rels"
        guard archive.member(member) != nil else { return [:] }
        var relations: [String: Relation] = [:]
        let reader = try reader(of: member)
        while let event = try reader.next() {
            guard case .start(let element) = event, element.name == "Relationship",
                element["TargetMode"]?.lowercased() != "external", let id = element["Id"],
                let type = element["Type"], let target = element["Target"]
            else { continue }
            let kind = type.split(separator: "/").last.map(String.init) ?? ""
            relations[id] = Relation(kind: kind, target: resolved(target, in: folder))
        }
        return relations
    }

    private func resolved(_ target: String, in folder: String) -> String {
        var pieces = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
        for piece in target.split(separator: "/") where piece != "." {
            if piece == ".." { _ = pieces.popLast() } else { pieces.append(String(piece)) }
        }
        return pieces.joined(separator: "/")
    }

    private func readBook(_ part: String) throws(DocumentError) {
        let relations = try relations(of: part)
        for relation in relations.values {
            if relation.kind == "styles" { parts.styles = relation.target }
            if relation.kind == "sharedStrings" { parts.sharedTexts = relation.target }
        }
        let reader = try reader(of: part)
        while let event = try reader.next() {
            guard case .start(let element) = event else { continue }
            switch element.name {
            case "workbookPr":
                countsFrom1904 = ["1", "true", "on"].contains(element["date1904"]?.lowercased() ?? "")
            case "sheet":
                let id = element.attributes.first { $0.name == "id" && !$0.namespace.isEmpty }?.value
                guard let name = element["name"], let id else {
                    throw DocumentError(.workbookDamaged, in: place(of: part), line: element.line, value: "sheet")
                }
                guard let relation = relations[id], MarkupWorkbook.sheetKinds.contains(relation.kind) else {
                    throw DocumentError(
                        .workbookDamaged, in: place(of: part), line: element.line,
                        value: name + " → " + (relations[id]?.kind ?? id))
                }
                guard relation.kind == "worksheet" else { continue }
                guard sheets.count < limits.sheets else {
                    throw DocumentError(.tooManySheets, in: place(of: part), value: "> \(limits.sheets)")
                }
                let visibility = WorkbookReader.Sheet.Visibility(rawValue: element["state"] ?? "visible") ?? .visible
                sheets.append(
                    WorkbookReader.Sheet(name: name, visibility: visibility, place: .member(relation.target)))
            default: break
            }
        }
    }
}

/// The rows of a sheet of XML.
final class MarkupRows: SheetCursor {
    private let source: any DocumentSource
    private let handler: SheetHandler
    private let parser: SAXParser
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private var isFinished = false

    init(
        _ source: any DocumentSource, file: String, _ handler: SheetHandler, _ limits: WorkbookLimits
    ) throws(DocumentError) {
        self.source = source
        self.handler = handler
        var xml = XMLLimits()
        xml.totalBytes = limits.memberBytes
        parser = try SAXParser(file: file, limits: xml, handler: handler)
    }

    deinit { buffer.deallocate() }

    func next() throws(DocumentError) -> WorkbookReader.Row? {
        while true {
            if let row = handler.next() { return row }
            if isFinished { return handler.last() }
            isFinished = try !parser.feed(from: source, through: buffer)
            // A sheet without rows has the element that would hold them; one without that is no sheet.
            if isFinished, !handler.hasData {
                throw DocumentError(.workbookDamaged, in: parser.file, value: "sheetData")
            }
        }
    }

    var file: String { parser.file }
    var merges: [WorkbookReader.Merge] { handler.merges }
    var hiddenColumns: [ClosedRange<Int>] { handler.hiddenColumns }
}
