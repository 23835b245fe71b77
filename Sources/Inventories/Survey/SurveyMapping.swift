import Quantities
public import Tables

/// What headers, words and units of a survey mean in our tables: drafted by an import, confirmed once by a person, and
/// used again for the ledger of the next year.
public struct SurveyMapping: Sendable {
    /// What a line says.
    package enum Subject: String, Sendable, CaseIterable, Codable {
        /// A header of a form is a column.
        case headers
        /// A word of a vocabulary is a code.
        case words
        /// The numbers below a header of a form have a unit.
        case units
    }

    /// How sure a line is.
    package enum State: String, Sendable, CaseIterable, Codable {
        /// The program knows it.
        case known
        /// The program takes it for the most likely: a person has to look at it.
        case guess
        /// A person has said so.
        case confirmed
        /// Nobody knows it yet.
        case open
    }

    /// A line of the file.
    package struct Line: Sendable, Hashable, Codable {
        package let subject: Subject
        /// The form, or for words the vocabulary.
        package let scope: String
        /// The header or word as it stands.
        package let text: String
        /// The column, code or unit; `-` for not used, `?` for not known.
        package fileprivate(set) var meaning: String
        package var state: State
        /// Whether tonnes may hang on it.
        package let touchesTonnes: Bool
        /// In how many cells it stands, and where first.
        package var count = 0
        package var place = ""
    }

    private struct Key: Hashable {
        let subject: Subject
        let scope: String
        let text: String
    }

    /// The lines in the order in which they came up.
    package private(set) var lines: [Line] = []
    private var places: [Key: Int] = [:]

    /// No lines.
    public init() {}

    /// Lines that an import drafted.
    package init(_ lines: [Line]) { for line in lines { add(line) } }

    /// Adds a line, or the cells of one that is there; what a person has said goes before what is guessed.
    mutating func add(_ line: Line) {
        let key = SurveyMapping.key(line.subject, line.scope, line.text)
        guard let place = places[key] else {
            places[key] = lines.count
            return lines.append(line)
        }
        lines[place].count += line.count
        if lines[place].place.isEmpty { lines[place].place = line.place }
    }

    /// Counts a line that was added before.
    mutating func count(_ line: Line, _ count: Int) {
        if let place = places[SurveyMapping.key(line.subject, line.scope, line.text)] { lines[place].count += count }
    }

    /// The line about a header, word or unit, or `nil`.
    func line(_ subject: Subject, _ scope: String, _ text: String) -> Line? {
        places.isEmpty ? nil : places[SurveyMapping.key(subject, scope, text)].map { lines[$0] }
    }

    private static func key(_ subject: Subject, _ scope: String, _ text: String) -> Key {
        Key(
            subject: subject, scope: scope,
            text: Vocabulary.folded(HeaderText.bare(text).filter { !$0.isWhitespace }))
    }

    /// Says what a header, word or unit means, in the place of what was said of it before.
    package mutating func say(_ subject: Subject, _ scope: String, _ text: String, means meaning: String) {
        let key = SurveyMapping.key(subject, scope, text)
        guard let place = places[key] else {
            places[key] = lines.count
            lines.append(
                Line(
                    subject: subject, scope: scope, text: text, meaning: meaning, state: .confirmed, touchesTonnes: true
                ))
            return
        }
        lines[place].meaning = meaning
        lines[place].state = .confirmed
    }

    /// Adds the lines of an earlier mapping about what this one does not speak of.
    package mutating func remember(_ earlier: SurveyMapping) {
        for line in earlier.lines where self.line(line.subject, line.scope, line.text) == nil { add(line) }
    }

    /// What a line of a subject may mean, each with its name for people: the columns of a form, the words of a vocabulary;
    /// none for units, which are written as people write them.
    package static func meanings(
        of subject: Subject, _ scope: String, _ vocabularies: Vocabularies
    ) -> [(meaning: String, label: Label)] {
        switch subject {
        case .headers:
            guard let form = SurveyForm.all.first(where: { $0.id == scope }) else { return [] }
            var seen: Set<String> = []
            return SurveyMatching.columns(of: form).filter { seen.insert($0.id).inserted }.map { ($0.id, $0.label) }
                + SurveyMatching.places
        case .words: return vocabularies[scope].words.map { ($0.code, $0.label) }
        case .units: return []
        }
    }

