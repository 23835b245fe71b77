import Calculation
import Plans

extension ScenarioUncertainty {
    /// How sure a plan's tonnes are: baseline, scenario, what each measure removes and all of them, targets and the path.
    init(_ sure: PlanUncertainty) {
        let record = sure.groups.record { key in
            switch key.first {
            // Of the steps between, what each removes is told, not all that was emitted before and after.
            case "baseline", "scenario": key.count == 3 && key[1].isEmpty
            case "reduction", "target", "path": key.count == 3
            default: false
            }
        }
        self.init(record, sure.told)
    }
}
