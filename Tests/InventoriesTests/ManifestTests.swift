import Factors
import Inventories
import Tables
import TestSupport
import Testing

/// `inventory.yaml` is read as strictly as cells: forms, ranges, keys, codes, encodings. Each fault names its place.
@Suite struct ManifestTests {
    private static let base = "region: 654002\nname: {zh: 测试, en: test}\nyear: 2024\n"

    /// The findings of a manifest, checked against the library.
    private func findings(_ bytes: [UInt8]) throws -> (manifest: InventoryManifest, findings: [Finding]) {
        let folder = try TemporaryFolder()
        try folder.write(bytes, to: "inventory.yaml")
        var findings = Findings()
        let manifest = InventoryManifest(file: folder.path + "/inventory.yaml", findings: &findings)
        if !findings.hasErrors { findings.add(manifest.check(against: try Repository.library())) }
        return (manifest, findings.kept)
    }

    private static let twelve = "[\(Array(repeating: "5", count: 12).joined(separator: ", "))]"

    @Test(
        "one error at its line, and never a number in silence",
        arguments: [
            ("speed: -1", "value-out-of-range"), ("speed: 0x20", "not-a-number"), ("speed: nan", "not-a-number"),
            ("speed: inf", "not-a-number"), ("speed: [30]", "text-expected"), ("speed: 1e300", "value-out-of-range"),
            ("sulphur: {gasoline: -1e300}", "value-out-of-range"), ("sulphur: {petrol: 10}", "unknown-key"),
            ("sulphur: 10", "map-expected"), ("sulphur: {diesel: abc}", "not-a-number"),
            ("climate: {altitude: 1e308}", "value-out-of-range"), ("climate: {altitude: -1e308}", "value-out-of-range"),
            ("climate: {height: 600}", "unknown-key"), ("climate: {temperature: [1, 2]}", "twelve-months"),
            ("climate: {humidity: [400,5,5,5,5,5,5,5,5,5,5,5]}", "value-out-of-range"),
            ("climate: {temperature: [-300,5,5,5,5,5,5,5,5,5,5,5]}", "value-out-of-range"),
            ("counties: {999999: {climate: {altitude: 5}}}", "unknown-region"),
            ("counties: {654003: {climate: {altitude: 5}}}", "county-elsewhere"),
            ("counties: {654002: {climate: {altitude: 5}}}", "no-county"),
            (
                "defaults: [{table: boilers, column: fuel_use, value: 5, when: {county_code: 654003}, reason: r}]",
                "county-elsewhere"
            ),
            (
                "defaults: [{table: boilers, column: fuel_use, value: 5, when: {county_code: 653100}, reason: r}]",
                "county-elsewhere"
            ),
            ("counties: {654002: {weather: {altitude: 5}}}", "unknown-key"),
            ("counties: {654002: {speed: -1}}", "value-out-of-range"),
            ("counties: {654002: {sulphur: {diesel: abc}}}", "not-a-number"),
            ("counties: {654002: {sulphur: {petrol: 10}}}", "unknown-key"),
            ("counties: [654002]", "map-expected"), ("invented: maybe", "not-yes-or-no"),
            ("colour: red", "unknown-key"), ("packs: {a: b}", "list-expected"),
            ("defaults: [{table: boilers, column: fuel_use, value: -5, reason: r}]", "value-out-of-range"),
            ("defaults: [{table: boilers, column: fuel_use, value: abc, reason: r}]", "not-a-number"),
            ("defaults: [{table: boiler, column: fuel_use, value: 5, reason: r}]", "unknown-table"),
            ("defaults: [{table: boilers, column: fuel, value: coaly, reason: r}]", "unknown-word"),
            ("defaults: [{table: boilers, column: id, value: B1, reason: r}]", "no-default-here"),
            ("defaults: [{table: boilers, column: fule_use, value: 5, reason: r}]", "unknown-column"),
            ("defaults: [{table: boilers, column: fuel_use, value: 5, reason: r, if: x}]", "unknown-key"),
        ])
    func faults(line: String, code: String) throws {
        let found = try findings(Array((ManifestTests.base + line + "\n").utf8)).findings
        let errors = found.filter { $0.severity == .error }
        #expect(errors.map(\.message.code).contains(code), "\(line): \(errors.map(\.message.code))")
        #expect(errors.allSatisfy { $0.location?.line == 4 }, "\(line): \(errors.map { $0.location?.line ?? 0 })")
    }

