internal import CArrow
import FoundationEssentials
import Lantian

/// What a caller asks for, as JSON. Names are those of the command line's options.
struct CallOptions: Decodable {
    var folder: String
    var factors: String
    var by: [String]?
    var pollutants: [String]?
    var packs: [String]?
    var ruleBook: String?
    var keepGoing: Bool?
    var balance: Bool?
    var threads: Int?
    var detail: String?
    var plan: String?
    var set: [String: String]?
    var inputs: String?
    var bases: [Base]?

    /// An inventory of a base year.
    struct Base: Decodable {
        var year: Int
        var path: String
    }

    init(json: String) throws(InterfaceError) {
        do {
            self = try JSONDecoder().decode(CallOptions.self, from: Data(json.utf8))
        } catch {
            throw InterfaceError(
                "选项不是本接口的 JSON：\(error)", "the options are no JSON of this interface: \(error)")
        }
    }

    /// How to read and compute.
    func assessment(wholeLibrary: Bool) -> Assessment.Options {
        var options = Assessment.Options(factors: factors)
        options.packs = packs ?? []
        options.ruleBook = ruleBook
        options.pollutants = pollutants
        options.keepGoing = keepGoing ?? false
        options.readsWholeLibrary = wholeLibrary
        return options
    }

    func groupings(_ asked: [String]?) throws(InterfaceError) -> [Grouping] {
        var keys: [Grouping] = []
        for name in asked ?? ["county", "sector", "pollutant"] {
            guard let key = Grouping(name) else {
                let known = Grouping.special.joined(separator: ", ") + ", class10:2"
                throw InterfaceError(
                    "没有“\(name)”这种分组：\(known)，或代码列", "no key '\(name)': \(known), or a column of codes")
            }
            keys.append(key)
        }
        // Tonnes of different pollutants are never added.
        if !keys.contains(where: { $0.name == "pollutant" }), pollutants?.count != 1,
            let pollutant = Grouping("pollutant")
        {
            keys.append(pollutant)
        }
        return keys
    }

    func threadCount() throws(InterfaceError) -> Int {
        let range = InventoryFolder.threadRange
        guard let threads else { return 2 }
        guard range.contains(threads) else {
            throw InterfaceError(
                "threads 应在 \(range.lowerBound)–\(range.upperBound) 之间",
                "threads must lie between \(range.lowerBound) and \(range.upperBound)")
        }
        return threads
    }
}

/// A result that is handed over: its table, and what it says besides.
struct RunOutcome {
    var table: ArrowTable
    var told: Told
}

extension CallOptions {
    /// Totals of an inventory.
    func computed() throws -> RunOutcome {
        let keys = try groupings(by)
        let folder = try InventoryFolder(folder, options: assessment(wholeLibrary: false))
        let emissions = try folder.emissions(
            groupings: keys.map(\.name), balance: balance ?? false, threads: try threadCount(), detail: detail)
        if emissions.findings.hasErrors, !(keepGoing ?? false) { throw emissions.findings }
        let totals = emissions.result.totalsAndUnknown(by: keys)
        var columns: [(String, ArrowTable.Values)] = keys.enumerated().map { place, key in
            (key.text, .texts(totals.map { $0.keys[place] }))
        }
        columns.append(("emission_t", .masses(totals.map(\.number))))
        columns.append(("assumed_t", .masses(totals.map { $0.isKnown ? $0.assumed : nil })))
        columns.append(("lines", .counts(totals.map(\.lines))))
        if balance ?? false {
            func known(_ mass: (Balance) -> Mass?) -> ArrowTable.Values {
                .masses(totals.map { $0.balance.flatMap(mass) })
            }
            columns.append(("generated_t", known { $0.hasUnknownGeneration ? nil : $0.generated }))
            columns.append(("removed_t", known { $0.hasUnknownGeneration ? nil : $0.removed }))
        }
        let incomplete = IncompleteTotals(emissions.result)
        if !incomplete.isEmpty {
            // Keys name the pollutant unless one alone was asked for.
            let place = keys.firstIndex { $0.name == "pollutant" }
            let lacks = totals.map { total in
                incomplete.cells(place.map { total.keys[$0] } ?? pollutants?.first, in: .en).joined()
            }
            columns.append(("incomplete", .texts(lacks)))
        }
        return RunOutcome(table: ArrowTable(columns), told: Told(emissions.findings))
    }

