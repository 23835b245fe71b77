import Calculation
import Inventories
import Quantities
import Tables

/// The tables of a package, in the order in which a report shows them.
struct ReportTables {
    let package: ReportPackage
    let language: Language
    let words: ReportWords

    init(_ package: ReportPackage, language: Language) {
        self.package = package
        self.language = language
        words = package.words
    }

    private typealias Cell = ReportTable.Cell

    /// All tables that have something to say; `results` last, which may be long. Where a total lacks anything, every table
    /// of pollutants says it behind its rows.
    var all: [ReportTable] {
        let lacks = TableCompleteness(package, language: language)
        return lacks.isComplete ? tables : tables.map(lacks.telling)
    }

    private var tables: [ReportTable] {
        var tables = [totals]
        if package.totals.contains(where: { $0.balance != nil }) { tables.append(balance) }
        if package.parts.count > 1 { tables.append(contributors) }
        if package.parts.contains(where: { $0.scenario != nil }) { tables += [reductions, targets] }
        tables += projectTables
        tables += planTables
        tables += uncertaintyTables
        if package.parts.contains(where: \.hasOutlets) { tables.append(outlets) }
        tables += [assumptions, factors, findings]
        if package.parts.contains(where: \.hasRejectedRows) { tables.append(rejected) }
        if package.parts.contains(where: \.hasOverrides) { tables.append(overrides) }
        if package.parts.contains(where: { !$0.answers.isEmpty }) { tables.append(answers) }
        if !package.claims.isEmpty { tables.append(claims) }
        if !package.refusals.isEmpty { tables.append(refusals) }
        if !package.absent.isEmpty { tables.append(absences) }
        return tables + [inputs, results]
    }

    /// The tables of projects, of sources without one, and of tasks; those that have rows.
    private var projectTables: [ReportTable] {
        func groups<Row>(_ rows: (ReportScenario) -> [Row]) -> [ProjectTables.Group<Row>] {
            package.parts.compactMap { part in part.scenario.map { (self.part(part), rows($0)) } }
        }
        let own = ProjectTables(language: language, place: ReportTables.part) { region($0) }
        let (projects, untouched, tasks) = (groups(\.projects), groups(\.untouched), groups(\.tasks))
        var tables: [ReportTable] = []
        if projects.contains(where: { !$0.rows.isEmpty }) { tables.append(own.projects(projects)) }
        if untouched.contains(where: { !$0.rows.isEmpty }) { tables.append(own.untouched(untouched)) }
        if tasks.contains(where: { !$0.rows.isEmpty }) {
            tables += [own.tasks(tasks), own.ranking(tasks.flatMap(\.rows))]
        }
        return tables
    }

    /// The name of a code.
    func word(_ kind: ReportWords.Kind, _ code: String) -> String { words.label(kind, code)[language] }

    /// The columns that tell parts apart.
    static let part = [
        ReportTable.Column("region", "地区", "region", width: 20, visibility: .severalParts),
        ReportTable.Column("year", "年份", "year", width: 8, visibility: .severalParts),
    ]

    /// A part's region and year.
    func part(_ part: ReportPart) -> [ReportTable.Cell] { [region(part.header.region), .count(part.header.year)] }

    /// A region's code and name, the code alone where no name is known.
    func place(_ code: String) -> String {
        let name = word(.county, code)
        return name == code ? code : code + " " + name
    }

    /// A region with its name.
    func region(_ code: String) -> ReportTable.Cell { .coded(code, name: word(.county, code)) }

