import Factors
import Plans
import Tables

/// Holds what a package says twice against itself: its head against its parts, digests against the files that it carries,
/// counts against lists, and what it says of a plan against the plan in it.
struct StatementCheck {
    let file: String
    let factors: LibraryShelf

    func check(_ package: ReportPackage, _ result: inout Verification) {
        checkHead(package, &result)
        for entry in package.absent.map(\.region)
        where package.came.contains(where: { RegionCode.holds(entry, within: $0) }) {
            tell("report absence", entry, nil, &result)
        }
        for part in package.parts {
            checkFiles(part, &result)
            checkCounts(part, &result)
            guard let scenario = part.scenario else { continue }
            checkMeasures(scenario, part, &result)
            checkPath(scenario, part, &result)
            for file in scenario.files { checkPlan(file, scenario, part, &result) }
        }
    }

    private func tell(_ place: String, _ value: String?, _ expected: String?, _ result: inout Verification) {
        result.add(
            Finding(
                .error, .statementDiffers, at: Location(file: file, column: place), value: value,
                expected: expected.map { Label(same: $0) }), .arithmetic)
    }

    /// A fact that is said, and what it must be by another place.
    private struct Fact {
        let name: String
        let value: String
        let expected: String

        init(_ name: String, _ value: String, _ expected: String) {
            self.name = name
            self.value = value
            self.expected = expected
        }

        /// A name in both languages.
        static func label(_ name: String, _ label: Label, _ expected: Label) -> [Fact] {
            [Fact(name + " zh", label.zh, expected.zh), Fact(name + " en", label.en, expected.en)]
        }
    }

    private func compare(_ place: String, _ facts: [Fact], _ result: inout Verification) {
        for fact in facts where fact.value != fact.expected {
            tell("\(place) \(fact.name)", fact.value, fact.expected, &result)
        }
    }

    // MARK: The head

    /// The head of one inventory is that of its part; that of many says their latest year, and whether any is invented.
    private func checkHead(_ package: ReportPackage, _ result: inout Verification) {
        let head = package.header
        let parts = package.parts.map(\.header)
        guard let first = parts.first else { return }
        if package.version == "1.0",
            package.totals.contains(where: { $0.balance != nil }) || package.parts.contains(where: \.hasBalance)
        {
            tell("report version", package.version, ReportPackage.currentVersion, &result)
        }
        var expected = head
        expected.year = parts.map(\.year).max() ?? head.year
        expected.isInvented = parts.contains(where: \.isInvented)
        // The name of a county over a wider region is that of a head whose region was changed.
        let isOwn = head.name == first.name && head.compiler == first.compiler
        if parts.count == 1, isOwn || head.region == first.region {
            expected = first
        } else if let place = ReportHeader.place(inMergedName: head.name) {
            // Another edition of the library may name a region otherwise.
            let isKnown = package.parts.allSatisfy { $0.library == factors.digest }
            let isCode = place.zh.utf8.count == 6 && Int(place.zh) != nil
            let own = isCode ? Label(same: head.region) : factors.region(head.region)
            expected.name = ReportHeader.mergedName(isKnown ? own ?? place : place, expected.year)
        }
        var facts = [
            Fact("region", head.region, expected.region), Fact("year", "\(head.year)", "\(expected.year)"),
            Fact("invented", "\(head.isInvented)", "\(expected.isInvented)"),
        ]
        facts += Fact.label("name", head.name, expected.name)
        facts += Fact.label("compiler", head.compiler, expected.compiler)
        compare("report", facts, &result)
    }

    // MARK: Files and counts

    /// Digests of files that the package carries, and of the library as a whole.
    private func checkFiles(_ part: ReportPart, _ result: inout Verification) {
        let library = InputFiles.digest(of: part.inputs.filter { $0.role == .library })
        compare(part.placeName, [Fact("library", part.library, library)], &result)
        var open = Dictionary(
            part.inputs.filter { $0.role == .pack }.map { ($0.name, $0.digest) },
            uniquingKeysWith: { first, _ in first })
        for pack in part.packs {
            let names = ["\(pack.layer)/\(pack.name)", pack.name]
            guard let name = names.first(where: { open[$0] != nil }), let digest = open.removeValue(forKey: name) else {
                tell("\(part.placeName) packs \(names[0])", nil, "inputs", &result)
                continue
            }
            if !SourceText.isText(pack.text, ofFile: digest) {
                tell(
                    "\(part.placeName) inputs \(name) digest", digest, SHA256.hexadecimal(of: Array(pack.text.utf8)),
                    &result)
            }
        }
        for name in open.keys.sorted() { tell("\(part.placeName) inputs \(name)", name, "packs", &result) }
    }

