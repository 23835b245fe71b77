import Factors
import Quantities
import Synchronization
import Tables

/// Puts the stages behind the formulas of a kind's methods: devices, capture, caps. Each outcome is composed once.
final class FormulaComposer: Sendable {
    private let trains: [String: any RemovalTrain]
    private let paths: [String: GasPath]
    private let known = Mutex<[String: Formula]>([:])

    /// A composer for a kind's table and the pollutants of a run.
    init(schema: Schema, context: RunContext) {
        trains = Dictionary(
            context.pollutants.compactMap { name in
                FormulaComposer.train(of: name, in: schema, context.library).map { (name, $0) }
            }, uniquingKeysWith: { first, _ in first })
        paths = Dictionary(
            context.pollutants.map { ($0, GasPath(of: $0, in: schema, context.library)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The devices that a kind records for a pollutant: its own, or those of flue gas, which meet every pollutant.
    static func train(of pollutant: String, in schema: Schema, _ library: FactorLibrary) -> (any RemovalTrain)? {
        ControlTrain(of: pollutant, in: schema) ?? DeviceTrain(of: pollutant, in: schema, library)
    }

    /// The devices that the kind records for a pollutant, or `nil`.
    func train(of pollutant: String) -> (any RemovalTrain)? { trains[pollutant] }

    /// Where the gas of a pollutant goes beside the unit's devices.
    func path(of pollutant: String) -> GasPath { paths[pollutant] ?? GasPath() }

    /// What is emitted: E = min(G × (1 − s × η × r), what the cap allows).
    func emitted(
        _ method: Method, train: (any RemovalTrain)?, shape: ControlShape, path: GasPath, way: GasPath.Shape,
        isCapped: Bool, whole: CapOfWhole.Share? = nil
    ) -> Formula {
        let base = method.emitted ?? method.own
        let cap = isCapped ? method.cap : nil
        let passing = train.map { $0.passing(shape, behind: method, path: way) } ?? way.passed(nil)
        guard passing != nil || cap != nil else { return base }
        // Trains of two pollutants have the same shape and other columns.
        let key =
            "\(method.id)\(shape.id)\(way.id)\(cap == nil ? "" : whole.map { "+share" + $0.id } ?? "+cap")|\(passing == nil ? "" : train?.id ?? "")"
        return composed(key, from: base) {
            let controlled = passing.map { base.expression * $0 } ?? base.expression
            let letters =
                (train?.terms(shape, behind: method, path: way) ?? []) + path.terms(way) + (cap?.terms ?? [])
                + (whole?.terms ?? [])
            guard let cap else { return (controlled, letters) }
            return (whole.map { controlled * $0.factor } ?? cap.applied(to: controlled), letters)
        }
    }

    /// What leaves in the open: G × (1 − s).
    func fugitive(_ method: Method, capture: Term) -> Formula {
        composed("\(method.id)+open|\(capture.column ?? "")", from: method.own) {
            (method.own.expression * (1 - .term(capture.symbol)), [capture])
        }
    }

    /// A formula of given letters, such as a part of another; made once.
    func formula(of expression: Expression, terms: [Term]) -> Formula {
        let key = "=" + terms.map { $0.symbol + ":" + $0.unit.symbol }.joined(separator: "|") + "|\(expression)"
        if let formula = known.withLock({ $0[key] }) { return formula }
        let formula: Formula
        do { formula = try Formula(expression, terms: terms) } catch {
            preconditionFailure("\(key): \(error)")
        }
        known.withLock { $0[key] = formula }
        return formula
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
