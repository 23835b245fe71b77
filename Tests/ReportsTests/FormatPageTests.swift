import Documents
import FoundationEssentials
import TestSupport
import Testing

/// The reference page of the report format, drawn from the schema itself.
@Suite struct FormatPageTests {
    @Test func `the page of the report format is fresh`() throws {
        let page = try FormatPage.text(ofSchema: Repository.root + "/Docs/Schema/lantian-report-1.xsd")
        let stale = try Golden.difference(page, file: Repository.docs + "/Reference/ReportFormat.md")
        #expect(stale == nil)
    }

    @Test func `every element of the header of a part is on the page`() throws {
        let page = try FormatPage.text(ofSchema: Repository.root + "/Docs/Schema/lantian-report-1.xsd")
        for name in ["report", "part", "total", "reduction", "target", "assumption", "factor", "finding", "refusal"] {
            #expect(page.contains("`\(name)`\n"))
        }
    }
}

/// Draws the elements and types of a schema: an element a section with its attributes, the types in one table.
enum FormatPage {
    /// A piece of the schema with what stands in it.
    private final class Piece {
        let tag: String
        let attributes: [String: String]
        var pieces: [Piece] = []
        var text = ""

        init(_ element: XMLReader.Element) {
            tag = element.name
            attributes = element.attributes.reduce(into: [:]) { $0[$1.name] = $1.value }
        }

        subscript(name: String) -> String? { attributes[name] }

        func all(_ tags: String...) -> [Piece] { pieces.filter { tags.contains($0.tag) } }

        /// Pieces of a tag at any depth that no piece of a name stands between.
        func within(_ tag: String) -> [Piece] {
            pieces.flatMap { piece -> [Piece] in
                if piece.tag == tag { return [piece] }
                return piece["name"] == nil ? piece.within(tag) : []
            }
        }

        /// What it means, in a language.
        func meaning(_ language: String) -> String {
            all("annotation").flatMap { $0.all("documentation") }.first { $0["lang"] == language }?.text
                .split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
        }
    }

    static func text(ofSchema path: String) throws -> String {
        let schema = try tree(path)
        let kinds: Set<String> = ["boilers", "kilns", "vehicles", "nonroad", "voc_firms", "households", "area"]
        var sections: [String] = []
        for piece in schema.all("element", "complexType", "attributeGroup") where !kinds.contains(piece["name"] ?? "") {
            draw(piece, inside: [], into: &sections)
        }
        var lines = [
            "# 报告格式 Report format", "",
            "> 本页由 `Docs/Schema/lantian-report-1.xsd` 生成，请勿手改；`RECORD_GOLDEN=1 swift test --filter FormatPageTests` 重新生成。",
            "> Drawn from the schema: do not edit.", "",
            "各源类的列见 [字段字典](Columns.md)。For the columns of each source kind see [the column dictionary](Columns.md).",
            "",
            "属性名后有 `?` 的可以没有；元素名后 `?` 为至多一个，`*` 为任意个，`+` 为至少一个。"
                + "A `?` marks what may be absent; `*` any number of elements, `+` at least one.", "",
            "## 元素 Elements", "",
        ]
        lines.append(sections.joined(separator: "\n"))
        lines += ["## 类型 Types", "", "| type | restriction | 说明 | meaning |", "| --- | --- | --- | --- |"]
        for piece in schema.all("simpleType").sorted(by: { ($0["name"] ?? "") < ($1["name"] ?? "") }) {
            lines.append(row(["`\(piece["name"] ?? "")`", type(of: piece), piece.meaning("zh"), piece.meaning("en")]))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func tree(_ path: String) throws -> Piece {
        let reader = try XMLReader(path: path)
        var open: [Piece] = []
        while let event = try reader.next() {
            switch event {
            case .start(let element):
                let piece = Piece(element)
                open.last?.pieces.append(piece)
                open.append(piece)
            case .text(let text, line: _): open.last?.text += text
            case .end: if open.count > 1 { open.removeLast() }
            }
        }
        return try #require(open.first)
    }

    /// A section of an element or type that has attributes or elements of its own, and the sections of those.
    private static func draw(_ piece: Piece, inside: [String], into sections: inout [String]) {
        let name = piece["name"] ?? ""
        let elements = piece.within("element")
        let attributes = piece.within("attribute") + piece.within("attributeGroup")
        if !elements.isEmpty || !attributes.isEmpty {
            var lines = ["### " + (inside + [name]).map { "`\($0)`" }.joined(separator: " › "), ""]
            let (zh, en) = (piece.meaning("zh"), piece.meaning("en"))
            if !zh.isEmpty || !en.isEmpty { lines += [zh + (zh.isEmpty || en.isEmpty ? "" : "。") + en, ""] }
            if !elements.isEmpty {
                let own = elements.map {
                    "`\($0["name"] ?? "")`\(occurs($0))" + ($0["type"].map { " (\(short($0)))" } ?? "")
                }
                lines += ["含 holds: " + own.joined(separator: ", "), ""]
            }
            if let base = piece.within("extension").first?["base"] { lines += ["文本 text: " + short(base), ""] }
            if !attributes.isEmpty {
                lines += ["| attribute | type | 说明 | meaning |", "| --- | --- | --- | --- |"]
                lines += attributes.map { attribute in
                    guard let own = attribute["name"] else {
                        return row(["", "属性组 attributes of `\(short(attribute["ref"] ?? ""))`", "", ""])
                    }
                    let mark = attribute["use"] == "required" || piece.tag == "attributeGroup" ? "" : "?"
                    return row([
                        "`\(own)`\(mark)", attribute["type"].map(short) ?? type(of: attribute), attribute.meaning("zh"),
                        attribute.meaning("en"),
                    ])
                }
                lines.append("")
            }
            sections.append(lines.joined(separator: "\n"))
        }
        for element in elements { draw(element, inside: inside + [name], into: &sections) }
    }

    private static func occurs(_ element: Piece) -> String {
        switch (element["minOccurs"] ?? "1", element["maxOccurs"] ?? "1") {
        case ("0", "1"): "?"
        case ("0", _): "*"
        case (_, "unbounded"): "+"
        default: ""
        }
    }

    /// What a type without a name, or the type of a section, allows.
    private static func type(of piece: Piece) -> String {
        func facets(_ piece: Piece) -> [String] {
            piece.pieces.flatMap { part -> [String] in
                switch part.tag {
                case "enumeration": ["`\(part["value"] ?? "")`"]
                case "minInclusive": ["≥ \(part["value"] ?? "")"]
                case "maxInclusive": ["≤ \(part["value"] ?? "")"]
                case "pattern": ["`\(part["value"] ?? "")`"]
                case "minLength", "maxLength", "length", "fractionDigits": ["\(part.tag) \(part["value"] ?? "")"]
                case "restriction": (part["base"].map { [short($0)] } ?? []) + facets(part)
                case "list": ["list of"] + (part["itemType"].map { [short($0)] } ?? []) + facets(part)
                case "simpleType": facets(part)
                default: []
                }
            }
        }
        let all = facets(piece)
        return (all.first == "string" && all.count > 1 ? Array(all.dropFirst()) : all).joined(separator: ", ")
    }

    private static func short(_ type: String) -> String { type.split(separator: ":").last.map(String.init) ?? type }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