    /// How many findings there were, against those that are listed.
    private func checkCounts(_ part: ReportPart, _ result: inout Verification) {
        for severity in Finding.Severity.allCases {
            let listed = part.findings.count { $0.severity == severity }
            let told = part.findingCounts[severity] ?? 0
            // All are listed as long as there is room.
            guard part.findings.count < Findings.limit ? told != listed : told < listed else { continue }
            tell("\(part.placeName) findings \(severity.rawValue)s", "\(told)", "\(listed)", &result)
        }
    }

    // MARK: The plan

    /// What several records say of one measure.
    private func checkMeasures(_ scenario: ReportScenario, _ part: ReportPart, _ result: inout Verification) {
        var clauses: [String: String] = [:]
        var titles: [String: Label] = [:]
        func clause(_ measure: String, _ clause: String, _ record: String) {
            let known = clauses[measure] ?? clause
            clauses[measure] = known
            compare("\(part.placeName) \(record) \(measure)", [Fact("clause", clause, known)], &result)
        }
        func title(_ measure: String, _ title: Label, _ record: String) {
            let known = titles[measure] ?? title
            titles[measure] = known
            compare("\(part.placeName) \(record) \(measure)", Fact.label("title", title, known), &result)
        }
        for measure in scenario.measures {
            clause(measure.id, measure.clause, "measure")
            title(measure.id, measure.title, "measure")
        }
        for row in scenario.rows {
            clause(row.measure, row.clause, "reduction")
            title(row.measure, row.title, "reduction")
        }
        for project in scenario.projects { clause(project.measure, project.clause, "project") }
        for task in scenario.tasks { clause(task.measure, task.clause, "task") }
    }

    /// The path has the inventory's year and those of the targets.
    private func checkPath(_ scenario: ReportScenario, _ part: ReportPart, _ result: inout Verification) {
        for (pollutant, years) in Dictionary(grouping: scenario.path, by: \.pollutant).sorted(by: { $0.key < $1.key }) {
            let known = Set(years.map(\.year))
            let due = scenario.targets.filter { $0.pollutant == pollutant }.map(\.year)
            for year in Set(due + [part.header.year]).sorted() where !known.contains(year) {
                tell(
                    "\(part.placeName) path \(pollutant)", known.sorted().map { "\($0)" }.joined(separator: " "),
                    "\(year)",
                    &result)
            }
        }
    }

    /// A file of the plan has the digest of the file that was read, and says what the records say.
    private func checkPlan(
        _ file: ReportScenario.File, _ scenario: ReportScenario, _ part: ReportPart, _ result: inout Verification
    ) {
        guard let input = part.inputs.first(where: { $0.role == .plan && $0.name == file.name }) else { return }
        let place = "\(part.placeName) plan"
        if !SourceText.isText(file.text, ofFile: input.digest) {
            tell("\(place) \(file.name) digest", input.digest, SHA256.hexadecimal(of: Array(file.text.utf8)), &result)
        }
        var ignored = Findings()
        guard let words = try? factors.library(with: []).vocabularies,
            let plan = Plan(text: file.text, file: file.name, vocabularies: words, findings: &ignored)
        else { return }
        var all = [Fact("id", scenario.plan, plan.id)]
        all += Fact.label("title", scenario.title, plan.title.clean)
        let measures = Dictionary(plan.measures.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for measure in scenario.measures {
            guard let own = measures[measure.id] else { continue }
            all.append(Fact("\(measure.id) clause", measure.clause, own.clauses.joined(separator: " ").clean))
            all += Fact.label("\(measure.id) title", measure.title, own.title.clean)
        }
        let clauses = Dictionary(plan.clauses.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for clause in scenario.clauses {
            guard let own = clauses[clause.id] else { continue }
            all.append(Fact("\(clause.id) number", clause.number, own.number.clean))
            all.append(Fact("\(clause.id) kind", clause.kind, own.kind.rawValue))
            all += Fact.label("\(clause.id) topic", clause.topic, own.topic.clean)
        }
        let targets = Dictionary(plan.targets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for target in scenario.targets {
            guard let own = targets[target.id] else { continue }
            all.append(Fact("\(target.id) clause", target.clause, own.clauses.joined(separator: " ").clean))
            all.append(Fact("\(target.id) region", target.region, own.region))
            all.append(Fact("\(target.id) pollutant", target.pollutant, own.pollutant))
            all.append(Fact("\(target.id) year", "\(target.year)", "\(own.year)"))
        }
        compare(place, all, &result)
    }
}

extension ReportPackage {
    /// The regions of which something came, refused or not.
    var came: [String] { parts.map(\.header.region) + refusals.map(\.region).filter { !$0.isEmpty } }
}

extension LibraryShelf {
    /// The name of a region in the receiver's own library.
    func region(_ code: String) -> Label? {
        guard let regions = try? library(with: []).vocabularies["county_code"] else { return nil }
        return regions.code(exactly: code).flatMap { regions[$0]?.label }
    }
}

extension Finding.Message {
    static let statementDiffers = Self(
        "statement-differs", "与包内别处所说的不符", "it is not what the package says in another place")
}
