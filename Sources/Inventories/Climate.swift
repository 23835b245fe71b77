/// Monthly means of one region, January first: what the road corrections ask for.
public struct Climate: Sendable, Hashable {
    /// Mean temperature of each month, °C.
    public var temperature: [Double]
    /// Mean relative humidity of each month, %.
    public var humidity: [Double]
    /// Altitude, m.
    public var altitude: Double?

    /// A climate; both lists hold twelve numbers, or none where nothing is known.
    public init(temperature: [Double] = [], humidity: [Double] = [], altitude: Double? = nil) {
        self.temperature = temperature
        self.humidity = humidity
        self.altitude = altitude
    }
}
