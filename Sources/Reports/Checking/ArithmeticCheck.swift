import Calculation
import Quantities
import Tables

/// Adds up everything in a package again, exactly.
struct ArithmeticCheck {
    let file: String

    func check(_ package: ReportPackage, _ result: inout Verification) {
        for part in package.parts { check(part, &result) }
        compare(
            package.totals, with: ReportTotal.sum(package.parts.map(\.totals)), place: "report", &result)
        if package.claims != DoubleClaim.found(in: package.parts) {
            result.add(finding(.claimsDiffer, "claims", value: "\(package.claims.count)"), .arithmetic)
        }
    }

    private func finding(
        _ message: Finding.Message, _ place: String, value: String? = nil, expected: String? = nil,
        severity: Finding.Severity = .error
    ) -> Finding {
        Finding(
            severity, message, at: Location(file: file, column: place), value: value,
            expected: expected.map { Label(same: $0) })
    }

    private func check(_ part: ReportPart, _ result: inout Verification) {
        let name = part.placeName
        let sums = PartSums(
            kinds: part.kinds, bases: part.bases,
            assumptionKinds: Dictionary(
                part.assumptions.map { ($0.id, $0.kind) }, uniquingKeysWith: { first, _ in first }))
        compare(part.totals, with: sums.totals, place: name, &result)
        for assumption in part.assumptions {
            let own = sums.assumptions[assumption.id] ?? [:]
            for pollutant in Set(own.keys).union(assumption.masses.keys).sorted()
            where own[pollutant] ?? .zero != assumption.masses[pollutant] ?? .zero {
                result.add(
                    finding(
                        .assumptionDiffers, "\(name) \(assumption.id) \(pollutant)",
                        value: assumption.masses[pollutant]?.tonnes(), expected: (own[pollutant] ?? .zero).tonnes()),
                    .arithmetic)
            }
        }
        for basis in part.bases where (basis.state == .assumed) != !basis.assumptions.isEmpty {
            guard basis.state == .assumed || basis.state == .computed else { continue }
            result.add(finding(.stateDiffers, "\(name) \(basis.id)", value: basis.state.rawValue), .arithmetic)
        }
        let untold = part.bases.filter { $0.hasNumber && $0.release == nil }
        if part.hasBalance, let first = untold.first {
            result.add(finding(.balanceInPart, "\(name) \(first.id)", value: "\(untold.count)"), .arithmetic)
        }
        checkOverrides(part, sums, &result)
        if let scenario = part.scenario { check(scenario, name, &result) }
    }

    /// Choices that show in factors, rules and rows are those that are listed, with as many results.
    private func checkOverrides(_ part: ReportPart, _ sums: PartSums, _ result: inout Verification) {
        let shown = part.localFactors(sums) + part.forcedMethods
        func add(_ entry: ReportOverride, _ value: ReportOverride?, _ expected: ReportOverride?) {
            result.add(
                finding(
                    .overrideDiffers, "\(part.placeName) \(entry.kind.rawValue) \(entry.subject)", value: value?.told,
                    expected: expected?.told), .arithmetic)
        }
        for entry in part.overrides {
            let right: ReportOverride? =
                switch entry.kind {
                case .factor: shown.first { $0.kind == entry.kind && $0.subject == entry.subject }
                case .method:
                    shown.first { ($0.kind, $0.subject, $0.value) == (entry.kind, entry.subject, entry.value) }
                case .ruleBook: entry.with(part.rules.ruleBook, part.lines)
                case .pollutants: entry.with(part.rules.pollutants.joined(separator: ","), part.lines)
                case .rule: entry.with(entry.value, 1)
                }
            if right != entry { add(entry, entry, right) }
        }
        for entry in shown
        where !part.overrides.contains(where: { $0.kind == entry.kind && $0.subject == entry.subject }) {
            add(entry, nil, entry)
        }
    }

