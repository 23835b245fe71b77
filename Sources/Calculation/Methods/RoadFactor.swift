import Factors
import Inventories
import Quantities
import Tables

/// EF = BEF × φ × γ × λ × θ with φ = φ_T × φ_RH × φ_A by month and θ = θ_S × θ_load: worked out once for all cohorts
/// that are alike.
struct RoadFactor {
    static let kmh = Unit(stated: "km/h")
    static let mgkg = Unit(stated: "mg/kg")

    static let derivation = Derivation(
        "road factor", words: [Column.vehicleClass, Column.fuel, Column.standard, Column.countyCode],
        tables: ["road/base_factors", "road/speed", "road/load", "road/sulphur", Rules.numbers],
        nearest: [Column.load: "road/load"]
    ) { RoadFactor(resolver: $0).derived() }

    /// The speed of the base factors, where no speed is known; `nil` where the library has none.
    static func referenceSpeed(_ resolver: CaseResolver) -> Derived? {
        resolver.conventional("reference_speed", in: kmh, instead: Column.speed) {
            Label("未填平均车速，速度修正取 1（\($0.amount)）", "mean speed not given: reference \($0.amount)")
        }
    }

    let resolver: CaseResolver
    private var year: Int { resolver.context.manifest.year }
    private var manifest: InventoryManifestView { InventoryManifestView(resolver) }

    /// What one correction came to.
    private struct Correction {
        var value: Double
        var part: ExplanationPart
        var factors: [Factor] = []
        /// The rule that told the level where nobody did.
        var rule: Factor?
        var assumptions: [Assumption] = []
    }

    func derived() -> Derived {
        var derived = Derived()
        let base: Factor
        switch resolver.match("road/base_factors") {
        case .found(let factor): base = factor
        case .ambiguous(let a, let b):
            derived.needs = [
                Need(
                    column: nil,
                    text: Label("系数 \(a.id) 与 \(b.id) 同等匹配", "factors \(a.id) and \(b.id) match equally well"))
            ]
            return derived
        case .none(let nearest, let failedOn):
            derived.needs = [
                resolver.noFactor(
                    Term("BEF", "基准排放系数", "base factor", "g/km"), "road/base_factors", nearest, failedOn)
            ]
            return derived
        }
        guard let ratio = base.unit.conversion(to: RoadFactor.perKilometre) else {
            derived.needs = [
                Need(column: nil, text: Label("系数 \(base.id) 的单位不是 g/km", "factor \(base.id) is not in g/km"))
            ]
            return derived
        }
        let bef = ratio.applied(to: base.value)
        derived.factors = [base]
        derived.assumptions = resolver.marks(of: base)
        derived.parts = [
            ExplanationPart(
                symbol: "BEF", label: Label("基准排放系数", "base factor"), value: bef, unit: RoadFactor.perKilometre,
                provenance: .factor(base, instead: nil))
        ]
        if resolver.pollutant == "VOCs", resolver.isWord(Column.fuel, oneOf: ["road_gas"]),
            resolver.isHydrocarbons(base, of: "road/base_factors")
        {
            derived.assumptions.append(
                Assumption(
                    kind: .statedDefault, subject: "vehicles.fuel",
                    text: Label(
                        "燃气车系数为总烃 HC（天然气车多为甲烷，不属 VOCs），此处全部计作 VOCs，为上限；有 VOCs 系数时请加入本地系数包",
                        "the factor of gas vehicles is total hydrocarbons, for natural gas mostly methane, which is no VOC: "
                            + "here all counted as VOCs, an upper bound, until a pack gives a factor of VOCs")))
        }
        if resolver.isWord(Column.fuel, oneOf: ["hybrid"]), base.set != "local" {
            derived.assumptions.append(
                stated(
                    "vehicles.fuel", "指南没有混合动力车的系数，按汽油车计",
                    "the guideline has no factor of hybrids: counted as gasoline vehicles"))
        }
        // A factor measured in the county holds for its conditions: nothing to correct.
        if base.set == "local" {
            derived.value = bef
            derived.formula = "EF = BEF"
            return derived
        }
        var product = bef
        let corrections = [climate(), altitude(), speed(), deterioration(), sulphur(), load()]
        for correction in corrections {
            product *= correction.value
            derived.parts.append(correction.part)
            if let rule = correction.rule {
                derived.factors.append(rule)
                derived.assumptions += resolver.marks(of: rule)
            }
            derived.assumptions += correction.factors.flatMap { resolver.marks(of: $0) } + correction.assumptions
        }
        derived.value = product
        derived.formula = "EF = BEF × φ(T,RH) × φ(A) × γ × λ × θ(S) × θ(load)"
        return derived
    }

