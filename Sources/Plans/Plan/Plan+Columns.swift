import Calculation
import Factors
import Inventories
import Tables

extension Plan {
    /// The columns of a kind that measures compute with for pollutants that the run does not ask for.
    func columnsJudged(of kind: SourceKind, in context: RunContext) -> Set<String> {
        let judged = measures.filter { $0.kind.name == kind.name }.reduce(into: Set<String>()) {
            $0.formUnion($1.action.type.judged(of: kind, $1.parameters, context.library))
        }
        let known = Set(context.library.countable.map(\.code))
        let missing = judged.intersection(known).subtracting(context.pollutants)
        return missing.isEmpty ? [] : KindEngine(of: kind, computing: missing, beside: context).neededColumns
    }
}
