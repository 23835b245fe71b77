import Calculation
import Factors
import Inventories
import Quantities
import Tables

extension Routes {
    /// How sure the totals are, and what the inventory states of that.
    static let sureness: [Route] = [
        Route(
            method: .get, path: "/sure", text: Label("总量的区间", "the intervals of totals"),
            parameters: sureParameters + [Parameter("and", "第二个汇总键", "a second key")]
        ) { space, request in
            let county = try space.currentCounty()
            let answer = space.sure.answer(try question(request, of: county), of: county)
            let isEditable = !InventoryWorkbook.isWorkbook(space.folder)
            let manifest = try isEditable ? space.versions.now("inventory.yaml") : nil
            return .page(
                SurePage(
                    county: county, answer: answer, isEditable: isEditable,
                    digest: Versions.digest(manifest),
                    view: View(space, request)
                ).markup())
        },
        Route(
            method: .get, path: "/api/uncertainty",
            text: Label(
                "总量的区间、方差来源、未量化的数据、先核实什么",
                "intervals of totals, what they come from, what has none, what to measure next"),
            parameters: sureParameters
        ) { space, request in
            let county = try space.currentCounty()
            return .json(space.sure.answer(try question(request, of: county), of: county).json)
        },
        Route(
            method: .post, path: "/api/uncertainty",
            text: Label("在 inventory.yaml 写明一个等级或半宽", "state a class or a half-width in inventory.yaml"),
            body: .json([
                Parameter("part", "factors、columns 或 defaults", "factors, columns or defaults", isRequired: true),
                Parameter("name", "系数族、系数编号，或 源类.列；defaults 不用", "family, factor, or table.column; not with defaults"),
                Parameter(
                    "value", "等级，或 95 % 区间的半宽如 30 %", "a class, or the half-width of 95 % such as 30 %",
                    isRequired: true),
                Parameter("shared", "该列各行同误差", "all rows of the column err alike"),
                Parameter("digest", "读到的 inventory.yaml 的摘要", "digest of the inventory.yaml that was seen"),
            ]), limit: 1 << 12
        ) { space, request in
            struct Body: Decodable {
                let part: String
                let name: String?
                let value: String
                let shared: Bool?
                let digest: String?
            }
            let body: Body = try request.decoded()
            guard !body.value.isEmpty, body.value.utf8.count <= 100 else { throw Problem.missing("value") }
            return try space.state(
                try StatedDatum(part: body.part, name: body.name ?? ""), as: body.value,
                isShared: body.shared ?? false, seen: body.digest)
        },
    ]

    private static let sureParameters = [
        Parameter("by", "汇总键，逗号分隔", "keys, comma-separated"),
        Parameter("confidence", "置信水平，%，50–99.9", "confidence, %, 50 to 99.9"),
        Parameter("draws", "抽样次数，100–20000", "draws, 100 to 20000"), Parameter("seed", "随机种子", "seed"),
    ]

    /// What a request asks; by sector, 95 %, 10,000 draws and the seed of the region and year where it does not say.
    private static func question(_ request: Request, of county: County) throws(Problem) -> SureRuns.Question {
        var keys: [Grouping] = []
        let names = WordList.words(of: request.value("by") ?? "sector") + [request.value("and")].compactMap { $0 }
        for name in names {
            let key = try grouping(name)
            if !keys.contains(key) { keys.append(key) }
        }
        if !keys.contains(where: { $0.name == "pollutant" }), let pollutant = Grouping("pollutant") {
            keys.append(pollutant)
        }
        var options = DrawOptions(seed: DrawOptions.seed(of: county.assessment.context.manifest))
        if let text = request.value("confidence") {
            guard let percent = DecimalText.value(text), (50...99.9).contains(percent) else {
                throw .unknown("confidence", text)
            }
            options.confidence = percent / 100
        }
        if let text = request.value("draws") {
            guard let count = Int(text), SureRuns.Question.draws.contains(count) else { throw .unknown("draws", text) }
            options.count = count
        }
        if let text = request.value("seed") {
            guard let seed = UInt64(text) else { throw .unknown("seed", text) }
            options.seed = seed
        }
        return SureRuns.Question(keys: keys, options: options)
    }
}

