import Calculation
import Documents
import Inventories
import Quantities
import Tables

/// Reads how sure tonnes are.
struct UncertaintyReader {
    let cursor: XMLCursor

    /// The intervals of a package's totals.
    func report(_ element: XMLReader.Element) throws(DocumentError) -> ReportUncertainty {
        var ranges: [ReportUncertainty.Range] = []
        var data: [ReportUncertainty.Datum] = []
        var classes: [ReportUncertainty.Class] = []
        var unknown: [UncertaintyRecord.Unknown] = []
        try cursor.children { child throws(DocumentError) in
            let pollutant = try cursor.text(child, "pollutant")
            switch child.name {
            case "range":
                ranges.append(
                    ReportUncertainty.Range(
                        county: child["county"], sector: child["sector"], pollutant: pollutant,
                        range: try range(child)))
            case "datum":
                data.append(
                    ReportUncertainty.Datum(
                        pollutant: pollutant, name: try cursor.text(child, "name"),
                        origin: child["origin"] == nil ? nil : try origin(child),
                        first: try cursor.number(child, "first"), total: try cursor.optionalNumber(child, "total"),
                        remaining: try cursor.optionalNumber(child, "remaining")))
            case "class":
                classes.append(
                    ReportUncertainty.Class(
                        pollutant: pollutant,
                        share: ClassShare(
                            origin: try origin(child), mass: try cursor.mass(child, "t"),
                            share: try cursor.number(child, "share"))))
            default: unknown.append(try self.unknown(child))
            }
            try cursor.skip()
        }
        return ReportUncertainty(
            options: try options(element), ranges: ranges, data: data, classes: classes, unknown: unknown)
    }

    /// What a part's totals depend on, and what the inventory states of how sure numbers are.
    func part(_ element: XMLReader.Element) throws(DocumentError) -> (PartUncertainty, StatedRanges) {
        var (factors, columns): ([String: String], [String: StatedRanges.Column]) = ([:], [:])
        var groups: [String: [String]] = [:]
        var defaults: String?
        let record = try record(
            element,
            key: { sum throws(DocumentError) in
                [
                    try cursor.text(sum, "county"), try cursor.text(sum, "sector"), try cursor.text(sum, "pollutant"),
                ]
            },
            other: { child throws(DocumentError) in
                let text = try cursor.text(child, "class")
                switch try cursor.text(child, "of") {
                case "factor": factors[try cursor.text(child, "name")] = text
                case "column":
                    columns[try cursor.text(child, "name")] = StatedRanges.Column(
                        text, isShared: child["shared"] == "true")
                case "group": groups[try cursor.text(child, "name")] = text.split(separator: " ").map(String.init)
                default: defaults = text
                }
                try cursor.skip()
            })
        return (
            PartUncertainty(options: try options(element), record: record),
            StatedRanges(factors: factors, columns: columns, defaults: defaults, groups: groups)
        )
    }

    /// How sure a plan's tonnes are.
    func scenario(_ element: XMLReader.Element) throws(DocumentError) -> ScenarioUncertainty {
        var intervals: [ScenarioUncertainty.Interval] = []
        let record = try record(
            element,
            key: { sum throws(DocumentError) in
                [try cursor.text(sum, "of"), sum["id"] ?? "", try cursor.text(sum, "pollutant")]
            },
            other: { child throws(DocumentError) in
                intervals.append(
                    ScenarioUncertainty.Interval(
                        kind: try cursor.word(child, "of", ScenarioUncertainty.Interval.Kind.self),
                        id: child["id"] ?? "", pollutant: try cursor.text(child, "pollutant"),
                        range: try range(child)))
                try cursor.skip()
            })
        return ScenarioUncertainty(options: try options(element), record: record, intervals: intervals)
    }