    var totals: ReportTable {
        ReportTable(
            "totals", Label("排放量合计", "Totals"),
            [
                .init("county", "县区代码", "county code", width: 10, visibility: .files),
                .init("county_name", "县区", "county", width: 26),
                .init("sector", "部门代码", "sector code", width: 27, visibility: .files),
                .init("sector_name", "部门", "sector", width: 24),
                .init("pollutant", "污染物", "pollutant", width: 12), .init("emission_t", "排放量 (t)", "emission (t)"),
                .init("assumed_t", "其中含假设 (t)", "of it assumed (t)"),
                .init("unverified_t", "其中系数未核实 (t)", "of it by unverified factors (t)"),
                .init("lines", "结果数", "results", width: 9),
            ]
        ) { take in
            for total in package.totals {
                try take([
                    .text(total.county ?? ""), .text(total.county.map { word(.county, $0) } ?? Label.all[language]),
                    .text(total.sector ?? ""), .text(total.sector.map { word(.sector, $0) } ?? Label.all[language]),
                    .text(total.pollutant), .mass(total.emission), .mass(total.assumed), .mass(total.unverified),
                    .count(total.lines),
                ])
            }
        }
    }

    /// What is generated and removed, and how it is released; blank where nobody knows.
    var balance: ReportTable {
        ReportTable(
            "balance", Label("产生量、去除量和排放去向", "Generated, removed and released"),
            [
                .init("county", "县区代码", "county code", width: 10, visibility: .files),
                .init("county_name", "县区", "county", width: 26),
                .init("sector", "部门代码", "sector code", width: 27, visibility: .files),
                .init("sector_name", "部门", "sector", width: 24),
                .init("pollutant", "污染物", "pollutant", width: 12),
                .init("generated_t", "产生量 (t)", "generated (t)"), .init("removed_t", "去除量 (t)", "removed (t)"),
                .init("emission_t", "排放量 (t)", "emission (t)"),
                .init("generation_unknown_t", "其中产生量未知 (t)", "of it generation not known (t)"),
                .init("stack_t", "有组织 (t)", "stack (t)"), .init("fugitive_t", "无组织 (t)", "in the open (t)"),
                .init("unassigned_t", "未区分 (t)", "unassigned (t)"),
            ]
        ) { take in
            for total in package.totals {
                guard let own = total.balance else { continue }
                let isKnown = own.unbalanced < own.emitted || !own.hasUnknownGeneration
                try take([
                    .text(total.county ?? ""), .text(total.county.map { word(.county, $0) } ?? Label.all[language]),
                    .text(total.sector ?? ""), .text(total.sector.map { word(.sector, $0) } ?? Label.all[language]),
                    .text(total.pollutant), .mass(isKnown ? own.generated : nil), .mass(isKnown ? own.removed : nil),
                    .mass(total.emission), .mass(own.unbalanced), .mass(own.stack), .mass(own.fugitive),
                    .mass(own.unassigned),
                ])
            }
        }
    }

    var contributors: ReportTable {
        ReportTable(
            "contributors", Label("各地区上报", "Contributions"),
            ReportTables.part + [
                .init("name", "清单", "inventory", width: 30), .init("compiler", "编制单位", "compiler", width: 30),
                .init("digest", "摘要", "digest", width: 66, visibility: .files),
                .init("sources", "排放源数", "sources", width: 10),
                .init("pollutant", "污染物", "pollutant", width: 12), .init("emission_t", "排放量 (t)", "emission (t)"),
            ]
        ) { take in
            for part in package.parts {
                let digest = part.digest
                for total in part.totals where total.county == nil && total.sector == nil {
                    try take(
                        self.part(part) + [
                            .text(part.header.name[language]), .text(part.header.compiler[language]), .text(digest),
                            .count(part.sourceCount), .text(total.pollutant), .mass(total.emission),
                        ])
                }
            }
        }
    }

