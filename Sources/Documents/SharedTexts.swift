import CLibXML2
import Tables

/// The texts that a workbook keeps once for all its cells, back to back in memory.
final class SharedTexts: SAXHandler {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isInText = false
    private var phonetic = 0
    private var limit = 0

    /// No texts.
    init() {}

    init(_ source: any DocumentSource, file: String, limits: WorkbookLimits) throws(DocumentError) {
        limit = limits.sharedTextBytes
        var xml = XMLLimits()
        xml.totalBytes = limits.memberBytes
        let parser = try SAXParser(file: file, limits: xml, handler: self)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while try parser.feed(from: source, through: buffer) {}
    }

    /// The text of a number, or `nil` where there is none.
    func text(_ index: Int) -> String? {
        guard ends.indices.contains(index) else { return nil }
        return OfficeText.decoded(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
    }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        if tag.isNamed("rPh") {
            phonetic += 1
        } else if tag.isNamed("t") {
            isInText = phonetic == 0
        }
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        if SAXTag.isEqual(name, "rPh") {
            phonetic -= 1
        } else if SAXTag.isEqual(name, "t") {
            isInText = false
        } else if SAXTag.isEqual(name, "si") {
            ends.append(bytes.count)
            checkSize(parser)
        }
    }

    func characters(_ text: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        guard isInText else { return }
        bytes.append(contentsOf: text)
        checkSize(parser)
    }

    /// Empty texts take room too.
    private func checkSize(_ parser: SAXParser) {
        if bytes.count + ends.count * MemoryLayout<Int>.size > limit { parser.stop(.textTooLong, value: "> \(limit)") }
    }
}

/// How office formats write texts.
enum OfficeText {
    /// The text without escapes: `_x000D_` stands for the character of that number.
    static func decoded(_ bytes: some RandomAccessCollection<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "_")) else { return String(decoding: bytes, as: UTF8.self) }
        let source = Array(bytes)
        var units: [UInt16]?
        var i = 0, run = 0
        func flushed(_ units: [UInt16]?, to end: Int) -> [UInt16] {
            (units ?? []) + Array(String(decoding: source[run..<end], as: UTF8.self).utf16)
        }
        while i + 6 < source.count {
            if isEscape(source, i),
                let unit = UInt16(String(decoding: source[(i + 2)..<(i + 6)], as: UTF8.self), radix: 16)
            {
                units = flushed(units, to: i) + [unit]
                i += 7
                run = i
            } else {
                i += 1
            }
        }
        guard units != nil else { return String(decoding: source, as: UTF8.self) }
        return String(decoding: flushed(units, to: source.count), as: UTF16.self)
    }

    /// The text with what looks like an escape escaped; libxlsxwriter sees to control characters alone.
    static func escaped(_ text: String) -> String {
        var copy = text
        let hasMark = copy.withUTF8 { bytes in
            bytes.indices.dropLast().contains { bytes[$0] == UInt8(ascii: "_") && bytes[$0 + 1] == UInt8(ascii: "x") }
        }
        guard hasMark else { return text }
        let source = Array(text.utf8)
        var result: [UInt8] = []
        for i in source.indices {
            if isEscape(source, i) { result += Array("_x005F".utf8) }
            result.append(source[i])
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isEscape(_ source: [UInt8], _ i: Int) -> Bool {
        i + 6 < source.count && source[i] == UInt8(ascii: "_") && source[i + 1] == UInt8(ascii: "x")
            && source[i + 6] == UInt8(ascii: "_")
            && source[(i + 2)..<(i + 6)].allSatisfy { $0 < 0x80 && Character(Unicode.Scalar($0)).isHexDigit }
    }

    /// The number that a cell's bytes are, or `nil`: digits, sign, point and exponent alone.
    static func number(_ bytes: [UInt8]) -> Double? {
        let isPlain = bytes.allSatisfy { (48...57).contains($0) || [43, 45, 46, 69, 101].contains($0) }
        guard isPlain, let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else { return nil }
        return value
    }
}
