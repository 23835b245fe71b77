import Calculation
import Factors
import Inventories
import Quantities
import Tables

extension ReportInput {
    /// A file that was read.
    static let record = PackageRecord("input", from: ReportInput(role: .table, name: "", digest: "")) {
        RecordAttribute("role", \.role, .word).shown("用途", "role", width: 16) {
            .coded($0.role.rawValue, name: $0.role.label[$1])
        }
        RecordAttribute("name", \.name, .identifier).shown("文件", "file", width: 40)
        RecordAttribute("digest", \.digest, .digest).shown("SHA-256", "SHA-256", width: 68)
    }
}

extension PackFile {
    /// A file of local factors, whole.
    static let record = PackageRecord("file", from: PackFile(layer: 1, name: "", text: "")) {
        RecordAttribute("layer", \.layer, .within(1...9))
        RecordAttribute("name", \.name, .matching(#"([A-Za-z0-9_\-]+/)?[A-Za-z0-9_\-]+(\.notes)?\.csv"#))
        RecordText(\.text, .named("xs:string"))
    }
}

extension Outlet {
    /// What is monitored at an outlet, and the devices there.
    static let record = PackageRecord(
        "outlet", from: Outlet(name: Name(permit: "", number: ""), pollutant: "", monitored: nil)
    ) {
        RecordAttribute("permit", \.name.permit, .any)
        RecordAttribute("number", \.name.number, .any)
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute(optional: "t", \.monitored, .massOfSource)
        RecordChild.records(ControlLine.record, \.lines)
    }
}

extension ControlLine {
    /// A line of devices.
    static let record = PackageRecord("line", from: ControlLine(share: 0, devices: [])) {
        RecordAttribute("share", \.share, .number)
        RecordChild.records(Device.record, \.devices, .some)
    }
}

extension ControlLine.Device {
    /// A device.
    static let record = PackageRecord("device", from: ControlLine.Device(removal: 0, uptime: 0)) {
        RecordAttribute("removal", \.removal, .number)
        RecordAttribute("uptime", \.uptime, .number)
    }
}

extension ReportWords {
    /// A code with its name.
    struct Word: Sendable {
        var key = Key(kind: .county, code: "")
        var label = Label("", "")

        static let record = PackageRecord("word", from: Word()) {
            RecordAttribute("kind", \.key.kind, .word)
            RecordAttribute("code", \.key.code, .code)
            RecordAttribute("zh", \.label.zh, .any)
            RecordAttribute("en", \.label.en, .any)
        }
    }
}

extension ReportFactor {
    /// A factor that was used.
    static let record = PackageRecord(
        "factor",
        from: ReportFactor(
            id: "", table: "", value: 0, unit: "", confidence: "", source: "", title: "", place: "", years: 0...0,
            layer: 0)
    ) {
        RecordAttribute("id", \.id, .identifier).shown("系数编号", "factor", id: "factor_id", width: 34)
        RecordAttribute("table", \.table, .identifier).shown("系数表", "table", width: 26)
        RecordAttribute("value", \.value, .number).shown("数值", "value")
        RecordAttribute("unit", \.unit, .any).shown("单位", "unit", width: 14)
        RecordAttribute("confidence", \.confidence, .oneOf(Confidence.allCases.map(\.rawValue)))
            .shown("可信度", "confidence", width: 16) {
                .text(Confidence(rawValue: $0.confidence)?.label[$1] ?? $0.confidence)
            }
        RecordAttribute("source", \.source, .identifier)
        RecordAttribute("title", \.title, .identifier).shown("依据", "source", id: "source", width: 50)
        RecordAttribute("place", \.place, .any).shown("出处", "place", width: 30)
        RecordAttribute("from", \.firstYear, .count)
        RecordAttribute("to", \.lastYear, .count)
        RecordAttribute("layer", \.layer, .count).shown("层", "layer", width: 6, visibility: .files)
    }

    private var firstYear: Int {
        get { years.lowerBound }
        set { years = newValue...max(newValue, years.upperBound) }
    }

    private var lastYear: Int {
        get { years.upperBound }
        set { years = years.lowerBound...max(years.lowerBound, newValue) }
    }
}

extension ReportAssumption {
    /// An assumption with the tonnes that hang on it.
    static let record = PackageRecord(
        "assumption", from: ReportAssumption(id: "", kind: "", subject: "", text: Label("", ""), masses: [:])
    ) {
        RecordAttribute("id", \.id, .key)
        RecordAttribute("kind", \.kind, .oneOf(Assumption.Kind.allCases.map(\.reportName).sorted()))
        RecordAttribute("subject", \.subject, .any)
        RecordChild.label("text", \.text)
        RecordChild.masses(\.masses)
    }
}

extension ReportBasis {
    /// Whether what is generated is known.
    private enum Generation: String, CaseIterable { case known, unknown }

    /// How results come about.
    static let record = PackageRecord(
        "basis",
        from: ReportBasis(
            id: "", state: .missing, method: nil, factors: [], assumptions: [], release: nil, isGenerationKnown: false,
            reasons: [])
    ) {
        RecordAttribute("id", \.id, .key)
        RecordAttribute("state", \.state, .named("r:state"))
        RecordAttribute(optional: "method", \.method, .code)
        RecordAttribute(
            optional: "generated", \.generation, .word, Label("产生量是否已知", "whether what is generated is known"))
        RecordAttribute(
            optional: "release", \.release, .word,
            Label(
                "排放去向：stack 有组织，fugitive 无组织，captured 收集部分有组织、其余无组织，unassigned 未区分",
                "how it is released: through a stack, in the open, the captured part through a stack and the rest in the open, or not told apart"
            ))
        RecordChild.references("factor", \.factors, .identifier)
        RecordChild.references("assumption", \.assumptions, .key)
        RecordChild.labels("reason", \.reasons)
    }

    /// Told of what is released.
    private var generation: Generation? {
        get { release.map { _ in isGenerationKnown ? .known : .unknown } }
        set { isGenerationKnown = newValue == .known }
    }
}

/// What was found, with how many findings there were.
struct FoundInPart: Sendable {
    var counts: [Finding.Severity: Int] = [:]
    var findings: [ReportFinding] = []

    static let record = PackageRecord(
        "findings", Label("读入和核算时发现的问题", "what was found while reading and computing"), from: FoundInPart()
    ) {
        RecordAttribute("errors", \.errors, .count)
        RecordAttribute("warnings", \.warnings, .count)
        RecordAttribute("notes", \.notes, .count)
        RecordChild.records(ReportFinding.record, \.findings)
    }

    private var errors: Int {
        get { counts[.error] ?? 0 }
        set { counts[.error] = newValue }
    }
    private var warnings: Int {
        get { counts[.warning] ?? 0 }
        set { counts[.warning] = newValue }
    }
    private var notes: Int {
        get { counts[.note] ?? 0 }
        set { counts[.note] = newValue }
    }
}

extension ReportFinding {
    /// A finding.
    static let record = PackageRecord(
        "finding",
        from: ReportFinding(
            severity: .note, code: "", text: Label("", ""), file: nil, line: nil, column: nil, value: nil, expected: nil
        )
    ) {
        RecordAttribute("severity", \.severity, .word).shown("级别", "severity", width: 12) {
            .text($0.severity.label[$1])
        }
        RecordAttribute("code", \.code, .code).shown("代码", "code", width: 24, visibility: .files)
        RecordAttribute(optional: "file", \.file, .any).shown("文件", "file", width: 24)
        RecordAttribute(optional: "line", \.line, .positive).shown("行", "line", width: 8)
        RecordAttribute(optional: "column", \.column, .any).shown("列", "column", width: 18)
        RecordAttribute(optional: "value", \.value, .any).shown("值", "value", width: 18)
        RecordChild.label("text", \.text).shown("说明", "what it is", width: 60) { .text($0.text[$1]) }
        RecordChild.label(optional: "expected", \.expected).shown("应为", "expected", width: 30) {
            .text($0.expected?[$1] ?? "")
        }
    }
}

extension ReportRejectedRow {
    /// A row that was put aside.
    static let record = PackageRecord("row", from: ReportRejectedRow(file: "", line: 1, cells: [], codes: [])) {
        RecordAttribute("file", \.file, .any)
        RecordAttribute("line", \.line, .positive)
        RecordChild.textElements("cell", \.cells, .any)
        RecordChild.textElements("code", \.codes, .code)
    }
}

extension ReportOverride {
    /// A choice that replaced another.
    static let record = PackageRecord(
        "override", from: ReportOverride(kind: .factor, subject: "", value: "", lines: 0)
    ) {
        RecordAttribute("kind", \.kind, .word).shown("类别", "kind", width: 14) { .text($0.kind.label[$1]) }
        RecordAttribute("subject", \.subject, .any).shown("对象", "subject", width: 34)
        RecordAttribute("value", \.value, .any).shown("采用", "taken", width: 24)
        RecordAttribute("lines", \.lines, .count).shown("涉及结果数", "results", width: 10)
    }
}

extension ReportAnswer {
    /// A receipt that is answered.
    static let record = PackageRecord("answer", from: ReportAnswer(receipt: "", package: "", demands: [])) {
        RecordAttribute("receipt", \.receipt, .digest)
        RecordAttribute("package", \.package, .digest)
        RecordChild.records(Demand.record, \.demands)
    }
}

extension ReportAnswer.Demand {
    /// What a receipt asked to be corrected.
    static let record = PackageRecord(
        "demand",
        from: ReportAnswer.Demand(stage: 1, severity: .error, code: "", place: "", value: "", text: Label("", ""))
    ) {
        RecordAttribute("stage", \.stage, .within(1...5))
        RecordAttribute("severity", \.severity, .among([.error, .warning]))
        RecordAttribute("code", \.code, .code)
        RecordAttribute("place", \.place, .any.ifAny, isRequired: false)
        RecordAttribute("value", \.value, .any.ifAny, isRequired: false)
        RecordChild.label("text", \.text)
    }
}

extension ReportInput.Role {
    /// The word for people.
    var label: Label {
        switch self {
        case .manifest: Label("清单说明", "description")
        case .table: Label("活动数据表", "table of sources")
        case .library: Label("系数库", "factor library")
        case .pack: Label("本地系数", "local factors")
        case .plan: Label("方案", "plan")
        }
    }
}

extension ReportOverride.Kind {
    /// The word for people.
    var label: Label {
        switch self {
        case .factor: Label("本地系数", "local factor")
        case .ruleBook: Label("核算规则", "rule book")
        case .pollutants: Label("污染物", "pollutants")
        case .method: Label("指定方法", "forced method")
        case .rule: Label("规则说明", "overruled rule")
        }
    }
}
