import CLibXML2
import Tables

/// A violation of a schema, in both languages.
///
/// The code follows libxml2's error number; the Chinese sentence is ours, the English one libxml2's without namespaces.
struct SchemaProblem {
    let message: Finding.Message
    let column: String?
    let value: String?
    /// Whether no rule is broken, but an allocation failed.
    let isOutOfMemory: Bool

    init(_ error: xmlError) {
        isOutOfMemory = error.code == Int32(XML_ERR_NO_MEMORY.rawValue)
        let text = LibraryText.trimmed(error.message.map { String(cString: $0) } ?? "")
        let parts = LibraryText(text)
        let rule = SchemaProblem.keyRule(error, text) ?? SchemaProblem.rules[error.code]
        let code = rule?.code ?? "schema-\(error.code)"
        let place = parts.element.map { "元素“\($0)”" } ?? ""
        let owner = parts.attribute.map { place + "的属性“\($0)”" } ?? place
        let cause = rule.map { $0.sentence(parts.quoted) } ?? parts.rest
        message = Finding.Message(code, owner.isEmpty ? cause : owner + "：" + cause, parts.english)
        column = parts.attribute ?? parts.element
        value = rule?.valueIsQuoted == true ? parts.quoted.first : nil
    }

    func located(in file: String, line: Int) -> Finding {
        Finding(.error, message, at: Location(file: file, line: line, column: column), value: value)
    }

    /// What a number of libxml2 means to us.
    private struct Rule {
        let code: String
        /// `%1`, `%2` stand for what libxml2 puts in quotes, `%*` for what it lists in parentheses or braces.
        let chinese: String
        let valueIsQuoted: Bool

        init(_ code: String, _ chinese: String, value: Bool = false) {
            self.code = code
            self.chinese = chinese
            valueIsQuoted = value
        }

        func sentence(_ quoted: [String]) -> String {
            var result = ""
            var isMark = false
            for character in chinese {
                if isMark, let place = character.wholeNumberValue, place >= 1 {
                    result += place <= quoted.count ? quoted[place - 1] : "?"
                    isMark = false
                } else if character == "%" {
                    isMark = true
                } else {
                    result.append(character)
                }
            }
            return result
        }
    }

