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
        tables: ["road/base_factors", "road/speed", "road/load"]
    ) { RoadFactor(resolver: $0).derived() }

    let resolver: CaseResolver
    private var year: Int { resolver.context.manifest.year }
    private var manifest: InventoryManifestView { InventoryManifestView(resolver) }

    /// What one correction came to.
    private struct Correction {
        var value: Double
        var part: ExplanationPart
        var factor: Factor?
        var assumption: Assumption?
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
        if resolver.pollutant == "VOCs", resolver.isWord("fuel", oneOf: ["road_gas"]) {
            derived.assumptions.append(
                Assumption(
                    kind: .statedDefault, subject: "vehicles.fuel",
                    text: Label(
                        "燃气车 HC 为总烃（多为甲烷），此处计作 VOCs",
                        "HC of gas vehicles is total hydrocarbons, mostly methane, here taken as VOCs")))
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
            if let factor = correction.factor { derived.assumptions += resolver.marks(of: factor) }
            if let assumption = correction.assumption { derived.assumptions.append(assumption) }
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

    /// Σ w_m × φ_T(m) × φ_RH(m) with w_m = 1/12: annual means would hide the steps.
    private func climate() -> Correction {
        let label = Label("温度与湿度修正（逐月平均）", "temperature and humidity, mean of the months")
        guard let climate = manifest.climate, climate.temperature.count == 12 else {
            let text = Label("清单无气候数据，温湿度修正取 1", "no climate in the inventory: reference temperature and humidity")
            return Correction(
                value: 1, part: part("φ(T,RH)", label, 1, .assumed(text)),
                assumption: Assumption(kind: .statedDefault, subject: "inventory.climate", text: text))
        }
        var sum = 0.0
        for month in 0..<12 {
            let temperature = climate.temperature[month]
            var ratio = lookUp("road/temperature", ["temperature": temperature])?.value ?? 1
            if climate.humidity.count == 12 {
                let at = ["temperature": temperature, "humidity": climate.humidity[month]]
                ratio *= lookUp("road/humidity", at)?.value ?? 1
            }
            sum += ratio
        }
        let mean = sum / 12
        return Correction(
            value: mean,
            part: part(
                "φ(T,RH)", label, mean,
                .printed(Label("road/temperature、road/humidity", "road/temperature, road/humidity"))))
    }

    private func altitude() -> Correction {
        let label = Label("海拔修正", "altitude")
        guard let altitude = manifest.climate?.altitude else {
            let text = Label("清单无海拔，海拔修正取 1", "no altitude in the inventory: reference")
            return Correction(
                value: 1, part: part("φ(A)", label, 1, .assumed(text)),
                assumption: Assumption(kind: .statedDefault, subject: "inventory.climate.altitude", text: text))
        }
        return corrected("φ(A)", label, "road/altitude", ["altitude": altitude])
    }

    private func speed() -> Correction {
        let label = Label("速度修正", "speed")
        guard let speed = resolver.band("speed") ?? manifest.speed else {
            return Correction(
                value: 1, part: part("γ", label, 1, .assumed(RoadFactor.noSpeed.text)), assumption: RoadFactor.noSpeed)
        }
        return corrected("γ", label, "road/speed", ["speed": speed], fallback: true)
    }

    /// Values end in 2018; later years hold that of 2018, and China VI takes China V's.
    private func deterioration() -> Correction {
        let label = Label("劣化修正", "deterioration")
        let last = 2018
        var correction = corrected(
            "λ", label, "road/deterioration", ["year": Double(min(year, last))], fallback: true)
        if correction.factor != nil, year > last {
            correction.assumption = Assumption(
                kind: .statedDefault, subject: "road/deterioration",
                text: Label("劣化修正只到 2018 年，之后沿用 2018 年值", "deterioration ends in 2018: held after that"))
        }
        return correction
    }

    private func sulphur() -> Correction {
        let label = Label("含硫量修正", "fuel sulphur")
        let isDiesel = resolver.isWord("fuel", oneOf: ["diesel"])
        let stated = isDiesel ? manifest.dieselSulphur : manifest.gasolineSulphur
        guard isDiesel || resolver.isWord("fuel", oneOf: ["gasoline"]) else {
            return Correction(
                value: 1, part: part("θ(S)", label, 1, .silent(Label("该燃料不修正", "not applied to this fuel"))))
        }
        if let stated {
            // Sulphur between two levels takes the upper one: no interpolation.
            let levels = resolver.context.library.table("road/sulphur")?.edges(of: "sulphur") ?? []
            let level = levels.first { $0 >= stated } ?? levels.last ?? stated
            return corrected("θ(S)", label, "road/sulphur", ["sulphur": level], fallback: true)
        }
        guard year >= 2018 else {
            let text = Label("清单无含硫量，取基准油品", "no sulphur in the inventory: reference fuel")
            return Correction(
                value: 1, part: part("θ(S)", label, 1, .assumed(text)),
                assumption: Assumption(kind: .statedDefault, subject: "inventory.sulphur", text: text))
        }
        var correction = corrected("θ(S)", label, "road/sulphur", ["sulphur": 10], fallback: true)
        correction.assumption = Assumption(
            kind: .statedDefault, subject: "inventory.sulphur",
            text: Label(
                "清单无含硫量，按 2018 年起车用油 10 mg/kg", "no sulphur in the inventory: 10 mg/kg, the fuel standard since 2018"))
        return correction
    }

    private func load() -> Correction {
        let label = Label("载重修正", "load")
        guard let load = resolver.band("load") else {
            return Correction(
                value: 1,
                part: part("θ(load)", label, 1, .silent(Label("未填，按基准载重 50 %", "not given: reference load 50 %"))))
        }
        let levels = resolver.context.library.table("road/load")?.edges(of: "load") ?? []
        let level = levels.min { abs($0 - load) < abs($1 - load) } ?? load
        return corrected("θ(load)", label, "road/load", ["load": level], fallback: true)
    }

    /// A ratio of a correction table; 1 where the guideline has none for the class. With `fallback`, China VI takes the
    /// row of China V.
    private func corrected(
        _ symbol: String, _ label: Label, _ table: String, _ numbers: [String: Double], fallback: Bool = false
    ) -> Correction {
        if let factor = lookUp(table, numbers) {
            return Correction(
                value: factor.value, part: part(symbol, label, factor.value, .factor(factor, instead: nil)),
                factor: factor)
        }
        if fallback, resolver.isWord("standard", oneOf: ["CN6"]),
            let factor = lookUp(table, numbers, keys: ["standard": "CN5"])
        {
            let text = Label("国六无此修正，沿用国五", "no such correction for China VI: that of China V")
            return Correction(
                value: factor.value, part: part(symbol, label, factor.value, .factor(factor, instead: nil)),
                factor: factor,
                assumption: Assumption(kind: .statedDefault, subject: table, text: text))
        }
        return Correction(
            value: 1, part: part(symbol, label, 1, .silent(Label("指南对该车型不修正", "no correction for this class"))))
    }
}
