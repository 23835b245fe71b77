import Quantities
import Tables

/// The letter of the methods that take a unit's part of what is monitored at its outlet.
enum OutletTerm {
    /// The methods that take it.
    static let methods: Set<String> = ["outlet", "outlet_gas"]

    static let share = Term(
        "M", "排放口监测量的分摊", "share of what is monitored at the outlet", "µg", .ofPollutant(.outletShare))
}