    var reductions: ReportTable {
        ReportTable(
            "reductions", Label("减排量", "Reductions"),
            [
                ReportTables.part[0], .init("year", "年份", "year", width: 8, visibility: .files),
                .init("plan", "方案", "plan", width: 18, visibility: .files),
                .init("measure", "措施", "measure", width: 12), .init("title", "措施名称", "title", width: 34),
                .init("clause", "条款", "clause", width: 10),
                .init("pollutant", "污染物", "pollutant", width: 12), .init("baseline_t", "措施前 (t)", "before (t)"),
                .init("reduction_t", "减排量 (t)", "reduction (t)"), .init("alone_t", "单独实施 (t)", "alone (t)"),
                .init("overlap_t", "重叠 (t)", "overlap (t)"), .init("scenario_t", "措施后 (t)", "after (t)"),
            ]
        ) { take in
            for part in package.parts {
                guard let scenario = part.scenario else { continue }
                for row in scenario.rows {
                    try take(
                        self.part(part) + [
                            .text(scenario.plan), .text(row.measure), .text(row.title[language]), .text(row.clause),
                            .text(row.pollutant), .mass(row.baseline), .mass(row.reduction), .mass(row.alone),
                            .mass(row.overlap), .mass(row.scenario),
                        ])
                }
            }
        }
    }

    var targets: ReportTable {
        let isSure = package.parts.contains { $0.scenario?.uncertainty != nil }
        return ReportTable(
            "targets", Label("目标", "Targets"),
            ReportTables.part + [
                .init("target", "目标", "target", width: 12), .init("clause", "条款", "clause", width: 12),
                .init("target_region", "目标地区", "target region", width: 18),
                .init("pollutant", "污染物", "pollutant", width: 12), .init("target_year", "目标年", "target year", width: 9),
                .init("allowed_t", "允许排放 (t)", "allowed (t)"), .init("reached_t", "可达到 (t)", "reached (t)"),
                .init("shortfall_t", "差额 (t)", "shortfall (t)"), .init("state", "状态", "state", width: 24),
            ] + (isSure ? [ReportTable.Column("probability", "达到的概率", "probability", width: 12)] : [])
        ) { take in
            for part in package.parts {
                let sure = part.scenario?.uncertainty
                for target in part.scenario?.targets ?? [] {
                    let chance = sure?.interval(.target, target.id, target.pollutant)?.probability
                    let told = chance.flatMap { DecimalText.value(DecimalText.rounded($0, decimals: 4)) }
                    var cells =
                        self.part(part) + [
                            .text(target.id), .text(target.clause), region(target.region), .text(target.pollutant),
                            .count(target.year), .mass(target.allowed), .mass(target.reached),
                            .mass(target.shortfall), .text(target.stateLabel[language]),
                        ]
                    if isSure { cells.append(told.map { .number($0) } ?? .text("")) }
                    try take(cells)
                }
            }
        }
    }

    var assumptions: ReportTable {
        ReportTable(
            "assumptions", Label("采用的假设", "Assumptions"),
            ReportTables.part + [
                .init("kind", "类别", "kind", width: 24), .init("subject", "对象", "subject", width: 22),
                .init("text", "说明", "what was taken", width: 60), .init("pollutant", "污染物", "pollutant", width: 12),
                .init("emission_t", "所涉排放量 (t)", "emission (t)"),
            ]
        ) { part, take in
            for entry in part.assumptions.flatMap({ entry in
                entry.masses.map { (entry, $0.key, $0.value) }
            }).sorted(by: { a, b in
                a.2 != b.2 ? a.2 > b.2 : (a.0.subject, a.0.id, a.1) < (b.0.subject, b.0.id, b.1)
            }) {
                try take(
                    self.part(part) + [
                        .text(entry.0.kindLabel[language]),
                        .coded(entry.0.subject, name: name(of: entry.0.subject)),
                        .text(entry.0.text[language]),
                        .text(entry.1), .mass(entry.2),
                    ])
            }
        }
    }

    /// The name of what an assumption is about: a column of a table, or what only has its id.
    func name(of subject: String) -> String {
        let parts = subject.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let kind = SourceKind.named(parts[0]), let column = kind.schema.column(parts[1]) else {
            return subject
        }
        return kind.label[language] + Label("：", ": ")[language] + column.label[language]
    }
}
