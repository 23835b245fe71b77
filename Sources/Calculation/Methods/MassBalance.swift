import Factors
import Inventories
import Quantities
import Tables

/// SO2 and particles from what the fuel holds 物料衡算: T/CSES 144-2024 7.2, formulas (3) and (4), for coal; all sulphur of
/// a liquid fuel by the factor of the handbook. Letters of the source: EF = 2 × S × (1 − sr), EF = A_ar × (1 − ar) × f.
enum MassBalance {
    private static let guide: [Citation] = [.document("tcses144", "7.2 (3)")]
    private static let ashGuide: [Citation] = [.document("tcses144", "7.2 (4)")]
    private static let table = "boilers/coal_balance"

    // MARK: What the coal holds

    /// What a share of the coal refers to: the formula of the share as received, and the letters it takes.
    private struct Basis {
        let suffix: String
        let zh: String
        let en: String
        let condition: Condition
        let terms: [Term]
        /// X_ar from X.
        let received: @Sendable (Expression) -> Expression
    }

    private static let moisture = Term("M", "收到基全水分", "moisture as received", "%", .column(Column.moisture))
    private static let innerMoisture = Term(
        "M_ad", "空气干燥基水分", "moisture as air-dried", "%", .column(Column.moistureAd))

    /// X_ar = X_ad × (100 − M_ar) ÷ (100 − M_ad); X_ar = X_d × (100 − M_ar) ÷ 100.
    private static let bases = [
        Basis(
            suffix: "", zh: "", en: "", condition: .noWord(Column.coalBasis, of: ["ad", "d"]),
            terms: [Term("β", "收到基换算", "to as received", "1", .derived(statedBasis))],
            received: { $0 * "β" }),
        Basis(
            suffix: "_ad", zh: "，空气干燥基", en: ", air-dried", condition: .word(Column.coalBasis, of: ["ad"]),
            terms: [moisture, innerMoisture], received: { $0 * (1 - "M") / (1 - "M_ad") }),
        Basis(
            suffix: "_d", zh: "，干燥基", en: ", dry", condition: .word(Column.coalBasis, of: ["d"]), terms: [moisture],
            received: { $0 * (1 - "M") }),
    ]

    private static let statedBasis = Derivation("basis of the coal analysis", words: [Column.coalBasis]) { resolver in
        let text = Label("煤质基准未填，按收到基理解", "basis of the coal analysis not given: read as received")
        return Derived(
            value: 1, formula: "β = 1",
            assumptions: resolver.has(Column.coalBasis)
                ? []
                : [Assumption(kind: .statedDefault, subject: resolver.schema.id + ".coal_basis", text: text)])
    }

    // MARK: Methods

    /// How much fuel: counted, or things × fuel of one.
    struct Amount {
        let suffix: String
        let expression: Expression
        let terms: [Term]
        let conditions: [Condition]
    }

    /// SO2 of coal, by the sulphur of the row.
    static func sulphur(
        _ amounts: [Amount], acceptsControl: Bool = true, when conditions: [Condition] = [],
        cap: ConcentrationCap? = nil
    )
        -> [Method]
    {
        amounts.flatMap { amount in
            bases.map { basis in
                Method(
                    "coal_sulphur" + amount.suffix + basis.suffix, "煤的硫平衡" + basis.zh,
                    "sulphur balance of coal" + basis.en,
                    amount.expression * 2 * .named("S_ar", basis.received("S")) * (1 - "sr"), source: guide,
                    pollutants: ["SO2"],
                    when: [.word(Column.fuel, of: ["coal"]), basis.condition] + conditions + amount.conditions,
                    nature: .balance, release: acceptsControl ? .stack : .unassigned, acceptsControl: acceptsControl,
                    cap: amount.suffix.isEmpty ? cap : nil,
                    terms: amount.terms + [Term("S", "全硫", "total sulphur", "%", .column(Column.sulphur))] + basis.terms
                        + [
                            Term(
                                "sr", "硫进入底灰的比例", "sulphur that stays in the ash", "1",
                                .factor(table: table, parameter: "sulphur_retained"))
                        ])
            }
        }
    }

