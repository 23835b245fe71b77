import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// Freight goes by rail instead of road 公转铁, by the tonnes that a plan prints.
///
/// Moved tonnes Δt: given; or the growth of rail tonnes against a year, growth × base_tonnes; or the rise of a share of what
/// leaves, (rate − base_rate) × leaving_tonnes. Road work falls by Δt ÷ payload × km of a round trip inside the region; all
/// trucks that are meant drive less in proportion. What local diesel rail emits for it is told apart, from a pack's table
/// `rail/freight` (g per t km) and rail_km.
struct RailFreight: Action {
    static let name = "rail"
    static let label = Label("公转铁", "freight to rail")
    static let reference = [
        ActionParameter(
            "tonnes", unit: "t", default: Label("三种写法取一", "one of three ways"),
            Label("转到铁路的货运量", "the tonnes that move to rail")),
        ActionParameter(
            "growth", unit: "1", default: Label("三种写法取一", "one of three ways"),
            Label("铁路货运量增长率", "the growth of rail freight")),
        ActionParameter(
            "base_tonnes", unit: "t", default: Label("growth 时必填", "required with growth"),
            Label("增长所对的铁路货运量", "the rail freight that grows")),
        ActionParameter(
            "rate", unit: "1", default: Label("三种写法取一", "one of three ways"),
            Label("应达到的铁路占比", "the share by rail to be reached")),
        ActionParameter(
            "base_rate", unit: "1", default: Label("rate 时必填", "required with rate"), Label("现状占比", "the present share")
        ),
        ActionParameter(
            "leaving_tonnes", unit: "t", default: Label("rate 时必填", "required with rate"),
            Label("占比所对的货运量", "the freight that the share is of")),
        ActionParameter("payload", unit: "t/车", default: Label("必填", "required"), Label("每车载货", "the load of a truck")),
        ActionParameter(
            "km", unit: "km", default: Label("必填", "required"),
            Label("每趟在区域内的往返里程", "kilometres of a round trip in the region")),
        ActionParameter(
            "rail_km", unit: "km", default: Label("不算铁路排放", "rail is not counted"),
            Label("区域内铁路里程", "kilometres by rail in the region")),
    ]
    static let example =
        "{table: vehicles, where: {fuel: diesel}, action: rail, with: {tonnes: 1000, payload: 30, km: 40}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        [Column.annualKm, Column.population, Column.localShare]
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool { kind.name == "vehicles" }

    /// The tonnes that move to rail in a year.
    let tonnes: Double
    /// Tonnes of a full truck.
    let payload: Double
    /// Kilometres of a trip within the region, with the way back.
    let distance: Double
    /// Kilometres by rail within the region.
    let railDistance: Double?

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [reader.schema.column(Column.annualKm), reader.schema.column(Column.population)])
        else {
            return nil
        }
        let parameters = reader.measure.parameters
        var tonnes: Double?
        if parameters.has("tonnes") {
            tonnes = reader.number("tonnes", 0...1e10)
        } else if parameters.has("growth") {
            if let growth = reader.number("growth", 0...1),
                let base = reader.number("base_tonnes", 0...1e10, required: true)
            {
                tonnes = growth * base
            }
        } else if parameters.has("rate") {
            if let rate = reader.number("rate", 0...1), let base = reader.number("base_rate", 0...1, required: true),
                let leaving = reader.number("leaving_tonnes", 0...1e10, required: true)
            {
                tonnes = max(0, rate - base) * leaving
            }
        } else {
            reader.fault(.parameterMissing("tonnes | growth, base_tonnes | rate, base_rate, leaving_tonnes"), nil)
        }
        guard let tonnes, let payload = reader.number("payload", 0.1...500, required: true),
            let distance = reader.number("km", 0...20_000, required: true)
        else { return nil }
        return RailFreight(
            tonnes: tonnes, payload: payload, distance: distance, railDistance: reader.number("rail_km", 0...20_000))
    }

    var isLocal: Bool { false }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        let wanted = tonnes / payload * distance
        var total = 0.0
        for work in works {
            let (numbers, distances) = (work.kept.own(Column.population), work.kept.used(Column.annualKm))
            let local = work.kept.own(Column.localShare)
            for row in work.whole where !numbers[row].isNaN && !distances[row].isNaN {
                total += numbers[row] * distances[row] * (local[row].isNaN ? 1 : local[row])
            }
        }
        guard wanted <= total else {
            notes.fail(
                .moreRoadThanDriven, at: notes.measure.location, value: DecimalText.shortest(wanted.rounded()),
                expected: Label(
                    "至多 \(DecimalText.shortest(total.rounded())) km",
                    "at most \(DecimalText.shortest(total.rounded())) km"), isOfAllRows: true)
            return
        }
        let share = total > 0 ? wanted / total : 0
        for i in works.indices {
            let distances = works[i].kept.used(Column.annualKm)
            works[i].treat { draft, rows in
                draft.update(Column.annualKm, rows: rows) { row, _ in distances[row] * (1 - share) }
            }
        }
        // What a share of another number leaves in the last digits is no tonne.
        let (moved, less) = (
            DecimalText.shortest((tonnes * 1000).rounded() / 1000), DecimalText.shortest(wanted.rounded())
        )
        notes.add(
            Label(
                "\(moved) t 改由铁路承运，公路少行驶 \(less) km（占 \(DecimalText.percent(share))）",
                "\(moved) t go by rail: \(less) km less by road (\(DecimalText.percent(share)))")
        )
    }

    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        guard let railDistance else {
            return ElsewhereEmission(
                id: measure.id, electricity: nil, masses: [],
                missing: [
                    Label(
                        "铁路承运的排放不能算：缺 rail_km（区域内铁路里程）",
                        "what rail emits is not known: needs rail_km (kilometres by rail in the region)")
                ])
        }
        let (masses, missing) = context.rail(tonnes * railDistance)
        return ElsewhereEmission(id: measure.id, electricity: nil, masses: masses, missing: missing)
    }
}

extension Finding.Message {
    static let moreRoadThanDriven = Finding.Message(
        "more-road-than-driven", "要减少的公路里程多于所选车辆的里程",
        "more road kilometres are to go than the selected vehicles drive")
}
