import Glibc
import Lantian

/// The language asked for: `--lang` anywhere in the arguments, else `LANTIAN_LANG`, else what the locale says.
func chosenLanguage(_ arguments: [String]) -> Language {
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
    if let language = environment("LANTIAN_LANG").flatMap(Language.init(variable:)) { return language }
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        guard let value = environment(name) else { continue }
        return value.lowercased().hasPrefix("zh") ? .zh : .en
    }
    return .en
}

extension Language {
    /// The language that `LANTIAN_LANG` names: `zh`, `en`, or a locale of these, such as `zh_CN.UTF-8`.
    init?(variable: String) {
        let name = variable.lowercased().prefix { $0 != "_" && $0 != "-" && $0 != "." }
        self.init(rawValue: String(name))
    }
}

/// The language of this run.
func chosenLanguage() -> Language { runLanguage }

private let runLanguage = chosenLanguage(CommandLine.arguments)

/// A text of the command line in the chosen language.
func text(_ zh: String, _ en: String) -> String { Label(zh, en)[chosenLanguage()] }

/// Writes a line to standard error; nothing in it steers the terminal.
func tell(_ text: String) { write(text.visibleLines + "\n", to: 2) }

/// Writes a finding to standard error, its severity coloured where the terminal takes colours.
func tell(_ finding: Finding) {
    let language = chosenLanguage()
    let line = finding.description(in: language).visibleLines
    let word = finding.severity.label[language] + ": "
    guard ColourChoice.isOn, let place = line.firstRange(of: word) else {
        write(line + "\n", to: 2)
        return
    }
    let (before, after) = (line[..<place.lowerBound], line[place.upperBound...])
    write(before + finding.severity.colour + word.dropLast(2) + "\u{1B}[0m: " + after + "\n", to: 2)
}

/// Writes text to standard output. CSV and JSON for a file or a program are exact; what people see steers no terminal.
/// Output that does not arrive, on a full disk for one, ends the run with 74.
func put(_ text: String, as format: OutputFormat = .table) {
    let isExact = format != .table && isatty(1) == 0
    guard !write((isExact ? text : text.visibleLines) + "\n", to: 1) else { return }
    tell(FileError(path: "standard output", operation: .write, code: errno).description(in: chosenLanguage()))
    exit(74)
}

/// Writes a text; false where it does not arrive whole.
@discardableResult
private func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return false }
        rest = rest.dropFirst(written)
    }
    return true
}

/// A short text in a given language.
func speak(_ zh: String, _ en: String, _ language: Language) -> String { language == .zh ? zh : en }
