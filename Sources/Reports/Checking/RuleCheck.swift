import Calculation
import Inventories
import Quantities
import Tables

/// The rules across records, parts and files.
struct RuleCheck {
    let options: VerificationOptions

    func check(_ package: ReportPackage, _ result: inout Verification) {
        let file = result.file
        func add(
            _ message: Finding.Message, _ place: String, value: String? = nil, expected: Label? = nil,
            severity: Finding.Severity = .error
        ) {
            result.add(
                Finding(severity, message, at: Location(file: file, column: place), value: value, expected: expected),
                .rules)
        }
        if let region = options.region, !RegionCode.holds(package.header.region, within: region) {
            add(.regionOutside, "report", value: package.header.region, expected: Label(same: region))
        }
        for part in package.parts {
            if !RegionCode.holds(part.header.region, within: package.header.region) {
                add(
                    .regionOutside, part.placeName, value: part.header.region,
                    expected: Label(same: package.header.region))
            }
            if let year = options.year, part.header.year != year {
                add(.yearDiffers, part.placeName, value: "\(part.header.year)", expected: Label(same: "\(year)"))
            }
            let present = Set(part.kinds.map(\.kind.name))
            let missing = SourceKind.all.filter { !present.contains($0.name) }
            for kind in missing where options.tables.contains(kind.name) {
                add(.tableMissing, "\(part.placeName) \(kind.name)", expected: kind.label)
            }
            let others = missing.filter { !options.tables.contains($0.name) }.map(\.label)
            if !others.isEmpty {
                let list = Label(
                    others.map(\.zh).joined(separator: "、"), others.map(\.en).joined(separator: ", "))
                add(.tableMissing, part.placeName, expected: list, severity: .note)
            }
            for entry in IncompleteTotals(part.rules.incomplete).entries {
                add(
                    .incompleteTotal, part.placeName, value: entry.pollutant, expected: entry.told, severity: .warning)
            }
            for kind in part.kinds {
                var outside: [String: Int] = [:]
                for row in 0..<kind.rowCount {
                    let county = kind.text(Column.countyCode, row: row)
                    if !county.isEmpty, !RegionCode.holds(county, within: part.header.region) {
                        if outside[county, default: 0] < 20 {
                            add(
                                .regionOutside, "\(part.placeName) \(kind.kind.name) \(kind.sourceName(row: row))",
                                value: county, expected: Label(same: part.header.region))
                        }
                        outside[county, default: 0] += 1
                    }
                }
            }
            checkCarryOver(part, add)
        }
        let notComputed = package.notComputed
        for pollutant in notComputed.keys.sorted() {
            add(.incompleteTotal, "report", value: pollutant, expected: notComputed[pollutant], severity: .warning)
        }
        for claim in package.claims { tell(claim, at: 0, file: file, &result) }
        if package.parts.count > 1 || !options.previous.isEmpty {
            var projects = ProjectCheck()
            projects.take(package, file: file)
            // A package that this one corrects claims the same, and no longer counts.
            let corrected = Set(package.parts.flatMap(\.answers).map(\.package))
            for old in options.previous where !corrected.contains(old.digest) {
                projects.take(old.package, file: old.file)
            }
            for finding in projects.findings(of: package, file: file) { result.add(finding, .rules) }
        }
        if Set(package.parts.map(\.header.year)).count > 1 {
            add(
                .yearsMixed, "report",
                value: Set(package.parts.map { "\($0.header.year)" }).sorted().joined(separator: ", "),
                severity: .warning)
        }
    }

    private func checkCarryOver(
        _ part: ReportPart, _ add: (Finding.Message, String, String?, Label?, Finding.Severity) -> Void
    ) {
        for old in options.previous.flatMap(\.package.parts)
        where old.header.region == part.header.region && old.header.year < part.header.year {
            let digests = Dictionary(
                old.inputs.filter { $0.role == .table }.map { ($0.digest, $0.name) }, uniquingKeysWith: { a, _ in a })
            for input in part.inputs where input.role == .table {
                if let name = digests[input.digest] {
                    add(
                        .carriedOver, "\(part.placeName) \(input.name)", "\(old.header.year) \(name)",
                        Label("本年数据", "data of the year"), .error)
                }
            }
            for kind in part.kinds {
                guard let before = old.kinds.first(where: { $0.kind.name == kind.kind.name }) else { continue }
                let known = Set((0..<before.rowCount).map(before.content))
                let same = (0..<kind.rowCount).count { known.contains(kind.content(row: $0)) }
                guard kind.rowCount >= 5, same * 10 >= kind.rowCount * 9 else { continue }
                add(
                    .carriedOver, "\(part.placeName) \(kind.kind.name)", "\(same) / \(kind.rowCount)",
                    Label("本年数据", "data of the year"), same == kind.rowCount ? .error : .warning)
            }
        }
    }

    private func tell(_ claim: DoubleClaim, at here: Int, file: String, _ result: inout Verification) {
        let place = claim.holders.indices.contains(here) ? claim.holders[here] : nil
        result.add(
            Finding(
                claim.kind == .unit ? .error : .warning,
                claim.kind == .unit ? .duplicateUnit : .duplicateFacility,
                at: Location(
                    file: file, column: place.map { "\($0.place) \(claim.table) \($0.source)" } ?? claim.table),
                value: claim.holderList), .rules)
    }

