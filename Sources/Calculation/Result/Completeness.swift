import Factors
import Inventories
public import Tables

/// A pollutant whose total lacks source classes that it needs 不完整: what is missing is not zero.
public struct Incompleteness: Sendable, Hashable {
    /// The pollutant.
    public let pollutant: String
    /// The broad source classes of which some part is not computed.
    public let classes: Label

    /// A pollutant with the classes that its total lacks.
    public init(pollutant: String, classes: Label) {
        self.pollutant = pollutant
        self.classes = classes
    }
}

extension RunContext {
    /// The pollutants whose totals lack source classes, in the order of output, where emissions of these paths in the
    /// tree of eight classes are computed.
    package func incomplete(computed: [String: Set<String>]) -> [Incompleteness] {
        let vocabulary = library.vocabularies["source_class"]
        return pollutants.compactMap { pollutant in
            var lacking: [Label] = []
            for need in library.pollutant(pollutant)?.needs ?? [] {
                let words = vocabulary.code(exactly: need).map {
                    vocabulary.lineage(of: $0).compactMap { vocabulary[$0] }
                }
                guard let words, let broadest = words.last else { continue }
                let path = words.reversed().map(\.label.zh).joined(separator: "/")
                let isComputed = computed[pollutant]?.contains { $0 == path || $0.hasPrefix(path + "/") } ?? false
                if !isComputed, !lacking.contains(broadest.label) { lacking.append(broadest.label) }
            }
            guard !lacking.isEmpty else { return nil }
            return Incompleteness(
                pollutant: pollutant,
                classes: Label(lacking.map(\.zh).joined(separator: "、"), lacking.map(\.en).joined(separator: ", ")))
        }
    }

    /// Whether the pollutant's total needs some source class.
    package func needsClasses(_ pollutant: String) -> Bool { !(library.pollutant(pollutant)?.needs.isEmpty ?? true) }
}

extension EmissionResult {
    /// The pollutants asked for whose totals lack source classes, in the order of output. O(cases), for those alone that
    /// need any.
    public var incomplete: [Incompleteness] {
        guard context.pollutants.contains(where: context.needsClasses) else { return [] }
        var computed: [String: Set<String>] = [:]
        for cell in cells {
            let pollutant = context.pollutants[cell.kind.engine.lines[cell.line].pollutant]
            guard context.needsClasses(pollutant), [.computed, .assumed].contains(state(of: cell)) else { continue }
            computed[pollutant, default: []].insert(cell.kind.class8(ofCase: cell.number))
        }
        return context.incomplete(computed: computed)
    }
}

extension KindResult {
    /// The path of a case in the tree of eight classes.
    package func class8(ofCase number: Int) -> String {
        Classification(engine: engine, case: engine.resolvedCase(number).case).path("class8", level: 0)
    }
}
