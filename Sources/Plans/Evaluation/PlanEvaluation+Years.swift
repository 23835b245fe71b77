import Calculation
public import Quantities

/// What a measure does in one year.
public struct YearEffect: Sendable {
    /// The year.
    public let year: Int
    /// How much less is emitted in the year than without the measure.
    public let effect: Mass
    /// What is new against the year before: the year's credit. What is missing to the full effect falls to later years
    /// 接续减排.
    public let credit: Mass
}

extension PlanEvaluation {
    /// How much less a year's emission is because of a measure: R_year = (E_before − E_after) × f_time, source by source
    /// with its monthly profile. A year in full effect gives the whole reduction to the last
    /// microgram.
    public func effect(of measure: MeasureOutcome, _ pollutant: String, in year: Int, offset: Int? = nil) -> Mass {
        var sum = Mass.zero
        for (months, mass) in measure.byProfile(pollutant, profiles) {
            let weight = measure.measure.timing.weight(
                in: year, months: months, offset: offset ?? plan.offsetMonths)
            sum += mass.times(weight)
        }
        return sum
    }

    /// A measure's years: those of the plan, in order.
    public func years(of measure: MeasureOutcome, _ pollutant: String) -> [YearEffect] {
        plan.years.map { year in
            let effect = effect(of: measure, pollutant, in: year)
            return YearEffect(
                year: year, effect: effect, credit: effect - self.effect(of: measure, pollutant, in: year - 1))
        }
    }

    /// The emission of a year: baseline less the effects of all measures in that year.
    public func emission(_ pollutant: String, in year: Int) -> Mass {
        measures.reduce(baseline.total(of: pollutant)) { $0 - effect(of: $1, pollutant, in: year) }
    }
}

extension MeasureOutcome {
    /// The full-year reduction by the monthly weights of the touched sources.
    func byProfile(_ pollutant: String, _ profiles: MonthlyProfiles) -> [(months: [Double], mass: Mass)] {
        guard let wanted = pollutants.firstIndex(of: pollutant) else { return [] }
        var masses: [String: Int128] = [:]
        var months: [String: [Double]] = [:]
        for (sums, sign) in [(sumsBefore, 1), (sumsAfter, -1)] as [(EmissionSums, Int128)] {
            sums.forEachCase { engine, number, values in
                let weights = profiles.weights(of: engine, inCase: number)
                months[weights.profile] = weights.months
                for (line, value) in values.enumerated() where engine.lines[line].pollutant == wanted {
                    masses[weights.profile, default: 0] += sign * value
                }
            }
        }
        return masses.sorted { $0.key < $1.key }.compactMap { name, mass in
            months[name].map { ($0, Mass(micrograms: mass)) }
        }
    }

    /// How much of the reduction has no monthly profile of its own.
    func hasAssumedProfile(_ profiles: MonthlyProfiles) -> Bool {
        var isAssumed = false
        sumsBefore.forEachCase { engine, number, _ in
            if profiles.weights(of: engine, inCase: number).isAssumed { isAssumed = true }
        }
        return isAssumed
    }
}

extension Mass {
    /// The share of the mass, 0…1, rounded half to even; 0 and 1 exactly, negative masses alike.
    func times(_ share: Double) -> Mass {
        if share >= 1 { return self }
        if share <= 0 { return .zero }
        guard let fraction = Fraction(share) else { return .zero }
        return micrograms < 0 ? .zero - (.zero - self).scaled(by: fraction) : scaled(by: fraction)
    }
}
