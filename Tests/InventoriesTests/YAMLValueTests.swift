import Inventories
import Tables
import Testing

struct YAMLValueTests {
    /// The findings of a text: code, line, column, value.
    private func told(_ text: String) -> [String] {
        var findings = Findings()
        _ = YAMLValue.parse(text, file: "plan.yaml", findings: &findings)
        return findings.sorted.map {
            "\($0.message.code) \($0.location?.line ?? 0):\($0.location?.columnNumber ?? 0) \($0.value ?? "")"
        }
    }

    @Test(arguments: [
        ("", "empty-file 0:0 "), ("# nothing\n", "empty-file 0:0 "),
        ("region: [654002\n", "not-yaml 2:1 did not find expected ',' or ']'"),
        ("region: 654002\nname: a\u{1}b\n", "not-yaml 2:8 control characters are not allowed"),
        ("region: 654002\n\tname: a\n", "yaml-tab 2:0 "),
        ("region：654002\nyear: 2024\n", "yaml-colon 1:7 region：654002"),
        ("pollutants: [NOx，VOCs]\n", "yaml-comma 1:13 NOx，VOCs"),
        ("name: {zh: 方案，en: plan}\n", "yaml-comma 1:14 name: {zh: 方案，en: plan}"),
        ("name: {zh：方案}\n", "yaml-colon 1:7 zh：方案"),
        ("region: “654002”\n", "yaml-quote 1:9 “654002”"), ("p: ［NOx］\n", "yaml-bracket 1:4 ［NOx］"),
        ("a: &x 1\nb: *x\n", "yaml-anchor 1:4 "), ("a: *x\n", "not-yaml 1:4 found undefined alias"),
        ("&x a: 1\n", "yaml-anchor 1:1 "), ("- &x [1]\n", "yaml-anchor 1:3 "),
        ("a: 1\nb: 2\n\"a\": 3\n", "duplicate-key 1:1 a"),
        ("a: 1\n---\nb: 1\n", "not-yaml 2:1 but found another document"),
    ])
    func `a file that is no strict YAML has one finding with its place`(text: String, expected: String) {
        #expect(told(text) == [expected])
    }

    @Test func `what stands there is text, whatever YAML would make of it`() throws {
        var findings = Findings()
        let text = "a: 0654002\nb: yes\nc: ~\nd: 1e3\ne: 2024-01-01\nf: !!int 5\ng: '7'\nh:\n"
        let value = try #require(YAMLValue.parse(text, file: "plan.yaml", findings: &findings))
        #expect(value.entries.map { $0.value.text } == ["0654002", "yes", "~", "1e3", "2024-01-01", "5", "7", ""])
        #expect(value["e"]?.location == Location(file: "plan.yaml", line: 5, columnNumber: 4))
        #expect(findings.isEmpty)
    }
}
