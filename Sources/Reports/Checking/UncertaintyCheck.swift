import Calculation
import Inventories
import Quantities
import Tables

/// Holds how sure tonnes are against what they are worked out from: the sums against the totals, the intervals against draws
/// that are made again.
struct UncertaintyCheck {
    let file: String

    func check(_ package: ReportPackage, _ result: inout Verification) {
        var isSound = true
        for part in package.parts {
            let name = part.placeName
            if let own = part.uncertainty, !check(own.record, part, &result) { isSound = false }
            if part.uncertainty?.isTooLarge ?? false {
                add(.uncertaintyTooLarge, name, nil, nil, &result)
                isSound = false
            }
            if let scenario = part.scenario { check(scenario, name, &result) }
        }
        // Draws of sums that are not those of the totals say nothing.
        guard isSound else { return }
        compare(package, &result)
    }

    private func add(
        _ message: Finding.Message, _ place: String, _ value: String?, _ expected: String?,
        _ result: inout Verification
    ) {
        result.add(
            Finding(
                .error, message, at: Location(file: file, column: place), value: value,
                expected: expected.map { Label(same: $0) }), .arithmetic)
    }

    /// The sums by county, sector and pollutant are those of the totals.
    private func check(_ record: UncertaintyRecord, _ part: ReportPart, _ result: inout Verification) -> Bool {
        var isSound = true
        var open: [[String]: Mass] = [:]
        for total in part.totals {
            guard let county = total.county, let sector = total.sector else { continue }
            open[[county, sector, total.pollutant]] = total.emission
        }
        for group in record.groups {
            let place = "\(part.placeName) uncertainty " + group.key.joined(separator: " ")
            let total = open.removeValue(forKey: group.key)
            let mass = group.mass
            let isWhole = group.gross == mass && group.quantified >= .zero && group.quantified <= group.gross
            if total != mass || !isWhole {
                add(.uncertaintySum, place, mass.tonnes(), total?.tonnes(), &result)
                isSound = false
            }
        }
        for (key, mass) in open.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) where mass != .zero {
            let place = "\(part.placeName) uncertainty " + key.joined(separator: " ")
            add(.uncertaintySum, place, nil, mass.tonnes(), &result)
            isSound = false
        }
        return isSound
    }

    /// The intervals of the package's totals.
    private func compare(_ package: ReportPackage, _ result: inout Verification) {
        let right = ReportUncertainty(package.parts, of: package.header, totals: package.totals)
        guard package.uncertainty != right else { return }
        guard let told = package.uncertainty, let right else {
            let isMissing = package.uncertainty == nil
            add(
                .uncertaintyDiffers, "report uncertainty", isMissing ? nil : "uncertainty",
                isMissing ? "uncertainty" : nil, &result)
            return
        }
        if told.options != right.options {
            func text(_ options: DrawOptions) -> String {
                "draws \(options.count ?? 0), seed \(options.seed), confidence \(options.confidence)"
            }
            return add(
                .uncertaintyDiffers, "report uncertainty", text(told.options), text(right.options), &result)
        }
        let known = Dictionary(right.ranges.map { ($0.key, $0.range) }, uniquingKeysWith: { first, _ in first })
        for entry in told.ranges where entry.range != known[entry.key] {
            let place = ["report", entry.county, entry.sector, entry.pollutant].compactMap { $0 }
            add(
                .uncertaintyDiffers, place.joined(separator: " ") + " range", UncertaintyCheck.text(entry.range),
                known[entry.key].map(UncertaintyCheck.text), &result)
        }
        let parts: [(name: String, isSame: Bool)] = [
            ("range", told.ranges.map(\.key) == right.ranges.map(\.key)), ("datum", told.data == right.data),
            ("class", told.classes == right.classes), ("unknown", told.unknown == right.unknown),
        ]
        for (name, isSame) in parts where !isSame {
            add(.uncertaintyDiffers, "report uncertainty " + name, nil, nil, &result)
        }
    }

    private static func text(_ range: MassRange) -> String {
        "\(range.low.tonnes()) … \(range.median.tonnes()) … \(range.high.tonnes())"
    }

    /// How far a year's or target's sum may lie from its line: measures of a year in part are rounded source by source.
    private static let allowed = Mass(micrograms: Int128(1_000_000))

    /// A plan's sums are its rows, and its intervals those of draws that are made again; the plan is not run again.
    private func check(_ scenario: ReportScenario, _ name: String, _ result: inout Verification) {
        guard let told = scenario.uncertainty else { return }
        guard !PartUncertainty.isTooLarge(told.record, told.options) else {
            return add(.uncertaintyTooLarge, "\(name) scenario", nil, nil, &result)
        }
        var rows: [[String]: Mass] = [:]
        for row in scenario.rows {
            rows[["reduction", row.measure, row.pollutant]] = row.reduction
            rows[["reduction", "", row.pollutant], default: .zero] += row.reduction
            if rows[["baseline", "", row.pollutant]] == nil { rows[["baseline", "", row.pollutant]] = row.baseline }
            rows[["scenario", "", row.pollutant]] = row.scenario
        }
        for year in scenario.path { rows[["path", "\(year.year)", year.pollutant]] = year.plan }
        for group in told.record.groups {
            guard let row = rows[group.key] else { continue }
            let mass = group.mass
            let distance = mass > row ? mass - row : row - mass
            guard distance > (group.key[0] == "path" ? UncertaintyCheck.allowed : .zero) else { continue }
            let place = "\(name) scenario uncertainty " + group.key.joined(separator: " ")
            add(.uncertaintySum, place, mass.tonnes(), row.tonnes(), &result)
        }
        let right = ScenarioUncertainty(told.record, told.options)
        guard right != told else { return }
        for (number, entry) in told.intervals.enumerated() {
            let own = right.flatMap { $0.intervals.indices.contains(number) ? $0.intervals[number] : nil }
            guard own != entry else { continue }
            add(
                .uncertaintyDiffers,
                "\(name) scenario uncertainty \(entry.kind.rawValue) \(entry.id) \(entry.pollutant)",
                UncertaintyCheck.text(entry.range), own.map { UncertaintyCheck.text($0.range) }, &result)
        }
        if right?.intervals.count != told.intervals.count {
            add(
                .uncertaintyDiffers, "\(name) scenario uncertainty", "\(told.intervals.count)",
                right.map { "\($0.intervals.count)" }, &result)
        }
    }
}

