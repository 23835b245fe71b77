import Tables

/// The devices that remove one pollutant from the gas of a source 治理设施, in the terms of a formula: which of them a row
/// has, and the share that passes.
protocol RemovalTrain: Sendable {
    /// What tells trains apart whose rows have the same shape.
    var id: String { get }
    /// The word columns that decide which devices a row has.
    var devices: [String] { get }
    /// All letters that any shape may have.
    var letters: [Term] { get }
    /// The letter of the capture with its origins that are known; `nil` where the kind records none.
    var knownCapture: Term? { get }

    /// What the words and numbers of a row say of its devices (Docs/Decisions/0007).
    func shape(_ row: CaseResolver) -> ControlShape
    /// What is taken for granted of columns of devices that are blank.
    func blanks(_ row: CaseResolver) -> [Assumption]
    /// The letters of a shape behind a method, beside those of the gas's path. Without a method nothing is known of the sizes
    /// of particles: all pass as fine ones do.
    func terms(_ shape: ControlShape, behind method: Method?, path: GasPath.Shape) -> [Term]
    /// The share that passes; `nil` where no device stands behind the method.
    func passing(_ shape: ControlShape, behind method: Method?, path: GasPath.Shape) -> Expression?
}

extension RemovalTrain {
    /// Nothing: a blank device of a train of the pollutant's own is none (Docs/Decisions/0007).
    func blanks(_ row: CaseResolver) -> [Assumption] { [] }
}

/// How the devices of a row act.
struct ControlShape: Sendable, Hashable {
    /// Part of the name under which a composed formula is known.
    let id: String
    /// The devices in place, by their number along the gas; empty where the removal of the whole train is given.
    var stages: [Int] = []

    /// No device, no removal.
    static let none = ControlShape(id: "")
    /// One device, or a removal of the whole train.
    static let single = ControlShape(id: "+control")
    /// Several devices in series.
    static let series = ControlShape(id: "+series")
}