extension Workspace {
    /// Writes how sure a datum is into `inventory.yaml`, where the inventory can still be read with it.
    func state(_ datum: StatedDatum, as value: String, isShared: Bool, seen: String?) throws -> Response {
        guard isCounty, !InventoryWorkbook.isWorkbook(folder) else {
            throw Problem(
                409, "workbook", "清单是工作簿：请在 Excel 中修改", "the inventory is a workbook: edit it in Excel")
        }
        let path = folder + "/inventory.yaml"
        let before = try InputFile.bytes(of: path)
        guard seen.map({ $0 == Versions.digest(before) }) ?? true else { throw Problem.changedSince("inventory.yaml") }
        let plain = YAMLFile.scalar(value)
        let isPair = datum.part == "columns" && isShared
        let bytes = try YAMLFile(before, path: path).setting(
            datum.keys, to: isPair ? "{class: \(plain), shared: yes}" : plain)
        var findings = Findings()
        let manifest = InventoryManifest(
            text: String(decoding: bytes, as: UTF8.self), file: path, findings: &findings)
        findings.add(manifest.check(against: try currentCounty().assessment.context.library))
        guard !findings.hasErrors else { throw Findings(findings.kept.filter { $0.severity == .error }) }
        let name = (datum.keys.dropFirst() + [value]).joined(separator: " ")
        try versions.write(
            bytes, to: "inventory.yaml", before: before, action: "range", note: name + (isPair ? " shared" : ""))
        return .json(.object([("file", .text("inventory.yaml")), ("digest", .text(SHA256.hexadecimal(of: bytes)))]))
    }
}

extension SureRuns.Answer {
    /// The answer as programs read it, with the numbers and names that the command line writes.
    var json: JSON {
        let totals: [JSON] = result.totalsAndUnknown(by: question.keys).map { total in
            .object(
                zip(question.keys, total.keys).map { ($0.text, JSON.text($1)) }
                    + [("emission_t", total.number.map { .number($0.tonnes()) } ?? .null)]
                    + SureRuns.json(uncertainty.range(total.keys)))
        }
        let pollutants: [JSON] = result.context.pollutants.map { pollutant in
            .object([
                ("pollutant", .text(pollutant)), ("words", .list(uncertainty.words(pollutant).map { .label($0) })),
                (
                    "variance",
                    .list(
                        uncertainty.shares([pollutant]).map { share in
                            .object([
                                ("datum", .text(share.name)),
                                ("origin", share.spread.map { .text($0.origin.code) } ?? .null),
                                ("share", .number(DecimalText.rounded(share.share, decimals: 6))),
                                (
                                    "half_width_then_pct",
                                    share.remaining.map { .number(DecimalText.rounded($0, decimals: 3)) } ?? .null
                                ),
                            ])
                        })
                ),
                (
                    "classes",
                    .list(
                        uncertainty.classes([pollutant]).map {
                            .object([
                                ("origin", .text($0.origin.code)),
                                ("mass_t", $0.mass == .zero ? .null : .number($0.mass.tonnes())),
                                ("share", .number(DecimalText.rounded($0.share, decimals: 6))),
                            ])
                        })
                ),
                (
                    "not_quantified",
                    .list(
                        (uncertainty.unknown[pollutant] ?? []).map {
                            .object([("datum", .text($0.name)), ("mass_t", .number($0.mass.tonnes()))])
                        })
                ),
            ])
        }
        return .object([
            ("confidence_pct", .number(question.options.level)),
            ("draws", .count(uncertainty.options.count ?? 0)), ("seed", .number(String(uncertainty.options.seed))),
            ("recalled", .list(uncertainty.recalled.map { .text($0) })), ("totals", .list(totals)),
            ("pollutants", .list(pollutants)), ("next", .list(next.map(\.json))),
            ("incomplete", IncompleteTotals(result).json),
        ])
    }
}

extension SureRuns {
    /// What a mass may be; nothing of it where nothing has a range.
    fileprivate static func json(_ range: MassRange?) -> [(String, JSON)] {
        let known = range.flatMap { $0.isKnown ? $0 : nil }
        func number(_ text: String?) -> JSON { text.map { .number($0) } ?? .null }
        return [
            ("low_t", number(known?.low.tonnes())), ("median_t", number(known?.median.tonnes())),
            ("high_t", number(known?.high.tonnes())),
            ("approach1_pct", number(known?.firstOrder.map { DecimalText.rounded($0, decimals: 3) })),
            ("bias_t", number(known?.bias.tonnes())),
            ("quantified_share", number(range?.quantified.map { DecimalText.rounded($0, decimals: 4) })),
        ]
    }
}

extension NextBest {
    /// The datum as programs read it.
    fileprivate var json: JSON {
        func ratio(_ value: Double) -> JSON { .number(DecimalText.rounded(value, decimals: 4)) }
        return .object([
            ("pollutant", .text(pollutant)), ("datum", .text(name)), ("column", .text(column)),
            ("file", location.map { .text(Finding.fileName($0.file)) } ?? .null),
            ("line", location?.line.map { .count($0) } ?? .null), ("value", .text(amount)),
            ("origin", .text(origin.code)), ("evidence", .text(evidence)), ("low_ratio", ratio(today.low)),
            ("high_ratio", ratio(today.high)), ("expected_low_ratio", ratio(expected.low)),
            ("expected_high_ratio", ratio(expected.high)), ("variance_share", ratio(share)),
            ("half_width_pct", .number(DecimalText.rounded(halfWidth.today, decimals: 3))),
            ("half_width_then_pct", .number(DecimalText.rounded(halfWidth.then, decimals: 3))),
        ])
    }
}