    private static let perKilometre = Unit(stated: "g/km")

    private func part(_ symbol: String, _ label: Label, _ value: Double, _ provenance: Provenance) -> ExplanationPart {
        ExplanationPart(symbol: symbol, label: label, value: value, unit: .one, provenance: provenance)
    }

    private func lookUp(_ table: String, _ numbers: [String: Double], keys: [String: String] = [:]) -> Factor? {
        resolver.factor(table, keys: keys, numbers: numbers)
    }

    private func stated(_ subject: String, _ zh: String, _ en: String) -> Assumption {
        Assumption(kind: .statedDefault, subject: subject, text: Label(zh, en))
    }

    /// 1, where the inventory says nothing about what is to be corrected for.
    private func uncorrected(_ symbol: String, _ label: Label, _ assumption: Assumption) -> Correction {
        Correction(value: 1, part: part(symbol, label, 1, .assumed(assumption.text)), assumptions: [assumption])
    }

    /// Σ w_m × φ_T(m) × φ_RH(m) with w_m = 1/12: annual means would hide the steps.
    private func climate() -> Correction {
        let label = Label("温度与湿度修正（逐月平均）", "temperature and humidity, mean of the months")
        guard let climate = manifest.climate, climate.temperature.count == 12 else {
            return uncorrected(
                "φ(T,RH)", label,
                stated(
                    "inventory.climate", "清单无气候数据，温湿度修正取 1",
                    "no climate in the inventory: reference temperature and humidity"))
        }
        var sum = 0.0
        var used: [Factor] = []
        for month in 0..<12 {
            let temperature = climate.temperature[month]
            var factors = [lookUp("road/temperature", ["temperature": temperature])]
            if climate.humidity.count == 12 {
                let at = ["temperature": temperature, "humidity": climate.humidity[month]]
                factors.append(lookUp("road/humidity", at))
            }
            var ratio = 1.0
            for factor in factors.compactMap({ $0 }) {
                ratio *= factor.value
                if !used.contains(where: { $0.id == factor.id }) { used.append(factor) }
            }
            sum += ratio
        }
        let mean = sum / 12
        let isDry = climate.humidity.count != 12
        return Correction(
            value: mean,
            part: part(
                "φ(T,RH)", label, mean,
                .printed(Label("road/temperature、road/humidity", "road/temperature, road/humidity"))), factors: used,
            assumptions: isDry
                ? [
                    stated(
                        "inventory.climate.humidity", "清单无湿度，湿度修正取 1",
                        "no humidity in the inventory: reference humidity")
                ] : [])
    }

    private func altitude() -> Correction {
        let label = Label("海拔修正", "altitude")
        guard let altitude = manifest.climate?.altitude else {
            return uncorrected(
                "φ(A)", label,
                stated("inventory.climate.altitude", "清单无海拔，海拔修正取 1", "no altitude in the inventory: reference"))
        }
        return corrected("φ(A)", label, "road/altitude", ["altitude": altitude])
    }

    private func speed() -> Correction {
        let label = Label("速度修正", "speed")
        guard let speed = resolver.band(Column.speed) ?? manifest.conditions.speed else {
            guard let reference = RoadFactor.referenceSpeed(resolver), let rule = reference.factors.first else {
                return uncorrected(
                    "γ", label, stated("vehicles.speed", "未填平均车速，不修正", "mean speed not given: not corrected"))
            }
            return Correction(
                value: 1, part: part("γ", label, 1, .printed(Label(same: "← \(rule.id)"))), rule: rule,
                assumptions: reference.assumptions)
        }
        return corrected("γ", label, "road/speed", ["speed": speed], fallback: true)
    }

    /// The last year of the table holds for all that follow.
    private func deterioration() -> Correction {
        let label = Label("劣化修正", "deterioration")
        let last = levels("year", of: "road/deterioration").last ?? Double(year)
        var correction = corrected(
            "λ", label, "road/deterioration", ["year": min(Double(year), last)], fallback: true)
        if !correction.factors.isEmpty, Double(year) > last {
            let text = DecimalText.shortest(last)
            correction.assumptions.append(
                stated(
                    "road/deterioration", "劣化修正只到 \(text) 年，之后沿用 \(text) 年值",
                    "deterioration ends in \(text): held after that"))
        }
        return correction
    }

