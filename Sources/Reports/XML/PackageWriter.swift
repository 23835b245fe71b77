import Calculation
import Documents
import Inventories
import Quantities
import Tables

/// Writes a package as XML: the document that `Docs/Schema/lantian-report-1.xsd` describes.
struct PackageWriter {
    /// The namespace of version 1.
    static let namespace = "urn:lantian:report:1"
    let xml: XMLWriter

    /// Begins a package: everything that stands before its parts.
    func begin(_ package: ReportPackage) {
        let header = package.header
        xml.start(
            "report",
            [
                "xmlns": PackageWriter.namespace, "version": ReportPackage.currentVersion,
                "region": header.region, "year": "\(header.year)",
                "invented": "\(header.isInvented)",
            ])
        label("name", header.name)
        label("compiler", header.compiler)
        totals(package.totals)
        xml.element("claims") { package.claims.forEach(claim) }
        xml.element("refusals") { package.refusals.forEach(refusal) }
        if !package.absent.isEmpty {
            xml.element("absences") {
                for entry in package.absent {
                    xml.element(
                        "absence",
                        ["region": entry.region, "zh": entry.name.zh.clean, "en": entry.name.en.clean])
                }
            }
        }
        if let told = package.uncertainty { UncertaintyWriter(xml: xml).write(told) }
    }

    /// Ends a package.
    func end() { xml.end() }

    func label(_ name: String, _ label: Label) {
        xml.element(name, ["zh": label.zh.clean, "en": label.en.clean])
    }

    private func totals(_ totals: [ReportTotal]) {
        xml.element("totals") {
            for total in totals {
                let balance = total.balance
                xml.element(
                    "total",
                    [
                        "county": total.county, "sector": total.sector, "pollutant": total.pollutant,
                        "t": total.emission.tonnes(), "assumed": total.assumed.tonnes(),
                        "unverified": total.unverified.tonnes(), "lines": "\(total.lines)",
                        "generated": balance?.generated.tonnes(), "removed": balance?.removed.tonnes(),
                        "generation_unknown": balance.flatMap {
                            $0.hasUnknownGeneration ? $0.unbalanced.tonnes() : nil
                        },
                        "stack": balance?.stack.tonnes(), "fugitive": balance?.fugitive.tonnes(),
                        "unassigned": balance?.unassigned.tonnes(),
                    ])
            }
        }
    }

    private func claim(_ claim: DoubleClaim) {
        xml.element("claim", ["kind": claim.kind.rawValue, "table": claim.table, "key": claim.key]) {
            for holder in claim.holders {
                xml.element(
                    "holder", ["region": holder.region, "year": "\(holder.year)", "source": holder.source]
                ) { masses(holder.masses) }
            }
        }
    }

    private func masses(_ masses: [String: Mass]) {
        for pollutant in masses.keys.sorted() {
            xml.element("mass", ["pollutant": pollutant, "t": masses[pollutant]?.tonnes()])
        }
    }

    private func refusal(_ refusal: Refusal) {
        xml.element(
            "refusal",
            [
                "region": refusal.region.isEmpty ? nil : refusal.region,
                "year": refusal.year == 0 ? nil : "\(refusal.year)", "digest": refusal.digest,
            ]
        ) {
            for code in refusal.codes {
                let reason = refusal.reasons[code]
                xml.element("code", ["zh": reason?.zh.clean, "en": reason?.en.clean], text: code)
            }
        }
    }

    /// One part; its bytes alone tell it apart from others.
    func part(_ part: ReportPart) {
        let header = part.header
        xml.element(
            "part",
            [
                "region": header.region, "year": "\(header.year)", "invented": "\(header.isInvented)",
                "program": part.program, "library": part.library,
            ]
        ) {
            label("name", header.name)
            label("compiler", header.compiler)
            label("origin", part.origin)
            rules(part.rules)
            xml.element("inputs") {
                for input in part.inputs {
                    xml.element("input", ["role": input.role.rawValue, "name": input.name, "digest": input.digest])
                }
            }
            xml.element("packs") {
                for file in part.packs {
                    xml.element("file", ["layer": "\(file.layer)", "name": file.name], text: file.text)
                }
            }
            if !part.outlets.isEmpty {
                xml.element("outlets") {
                    for outlet in part.outlets {
                        self.outlet(outlet)
                    }
                }
            }
            xml.element("words") {
                for (key, label) in part.words.sorted {
                    xml.element(
                        "word",
                        ["kind": key.kind.rawValue, "code": key.code, "zh": label.zh.clean, "en": label.en.clean])
                }
            }
            xml.element("factors") { part.factors.forEach(factor) }
            xml.element("assumptions") { part.assumptions.forEach(assumption) }
            xml.element("bases") { part.bases.forEach(basis) }
            xml.element("sources") {
                for kind in part.kinds { SourcesWriter(kind, bases: part.bases, xml: xml).write() }
            }
            totals(part.totals)
            if let own = part.uncertainty { UncertaintyWriter(xml: xml).write(own, stated: part.rules.ranges) }
            if let scenario = part.scenario { self.scenario(scenario) }
            findings(part)
            xml.element("rejected") { part.rejected.forEach(rejected) }
            xml.element("overrides") {
                for entry in part.overrides {
                    xml.element(
                        "override",
                        [
                            "kind": entry.kind.rawValue, "subject": entry.subject, "value": entry.value,
                            "lines": "\(entry.lines)",
                        ])
                }
            }
            if !part.answers.isEmpty { xml.element("answers") { part.answers.forEach(answer) } }
        }
    }

