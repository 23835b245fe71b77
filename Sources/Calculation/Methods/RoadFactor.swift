import Factors
import Inventories
import Quantities
import Tables

/// EF = BEF × φ × γ × λ × θ with φ = φ_T × φ_RH × φ_A by month and θ = θ_S × θ_load: worked out once for all cohorts
/// that are alike.
struct RoadFactor {
    static let referenceSpeed = 30.0
    static let noSpeed = Assumption(
        kind: .statedDefault, subject: "vehicles.speed",
        text: Label("未填平均车速，速度修正取 1（30 km/h）", "mean speed not given: reference 30 km/h"))

    static let derivation = Derivation(
        "road factor", words: ["vehicle_class", "fuel", "standard", "county_code"],
        tables: ["road/base_factors", "road/speed", "road/load", "road/sulphur"], nearest: ["load": "road/load"]
    ) { RoadFactor(resolver: $0).derived() }

    let resolver: CaseResolver
    private var year: Int { resolver.context.manifest.year }
    private var manifest: InventoryManifestView { InventoryManifestView(resolver) }

    /// What one correction came to.
    private struct Correction {
        var value: Double
        var part: ExplanationPart
        var factors: [Factor] = []
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
        if resolver.pollutant == "VOCs", resolver.isWord("fuel", oneOf: ["road_gas"]),
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
        return Correction(
            value: mean,
            part: part(
                "φ(T,RH)", label, mean,
                .printed(Label("road/temperature、road/humidity", "road/temperature, road/humidity"))), factors: used)
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
        guard let speed = resolver.band("speed") ?? manifest.conditions.speed else {
            return uncorrected("γ", label, RoadFactor.noSpeed)
        }
        return corrected("γ", label, "road/speed", ["speed": speed], fallback: true)
    }

    /// Values end in 2018; later years hold that of 2018, and China VI takes China V's.
    private func deterioration() -> Correction {
        let label = Label("劣化修正", "deterioration")
        let last = 2018
        var correction = corrected(
            "λ", label, "road/deterioration", ["year": Double(min(year, last))], fallback: true)
        if !correction.factors.isEmpty, year > last {
            correction.assumptions = [
                stated(
                    "road/deterioration", "劣化修正只到 2018 年，之后沿用 2018 年值", "deterioration ends in 2018: held after that")
            ]
        }
        return correction
    }

    /// The row's own sulphur before the county's, that before the inventory's.
    private func sulphur() -> Correction {
        let label = Label("含硫量修正", "fuel sulphur")
        guard resolver.isWord("fuel", oneOf: ["diesel", "gasoline"]) else {
            return Correction(
                value: 1, part: part("θ(S)", label, 1, .silent(Label("该燃料不修正", "not applied to this fuel"))))
        }
        if let stated = resolver.band("sulphur") ?? manifest.sulphur(of: resolver) {
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
        guard year >= 2018 else {
            return uncorrected(
                "θ(S)", label,
                stated("inventory.sulphur", "清单无含硫量，取基准油品", "no sulphur in the inventory: reference fuel"))
        }
        var correction = corrected("θ(S)", label, "road/sulphur", ["sulphur": 10], fallback: true)
        correction.assumptions = [
            stated(
                "inventory.sulphur", "清单无含硫量，按 2018 年起车用油 10 mg/kg",
                "no sulphur in the inventory: 10 mg/kg, the fuel standard since 2018")
        ]
        return correction
    }

    private func load() -> Correction {
        let label = Label("载重修正", "load")
        guard let load = resolver.band("load") else {
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

    /// A ratio of a correction table; 1 where the guideline has none for the class. With `fallback`, China VI takes the
    /// row of China V.
    private func corrected(
        _ symbol: String, _ label: Label, _ table: String, _ numbers: [String: Double], fallback: Bool = false
    ) -> Correction {
        if let factor = lookUp(table, numbers) {
            return Correction(
                value: factor.value, part: part(symbol, label, factor.value, .factor(factor, instead: nil)),
                factors: [factor])
        }
        if fallback, resolver.isWord("standard", oneOf: ["CN6"]),
            let factor = lookUp(table, numbers, keys: ["standard": "CN5"])
        {
            return Correction(
                value: factor.value, part: part(symbol, label, factor.value, .factor(factor, instead: nil)),
                factors: [factor],
                assumptions: [stated(table, "国六无此修正，沿用国五", "no such correction for China VI: that of China V")])
        }
        return Correction(
            value: 1, part: part(symbol, label, 1, .silent(Label("指南对该车型不修正", "no correction for this class"))))
    }
}
