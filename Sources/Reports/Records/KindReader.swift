import Calculation
import Documents
import Inventories
import Quantities
import Tables

/// Reads the sources of one kind into columns.
///
/// A package has many sources and little else, so they are read from the parser's bytes: a text is made only where one
/// is seen for the first time. What the schema's keys would find (numbers, identifiers and results given twice, bases
/// that are not there) is unreadable here.
struct KindReader {
    private let cursor: XMLCursor
    /// The bases with their places.
    private let bases: [String: (place: Int32, basis: ReportBasis)]
    private var kind: ReportKind
    private var columns: [WordColumn]
    private var attributes: [XMLReader.RawName: Attribute] = [:]
    private var sectors: [String: UInt16] = [:]
    private var lines: [ReportKind.Line: Int] = [:]
    /// The line of the result that was read last, where the next is likely to be.
    private var lastLine = -1

    /// What an attribute of a source says.
    private enum Attribute {
        case column(Int)
        case number
        case sector
        case notReported
        case notApplicable
        case defaulted
        case unknown
    }

    init(
        cursor: XMLCursor, bases: [String: (place: Int32, basis: ReportBasis)], _ element: XMLReader.Element
    ) throws(DocumentError) {
        guard let source = SourceKind.named(element.name) else { throw cursor.unreadable(element, element.name) }
        self.cursor = cursor
        self.bases = bases
        kind = ReportKind(kind: source)
        columns = Array(repeating: WordColumn(), count: source.schema.columns.count)
    }

    /// Reads to the end of the element.
    mutating func read() throws(DocumentError) -> ReportKind {
        var depth = 0
        reading: while let event = try cursor.reader.nextRaw() {
            switch event {
            case .start(let tag):
                if depth == 0 { try source(tag) } else if depth == 1 { try result(tag) }
                depth += 1
            case .text: break
            case .end:
                if depth == 0 { break reading }
                depth -= 1
            }
        }
        for place in columns.indices where !columns[place].isBlank {
            // Columns end with the last row that says anything.
            columns[place].pad(to: kind.rowCount)
            columns[place].close()
            kind.cells[place] = columns[place]
        }
        for place in kind.defaults.keys { padDefaults(place, to: kind.rowCount) }
        guard kind.hasUniqueIdentifiers else { throw cursor.unreadable(kind.kind.name, line: nil, "id") }
        return kind
    }

    private func unreadable(_ tag: XMLReader.RawTag, _ what: String) -> DocumentError {
        cursor.unreadable(tag.name, line: tag.line, what)
    }

    private mutating func source(_ tag: XMLReader.RawTag) throws(DocumentError) {
        let row = kind.rowCount
        var sector: UInt16?
        for index in 0..<tag.attributeCount {
            switch attribute(tag, index) {
            case .sector: sector = try number(ofSector: tag.value(at: index), tag)
            case .number:
                let isNext = tag.withValue(at: index) { Int(String(decoding: $0, as: UTF8.self)) == row + 1 }
                guard isNext else { throw unreadable(tag, "n") }
            case .column(let place):
                try pad(place, to: row, tag)
                tag.withValue(at: index) { columns[place].append($0) }
            case .notReported:
                for name in tag.value(at: index).split(separator: " ") {
                    try set(String(name), ReportKind.notReported, row, tag)
                }
            case .notApplicable:
                for name in tag.value(at: index).split(separator: " ") {
                    try set(String(name), ReportKind.notApplicable, row, tag)
                }
            case .defaulted:
                for entry in tag.value(at: index).split(separator: " ") {
                    let parts = entry.split(separator: ":")
                    guard parts.count == 2, let place = kind.kind.schema.place(of: String(parts[0])),
                        let reason = UInt8(String(parts[1])), reason > 0
                    else { throw unreadable(tag, String(entry)) }
                    padDefaults(place, to: row)
                    kind.defaults[place, default: []].append(reason)
                }
            case .unknown: throw unreadable(tag, tag.text(of: tag.attributeName(at: index)))
            }
        }
        guard let sector else { throw unreadable(tag, "sector") }
        kind.sectors.append(sector)
        for line in kind.lines.indices {
            kind.bases[line].append(-1)
            kind.micrograms[line].append(0)
            if !kind.removed[line].isEmpty { kind.removed[line].append(0) }
            if !kind.fugitive[line].isEmpty { kind.fugitive[line].append(0) }
        }
        lastLine = -1
    }

    private mutating func attribute(_ tag: XMLReader.RawTag, _ index: Int) -> Attribute {
        let name = tag.attributeName(at: index)
        if let known = attributes[name] { return known }
        let attribute: Attribute
        switch tag.text(of: name) {
        case "n": attribute = .number
        case "sector": attribute = .sector
        case "cells_not_reported": attribute = .notReported
        case "cells_not_applicable": attribute = .notApplicable
        case "cells_defaulted": attribute = .defaulted
        case let text: attribute = kind.kind.schema.place(of: text).map { .column($0) } ?? .unknown
        }
        attributes[name] = attribute
        return attribute
    }