    /// Particles of coal and their sizes, by the ash of the row; black and organic carbon as shares of PM2.5.
    static func ash(_ amounts: [Amount], cap: ConcentrationCap? = nil) -> [Method] {
        amounts.flatMap { amount in
            bases.flatMap { basis -> [Method] in
                let content: Expression = .named("A_ar", basis.received("Aar"))
                let generated = amount.expression * content * (1 - "ar") * "f"
                let terms =
                    amount.terms + [Term("Aar", "灰分", "ash", "%", .column(Column.ash))] + basis.terms + [
                        Term(
                            "ar", "灰进入底灰的比例", "ash that stays below", "1",
                            .factor(table: table, parameter: "ash_retained"))
                    ]
                let conditions = [.word(Column.fuel, of: ["coal"]), basis.condition] + amount.conditions
                return [
                    Method(
                        "coal_ash" + amount.suffix + basis.suffix, "煤的灰平衡" + basis.zh, "ash balance of coal" + basis.en,
                        generated, source: ashGuide, pollutants: ["PM", "PM10", "PM2.5"], when: conditions,
                        nature: .balance, release: .stack, acceptsControl: true, cap: amount.suffix.isEmpty ? cap : nil,
                        terms: terms + [
                            Term(
                                "f", "占烟气颗粒物的比例", "share of the particles", "1",
                                .factor(table: table, parameter: "size_share"))
                        ]),
                    Method(
                        "coal_carbon" + amount.suffix + basis.suffix, "煤的灰平衡，碳组分" + basis.zh,
                        "ash balance of coal, carbon" + basis.en, generated * "c", source: ashGuide,
                        pollutants: ["BC", "OC"], when: conditions, nature: .balance, release: .stack,
                        acceptsControl: true, cap: amount.suffix.isEmpty ? cap : nil,
                        terms: terms + [
                            Term("f", "PM2.5占烟气颗粒物的比例", "PM2.5 in the particles", "1", .derived(fineShare)),
                            Term(
                                "c", "占PM2.5的比例", "share of PM2.5", "1",
                                .factor(table: table, parameter: "carbon_share")),
                        ]
                    ).ofPart(
                        PartOfSize(
                            letter: "f", table: table, parameter: "size_share", size: "PM2.5", share: "c")),
                ]
            }
        }
    }

    private static let fineShare = Derivation("share of PM2.5", words: [], tables: [table]) { resolver -> Derived in
        guard case .found(let factor) = resolver.match(table, parameter: "size_share", keys: ["pollutant": "PM2.5"])
        else {
            return Derived(needs: [
                Need(
                    column: nil,
                    text: Label("系数表 \(table) 中没有该炉型的 PM2.5 占比", "no share of PM2.5 for the furnace in table \(table)"))
            ])
        }
        return Derived(
            value: factor.value, formula: "← \(factor.id)", factors: [factor], assumptions: resolver.marks(of: factor))
    }

    /// SO2 of a gas by its sulphur, all of which leaves: E = 2 × A × S, which the handbook prints as 0.02 S kg for 10⁴ m³.
    static func gas(_ activity: Term, release: Release = .stack, cap: ConcentrationCap? = nil) -> [Method] {
        [
            Method(
                "gas_sulphur", "燃气的硫平衡", "sulphur balance of gas", 2 * "A" * "S",
                source: [.document("mee2021_24", "4430")], pollutants: ["SO2"], when: [.given(Column.gasUse)],
                nature: .balance, release: release, acceptsControl: release == .stack, cap: cap,
                terms: [
                    activity,
                    Term("S", "燃气总硫", "total sulphur of gas", "mg/m3", .column(Column.gasSulphur)),
                ])
        ]
    }

    /// SO2 of a liquid fuel by its sulphur: E = A × k × S, k as the handbook prints it for the fuel.
    static func liquid(_ amounts: [Amount], cap: ConcentrationCap? = nil) -> [Method] {
        amounts.map { amount in
            Method(
                "fuel_sulphur" + amount.suffix, "燃料含硫量×系数", "fuel sulphur × factor", amount.expression * "k" * "S",
                source: [.document("mee2021_24", "4430")], pollutants: ["SO2"],
                when: [.word(Column.fuel, of: ["oil"]), .given(Column.sulphur)] + amount.conditions, nature: .balance,
                release: .stack, acceptsControl: true, cap: amount.suffix.isEmpty ? cap : nil,
                terms: amount.terms + [
                    Term("k", "单位含硫量的产污系数", "SO2 for the sulphur", "kg/(t %)", .factor(table: "fuels/sulphur_factors")),
                    Term("S", "全硫", "total sulphur", "%", .column(Column.sulphur)),
                ])
        }
    }
}
