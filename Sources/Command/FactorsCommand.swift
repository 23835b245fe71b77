import ArgumentParser
import Lantian

/// `lantian factors`: search, cite and prove the factor library.
struct FactorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "factors", abstract: text("查询和检查系数库", "Search, cite and check the factor library."),
        subcommands: [List.self, Show.self, Check.self])

    struct Library: ParsableArguments {
        @Option(help: ArgumentHelp(text("系数库文件夹", "factor library"), valueName: "folder"))
        var factors: String?
        @Option(help: ArgumentHelp(text("追加的系数包", "further packs"), valueName: "folder"))
        var pack: [String] = []
        @OptionGroup var speech: SpeechOptions

        func load() throws -> FactorLibrary {
            try FactorLibrary(folder: try factorFolder(factors), packs: try pack.map(existing))
        }
    }

    /// Factors whose id, table or source holds all words.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出系数；可按词筛选", "List factors, by words in id, table or source."))
        @OptionGroup var library: Library
        @Argument(help: ArgumentHelp(text("筛选词", "words to look for"), valueName: "word"))
        var words: [String] = []
        @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
        var format: OutputFormat = .table

        func run() throws {
            do {
                let library = try library.load()
                let header = ["id", "table", "value", "unit", "set", "confidence", "source", "place", "role"]
                let rows = library.tables.keys.sorted().flatMap { name -> [[String]] in
                    (library.tables[name]?.factors ?? []).compactMap { factor in
                        let row = [
                            factor.id, name, DecimalText.shortest(factor.value), factor.unit.symbol, factor.set,
                            factor.reference.confidence.rawValue, factor.reference.source, factor.reference.place,
                            factor.isDefault ? "default" : "listed",
                        ]
                        let text = (row.joined(separator: " ") + " " + factor.note).lowercased()
                        return words.allSatisfy { text.contains($0.lowercased()) } ? row : nil
                    }
                }
                switch format {
                case .table:
                    var table = TextTable(
                        header, [.leading, .leading, .trailing] + Array(repeating: .leading, count: 6))
                    for row in rows { table.row(row) }
                    put(table.text)
                case .csv:
                    var writer = CSVWriter()
                    for row in [header] + rows { writer.row(row) }
                    put(String(decoding: writer.bytes.dropLast(), as: UTF8.self), as: format)
                case .json:
                    put(
                        JSONText.rows(
                            header, rows.map { row in row.enumerated().map { $0 == 2 ? .number($1) : .text($1) } }))
                }
            } catch {
                throw failing(error)
            }
        }
    }

    /// One factor with its citation.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: text("显示一个系数及其出处", "Show one factor with its citation."))
        @OptionGroup var library: Library
        @Argument(help: ArgumentHelp(text("系数编号", "factor id"), valueName: "id"))
        var id: String

        func run() throws {
            do {
                let library = try library.load()
                guard let factor = library.factors.first(where: { $0.id == id }) else {
                    let near = Spelling.nearest(to: id, in: library.factors.lazy.map(\.id))
                    throw Findings([Finding(.error, .noSuchFactor, value: id, nearest: near)])
                }
                let language = chosenLanguage()
                var lines = [
                    "\(factor.id) = \(DecimalText.shortest(factor.value)) \(factor.unit)",
                    speak("范围：", "bounds: ", language)
                        + "\(factor.low.map(DecimalText.shortest) ?? "–") … \(factor.high.map(DecimalText.shortest) ?? "–")",
                    speak("出处：", "source: ", language) + library.title(of: factor.reference),
                    speak("可信度：", "confidence: ", language) + factor.reference.confidence.label[language],
                    speak("系数族：", "family: ", language) + factor.set,
                    speak("位置：", "row: ", language) + "\(factor.location.file):\(factor.location.line ?? 0)",
                ]
                if !factor.isDefault {
                    lines.append(speak("仅供查阅，不自动采用", "listed only: never taken by itself", language))
                }
                if !factor.note.isEmpty { lines.append(speak("说明：", "note: ", language) + factor.note) }
                put(lines.joined(separator: "\n"))
            } catch {
                throw failing(error)
            }
        }
    }

    /// Proves the library sound.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: text("检查系数库是否自洽", "Prove the factor library sound."))
        @OptionGroup var library: Library

        func run() throws {
            do {
                let library = try library.load()
                let findings = LibraryCheck(library: library).findings()
                show(findings, quiet: self.library.speech.quiet)
                if findings.hasErrors { throw ExitCode(65) }
                put(
                    text(
                        "系数库完好：\(library.tables.count) 张表，\(library.factors.count) 个系数，\(library.sources.count) 个来源",
                        "sound: \(library.tables.count) tables, \(library.factors.count) factors, \(library.sources.count) sources"
                    ))
            } catch {
                throw failing(error)
            }
        }
    }
}

extension Finding.Message {
    static let noSuchFactor = Finding.Message("no-such-factor", "没有这个系数", "no such factor")
}
