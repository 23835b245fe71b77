import Calculation
import Inventories
import Tables

/// Vapours or leaks are recovered 回收修复.
struct Recovery: Action {
    static let name = "recover"
    static let label = Label("回收修复", "recovery")
    static let reference = [
        ActionParameter(
            "stage", unit: "词", default: Label("不改", "unchanged"),
            Label("油气回收阶段 stage1、stage2、stage3", "the stage of vapour recovery")),
        ActionParameter(
            "repaired_share", unit: "1", default: Label("不改", "unchanged"),
            Label("泄漏点修复的比例", "the share of the leaks that is repaired")),
        ActionParameter(
            "leaks_found", unit: "个", default: Label("台账", "the table's"), Label("检出的泄漏点数", "how many leaks are found")),
    ]
    static let example =
        "{table: voc_firms, where: {unit_type: station}, action: recover, with: {stage: stage3}, timing: {completed: 2025-12}}"
    static let isDesigned = true
    static func rank(_ parameters: Parameters) -> Int { 6 }
    static func pollutants(_ parameters: Parameters) -> Set<String>? { ["VOCs"] }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        [Column.recoveryStage, Column.leaksFound, Column.leaksRepaired]
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(Column.recoveryStage) != nil
    }

    var stage: CodedWord?
    var repairedShare: Double?
    var leaksFound: Double?
    /// The stages from the lowest to the highest.
    var ladder: [UInt16]

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        let parameters = reader.measure.parameters
        let columns = ["stage": Column.recoveryStage, "repaired_share": Column.leaksFound]
        for name in columns.keys.sorted() where parameters.has(name) {
            let takes = reader.takes(name, among: columns.keys.sorted()) { schema, name in
                columns[name].flatMap { schema.column($0) }
            }
            guard takes else { return nil }
        }
        let stage = reader.word("stage", in: "recovery_stage")
        let repaired = reader.number("repaired_share", 0...1)
        guard stage != nil || repaired != nil else {
            reader.fault(.parameterMissing("stage | repaired_share"), nil)
            return nil
        }
        let stages = reader.vocabularies["recovery_stage"]
        return Recovery(
            stage: stage, repairedShare: repaired, leaksFound: reader.number("leaks_found", 0...1e9),
            ladder: ["none", "stage1", "stage2", "stage3"].compactMap { stages.code(exactly: $0) })
    }

    /// A later recovery stage, never an earlier one; or more leaks repaired.
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        for i in works.indices {
            if let stage, let rank = ladder.firstIndex(of: stage.code) {
                let codes = works[i].kept.codes(Column.recoveryStage)
                works[i].restrict(to: works[i].whole.filter { (ladder.firstIndex(of: codes[$0]) ?? 0) < rank })
                works[i].treat { draft, rows in draft.set(Column.recoveryStage, code: stage.code, rows: rows) }
            }
            if let repairedShare {
                var lacking: [RowPlace] = []
                works[i].treat { draft, rows in
                    if let leaksFound {
                        let known = draft.own(Column.leaksFound)
                        draft.update(Column.leaksFound, rows: rows.filter { known[$0].isNaN }) { _, _ in leaksFound }
                    }
                    let found = draft.own(Column.leaksFound)
                    lacking += rows.lazy.filter { found[$0].isNaN }.map(draft.mark)
                    draft.update(Column.leaksRepaired, rows: rows.filter { !found[$0].isNaN }) { row, repaired in
                        max(repaired.isNaN ? 0 : repaired, found[row] * repairedShare)
                    }
                }
                if !lacking.isEmpty { notes.warn(.leaksNeeded, lacking) }
            }
        }
    }
}
