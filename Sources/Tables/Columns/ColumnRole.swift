/// What a column is for its source, declared with the column and nowhere else.
///
/// Every column of numbers has exactly one role of size: `extensive`, `count`, `each` or `intensive`. The other roles
/// come on top of it.
public enum ColumnRole: Hashable, Sendable {
    // MARK: Size

    /// It grows with the size of the source: a part of the source has a part of it.
    case extensive
    /// It is extensive and counts the things that the row stands for; a measure may take a number of them.
    case count
    /// It belongs to each of the things that another column counts, named by its id.
    case each(of: String)
    /// It describes the source whatever its size.
    case intensive

    // MARK: Use

    /// It tells of the fuel, or of burning that fuel: it is void when the fuel changes.
    case ofFuel
    /// It tells of the machine or vehicle itself: it is void when another takes its place.
    case ofMachine
    /// It tells of the material used: it is void when another material takes its place.
    case ofMaterial
    /// It was measured together with a concentration, and holds for it.
    case measured
    /// It is an activity that plans may scale.
    case activity

    /// It tells how sure the numbers of another column are, named by its id.
    case uncertainty(of: String)

    // MARK: Pollutants

    /// The measured concentration of a pollutant.
    case concentration(of: String)
    /// The unit's part of what is monitored of a pollutant at its outlet.
    case outletShare(of: String)
    /// The share of a pollutant that passes the devices at the unit's outlet.
    case outletPassing(of: String)
    /// The share of the gas that goes round the devices of the unit.
    case bypass
    /// The concentration that a pollutant must not exceed by law.
    case limit(of: String)
    /// The concentration that a pollutant is brought down to.
    case cap(of: String)
    /// The reference oxygen of that cap.
    case capOxygen(of: String)
    /// The concentration that a pollutant without a column of its own is brought down to, at a place counted from 1.
    case capOfOther(Int)
    /// The reference oxygen of that cap.
    case capOxygenOfOther(Int)
    /// The device that removes a pollutant, at a stage counted from 1 along the gas.
    case device(of: String, stage: Int)
    /// The share of a pollutant that the whole train of devices removes while it runs.
    case removal(of: String)
    /// The share of the operating time in which the devices run.
    case uptime(of: String)
    /// The share of a pollutant that is collected and led to the devices.
    case capture(of: String)
    /// How a pollutant is collected.
    case captureType(of: String)

    /// Whether it says how the number depends on the size of the source.
    public var isSize: Bool {
        switch self {
        case .extensive, .count, .each, .intensive: true
        default: false
        }
    }
}
