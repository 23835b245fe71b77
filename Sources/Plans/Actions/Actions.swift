extension Actions {
    /// All, in the order of the reference page.
    static let all: [any Action.Type] = [
        Closing.self, Limit.self, Control.self, EnergySwitch.self, Substitution.self, Recovery.self, Replacement.self,
        StockShare.self, Shift.self, RailFreight.self, StrawUse.self, CleanHeating.self, Scaling.self, Addition.self,
    ]
}