    private func record(
        _ element: XMLReader.Element, key: (XMLReader.Element) throws(DocumentError) -> [String],
        other: (XMLReader.Element) throws(DocumentError) -> Void
    ) throws(DocumentError) -> UncertaintyRecord {
        var record = UncertaintyRecord()
        try cursor.children { child throws(DocumentError) in
            switch child.name {
            case "variable":
                var parameters: [Double] = []
                for word in try cursor.text(child, "parameters").split(separator: " ") {
                    guard let value = Double(String(word)) else { throw cursor.unreadable(child, "parameters") }
                    parameters.append(value)
                }
                guard
                    let spread = Spread(
                        shape: try cursor.text(child, "shape"), parameters: parameters,
                        divisor: try cursor.number(child, "divisor"), origin: try origin(child))
                else { throw cursor.unreadable(child, "parameters") }
                record.variables.append(
                    UncertaintyRecord.Variable(name: try cursor.text(child, "name"), spread: spread))
                try expect(child, "v\(record.variables.count)")
                try cursor.skip()
            case "formula":
                record.formulas.append(try cursor.children())
                try expect(child, "f\(record.formulas.count)")
            case "sum":
                let (own, gross) = (try key(child), try cursor.mass(child, "gross"))
                let quantified = try cursor.mass(child, "quantified")
                var terms: [UncertaintyRecord.Term] = []
                var errors: [UncertaintyRecord.RowError] = []
                try cursor.children { part throws(DocumentError) in
                    if part.name == "term" {
                        terms.append(
                            UncertaintyRecord.Term(
                                ratios: (part["ratios"] ?? "").split(separator: " ").map(String.init),
                                mass: try cursor.mass(part, "t")))
                    } else {
                        guard let squares = Int128(try cursor.text(part, "squares")) else {
                            throw cursor.unreadable(part, "squares")
                        }
                        errors.append(
                            UncertaintyRecord.RowError(
                                origin: try origin(part), deviation: try cursor.number(part, "deviation"),
                                squares: squares))
                    }
                    try cursor.skip()
                }
                record.groups.append(
                    UncertaintyRecord.Group(
                        key: own, gross: gross, quantified: quantified, terms: terms, errors: errors))
            case "unknown":
                record.unknown.append(try unknown(child))
                try cursor.skip()
            default: try other(child)
            }
        }
        return record
    }

    /// Words of variables and formulas count up.
    private func expect(_ element: XMLReader.Element, _ id: String) throws(DocumentError) {
        guard element["id"] == id else { throw cursor.unreadable(element, "id") }
    }

    private func unknown(_ element: XMLReader.Element) throws(DocumentError) -> UncertaintyRecord.Unknown {
        UncertaintyRecord.Unknown(
            pollutant: try cursor.text(element, "pollutant"), name: try cursor.text(element, "name"),
            mass: try cursor.mass(element, "t"))
    }

    private func origin(_ element: XMLReader.Element) throws(DocumentError) -> Spread.Origin {
        guard let origin = Spread.Origin(code: try cursor.text(element, "origin")) else {
            throw cursor.unreadable(element, "origin")
        }
        return origin
    }

    private func options(_ element: XMLReader.Element) throws(DocumentError) -> DrawOptions {
        let (count, confidence) = (try cursor.integer(element, "draws"), try cursor.number(element, "confidence"))
        guard let seed = UInt64(try cursor.text(element, "seed")), (100...PartUncertainty.mostDraws).contains(count),
            (0.5...0.999).contains(confidence)
        else { throw cursor.unreadable(element, "seed, draws, confidence") }
        return DrawOptions(count: count, seed: seed, confidence: confidence)
    }

    private func range(_ element: XMLReader.Element) throws(DocumentError) -> MassRange {
        MassRange(
            mass: try cursor.mass(element, "t"), low: try cursor.mass(element, "low"),
            median: try cursor.mass(element, "median"), high: try cursor.mass(element, "high"),
            firstOrder: try cursor.optionalNumber(element, "approach1"), bias: try cursor.mass(element, "bias"),
            quantified: try cursor.optionalNumber(element, "quantified"),
            error: try cursor.number(element, "error"), isKnown: try cursor.text(element, "known") == "true",
            notNegative: try cursor.number(element, "not_negative"))
    }
}
