import Calculation
import Factors
import Inventories
import Plans
import Reports
import Tables

extension Routes {
    /// The progress of a plan, and its monthly reports.
    static let progressing: [Route] = [
        Route(
            method: .get, path: "/progress", text: Label("方案的进度", "the progress of a plan"),
            parameters: progressParameters
        ) { space, request in
            let county = try space.currentCounty()
            let file = try space.planFile(request.value("plan"))
            let run = try space.plans.run(file: file.path, inputs: [:], changed: nil, county: county)
            let reports = try MonthlyFile(plan: file.name, folder: space.folder)
            let month = try month(request.value("month") ?? String(Versions.now().prefix(7)))
            let read = reports.read(county.assessment.context.library.vocabularies)
            var findings = read?.findings ?? Findings()
            let tables = findings.hasErrors ? [] : read.map { [$0.table] } ?? []
            let progress = run.progress(upTo: month, reports: tables, findings: &findings)
            let others = Set(reports.months.compactMap { Month($0) } + progress.tasks.compactMap(\.due) + [month])
                .sorted().suffix(24)
            var told = Findings()
            return .page(
                ProgressPage(
                    names: space.planNames(), name: file.name, run: run, progress: progress,
                    months: others.map { run.progress(upTo: $0, reports: tables, findings: &told) }, file: reports,
                    findings: findings, county: county, view: View(space, request)
                ).markup())
        },
        Route(
            method: .get, path: "/api/progress",
            text: Label("方案的任务与县区排名", "the tasks of a plan, and its counties ranked"),
            parameters: progressParameters
        ) { space, request in
            let county = try space.currentCounty()
            let file = try space.planFile(request.value("plan"))
            let reports = try MonthlyFile(plan: file.name, folder: space.folder)
            return .json(
                try space.progress(
                    file, reports.read(county.assessment.context.library.vocabularies),
                    upTo: try month(request.value("month") ?? String(Versions.now().prefix(7))), county,
                    View(space, request)))
        },
        Route(
            method: .post, path: "/api/progress", text: Label("写入月报的一行", "write a line of the monthly report"),
            body: .json([
                Parameter("plan", "方案文件名", "file name of the plan", isRequired: true),
                Parameter("month", "月份，如 2025-08", "month, such as 2025-08", isRequired: true),
                Parameter("measure", "措施编号", "the measure's id", isRequired: true),
                Parameter("county", "县区代码；不填为清单的地区", "county code; that of the inventory where blank"),
                Parameter("done", "自方案开始的累计完成量", "what is done since the plan began", isRequired: true),
                Parameter("remark", "说明", "a remark"),
                Parameter(
                    "digest", "读到的月报的摘要；空为还没有月报",
                    "digest of the monthly report that was seen; empty where there was none"),
            ]), limit: 1 << 14
        ) { space, request in
            struct Body: Decodable {
                let plan: String
                let month: String
                let measure: String
                let county: String?
                let done: String
                let remark: String?
                let digest: String?
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            let file = try space.planFile(body.plan)
            let month = try month(body.month)
            let context = county.assessment.context
            let line = MonthlyFile.Line(
                month: month.description, measure: body.measure, county: body.county ?? "", done: body.done,
                remark: body.remark)
            guard !line.done.allSatisfy(\.isWhitespace) else { throw Problem.missing("done") }
            let reports = try MonthlyFile(plan: file.name, folder: space.folder)
            guard body.digest.map({ $0 == Versions.digest(reports.bytes) }) ?? true else {
                throw Problem.changedSince(reports.name)
            }
            let bytes = try reports.setting(
                line, counties: context.library.vocabularies["county_code"], region: context.manifest.region)
            // What the command line would refuse is not written.
            let read = MonthlyFile.read(bytes, reports.path, context.library.vocabularies)
            let value = try space.progress(file, read, upTo: month, county, View(space, request))
            let note = [line.month, line.measure, line.county, line.done, line.remark ?? ""].filter { !$0.isEmpty }
                .joined(separator: " ")
            if let before = reports.bytes {
                try space.versions.write(bytes, to: reports.name, before: before, action: "month", note: note)
            } else {
                try space.versions.create(bytes, as: reports.name, action: "month", note: note)
            }
            return .json(value)
        },
    ]

    private static let progressParameters = [
        Parameter("plan", "文件名", "file name"),
        Parameter("month", "截至月份，如 2025-08；默认本月", "month, such as 2025-08; this month where none is given"),
    ]

    private static func month(_ text: String) throws(Problem) -> Month {
        guard text.contains("-"), let month = Month(text) else { throw .unknown("month", text) }
        return month
    }
}

extension Workspace {
    /// The progress of a plan with its reports, with the names and numbers that the command line writes.
    func progress(
        _ file: (name: String, path: String), _ reports: TableResult?, upTo month: Month, _ county: County, _ view: View
    ) throws -> JSON {
        let run = try plans.run(file: file.path, inputs: [:], changed: nil, county: county)
        var findings = reports?.findings ?? Findings()
        guard !findings.hasErrors else { throw Findings(findings.kept.filter { $0.severity == .error }) }
        let progress = run.progress(upTo: month, reports: reports.map { [$0.table] } ?? [], findings: &findings)
        guard !findings.hasErrors else { throw Findings(findings.kept.filter { $0.severity == .error }) }
        let incomplete = IncompleteTotals(run.baseline)
        let report = ListReport(
            progress, region: county.assessment.context.manifest.region,
            counties: county.assessment.context.library.vocabularies["county_code"], incomplete: incomplete,
            language: view.language)
        let numbers: Set<String> = [
            "quantity", "done", "planned_t", "realised_t", "rank", "realised_percent", "tasks", "late",
        ]
        func rows(_ table: String) throws -> JSON {
            var rows = try report.rows(of: table)
            let names = rows.isEmpty ? [] : rows.removeFirst()
            return .list(
                rows.map { row in
                    .object(zip(names, row).map { ($0, numbers.contains($0) ? .number($1) : .text($1)) })
                })
        }
        func counts(_ progress: PlanProgress) -> JSON {
            var all: [(String, JSON)] = [("all", .count(progress.tasks.count))]
            for state in PlanTask.State.allCases {
                all.append((state.rawValue, .count(progress.tasks.count { $0.state == state })))
            }
            return .object(all)
        }
        return .object([
            ("plan", .text(progress.plan)), ("month", .text(month.description)), ("counts", counts(progress)),
            ("tasks", try rows("tasks")),
            ("ranking", try rows("ranking")), ("incomplete", incomplete.json),
            ("findings", .list(findings.sorted.map(\.json))),
        ])
    }
}