extension Recalculation {
    /// What totals depend on, worked out again from the sources with the receiver's library.
    static func record(
        of part: ReportPart, _ tables: [Table], _ context: RunContext, file: String, _ options: DrawOptions
    ) -> UncertaintyRecord? {
        var context = context
        let ofRows = part.kinds.filter { kind in
            zip(kind.kind.schema.columns, kind.cells).contains { $0.isUncertainty && $1 != nil }
        }
        context.ranges = Ranges(
            library: context.library, manifest: part.manifest, ofRows: Set(ofRows.map(\.kind.name)))
        let sheets = zip(part.kinds, tables).map { Inventory.Sheet(kind: $0.kind, table: $1) }
        var findings = Findings()
        let result = Inventory(folder: file, manifest: part.manifest, sheets: sheets)
            .computed(in: context, groupings: PartUncertainty.groupings, findings: &findings)
        return PartUncertainty(result, options)?.record
    }
}

extension Finding.Message {
    static let uncertaintySum = Self(
        "uncertainty-sum", "不确定度的合计与排放量合计不符", "what the uncertainty adds up to is not the total")
    static let uncertaintyDiffers = Self(
        "uncertainty-differs", "不确定度与复算不符", "the uncertainty is not what draws give that are made again")
    static let uncertaintyRecord = Self(
        "recompute-uncertainty", "合计对数据的依赖与复算不符",
        "how totals depend on data is not what the recomputation finds")
    static let uncertaintyTooLarge = Self(
        "uncertainty-too-large", "不确定度的抽样过多，无法复算", "the uncertainty asks for more draws than can be made again")
}
