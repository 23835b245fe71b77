import Calculation
import Documents
import Factors
import FoundationEssentials
import Glibc
import Inventories
import Plans
import Quantities
import Reports
import Tables

extension Routes {
    /// The pages of a county and what they ask.
    static let county: [Route] = inventory + grid + planning + packages + history

    private static let inventory: [Route] = [
        Route(
            method: .get, path: "/", text: Label("清单或收件箱", "the inventory, or the inbox"),
            parameters: [
                Parameter("by", "汇总键", "key of totals"), Parameter("lang", "语言 zh 或 en", "language, zh or en"),
            ]
        ) { space, request in
            guard space.isCounty else { return try await space.inboxPage(request) }
            let key = try grouping(request.value("by") ?? "sector")
            return .page(
                InventoryPage(
                    county: try space.currentCounty(), view: View(space, request), key: key, tables: space.tableNames()
                ).markup())
        },
        Route(
            method: .get, path: "/sources", text: Label("一组排放源", "the sources of a group"),
            parameters: [
                Parameter("pollutant", "污染物", "pollutant"), Parameter("county", "县区", "county"),
                Parameter("sector", "部门", "sector"), Parameter("table", "源类", "source kind"),
            ]
        ) { space, request in
            let county = try space.currentCounty()
            return .page(
                SourcesPage(
                    county: county, view: View(space, request),
                    pollutant: try county.pollutant(request.value("pollutant")), request: request
                ).markup())
        },
        Route(
            method: .get, path: "/why", text: Label("一个数怎样算出", "how a number came about"), parameters: whyParameters
        ) { space, request in
            let county = try space.currentCounty()
            let place = try source(request, in: county)
            let asked = try request.value("pollutant").map { name throws(Problem) in try county.pollutant(name) }
            return .page(
                WhyPage(
                    county: county, view: View(space, request), sheet: place.sheet, row: place.row,
                    pollutants: asked.map { [$0] } ?? county.pollutants
                ).markup())
        },
        Route(
            method: .get, path: "/api/inventory", text: Label("按键汇总的排放量", "totals by keys"),
            parameters: [Parameter("by", "汇总键，逗号分隔", "keys, comma-separated")]
        ) { space, request in
            let county = try space.currentCounty()
            let keys = try WordList.words(of: request.value("by") ?? "county,sector,pollutant").map(grouping)
            let rows: [JSON] = county.result.totals(by: keys).map { total in
                .object(
                    zip(keys, total.keys).map { ($0.text, JSON.text($1)) } + [
                        ("emission_t", .number(total.emission.tonnes())),
                        ("assumed_t", .number(total.assumed.tonnes())),
                        ("lines", .count(total.lines)),
                    ])
            }
            return .json(
                .object([("totals", .list(rows)), ("sources", .count(county.assessment.inventory.sourceCount))]))
        },
        Route(
            method: .get, path: "/api/findings", text: Label("清单的问题", "what was found in the inventory")
        ) { space, _ in
            let findings = try space.currentCounty().findings
            return .json(
                .object([
                    ("errors", .count(findings.count(.error))), ("warnings", .count(findings.count(.warning))),
                    ("findings", .list(findings.sorted.map(\.json))),
                ]))
        },
        Route(
            method: .get, path: "/api/explain", text: Label("一个数的核算过程", "the calculation of a number"),
            parameters: whyParameters
        ) { space, request in
            let county = try space.currentCounty()
            let place = try source(request, in: county)
            let asked = try request.value("pollutant").map { name throws(Problem) in try county.pollutant(name) }
            let page = WhyPage(
                county: county, view: View(space, request), sheet: place.sheet, row: place.row,
                pollutants: asked.map { [$0] } ?? county.pollutants)
            return .json(.list(page.explanations.map(\.json)))
        },
    ]

    private static let whyParameters = [
        Parameter("table", "数据表的文件名", "file name of the table", isRequired: true),
        Parameter("line", "行号", "line", isRequired: true), Parameter("pollutant", "污染物", "pollutant"),
    ]

    /// A key of totals.
    private static func grouping(_ text: String) throws(Problem) -> Grouping {
        guard let key = Grouping(text) ?? Grouping(text.lowercased()) else { throw .unknown("by", text) }
        return key
    }

