import Calculation
public import Quantities
public import Tables

/// What projects are credited for a task, project by project and year by year.
public struct CreditedOutcome: Sendable {
    /// A project in the years of the task.
    public struct Project: Sendable {
        /// The measure.
        public let id: String
        /// Credited in each year of the task.
        public let years: [(year: Int, credited: Mass)]
        /// Falls to years after the task.
        public let later: Mass
        /// Fell to years before it.
        public let earlier: Mass
        /// Used as an offset, and so deducted.
        public let spent: Mass
        /// What is not credited, and why.
        public let refusals: [KeyProjectOutcome.Refusal]
        /// The effect of a full year after refusals: what all years add up to.
        public let full: Mass
        /// Credited in the task's years, less what was spent.
        public var sum: Mass { years.reduce(Mass.zero) { $0 + $1.credited } - spent }
    }

    /// The task.
    public let task: CreditedTask
    /// The projects that the plan's measures are, in its order; those without any credit or refusal are left out.
    public let projects: [Project]
    /// Months between stable operation and the first month that counts.
    public let offsetMonths: Int
    /// What the projects are credited.
    public var sum: Mass { projects.reduce(.zero) { $0 + $1.sum } }
    /// What lacks to the task; zero where it is done.
    public var shortfall: Mass { sum < task.amount ? task.amount - sum : .zero }

    /// The outcome in one sentence.
    public var sentence: Label {
        let numbers = [task.amount, sum, shortfall].map { $0.roundedTonnes(decimals: 2) }
        let span = "\(task.years.lowerBound)–\(task.years.upperBound)"
        let spent = projects.reduce(Mass.zero) { $0 + $1.spent }.roundedTonnes(decimals: 2)
        return shortfall == .zero
            ? Label(
                "\(task.id)：\(span) 年 \(task.pollutant) 任务 \(numbers[0]) t，认定 \(numbers[1]) t（已扣抵扣 \(spent) t），完成",
                "\(task.id): task of \(task.pollutant) \(numbers[0]) t for \(span), credited \(numbers[1]) t (\(spent) t spent as offsets deducted): done"
            )
            : Label(
                "\(task.id)：\(span) 年 \(task.pollutant) 任务 \(numbers[0]) t，认定 \(numbers[1]) t（已扣抵扣 \(spent) t），还差 \(numbers[2]) t",
                "\(task.id): task of \(task.pollutant) \(numbers[0]) t for \(span), credited \(numbers[1]) t (\(spent) t spent as offsets deducted), short by \(numbers[2]) t"
            )
    }
}

extension PlanEvaluation {
    /// The plan's tasks of key-project reductions by some rules.
    public func creditedTasks(_ rules: KeyProjectRules) -> [CreditedOutcome] {
        plan.tasks.map { task in
            CreditedOutcome(
                task: task,
                projects: measures.filter(\.state.isApplied).compactMap { project($0, task, rules) },
                offsetMonths: Int(rules.value("offset_months", or: Double(plan.offsetMonths))))
        }
    }

    private func project(
        _ measure: MeasureOutcome, _ task: CreditedTask, _ rules: KeyProjectRules
    ) -> CreditedOutcome.Project? {
        // What counts by the end of a year; a year's credit is what is new in it.
        func counted(_ year: Int) -> (outcome: KeyProjectOutcome, mass: Mass) {
            let outcome = keyProject(measure, rules, task.pollutant, year)
            return (outcome, outcome.credited + outcome.offset)
        }
        var before = counted(task.years.lowerBound - 1).mass
        let earlier = before
        var years: [(year: Int, credited: Mass)] = []
        var last: KeyProjectOutcome?
        for year in task.years {
            let (outcome, mass) = counted(year)
            years.append((year, mass - before))
            before = mass
            last = outcome
        }
        guard let last else { return nil }
        let spent = task.spent.reduce(last.offset) { $1.measure == measure.id ? $0 + $1.amount : $0 }
        guard last.difference != .zero || !last.refusals.isEmpty || spent != .zero else { return nil }
        return CreditedOutcome.Project(
            id: measure.id, years: years, later: last.later, earlier: earlier, spent: spent, refusals: last.refusals,
            full: before + last.later)
    }
}