    /// What only shows when files are laid beside each other: each file is told about its own parts. A part that came
    /// twice, letter by letter, counts once and is only told.
    func compare(_ results: inout [Verification]) {
        let replaced = Set(AnswerCheck.replaced(results))
        for place in replaced {
            results[place].add(
                Finding(
                    .error, .replacedPackage,
                    at: Location(file: results[place].file, column: results[place].package?.parts.first?.placeName)),
                .rules)
        }
        let packages = results.indices.filter { !replaced.contains($0) }.compactMap { results[$0].package }
        guard packages.count > 1 else { return }
        let places = Dictionary(grouping: packages.flatMap(\.parts), by: \.placeName)
        let twice = places.filter { $0.value.count > 1 }.mapValues { Set($0.map(\.digest)).count > 1 }
        let inside = Set(packages.flatMap(\.claims).map(\.description))
        let parts = places.keys.sorted().compactMap { places[$0]?.first }
        var projects = ProjectCheck()
        for result in results { if let package = result.package { projects.take(package, file: result.file) } }
        let claims = DoubleClaim.found(in: parts).filter { !inside.contains($0.description) }
        // By part the claims that it holds, each with its first holder of that part: many may claim the same.
        var claimsOf: [String: [(claim: Int, holder: Int)]] = [:]
        for (number, claim) in claims.enumerated() {
            for (holder, place) in claim.holders.map(\.place).enumerated()
            where claimsOf[place]?.last?.claim != number {
                claimsOf[place, default: []].append((number, holder))
            }
        }
        for place in results.indices where !replaced.contains(place) {
            guard let package = results[place].package else { continue }
            let own = Set(package.parts.map(\.placeName))
            let concerned = Dictionary(
                own.flatMap { claimsOf[$0] ?? [] }.map { ($0.claim, $0.holder) }, uniquingKeysWith: min)
            for number in concerned.keys.sorted() {
                tell(claims[number], at: concerned[number] ?? 0, file: results[place].file, &results[place])
            }
            let known = Set(results[place].all.map(\.finding))
            for finding in projects.findings(of: package, file: results[place].file) where !known.contains(finding) {
                results[place].add(finding, .rules)
            }
            for part in package.parts {
                guard let differs = twice[part.placeName] else { continue }
                results[place].add(
                    Finding(
                        differs ? .error : .note, differs ? .sameRegionTwice : .samePartTwice,
                        at: Location(file: results[place].file, column: part.placeName)), .rules)
            }
        }
    }
}

extension RuleCheck {
    /// Codes that show double counting between packages, each of which may be sound by itself.
    static let betweenPackages: Set<String> = ["duplicate-unit", "duplicate-facility", "same-region-twice"]
}

extension DoubleClaim.Holder {
    /// The region and year that hold it.
    fileprivate var place: String { "\(region)/\(year)" }
}

extension DoubleClaim {
    /// How many holders are named.
    private static let mostNamed = 20

    /// Who holds it, for people: the first of many.
    fileprivate var holderList: String {
        let named = holders.prefix(DoubleClaim.mostNamed).map { "\($0.place) \($0.source)" }
        let more = holders.count - named.count
        return (named + (more > 0 ? ["… +\(more)"] : [])).joined(separator: ", ")
    }

    /// The claim as one line, equal for equal claims.
    var description: String {
        "\(kind.rawValue) \(table) \(key) "
            + holders.map { "\($0.place) \($0.source)" }.sorted().joined(separator: ", ")
    }
}

extension ReportKind {
    /// Everything a source says of itself, as one text.
    func content(row: Int) -> [UInt8] {
        var text: [UInt8] = []
        for (place, column) in cells.enumerated() {
            guard let column else { continue }
            let bytes = column.bytes(at: row)
            if bytes.isEmpty { continue }
            text.append(UInt8(truncatingIfNeeded: place))
            text.append(contentsOf: bytes)
            text.append(0)
        }
        return text
    }
}

extension Finding.Message {
    static let regionOutside = Self("region-outside", "行政区划代码不在所属地区之内", "the region is outside the one it must lie in")
    static let yearDiffers = Self("year-differs", "年份不是要求的年份", "the year is not the one asked for")
    static let yearsMixed = Self("years-mixed", "各部分的年份不同", "the parts are of different years")
    static let tableMissing = Self("table-missing", "没有这一源类的表", "there is no table of this source kind")
    static let carriedOver = Self("carry-over", "沿用了上年的数据", "the data are those of an earlier year")
    static let incompleteTotal = Self(
        "incomplete-total", "合计不完整，缺少所需的源类或有分项的行",
        "the total is incomplete: source classes that it needs, or rows that have a part of it, are missing")
    static let duplicateUnit = Self(
        "duplicate-unit", "同一设备由两个地区申报", "two regions claim the same unit")
    static let duplicateFacility = Self(
        "duplicate-facility", "同一企业由两个地区申报", "two regions claim the same firm")
    static let samePartTwice = Self(
        "same-part-twice", "同一份数据收到两次，只计一次", "the same data came twice and count once")
    static let replacedPackage = Self(
        "replaced-package", "这是旧版：已收到整改后的包", "this is an old version: a corrected package came in its place")
    static let sameRegionTwice = Self(
        "same-region-twice", "同一地区同一年份有两个不同的包", "there are two different packages of one region and year")
}