    /// The same with every guess confirmed.
    public var accepted: SurveyMapping {
        var mapping = self
        for i in lines.indices where lines[i].state == .guess { mapping.lines[i].state = .confirmed }
        return mapping
    }

    /// How many lines that tonnes may hang on are guesses or not known.
    public var doubts: Int { lines.count { $0.touchesTonnes && [.guess, .open].contains($0.state) } }
}

// MARK: The file

extension SurveyMapping {
    private static let names: [Subject: (scope: String, text: String, meaning: String)] = [
        .headers: ("form", "header", "column"), .words: ("vocabulary", "word", "code"),
        .units: ("form", "header", "unit"),
    ]

    /// Reads `mapping.yaml`. What it says is checked: forms, columns, words and units must be there.
    public static func read(path: String, vocabularies: Vocabularies, findings: inout Findings) -> SurveyMapping {
        guard let value = YAMLValue.read(path: path, findings: &findings) else { return SurveyMapping() }
        return taken(from: value, vocabularies, &findings)
    }

    /// Reads the text of a `mapping.yaml` with the same checks.
    package static func parse(
        _ text: String, file: String, vocabularies: Vocabularies, findings: inout Findings
    ) -> SurveyMapping {
        guard let value = YAMLValue.parse(text, file: file, findings: &findings) else { return SurveyMapping() }
        return taken(from: value, vocabularies, &findings)
    }

    private static func taken(
        from value: YAMLValue, _ vocabularies: Vocabularies, _ findings: inout Findings
    ) -> SurveyMapping {
        var mapping = SurveyMapping()
        value.expectKeys(Subject.allCases.map(\.rawValue), findings: &findings)
        for subject in Subject.allCases {
            for item in value[subject.rawValue]?.expectItems(findings: &findings) ?? [] {
                if let line = line(subject, item, vocabularies, &findings) { mapping.add(line) }
            }
        }
        return mapping
    }

    private static func line(
        _ subject: Subject, _ item: YAMLValue, _ vocabularies: Vocabularies, _ findings: inout Findings
    ) -> Line? {
        guard let names = names[subject] else { return nil }
        item.expectKeys([names.scope, names.text, names.meaning, "state", "cells", "first"], findings: &findings)
        guard let scope = item[names.scope]?.expectText(findings: &findings),
            let text = item[names.text]?.expectText(findings: &findings),
            let meaning = item[names.meaning]?.expectText(findings: &findings)
        else {
            findings.add(
                Finding(
                    .error, .mappingIncomplete, at: item.location,
                    expected: Label(same: [names.scope, names.text, names.meaning].joined(separator: ", "))))
            return nil
        }
        let word = item["state"]?.text ?? State.confirmed.rawValue
        guard let state = State(rawValue: word) else {
            findings.add(
                Finding(
                    .error, .mappingState, at: item["state"]?.location, value: word,
                    expected: Label(same: State.allCases.map(\.rawValue).joined(separator: ", "))))
            return nil
        }
        let place = item[names.meaning]?.location ?? item.location
        // A header that is not used touches nothing.
        var touches = subject != .headers
        if !["-", "?"].contains(meaning) {
            switch subject {
            case .headers:
                guard let form = SurveyForm.all.first(where: { $0.id == scope }) else {
                    findings.add(
                        Finding(
                            .error, .mappingForm, at: item[names.scope]?.location, value: scope,
                            nearest: Spelling.nearest(to: scope, in: SurveyForm.all.map(\.id))))
                    return nil
                }
                let columns = SurveyMatching.columns(of: form)
                guard let column = columns.first(where: { $0.id == meaning }) else {
                    guard
                        SurveyMatching.places.contains(where: { $0.meaning == meaning })
                            || form.fields.contains(where: { $0.meaning == meaning })
                    else {
                        findings.add(
                            Finding(
                                .error, .mappingColumn, at: place, value: meaning,
                                expected: Label("\(scope) 的列", "a column of \(scope)"),
                                nearest: Spelling.nearest(to: meaning, in: columns.map(\.id))))
                        return nil
                    }
                    break
                }
                touches = column.touchesTonnes
            case .words:
                guard vocabularies[scope].code(of: meaning) != nil else {
                    findings.add(
                        Finding(
                            .error, .mappingWord, at: place, value: meaning,
                            expected: Label("词表 \(scope) 中的词", "a word of the vocabulary \(scope)"),
                            nearest: vocabularies[scope].nearest(to: meaning)))
                    return nil
                }
                touches = !["industry", "county_code"].contains(scope)
            case .units:
                do throws(UnitError) { _ = try Unit(ColumnSchema.withoutYear(meaning)) } catch {
                    findings.add(Finding(.error, .mappingUnit, at: place, value: meaning, nearest: error.nearest))
                    return nil
                }
            }
        }
        return Line(
            subject: subject, scope: scope, text: text, meaning: meaning, state: state, touchesTonnes: touches)
    }