    private func answer(_ answer: ReportAnswer) {
        xml.element("answer", ["receipt": answer.receipt, "package": answer.package]) {
            for demand in answer.demands {
                xml.element(
                    "demand",
                    [
                        "stage": "\(demand.stage)", "severity": demand.severity.rawValue, "code": demand.code,
                        "place": demand.place.isEmpty ? nil : demand.place.clean,
                        "value": demand.value.isEmpty ? nil : demand.value.clean,
                    ]
                ) { label("text", demand.text) }
            }
        }
    }

    private func outlet(_ outlet: Outlet) {
        let attributes: XMLWriter.Attributes = [
            "permit": outlet.name.permit.clean, "number": outlet.name.number.clean, "pollutant": outlet.pollutant,
            "t": outlet.monitored?.tonnes(),
        ]
        guard !outlet.lines.isEmpty else { return xml.element("outlet", attributes) }
        xml.element("outlet", attributes) {
            for line in outlet.lines {
                xml.element("line", ["share": DecimalText.shortest(line.share)]) {
                    for device in line.devices {
                        xml.element(
                            "device",
                            [
                                "removal": DecimalText.shortest(device.removal),
                                "uptime": DecimalText.shortest(device.uptime),
                            ])
                    }
                }
            }
        }
    }

    private func rules(_ rules: ReportRules) {
        xml.element(
            "rules",
            [
                "rule_book": rules.ruleBook, "speed": rules.speed.map(DecimalText.shortest),
                "gasoline_sulphur": rules.gasolineSulphur.map(DecimalText.shortest),
                "diesel_sulphur": rules.dieselSulphur.map(DecimalText.shortest),
            ]
        ) {
            for pollutant in rules.pollutants { xml.element("pollutant", text: pollutant) }
            for entry in rules.incomplete where !entry.classes.en.isEmpty {
                xml.element(
                    "incomplete",
                    ["pollutant": entry.pollutant, "zh": entry.classes.zh.clean, "en": entry.classes.en.clean])
            }
            for entry in rules.incomplete {
                for own in entry.rows {
                    xml.element(
                        "without_whole", ["pollutant": entry.pollutant, "part": own.part, "rows": "\(own.rows)"])
                }
            }
            if let climate = rules.climate { self.climate(climate, county: nil) }
            for county in rules.countyClimates.keys.sorted() {
                if let climate = rules.countyClimates[county] { self.climate(climate, county: county) }
            }
            for county in rules.countyConditions.keys.sorted() {
                let own = rules.countyConditions[county]
                xml.element(
                    "conditions",
                    [
                        "county": county, "speed": own?.speed.map(DecimalText.shortest),
                        "gasoline_sulphur": own?.gasolineSulphur.map(DecimalText.shortest),
                        "diesel_sulphur": own?.dieselSulphur.map(DecimalText.shortest),
                    ])
            }
            for entry in rules.defaults {
                xml.element("default", ["table": entry.table, "column": entry.column, "value": entry.value.clean]) {
                    for column in entry.when.keys.sorted() {
                        xml.element("when", ["column": column, "value": entry.when[column]?.clean])
                    }
                    label("reason", entry.reason)
                }
            }
        }
    }

    private func climate(_ climate: Climate, county: String?) {
        func months(_ values: [Double]) -> String? {
            values.isEmpty ? nil : values.map(DecimalText.shortest).joined(separator: " ")
        }
        xml.element(
            "climate",
            [
                "county": county, "altitude": climate.altitude.map(DecimalText.shortest),
                "temperature": months(climate.temperature), "humidity": months(climate.humidity),
            ])
    }

    private func factor(_ factor: ReportFactor) {
        xml.element(
            "factor",
            [
                "id": factor.id, "table": factor.table, "value": DecimalText.shortest(factor.value),
                "unit": factor.unit, "confidence": factor.confidence, "source": factor.source, "title": factor.title,
                "place": factor.place, "from": "\(factor.years.lowerBound)", "to": "\(factor.years.upperBound)",
                "layer": "\(factor.layer)",
            ])
    }

