import Calculation
import Documents
import Inventories
import Quantities
import Tables

/// Writes how sure tonnes are.
struct UncertaintyWriter {
    let xml: XMLWriter

    /// The intervals of a package's totals.
    func write(_ told: ReportUncertainty) {
        xml.element("uncertainty", attributes(told.options)) {
            for entry in told.ranges {
                element(
                    "range", ["county": entry.county, "sector": entry.sector, "pollutant": entry.pollutant],
                    attributes(entry.range))
            }
            for datum in told.data {
                xml.element(
                    "datum",
                    [
                        "pollutant": datum.pollutant, "name": datum.name.clean, "origin": datum.origin?.code.clean,
                        "first": DecimalText.shortest(datum.first), "total": datum.total.map(DecimalText.shortest),
                        "remaining": datum.remaining.map(DecimalText.shortest),
                    ])
            }
            for entry in told.classes {
                xml.element(
                    "class",
                    [
                        "pollutant": entry.pollutant, "origin": entry.share.origin.code.clean,
                        "t": entry.share.mass.tonnes(), "share": DecimalText.shortest(entry.share.share),
                    ])
            }
            unknown(told.unknown)
        }
    }

    /// What a part's totals depend on.
    func write(_ part: PartUncertainty, stated: StatedRanges) {
        xml.element("uncertainty", attributes(part.options)) {
            for (name, text) in stated.factors.sorted(by: { $0.key < $1.key }) {
                xml.element("stated", ["of": "factor", "name": name.clean, "class": text.clean])
            }
            for (name, column) in stated.columns.sorted(by: { $0.key < $1.key }) {
                xml.element(
                    "stated",
                    [
                        "of": "column", "name": name.clean, "class": column.text.clean,
                        "shared": column.isShared ? "true" : nil,
                    ])
            }
            for (name, members) in stated.groups.sorted(by: { $0.key < $1.key }) {
                xml.element(
                    "stated", ["of": "group", "name": name.clean, "class": members.joined(separator: " ").clean])
            }
            if let text = stated.defaults { xml.element("stated", ["of": "defaults", "class": text.clean]) }
            record(part.record) { key in ["county": key[0], "sector": key[1], "pollutant": key[2]] }
        }
    }

    /// How sure a plan's tonnes are, and what they depend on.
    func write(_ scenario: ScenarioUncertainty) {
        func key(_ kind: String, _ id: String, _ pollutant: String) -> XMLWriter.Attributes {
            ["of": kind, "id": id.isEmpty ? nil : id, "pollutant": pollutant]
        }
        xml.element("uncertainty", attributes(scenario.options)) {
            for entry in scenario.intervals {
                element("interval", key(entry.kind.rawValue, entry.id, entry.pollutant), attributes(entry.range))
            }
            record(scenario.record) { key($0[0], $0[1], $0[2]) }
        }
    }

    /// An element with several lists of attributes.
    private func element(_ name: String, _ lists: XMLWriter.Attributes..., content: () -> Void = {}) {
        xml.start(name, list: lists.flatMap { Array($0) })
        content()
        xml.end()
    }

    private func attributes(_ options: DrawOptions) -> XMLWriter.Attributes {
        [
            "draws": "\(options.count ?? DrawOptions.usual)", "seed": "\(options.seed)",
            "confidence": DecimalText.shortest(options.confidence),
        ]
    }

    private func attributes(_ range: MassRange) -> XMLWriter.Attributes {
        [
            "t": range.mass.tonnes(), "known": "\(range.isKnown)", "low": range.low.tonnes(),
            "median": range.median.tonnes(), "high": range.high.tonnes(),
            "approach1": range.firstOrder.map(DecimalText.shortest), "bias": range.bias.tonnes(),
            "quantified": range.quantified.map(DecimalText.shortest), "error": DecimalText.shortest(range.error),
            "not_negative": DecimalText.shortest(range.notNegative),
        ]
    }

    private func record(_ record: UncertaintyRecord, key: ([String]) -> XMLWriter.Attributes) {
        for (place, variable) in record.variables.enumerated() {
            let (shape, parameters, divisor) = variable.spread.stated
            xml.element(
                "variable",
                [
                    "id": "v\(place + 1)", "name": variable.name.clean, "origin": variable.spread.origin.code.clean,
                    "shape": shape, "parameters": parameters.map(DecimalText.shortest).joined(separator: " "),
                    "divisor": DecimalText.shortest(divisor),
                ])
        }
        for (place, formula) in record.formulas.enumerated() {
            xml.element("formula", ["id": "f\(place + 1)"], text: formula)
        }
        for group in record.groups {
            element(
                "sum", key(group.key), ["gross": group.gross.tonnes(), "quantified": group.quantified.tonnes()]
            ) {
                for term in group.terms {
                    xml.element(
                        "term",
                        [
                            "ratios": term.ratios.isEmpty ? nil : term.ratios.joined(separator: " "),
                            "t": term.mass.tonnes(),
                        ])
                }
                for error in group.errors {
                    xml.element(
                        "rows",
                        [
                            "origin": error.origin.code.clean, "deviation": DecimalText.shortest(error.deviation),
                            "squares": "\(error.squares)",
                        ])
                }
            }
        }
        unknown(record.unknown)
    }

    private func unknown(_ entries: [UncertaintyRecord.Unknown]) {
        for entry in entries {
            xml.element(
                "unknown", ["pollutant": entry.pollutant, "name": entry.name.clean, "t": entry.mass.tonnes()])
        }
    }
}
