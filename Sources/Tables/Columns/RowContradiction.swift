internal import CBytes

/// Words and numbers of one row that cannot both hold: no device and a removal, a closed source and its fuel use.
public struct RowContradiction: Sendable {
    /// What becomes of a row that contradicts itself.
    public enum Consequence: Sendable {
        /// Which of the two holds is not told, and the one lowers the emission: the row is not computed.
        case refused
        /// The word is taken, and the amount counts nothing.
        case countsNothing
    }

    /// The columns of words. A row is meant where one of them says one of `codes` and none of them says anything else.
    public let words: [String]
    /// Codes of the words' vocabulary, each with its narrower ones.
    public let codes: [String]
    /// The columns of which none may be above zero then.
    public let numbers: [String]
    /// What becomes of the row.
    public let consequence: Consequence

    /// A contradiction of columns of one schema.
    public init(_ words: [String], saying codes: [String], with numbers: [String], _ consequence: Consequence) {
        self.words = words
        self.codes = codes
        self.numbers = numbers
        self.consequence = consequence
    }
}

/// A contradiction with the places of its columns in a layout and the words that are meant.
struct ContradictionCheck: Sendable {
    private let words: [Int]
    private let numbers: [Int]
    /// By the integer of a word, whether it is meant.
    private let isMeant: [Bool]
    /// The integers of the words that are meant, where they are few.
    private let few: [UInt16]
    private let consequence: RowContradiction.Consequence

    /// `nil` where the layout lacks the words or the numbers, so that nothing can contradict.
    init?(_ contradiction: RowContradiction, layout: Layout, vocabularies: Vocabularies) {
        func fields(_ ids: [String]) -> [Int] {
            ids.compactMap { id in layout.fields.firstIndex { layout.schema.columns[$0.place].id == id } }
        }
        words = fields(contradiction.words)
        numbers = fields(contradiction.numbers)
        consequence = contradiction.consequence
        guard let name = contradiction.words.first.flatMap(layout.schema.column)?.vocabulary, !words.isEmpty,
            !numbers.isEmpty
        else { return nil }
        let vocabulary = vocabularies[name]
        let codes = Set(contradiction.codes.compactMap { vocabulary.code(exactly: $0) })
        let isMeant =
            [false] + vocabulary.words.indices.map { !codes.isDisjoint(with: vocabulary.lineage(of: UInt16($0 + 1))) }
        let meant = isMeant.indices.filter { isMeant[$0] }.map { UInt16($0) }
        self.isMeant = isMeant
        few = meant.count <= 4 ? meant : []
        if codes.isEmpty { return nil }
    }

    /// The field of the word and that of the number that contradict it, or `nil`. `code` and `number` give the cells of a
    /// field, 0 and NaN where they are blank.
    @inline(__always)
    func pair(code: (Int) -> UInt16, number: (Int) -> Double) -> (word: Int, number: Int)? {
        var told: Int?
        for word in words {
            let code = Int(code(word))
            if code == 0 { continue }
            guard code < isMeant.count, isMeant[code] else { return nil }
            told = told ?? word
        }
        guard let told else { return nil }
        for place in numbers where number(place) > 0 { return (told, place) }
        return nil
    }

    /// The fields of words with the codes that are meant: where none of those ever stood, nothing contradicts.
    var watched: [(field: Int, isMeant: [Bool])] { words.map { ($0, isMeant) } }

    /// The rows, marked in `flags`, that contradict themselves. `rooms` hold the cells of the fields: codes and numbers;
    /// `met` tells of a field of words whether a code that is meant ever stood in it.
    func flag(
        _ flags: UnsafeMutablePointer<UInt8>, rows: Int, _ rooms: UnsafeBufferPointer<UnsafeMutableRawPointer>,
        met: (Int) -> Bool
    ) {
        isMeant.withUnsafeBufferPointer { isMeant in
            for word in words where met(word) {
                let codes = rooms[word].assumingMemoryBound(to: UInt16.self)
                guard few.isEmpty || mayContradict(codes, rows, rooms) else { continue }
                for row in 0..<rows {
                    // Few words are meant; what the row says beside them is looked at then alone.
                    let code = Int(codes[row])
                    guard code < isMeant.count, isMeant[code], flags[row] == 0 else { continue }
                    let pair = pair(
                        code: { rooms[$0].assumingMemoryBound(to: UInt16.self)[row] },
                        number: { rooms[$0].assumingMemoryBound(to: Double.self)[row] })
                    if pair != nil { flags[row] = 1 }
                }
            }
        }
    }

    /// Whether one of the few codes stands beside an amount in any row.
    private func mayContradict(
        _ codes: UnsafePointer<UInt16>, _ rows: Int, _ rooms: UnsafeBufferPointer<UnsafeMutableRawPointer>
    ) -> Bool {
        numbers.contains { number in
            let amounts = rooms[number].assumingMemoryBound(to: Double.self)
            return few.contains { cbytes_has_amount(codes, $0, amounts, rows) != 0 }
        }
    }

    /// The finding of a row that contradicts itself.
    func finding(_ values: [CellValue], cells: [String], layout: Layout, line: Int) -> Finding? {
        func code(_ field: Int) -> UInt16 { if case .code(let code) = values[field] { code } else { 0 } }
        func number(_ field: Int) -> Double { if case .number(let number) = values[field] { number } else { .nan } }
        guard let pair = pair(code: code, number: number) else { return nil }
        func cell(_ field: Int) -> String {
            let index = layout.fields[field].index
            return index < cells.count ? CellText.plain(cells[index]) : ""
        }
        func column(_ field: Int) -> ColumnSchema { layout.schema.columns[layout.fields[field].place] }
        let (word, amount) = (column(pair.word), column(pair.number))
        let field = layout.fields[pair.number]
        return Finding(
            consequence == .refused ? .error : .warning,
            consequence == .refused ? .contradiction : .countsNothing,
            at: Location(file: layout.file, line: line, column: field.header, columnNumber: field.index + 1),
            value: cell(pair.number),
            expected: Label(
                "0 或空白；或\(word.label.zh)（\(word.id)）不是“\(cell(pair.word))”",
                "\(amount.id) of 0 or blank, or another \(word.label.en) (\(word.id)) than '\(cell(pair.word))'"))
    }
}

extension Finding.Message {
    static let contradiction = Finding.Message(
        "contradiction", "同一行自相矛盾，无法判定哪个为准", "the row contradicts itself, and which of the two holds it does not say")
    static let countsNothing = Finding.Message(
        "counts-nothing", "该行按所填的词不计排放，却填有活动水平；请核实",
        "by its word the source emits nothing, and yet an activity is stated: look at it again")
}