    private func assumption(_ assumption: ReportAssumption) {
        xml.element(
            "assumption", ["id": assumption.id, "kind": assumption.kind, "subject": assumption.subject]
        ) {
            label("text", assumption.text)
            masses(assumption.masses)
        }
    }

    private func basis(_ basis: ReportBasis) {
        xml.element(
            "basis",
            [
                "id": basis.id, "state": basis.state.rawValue, "method": basis.method,
                "generated": basis.release.map { _ in basis.isGenerationKnown ? "known" : "unknown" },
                "release": basis.release?.rawValue,
            ]
        ) {
            for id in basis.factors { xml.element("factor", ["ref": id]) }
            for id in basis.assumptions { xml.element("assumption", ["ref": id]) }
            for reason in basis.reasons { label("reason", reason) }
        }
    }

    private func scenario(_ scenario: ReportScenario) {
        xml.element("scenario", ["plan": scenario.plan, "year": "\(scenario.year)", "month": scenario.month]) {
            label("title", scenario.title)
            for row in scenario.rows {
                xml.element(
                    "reduction",
                    [
                        "measure": row.measure, "clause": row.clause, "pollutant": row.pollutant,
                        "baseline": row.baseline.tonnes(), "reduction": row.reduction.tonnes(),
                        "alone": row.alone.tonnes(), "overlap": row.overlap.tonnes(),
                        "scenario": row.scenario.tonnes(), "credited": row.credited?.tonnes(),
                    ]
                ) { label("title", row.title) }
            }
            for target in scenario.targets {
                xml.element(
                    "target",
                    [
                        "id": target.id, "clause": target.clause, "region": target.region,
                        "pollutant": target.pollutant, "year": "\(target.year)", "state": target.state,
                        "allowed": target.allowed?.tonnes(), "reached": target.reached?.tonnes(),
                        "shortfall": target.shortfall?.tonnes(),
                    ])
            }
            projects(of: scenario)
            plan(scenario)
        }
    }

    /// What a plan says of itself: measures, clauses, inputs, what goes elsewhere, the path, its files.
    private func plan(_ scenario: ReportScenario) {
        for measure in scenario.measures {
            xml.element(
                "measure",
                ["id": measure.id, "clause": measure.clause, "state": measure.state, "needs": measure.needs]
            ) {
                label("title", measure.title)
                label("told", measure.told)
            }
        }
        for clause in scenario.clauses {
            xml.element(
                "clause",
                [
                    "id": clause.id, "number": clause.number, "kind": clause.kind, "state": clause.state,
                    "carriers": clause.carriers, "needs": clause.needs,
                ]
            ) { label("topic", clause.topic) }
        }
        for input in scenario.inputs {
            xml.element(
                "input",
                [
                    "id": input.id, "value": input.value, "by": input.by, "date": input.date, "note": input.note,
                ])
        }
        for outcome in scenario.elsewhere {
            xml.element(
                "elsewhere",
                [
                    "measure": outcome.measure, "electricity": outcome.electricity.map(DecimalText.shortest),
                    "heat": outcome.heat.map(DecimalText.shortest),
                ]
            ) { for told in outcome.told { label("told", told) } }
        }
        for year in scenario.path {
            xml.element(
                "path",
                [
                    "pollutant": year.pollutant, "year": "\(year.year)", "baseline": year.baseline.tonnes(),
                    "in_force": year.inForce.tonnes(), "plan": year.plan.tonnes(),
                    "potential": year.potential?.tonnes(), "allowed": year.allowed?.tonnes(),
                ])
        }
        for file in scenario.files { xml.element("plan_file", ["name": file.name], text: file.text) }
        if let own = scenario.uncertainty { UncertaintyWriter(xml: xml).write(own) }
    }

    private func findings(_ part: ReportPart) {
        func count(_ severity: Finding.Severity) -> String { "\(part.findingCounts[severity] ?? 0)" }
        xml.element(
            "findings", ["errors": count(.error), "warnings": count(.warning), "notes": count(.note)]
        ) {
            for finding in part.findings {
                xml.element(
                    "finding",
                    [
                        "severity": finding.severity.rawValue, "code": finding.code, "file": finding.file,
                        "line": finding.line.map { "\($0)" }, "column": finding.column, "value": finding.value,
                    ]
                ) {
                    label("text", finding.text)
                    if let expected = finding.expected { label("expected", expected) }
                }
            }
        }
    }

    private func rejected(_ row: ReportRejectedRow) {
        xml.element("row", ["file": row.file, "line": "\(row.line)"]) {
            for cell in row.cells { xml.element("cell", text: cell) }
            for code in row.codes { xml.element("code", text: code) }
        }
    }
}
