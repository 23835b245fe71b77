import Calculation
import Documents
import Inventories
import Quantities
import Tables

/// Reads one part of a package.
struct PartReader {
    let cursor: XMLCursor
    private let root: XMLReader.Element

    init(cursor: XMLCursor, _ root: XMLReader.Element) {
        self.cursor = cursor
        self.root = root
    }

    private var package: PackageReader { PackageReader(cursor.reader, file: cursor.file) }

    func part() throws(DocumentError) -> ReportPart {
        var part = ReportPart(
            header: try package.header(root), origin: Label("", ""), program: try cursor.text(root, "program"),
            library: try cursor.text(root, "library"),
            rules: ReportRules(
                ruleBook: "", pollutants: [], climate: nil, countyClimates: [:], gasolineSulphur: nil,
                dieselSulphur: nil, speed: nil, defaults: []), inputs: [], packs: [], words: ReportWords(),
            factors: [], assumptions: [], bases: [], kinds: [], totals: [], scenario: nil, findings: [],
            findingCounts: [:], rejected: [], overrides: [])
        try cursor.children { element throws(DocumentError) in try read(element, into: &part) }
        return part
    }

    private func read(_ element: XMLReader.Element, into part: inout ReportPart) throws(DocumentError) {
        switch element.name {
        case "name": part.header.name = try cursor.label(element)
        case "compiler": part.header.compiler = try cursor.label(element)
        case "origin": part.origin = try cursor.label(element)
        case "rules": part.rules = try rules(element)
        case "inputs":
            part.inputs = try list { child throws(DocumentError) in
                ReportInput(
                    role: try cursor.word(child, "role", ReportInput.Role.self), name: try cursor.text(child, "name"),
                    digest: try cursor.text(child, "digest"))
            }
        case "packs":
            try cursor.children { child throws(DocumentError) in
                let layer = try cursor.integer(child, "layer")
                let name = try cursor.text(child, "name")
                part.packs.append(PackFile(layer: layer, name: name, text: try cursor.children()))
            }
        case "outlets":
            try cursor.children { child throws(DocumentError) in part.outlets.append(try outlet(child)) }
        case "words":
            try cursor.children { child throws(DocumentError) in
                let kind = try cursor.word(child, "kind", ReportWords.Kind.self)
                let code = try cursor.text(child, "code")
                part.words.add(kind, code, try cursor.label(child))
            }
        case "factors": part.factors = try list(factor)
        case "assumptions":
            try cursor.children { child throws(DocumentError) in part.assumptions.append(try assumption(child)) }
        case "bases":
            try cursor.children { child throws(DocumentError) in part.bases.append(try basis(child)) }
        case "sources":
            let places = Dictionary(
                part.bases.enumerated().map {
                    ($1.id, (place: Int32($0), basis: $1))
                }, uniquingKeysWith: { first, _ in first })
            try cursor.children { child throws(DocumentError) in
                var reader = try KindReader(cursor: cursor, bases: places, child)
                part.kinds.append(try reader.read())
            }
        case "totals": part.totals = try package.totals()
        case "uncertainty":
            let (own, stated) = try UncertaintyReader(cursor: cursor).part(element)
            (part.uncertainty, part.rules.ranges) = (own, stated)
        case "scenario": part.scenario = try scenario(element)
        case "findings":
            part.findingCounts = [
                .error: try cursor.integer(element, "errors"), .warning: try cursor.integer(element, "warnings"),
                .note: try cursor.integer(element, "notes"),
            ]
            try cursor.children { child throws(DocumentError) in part.findings.append(try finding(child)) }
        case "rejected":
            try cursor.children { child throws(DocumentError) in part.rejected.append(try rejected(child)) }
        case "overrides":
            part.overrides = try list { child throws(DocumentError) in
                ReportOverride(
                    kind: try cursor.word(child, "kind", ReportOverride.Kind.self),
                    subject: try cursor.text(child, "subject"), value: try cursor.text(child, "value"),
                    lines: try cursor.integer(child, "lines"))
            }
        case "answers":
            try cursor.children { child throws(DocumentError) in part.answers.append(try answer(child)) }
        default: try cursor.skip()
        }
    }

    private func answer(_ element: XMLReader.Element) throws(DocumentError) -> ReportAnswer {
        var demands: [ReportAnswer.Demand] = []
        try cursor.children { child throws(DocumentError) in
            let severity = try cursor.word(child, "severity", Finding.Severity.self)
            let (stage, code) = (try cursor.integer(child, "stage"), try cursor.text(child, "code"))
            let (place, value) = (child["place"] ?? "", child["value"] ?? "")
            var text = Label("", "")
            try cursor.children { label throws(DocumentError) in text = try cursor.label(label) }
            demands.append(
                ReportAnswer.Demand(
                    stage: stage, severity: severity, code: code, place: place, value: value, text: text))
        }
        return ReportAnswer(
            receipt: try cursor.text(element, "receipt"), package: try cursor.text(element, "package"),
            demands: demands)
    }

