import Quantities
import Tables

/// Reads one file of factors into its table. Every row is checked; what cells say is read once for each distinct text.
final class FactorTableReader {
    let vocabularies: Vocabularies
    let keyVocabularies: KeyVocabularies
    let sources: [String: Source]
    /// The folder, which decides between vocabularies of one column name.
    let group: String
    let layer: Int

    init(
        vocabularies: Vocabularies, keyVocabularies: KeyVocabularies, sources: [String: Source], group: String,
        layer: Int
    ) {
        self.vocabularies = vocabularies
        self.keyVocabularies = keyVocabularies
        self.sources = sources
        self.group = group
        self.layer = layer
    }

    private static let fixedColumns: Set<String> = [
        "id", "value", "unit", "low", "high", "basis", "set", "source", "place", "confidence", "role", "from_year",
        "to_year", "note", "range_kind", "distribution", "rating",
    ]

    /// The columns without which a row says nothing.
    private static let required = ["id", "value", "unit", "set", "source", "confidence"]

    /// Adds the rows of a file to the table of that name. A file without rows makes no table.
    func read(_ file: inout FactorFile, into table: inout FactorTable?, name: String, findings: inout Findings) {
        let keyColumns = file.names.filter { !FactorTableReader.fixedColumns.contains($0) }
        let missing = FactorTableReader.required.filter { file.place(of: $0) == nil }
        guard missing.isEmpty else {
            for column in missing {
                findings.add(
                    Finding(
                        .error, .missingColumn, at: Location(file: file.path, line: 1), value: column,
                        nearest: Spelling.nearest(to: column, in: keyColumns)))
            }
            return
        }
        guard file.next(findings: &findings) else { return }
        var result = table ?? FactorTable(name: name, keyColumns: keyColumns)
        table = nil
        result.addKeyColumns(keyColumns)
        var rows = Rows(file, table: result)
        // A row of the shipped tables has 150 bytes: room for all at once.
        rows.rows.reserveCapacity(file.bytes.count / 128)
        rows.keys.reserveCapacity(file.bytes.count / 128 * result.keyColumns.count)
        repeat {
            file.bytes.withUnsafeBufferPointer {
                add(file, $0, to: &rows, table: &result, findings: &findings)
            }
        } while file.next(findings: &findings)
        result.append(
            rows.rows, keys: rows.keys, of: FactorTable.Text(path: file.path, layer: layer, bytes: file.bytes))
        table = result
    }

    /// The rows of a file, and what its cells were read as so far.
    private struct Rows {
        var rows: [FactorTable.Row] = []
        var keys: [Int32] = []
        let number: Int
        /// Where the key columns stand, and all others.
        let keyPlaces: [Int?]
        let id, value, unit, low, high, basis, set, source, place, confidence, role, from, to, note: Int?
        let rangeKind, distribution, rating: Int?
        var patterns: [FactorCells<Int32>]
        var units = FactorCells<Int32>()
        var sets = FactorCells<Int32>()
        var sources = FactorCells<Int32>()
        var confidences = FactorCells<Confidence>()
        var roles = FactorCells<Bool>()
        var bases = FactorCells<Basis?>()
        var years = FactorCells<Int>()

        init(_ file: FactorFile, table: FactorTable) {
            number = table.files.count
            keyPlaces = table.keyColumns.map { file.place(of: $0) }
            patterns = table.keyColumns.map { _ in FactorCells() }
            (id, value, unit) = (file.place(of: "id"), file.place(of: "value"), file.place(of: "unit"))
            (low, high, basis) = (file.place(of: "low"), file.place(of: "high"), file.place(of: "basis"))
            (set, source, place) = (file.place(of: "set"), file.place(of: "source"), file.place(of: "place"))
            (confidence, role) = (file.place(of: "confidence"), file.place(of: "role"))
            (from, to, note) = (file.place(of: "from_year"), file.place(of: "to_year"), file.place(of: "note"))
            rangeKind = file.place(of: "range_kind")
            (distribution, rating) = (file.place(of: "distribution"), file.place(of: "rating"))
        }
    }