    private mutating func number(ofSector name: String, _ tag: XMLReader.RawTag) throws(DocumentError) -> UInt16 {
        if let known = sectors[name] { return known }
        guard let number = UInt16(exactly: kind.sectorNames.count) else { throw unreadable(tag, "sector") }
        kind.sectorNames.append(name)
        sectors[name] = number
        return number
    }

    private mutating func pad(_ place: Int, to row: Int, _ tag: XMLReader.RawTag) throws(DocumentError) {
        guard columns[place].count <= row else { throw unreadable(tag, kind.kind.schema.columns[place].id) }
        columns[place].pad(to: row)
    }

    private mutating func set(
        _ name: String, _ text: String, _ row: Int, _ tag: XMLReader.RawTag
    ) throws(DocumentError) {
        guard let place = kind.kind.schema.place(of: name) else { throw unreadable(tag, name) }
        try pad(place, to: row, tag)
        columns[place].append(text)
    }

    private mutating func padDefaults(_ place: Int, to count: Int) {
        while kind.defaults[place, default: []].count < count { kind.defaults[place, default: []].append(0) }
    }

    private mutating func result(_ tag: XMLReader.RawTag) throws(DocumentError) {
        let row = kind.rowCount - 1
        var names: (process: Int?, pollutant: Int?, basis: Int?, mass: Int?, removed: Int?, fugitive: Int?)
        for index in 0..<tag.attributeCount {
            switch tag.text(of: tag.attributeName(at: index)) {
            case "process": names.process = index
            case "pollutant": names.pollutant = index
            case "basis": names.basis = index
            case "t": names.mass = index
            case "removed": names.removed = index
            case "fugitive": names.fugitive = index
            default: break
            }
        }
        guard let process = names.process else { throw unreadable(tag, "process") }
        guard let pollutant = names.pollutant else { throw unreadable(tag, "pollutant") }
        let number = line(tag, process, pollutant)
        guard let basisPlace = names.basis else { throw unreadable(tag, "basis") }
        let text = tag.value(at: basisPlace)
        guard let (place, basis) = bases[text] else { throw unreadable(tag, text) }
        let mass = try mass(tag, names.mass, "t")
        guard basis.hasNumber == (names.mass != nil), kind.bases[number][row] < 0 else { throw unreadable(tag, text) }
        kind.bases[number][row] = place
        kind.micrograms[number][row] = mass
        if names.removed != nil {
            guard basis.isGenerationKnown else { throw unreadable(tag, "removed") }
            let removed = try self.mass(tag, names.removed, "removed")
            KindReader.set(removed, row, of: kind.rowCount, in: &kind.removed[number])
        }
        if names.fugitive != nil {
            let fugitive = try self.mass(tag, names.fugitive, "fugitive")
            guard basis.release == .captured, fugitive <= mass else { throw unreadable(tag, "fugitive") }
            KindReader.set(fugitive, row, of: kind.rowCount, in: &kind.fugitive[number])
        }
    }

    /// A mass in whole micrograms; 0 where the result does not give it.
    private func mass(_ tag: XMLReader.RawTag, _ place: Int?, _ name: String) throws(DocumentError) -> Int64 {
        guard let place else { return 0 }
        guard let value = tag.withValue(at: place, { Mass(tonnesIn: $0) }),
            let small = Int64(exactly: value.micrograms), small >= 0
        else { throw unreadable(tag, name) }
        return small
    }

    /// Sets a mass of a column that has rows only where any is not zero. Of the type, not of a reader: a reader that lends
    /// its column and is read meanwhile would be copied, with every column, for each result.
    private static func set(_ mass: Int64, _ row: Int, of count: Int, in column: inout [Int64]) {
        guard mass != 0 else { return }
        if column.isEmpty { column = Array(repeating: 0, count: count) }
        column[row] = mass
    }

    /// The number of a line, added where it is new.
    private mutating func line(_ tag: XMLReader.RawTag, _ process: Int, _ pollutant: Int) -> Int {
        lastLine += 1
        if lastLine < kind.lines.count, tag.has(kind.lines[lastLine].process, at: process),
            tag.has(kind.lines[lastLine].pollutant, at: pollutant)
        {
            return lastLine
        }
        let line = ReportKind.Line(process: tag.value(at: process), pollutant: tag.value(at: pollutant))
        if let known = lines[line] {
            lastLine = known
            return known
        }
        lastLine = kind.lines.count
        lines[line] = lastLine
        kind.lines.append(line)
        kind.bases.append(Array(repeating: -1, count: kind.rowCount))
        kind.micrograms.append(Array(repeating: 0, count: kind.rowCount))
        kind.removed.append([])
        kind.fugitive.append([])
        return lastLine
    }
}

extension XMLReader.RawTag {
    /// Whether an attribute has this value.
    fileprivate func has(_ text: String, at index: Int) -> Bool { withValue(at: index) { $0.elementsEqual(text.utf8) } }
}