    /// Children that hold nothing but attributes.
    private func list<Item>(
        _ read: (XMLReader.Element) throws(DocumentError) -> Item
    ) throws(DocumentError) -> [Item] {
        var items: [Item] = []
        try cursor.children { child throws(DocumentError) in
            items.append(try read(child))
            try cursor.skip()
        }
        return items
    }

    private func outlet(_ element: XMLReader.Element) throws(DocumentError) -> Outlet {
        var lines: [ControlLine] = []
        try cursor.children { line throws(DocumentError) in
            let share = try cursor.number(line, "share")
            let devices = try list { device throws(DocumentError) in
                ControlLine.Device(
                    removal: try cursor.number(device, "removal"), uptime: try cursor.number(device, "uptime"))
            }
            lines.append(ControlLine(share: share, devices: devices))
        }
        return Outlet(
            name: Outlet.Name(permit: try cursor.text(element, "permit"), number: try cursor.text(element, "number")),
            pollutant: try cursor.text(element, "pollutant"), monitored: try cursor.optionalMass(element, "t"),
            lines: lines)
    }

    private func rules(_ element: XMLReader.Element) throws(DocumentError) -> ReportRules {
        var rules = ReportRules(
            ruleBook: try cursor.text(element, "rule_book"), pollutants: [], climate: nil, countyClimates: [:],
            gasolineSulphur: try cursor.optionalNumber(element, "gasoline_sulphur"),
            dieselSulphur: try cursor.optionalNumber(element, "diesel_sulphur"),
            speed: try cursor.optionalNumber(element, "speed"), defaults: [])
        try cursor.children { child throws(DocumentError) in
            switch child.name {
            case "pollutant": rules.pollutants.append(try cursor.children())
            case "incomplete":
                rules.incomplete.append(
                    Incompleteness(pollutant: try cursor.text(child, "pollutant"), classes: try cursor.label(child)))
            case "without_whole":
                let rows = RowsWithoutWhole(
                    part: try cursor.text(child, "part"), rows: try cursor.integer(child, "rows"))
                rules.incomplete.append(
                    Incompleteness(
                        pollutant: try cursor.text(child, "pollutant"), classes: Label("", ""), rows: [rows]))
                try cursor.skip()
            case "climate":
                func months(_ name: String) -> [Double] {
                    (child[name] ?? "").split(separator: " ").compactMap { Double(String($0)) }
                }
                let climate = Climate(
                    temperature: months("temperature"), humidity: months("humidity"),
                    altitude: try cursor.optionalNumber(child, "altitude"))
                if let county = child["county"] {
                    rules.countyClimates[county] = climate
                } else {
                    rules.climate = climate
                }
                try cursor.skip()
            case "conditions":
                rules.countyConditions[try cursor.text(child, "county")] = CountyConditions(
                    speed: try cursor.optionalNumber(child, "speed"),
                    gasolineSulphur: try cursor.optionalNumber(child, "gasoline_sulphur"),
                    dieselSulphur: try cursor.optionalNumber(child, "diesel_sulphur"))
                try cursor.skip()
            case "default": rules.defaults.append(try self.default(child))
            default: try cursor.skip()
            }
        }
        rules.incomplete = Incompleteness.inOrder(rules.incomplete)
        return rules
    }

    private func `default`(_ element: XMLReader.Element) throws(DocumentError) -> InventoryManifest.Default {
        var when: [String: String] = [:]
        var reason = Label("", "")
        try cursor.children { child throws(DocumentError) in
            if child.name == "when" {
                when[try cursor.text(child, "column")] = try cursor.text(child, "value")
                try cursor.skip()
            } else {
                reason = try cursor.label(child)
            }
        }
        return InventoryManifest.Default(
            table: try cursor.text(element, "table"), column: try cursor.text(element, "column"),
            value: try cursor.text(element, "value"), when: when, reason: reason)
    }

    private func factor(_ element: XMLReader.Element) throws(DocumentError) -> ReportFactor {
        let from = try cursor.integer(element, "from")
        return ReportFactor(
            id: try cursor.text(element, "id"), table: try cursor.text(element, "table"),
            value: try cursor.number(element, "value"), unit: try cursor.text(element, "unit"),
            confidence: try cursor.text(element, "confidence"), source: try cursor.text(element, "source"),
            title: try cursor.text(element, "title"), place: try cursor.text(element, "place"),
            years: from...max(from, try cursor.integer(element, "to")), layer: try cursor.integer(element, "layer"))
    }

    private func assumption(_ element: XMLReader.Element) throws(DocumentError) -> ReportAssumption {
        var text = Label("", "")
        var masses: [String: Mass] = [:]
        try cursor.children { child throws(DocumentError) in
            if child.name == "text" {
                text = try cursor.label(child)
            } else {
                masses[try cursor.text(child, "pollutant")] = try cursor.mass(child, "t")
                try cursor.skip()
            }
        }
        return ReportAssumption(
            id: try cursor.text(element, "id"), kind: try cursor.text(element, "kind"),
            subject: try cursor.text(element, "subject"), text: text, masses: masses)
    }

