import Synchronization
import Tables

/// Puts the stages behind the formulas of a kind's methods: devices, capture, caps. Each outcome is composed once.
final class FormulaComposer: Sendable {
    private let trains: [String: ControlTrain]
    private let known = Mutex<[String: Formula]>([:])

    /// A composer for a kind's table and the pollutants of a run.
    init(schema: Schema, pollutants: [String]) {
        trains = Dictionary(
            pollutants.compactMap { name in ControlTrain(of: name, in: schema).map { (name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The devices that the kind records for a pollutant, or `nil`.
    func train(of pollutant: String) -> ControlTrain? { trains[pollutant] }

    /// What is emitted: E = min(G × (1 − s × η × r), what the cap allows).
    func emitted(_ method: Method, train: ControlTrain?, shape: ControlTrain.Shape, isCapped: Bool) -> Formula {
        let base = method.emitted ?? method.own
        let cap = isCapped ? method.cap : nil
        let passing = train?.passing(shape)
        guard passing != nil || cap != nil else { return base }
        // Trains of two pollutants have the same shape and other columns.
        let key =
            "\(method.id)\(shape.rawValue)\(cap == nil ? "" : "+cap")|\(shape == .none ? "" : train?.removal ?? "")"
        return composed(key, from: base) {
            let controlled = passing.map { base.expression * $0 } ?? base.expression
            let letters = (train?.terms(shape) ?? []) + (cap?.terms ?? [])
            return (cap?.applied(to: controlled) ?? controlled, letters)
        }
    }

    /// What leaves in the open: G × (1 − s).
    func fugitive(_ method: Method, capture: Term) -> Formula {
        composed("\(method.id)+open|\(capture.column ?? "")", from: method.own) {
            (method.own.expression * (1 - .term(capture.symbol)), [capture])
        }
    }

    private func composed(_ key: String, from base: Formula, _ make: () -> (Expression, [Term])) -> Formula {
        if let formula = known.withLock({ $0[key] }) { return formula }
        let (expression, letters) = make()
        var terms = base.terms
        for term in letters where !terms.contains(where: { $0.symbol == term.symbol }) { terms.append(term) }
        let formula: Formula
        do { formula = try Formula(expression, terms: terms) } catch {
            preconditionFailure("\(key): \(error)")
        }
        known.withLock { $0[key] = formula }
        return formula
    }
}
