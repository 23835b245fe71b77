import Factors
import Quantities
import Tables

/// Where the gas of a unit goes beside its own devices: round them (bypass 旁路), and on through the devices at the outlet
/// that all units of the outlet share.
///
/// What passes is (b₀ + (1 − b₀) × P) × p, with P the share that passes the unit's devices.
struct GasPath: Sendable {
    /// What a row says of the path.
    struct Shape: Sendable, Hashable {
        /// Whether some of the gas goes round the devices.
        var hasBypass = false
        /// Whether devices at the outlet act on the pollutant.
        var isAlongDevices = false
        /// Whether those are told of the whole that the pollutant is a part of.
        var isLikeWhole = false

        /// Through the unit's devices, and out.
        static let straight = Shape()

        /// Part of the name under which a composed formula is known.
        var id: String { (hasBypass ? "+bypass" : "") + (isAlongDevices ? isLikeWhole ? "+outlets" : "+outlet" : "") }

        /// What passes of the gas where `share` of it passes the unit's devices; `nil` where nothing stands in its way.
        func passed(_ share: Expression?) -> Expression? {
            let own = hasBypass ? share.map { "b₀" + (1 - "b₀") * $0 } : share
            guard isAlongDevices else { return own }
            let outlet: Expression = isLikeWhole ? 1 - "κ_p" * (1 - "p") : "p"
            return own.map { $0 * outlet } ?? outlet
        }
    }

    private let bypass: Term?
    private let outlet: Term?
    private let likeness: Term?

    /// A path that leads round nothing and on to nothing.
    init() { (bypass, outlet, likeness) = (nil, nil, nil) }

    /// The path of a pollutant's gas in tables of a schema.
    init(of pollutant: String, in schema: Schema, _ library: FactorLibrary) {
        bypass = schema.column(.bypass).map { Term("b₀", $0.label, .one, [.column($0.id)]) }
        let owner = library.wholes(of: pollutant).first { schema.column(.outletPassing(of: $0)) != nil }
        outlet = owner.flatMap { schema.column(.outletPassing(of: $0)) }.map {
            Term("p", $0.label, .one, [.column($0.id)])
        }
        likeness =
            owner == pollutant
            ? nil
            : Term(
                "κ_p", Label("排放口设施：与总去除率之比", "devices at the outlet: against the removal of the whole"), .one,
                [
                    .assumed(
                        1,
                        Label(
                            "排放口设施的去除率按总颗粒物的取用，细颗粒的通常较低",
                            "devices at the outlet: the removal of all particles taken, that of fine ones is lower as a rule"
                        ))
                ])
    }

    /// What a row says, where its devices are of a shape.
    func shape(_ row: CaseResolver, _ devices: ControlShape) -> Shape {
        let isAlongDevices = outlet?.column.map(row.has) ?? false
        return Shape(
            hasBypass: devices != .none && (bypass?.column.map(row.has) ?? false), isAlongDevices: isAlongDevices,
            isLikeWhole: isAlongDevices && likeness != nil)
    }

    /// The letters of a shape.
    func terms(_ shape: Shape) -> [Term] {
        [
            shape.hasBypass ? bypass : nil, shape.isAlongDevices ? outlet : nil, shape.isLikeWhole ? likeness : nil,
        ].compactMap { $0 }
    }

    /// All letters that any shape may have.
    var letters: [Term] { [bypass, outlet, outlet == nil ? nil : likeness].compactMap { $0 } }
}
