import Tables

/// How often an element may stand where it stands.
struct Occurrence: Sendable {
    let least: Int
    /// `nil` for any number.
    let most: Int?

    /// Once.
    static let one = Occurrence(least: 1, most: 1)
    /// Once or not at all.
    static let optional = Occurrence(least: 0, most: 1)
    /// Any number, none too.
    static let any = Occurrence(least: 0, most: nil)
    /// Once or more.
    static let some = Occurrence(least: 1, most: nil)
    /// Twice or more.
    static let several = Occurrence(least: 2, most: nil)

    fileprivate var text: String {
        (least == 1 ? "" : " minOccurs=\"\(least)\"") + (most == nil ? " maxOccurs=\"unbounded\"" : "")
    }
}

/// An attribute as the schema declares it.
struct SchemaAttribute: Sendable {
    let name: String
    let type: SchemaType
    let isRequired: Bool
    let meaning: Label?

    /// Its declaration, a line.
    var line: String {
        let head = "<xs:attribute name=\"\(name)\""
        let use = isRequired ? " use=\"required\"" : ""
        let told = meaning.map(SchemaElement.annotation) ?? ""
        guard let inline = type.inline else {
            let whole = head + " type=\"\(type.name ?? "xs:string")\"" + use
            return told.isEmpty ? whole + "/>" : whole + ">" + told + "</xs:attribute>"
        }
        return head + use + ">" + told + inline + "</xs:attribute>"
    }
}

/// An element as the schema declares it.
struct SchemaElement: Sendable {
    /// What an element holds.
    indirect enum Content: Sendable {
        /// A type that has a name.
        case typed(String)
        /// A text.
        case text(SchemaType)
        /// Elements, attributes, or a text with attributes.
        case complex(children: [SchemaElement], attributes: [SchemaAttribute], text: SchemaType?)
    }

    let name: String
    let occurs: Occurrence
    var meaning: Label?
    let content: Content

    /// An element of a type that has a name.
    static func typed(_ name: String, _ type: String, _ occurs: Occurrence, _ meaning: Label? = nil) -> Self {
        Self(name: name, occurs: occurs, meaning: meaning, content: .typed(type))
    }

    /// An element that holds a text.
    static func text(_ name: String, _ type: SchemaType, _ occurs: Occurrence) -> Self {
        Self(name: name, occurs: occurs, content: .text(type))
    }

    /// An element with one attribute.
    static func attribute(_ name: String, _ attribute: String, _ type: SchemaType, _ occurs: Occurrence) -> Self {
        let own = SchemaAttribute(name: attribute, type: type, isRequired: true, meaning: nil)
        return Self(name: name, occurs: occurs, content: .complex(children: [], attributes: [own], text: nil))
    }

    /// An element that holds elements alone.
    static func holding(_ name: String, _ meaning: Label?, _ children: [SchemaElement], _ occurs: Occurrence) -> Self {
        Self(
            name: name, occurs: occurs, meaning: meaning,
            content: .complex(children: children, attributes: [], text: nil))
    }

    /// Its declaration: lines, each ended.
    ///
    /// - Parameter indent: the spaces before it.
    func lines(indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        let head = "\(margin)<xs:element name=\"\(name)\""
        let told = meaning.map { "\(margin)  " + SchemaElement.annotation($0) + "\n" } ?? ""
        let type: String?
        switch content {
        case .typed(let name): type = name
        case .text(let form): type = form.name
        case .complex: type = nil
        }
        if let type {
            let whole = head + " type=\"\(type)\"" + occurs.text
            return told.isEmpty ? whole + "/>\n" : "\(whole)>\n\(told)\(margin)</xs:element>\n"
        }
        return head + occurs.text + ">\n" + told + SchemaElement.lines(of: content, named: nil, indent: indent + 2)
            + "\(margin)</xs:element>\n"
    }

    /// The declaration of a type: lines, each ended.
    static func lines(of content: Content, named name: String?, _ meaning: Label? = nil, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        switch content {
        case .typed: return ""
        case .text(let form): return form.inline.map { "\(margin)\($0)\n" } ?? ""
        case .complex(let children, let attributes, let text):
            let told = meaning.map { "\(margin)  " + annotation($0) + "\n" } ?? ""
            let head = "\(margin)<xs:complexType" + (name.map { " name=\"\($0)\"" } ?? "") + ">\n" + told
            if let text {
                let own = attributes.map { "\(margin)    \($0.line)\n" }.joined()
                return head + "\(margin)  <xs:simpleContent><xs:extension base=\"\(text.name ?? "xs:string")\">\n" + own
                    + "\(margin)  </xs:extension></xs:simpleContent>\n\(margin)</xs:complexType>\n"
            }
            let own = attributes.map { "\(margin)  \($0.line)\n" }.joined()
            let sequence =
                children.isEmpty
                ? ""
                : "\(margin)  <xs:sequence>\n" + children.map { $0.lines(indent: indent + 4) }.joined()
                    + "\(margin)  </xs:sequence>\n"
            return head + sequence + own + "\(margin)</xs:complexType>\n"
        }
    }

    /// What something means, in both languages.
    static func annotation(_ meaning: Label) -> String {
        "<xs:annotation><xs:documentation xml:lang=\"zh\">\(escaped(meaning.zh))</xs:documentation>"
            + "<xs:documentation xml:lang=\"en\">\(escaped(meaning.en))</xs:documentation></xs:annotation>"
    }

    /// A text as XML holds it.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

extension SchemaType {
    /// The name of a type that has one.
    var name: String? { if case .named(let name) = self { name } else { nil } }

    /// The declaration of a type that has no name, in one line.
    var inline: String? {
        func restricted(_ base: String, _ facets: String) -> String {
            "<xs:simpleType><xs:restriction base=\"\(base)\">\(facets)</xs:restriction></xs:simpleType>"
        }
        func bounds(_ least: String, _ most: String) -> String {
            "<xs:minInclusive value=\"\(least)\"/><xs:maxInclusive value=\"\(most)\"/>"
        }
        switch self {
        case .named: return nil
        case .words(let words):
            return restricted("xs:string", words.map { "<xs:enumeration value=\"\($0)\"/>" }.joined())
        case .pattern(let pattern): return restricted("xs:string", "<xs:pattern value=\"\(pattern)\"/>")
        case .integer(let range): return restricted("xs:integer", bounds("\(range.lowerBound)", "\(range.upperBound)"))
        case .decimal(let least, let most): return restricted("xs:decimal", bounds(least, most))
        }
    }
}
