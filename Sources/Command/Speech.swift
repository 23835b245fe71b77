import Glibc
import Lantian

/// The language asked for: `--lang` anywhere in the arguments, else what the locale says.
func chosenLanguage(_ arguments: [String] = CommandLine.arguments) -> Language {
    if let place = arguments.firstIndex(of: "--lang"), place + 1 < arguments.count,
        let language = Language(rawValue: arguments[place + 1])
    {
        return language
    }
    if let argument = arguments.first(where: { $0.hasPrefix("--lang=") }),
        let language = Language(rawValue: String(argument.dropFirst(7)))
    {
        return language
    }
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { continue }
        return value.lowercased().hasPrefix("zh") ? .zh : .en
    }
    return .en
}

/// A text of the command line in the chosen language.
func text(_ zh: String, _ en: String) -> String { Label(zh, en)[chosenLanguage()] }

/// Writes a line to standard error.
func tell(_ text: String) { write(text + "\n", to: 2) }

/// Writes text to standard output.
func put(_ text: String) { write(text + "\n", to: 1) }

private func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}

/// A short text in a given language.
func speak(_ zh: String, _ en: String, _ language: Language) -> String { language == .zh ? zh : en }
