import Documents
import Quantities
import Tables

/// Walks an XML document downwards: each element hands its children to a closure.
///
/// The schema says which children there may be; what it has not let through is an error here.
struct XMLCursor {
    let reader: XMLReader
    let file: String

    /// The children of the element whose start was read last, one after another; its text, if any, is returned.
    ///
    /// The closure must read the child to its end, with `children` or `skip`.
    @discardableResult
    func children(_ child: (XMLReader.Element) throws(DocumentError) -> Void = { _ in }) throws(DocumentError) -> String
    {
        var text = ""
        while let event = try reader.next() {
            switch event {
            case .start(let element): try child(element)
            case .text(let piece, _): text += piece
            case .end: return text
            }
        }
        return text
    }

    /// Reads to the end of the element whose start was read last.
    func skip() throws(DocumentError) {
        var depth = 1
        while depth > 0, let event = try reader.next() {
            switch event {
            case .start: depth += 1
            case .end: depth -= 1
            case .text: break
            }
        }
    }

    /// The error of an element that a report cannot hold.
    func unreadable(_ element: XMLReader.Element, _ what: String) -> DocumentError {
        unreadable(element.name, line: element.line, what)
    }

    /// The error of an element, given by its name, that a report cannot hold.
    func unreadable(_ name: String, line: Int?, _ what: String) -> DocumentError {
        DocumentError(
            Finding(.error, .unreadableReport, at: Location(file: file, line: line, column: name), value: what))
    }

    /// An attribute that must be there.
    func text(_ element: XMLReader.Element, _ name: String) throws(DocumentError) -> String {
        guard let value = element[name] else { throw unreadable(element, name) }
        return value
    }

    /// A whole number that must be there.
    func integer(_ element: XMLReader.Element, _ name: String) throws(DocumentError) -> Int {
        guard let value = Int(try text(element, name)) else { throw unreadable(element, name) }
        return value
    }

    /// A mass that must be there.
    func mass(_ element: XMLReader.Element, _ name: String) throws(DocumentError) -> Mass {
        guard let value = Mass(tonnes: try text(element, name)) else { throw unreadable(element, name) }
        return value
    }

    /// A word of an enumeration that must be there.
    func word<Word: RawRepresentable<String>>(
        _ element: XMLReader.Element, _ name: String, _: Word.Type
    ) throws(DocumentError) -> Word {
        guard let word = Word(rawValue: try text(element, name)) else { throw unreadable(element, name) }
        return word
    }

    /// A label of attributes `zh` and `en`.
    func label(_ element: XMLReader.Element) throws(DocumentError) -> Label {
        let label = Label(try text(element, "zh"), try text(element, "en"))
        try skip()
        return label
    }
}

extension Finding.Message {
    static let unreadableReport = Self(
        "report-unreadable", "报告内容无法识别", "the report holds something that cannot be read")
}
