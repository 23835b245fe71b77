import Calculation
import Inventories
import Quantities
import Tables

/// What a measure does, read from its parameters: a function from tables to tables.
enum Action: Sendable {
    /// A word with its code.
    struct Word: Sendable {
        let text: String
        let code: UInt16
    }
    /// A cell that a measure writes.
    enum Setting: Sendable {
        case word(UInt16)
        case number(Double)
    }
    struct Control: Sendable {
        var pollutant: String
        /// Whether it takes out what removes more.
        var replaces = false
        var device: Word?
        var removal: Double?
        var uptime: Double?
        var captureType: Word?
        var capture: Double?
    }
    struct EnergySwitch: Sendable {
        var to: Word
        var efficiency: Double?
        var oldEfficiency: Double?
        var portion: Portion
        /// Whether devices stay behind the new fuel.
        var keepsControls = false
    }
    struct Substitution: Sendable {
        enum Amount: Sendable {
            case share(Double)
            case points(Double)
            case percent(Double)
        }
        var amount: Amount
        var content: Double?
        var useRatio: Double?
        var material: Word?
        /// Words by code, for the family of a material.
        var materials: Vocabulary
        var selector: Selector
    }
    struct Recovery: Sendable {
        var stage: Word?
        var repairedShare: Double?
        var leaksFound: Double?
        /// The stages from the lowest to the highest.
        var ladder: [UInt16]
    }
    struct Replacement: Sendable {
        var scraps = false
        var portion: Portion
        var ofStock = false
        var renewalRate: Double?
        var to: [(column: String, setting: Setting)] = []
        var annualDistance: Double?
    }
    struct Scaling: Sendable {
        var factor: Double
        var columns: [String]
        var months: [Int] = []
        var isAnnual = true
    }
    struct Emergency: Sendable {
        var levels: [(name: String, share: Double, days: Double)]
    }

    case close(Portion, closed: UInt16)
    case limit(concentration: Double, oxygen: Double?)
    case control(Control)
    case energy(EnergySwitch)
    case substitute(Substitution)
    case recover(Recovery)
    case replace(Replacement, closed: UInt16)
    case shift(share: Double, to: String)
    case scale(Scaling)
    case emergency(Emergency)
    case add(Table, offset: Double?)

    /// Whether what becomes of a row depends on that row alone, so that rows can be worked on in any company.
    var isLocal: Bool {
        switch self {
        case .close(let portion, closed: _): portion.isLocal
        case .energy(let change): change.portion.isLocal
        case .replace(let replacement, closed: _):
            replacement.portion.isLocal && (!replacement.ofStock || replacement.renewalRate != nil)
        case .substitute(let change): if case .points = change.amount { false } else { true }
        case .limit, .control, .recover, .shift, .scale, .emergency, .add: true
        }
    }
}
