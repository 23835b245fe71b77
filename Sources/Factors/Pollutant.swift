import Quantities
public import Tables

/// What a pollutant is beside its name: a row of `pollutants.csv`. A word without a row is a mass that needs nothing.
public struct Pollutant: Sendable, Hashable {
    /// The code, a word of the vocabulary `pollutant`.
    public let code: String
    /// The unit that inventories count it in.
    public let unit: String
    /// The pollutant that it is a part of: PM2.5 of PM10. A part is never added to its whole.
    public let whole: String?
    /// The sizes that devices remove apart, fine ones first: of PM10, PM2.5 and what is coarser. None where its removal is
    /// its own.
    public let split: [String]
    /// The source classes without which its total is incomplete, words of the vocabulary `source_class`.
    public let needs: [String]

    /// Whether an inventory can count it in tonnes: a number of particles or a limit value is none.
    public var isMass: Bool { Unit.conversionExists(from: unit, to: "t") }
}

extension Unit {
    fileprivate static func conversionExists(from text: String, to other: String) -> Bool {
        guard let unit = try? Unit(text), let wanted = try? Unit(other) else { return false }
        return unit.conversion(to: wanted) != nil
    }
}

extension FactorLibrary {
    /// A pollutant of the library or of a pack; `nil` where neither has a word for it.
    public func pollutant(_ code: String) -> Pollutant? {
        if let known = pollutants[code] { return known }
        guard vocabularies["pollutant"].code(exactly: code) != nil else { return nil }
        return Pollutant(code: code, unit: "t", whole: nil, split: [], needs: [])
    }

    /// A pollutant, what it is a part of, what that is a part of: PM2.5, PM10, PM.
    public func wholes(of pollutant: String) -> [String] {
        var line = [pollutant]
        while let last = line.last, let whole = self.pollutant(last)?.whole, !line.contains(whole) {
            line.append(whole)
        }
        return line
    }

    /// The pollutants that templates offer to who fills them in: all but what is a part of one size of particles, such as the
    /// carbon in it, which nobody measures at a stack.
    public var offeredPollutants: [String] {
        vocabularies["pollutant"].words.map(\.code).filter { code in
            guard let size = pollutant(code)?.whole, let larger = pollutant(size)?.whole else { return true }
            return !(pollutant(larger)?.split.contains(size) ?? false)
        }
    }

    /// The pollutants that inventories count in tonnes.
    public var countable: [Vocabulary.Word] {
        vocabularies["pollutant"].words.filter { pollutant($0.code)?.isMass ?? false }
    }
}

extension FactorLibraryReader {
    /// Reads what the pollutants of a folder are. A pack adds pollutants; it does not change those below it.
    func readPollutants(into library: inout FactorLibrary, findings: inout Findings) {
        let words = library.vocabularies["pollutant"]
        let classes = library.vocabularies["source_class"]
        forEachRow(path + "/pollutants.csv", findings: &findings) { row, findings in
            let code = row["pollutant"]
            guard library.pollutants[code] == nil else {
                findings.add(Finding(.error, .duplicateWord, at: row.at("pollutant"), value: code))
                return
            }
            let whole = row["part_of"]
            for (column, word) in [("pollutant", code), ("part_of", whole)]
            where !word.isEmpty && words.code(exactly: word) == nil {
                findings.add(
                    Finding(.error, .unknownWord, at: row.at(column), value: word, nearest: words.nearest(to: word)))
            }
            let needs = row["needs"].list
            for need in needs where classes.code(exactly: need) == nil {
                findings.add(
                    Finding(.error, .unknownWord, at: row.at("needs"), value: need, nearest: classes.nearest(to: need))
                )
            }
            library.pollutants[code] = Pollutant(
                code: code, unit: row["unit"], whole: whole.isEmpty ? nil : whole, split: row["split"].list,
                needs: needs)
        }
    }
}