    /// The row's own sulphur before the county's, that before the inventory's.
    private func sulphur() -> Correction {
        let label = Label("含硫量修正", "fuel sulphur")
        guard resolver.isWord(Column.fuel, oneOf: ["diesel", "gasoline"]) else {
            return Correction(
                value: 1, part: part("θ(S)", label, 1, .silent(Label("该燃料不修正", "not applied to this fuel"))))
        }
        if let stated = resolver.band(Column.sulphur) ?? manifest.sulphur(of: resolver) {
            // Sulphur between two levels takes the upper one, and above the last the last: no interpolation.
            let levels = self.levels("sulphur", of: "road/sulphur")
            let level = levels.first { $0 >= stated } ?? levels.last ?? stated
            var correction = corrected("θ(S)", label, "road/sulphur", ["sulphur": level], fallback: true)
            if level != stated, !correction.factors.isEmpty {
                let text = DecimalText.shortest(level)
                correction.assumptions.append(
                    stated > level
                        ? self.stated(
                            "road/sulphur", "含硫量高于修正表的末档，取末档 \(text) mg/kg，修正偏小",
                            "sulphur is above the last level of the table: that one taken, \(text) mg/kg, too small a "
                                + "correction")
                        : self.stated(
                            "road/sulphur", "含硫量不在修正表的档上，取其上一档 \(text) mg/kg",
                            "sulphur is on no level of the table: the next above taken, \(text) mg/kg"))
            }
            return correction
        }
        guard let (level, rule) = resolver.rule("fuel_sulphur", in: RoadFactor.mgkg) else {
            return uncorrected(
                "θ(S)", label,
                stated("inventory.sulphur", "清单无含硫量，取基准油品", "no sulphur in the inventory: reference fuel"))
        }
        var correction = corrected("θ(S)", label, "road/sulphur", ["sulphur": level], fallback: true)
        correction.rule = rule
        correction.assumptions.append(
            stated(
                "inventory.sulphur", "清单无含硫量，按车用油标准 \(rule.amount)（\(rule.id)）",
                "no sulphur in the inventory: \(rule.amount), the fuel standard (\(rule.id))"))
        return correction
    }

    private func load() -> Correction {
        let label = Label("载重修正", "load")
        guard let load = resolver.band(Column.load) else {
            return Correction(
                value: 1,
                part: part("θ(load)", label, 1, .silent(Label("未填，按基准载重 50 %", "not given: reference load 50 %"))))
        }
        let level = levels("load", of: "road/load").min { abs($0 - load) < abs($1 - load) } ?? load
        var correction = corrected("θ(load)", label, "road/load", ["load": level], fallback: true)
        if level != load, !correction.factors.isEmpty {
            let text = DecimalText.shortest(level)
            correction.assumptions.append(
                stated(
                    "road/load", "载重系数不在修正表的档上，取最近一档 \(text) %",
                    "the load is on no level of the table: the nearest taken, \(text) %"))
        }
        return correction
    }

    private func levels(_ column: String, of table: String) -> [Double] {
        resolver.context.library.table(table)?.edges(of: column) ?? []
    }

    /// The standard whose corrections stand in for those that the row's standard lacks, with the document that says so.
    private var standIn: (standard: Vocabulary.Word, document: String)? {
        let words = resolver.context.library.vocabularies["standard"]
        for row in resolver.context.library.notes["road/standard_proxies"] ?? []
        where resolver.isWord(Column.standard, oneOf: [row["standard"] ?? ""]) {
            guard let code = words.code(exactly: row["proxy"] ?? ""), let word = words[code] else { continue }
            let source = row["source"] ?? ""
            return (word, resolver.context.library.sources[source]?.title ?? source)
        }
        return nil
    }

    /// A ratio of a correction table; 1 where the guideline has none for the class. With `fallback`, a standard without
    /// corrections takes those of the one that stands in for it.
    private func corrected(
        _ symbol: String, _ label: Label, _ table: String, _ numbers: [String: Double], fallback: Bool = false
    ) -> Correction {
        if let factor = lookUp(table, numbers) {
            return Correction(
                value: factor.value, part: part(symbol, label, factor.value, .factor(factor, instead: nil)),
                factors: [factor])
        }
        if fallback, let (standard, document) = standIn,
            let factor = lookUp(table, numbers, keys: ["standard": standard.code])
        {
            let own = resolver.label(ofWord: Column.standard)
            return Correction(
                value: factor.value, part: part(symbol, label, factor.value, .factor(factor, instead: nil)),
                factors: [factor],
                assumptions: [
                    stated(
                        table, "\(own.zh)无此修正，沿用\(standard.label.zh)（\(document)）",
                        "no such correction for \(own.en): that of \(standard.label.en) (\(document))")
                ])
        }
        return Correction(
            value: 1, part: part(symbol, label, 1, .silent(Label("指南对该车型不修正", "no correction for this class"))))
    }
}
