import FoundationEssentials
import TestSupport

/// The page of all findings by code, read from the sources, where each stands beside the check that gives it.
enum MessagesPage {
    struct Message: Hashable {
        let module: String
        let code: String
        let zh: String
        let en: String
    }

    /// All messages, sorted by code.
    static func messages() throws -> [Message] {
        var found: Set<Message> = []
        let sources = Repository.root + "/Sources"
        for path in try FileManager.default.subpathsOfDirectory(atPath: sources).sorted() where path.hasSuffix(".swift")
        {
            let text = try String(contentsOfFile: sources + "/" + path, encoding: .utf8)
            let module = String(path.prefix { $0 != "/" })
            for opening in ["Finding.Message(", "Self("] {
                for piece in text.components(after: opening) {
                    let arguments = arguments(Array(piece))
                    // A text that is handed through belongs to another message.
                    guard arguments.count == 3, isCode(arguments[0]), arguments[1] != "…" else { continue }
                    found.insert(Message(module: module, code: arguments[0], zh: arguments[1], en: arguments[2]))
                }
            }
        }
        return found.sorted { ($0.code, $0.module, $0.en) < ($1.code, $1.module, $1.en) }
    }

    /// The page.
    static func text(of messages: [Message]) -> String {
        var text = """
            # 提示一览 · Messages

            程序给出的每种提示的代码和文字，由源码生成。“…”处是具体的值。提示带有文件、行、列、原值、应填的值和最接近的正确值；
            代码是稳定的，可供其他程序识别。
            Every finding by its code, generated from the sources; “…” stands for a value. A finding also names file, line, column, the value
            as it stands, what was expected and the nearest valid value. Codes are stable.

            | 代码 code | 中文 | English | 模块 module |
            | --- | --- | --- | --- |

            """
        for message in messages {
            let cells = [message.zh, message.en].map { $0.replacing("|", with: "\\|") }
            text += "| `\(message.code)` | \(cells[0]) | \(cells[1]) | \(message.module) |\n"
        }
        return text
    }

    private static func isCode(_ text: String) -> Bool {
        text.contains("-") && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    /// The arguments of a call whose opening bracket has just been read, as the texts that they hold.
    private static func arguments(_ text: [Character]) -> [String] {
        var arguments = [""]
        var place = 0
        var depth = 0
        while place < text.count {
            switch text[place] {
            case "\"": arguments[arguments.count - 1] += literal(text, &place)
            case "(", "[", "{": depth += 1
            case ")" where depth == 0: return arguments
            case ")", "]", "}": depth -= 1
            case "," where depth == 0: arguments.append("")
            case let other where depth == 0 && (other.isLetter || other == "_"):
                // A name stands for a value, once however long it is.
                if !arguments[arguments.count - 1].hasSuffix("…") { arguments[arguments.count - 1] += "…" }
            default: break
            }
            place += 1
        }
        return arguments
    }

    /// The text of a literal whose opening quote is at `place`; leaves `place` at the closing one.
    private static func literal(_ text: [Character], _ place: inout Int) -> String {
        var result = ""
        place += 1
        while place < text.count, text[place] != "\"" {
            if text[place] == "\\", place + 1 < text.count {
                place += 1
                if text[place] == "(" {
                    skipInterpolation(text, &place)
                    result += "…"
                } else {
                    result.append(text[place] == "n" ? " " : text[place])
                }
            } else {
                result.append(text[place])
            }
            place += 1
        }
        return result
    }

    private static func skipInterpolation(_ text: [Character], _ place: inout Int) {
        var depth = 0
        while place < text.count {
            switch text[place] {
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 0 { return }
            case "\"": _ = literal(text, &place)
            default: break
            }
            place += 1
        }
    }
}

extension String {
    /// What follows each occurrence of a text.
    fileprivate func components(after opening: String) -> [Substring] {
        var found: [Substring] = []
        var rest = self[...]
        while let range = rest.firstRange(of: opening) {
            rest = rest[range.upperBound...]
            found.append(rest)
        }
        return found
    }
}
