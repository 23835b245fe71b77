import ArgumentParser
import Lantian

/// What an option says that takes a list: its entries, each once.
struct ListOption<Entry: Hashable> {
    /// The entries, in the order of the command line.
    let entries: [Entry]
    /// The entries that stand there twice.
    let findings: Findings

    /// Reads `a,b`. A list without an entry, or an entry that `read` does not know, is wrong usage, told with the nearest
    /// of the known words and all of them where they are few.
    init(_ list: String, option: String, known: @autoclosure () -> [String], read: (String) -> Entry?) throws {
        let words = WordList.words(of: list)
        func few(_ known: [String]) -> String {
            known.count <= 12 ? " (" + known.joined(separator: ", ") + ")" : ""
        }
        guard !words.isEmpty else {
            throw ValidationError(text("\(option) 至少要有一项", "\(option) needs at least one entry") + few(known()))
        }
        var found: [(word: String, entry: Entry)] = []
        for word in words {
            guard let entry = read(word) else {
                let known = known()
                let near = Spelling.nearest(to: word, in: known)
                    .map { text("；是否想填 \($0)？", "; did you mean '\($0)'?") }
                throw ValidationError(
                    text("\(option) 没有“\(word)”", "\(option): no such entry: '\(word)'") + (near ?? few(known)))
            }
            found.append((word, entry))
        }
        var findings = Findings()
        entries = WordList.distinct(found, by: \.entry, written: { option + " " + $0.word }, findings: &findings)
            .map(\.entry)
        self.findings = findings
    }
}

extension ListOption<Grouping> {
    /// The keys of a `--by` list; upper and lower case are the same.
    init(keys list: String) throws {
        func shown() -> [String] { Grouping.special + Grouping.columns.filter { !Grouping.special.contains($0) } }
        do {
            try self.init(list, option: "--by", known: shown()) { Grouping($0) ?? Grouping($0.lowercased()) }
        } catch let error as ValidationError {
            throw ValidationError(
                error.message + text(" 可用的汇总键：", " Keys: ") + Grouping.special.joined(separator: ", ")
                    + text("，或任何代码列", ", or any column of codes"))
        }
    }

    /// The keys, with the pollutant behind them where several are asked for: tonnes of different pollutants are never
    /// added together.
    func keys(pollutants: [String]) -> [Grouping] {
        guard pollutants.count > 1, !entries.contains(where: { $0.name == "pollutant" }) else { return entries }
        return entries + [Grouping("pollutant")].compactMap { $0 }
    }
}

extension ListOption<String> {
    /// The ids of the source kinds of a list.
    init(kinds list: String, option: String) throws {
        try self.init(list, option: option, known: SourceKind.all.map(\.name)) { word in
            SourceKind.named(word)?.name ?? SourceKind.named(word.lowercased())?.name
        }
    }
}

/// Files that the user named, each once by whatever path; those that stand there twice are told.
func distinct(_ files: [String], quiet: Bool) -> [String] {
    var findings = Findings()
    let files = WordList.distinct(files, by: FileIdentity.init, written: { $0 }, findings: &findings)
    show(findings, quiet: quiet)
    return files
}

/// Wrong usage where a year is none that an inventory can be of.
func expectYear(_ year: Int?) throws {
    let years = InventoryManifest.years
    guard let year, !years.contains(year) else { return }
    throw ValidationError(
        text(
            "年份应在 \(years.lowerBound)–\(years.upperBound) 之间",
            "the year must lie between \(years.lowerBound) and \(years.upperBound)"))
}
