internal import Quantities
public import Tables

extension OptionTable {
    /// Reads a table of options; `pollutants` are those whose reductions are asked for, by any spelling of their header.
    ///
    /// `nil` where the table cannot be used; `findings` then say why.
    public init?(path: String, pollutants: [String], findings: inout Findings) throws(FileError) {
        var reader = OptionTableReader(try SourceText(path: path), pollutants: pollutants)
        guard !reader.findings.hasErrors else {
            findings.add(reader.findings)
            return nil
        }
        let table = reader.table()
        findings.add(reader.findings)
        guard let table, !reader.findings.hasErrors else { return nil }
        self = table
    }
}

/// Reads the rows of a table of options.
private struct OptionTableReader {
    /// A column of numbers: its place, its header, and the decimals that its unit leaves.
    private struct Column {
        let index: Int
        let header: String
        let decimals: Int
    }

    private let file: SourceFile
    /// The text; gone once its rows are read.
    private var bytes: [UInt8]
    private let asked: [String]
    private let separator: UInt8
    private(set) var findings = Findings()
    private var header: [String] = []
    private var headerLine = 1
    private var source = 0
    private var option = 0
    private var group: Int?
    private var cost = Column(index: 0, header: "", decimals: 0)
    private var masses: [Column] = []
    private var currency = "yuan"

    private var sourceNames: [String] = []
    private var sourcePlaces: [String: Int32] = [:]
    private var optionNames: [String] = []
    private var optionPlaces: [String: Int32] = [:]
    private var groupNames: [String] = []
    private var groupPlaces: [String: Int32] = [:]
    private var groupOfSource: [Int32] = []
    private var rowSources: [Int32] = []
    private var rowOptions: [Int32] = []
    private var rowCosts: [Int64] = []
    private var rowAmounts: [[Int64]] = []
    private var rowLines: [UInt32] = []
    private var lastSource: [UInt8] = []
    private var lastPlace: Int32 = -1

    /// The mark of a cost that nobody knows.
    private static let unknown = Int64.min
    /// No option costs more; sums of all options fit.
    private static let mostCost: Int64 = 1_000_000_000_000_000_000

    init(_ text: SourceText, pollutants: [String]) {
        file = text.file
        bytes = text.bytes
        findings = text.findings
        asked = pollutants
        separator = Dialect.told(by: text.bytes).separator
    }