    /// The file, with what is to be looked at first.
    public func yaml(in language: Language) -> String {
        let zh = language == .zh
        var text =
            zh
            ? """
            # 调查表怎样读入：表头是哪一列，词是哪个代码，数字是什么单位。
            # state：known 程序认识；guess 推测，请核对；open 不认识，请填（column、code、unit 填“-”表示不用）；confirmed 已确认。
            # 核对后：lantian import 调查表 --mapping 本文件 --accept --out 文件夹。下一年的台账可再用。

            """
            : """
            # How the survey is read: which column a header is, which code a word, in which unit the numbers stand.
            # state: known to the program; guess, look at it; open, fill it in ('-' where it is not to be used); confirmed.
            # Then: lantian import SURVEY --mapping THIS --accept --out FOLDER. It serves for the ledger of the next year too.

            """
        for subject in Subject.allCases {
            guard let names = SurveyMapping.names[subject] else { continue }
            let own = lines.filter { $0.subject == subject }
            guard !own.isEmpty else { continue }
            text += "\(subject.rawValue):\n"
            let doubtful: (Line) -> Int = { [.open: 0, .guess: 1, .confirmed: 2, .known: 3][$0.state] ?? 3 }
            let ordered = own.enumerated().sorted {
                (doubtful($0.element), $0.offset) < (doubtful($1.element), $1.offset)
            }
            for line in ordered.map(\.element) {
                let quoted = MappingText.quoted
                text += "  - {\(names.scope): \(quoted(line.scope)), \(names.text): \(quoted(line.text)), "
                text += "\(names.meaning): \(quoted(line.meaning)), state: \(line.state.rawValue)"
                if line.count > 0 { text += ", cells: \(line.count)" }
                if !line.place.isEmpty { text += ", first: \(quoted(line.place))" }
                text += "}\n"
            }
        }
        return text
    }
}

/// Texts as YAML takes them.
enum MappingText {
    /// The text, in double quotes where it holds more than letters and digits.
    static func quoted(_ text: String) -> String {
        let plain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "_": true
                case "\u{4E00}"..."\u{9FFF}": true
                default: false
                }
            }
        guard !plain else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\" + String(scalar)
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: quoted += " "
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension ColumnSchema {
    /// Whether tonnes may hang on what stands in the column; names and classes sort only.
    var touchesTonnes: Bool {
        switch content {
        case .text, .identifier: false
        case .code(let vocabulary): !["industry", "county_code", "area"].contains(vocabulary)
        case .number, .fraction, .date: true
        }
    }
}

extension Finding.Message {
    static let mappingIncomplete = Finding.Message(
        "mapping-incomplete", "对应表的这一行缺少内容", "a line of the mapping lacks something")
    static let mappingState = Finding.Message("mapping-state", "state 的取值不合规", "no state of a line")
    static let mappingForm = Finding.Message("mapping-form", "没有这种调查表", "no such form")
    static let mappingColumn = Finding.Message("mapping-column", "表中没有这一列", "the table has no such column")
    static let mappingWord = Finding.Message("mapping-word", "词表中没有这个词", "the vocabulary has no such word")
    static let mappingUnit = Finding.Message("mapping-unit", "单位不认识", "the unit is not known")
}
