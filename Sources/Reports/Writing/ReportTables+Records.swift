import Calculation
import Factors
import Inventories
import Quantities
import Tables

extension ReportTables {
    private typealias Cell = ReportTable.Cell

    var factors: ReportTable {
        table("factors", Label("采用的系数", "Factors used"), of: ReportFactor.record) { $0.factors }
    }

    var findings: ReportTable {
        table("findings", Label("发现的问题", "Findings"), of: ReportFinding.record) { $0.findings }
    }

    /// What is monitored at outlets, and the parts of the units that feed them.
    var outlets: ReportTable {
        ReportTable(
            "outlets", Label("排放口监测与分摊", "Outlets and their units"),
            ReportTables.part + [
                .init("permit_number", "排污许可编号", "permit number", width: 26),
                .init("outlet_number", "排放口编号", "outlet number", width: 14),
                .init("pollutant", "污染物", "pollutant", width: 12),
                .init("monitored_t", "监测排放量 (t)", "monitored (t)"),
                .init("passing", "设施通过率", "passes the devices", width: 12),
                .init("table", "源类", "table", width: 14), .init("source_id", "排放源", "source", width: 18),
                .init("share_t", "分摊排放量 (t)", "share (t)", decimals: 6),
            ]
        ) { part, take in
            let units = part.unitsOfOutlets
            for outlet in part.outlets {
                let own = units[outlet.name]?.filter { $0.pollutant == outlet.pollutant } ?? []
                let cells =
                    self.part(part) + [
                        .text(outlet.name.permit), .text(outlet.name.number), .text(outlet.pollutant),
                        .mass(outlet.monitored), .text(outlet.passing.map(DecimalText.shortest) ?? ""),
                    ]
                if own.isEmpty { try take(cells + [.text(""), .text(""), .mass(nil)]) }
                for unit in own { try take(cells + [table(unit.kind), .text(unit.source), .mass(unit.share)]) }
            }
        }
    }

    var rejected: ReportTable {
        ReportTable(
            "rejected", Label("未采用的行", "Rejected rows"),
            ReportTables.part + [
                .init("file", "文件", "file", width: 24), .init("line", "行", "line", width: 8),
                .init("codes", "原因代码", "codes", width: 30), .init("cells", "原文", "cells", width: 80),
            ]
        ) { part, take in
            for row in part.rejected {
                try take(
                    self.part(part) + [
                        .text(row.file), .count(row.line), .text(row.codes.joined(separator: " ")),
                        .text(row.cells.joined(separator: " | ")),
                    ])
            }
        }
    }

    var overrides: ReportTable {
        table("overrides", Label("替换的选择", "Overrides"), of: ReportOverride.record) { $0.overrides }
    }

    var answers: ReportTable {
        ReportTable(
            "answers", Label("答复的回执", "Receipts answered"),
            ReportTables.part + [
                .init("receipt", "回执摘要", "digest of the receipt", width: 66, visibility: .files),
                .init("package", "退回的包的摘要", "digest of the package sent back", width: 66, visibility: .files),
                .init("severity", "级别", "severity", width: 10), .init("code", "代码", "code", width: 22),
                .init("text", "问题", "what it was", width: 40), .init("place", "位置", "place", width: 34),
                .init("value", "值", "value", width: 20),
            ]
        ) { part, take in
            for answer in part.answers {
                for demand in answer.demands {
                    try take(
                        self.part(part) + [
                            .text(answer.receipt), .text(answer.package), .text(demand.severity.label[language]),
                            .text(demand.code), .text(demand.text[language]), .text(demand.place),
                            .text(demand.value),
                        ])
                }
            }
        }
    }

