import ArgumentParser
import Glibc
import Lantian

extension LantianCommand {
    /// The names of the verbs.
    static var verbs: [String] { configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"] }

    /// Runs the verb that the arguments name. What is wrong with them is said in the user's language.
    static func runAsked(_ arguments: [String]) async {
        if let word = arguments.first, !word.hasPrefix("-"), !verbs.contains(word) {
            let near = Spelling.nearest(to: word, in: verbs)
            tell(
                text("没有动词 \(word)", "no verb '\(word)'")
                    + (near.map { text("；是否指 \($0)？", "; did you mean '\($0)'?") } ?? "")
                    + "\n" + text("动词：\(verbs.joined(separator: "、"))", "verbs: \(verbs.joined(separator: ", "))"))
            Glibc.exit(64)
        }
        do {
            var command = try asked(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            let isMachine = arguments.contains { $0.contains("completion-script") || $0.contains("dump-help") }
            let said = isMachine || chosenLanguage() == .en ? message : HelpText.chinese(message)
            if !said.isEmpty { code.isSuccess ? put(said) : tell(said) }
            Glibc.exit(code.rawValue)
        }
    }

    /// The command that the arguments name. Its verb reads them alone, which takes half as long as reading them from the top;
    /// help, the version and what is wrong are told from there.
    private static func asked(_ arguments: [String]) throws -> any ParsableCommand {
        if let verb = configuration.subcommands.first(where: { $0.configuration.commandName == arguments.first }),
            let command = try? verb.parseAsRoot(Array(arguments.dropFirst())),
            ([verb] + verb.configuration.subcommands).contains(where: { $0 == type(of: command) })
        {
            return command
        }
        return try parseAsRoot(arguments)
    }
}

/// The words around help and usage errors, in Chinese.
enum HelpText {
    /// A message of the argument parser with its frames in Chinese.
    static func chinese(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(
            separator: "\n")
    }

    private static let frames = [
        ("OVERVIEW: ", "概述："), ("USAGE: ", "用法："), ("Usage: ", "用法："), ("Help: ", "说明："), ("ARGUMENTS:", "参数："),
        ("OPTIONS:", "选项："), ("SUBCOMMANDS:", "动词："), ("Error: ", "错误："),
    ]

    private static func line(_ text: String) -> String {
        for (english, chinese) in frames where text.hasPrefix(english) {
            let rest = String(text.dropFirst(english.count))
            return chinese + (english == "Error: " ? error(rest) : inside(rest))
        }
        let bare = text.drop { $0 == " " }
        if bare.hasPrefix("See 'lantian help <subcommand>'") { return "  各动词的选项见 lantian help 动词。" }
        if bare.hasPrefix("See '"), let command = bare.split(separator: "'").dropFirst().first {
            return "  说明见 \(command)"
        }
        return inside(text)
    }

    private static func inside(_ text: String) -> String {
        text.replacing("(values: ", with: "（取值：").replacing("; default: ", with: "；默认：").replacing(
            "(default: ", with: "（默认："
        )
        .replacing("Show help information.", with: "显示说明。").replacing("Show the version.", with: "显示版本。")
        .replacing("Show subcommand help information.", with: "显示一个动词的说明。").replacing("<options>", with: "<选项>")
        .replacing("<subcommand>", with: "<动词>")
    }

    /// What is wrong with the arguments.
    private static func error(_ text: String) -> String {
        let quoted = text.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter {
            $0.offset % 2 == 1
        }
        .map { String($0.element) }
        guard let first = quoted.first else { return text }
        if text.hasPrefix("Unknown option") {
            return "没有选项 \(first)" + (quoted.count > 1 ? "；是否指 \(quoted[1])？" : "")
        }
        if text.hasPrefix("Missing expected argument") { return "缺少 \(first)" }
        if text.hasPrefix("Missing one of") { return "缺少其中之一：" + quoted.joined(separator: "、") }
        if text.contains("nexpected argument") { return "多余的参数：" + quoted.joined(separator: "、") }
        if text.hasPrefix("Missing value for") { return "\(first) 之后缺少值" }
        if text.hasPrefix("The value "), quoted.count > 1 {
            let allowed = quoted.dropFirst(2)
            return "\(quoted[1]) 的值“\(first)”不合规" + (allowed.isEmpty ? "" : "（应为 \(allowed.joined(separator: "、"))）")
        }
        return text
    }
}
