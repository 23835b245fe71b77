import CLibXML2
import Tables

/// How much of a document is taken before it is refused. The values given are ample for reports of 10⁵ sources.
public struct XMLLimits: Hashable, Sendable {
    /// Elements within elements.
    public var depth = 64
    /// Attributes of one element, declarations of namespaces included.
    public var attributes = 256
    /// Bytes of one attribute's value.
    public var attributeBytes = 1 << 18
    /// Bytes of one tag or remark.
    public var markupBytes = 1 << 19
    /// Bytes of text between two tags.
    public var textBytes = 16 << 20
    /// Bytes of the whole document.
    public var totalBytes = 2 << 30

    /// The usual limits.
    public init() {}
}

/// What the first bytes of a document say about its encoding.
enum XMLDeclaration {
    /// How many bytes are looked at.
    static let searched = 1024
    /// The encodings that are read. Others are refused before any decoder of the system runs.
    static let encodings = ["UTF-8", "UTF8", "GB18030", "GBK", "GB2312", "US-ASCII", "ASCII", "ISO-8859-1"]

    /// Why a document beginning with these bytes is refused, or `nil`.
    static func refusal(of bytes: [UInt8]) -> (message: Finding.Message, value: String?)? {
        var head = bytes.prefix(searched)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
        // Encodings that are not ASCII below 128 (UTF-16, UTF-32, EBCDIC) show in the first bytes.
        let first = head.first ?? 0x3C
        let isForeign = first >= 0x80 || first == 0x4C || head.prefix(4).contains(0)
        if isForeign { return (.encoding, nil) }
        guard head.starts(with: Array("<?xml".utf8)) else { return nil }
        guard let end = head.firstIndex(of: UInt8(ascii: ">")) else { return (.declaration, nil) }
        let text = String(decoding: head[..<end], as: UTF8.self)
        guard let place = text.range(ofPlain: "encoding") else { return nil }
        let rest = text[place...].drop { $0 != "\"" && $0 != "'" }
        guard let quote = rest.first else { return (.declaration, nil) }
        let name = rest.dropFirst().prefix { $0 != quote }.uppercased()
        return encodings.contains(name) ? nil : (.encoding, name)
    }
}

extension String {
    /// Where the first occurrence of a text ends.
    func range(ofPlain wanted: String) -> Index? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(wanted) { return index(start, offsetBy: wanted.count) }
            start = index(after: start)
        }
        return nil
    }
}

/// Errors of form in both languages.
enum WellFormedness {
    /// The message for an error of libxml2's parser: one code for all, the cause in the text.
    static func message(of error: xmlError) -> Finding.Message {
        if error.code == Int32(XML_ERR_NO_MEMORY.rawValue) { return .outOfMemory }
        let english = error.message.map { LibraryText.trimmed(String(cString: $0)) } ?? ""
        // The library's own limits, which have no number of their own: 10 MB for a tag, a remark, a name, a value.
        if ["Huge input lookup", "too long", "Resource limit exceeded"].contains(where: { english.contains($0) }) {
            return .markupTooLong
        }
        let cause: String
        switch Int(error.code) {
        case Int(XML_ERR_DOCUMENT_EMPTY.rawValue): cause = "文件是空的"
        case Int(XML_ERR_DOCUMENT_END.rawValue): cause = "根元素之后还有内容"
        case Int(XML_ERR_TAG_NAME_MISMATCH.rawValue): cause = "结束标签与开始标签不一致"
        case Int(XML_ERR_TAG_NOT_FINISHED.rawValue): cause = "标签没有结束，文件可能不完整"
        case Int(XML_ERR_UNDECLARED_ENTITY.rawValue): cause = "使用了未定义的实体"
        case Int(XML_ERR_INVALID_CHAR.rawValue): cause = "含有不允许的字符"
        case Int(XML_ERR_INVALID_ENCODING.rawValue): cause = "字节与声明的编码不符"
        case Int(XML_ERR_ATTRIBUTE_REDEFINED.rawValue): cause = "同一元素的属性重复"
        case Int(XML_ERR_LT_IN_ATTRIBUTE.rawValue): cause = "属性值中含有“<”"
        case Int(XML_NS_ERR_UNDEFINED_NAMESPACE.rawValue): cause = "使用了未声明的命名空间前缀"
        default: cause = english
        }
        return Finding.Message(
            Finding.Message.notWellFormed.code, Finding.Message.notWellFormed.text.zh + "：" + cause,
            Finding.Message.notWellFormed.text.en + ": " + english)
    }
}

extension Finding.Message {
    static let notWellFormed = Self("xml-not-well-formed", "不是格式良好的 XML", "not well-formed XML")
    static let documentType = Self(
        "xml-doctype", "含有文档类型声明（DOCTYPE），出于安全不予读取",
        "it holds a document type declaration (DOCTYPE), which is refused for safety")
    static let encoding = Self(
        "xml-encoding", "不支持的字符编码；请保存为 UTF-8 或 GB18030",
        "the character encoding is not supported; save as UTF-8 or GB18030")
    static let declaration = Self("xml-declaration", "XML 声明过长或无法识别", "the XML declaration is too long or unreadable")
    static let tooLarge = Self("xml-too-large", "文档超过允许的大小", "the document is larger than allowed")
    static let tooDeep = Self("xml-too-deep", "元素嵌套过深", "elements are nested too deeply")
    static let tooManyAttributes = Self("xml-too-many-attributes", "一个元素的属性过多", "an element has too many attributes")
    static let attributeTooLong = Self("xml-attribute-too-long", "属性值过长", "an attribute's value is too long")
    static let markupTooLong = Self(
        "xml-markup-too-long", "一个标签、注释或名称过长", "a tag, a remark or a name is too long")
    static let textTooLong = Self("xml-text-too-long", "一段文本过长", "a text is too long")
}
