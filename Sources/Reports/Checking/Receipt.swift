public import Documents
public import Tables

/// What a receiver sends back: the verdict on each package, and each finding by code, place, value and what to do.
public struct Receipt: Sendable {
    /// The packages as they were checked.
    public let verifications: [Verification]
    static let namespace = "urn:lantian:receipt:1"

    /// The receipt of packages.
    public init(_ verifications: [Verification]) { self.verifications = verifications }

    /// Whether all of them were accepted.
    public var isAccepted: Bool { verifications.allSatisfy(\.isAccepted) }

    /// Writes `receipt.xml`, `receipt.xlsx` and `receipt.txt` into a folder, all or none.
    @discardableResult
    public func write(to folder: String, language: Language) throws -> [String] {
        try OutputFolder(folder, .shared).fill { place in
            try AtomicFile.write(try xml(), to: place + "/receipt.xml")
            try AtomicFile.write(text(in: language), to: place + "/receipt.txt")
            try writeWorkbook(to: place + "/receipt.xlsx", language)
            return ["receipt.xml", "receipt.xlsx", "receipt.txt"]
        }
    }

    /// The receipt as XML.
    public func xml() throws(DocumentError) -> [UInt8] {
        let xml = XMLWriter(indent: 1)
        xml.element("receipt", ["xmlns": Receipt.namespace, "version": "1.0", "accepted": "\(isAccepted)"]) {
            for result in verifications {
                let header = result.package?.header
                xml.element(
                    "package",
                    [
                        "file": Receipt.name(result.file).clean, "digest": result.digest.isEmpty ? nil : result.digest,
                        "region": header?.region,
                        "year": header.map { "\($0.year)" }, "accepted": "\(result.isAccepted)",
                        "signer": result.signer?.subject.clean, "standing": result.standing.rawValue,
                        "certificate": result.signer?.fingerprint,
                        "findings": "\(Receipt.count(result))",
                    ]
                ) {
                    for (stage, finding) in result.all {
                        xml.element(
                            "finding",
                            [
                                "stage": "\(stage.rawValue)", "severity": finding.severity.rawValue,
                                "code": finding.message.code, "line": finding.location?.line.map { "\($0)" },
                                "place": finding.location?.column?.clean, "value": finding.value?.clean,
                            ]
                        ) {
                            label(xml, "text", finding.message.text)
                            if let expected = finding.expected { label(xml, "expected", expected) }
                            label(xml, "advice", Advice.text(for: finding.message.code))
                        }
                    }
                    for outcome in result.answers { answer(xml, outcome) }
                }
            }
        }
        return try xml.finish()
    }

    private func answer(_ xml: XMLWriter, _ outcome: AnswerOutcome) {
        xml.element("answer", ["receipt": outcome.answer.receipt, "package": outcome.answer.package]) {
            for (demand, state) in zip(outcome.answer.demands, outcome.states) {
                xml.element(
                    "demand",
                    [
                        "state": state.rawValue, "code": demand.code,
                        "place": demand.place.isEmpty ? nil : demand.place.clean,
                    ])
            }
            for change in outcome.changes ?? [] {
                xml.element(
                    "change",
                    [
                        "region": change.region, "table": change.table, "source": change.source.clean,
                        "what": change.change.rawValue,
                        "columns": change.columns.isEmpty ? nil : change.columns.joined(separator: " "),
                    ])
            }
        }
    }

    private func label(_ xml: XMLWriter, _ name: String, _ label: Label) {
        xml.element(name, ["zh": label.zh.clean, "en": label.en.clean])
    }

    static func verdict(_ result: Verification) -> Label {
        result.isAccepted ? Label("通过", "accepted") : Label("退回", "sent back")
    }

    static func count(_ result: Verification) -> Int {
        Finding.Severity.allCases.reduce(0) { $0 + count($1, of: result) }
    }

    static func count(_ severity: Finding.Severity, of result: Verification) -> Int {
        result.findings.values.reduce(0) { $0 + $1.count(severity) }
    }

    /// The last two names of a path: what the sender knows of it.
    static func name(_ path: String) -> String {
        path.split(separator: "/").suffix(2).joined(separator: "/")
    }
}