    /// What a plan removes, measure by measure: the table of `lantian plan --format csv`.
    func planned() throws -> RunOutcome {
        guard let file = plan else { throw InterfaceError("没有给出方案", "no plan is named") }
        guard FileManager.default.fileExists(atPath: file) else { throw MissingInput(path: file) }
        let folder = try InventoryFolder(folder, options: assessment(wholeLibrary: true))
        var findings = Findings()
        let plan = try Plan.read(
            file, values: set ?? [:], answers: inputs, vocabularies: folder.context.library.vocabularies,
            findings: &findings)
        let bases = try BaseYear.years(
            (bases ?? []).map { GivenBase(path: $0.path, year: $0.year) }, beside: folder.context,
            options: assessment(wholeLibrary: true), threads: try threadCount(), findings: &findings)
        let evaluation = try plan.evaluated(on: folder, threads: try threadCount())
        var told = Told(findings)
        told.add(evaluation.findings)
        let incomplete = IncompleteTotals(evaluation.baseline)
        told.targets = evaluation.targets(bases: bases).map { CallOptions.told($0, incomplete) }
        return RunOutcome(table: CallOptions.table(evaluation), told: told)
    }

    private static func table(_ evaluation: PlanEvaluation) -> ArrowTable {
        let rows = evaluation.measures.flatMap { measure in
            evaluation.context.pollutants.map { (measure: measure, pollutant: $0) }
        }
        func texts(_ text: (MeasureOutcome) -> String) -> ArrowTable.Values { .texts(rows.map { text($0.measure) }) }
        let known = evaluation.known
        func masses(onlyApplied: Bool = true, _ mass: (MeasureOutcome, String) -> Mass) -> ArrowTable.Values {
            .masses(
                rows.map {
                    !onlyApplied || $0.measure.state.isApplied
                        ? known.mass(mass($0.measure, $0.pollutant), of: $0.pollutant) : nil
                })
        }
        var columns: [(String, ArrowTable.Values)] = [
            ("measure", texts(\.id)), ("clause", texts { $0.clauses.joined(separator: ";") }),
            ("title", texts { $0.measure.title.zh }), ("title_en", texts { $0.measure.title.en }),
            ("pollutant", .texts(rows.map(\.pollutant))),
            ("baseline_t", masses(onlyApplied: false) { $0.baseline($1) }),
            ("reduction_t", masses { $0.reduction($1) }), ("alone_t", masses { $0.alone($1) }),
            ("overlap_t", masses { $0.overlap($1) }),
            ("scenario_t", masses(onlyApplied: false) { $0.scenario($1) }), ("held_t", masses { $0.held($1) }),
            ("gross_t", masses { $0.gross($1) }), ("state", texts(\.verdict.name)),
        ]
        let incomplete = IncompleteTotals(evaluation.baseline)
        if !incomplete.isEmpty {
            let lacks = rows.map { incomplete.cells($0.pollutant, in: .en).joined() }
            columns.append(("incomplete", .texts(lacks)))
        }
        return ArrowTable(columns)
    }

    private static func told(_ outcome: TargetOutcome, _ incomplete: IncompleteTotals) -> [String: String] {
        var told = [
            "target": outcome.target.id, "pollutant": outcome.target.pollutant, "region": outcome.target.region,
            "base_year": String(outcome.target.baseYear), "year": String(outcome.target.year),
            "base_stands_in": outcome.baseStandsIn ? "yes" : "no",
        ]
        if let lacks = incomplete.told(outcome.target.pollutant) { told["incomplete"] = lacks.en }
        if outcome.isComputed {
            told["base_t"] = outcome.base.tonnes()
            told["emission_t"] = outcome.emission.tonnes()
        }
        if outcome.isComputed, let allowed = outcome.allowed { told["allowed_t"] = allowed.tonnes() }
        switch outcome.state {
        case .met: told["state"] = "met"
        case .short(let mass):
            told["state"] = "short"
            told["short_t"] = mass.tonnes()
        case .waiting(let parameter):
            told["state"] = "needs_input"
            told["needs"] = parameter
        case .notComputed: told["state"] = "not_computed"
        }
        return told
    }
}