    private func add(
        _ file: FactorFile, _ bytes: UnsafeBufferPointer<UInt8>, to rows: inout Rows, table: inout FactorTable,
        findings: inout Findings
    ) {
        func cell(_ place: Int?) -> Range<Int> { file.cell(place, in: bytes) }
        var isSound = true
        func fault(
            _ message: Finding.Message, _ column: String, nearest: String? = nil, expected: Label? = nil
        ) {
            findings.add(
                Finding(.error, message, at: file.at(column), value: file[column], expected: expected, nearest: nearest)
            )
            isSound = false
        }
        let firstKey = rows.keys.count
        for column in table.keyColumns.indices {
            let cell = cell(rows.keyPlaces[column])
            var number: Int32? = 0
            if !cell.isEmpty {
                number = rows.patterns[column].value(of: cell, in: bytes) { text in
                    pattern(text, column: table.keyColumns[column]).map { table.add($0, column: column) }
                }
            }
            if number == nil {
                let name = table.keyColumns[column]
                let words = vocabularies[keyVocabularies.name(of: name, in: group)]
                fault(.unknownWord, name, nearest: words.nearest(to: file[name]))
            }
            rows.keys.append(number ?? 0)
        }
        let symbol = rows.units.value(of: cell(rows.unit), in: bytes) { text in
            (try? Unit(text)).map { table.add(unit: $0) }
        }
        if symbol == nil {
            do { _ = try Unit(file["unit"]) } catch { fault(.badUnit, "unit", nearest: error.nearest) }
        }
        let value = bytes.number(cell(rows.value))
        if value?.isFinite != true { fault(.badNumber, "value") }
        if layer > 0, let value { checkBounds(value, file, bytes) { fault($0, $1, nearest: $2, expected: $3) } }
        let source = rows.sources.value(of: cell(rows.source), in: bytes) { text in
            sources[text] == nil ? nil : table.add(source: text)
        }
        if source == nil {
            fault(
                .unknownSource, "source", nearest: Spelling.nearest(to: file["source"], in: sources.keys.sorted()))
        }
        let confidence = rows.confidences.value(of: cell(rows.confidence), in: bytes) { Confidence(rawValue: $0) }
        if confidence == nil {
            fault(
                .badConfidence, "confidence",
                expected: Label(same: Confidence.allCases.map(\.rawValue).joined(separator: "|")))
        }
        let isDefault = rows.roles.value(of: cell(rows.role), in: bytes) { text in
            ["default", "listed", ""].contains(text) ? text != "listed" : nil
        }
        if isDefault == nil { fault(.badUse, "role", expected: "default|listed") }
        let basis = rows.bases.value(of: cell(rows.basis), in: bytes) { text in
            text.isEmpty ? .some(nil) : Basis(rawValue: text).map { .some($0) }
        }
        if basis == nil { fault(.badUse, "basis", expected: "generation|emission") }
        func year(_ column: String, _ place: Int?, or open: Int) -> Int {
            let cell = cell(place)
            guard !cell.isEmpty else { return open }
            if let year = rows.years.value(of: cell, in: bytes, read: { Int($0) }), (0...9999).contains(year) {
                return year
            }
            fault(.badYears, column, expected: Label("四位年份", "a year"))
            return open
        }
        let first = year("from_year", rows.from, or: 0)
        let last = year("to_year", rows.to, or: 9999)
        var range = FactorRange()
        if let place = rows.rangeKind, !cell(place).isEmpty {
            if let bounds = FactorRange.Bounds(rawValue: bytes.text(cell(place))) {
                range.bounds = bounds
            } else {
                fault(
                    .badUse, "range_kind",
                    expected: Label(same: FactorRange.Bounds.allCases.map(\.rawValue).joined(separator: "|")))
            }
        }
        if let place = rows.distribution, !cell(place).isEmpty {
            range.shape = FactorRange.Shape(rawValue: bytes.text(cell(place)))
            if range.shape == nil {
                fault(
                    .badUse, "distribution",
                    expected: Label(same: FactorRange.Shape.allCases.map(\.rawValue).joined(separator: "|")))
            }
        }
        if let place = rows.rating { range.rating = bytes.text(cell(place)) }
        if last < first { fault(.badYears, "to_year", expected: Label("≥ \(first)", "≥ \(first)")) }
        guard isSound, let symbol, let value, let source, let confidence, let isDefault, let basis else {
            rows.keys.removeLast(rows.keys.count - firstKey)
            return
        }
        let set = rows.sets.value(of: cell(rows.set), in: bytes) { table.add(set: $0) } ?? 0
        rows.rows.append(
            FactorTable.Row(
                file: Int32(truncatingIfNeeded: rows.number), line: Int32(truncatingIfNeeded: file.line),
                id: FactorTable.Place(cell(rows.id)), place: FactorTable.Place(cell(rows.place)),
                note: FactorTable.Place(cell(rows.note)), low: FactorTable.Place(cell(rows.low)),
                high: FactorTable.Place(cell(rows.high)), value: value, unit: symbol, set: set, source: source,
                confidence: confidence, basis: basis, isDefault: isDefault,
                years: first...last, range: range))
    }

