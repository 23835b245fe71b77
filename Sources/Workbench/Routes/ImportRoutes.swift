import Factors
import Inventories
import Tables

extension Routes {
    private static let draftFiles = ["import.csv", "marked.xlsx", ImportShelf.mappingName]
    private static let ledgerParameter = Parameter("ledger", "台账编号", "the ledger's id", isRequired: true)

    /// The bytes of a file that says nothing: spaces, ends of lines, byte order marks.
    private static let blank: Set<UInt8> = [9, 10, 13, 32, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0]

    /// Ledgers: sent, looked at, confirmed, accepted.
    static let importing: [Route] = [
        Route(
            method: .get, path: "/import", text: Label("导入台账", "ledgers to import"),
            parameters: [Parameter("ledger", "台账编号", "the ledger's id")]
        ) { space, request in
            try space.expectFolder()
            let view = View(space, request)
            guard let id = request.value("ledger") else {
                return .page(
                    ImportPage(
                        ledgers: space.shelf.ledgers.map { ($0, space.jobs.last(.ledger, of: $0.id)) }, view: view
                    ).markup())
            }
            let ledger = try space.shelf.ledger(id)
            let draft = try space.shelf.draft(of: ledger)
            return .page(
                LedgerPage(
                    ledger: ledger, job: space.jobs.last(.ledger, of: id), draft: draft,
                    standing: try space.rowCounts(of: draft?.draft.tables.map(\.name) ?? []), view: view
                ).markup())
        },
        Route(
            method: .get, path: "/api/imports", text: Label("放入的台账", "the ledgers that were sent")
        ) { space, _ in
            try space.expectFolder()
            return .json(.list(space.shelf.ledgers.map(\.json)))
        },
        Route(
            method: .post, path: "/api/import", text: Label("放入一份台账并读入（任务）", "send a ledger and have it read (a job)"),
            parameters: [Parameter("name", "文件名", "the file's name", isRequired: true)], body: .file,
            limit: 128 << 20
        ) { space, request in
            try space.expectFolder()
            guard let name = request.value("name") else { throw Problem.missing("name") }
            guard request.body.contains(where: { !Routes.blank.contains($0) }) else { throw Problem.emptyFile(name) }
            let ledger = try space.shelf.take(request.body, named: name)
            return try space.read(ledger, request)
        },
        Route(
            method: .get, path: "/api/import", text: Label("一份台账的草稿", "the draft of a ledger"),
            parameters: [ledgerParameter]
        ) { space, request in
            let (_, draft, digest) = try space.draft(request.value("ledger"))
            return .json(draft.json(digest: digest))
        },
        Route(
            method: .post, path: "/api/import/mapping",
            text: Label("更改、确认对应关系并重新读入（任务）", "change or confirm the mapping and read again (a job)"),
            body: .json([
                ledgerParameter, Parameter("digest", "草稿的摘要", "digest of the draft", isRequired: true),
                Parameter(
                    "lines", "改动：subject、scope、text、meaning", "changes: subject, scope, text, meaning", isRequired: true
                ),
                Parameter("confirm", "确认其余推测", "confirm all other guesses"),
            ]), limit: 4 << 20
        ) { space, request in
            struct Answer: Decodable {
                let subject: String
                let scope: String
                let text: String
                let meaning: String
            }
            struct Body: Decodable {
                let ledger: String
                let digest: String
                let lines: [Answer]
                let confirm: Bool?
            }
            let body: Body = try request.decoded()
            let (ledger, draft) = try space.draft(body.ledger, seen: body.digest)
            var mapping = SurveyMapping(draft.lines)
            for answer in body.lines {
                guard
                    let line = draft.lines.first(where: {
                        ($0.subject.rawValue, $0.scope, $0.text) == (answer.subject, answer.scope, answer.text)
                    })
                else { throw Problem.unknown("line", "\(answer.subject) \(answer.text)") }
                mapping.say(line.subject, line.scope, line.text, means: answer.meaning.isEmpty ? "?" : answer.meaning)
            }
            if body.confirm ?? false { mapping = mapping.accepted }
            let text = try space.checked(mapping, View(space, request))
            try space.shelf.put(answers: text, to: ledger)
            return try space.read(ledger, request)
        },
        Route(
            method: .post, path: "/api/import/accept",
            text: Label("接受草稿，写入清单", "accept the draft and write it to the inventory"),
            body: .json([
                ledgerParameter, Parameter("digest", "草稿的摘要", "digest of the draft", isRequired: true),
                Parameter(
                    "tables", "已有同名表时：replace 代替，beside 并存", "where a table is there: replace, or beside",
                    isRequired: true),
            ]), limit: 1 << 16
        ) { space, request in
            struct Body: Decodable {
                let ledger: String
                let digest: String
                let tables: [String: String]
            }
            let body: Body = try request.decoded()
            let (ledger, draft) = try space.draft(body.ledger, seen: body.digest)
            let files = try space.accept(draft, of: ledger, body.tables, View(space, request))
            return .json(.object([("files", .list(files.map { .text($0) }))]))
        },
        Route(
            method: .post, path: "/api/import/read",
            text: Label("重新读入一份台账（任务）", "read a ledger again (a job)"), body: .json([ledgerParameter]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable { let ledger: String }
            let body: Body = try request.decoded()
            try space.expectFolder()
            return try space.read(try space.shelf.ledger(body.ledger), request)
        },
        Route(
            method: .post, path: "/api/import/discard", text: Label("不要一份台账", "throw a ledger away"),
            body: .json([ledgerParameter]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable { let ledger: String }
            let body: Body = try request.decoded()
            try space.expectFolder()
            let ledger = try space.shelf.ledger(body.ledger)
            guard space.jobs.last(.ledger, of: ledger.id)?.isOver ?? true else { throw Problem.isRead }
            try space.shelf.discard(ledger)
            return Response(204)
        },
        Route(
            method: .get, path: "/api/import/file", text: Label("下载草稿的文件", "a file of the draft"),
            parameters: [ledgerParameter, Parameter("name", "文件名", "file name", isRequired: true)]
        ) { space, request in
            let (ledger, _, _) = try space.draft(request.value("ledger"))
            guard let name = draftFiles.first(where: { $0 == request.value("name") }) else {
                throw Problem.unknown("name", request.value("name") ?? "")
            }
            let bytes = try InputFile.bytes(of: space.shelf.tables(of: ledger) + "/" + name)
            return .download(bytes, name: name, type: "application/octet-stream")
        },
    ]
}

extension ImportShelf.Ledger {
    /// The ledger as programs read it.
    var json: JSON {
        .object([
            ("ledger", .text(id)), ("name", .text(name)), ("size", .count(size)), ("sent", .text(sent)),
            ("accepted", accepted.map { .text($0) } ?? .null),
        ])
    }
}

extension Problem {
    fileprivate static func emptyFile(_ name: String) -> Problem {
        let name = ImportShelf.shown(name)
        return Problem(
            400, "empty-file", "\(name) 是空文件，没有内容；请检查它是否保存完整，再放入",
            "\(name) is empty: see whether it was saved whole, then send it again")
    }
    fileprivate static let isRead = Problem(
        409, "ledger-is-read", "这份台账正在读入，请等它完成或先取消", "the ledger is being read: wait, or cancel that first")
}

extension Workspace {
    /// Only a folder takes tables.
    nonisolated func expectFolder() throws(Problem) {
        guard isCounty else { throw .noRoute }
        guard !InventoryWorkbook.isWorkbook(folder) else {
            throw Problem(
                409, "workbook", "这份清单是一个工作簿，请在 Excel 中填写；导入需要文件夹形式的清单",
                "this inventory is a workbook, to be filled in with Excel: an import needs a folder")
        }
    }

    /// Has a ledger read by a process of its own.
    func read(_ ledger: ImportShelf.Ledger, _ request: Request) throws -> Response {
        if let job = jobs.last(.ledger, of: ledger.id), !job.isOver { throw Problem.isRead }
        let job = try jobs.start(
            .ledger, of: ledger.id, title: ledger.name, in: View(self, request).language)
        return .json(.object([("ledger", .text(ledger.id)), ("job", job.json)]), status: 202)
    }

    /// A ledger with its draft, which must have been made.
    func draft(_ id: String?) throws -> (ledger: ImportShelf.Ledger, draft: ImportDraft, digest: String) {
        try expectFolder()
        guard let id else { throw Problem.missing("ledger") }
        let ledger = try shelf.ledger(id)
        guard let (draft, digest) = try shelf.draft(of: ledger) else {
            throw Problem(404, "no-draft", "这份台账还没有读完", "the ledger has not been read yet")
        }
        return (ledger, draft, digest)
    }

    /// The same, which must be the one that was seen, and not about to be another.
    func draft(_ id: String, seen digest: String) throws -> (ledger: ImportShelf.Ledger, draft: ImportDraft) {
        let found = try draft(id)
        if let job = jobs.last(.ledger, of: id), !job.isOver { throw Problem.isRead }
        guard found.digest == digest else {
            throw Problem(409, "draft-changed", "草稿已经变了，请刷新", "the draft is another by now: load again")
        }
        return (found.ledger, found.draft)
    }

    /// How many rows the inventory's tables have that a draft has too.
    func rowCounts(of names: [String]) throws -> [String: Int] {
        let known = Set(tableNames())
        var counts: [String: Int] = [:]
        for name in names where known.contains(name) { counts[name] = try table(named: name).rowCount }
        return counts
    }

    /// The text of a mapping with what the inventory remembers besides; what it says must be so.
    func checked(_ mapping: SurveyMapping, _ view: View) throws -> String {
        let vocabularies = try factorLibrary().vocabularies
        var findings = Findings()
        var all = mapping
        if let bytes = try versions.now(ImportShelf.mappingName) {
            all.remember(
                SurveyMapping.parse(
                    SourceText(raw: bytes, path: ImportShelf.mappingName).string, file: ImportShelf.mappingName,
                    vocabularies: vocabularies, findings: &findings))
        }
        let text = all.yaml(in: view.language)
        _ = SurveyMapping.parse(
            text, file: ImportShelf.mappingName, vocabularies: vocabularies, findings: &findings)
        if findings.hasErrors { throw findings }
        return text
    }

    /// Puts the tables of a draft into the inventory, with the mapping that they were made by, all or none. Returns the
    /// names of the files.
    func accept(
        _ draft: ImportDraft, of ledger: ImportShelf.Ledger, _ choices: [String: String], _ view: View
    ) throws -> [String] {
        guard draft.doubts == 0 else {
            throw Problem(
                409, "not-confirmed", "有 \(draft.doubts) 处推测没有确认", "\(draft.doubts) guesses are not confirmed")
        }
        guard !draft.tables.isEmpty else {
            throw Problem(409, "nothing-to-write", "没有可写入的表", "there is no table to write")
        }
        var names = Set(tableNames())
        var changes: [Versions.Change] = []
        for table in draft.tables {
            let bytes = try InputFile.bytes(of: shelf.tables(of: ledger) + "/" + table.name)
            guard SHA256.hexadecimal(of: bytes) == table.digest else {
                throw Problem(409, "draft-changed", "草稿已经变了，请刷新", "the draft is another by now: load again")
            }
            let kind = SourceKind.all.first { Inventory.isTable(table.name, of: $0) }
            guard let kind, !table.name.contains("/") else { throw Problem.unknown("table", table.name) }
            var name = table.name
            // Whatever name it gets: two files of the same bytes would count twice.
            let replaced = names.contains(name) && choices[name] != "beside" ? name : nil
            for other in names where other != replaced && Inventory.isTable(other, of: kind) {
                guard try self.table(named: other).digest != table.digest else {
                    throw Problem(
                        409, "same-table", "\(other) 的内容与它完全相同，并存会重复计算",
                        "\(other) holds the same bytes: beside it all would count twice")
                }
            }
            var before: [UInt8]?
            if names.contains(name) {
                switch (try self.table(named: name).rowCount == 0, choices[name]) {
                case (true, _), (_, "replace"): before = try versions.now(name)
                case (_, "beside"):
                    var number = 2
                    while names.contains("\(kind.name)-\(number).csv") { number += 1 }
                    name = "\(kind.name)-\(number).csv"
                default:
                    throw Problem(
                        409, "not-chosen", "清单中已有 \(name)：请选择代替还是并存",
                        "the inventory has \(name): choose whether it is replaced or kept beside")
                }
            }
            names.insert(name)
            changes.append(Versions.Change(name: name, before: before, bytes: bytes))
        }
        let mapping = try checked(SurveyMapping(draft.lines), view)
        changes.append(
            Versions.Change(
                name: ImportShelf.mappingName, before: try versions.now(ImportShelf.mappingName),
                bytes: Array(mapping.utf8)))
        try versions.write(changes, action: "import", note: ledger.name)
        try shelf.accept(ledger)
        return changes.map(\.name)
    }
}
