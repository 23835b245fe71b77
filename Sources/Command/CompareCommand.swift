import ArgumentParser
import Lantian

/// `lantian compare`: plans side by side on one inventory.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: text("并列比较几个方案", "Set plans side by side on one inventory."))

    @OptionGroup var inventory: InventoryOptions

    @Argument(help: ArgumentHelp(text("方案文件", "plan files"), valueName: "plan"))
    var plans: [String]

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @OptionGroup var given: PlanOptions

    @OptionGroup var drawing: DrawingOptions

    func validate() throws { try inventory.refuse("compare", withAll: true) }

    /// The plans named; a file of inputs among them, as a pattern brings it, is none.
    private var files: [String] {
        distinct(plans, quiet: inventory.speech.quiet).filter {
            $0 != PlanAnswers.fileName && !$0.hasSuffix("/" + PlanAnswers.fileName)
        }
    }

    /// What a year, key-project rules and base years add to a row.
    private func more(
        _ evaluation: PlanEvaluation, _ pollutant: String, rules: KeyProjectRules?, bases: [Int: BaseYear]
    ) -> [String] {
        var cells: [String] = []
        if let year = given.year {
            let sum = evaluation.measures.reduce(Mass.zero) {
                $0 + evaluation.effect(of: $1, pollutant, in: year)
            }
            cells.append(sum.tonnes())
        }
        if let rules {
            let years = given.year.map { [$0] } ?? evaluation.plan.years
            let sum = years.reduce(Mass.zero) { sum, year in
                evaluation.keyProjects(rules, pollutant: pollutant, year: year).reduce(sum) { $0 + $1.credited }
            }
            cells.append(sum.tonnes())
        }
        if !given.base.isEmpty {
            let own = evaluation.targets(bases: bases).filter { $0.target.pollutant == pollutant }
            cells += [
                String(
                    own.count { outcome in
                        outcome.allowed.map { outcome.emission <= $0 } ?? false
                    }), String(own.count),
            ]
        }
        return cells
    }

    /// The columns of what is added.
    private var moreColumns: [(name: String, title: Label)] {
        var columns: [(name: String, title: Label)] = []
        if given.year != nil { columns.append(("year_effect_t", Label("当年减排 t", "effect in the year t"))) }
        if given.accounting != nil { columns.append(("credited_t", Label("认定 t", "credited t"))) }
        if !given.base.isEmpty {
            columns.append(("targets_met", Label("达标目标", "targets met")))
            columns.append(("targets", Label("目标", "targets")))
        }
        return columns
    }

    func run() async throws {
        do {
            let folder = try InventoryFolder(
                inventory.folder, options: try drawing.asked(of: inventory.options()))
            let drawn = try drawing.options(of: folder)
            let run = try PlanRun(
                files: files, given: given, folder: folder, options: inventory)
            let bases = try given.bases(folder.context, inventory)
            var (rows, shown): ([[String]], [[String]]) = ([], [])
            let evaluations = try run.evaluated(
                groupings: [], rows: given.accounting != nil, isQuiet: true
            ).evaluations
            var told: [String] = []
            for evaluation in evaluations {
                var found = Findings()
                let rules = try given.accounting.flatMap {
                    try evaluation.keyProjectRules(file: existing($0), findings: &found)
                }
                if found.hasErrors { throw found }
                let sure = drawn.map { evaluation.uncertainty($0, threads: inventory.run.threads) }
                if let sure {
                    told += PlanPrinting.sureLines(sure, evaluation, isNamed: true, chosenLanguage())
                }
                let known = evaluation.known
                for pollutant in folder.context.pollutants {
                    func cell(_ mass: Mass) -> String { known.mass(mass, of: pollutant)?.tonnes() ?? "" }
                    let before = evaluation.baseline.total(of: pollutant)
                    let after = evaluation.scenario.total(of: pollutant)
                    let held = evaluation.measures.reduce(Mass.zero) { $0 + $1.held(pollutant) }
                    rows.append([
                        evaluation.plan.id, pollutant, cell(before), cell(before - after), cell(after),
                        String(evaluation.measures.count { $0.verdict == .computed }),
                        String(evaluation.measures.count),
                        cell(held),
                    ])
                    let added = more(evaluation, pollutant, rules: rules, bases: bases)
                    if let sure {
                        rows[rows.count - 1] += RangePrinting.cells(
                            [sure.baseline(pollutant), sure.reduction(pollutant), sure.scenario(pollutant)])
                    }
                    let name = evaluation.plan.id + " " + evaluation.plan.title[chosenLanguage()]
                    let rounded = zip(moreColumns, added).map { column, cell -> String in
                        guard column.name.hasSuffix("_t") else { return cell }
                        return Mass(tonnes: cell)?.roundedTonnes(decimals: 2) ?? cell
                    }
                    let own = Array(rows[rows.count - 1][1...6])
                    shown.append([PlanPrinting.cut(name, to: 58)] + own + rounded)
                    rows[rows.count - 1] += added
                }
            }
            let held = format == .table ? PlanPrinting.heldLines(evaluations, chosenLanguage()) : []
            let table =
                RowsPrinting(
                    names: [
                        "plan", "pollutant", "baseline_t", "reduction_t", "scenario_t", "measures_computed", "measures",
                        "held_t",
                    ] + (drawn == nil ? [] : RangePrinting.planHeader) + moreColumns.map(\.name),
                    titles: [
                        Label("方案", "plan"), Label("污染物", "pollutant"), Label("基线 t", "baseline t"),
                        Label("减排 t", "reduction t"),
                        Label("情景 t", "scenario t"), Label("已核算措施", "measures computed"), Label("措施", "measures"),
                    ] + moreColumns.map(\.title), masses: 2...4,
                    numbers: 2...((drawn == nil ? 7 : 25) + moreColumns.count), rows: rows, shown: shown,
                    incomplete: IncompleteTotals(joining: evaluations.map { IncompleteTotals($0.baseline) })
                ).text(in: format)
            put(([table] + held + (format == .table ? told : [])).joined(separator: "\n"))
            try Command.conclude(
                evaluations.map(\.findings), keepGoing: inventory.run.keepGoing,
                failOnWarning: inventory.run.failOnWarning)
        } catch {
            throw failing(error)
        }
    }
}