    private func basis(_ element: XMLReader.Element) throws(DocumentError) -> ReportBasis {
        var factors: [String] = []
        var assumptions: [String] = []
        var reasons: [Label] = []
        try cursor.children { child throws(DocumentError) in
            switch child.name {
            case "factor":
                factors.append(try cursor.text(child, "ref"))
                try cursor.skip()
            case "assumption":
                assumptions.append(try cursor.text(child, "ref"))
                try cursor.skip()
            default: reasons.append(try cursor.label(child))
            }
        }
        return ReportBasis(
            id: try cursor.text(element, "id"), state: try cursor.word(element, "state", ResultState.self),
            method: element["method"], factors: factors, assumptions: assumptions,
            release: element["release"] == nil ? nil : try cursor.word(element, "release", Release.self),
            isGenerationKnown: element["generated"] == "known", reasons: reasons)
    }

    private func scenario(_ element: XMLReader.Element) throws(DocumentError) -> ReportScenario {
        var title = Label("", "")
        var rows: [ReportScenario.Row] = []
        var targets: [ReportScenario.Target] = []
        var projects: [ReportProject] = []
        var untouched: [ReportUntouched] = []
        var tasks: [ReportTask] = []
        var plan = PlanRecords()
        var uncertainty: ScenarioUncertainty?
        try cursor.children { child throws(DocumentError) in
            switch child.name {
            case "title": title = try cursor.label(child)
            case "measure", "clause", "input", "elsewhere", "path", "plan_file": try plan.read(child, cursor)
            case "reduction":
                var own = Label("", "")
                try cursor.children { inner throws(DocumentError) in own = try cursor.label(inner) }
                var row =
                    ReportScenario.Row(
                        measure: try cursor.text(child, "measure"), clause: try cursor.text(child, "clause"),
                        title: own, pollutant: try cursor.text(child, "pollutant"),
                        baseline: try cursor.mass(child, "baseline"), reduction: try cursor.mass(child, "reduction"),
                        alone: try cursor.mass(child, "alone"), overlap: try cursor.mass(child, "overlap"),
                        scenario: try cursor.mass(child, "scenario"))
                row.credited = try cursor.optionalMass(child, "credited")
                rows.append(row)
            case "uncertainty": uncertainty = try UncertaintyReader(cursor: cursor).scenario(child)
            case "project": projects.append(try project(child))
            case "untouched": untouched.append(try self.untouched(child))
            case "task": tasks.append(try task(child))
            default:
                targets.append(
                    ReportScenario.Target(
                        id: try cursor.text(child, "id"), clause: try cursor.text(child, "clause"),
                        region: try cursor.text(child, "region"), pollutant: try cursor.text(child, "pollutant"),
                        year: try cursor.integer(child, "year"), allowed: try cursor.optionalMass(child, "allowed"),
                        reached: try cursor.optionalMass(child, "reached")))
                let target = targets[targets.count - 1]
                let shortfall = try cursor.optionalMass(child, "shortfall")
                guard child["state"] == target.state, shortfall == target.shortfall else {
                    throw cursor.unreadable(child, "state, shortfall")
                }
                try cursor.skip()
            }
        }
        var scenario = ReportScenario(
            plan: try cursor.text(element, "plan"), title: title, year: try cursor.integer(element, "year"), rows: rows,
            targets: targets)
        (scenario.projects, scenario.untouched, scenario.tasks) = (projects, untouched, tasks)
        scenario.month = element["month"]
        (scenario.measures, scenario.clauses, scenario.inputs) = (plan.measures, plan.clauses, plan.inputs)
        (scenario.elsewhere, scenario.path, scenario.files) = (plan.elsewhere, plan.path, plan.files)
        scenario.uncertainty = uncertainty
        return scenario
    }

    private func finding(_ element: XMLReader.Element) throws(DocumentError) -> ReportFinding {
        var text = Label("", "")
        var expected: Label?
        try cursor.children { child throws(DocumentError) in
            if child.name == "text" { text = try cursor.label(child) } else { expected = try cursor.label(child) }
        }
        return ReportFinding(
            severity: try cursor.word(element, "severity", Finding.Severity.self),
            code: try cursor.text(element, "code"), text: text, file: element["file"],
            line: element["line"].flatMap { Int($0) }, column: element["column"], value: element["value"],
            expected: expected)
    }

    private func rejected(_ element: XMLReader.Element) throws(DocumentError) -> ReportRejectedRow {
        var cells: [String] = []
        var codes: [String] = []
        try cursor.children { child throws(DocumentError) in
            let text = try cursor.children()
            if child.name == "cell" { cells.append(text) } else { codes.append(text) }
        }
        return ReportRejectedRow(
            file: try cursor.text(element, "file"), line: try cursor.integer(element, "line"), cells: cells,
            codes: codes)
    }
}
