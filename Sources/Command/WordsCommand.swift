import ArgumentParser
import Lantian

/// `lantian words`: the words that a column takes, with their spellings.
struct WordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "words",
        abstract: text("一列可以填的词，及其各种写法", "The words that a column takes, with their spellings."),
        discussion: text(
            "列名可用中文或英文，也可直接用词表名。不给列名时列出全部有词表的列。",
            "Columns go by either language, or by the name of their vocabulary. Without one all columns of words are listed."
        ))

    @Argument(help: ArgumentHelp(text("列名，如 燃料、nox_device", "column, such as fuel or nox_device"), valueName: "column"))
    var column: String?

    @Option(help: ArgumentHelp(text("源类", "source kind"), valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp(text("系数库文件夹", "factor library"), valueName: "folder"))
    var factors: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        if let kind { _ = try ListOption(kinds: kind, option: "--kind") }
    }

    func run() throws {
        do {
            var library = try FactorLibrary(folder: try factorFolder(factors), groups: [])
            library.addWords(KindMethods.words, to: "method")
            let kinds = SourceKind.all.filter { kind == nil || $0.name == kind }
            guard let column else { return put(columns(of: kinds), as: format) }
            let names = vocabularies(of: column, kinds, library)
            guard !names.isEmpty else {
                let known = kinds.flatMap { $0.schema.columns.filter { $0.vocabulary != nil } }.flatMap {
                    [$0.id, $0.label.zh, $0.label.en]
                }
                let near = Spelling.nearest(to: column, in: known)
                tell(
                    text("没有有词表的列“\(column)”", "no column of words is called '\(column)'")
                        + (near.map { text("；是否指“\($0)”？", "; did you mean '\($0)'?") } ?? ""))
                throw ExitCode(64)
            }
            put(words(of: names, library), as: format)
        } catch {
            throw failing(error)
        }
    }

    /// The vocabularies of the columns of that name.
    private func vocabularies(of name: String, _ kinds: [SourceKind], _ library: FactorLibrary) -> [String] {
        let wanted = Vocabulary.folded(name)
        let columns = kinds.flatMap(\.schema.columns).filter { column in
            ([column.id, column.label.zh, column.label.en] + column.aliases).contains {
                Vocabulary.folded($0) == wanted
            }
        }
        let found = columns.compactMap(\.vocabulary)
        let all = found.isEmpty && library.vocabularies.names.contains(wanted) ? [wanted] : found
        return all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func words(of names: [String], _ library: FactorLibrary) -> String {
        let rows = names.flatMap { name in
            library.vocabularies[name].words.map { word in
                [
                    name, word.code, word.label.zh, word.label.en, word.broader.joined(separator: "|"),
                    word.spellings.joined(separator: "|"),
                ]
            }
        }
        return printed(
            ["vocabulary", "code", "zh", "en", "broader", "spellings"],
            [
                Label("词表", "vocabulary"), Label("代码", "code"), Label("中文", "Chinese"), Label("英文", "English"),
                Label("上位词", "broader"), Label("其他写法", "other spellings"),
            ], rows, hidden: names.count == 1 ? [0, 4] : [4])
    }

    private func columns(of kinds: [SourceKind]) -> String {
        let rows = kinds.flatMap { kind in
            kind.schema.columns.compactMap { column in
                column.vocabulary.map { [kind.name, column.id, column.label.zh, column.label.en, $0] }
            }
        }
        return printed(
            ["table", "column", "zh", "en", "vocabulary"],
            [
                Label("表", "table"), Label("列", "column"), Label("中文", "Chinese"), Label("英文", "English"),
                Label("词表", "vocabulary"),
            ], rows, hidden: [])
    }

    private func printed(_ names: [String], _ titles: [Label], _ rows: [[String]], hidden: Set<Int>) -> String {
        guard format == .table else {
            return RowsPrinting(
                names: names, titles: titles, masses: 100...100, numbers: 100...100, rows: rows, shown: nil,
                incomplete: .none
            ).text(in: format)
        }
        let places = titles.indices.filter { !hidden.contains($0) }
        var table = TextTable(places.map { titles[$0][chosenLanguage()] }, places.map { _ in .leading })
        for row in rows { table.row(places.map { row[$0] }) }
        return table.text
    }
}
