import Calculation
import Inventories
import Quantities
import Tables

extension Routes {
    /// The inventory: totals, sources, findings, and how a number came about.
    static let inventory: [Route] = [
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
            .page(try why(request, of: try space.currentCounty(), View(space, request)).markup())
        },
        Route(
            method: .get, path: "/api/inventory", text: Label("按键汇总的排放量", "totals by keys"),
            parameters: [Parameter("by", "汇总键，逗号分隔", "keys, comma-separated")]
        ) { space, request in
            let county = try space.currentCounty()
            let keys = try WordList.words(of: request.value("by") ?? "county,sector,pollutant").map(grouping)
            let rows: [JSON] = county.result.totalsAndUnknown(by: keys).map { total in
                .object(
                    zip(keys, total.keys).map { ($0.text, JSON.text($1)) } + [
                        ("emission_t", total.number.map { .number($0.tonnes()) } ?? .null),
                        ("assumed_t", total.isKnown ? .number(total.assumed.tonnes()) : .null),
                        ("lines", .count(total.lines)),
                    ])
            }
            return .json(
                .object([
                    ("totals", .list(rows)), ("sources", .count(county.assessment.inventory.sourceCount)),
                    ("incomplete", IncompleteTotals(county.result).json),
                ]))
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
            let page = try why(request, of: try space.currentCounty(), View(space, request))
            return .json(.list(page.explanations.map(\.json)))
        },
    ]

    private static let whyParameters = [
        Parameter("table", "数据表的文件名", "file name of the table", isRequired: true),
        Parameter("line", "行号", "line", isRequired: true), Parameter("pollutant", "污染物", "pollutant"),
    ]

    /// A key of totals.
    static func grouping(_ text: String) throws(Problem) -> Grouping {
        guard let key = Grouping(text) ?? Grouping(text.lowercased()) else { throw .unknown("by", text) }
        return key
    }

    /// How the numbers came about of the source that a request names, of one pollutant or of all.
    private static func why(_ request: Request, of county: County, _ view: View) throws(Problem) -> WhyPage {
        let place = try source(request, in: county)
        var pollutants = county.pollutants
        if let name = request.value("pollutant") { pollutants = [try county.pollutant(name)] }
        return WhyPage(county: county, view: view, sheet: place.sheet, row: place.row, pollutants: pollutants)
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
}

extension IncompleteTotals {
    /// The totals that lack source classes, as programs read them.
    var json: JSON {
        .list(entries.map { .object([("pollutant", .text($0.pollutant)), ("lacks", .label($0.told))]) })
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