    /// Tells a number of a pack that is negative, or not within its own bounds. The rows of the built-in library are
    /// checked with it, not at each start.
    private func checkBounds(
        _ value: Double, _ file: FactorFile, _ bytes: UnsafeBufferPointer<UInt8>,
        fault: (Finding.Message, String, String?, Label?) -> Void
    ) {
        if value < 0 { fault(.negativeFactor, "value", nil, Label("≥ 0", "≥ 0")) }
        var bounds: [Double?] = []
        for column in ["low", "high"] {
            let cell = file.cell(file.place(of: column), in: bytes)
            let bound = bytes.number(cell)
            if !cell.isEmpty, bound?.isFinite != true { fault(.badNumber, column, nil, nil) }
            bounds.append(bound)
        }
        let (low, high) = (bounds[0], bounds[1])
        let range = [low, high].map { $0.map(DecimalText.shortest) ?? "–" }.joined(separator: " … ")
        if let low, let high, low > high {
            fault(.boundsReversed, "low", nil, Label("不大于 high（\(range)）", "at most high (\(range))"))
        } else if low.map({ value < $0 }) ?? false || high.map({ value > $0 }) ?? false {
            fault(.outsideBounds, "value", nil, Label(same: range))
        }
    }

    /// A column with a vocabulary holds words; any other holds intervals, or plain texts such as parameters.
    private func pattern(_ text: String, column: String) -> KeyPattern? {
        let vocabulary = vocabularies[keyVocabularies.name(of: column, in: group)]
        if column == "parameter" || column == "kind" || column == "tier" || vocabulary.words.isEmpty {
            return Interval(text).map { .interval($0) } ?? .text(text)
        }
        return (vocabulary.code(exactly: text) ?? vocabulary.code(of: text)).map { .code($0) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The number that stands at a place, or `nil`: plain digits with at most one point here, all else as `Double`
    /// reads a plain decimal.
    fileprivate func number(_ cell: Range<Int>) -> Double? {
        guard (1...16).contains(cell.count) else { return DecimalText.value(text(cell)) }
        var digits: UInt64 = 0
        var decimals: Int?
        for i in cell {
            let byte = self[i]
            if byte == UInt8(ascii: "."), decimals == nil, cell.count > 1 {
                decimals = cell.upperBound - i - 1
            } else if (48...57).contains(byte) {
                digits = digits * 10 + UInt64(byte - 48)
            } else {
                return DecimalText.value(text(cell))
            }
        }
        // Both are exact below 2⁵³ and 10²², so that one division rounds once.
        guard digits < 1 << 53 else { return DecimalText.value(text(cell)) }
        return Double(digits) / powersOfTen[decimals ?? 0]
    }
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
]

extension Finding.Message {
    static let missingColumn = Finding.Message("missing-column", "系数表缺少一列", "a column of the factor table is missing")
    static let negativeFactor = Finding.Message("negative-factor", "系数为负", "the factor is negative")
    static let outsideBounds = Finding.Message(
        "factor-outside-bounds", "系数不在自己的上下限之内", "the factor lies outside its own bounds")
    static let boundsReversed = Finding.Message("bounds-reversed", "下限大于上限", "the lower bound is above the upper one")
    static let badYears = Finding.Message("bad-years", "起止年份不合规", "not a year, or before the first one")
}
