/// Speed and fuels of one county, as far as they are stated.
public struct CountyConditions: Sendable, Hashable {
    /// Mean speed on the county's roads, km/h.
    public var speed: Double?
    /// Sulphur of gasoline, mg/kg.
    public var gasolineSulphur: Double?
    /// Sulphur of diesel, mg/kg.
    public var dieselSulphur: Double?

    /// Conditions.
    public init(speed: Double? = nil, gasolineSulphur: Double? = nil, dieselSulphur: Double? = nil) {
        self.speed = speed
        self.gasolineSulphur = gasolineSulphur
        self.dieselSulphur = dieselSulphur
    }
}