    var claims: ReportTable {
        ReportTable(
            "claims", Label("重复申报", "Double claims"),
            [
                .init("kind", "类别", "kind", width: 14), .init("table", "源类", "table", width: 14),
                .init("key", "企业与设备", "firm and unit", width: 34), .init("region", "地区", "region", width: 18),
                .init("year", "年份", "year", width: 7), .init("source", "排放源", "source", width: 18),
                .init("pollutant", "污染物", "pollutant", width: 12), .init("emission_t", "排放量 (t)", "emission (t)"),
            ]
        ) { take in
            for claim in package.claims {
                for holder in claim.holders {
                    for pollutant in holder.masses.keys.sorted() {
                        try take([
                            .text(claim.kind.label[language]), table(claim.table), .text(claim.key),
                            region(holder.region), .count(holder.year), .text(holder.source), .text(pollutant),
                            .mass(holder.masses[pollutant]),
                        ])
                    }
                }
            }
        }
    }

    var refusals: ReportTable {
        ReportTable(
            "refusals", Label("未予合并的包", "Packages not merged"),
            [
                .init("region", "地区", "region", width: 18), .init("year", "年份", "year", width: 7),
                .init("digest", "摘要", "digest", width: 66), .init("codes", "原因代码", "codes", width: 50),
                .init("why", "原因", "why", width: 60),
            ],
            rows: package.refusals.map {
                [
                    region($0.region), $0.year == 0 ? .text("") : .count($0.year), .text($0.digest),
                    .text($0.codes.joined(separator: " ")), .text($0.why(in: language)),
                ]
            })
    }

    var absences: ReportTable {
        ReportTable(
            "absences", Label("应报未报的地区", "Regions of which nothing came"),
            [.init("region", "地区", "region", width: 30)],
            rows: package.absent.map { [.coded($0.region, name: $0.name[language])] })
    }

    var inputs: ReportTable {
        table("inputs", Label("输入文件", "Input files"), of: ReportInput.record) { $0.inputs }
    }

    var results: ReportTable {
        ReportTable(
            "results", Label("各源结果", "Results by source"),
            ReportTables.part + [
                .init("table", "源类", "table", width: 14), .init("source_id", "排放源", "source", width: 18),
                .init("firm_name", "企业", "firm", width: 24), .init("county_code", "县区", "county", width: 16),
                .init("sector", "部门", "sector", width: 20),
                .init("process", "环节", "process", width: 12), .init("pollutant", "污染物", "pollutant", width: 12),
                .init("state", "状态", "state", width: 16), .init("method", "方法", "method", width: 24),
                .init("factor_id", "系数", "factors", width: 36),
                .init("emission_t", "排放量 (t)", "emission (t)", decimals: 6),
                .init("assumptions", "假设", "assumptions", width: 16),
                .init("generated_t", "产生量 (t)", "generated (t)", decimals: 6),
                .init("removed_t", "去除量 (t)", "removed (t)", decimals: 6),
                .init("stack_t", "有组织 (t)", "stack (t)", decimals: 6),
                .init("fugitive_t", "无组织 (t)", "in the open (t)", decimals: 6),
            ]
        ) { part, take in
            let bases = part.bases.map { basis in
                BasisCells(
                    basis, state: .coded(basis.state.rawValue, name: basis.state.label[language]),
                    method: basis.method.map { named(.method, $0) } ?? .text(""))
            }
            for kind in part.kinds {
                let lines = kind.lines.map { (named(.process, $0.process), Cell.text($0.pollutant)) }
                let sectors = kind.sectorNames.map { named(.sector, $0) }
                let table = self.part(part) + [self.table(kind.kind.name)]
                var counties: [String: Cell] = [:]
                for row in 0..<kind.rowCount {
                    let name = Cell.text(kind.sourceName(row: row))
                    let firm = Cell.text(kind.text(Column.firmName, row: row))
                    let code = kind.text(Column.countyCode, row: row)
                    let county = counties[code] ?? region(code)
                    if counties[code] == nil { counties[code] = county }
                    let sector = sectors[Int(kind.sectors[row])]
                    for (number, line) in lines.enumerated() where kind.bases[number][row] >= 0 {
                        let basis = bases[Int(kind.bases[number][row])]
                        let mass = Mass(micrograms: kind.micrograms[number][row])
                        let balance = kind.balance(number, row: row, basis: basis.basis)
                        let isBalanced = balance.map { !$0.hasUnknownGeneration } ?? false
                        let isAssigned = basis.basis.release.map { $0 != .unassigned } ?? false
                        try take([
                            table[0], table[1], table[2], name, firm, county, sector, line.0, line.1, basis.state,
                            basis.method, basis.factors, .mass(basis.basis.hasNumber ? mass : nil),
                            basis.assumptions,
                            .mass(isBalanced ? balance?.generated : nil),
                            .mass(isBalanced ? balance?.removed : nil),
                            .mass(isAssigned ? balance?.stack : nil),
                            .mass(isAssigned ? balance?.fugitive : nil),
                        ])
                    }
                }
            }
        }
    }
}

