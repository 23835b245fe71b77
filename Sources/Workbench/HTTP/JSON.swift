import Tables

/// A value to be written as JSON, members in the order given and numbers exactly as they stand.
enum JSON: Sendable {
    case text(String)
    case number(String)
    case truth(Bool)
    case null
    case list([JSON])
    case object([(String, JSON)])

    /// A whole number.
    static func count(_ count: Int) -> JSON { .number(String(count)) }

    /// A text in both languages.
    static func label(_ label: Label) -> JSON { .object([("zh", .text(label.zh)), ("en", .text(label.en))]) }

    /// The value written down.
    var text: String {
        var result = ""
        write(to: &result)
        return result
    }

    private func write(to result: inout String) {
        switch self {
        case .text(let text): result += JSONText.quoted(text)
        case .number(let number): result += number.isEmpty ? "null" : number
        case .truth(let truth): result += truth ? "true" : "false"
        case .null: result += "null"
        case .list(let items):
            result += "["
            for (place, item) in items.enumerated() {
                if place > 0 { result += "," }
                item.write(to: &result)
            }
            result += "]"
        case .object(let members):
            result += "{"
            for (place, member) in members.enumerated() {
                if place > 0 { result += "," }
                result += JSONText.quoted(member.0) + ":"
                member.1.write(to: &result)
            }
            result += "}"
        }
    }
}
