import Inventories
import Tables

extension Routes {
    /// The tables as a grid that is edited.
    static let grid: [Route] = [
        Route(
            method: .get, path: "/tables", text: Label("数据表", "a table"),
            parameters: [
                Parameter("table", "文件名", "file name"), Parameter("from", "第一行，从 0", "first row, from 0"),
                Parameter("line", "要看的行号", "the line to be seen"),
            ]
        ) { space, request in
            let names = space.tableNames()
            guard let name = request.value("table") ?? names.first else {
                throw Problem(
                    404, "no-tables", "文件夹中没有数据表（工作簿请在 Excel 中修改）",
                    "the folder has no table (a workbook is edited in Excel)")
            }
            let table = try space.table(named: name)
            let row = request.value("line").flatMap(Int.init).flatMap(table.row(ofLine:)).map { max(0, $0 - 5) }
            let first = row ?? request.value("from").flatMap(Int.init) ?? 0
            return .page(
                TablesPage(
                    names: names, name: name, table: table, findings: space.findings(ofTable: name),
                    first: min(max(0, first), max(0, table.rowCount - 1)), view: View(space, request)
                ).markup())
        },
        Route(
            method: .get, path: "/api/table", text: Label("数据表的一段行", "some rows of a table"),
            parameters: [
                Parameter("table", "文件名", "file name", isRequired: true),
                Parameter("from", "第一行，从 0", "first row, from 0"),
                Parameter("count", "行数，至多 500", "how many, 500 at most"),
            ]
        ) { space, request in
            guard let name = request.value("table") else { throw Problem.missing("table") }
            let table = try space.table(named: name)
            let first = max(0, request.value("from").flatMap(Int.init) ?? 0)
            let count = min(500, max(1, request.value("count").flatMap(Int.init) ?? TablesPage.window))
            return .json(table.json(first, count, findings: space.findings(ofTable: name), View(space, request)))
        },
        Route(
            method: .patch, path: "/api/table", text: Label("修改单元格", "change cells"),
            body: .json([
                Parameter("table", "文件名", "file name", isRequired: true),
                Parameter(
                    "edits", "改动：line、column（从 0）、before、value",
                    "changes: line, column (from 0), before, value", isRequired: true),
            ]), limit: 4 << 20
        ) { space, request in
            struct Body: Decodable {
                let table: String
                let edits: [CellEdit]
            }
            let body: Body = try request.decoded()
            guard (1...10_000).contains(body.edits.count) else { throw Problem.badBody }
            let table = try space.table(named: body.table)
            let bytes = try table.replacing(body.edits)
            let header = table.header
            let note = body.edits.prefix(3).map { "\($0.line) [\(header[$0.column])] \($0.before) → \($0.value)" }
            let more = body.edits.count > 3 ? " … (\(body.edits.count))" : ""
            try space.versions.write(
                bytes, to: body.table, before: table.raw, action: "edit", note: note.joined(separator: "; ") + more)
            return .json(
                .object([("changed", .count(body.edits.count)), ("digest", .text(SHA256.hexadecimal(of: bytes)))]))
        },
    ]
}

extension Workspace {
    /// The findings that stand in a table; none where the inventory cannot be read at all.
    func findings(ofTable name: String) -> [Finding] {
        let all: [Finding]
        do { all = try currentCounty().findings.sorted } catch {
            all = (error as? Findings)?.sorted ?? []
        }
        return all.filter { $0.location.map { Finding.fileName($0.file) == name } ?? false }
    }
}

extension TableText {
    /// A window of rows with the findings of its cells.
    func json(_ first: Int, _ count: Int, findings: [Finding], _ view: View) -> JSON {
        let header = header
        let marks = CellMarks(findings, header: header)
        let rows: [JSON] = rows(first..<max(first, min(rowCount, first + count))).map { line, fields in
            var cells: [(String, JSON)] = [
                ("line", .count(line)),
                ("cells", .list(header.indices.map { .text($0 < fields.count ? fields[$0] : "") })),
            ]
            let found: [JSON] = header.indices.compactMap { column in
                marks.finding(line, column).map {
                    .object([
                        ("column", .count(column)), ("severity", .text($0.severity.rawValue)),
                        ("text", .text($0.description(in: view.language))),
                    ])
                }
            }
            if !found.isEmpty { cells.append(("findings", .list(found))) }
            return .object(cells)
        }
        return .object([
            ("header", .list(header.map { .text($0) })), ("rows", .list(rows)), ("first", .count(first)),
            ("count", .count(rowCount)), ("encoding", .text(encoding.rawValue)), ("digest", .text(digest)),
        ])
    }
}
