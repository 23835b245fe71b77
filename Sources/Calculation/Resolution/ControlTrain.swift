import Quantities
import Tables

/// The devices that remove one pollutant from the gas of a source 治理设施, one behind the other, and how the gas comes to
/// them. It knows no source kind: its columns are those that a kind declares for the pollutant, and each factor table has
/// the name of the column that it stands in for.
struct ControlTrain: RemovalTrain {
    /// The columns of the devices along the gas.
    let devices: [String]
    /// The column of the removal of the whole train.
    let removal: String
    var id: String { removal }
    private let uptime: Term
    private let capture: Term?
    private let whole: Term
    private let stages: [Term]

    static let noRemovalKnown = Label("去除效率未知，不计去除", "removal not known: none credited")
    static let alwaysRunning = Label("投运率未填，取 1", "uptime not given: 1 taken")
    static let noCaptureKnown = Label("收集率未知，不计去除", "capture not known: no removal credited")

    /// The train of a pollutant in tables of a schema; `nil` where sources of the kind have none.
    init?(of pollutant: String, in schema: Schema) {
        let devices = schema.devices(of: pollutant)
        guard let removal = schema.column(.removal(of: pollutant)), let first = devices.first,
            first.vocabulary != DeviceTrain.key
        else { return nil }
        self.removal = removal.id
        self.devices = devices.map(\.id)
        let table = "controls/" + removal.id
        whole = Term(
            "η", removal.label, .one,
            [.column(removal.id), .factor(table: table), .assumed(0, ControlTrain.noRemovalKnown)])
        stages = devices.enumerated().map { place, device in
            Term(
                "η" + Expression.subscripts(place + 1),
                Label("第\(place + 1)级\(removal.label.zh)", "\(removal.label.en), stage \(place + 1)"), .one,
                [
                    .factor(table: table, keys: place == 0 ? [:] : [first.id: device.id]),
                    .assumed(0, ControlTrain.noRemovalKnown),
                ])
        }
        // The letters of the sources: r for denitrification, γ beside a capture s.
        let collected = schema.column(.capture(of: pollutant))
        capture = collected.map {
            Term(
                "s", $0.label, .one,
                [.column($0.id), .factor(table: "controls/" + $0.id), .assumed(0, ControlTrain.noCaptureKnown)])
        }
        let running = schema.column(.uptime(of: pollutant))
        uptime = Term(
            collected == nil ? "r" : "γ", running?.label ?? Label("投运率", "uptime"), .one,
            (running.map { [.column($0.id)] } ?? []) + [.assumed(1, ControlTrain.alwaysRunning)])
    }

    func shape(_ row: CaseResolver) -> ControlShape {
        if row.has(removal) { return .single }
        guard let first = devices.first, row.has(first), !row.isWord(first, oneOf: ["none"]) else { return .none }
        return devices.dropFirst().contains(where: row.has) ? .series : .single
    }

    func terms(_ shape: ControlShape, behind method: Method?, path: GasPath.Shape) -> [Term] {
        switch shape {
        case .none: path.isAlongDevices ? capture.map { [$0] } ?? [] : []
        case .single: (capture.map { [$0] } ?? []) + [whole, uptime]
        default: (capture.map { [$0] } ?? []) + stages + [uptime]
        }
    }

    /// The share that passes: 1 − s × η × r, with η = 1 − Π (1 − ηᵢ) of devices in series; where some of the gas goes
    /// round them or on to others, 1 − s × (1 − what passes of the gas that is collected).
    func passing(_ shape: ControlShape, behind method: Method?, path: GasPath.Shape) -> Expression? {
        let removal: Expression
        switch shape {
        case .none:
            guard let passed = path.passed(nil) else { return nil }
            return capture.map { 1 - .term($0.symbol) * (1 - passed) } ?? passed
        case .single: removal = .term(whole.symbol)
        default:
            let passed = stages.dropFirst().reduce(1 - .term(stages[0].symbol)) { $0 * (1 - .term($1.symbol)) }
            removal = .named("η", 1 - passed)
        }
        guard path == .straight else {
            guard let passed = path.passed(1 - removal * .term(uptime.symbol)) else { return nil }
            return capture.map { 1 - .term($0.symbol) * (1 - passed) } ?? passed
        }
        let collected = capture.map { .term($0.symbol) * removal } ?? removal
        return 1 - collected * .term(uptime.symbol)
    }

    var knownCapture: Term? {
        capture.map { term in
            Term(
                term.symbol, term.label, term.unit,
                term.origins.filter { if case .assumed = $0 { false } else { true } })
        }
    }

    var letters: [Term] { (capture.map { [$0] } ?? []) + [whole] + stages + [uptime] }
}

extension Expression {
    /// A number in subscript digits.
    static func subscripts(_ number: Int) -> String {
        String(String(number).unicodeScalars.map { Character(UnicodeScalar($0.value - 48 + 0x2080) ?? $0) })
    }
}
