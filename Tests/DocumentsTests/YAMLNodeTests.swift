import Documents
import Testing

struct YAMLNodeTests {
    /// A node as one line: texts with `'` where they are quoted, `&` before what is anchored, `*` for an alias.
    private func shown(_ node: YAMLNode) -> String {
        let body =
            switch node.content {
            case .text(let text, let isPlain): isPlain ? text : "'\(text)'"
            case .list(let items): "[" + items.map(shown).joined(separator: ",") + "]"
            case .map(let entries):
                "{" + entries.map { shown($0.key) + ":" + shown($0.value) }.joined(separator: ",") + "}"
            case .alias: "*"
            }
        return (node.isAnchored ? "&" : "") + body + "@\(node.line):\(node.column)"
    }

    @Test(arguments: [
        ("region: 654002\n", "{region@1:1:654002@1:9}@1:1"),
        ("- 'a'\n- \"b\"\n-\n- ~\n", "['a'@1:3,'b'@2:3,@3:2,~@4:3]@1:1"),
        ("表: {zh: 锅炉，x, en: b}\n", "{表@1:1:{zh@1:5:锅炉，x@1:9,en@1:15:b@1:19}@1:4}@1:1"),
        ("a: |\n  one\n  two\nb: >\n  one\n  two\n", "{a@1:1:'one\ntwo\n'@1:4,b@4:1:'one two\n'@4:4}@1:1"),
        ("a: &x 1\nb: *x\n", "{a@1:1:&1@1:4,b@2:1:&*@2:4}@1:1"),
        ("? [a, b]\n: 1\n", "{[a@1:4,b@1:7]@1:3:1@2:3}@1:1"),
        ("!!int 5", "5@1:1"), ("one", "one@1:1"), ("%YAML 1.1\n---\na\n...\n", "a@3:1"),
        ("a: \u{FEFF}b", "{a@1:1:b@1:4}@1:1"),
    ])
    func `a document is read as it is written, with its places`(text: String, expected: String) throws {
        #expect(shown(try #require(try YAMLNode.read(text))) == expected)
    }

    @Test(arguments: ["", "\n\n", "# nothing\n"])
    func `a text without a document has no node`(text: String) throws {
        #expect(try YAMLNode.read(text) == nil)
    }

    @Test(arguments: [
        ("a: [1\nb: 2\n", "did not find expected ',' or ']'", 2, 2),
        ("a: 1\n---\nb: 2\n", "but found another document", 2, 1),
        ("a: *b\n", "found undefined alias", 1, 4), ("a: &b [*b]\n", "found undefined alias", 1, 8),
        ("a: 1\n b: 2\n", "mapping values are not allowed in this context", 2, 3),
        ("a: \"b\n", "found unexpected end of stream", 2, 1),
        // The library tells a byte here, counted in bytes.
        ("县: 1\n名: 伊\u{1}犁\n", "control characters are not allowed", 2, 5),
    ])
    func `what is no YAML is told in the words of the library, with its place`(
        text: String, problem: String, line: Int, column: Int
    ) {
        #expect(throws: YAMLFault.syntax(problem: problem, line: line, column: column)) { try YAMLNode.read(text) }
    }

    @Test func `keys that stand twice are told together, at the first of the least of them`() {
        #expect(throws: YAMLFault.sameKeys(["a", "b"], line: 1, column: 5)) {
            try YAMLNode.read("x: {a: 1, b: 2, \"b\": 3, a: 4, c: 5}")
        }
        // In different maps they are different; before what is wrong further down they are told.
        #expect(throws: Never.self) { try YAMLNode.read("a: {a: 1}\nb: {a: 1}\n") }
        #expect(throws: YAMLFault.sameKeys(["a"], line: 1, column: 1)) { try YAMLNode.read("a: 1\na: 2\n---\nb: 1\n") }
    }

    @Test func `lists and maps stand in one another to a limit, in both styles`() throws {
        func flow(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        func block(_ depth: Int) -> String {
            (0..<depth).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        }
        let allowed = YAMLNode.deepest - 1
        for text in [flow(allowed), block(allowed)] { #expect(try YAMLNode.read(text) != nil) }
        #expect(throws: YAMLFault.syntax(problem: "1000 levels of lists and maps", line: 1, column: 1000)) {
            try YAMLNode.read(flow(allowed + 1))
        }
        #expect(throws: YAMLFault.syntax(problem: "1000 levels of lists and maps", line: 1000, column: 1000)) {
            try YAMLNode.read(block(allowed + 1))
        }
        // What is much deeper ends as soon.
        #expect(throws: YAMLFault.syntax(problem: "1000 levels of lists and maps", line: 1, column: 1000)) {
            try YAMLNode.read(String(repeating: "[", count: 1 << 20))
        }
    }

    @Test func `names that refer to names are not multiplied`() throws {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        guard case .map(let entries) = try #require(try YAMLNode.read(text)).content else {
            Issue.record("no map")
            return
        }
        #expect(entries.count == 60 && entries.allSatisfy(\.value.isAnchored))
    }
}
