import Tables

/// Terms and conditions of controls in place 治理设施, shared by the methods of several kinds.
enum Controls {
    // MARK: Nitrogen oxides: one device or two in series

    static let noNOxControl: Condition = .not(
        .any([.given("nox_removal"), .not(.any([.notGiven("nox_device"), .word("nox_device", of: ["none"])]))]))
    static let oneNOxDevice: [Condition] = [
        .not(noNOxControl), .any([.given("nox_removal"), .notGiven("nox_device_2")]),
    ]
    static let twoNOxDevices: [Condition] = [.not(noNOxControl), .notGiven("nox_removal"), .given("nox_device_2")]

    static let noRemovalKnown = Label("去除效率未知，不计去除", "removal not known: none credited")
    static let alwaysRunning = Label("投运率未填，取 1", "uptime not given: 1 taken")
    static let noCaptureKnown = Label("收集率未知，不计去除", "capture not known: no removal credited")

    static let noxRemoval = Term(
        "η", "脱硝效率", "NOx removal", "1", .column("nox_removal"), .factor(table: "controls/nox_removal"),
        .assumed(0, noRemovalKnown))
    static let noxRemoval1 = Term(
        "η₁", "第一级脱硝效率", "removal of the first device", "1", .factor(table: "controls/nox_removal"),
        .assumed(0, noRemovalKnown))
    static let noxRemoval2 = Term(
        "η₂", "第二级脱硝效率", "removal of the second device", "1",
        .factor(table: "controls/nox_removal", keys: ["nox_device": "nox_device_2"]), .assumed(0, noRemovalKnown))
    static let noxUptime = Term(
        "r", "脱硝投运率", "NOx control uptime", "1", .column("nox_uptime"), .assumed(1, alwaysRunning))

    /// 1 − η × r
    static let afterNOx: Expression = 1 - "η" * "r"
    /// 1 − (1 − (1 − η₁)(1 − η₂)) × r, devices in series
    static let afterNOxSeries: Expression = 1 - .named("η", 1 - (1 - "η₁") * (1 - "η₂")) * "r"

    // MARK: VOCs: capture, one device or two in series, uptime

    static let noVOCControl: Condition = .not(
        .any([.given("voc_removal"), .not(.any([.notGiven("voc_device"), .word("voc_device", of: ["none"])]))]))
    static let oneVOCDevice: [Condition] = [
        .not(noVOCControl), .any([.given("voc_removal"), .notGiven("voc_device_2")]),
    ]
    static let twoVOCDevices: [Condition] = [.not(noVOCControl), .notGiven("voc_removal"), .given("voc_device_2")]

    static let vocCapture = Term(
        "s", "收集率", "capture", "1", .column("voc_capture"), .factor(table: "controls/voc_capture"),
        .assumed(0, noCaptureKnown))
    static let vocRemoval = Term(
        "η", "去除效率", "removal", "1", .column("voc_removal"), .factor(table: "controls/voc_removal"),
        .assumed(0, noRemovalKnown))
    static let vocRemoval1 = Term(
        "η₁", "第一级去除效率", "removal of the first device", "1", .factor(table: "controls/voc_removal"),
        .assumed(0, noRemovalKnown))
    static let vocRemoval2 = Term(
        "η₂", "第二级去除效率", "removal of the second device", "1",
        .factor(table: "controls/voc_removal", keys: ["voc_device": "voc_device_2"]), .assumed(0, noRemovalKnown))
    static let vocUptime = Term(
        "γ", "投运率", "uptime", "1", .column("voc_uptime"), .assumed(1, alwaysRunning))

    /// 1 − s × η × γ
    static let afterVOC: Expression = 1 - "s" * "η" * "γ"
    /// 1 − s × (1 − (1 − η₁)(1 − η₂)) × γ, devices in series
    static let afterVOCSeries: Expression = 1 - "s" * .named("η", 1 - (1 - "η₁") * (1 - "η₂")) * "γ"

    /// The three variants of a method that generates VOCs: uncontrolled, one device, two in series.
    static func vocVariants(
        _ id: String, _ zh: String, _ en: String, generated: Expression, source: String,
        when conditions: [Condition], terms: [Term], pollutants: Set<String> = ["VOCs"]
    ) -> [Method] {
        [
            Method(
                id, zh, en, generated, source: source, pollutants: pollutants, when: conditions + [noVOCControl],
                terms: terms),
            Method(
                id + "_controlled", zh + "（有治理）", en + ", controlled", generated * afterVOC, source: source,
                pollutants: pollutants, when: conditions + oneVOCDevice,
                terms: terms + [vocCapture, vocRemoval, vocUptime]),
            Method(
                id + "_series", zh + "（两级治理）", en + ", two devices", generated * afterVOCSeries, source: source,
                pollutants: pollutants, when: conditions + twoVOCDevices,
                terms: terms + [vocCapture, vocRemoval1, vocRemoval2, vocUptime]),
        ]
    }
}
