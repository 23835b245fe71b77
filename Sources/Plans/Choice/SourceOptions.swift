import Calculation
import Inventories
import Quantities
import Tables

/// A share as options and plans write it.
enum DecimalShare {
    static func text(_ share: Double) -> String { DecimalText.significant(share * 100, digits: 6) + "%" }
}

/// What can be done at the sources of an inventory, as it stands after the measures of a plan that are fixed.
struct SourceOptions: Sendable {
    /// A source of the choice: a row, or all rows that a measure treats together.
    struct Unit: Sendable {
        /// Its name: the id of the source, or of the measures.
        var name: String
        /// The source kind.
        let kind: String
        /// The ids of its rows.
        var ids: [String]
        /// The scopes that all of its rows belong to.
        var inAll = UInt64.max
        /// The scopes that some of its rows belong to.
        var inSome: UInt64 = 0
        /// Whether its measures are done to all that they mean, so that no ids need be named.
        var isWholeKind = false
    }

    /// The measures to choose from.
    let free: [FreeMeasure]
    /// The sources.
    private(set) var units: [Unit] = []
    /// The options; the unit of each is a place in `units`.
    private(set) var options: [SourceOption] = []
    /// What was found.
    private(set) var findings = Findings()

    /// Finds the options of a plan's free measures; `fixed` is the plan's other measures, run on the inventory.
    init(
        _ measures: [Measure], after fixed: PlanEvaluation, columns: [AmountColumn], scopes: [ChoiceScope], threads: Int
    ) {
        var free: [FreeMeasure] = []
        for (family, measure) in measures.enumerated() {
            guard case .share(let most, let steps) = measure.freedom.extent else {
                free.append(FreeMeasure(measure: measure, family: family, share: nil))
                continue
            }
            if measure.cost?.parts.contains(where: { $0.basis == .whole }) ?? false {
                findings.add(
                    Finding(
                        .error, .wholeCostOfShare, at: measure.location, value: measure.id,
                        expected: Label("cost 中的 each", "each in its cost")))
                continue
            }
            for step in 1...steps {
                var own = measure
                let share = most * Double(step) / Double(steps)
                let value = YAMLValue(content: .text(DecimalShare.text(share)), location: measure.location)
                own.parameters.values.removeAll { $0.name == "share" }
                own.parameters.values.append(("share", value))
                free.append(FreeMeasure(measure: own, family: family, share: share))
            }
        }
        self.free = free
        let prepared = free.map { fixed.runner.prepared($0.measure) }
        for (own, prepared) in zip(free, prepared) where own.share == nil || own.share == 1 {
            if case .waiting(let needs) = prepared.state {
                findings.add(
                    Finding(
                        .warning, .freeMeasureWaits, at: own.measure.location, value: own.measure.id,
                        expected: Label(same: needs.joined(separator: ", "))))
            } else if prepared.action?.additions != nil {
                findings.add(Finding(.error, .additionNotFree, at: own.measure.location, value: own.measure.id))
            }
            findings.add(prepared.findings)
        }
        guard !findings.hasErrors else { return }
        for kind in SourceKind.all {
            let order = free.indices.filter {
                free[$0].measure.kind.name == kind.name && prepared[$0].action != nil
            }
            guard !order.isEmpty else { continue }
            let sheets = fixed.inventory.tables(of: kind)
            let engine =
                fixed.baseline.kinds.first { $0.kind.name == kind.name }?.engine
                ?? KindEngine(of: kind, in: fixed.context, groups: PlanEvaluation.groupings([]))
            let chain =
                fixed.chains[kind.name]
                ?? Chain(
                    kind: kind, engine: engine, sheets: sheets, measures: [], runner: fixed.runner, keepsRows: true,
                    threads: threads)
            var gathering = UnitGathering(chain: chain, free: free, prepared: prepared, order: order, scopes: scopes)
            gathering.gather(runner: fixed.runner)
            findings.add(gathering.findings)
            let search = OptionSearch(
                kind: kind, engine: engine, runner: fixed.runner, order: order, free: free, prepared: prepared,
                bound: gathering.bound, columns: columns)
            let batches = gathering.batches
            let found = inParallel(batches.count, threads: threads) { number in
                search.options(of: batches[number].rows, sheet: batches[number].sheet)
            }
            let first = Int32(units.count)
            units += gathering.units
            for own in found {
                findings.add(own.findings)
                options += own.options.map {
                    SourceOption(unit: $0.unit + first, measures: $0.measures, cost: $0.cost, amounts: $0.amounts)
                }
            }
        }
        nameTwins()
    }

    /// Where sources of two kinds have one name, the kind stands before it.
    private mutating func nameTwins() {
        var kinds: [String: Set<String>] = [:]
        for unit in units { kinds[unit.name, default: []].insert(unit.kind) }
        for place in units.indices where kinds[units[place].name].map({ $0.count > 1 }) ?? false {
            units[place].name = units[place].kind + ":" + units[place].name
        }
    }

    /// How an option is called: its measures.
    func name(of option: SourceOption) -> String { option.measures.map { free[$0].name }.joined(separator: "+") }

    /// The options that could be part of a best choice: of those that cost no more and take away no less of anything, one is
    /// enough. Options of unknown cost stay, to be told.
    var undominated: [SourceOption] {
        var result: [SourceOption] = []
        let byUnit = Dictionary(grouping: options, by: \.unit)
        for unit in byUnit.keys.sorted() {
            let own = byUnit[unit] ?? []
            for (place, option) in own.enumerated() {
                let isUseless = option.amounts.allSatisfy { $0 <= 0 }
                guard let cost = option.cost?.annual else {
                    if !isUseless { result.append(option) }
                    continue
                }
                if isUseless, cost >= 0 { continue }
                let isDominated = own.enumerated().contains { other, better in
                    guard other != place, let less = better.cost?.annual, less <= cost,
                        zip(better.amounts, option.amounts).allSatisfy({ $0 >= $1 })
                    else { return false }
                    let isSame = less == cost && better.amounts == option.amounts
                    // Of two that are the same, the one with fewer measures stays, then the first.
                    return !isSame || (better.measures.count, other) < (option.measures.count, place)
                }
                if !isDominated { result.append(option) }
            }
        }
        return result
    }
}

extension Finding.Message {
    static let wholeCostOfShare = Finding.Message(
        "whole-cost-of-share", "可按份额选择的措施，费用应按 each 给出",
        "a measure that may be done in part needs a cost for each of something")
    static let freeMeasureWaits = Finding.Message(
        "free-measure-waits", "措施缺少输入，不参与选择", "the measure waits for an input and takes no part in the choice")
    static let additionNotFree = Finding.Message(
        "addition-not-free", "新增源不能作为可选措施", "new sources cannot be chosen; make the measure fixed")
}