    private static let rules: [Int32: Rule] = {
        var rules: [Int32: Rule] = [:]
        func add(_ number: xmlParserErrors, _ rule: Rule) { rules[Int32(number.rawValue)] = rule }
        add(XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, Rule("schema-type", "值“%1”不符合类型“%2”", value: true))
        add(XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2, Rule("schema-type", "值“%1”不符合列表类型“%2”", value: true))
        add(XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3, Rule("schema-type", "值“%1”不符合联合类型“%2”", value: true))
        add(XML_SCHEMAV_CVC_FACET_VALID, Rule("schema-facet", "值“%1”不符合限定", value: true))
        add(XML_SCHEMAV_CVC_LENGTH_VALID, Rule("schema-length", "值的长度为“%1”，应为“%2”"))
        add(XML_SCHEMAV_CVC_MINLENGTH_VALID, Rule("schema-length", "值的长度为“%1”，短于下限“%2”"))
        add(XML_SCHEMAV_CVC_MAXLENGTH_VALID, Rule("schema-length", "值的长度为“%1”，超过上限“%2”"))
        add(XML_SCHEMAV_CVC_MININCLUSIVE_VALID, Rule("schema-range", "值“%1”小于最小值“%2”", value: true))
        add(XML_SCHEMAV_CVC_MAXINCLUSIVE_VALID, Rule("schema-range", "值“%1”大于最大值“%2”", value: true))
        add(XML_SCHEMAV_CVC_MINEXCLUSIVE_VALID, Rule("schema-range", "值“%1”必须大于“%2”", value: true))
        add(XML_SCHEMAV_CVC_MAXEXCLUSIVE_VALID, Rule("schema-range", "值“%1”必须小于“%2”", value: true))
        add(XML_SCHEMAV_CVC_TOTALDIGITS_VALID, Rule("schema-digits", "值“%1”的数字位数超过“%2”", value: true))
        add(XML_SCHEMAV_CVC_FRACTIONDIGITS_VALID, Rule("schema-digits", "值“%1”的小数位数超过“%2”", value: true))
        add(XML_SCHEMAV_CVC_PATTERN_VALID, Rule("schema-pattern", "值“%1”不符合格式“%2”", value: true))
        add(XML_SCHEMAV_CVC_ENUMERATION_VALID, Rule("schema-enumeration", "值“%1”不在允许的取值之内", value: true))
        add(XML_SCHEMAV_ELEMENT_CONTENT, Rule("schema-content", "内容不符：此处不应有该元素，或缺少下级元素"))
        add(XML_SCHEMAV_CVC_ELT_1, Rule("schema-root", "不是模式中声明的元素"))
        add(XML_SCHEMAV_CVC_ELT_2, Rule("schema-abstract", "是抽象元素，不能直接使用"))
        add(XML_SCHEMAV_CVC_ELT_3_1, Rule("schema-nil", "不允许为空值（xsi:nil）"))
        add(XML_SCHEMAV_CVC_ELT_3_2_1, Rule("schema-nil", "声明为空值（xsi:nil）却有内容"))
        add(XML_SCHEMAV_CVC_ELT_5_2_2_2_2, Rule("schema-fixed", "值与固定值不符"))
        add(XML_SCHEMAV_CVC_TYPE_3_1_1, Rule("schema-attribute", "不允许有该属性"))
        add(XML_SCHEMAV_CVC_TYPE_3_1_2, Rule("schema-content", "不允许有下级元素"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, Rule("schema-content", "必须为空，不允许有内容"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, Rule("schema-content", "不允许有下级元素"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, Rule("schema-content", "下级元素之间不允许有文本"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4, Rule("schema-content", "内容不符合规定的顺序或种类"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_1, Rule("schema-fixed", "值与固定值不符"))
        add(XML_SCHEMAV_CVC_AU, Rule("schema-fixed", "值“%1”与固定值“%2”不符", value: true))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, Rule("schema-attribute", "不允许有该属性"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2, Rule("schema-attribute", "不允许有该属性"))
        add(XML_SCHEMAV_CVC_COMPLEX_TYPE_4, Rule("schema-attribute-missing", "缺少必需的属性“%1”"))
        add(XML_SCHEMAV_CVC_WILDCARD, Rule("schema-wildcard", "没有可用于检查该内容的声明"))
        return rules
    }()

    /// What is wrong with a key: libxml2 has one number for all, the sentence tells.
    ///
    /// A dangling reference is known only when the element that holds the keys ends: that is the line it is given.
    private static func keyRule(_ error: xmlError, _ text: String) -> Rule? {
        guard error.code == Int32(XML_SCHEMAV_CVC_IDC.rawValue) else { return nil }
        if text.contains("Duplicate key-sequence") { return Rule("schema-key-duplicate", "键值“%1”重复", value: true) }
        if text.contains("No match found") {
            return Rule("schema-key-dangling", "引用的键值“%1”不存在", value: true)
        }
        return Rule("schema-key-incomplete", "键“%1”不完整：缺少应有的字段")
    }
}

/// A sentence of libxml2's schema checker taken apart: `Element '{ns}a', attribute 'b': [facet 'c'] 'v' is …`.
struct LibraryText {
    let element: String?
    let attribute: String?
    /// What is said about them.
    let rest: String
    /// What is in quotes there, facets left out.
    let quoted: [String]
    /// The whole sentence without namespaces.
    let english: String

    init(_ text: String) {
        english = LibraryText.withoutNamespaces(text)
        var remaining = english[...]
        func take(after word: String) -> String? {
            guard remaining.hasPrefix(word) else { return nil }
            let tail = remaining.dropFirst(word.count)
            guard let end = tail.firstIndex(of: "'") else { return nil }
            remaining = tail[tail.index(after: end)...]
            return String(tail[..<end])
        }
        element = take(after: "Element '")
        attribute = take(after: ", attribute '")
        remaining = remaining.drop { $0 == ":" || $0 == " " }
        if remaining.hasPrefix("[facet "), let end = remaining.firstIndex(of: "]") {
            remaining = remaining[remaining.index(after: end)...].drop { $0 == " " }
        }
        rest = String(remaining)
        let pieces = remaining.split(separator: "'", omittingEmptySubsequences: false)
        quoted = pieces.indices.filter { $0 % 2 == 1 }.map { String(pieces[$0]) }
    }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }

    /// `{http://…}name` becomes `name`.
    private static func withoutNamespaces(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let after = rest[rest.index(after: open)...]
            guard let close = after.firstIndex(of: "}"), after[..<close].contains(":") else {
                result += rest[...open]
                rest = after
                continue
            }
            result += rest[..<open]
            rest = after[after.index(after: close)...]
        }
        return result + rest
    }
}
