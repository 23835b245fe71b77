import TestSupport

/// A page of documentation whose commands are run.
///
/// In blocks marked `console`, a line that begins with `$ ` is run and what it prints, on both outputs, follows it. A line `…`
/// stands for lines left out. A block of `csv` or `yaml` after a line that ends in a file's name in backquotes and a colon is
/// written to that file before what follows it is run.
struct Transcript {
    /// The page as it stands.
    let text: String
    /// Where its commands are run.
    let folder: String
    /// The locale that they run in.
    let locale: String

    /// The page with what the commands print now.
    func fresh() throws -> String {
        var lines: [Substring] = []
        var block: (kind: Substring, lines: [Substring])?
        var before: Substring = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = block {
                guard line == "```" else {
                    block?.lines.append(line)
                    continue
                }
                block = nil
                lines += open.kind == "console" ? try run(open.lines) : open.lines
                if let file = Transcript.file(named: before), open.kind == "csv" || open.kind == "yaml" {
                    try write(open.lines.joined(separator: "\n") + "\n", to: file)
                }
                before = ""
            } else if line.hasPrefix("```") {
                block = (line.dropFirst(3), [])
            } else if !line.isEmpty {
                before = line
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }

    /// How many commands the page has.
    var commandCount: Int { text.split(separator: "\n").filter { $0.hasPrefix("$ ") }.count }

    private static func file(named line: Substring) -> String? {
        guard line.hasSuffix("`:") || line.hasSuffix("`：") else { return nil }
        return line.dropLast(2).split(separator: "`").last.map(String.init)
    }

    private func write(_ text: String, to file: String) throws {
        _ = try Program.shell("mkdir -p \"$(dirname '\(file)')\" && cat > '\(file)' <<'END'\n\(text)END\n", in: folder)
    }

    /// The commands of a block with what they print.
    private func run(_ block: [Substring]) throws -> [Substring] {
        var result: [Substring] = []
        var place = block.startIndex
        while place < block.endIndex {
            let command = block[place]
            let next = block[(place + 1)...].firstIndex { $0.hasPrefix("$ ") } ?? block.endIndex
            let printed = block[(place + 1)..<next]
            let outcome = try Program.shell(
                "exec 2>&1; " + command.dropFirst(2), in: folder, environment: ["LANG": locale])
            var now = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
            if now.last == "" { now.removeLast() }
            if let gap = printed.firstIndex(of: "…") {
                let (head, tail) = (gap - printed.startIndex, printed.endIndex - gap - 1)
                if head + tail < now.count { now = now.prefix(head) + ["…"] + now.suffix(tail) }
            }
            result += [command] + now
            place = next
        }
        return result
    }
}