    /// The source that a request names by table and line.
    private static func source(_ request: Request, in county: County) throws(Problem) -> (sheet: Int, row: Int) {
        guard let table = request.value("table") else { throw .missing("table") }
        guard let text = request.value("line") else { throw .missing("line") }
        let sheets = county.assessment.inventory.sheets
        guard let line = UInt32(text) else { throw .unknown("line", text) }
        for (number, sheet) in sheets.enumerated() where sheet.fileName == table {
            if let row = sheet.table.lines.firstIndex(of: line) { return (number, row) }
        }
        throw .unknown("source", "\(table):\(text)")
    }

    private static let grid: [Route] = [
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

    private static let planning: [Route] = [
        Route(
            method: .get, path: "/plan", text: Label("方案", "a plan"),
            parameters: [Parameter("plan", "文件名", "file name")]
        ) { space, request in
            let county = try space.currentCounty()
            let file = try space.planFile(request.value("plan"))
            let run = try space.plans.run(file: file.path, inputs: [:], changed: nil, county: county)
            return .page(
                PlanPage(
                    names: space.planNames(), name: file.name, run: run, county: county, view: View(space, request)
                )
                .markup())
        },
        Route(
            method: .post, path: "/api/what-if", text: Label("以给定参数试算方案", "a plan with inputs tried"),
            body: .json([
                Parameter("plan", "文件名", "file name", isRequired: true),
                Parameter("set", "参数与值", "values by input", isRequired: true),
                Parameter("changed", "刚改的参数", "the input that was just changed"),
            ]), limit: 1 << 16
        ) { space, request in
            struct Body: Decodable {
                let plan: String
                let set: [String: String]
                let changed: String?
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            let file = try space.planFile(body.plan)
            let run = try space.plans.run(
                file: file.path, inputs: body.set, changed: body.changed.flatMap { body.set[$0] == nil ? nil : $0 },
                county: county)
            return .json(run.json(in: View(space, request).language))
        },
        Route(
            method: .post, path: "/api/plan-input", text: Label("把参数写入方案文件", "write an input into the plan's file"),
            body: .json([
                Parameter("plan", "文件名", "file name", isRequired: true),
                Parameter("name", "措施.参数", "ID.parameter", isRequired: true),
                Parameter("value", "值", "the value", isRequired: true),
            ]), limit: 1 << 12
        ) { space, request in
            struct Body: Decodable {
                let plan: String
                let name: String
                let value: String
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            let file = try space.planFile(body.plan)
            let before = try InputFile.bytes(of: file.path)
            let bytes = try PlanText(before, path: file.path).setting(body.name, to: body.value)
            var findings = Findings()
            let text = String(decoding: bytes, as: UTF8.self)
            let plan = Plan(
                text: text, file: file.path, vocabularies: county.assessment.context.library.vocabularies,
                findings: &findings)
            guard plan != nil, !findings.hasErrors else { throw findings }
            try space.versions.write(
                bytes, to: "plans/" + file.name, before: before, action: "input", note: "\(body.name) = \(body.value)")
            let run = try space.plans.run(
                file: file.path, inputs: [:], changed: nil, county: try space.currentCounty())
            return .json(run.json(in: View(space, request).language))
        },
    ]

    private static let packageFiles = ["report.xml", "report.xlsx", "report.html"]

    private static let packages: [Route] = [
        Route(method: .get, path: "/package", text: Label("上报包", "the package")) { space, request in
            _ = try space.currentCounty()
            let folder = space.folder + "/.lantian/package"
            let names = FolderNames.all(in: folder)
            let made =
                names.contains("report.xml")
                ? await Verifier(VerificationOptions(factors: space.factors)).verify(folder + "/report.xml") : nil
            return .page(
                PackagePage(
                    made: made, files: packageFiles.filter(names.contains), view: View(space, request)
                ).markup())
        },
        Route(
            method: .post, path: "/api/package", text: Label("生成上报包并检查", "make the package and check it"),
            body: .json([
                Parameter("key", "签名私钥（PEM）", "private key to sign with (PEM)"),
                Parameter("certificate", "证书（PEM）", "certificate (PEM)"),
            ]), limit: 1 << 18
        ) { space, request in
            struct Body: Decodable {
                let key: String?
                let certificate: String?
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            var found = Findings()
            let result = county.assessment.inventory.computed(
                in: county.assessment.context, groupings: [], balance: true, findings: &found)
            let package = ReportPackage(county.assessment, result: result, findings: found)
            let key = body.key.map { MemoryFile(Array($0.utf8)) }
            let certificate = body.certificate.map { MemoryFile(Array($0.utf8)) }
            let identity = try key.map {
                try SigningIdentity(keyFile: $0.path, certificateFile: (certificate ?? $0).path)
            }
            let folder = space.folder + "/.lantian/package"
            mkdir(space.folder + "/.lantian", 0o777)
            var options = ReportOptions(language: View(space, request).language, identity: identity, force: true)
            options.formats = [.xml, .xlsx, .html]
            try Report(package).write(to: folder, options: options)
            let made = await Verifier(VerificationOptions(factors: space.factors)).verify(folder + "/report.xml")
            return .json(made.json)
        },
        Route(
            method: .get, path: "/api/package/file", text: Label("下载上报包的文件", "a file of the package"),
            parameters: [Parameter("name", "文件名", "file name", isRequired: true)]
        ) { space, request in
            guard let name = packageFiles.first(where: { $0 == request.value("name") }) else {
                throw Problem.unknown("name", request.value("name") ?? "")
            }
            let bytes = try InputFile.bytes(of: space.folder + "/.lantian/package/" + name)
            return .download(bytes, name: name, type: "application/octet-stream")
        },
    ]

    private static let history: [Route] = [
        Route(method: .get, path: "/history", text: Label("版本", "versions")) { space, request in
            guard space.isCounty else { throw Problem.noRoute }
            return .page(HistoryPage(entries: try space.versions.entries(), view: View(space, request)).markup())
        },
        Route(method: .get, path: "/api/history", text: Label("改动记录", "the list of changes")) { space, _ in
            guard space.isCounty else { throw Problem.noRoute }
            return .json(.list(try space.versions.entries().map(\.json)))
        },
        Route(
            method: .post, path: "/api/restore", text: Label("恢复到一次改动之前", "restore what was before a change"),
            body: .json([Parameter("entry", "改动的编号", "number of the change", isRequired: true)]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable { let entry: Int }
            let body: Body = try request.decoded()
            let entries = try space.versions.entries()
            guard let entry = entries.first(where: { $0.number == body.entry }) else {
                throw Problem.unknown("entry", String(body.entry))
            }
            return try space.restore(entry, action: "restore")
        },
        Route(
            method: .post, path: "/api/undo", text: Label("撤销一个表的最后一次改动", "undo the last change of a table"),
            body: .json([Parameter("table", "文件名", "file name", isRequired: true)]), limit: 1 << 10
        ) { space, request in
            struct Body: Decodable { let table: String }
            let body: Body = try request.decoded()
            _ = try space.table(named: body.table)
            guard let entry = try space.versions.undoable(body.table) else {
                throw Problem(409, "nothing-to-undo", "这个表没有可撤销的改动", "there is no change of this table to undo")
            }
            return try space.restore(entry, action: "undo")
        },
    ]
}

extension Versions {
    /// The change that undoing takes back: the last one that was not undone; `nil` where there is none.
    func undoable(_ file: String) throws -> Entry? {
        var open: [Entry] = []
        for entry in try entries() where entry.file == file {
            if entry.action == "undo" { _ = open.popLast() } else { open.append(entry) }
        }
        return open.last { $0.action != "outside" }
    }
}

extension Versions.Entry {
    var json: JSON {
        .object([
            ("entry", .count(number)), ("time", .text(time)), ("action", .text(action)), ("file", .text(file)),
            ("before", .text(before)), ("after", .text(after)), ("note", .text(note)),
        ])
    }
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

    /// Puts back what a file was before a change.
    func restore(_ entry: Versions.Entry, action: String) throws -> Response {
        // The file of an entry is one of the folder's own: the list is a file that anybody may have written to.
        let isPlan = entry.file.hasPrefix("plans/") && planNames().contains(String(entry.file.dropFirst(6)))
        guard isPlan || tableNames().contains(entry.file) else { throw Problem.unknown("file", entry.file) }
        guard let bytes = try versions.bytes(of: entry.before) else {
            throw Problem(404, "no-version", "这个版本没有保存", "this version is not kept")
        }
        let now = try InputFile.bytes(of: folder + "/" + entry.file)
        if action == "undo", SHA256.hexadecimal(of: now) != entry.after {
            throw Problem(
                409, "file-changed", "\(entry.file) 之后又被修改，请在“版本”中恢复",
                "\(entry.file) was changed since: restore it from the history")
        }
        try versions.write(bytes, to: entry.file, before: now, action: action, note: "#\(entry.number)")
        return .json(.object([("file", .text(entry.file)), ("digest", .text(entry.before))]))
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

extension Explanation {
    /// The calculation as programs read it.
    var json: JSON {
        .object([
            ("source", .text(source)), ("line", location.line.map { .count($0) } ?? .null),
            ("process", .label(process)),
            ("pollutant", .text(pollutant)), ("state", .text(state.rawValue)),
            ("method", method.map { .text($0.id) } ?? .null), ("emission_t", .number(emission?.tonnes() ?? "")),
            (
                "terms",
                .list(
                    terms.map { term in
                        .object([
                            ("symbol", .text(term.symbol)), ("label", .label(term.label)),
                            ("value", .number(term.value.isNaN ? "" : DecimalText.shortest(term.value))),
                            ("unit", .text(term.unit.symbol)),
                        ])
                    })
            ), ("reasons", .list(reasons.map { .label($0) })),
        ])
    }
}

extension PlanEvaluation {
    /// What the plan comes to, for people and for programs.
    func json(in language: Language) -> JSON {
        let totals: [JSON] = context.pollutants.map { pollutant in
            let (before, after) = (baseline.total(of: pollutant), scenario.total(of: pollutant))
            return .object([
                ("pollutant", .text(pollutant)), ("baseline_t", .number(before.tonnes())),
                ("reduction_t", .number((before - after).tonnes())), ("scenario_t", .number(after.tonnes())),
                ("reduction", .text((before - after).shown)), ("scenario", .text(after.shown)),
            ])
        }
        let outcomes: [JSON] = measures.map { measure in
            .object([
                ("id", .text(measure.id)), ("verdict", .text(measure.verdict.name)),
                ("label", .text(measure.verdict.label[language])),
                (
                    "reductions",
                    .object(
                        context.pollutants.map {
                            (
                                $0,
                                .object([
                                    ("t", .number(measure.reduction($0).tonnes())),
                                    ("shown", .text(measure.reduction($0).shown)),
                                ])
                            )
                        })
                ),
            ])
        }
        let ends: [JSON] = targets().map { outcome in
            .object([
                ("id", .text(outcome.target.id)), ("met", .truth(outcome.isMet)),
                ("emission", .text(outcome.emission.shown)), ("label", .text(outcome.label[language])),
            ])
        }
        let clauses: [JSON] = coverage.map { clause in
            .object([
                ("id", .text(clause.clause.id)), ("state", .text(clause.state.rawValue)),
                ("label", .text(clause.state.label[language])),
                (
                    "reductions",
                    .object(
                        clause.reductions.map { ($0.pollutant, .text($0.mass == .zero ? "" : $0.mass.shown)) })
                ), ("needs", .list(clause.needs.map { .text($0.what) })),
            ])
        }
        return .object([
            ("totals", .list(totals)), ("measures", .list(outcomes)), ("targets", .list(ends)),
            ("clauses", .list(clauses)),
            ("findings", .list(findings.sorted.map(\.json))),
        ])
    }
}

extension Verification {
    /// The verdict as programs read it.
    var json: JSON {
        .object([
            ("accepted", .truth(isAccepted)), ("digest", .text(digest)),
            ("region", package.map { .text($0.header.region) } ?? .null),
            ("year", package.map { .count($0.header.year) } ?? .null), ("standing", .text(standing.rawValue)),
            ("signer", signer.map { .text($0.subject) } ?? .null),
            (
                "findings",
                .list(
                    all.map { stage, finding in
                        .object([("stage", .count(stage.rawValue)), ("finding", finding.json)])
                    })
            ),
        ])
    }
}

/// A file in memory that has a path while it lives: what reads files by path reads it, and no disk ever holds it.
private final class MemoryFile {
    private let descriptor: Int32

    init(_ bytes: [UInt8]) {
        var generator = SystemRandomNumberGenerator()
        let name = "/dev/shm/lantian-" + String(generator.next(), radix: 16)
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(name)
        var done = 0
        while descriptor >= 0, done < bytes.count {
            let wrote = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            guard wrote > 0 else { break }
            done += wrote
        }
    }

    /// Its path in this process.
    var path: String { "/proc/self/fd/\(descriptor)" }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