    @Test(
        "counties are counties inside the region: what holds for all of it stands outside them",
        arguments: [
            ("654000", "654000", "no-county"), ("654000", "650000", "county-elsewhere"),
            ("654000", "653100", "county-elsewhere"), ("654000", "654002", ""), ("650000", "650000", "no-county"),
            ("650000", "654000", "no-county"), ("650000", "654002", ""), ("650000", "150000", "county-elsewhere"),
        ])
    func counties(region: String, county: String, code: String) throws {
        let text = "region: \(region)\nname: t\nyear: 2024\ncounties: {\(county): {speed: 15}}\n"
        let found = try findings(Array(text.utf8)).findings
        #expect(found.map(\.message.code) == (code.isEmpty ? [] : [code]))
        guard code == "no-county" else { return }
        #expect(found[0].severity == .error && found[0].location?.line == 4 && found[0].value == county)
        let expected = try #require(found[0].expected)
        #expect(expected.en.contains("inside \(county)") && expected.zh.contains("\(county) 之内"))
        // A default may ask for the region, for what it lies in and for its counties.
        for asked in [region, "650000", "654002"] {
            let entry =
                "defaults: [{table: boilers, column: fuel_use, value: 5, when: {county_code: \(asked)}, reason: r}]\n"
            #expect(try findings(Array("region: \(region)\nname: t\nyear: 2024\n\(entry)".utf8)).findings.isEmpty)
        }
    }

    @Test(
        "years", arguments: ["99999", "-1", "2024.5", "0x7E8", "二〇二四", "1e3", "[2024]"])
    func years(text: String) throws {
        let found = try findings(Array("region: 654002\nname: t\nyear: \(text)\n".utf8)).findings
        #expect(found.contains { $0.severity == .error && $0.location?.line == 3 }, "\(text)")
    }

    @Test(
        "words of truth, as YAML and people write them",
        arguments: [
            ("True", true), ("YES", true), ("yes", true), ("on", true), ("y", true), ("1", true), ("是", true),
            ("TRUE", true), ("False", false), ("No", false), ("off", false), ("否", false), ("0", false),
        ])
    func truth(word: String, expected: Bool) throws {
        let (manifest, found) = try findings(Array((ManifestTests.base + "invented: \(word)\n").utf8))
        #expect(manifest.isInvented == expected && !found.contains { $0.severity == .error })
    }

    @Test func `two defaults for one column and one condition`() throws {
        let entries = """
            defaults:
              - {table: boilers, column: technology, value: stoker, reason: a}
              - {table: boilers, column: technology, value: pulverized, reason: b}

            """
        let found = try findings(Array((ManifestTests.base + entries).utf8)).findings
        #expect(found.map(\.message.code) == ["two-defaults"])
        #expect(found.first?.location?.line == 6)
    }

    @Test func `a default that an earlier one hides is told`() throws {
        let entries = """
            defaults:
              - {table: boilers, column: technology, value: stoker, reason: a}
              - {table: boilers, column: technology, value: pulverized, when: {fuel: coal}, reason: b}

            """
        let found = try findings(Array((ManifestTests.base + entries).utf8)).findings
        #expect(found.map(\.message.code) == ["default-never-used"])
    }

    @Test("the same manifest in other encodings", arguments: ["utf8-bom", "utf16le", "utf16be"])
    func encodings(name: String) throws {
        let text = ManifestTests.base + "speed: 30\nclimate: {temperature: \(ManifestTests.twelve)}\n"
        let bytes: [UInt8] =
            switch name {
            case "utf8-bom": [0xEF, 0xBB, 0xBF] + Array(text.utf8)
            case "utf16le": [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            default: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
            }
        let (manifest, found) = try findings(bytes)
        #expect(!found.contains { $0.severity == .error }, "\(found.map(\.message.code))")
        #expect(manifest.name.zh == "测试" && manifest.speed == 30 && manifest.climate?.temperature.count == 12)
    }

    @Test func `GB18030 keeps its Chinese names`() throws {
        // 测试 in GB18030 is B2 E2 CA D4
        let bytes = Array("region: 654002\nname: ".utf8) + [0xB2, 0xE2, 0xCA, 0xD4] + Array("\nyear: 2024\n".utf8)
        let (manifest, found) = try findings(bytes)
        #expect(manifest.name.zh == "测试")
        #expect(!found.contains { $0.severity == .error })
    }

    @Test("hostile YAML is refused and traps nothing", arguments: ["alias", "deep", "deep-block", "tag", "merge"])
    func hostile(name: String) throws {
        let text =
            switch name {
            case "alias": ManifestTests.base + "climate: &a {altitude: 5}\ncounties: *a\n"
            case "deep": ManifestTests.base + "x: " + String(repeating: "[", count: 20_000) + "\n"
            case "deep-block":
                ManifestTests.base + (0..<400).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
            case "tag": ManifestTests.base + "speed: !!python/object 30\nx: !a b\n"
            default: ManifestTests.base + "<<: {speed: 30}\n"
            }
        let found = try findings(Array(text.utf8)).findings
        #expect(found.contains { $0.severity == .error })
    }

    @Test func `a sound manifest has no findings`() throws {
        let text =
            ManifestTests.base
            + "invented: yes\nspeed: 30\nsulphur: {gasoline: 10, diesel: 10}\nclimate: {altitude: 600}\n"
            + "defaults: [{table: boilers, column: fuel_use, value: 5, when: {fuel: coal}, reason: r}]\n"
        #expect(try findings(Array(text.utf8)).findings.isEmpty)
    }
}
