/// Rows as JSON: an array of objects, keys in the order given, numbers as written.
public enum JSONText {
    /// What a cell is.
    public enum Cell: Sendable {
        /// A text.
        case text(String)
        /// A decimal number, written as it stands.
        case number(String)
    }

    /// The rows, one object a line.
    public static func rows(_ names: [String], _ rows: [[Cell]]) -> String {
        let objects = rows.map { cells in
            let members = zip(names, cells).map { name, cell in
                switch cell {
                case .text(let text): quoted(name) + ":" + quoted(text)
                case .number(let number): quoted(name) + ":" + (number.isEmpty ? "null" : number)
                }
            }
            return "  {" + members.joined(separator: ",") + "}"
        }
        return objects.isEmpty ? "[]" : "[\n" + objects.joined(separator: ",\n") + "\n]"
    }

    /// A JSON string.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 {
                    let hex = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