    mutating func table() -> OptionTable? {
        var records = RecordReader(bytes, separator: separator)
        guard let first = records.next() else {
            findings.add(Finding(.error, .noOptions, at: Location(file: file.path), expected: expectedHeader))
            return nil
        }
        (header, headerLine) = (first.fields, first.line)
        guard readHeader() else { return nil }
        reserve(rows: bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) })
        // Plain lines are cut where they lie; quotes and apostrophes need the careful reader.
        let isPlain = !bytes.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        if isPlain {
            records = RecordReader([])
            readLines(from: first.line)
        } else {
            bytes = []
            read(&records)
            records = RecordReader([])
        }
        guard !rowSources.isEmpty || findings.hasErrors else {
            findings.add(Finding(.error, .noOptions, at: Location(file: file.path, line: headerLine)))
            return nil
        }
        return findings.hasErrors ? nil : sorted()
    }

    /// Room for all rows at once: what grows step by step stands there twice.
    private mutating func reserve(rows: Int) {
        rowSources.reserveCapacity(rows)
        rowOptions.reserveCapacity(rows)
        rowCosts.reserveCapacity(rows)
        rowLines.reserveCapacity(rows)
        rowAmounts = masses.map { _ in
            var column: [Int64] = []
            column.reserveCapacity(rows)
            return column
        }
    }

    private var expectedHeader: Label {
        Label("表头：source,option,cost 和各污染物", "a header: source,option,cost and the pollutants")
    }

    // MARK: Header

    private mutating func readHeader() -> Bool {
        var places: [String: Int] = [:]
        var units: [Int: String] = [:]
        for (index, cell) in header.enumerated() {
            let cell = HeaderCell(cell)
            guard !cell.text.isEmpty else { continue }
            for (name, unit) in [(cell.text, nil as String?)] + cell.splits.map({ ($0.name, $0.unit as String?) }) {
                let key = Vocabulary.folded(name)
                if let other = places[key], other != index, unit == nil {
                    findings.add(
                        Finding(
                            .error, .twiceInHeader, at: location(headerLine, index), value: header[index],
                            expected: Label("一列", "one column")))
                } else if places[key] == nil {
                    places[key] = index
                    units[index] = unit ?? units[index]
                }
            }
        }
        func place(_ names: [String]) -> Int? { names.lazy.compactMap { places[Vocabulary.folded($0)] }.first }
        let needed: [(id: String, names: [String])] = [
            ("source", ["source", "排放源", "源"]), ("option", ["option", "措施", "选项"]),
            ("cost", ["cost", "成本", "费用", "年费用"]),
        ]
        var found: [Int] = []
        for column in needed {
            if let index = place(column.names) {
                found.append(index)
            } else {
                let names = header.map { HeaderCell($0).text }
                findings.add(
                    Finding(
                        .error, .columnNotThere, at: Location(file: file.path, line: headerLine),
                        value: names.joined(separator: ","),
                        expected: Label("\(column.id)（\(column.names[1])）列", "a column \(column.id)"),
                        nearest: Spelling.nearest(to: column.id, in: names)))
            }
        }
        let taken = Set(found)
        for pollutant in asked {
            guard let index = place([pollutant]), !taken.contains(index) else {
                let others = header.indices.filter { !taken.contains($0) }.map { HeaderCell(header[$0]).text }
                findings.add(
                    Finding(
                        .error, .pollutantNotThere, at: Location(file: file.path, line: headerLine),
                        value: pollutant,
                        expected: Label(
                            "表中的一列：\(others.joined(separator: "、"))",
                            "a column of the table: \(others.joined(separator: ", "))"),
                        nearest: Spelling.nearest(to: pollutant, in: others)))
                continue
            }
            guard let exponent = massExponent(units[index], at: index) else { continue }
            masses.append(
                Column(index: index, header: header[index], decimals: OptionTable.massDecimals + exponent))
        }
        guard found.count == needed.count else { return false }
        (source, option) = (found[0], found[1])
        guard let exponent = moneyExponent(units[found[2]], at: found[2]) else { return false }
        cost = Column(
            index: found[2], header: header[found[2]], decimals: OptionTable.costDecimals + exponent)
        group = place(["group", "组", "分组", "县区"])
        return !findings.hasErrors
    }

    /// The power of ten by which tonnes are larger than a unit of mass; `nil`, with a finding, where it is none.
    private mutating func massExponent(_ unit: String?, at index: Int) -> Int? {
        guard let unit else { return 0 }
        if let exponent = AmountUnit.massExponent(unit) { return exponent }
        findings.add(
            Finding(
                .error, .unitNotKnown, at: location(headerLine, index), value: unit,
                expected: Label("t、kg、g、kt、万吨", "t, kg, g or kt")))
        return nil
    }

    private mutating func moneyExponent(_ unit: String?, at index: Int) -> Int? {
        guard let unit else { return 0 }
        if let (exponent, name) = AmountUnit.money(unit) {
            currency = name
            return exponent
        }
        findings.add(
            Finding(
                .error, .unitNotKnown, at: location(headerLine, index), value: unit,
                expected: Label("元、万元、亿元或三个字母的货币代码", "yuan, 万元, 亿元 or a currency code of three letters")))
        return nil
    }

    // MARK: Rows

    private mutating func read(_ records: inout RecordReader) {
        var scratch: [UInt8] = []
        var fields: [Range<Int>] = []
        while let record = records.next() {
            if let line = records.unclosedQuote {
                findings.add(Finding(.error, .quoteNotClosed, at: Location(file: file.path, line: line)))
                return
            }
            scratch.removeAll(keepingCapacity: true)
            fields.removeAll(keepingCapacity: true)
            for field in record.fields {
                let start = scratch.count
                scratch.append(contentsOf: field.utf8)
                fields.append(start..<scratch.count)
            }
            scratch.withUnsafeBufferPointer { row($0, fields, line: record.line) }
        }
    }

    private mutating func readLines(from headerLine: Int) {
        var fields: [Range<Int>] = []
        var line = 0
        let whole = bytes
        bytes = []
        whole.withUnsafeBufferPointer { bytes in
            var place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            while place < bytes.count {
                line += 1
                fields.removeAll(keepingCapacity: true)
                var start = place
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") {
                    if bytes[place] == separator {
                        fields.append(start..<place)
                        start = place + 1
                    }
                    place += 1
                }
                var end = place
                if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
                fields.append(start..<end)
                place += 1
                if line <= headerLine || fields.count == 1 && fields[0].isEmpty { continue }
                row(bytes, fields, line: line)
            }
        }
    }

    private mutating func row(_ bytes: UnsafeBufferPointer<UInt8>, _ fields: [Range<Int>], line: Int) {
        if fields.allSatisfy({ $0.allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x09 } }) { return }
        guard fields.count <= header.count || fields[header.count...].allSatisfy(\.isEmpty) else {
            findings.add(
                Finding(
                    .error, .rowTooLong, at: Location(file: file.path, line: line), value: "\(fields.count)",
                    expected: Label("\(header.count) 个字段，如表头", "\(header.count) fields, as in the header")))
            return
        }
        func field(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
            index < fields.count ? bytes[fields[index]] : bytes[0..<0]
        }
        guard let place = sourcePlace(field(source), line), let name = optionPlace(field(option), line) else { return }
        var isSound = true
        let price = number(field(cost.index), cost, line, limit: OptionTableReader.mostCost, isCost: true)
        if price == nil { isSound = false }
        var values: [Int64] = []
        for column in masses {
            if let value = number(field(column.index), column, line, limit: Int64.max, isCost: false) {
                values.append(value)
            } else {
                isSound = false
            }
        }
        if let group { isSound = noteGroup(field(group), place, line) && isSound }
        guard isSound, let price else { return }
        rowSources.append(place)
        rowOptions.append(name)
        rowCosts.append(price)
        for (column, value) in values.enumerated() { rowAmounts[column].append(value) }
        rowLines.append(UInt32(clamping: line))
    }

    private func identifier(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.allSatisfy { (0x21...0x7E).contains($0) } && bytes.first != UInt8(ascii: "=")
            ? text : CellText.identifier(text)
    }

    private mutating func sourcePlace(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ line: Int) -> Int32? {
        if lastPlace >= 0, bytes.elementsEqual(lastSource) { return lastPlace }
        let name = identifier(bytes)
        guard let name = named(name, at: location(line, source), Label("排放源的编号", "the identifier of a source")) else {
            return nil
        }
        let place: Int32
        if let known = sourcePlaces[name] {
            place = known
        } else {
            if TotalWord.extent(of: name) != nil {
                findings.add(
                    Finding(
                        .error, .sumAmongOptions, at: location(line, source), value: name,
                        expected: Label("一个排放源；请删去合计行", "a source; delete the row of sums")))
                return nil
            }
            place = Int32(sourceNames.count)
            sourceNames.append(name)
            sourcePlaces[name] = place
            groupOfSource.append(-1)
        }
        lastSource = Array(bytes)
        lastPlace = place
        return place
    }

    private mutating func optionPlace(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ line: Int) -> Int32? {
        let name = identifier(bytes)
        guard let name = named(name, at: location(line, option), Label("措施的编号", "the identifier of an option")) else {
            return nil
        }
        if let known = optionPlaces[name] { return known }
        let place = Int32(optionNames.count)
        optionNames.append(name)
        optionPlaces[name] = place
        return place
    }

    /// A name, or `nil` with a finding where the cell says none.
    private mutating func named(_ name: String, at location: Location, _ expected: Label) -> String? {
        if name.isEmpty || CellText.isError(name) || name.contains("\u{FFFD}") {
            findings.add(Finding(.error, .identifierNotThere, at: location, value: name, expected: expected))
            return nil
        }
        return name
    }

    private mutating func noteGroup(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ source: Int32, _ line: Int) -> Bool {
        let name = identifier(bytes)
        guard !name.isEmpty else { return true }
        let place: Int32
        if let known = groupPlaces[name] {
            place = known
        } else {
            place = Int32(groupNames.count)
            groupNames.append(name)
            groupPlaces[name] = place
        }
        let known = groupOfSource[Int(source)]
        if known >= 0, known != place {
            let other = groupNames[Int(known)]
            findings.add(
                Finding(
                    .error, .twoGroups, at: location(line, group ?? 0), value: name,
                    expected: Label(
                        "“\(other)”，如该源此前的行", "'\(other)', as in the earlier rows of source \(sourceNames[Int(source)])"
                    ))
            )
            return false
        }
        groupOfSource[Int(source)] = place
        return true
    }

    /// A number in parts; `unknown` for a cost that is not there, `nil` with a finding for what is no number.
    private mutating func number(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>, _ column: Column, _ line: Int, limit: Int64, isCost: Bool
    ) -> Int64? {
        var parts = WholeNumber.parts(bytes, decimals: column.decimals)
        var shown = ""
        if parts == nil {
            shown = CellText.plain(String(decoding: bytes, as: UTF8.self))
            if CellText.absence(shown) != nil {
                if isCost { return OptionTableReader.unknown }
                findings.add(
                    Finding(
                        .error, .reductionNotThere, at: location(line, column.index), value: shown,
                        expected: Label("减排量；没有则填 0", "the reduction; 0 where there is none")))
                return nil
            }
            let folded = CellText.folded(shown)
            parts = WholeNumber.parts(Array(OptionTable.ungrouped(folded).utf8), decimals: column.decimals)
        }
        guard let parts else {
            findings.add(
                Finding(
                    .error, .numberNotRead, at: location(line, column.index), value: shown,
                    expected: isCost
                        ? Label("年费用，如 12000.5；不知道则留空", "the yearly cost, such as 12000.5; blank where unknown")
                        : Label("减排量，如 12.5；没有则填 0", "the reduction, such as 12.5; 0 where there is none")))
            return nil
        }
        guard parts.magnitude <= Int128(limit).magnitude else {
            let most = WholeNumber.text(Int128(limit), decimals: column.decimals)
            findings.add(
                Finding(
                    .error, .numberTooLarge, at: location(line, column.index),
                    value: String(decoding: bytes, as: UTF8.self), expected: Label(same: "≤ \(most)")))
            return nil
        }
        return Int64(parts)
    }

    private func location(_ line: Int, _ index: Int) -> Location {
        Location(
            file: file.path, line: line, column: index < header.count ? header[index] : nil,
            columnNumber: index + 1)
    }

    // MARK: Order

    /// The table, in the order of the identifiers.
    private mutating func sorted() -> OptionTable? {
        var table = OptionTable(file: file)
        table.pollutants = masses.map { HeaderCell($0.header).splits.first?.name ?? HeaderCell($0.header).text }
        table.currency = currency
        let sourceOrder = OptionTableReader.order(sourceNames)
        let optionOrder = OptionTableReader.order(optionNames)
        let groupOrder = OptionTableReader.order(groupNames)
        let sourceRanks = OptionTableReader.ranks(sourceOrder)
        let optionRanks = OptionTableReader.ranks(optionOrder)
        let groupRanks = OptionTableReader.ranks(groupOrder)
        table.names = optionOrder.map { optionNames[$0] }
        table.groups = groupOrder.map { groupNames[$0] }
        let keys = rowSources.indices.map {
            UInt64(sourceRanks[Int(rowSources[$0])]) << 32 | UInt64(optionRanks[Int(rowOptions[$0])])
        }
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 }
        let order = isSorted ? Array(keys.indices) : keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        for (a, b) in zip(order, order.dropFirst()) where keys[a] == keys[b] {
            let (name, option) = (sourceNames[Int(rowSources[b])], optionNames[Int(rowOptions[b])])
            findings.add(
                Finding(
                    .error, .optionTwice, at: location(Int(rowLines[b]), self.option), value: "\(name) \(option)",
                    expected: Label(
                        "每个源的每项措施一行；第 \(rowLines[a]) 行已有",
                        "one row for an option of a source; line \(rowLines[a]) has it")))
        }
        guard !findings.hasErrors else { return nil }
        table.amounts = Array(repeating: [], count: masses.count)
        for column in table.amounts.indices { table.amounts[column].reserveCapacity(order.count) }
        table.options.reserveCapacity(order.count)
        table.cost.reserveCapacity(order.count)
        var current = -1
        for row in order {
            let rank = Int(sourceRanks[Int(rowSources[row])])
            while current < rank {
                current += 1
                let own = sourceOrder[current]
                table.sources.append(sourceNames[own])
                table.groupOfSource.append(groupOfSource[own] < 0 ? -1 : groupRanks[Int(groupOfSource[own])])
                table.starts.append(table.options.count)
            }
            guard rowCosts[row] != OptionTableReader.unknown else {
                table.unpriced.append(
                    OptionTable.Unpriced(
                        source: sourceNames[Int(rowSources[row])], option: optionNames[Int(rowOptions[row])],
                        amounts: rowAmounts.map { $0[row] }))
                continue
            }
            table.options.append(optionRanks[Int(rowOptions[row])])
            table.cost.append(rowCosts[row])
            for column in table.amounts.indices { table.amounts[column].append(rowAmounts[column][row]) }
            table.starts[table.starts.count - 1] = table.options.count
        }
        return table
    }

    private static func order(_ names: [String]) -> [Int] {
        let isSorted = zip(names, names.dropFirst()).allSatisfy { !OptionTable.isBefore($1, $0) }
        return isSorted
            ? Array(names.indices) : names.indices.sorted { OptionTable.isBefore(names[$0], names[$1]) }
    }

    private static func ranks(_ order: [Int]) -> [Int32] {
        var ranks = Array(repeating: Int32(0), count: order.count)
        for (rank, place) in order.enumerated() { ranks[place] = Int32(rank) }
        return ranks
    }
}
