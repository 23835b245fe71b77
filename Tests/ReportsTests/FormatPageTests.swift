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
            #expect(page.contains("`\(name)`"))
        }
    }
}

/// Draws the elements and types of a schema as tables.
enum FormatPage {
    private struct Entry {
        var kind: String
        var name: String
        var parent: String
        var attributes: [String] = []
        var facets: [String] = []
        var zh = ""
        var en = ""
    }

    static func text(ofSchema path: String) throws -> String {
        let reader = try XMLReader(path: path)
        var open: [Entry?] = []
        var done: [Entry] = []
        // The named thing that an attribute, facet or text belongs to: the innermost that is open.
        func change(_ body: (inout Entry) -> Void) {
            guard let place = open.lastIndex(where: { $0 != nil }), var entry = open[place] else { return }
            body(&entry)
            open[place] = entry
        }
        while let event = try reader.next() {
            switch event {
            case .start(let element):
                let name = element["name"] ?? ""
                switch element.name {
                case "element", "complexType", "simpleType", "attributeGroup":
                    let parent = open.compactMap { $0?.name }.last ?? ""
                    open.append(name.isEmpty ? nil : Entry(kind: element.name, name: name, parent: parent))
                    if let type = element["type"] { change { $0.facets.append(short(type)) } }
                case "attribute":
                    let type = short(element["type"] ?? "text")
                    change { $0.attributes.append("`\(name)` \(type)\(element["use"] == "required" ? "" : "?")") }
                    open.append(nil)
                case "restriction":
                    if let base = element["base"] { change { $0.facets.append(short(base)) } }
                    open.append(nil)
                case "minInclusive", "maxInclusive", "minLength", "maxLength", "pattern", "fractionDigits", "length":
                    change { $0.facets.append("\(element.name) `\(element["value"] ?? "")`") }
                    open.append(nil)
                case "enumeration":
                    change { $0.facets.append("`\(element["value"] ?? "")`") }
                    open.append(nil)
                default: open.append(nil)
                }
            case .text(let text, line: _):
                let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                guard !plain.isEmpty else { continue }
                let isChinese = plain.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
                change { if isChinese { $0.zh = plain } else { $0.en = plain } }
            case .end:
                if let entry = open.popLast() ?? nil { done.append(entry) }
            }
        }
        return page(done)
    }

    private static func short(_ type: String) -> String {
        type.split(separator: ":").last.map(String.init) ?? type
    }

    private static func page(_ entries: [Entry]) -> String {
        var lines = [
            "# 报告格式 Report format", "",
            "> 本页由 `Docs/Schema/lantian-report-1.xsd` 生成，请勿手改；`RECORD_GOLDEN=1 swift test --filter FormatPageTests` 重新生成。",
            "> Drawn from the schema: do not edit. A `?` marks what may be absent.", "",
            "各源类的列见 [字段字典](Columns.md)。For the columns of each source kind see [the column dictionary](Columns.md).",
            "",
            "## 元素 Elements", "", "| element | in | content, attributes | 说明 | meaning |",
            "| --- | --- | --- | --- | --- |",
        ]
        let kinds: Set<String> = ["boilers", "kilns", "vehicles", "nonroad", "voc_firms", "households", "area"]
        for entry in entries.filter({
            $0.kind != "simpleType" && !kinds.contains($0.name) && !kinds.contains($0.parent)
        })
        .sorted(by: { ($0.kind, $0.parent, $0.name) < ($1.kind, $1.parent, $1.name) }) {
            lines.append(row([entry.name, entry.parent], entry.facets + entry.attributes, entry))
        }
        lines += ["", "## 类型 Types", "", "| type | restriction | 说明 | meaning |", "| --- | --- | --- | --- |"]
        for entry in entries.filter({ $0.kind == "simpleType" && !kinds.contains($0.parent) }).sorted(by: {
            $0.name < $1.name
        }) {
            lines.append(row([entry.name], entry.facets, entry))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ names: [String], _ parts: [String], _ entry: Entry) -> String {
        let cells =
            names.map { $0.isEmpty ? "" : "`\($0)`" }
            + [parts.prefix(40).joined(separator: ", ") + (parts.count > 40 ? ", …" : ""), entry.zh, entry.en]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