    /// Every total there must be, none other, each with the digits that adding again gives.
    private func compare(
        _ stated: [ReportTotal], with right: [ReportTotal], place: String, _ result: inout Verification
    ) {
        var open = Dictionary(right.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for total in stated {
            let name = [place, total.county ?? "", total.sector ?? "", total.pollutant].filter { !$0.isEmpty }
                .joined(separator: " ")
            guard let own = open.removeValue(forKey: total.key) else {
                result.add(finding(.totalUnfounded, name, value: total.emission.tonnes()), .arithmetic)
                continue
            }
            for ((column, value), (_, expected)) in zip(total.columns, own.columns) where value != expected {
                result.add(
                    finding(
                        .totalDiffers, "\(name) \(column)", value: value?.tonnes(), expected: expected?.tonnes()),
                    .arithmetic)
            }
            if total.lines != own.lines {
                result.add(
                    finding(.totalDiffers, "\(name) lines", value: "\(total.lines)", expected: "\(own.lines)"),
                    .arithmetic)
            }
        }
        for total in open.values.sorted(by: ReportTotal.inOrder) {
            let name = [place, total.county ?? "", total.sector ?? "", total.pollutant].filter { !$0.isEmpty }
                .joined(separator: " ")
            result.add(finding(.totalMissing, name, expected: total.emission.tonnes()), .arithmetic)
        }
    }

    /// Each measure begins where the one before it ended.
    private func check(_ scenario: ReportScenario, _ name: String, _ result: inout Verification) {
        var last: [String: Mass] = [:]
        for row in scenario.rows {
            let place = "\(name) \(row.measure) \(row.pollutant)"
            let rules: [(String, Mass, Mass)] = [
                ("baseline", row.baseline, last[row.pollutant] ?? row.baseline),
                ("scenario", row.scenario, row.baseline - row.reduction),
                ("overlap", row.overlap, row.alone - row.reduction),
            ]
            for (column, value, expected) in rules where value != expected {
                result.add(
                    finding(
                        .reductionDiffers, "\(place) \(column)", value: value.tonnes(), expected: expected.tonnes()),
                    .arithmetic)
            }
            last[row.pollutant] = row.scenario
        }
    }
}

extension ReportTotal {
    /// Its masses by the name of the attribute.
    fileprivate var columns: [(name: String, mass: Mass?)] {
        [
            ("t", emission), ("assumed", assumed), ("unverified", unverified), ("generated", balance?.generated),
            ("removed", balance?.removed),
            ("generation_unknown", balance.flatMap { $0.hasUnknownGeneration ? $0.unbalanced : nil }),
            ("stack", balance?.stack), ("fugitive", balance?.fugitive), ("unassigned", balance?.unassigned),
        ]
    }
}

extension ReportOverride {
    /// The same choice with what was taken and how many results it concerns.
    fileprivate func with(_ value: String, _ lines: Int) -> ReportOverride {
        ReportOverride(kind: kind, subject: subject, value: value, lines: lines)
    }

    fileprivate var told: String { "\(value) (\(lines))" }
}

extension ReportPart {
    /// Whether it tells what is generated and removed and how it is released, as packages since version 1.1 do.
    var hasBalance: Bool { bases.contains { $0.release != nil } }

    /// The part in places: `653024/2024`.
    var placeName: String { "\(header.region)/\(header.year)" }
}

extension Finding.Message {
    static let totalDiffers = Self(
        "arithmetic-total", "合计与各项之和不符", "the total is not the sum of its parts")
    static let totalUnfounded = Self(
        "arithmetic-total-unfounded", "合计没有对应的排放源", "no source stands behind the total")
    static let totalMissing = Self("arithmetic-total-missing", "缺少应有的合计", "a total is missing")
    static let assumptionDiffers = Self(
        "arithmetic-assumption", "假设所涉排放量与结果不符", "the tonnes of an assumption are not those of its results")
    static let stateDiffers = Self(
        "arithmetic-state", "结果状态与其假设不符", "the state does not agree with the assumptions")
    static let balanceInPart = Self(
        "arithmetic-balance", "部分结果没有说明产生量和排放去向",
        "some results do not tell how they are released, while others do")
    static let reductionDiffers = Self(
        "arithmetic-reduction", "减排量前后不衔接", "the reductions do not add up")
    static let overrideDiffers = Self(
        "arithmetic-override", "替换的选择与数据不符", "a choice that replaced another is not what factors, rules and rows show")
    static let claimsDiffer = Self(
        "arithmetic-claims", "重复申报的列表与排放源不符", "the list of double claims is not that of the sources")
}