extension ReportPart {
    /// The sources that have a part of what is monitored at an outlet.
    fileprivate var unitsOfOutlets: [Outlet.Name: [(kind: String, source: String, pollutant: String, share: Mass)]] {
        var units: [Outlet.Name: [(kind: String, source: String, pollutant: String, share: Mass)]] = [:]
        for kind in kinds {
            for pollutant in rules.pollutants {
                guard let column = kind.kind.schema.column(.outletShare(of: pollutant)) else { continue }
                for row in 0..<kind.rowCount {
                    guard let share = Double(kind.text(column.id, row: row)) else { continue }
                    let name = Outlet.Name(
                        permit: kind.text(Column.permitNumber, row: row),
                        number: kind.text(Column.outletNumber, row: row))
                    units[name, default: []].append(
                        (kind.kind.name, kind.sourceName(row: row), pollutant, Mass(micrograms: Int128(share))))
                }
            }
        }
        return units
    }
}

extension ReportTables {
    /// A code with its name.
    private func named(_ kind: ReportWords.Kind, _ code: String) -> ReportTable.Cell {
        .coded(code, name: word(kind, code))
    }

    /// A table of records of parts: its columns are those that the record shows.
    func table<Record>(
        _ id: String, _ title: Label, of record: PackageRecord<Record>, rows: @escaping (ReportPart) -> [Record]
    ) -> ReportTable {
        let columns = record.columns
        return ReportTable(id, title, ReportTables.part + columns.map(\.column)) { part, take in
            let place = self.part(part)
            for row in rows(part) { try take(place + columns.map { $0.cell(row, language) }) }
        }
    }

    /// A source kind with its name.
    func table(_ id: String) -> ReportTable.Cell { .coded(id, name: SourceKind.named(id)?.label[language] ?? id) }
}

extension ReportScenario.Target {
    /// Whether it is met, for people; where that is open, why.
    var stateLabel: Label {
        switch state {
        case "met": Label("达到", "met")
        case "short": Label("未达到", "short")
        default:
            reached == nil
                ? Label("待定：本报告未核算该污染物", "open: pollutant not computed in this report")
                : Label("待定：方案未给出数值", "open: the plan prints no number")
        }
    }
}

extension ReportAssumption {
    /// Why it is an assumption, for people.
    var kindLabel: Label {
        Assumption.Kind.allCases.first { $0.reportName == kind }?.label ?? Label(same: kind)
    }
}

extension DoubleClaim.Kind {
    /// The word for people.
    var label: Label {
        switch self {
        case .unit: Label("同一设备", "same unit")
        case .facility: Label("同一企业", "same firm")
        }
    }
}

extension Refusal {
    /// Why it stayed out, in words: what was found, or what to do where a package of an earlier version has only codes.
    func why(in language: Language) -> String {
        codes.map { reasons[$0]?[language] ?? Advice.text(for: $0)[language] }
            .joined(separator: Label("；", "; ")[language])
    }
}

/// What the results of one basis show, made once: a report of many sources has few.
private final class BasisCells {
    let basis: ReportBasis
    let state: ReportTable.Cell
    let method: ReportTable.Cell
    let factors: ReportTable.Cell
    let assumptions: ReportTable.Cell

    init(_ basis: ReportBasis, state: ReportTable.Cell, method: ReportTable.Cell) {
        self.basis = basis
        self.state = state
        self.method = method
        factors = .text(basis.factors.joined(separator: ";"))
        assumptions = .text(basis.assumptions.joined(separator: ";"))
    }
}
