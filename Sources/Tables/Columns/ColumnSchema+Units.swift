package import Quantities

extension ColumnSchema {
    /// The unit that a text means in this column: in one of yearly amounts the text may name the year, and in one that
    /// tells of each of several things it may leave the thing out, as 万km of a distance does.
    package func unit(spelled text: String) throws(UnitError) -> Unit {
        let unit = try stated(text)
        guard unit.dimension != self.unit?.dimension else { return unit }
        return ofEach(unit) ?? unit.amountOfYear.flatMap(ofEach) ?? unit
    }

    /// The unit of one thing: divided by what the column counts, where that is the column's own dimension.
    private func ofEach(_ unit: Unit) -> Unit? {
        guard roles.contains(where: { if case .each = $0 { true } else { false } }) else { return nil }
        return ["辆", "台", "户"].lazy.compactMap { (try? Unit($0)).flatMap { unit / $0 } }
            .first { $0.dimension == self.unit?.dimension }
    }

    private func stated(_ text: String) throws(UnitError) -> Unit {
        let short = isOfYear ? ColumnSchema.withoutYear(text) : text
        if let alias = alias(text) ?? alias(short) { return try Unit(alias) }
        let own = unit?.dimension
        do throws(UnitError) {
            let unit = try Unit(text)
            guard isOfYear, unit.dimension != own else { return unit }
            if let amount = unit.amountOfYear, amount.dimension == own { return amount }
            if let amount = try? Unit(short), amount.dimension == own { return amount }
            return unit
        } catch {
            if short != text, let amount = try? Unit(short), amount.dimension == own { return amount }
            throw error
        }
    }

    private func alias(_ text: String) -> String? {
        let folded = Vocabulary.folded(text)
        return unitAliases.first { Vocabulary.folded($0.key) == folded }?.value
    }

    /// A unit without the year that a yearly amount may name.
    package static func withoutYear(_ unit: String) -> String {
        for suffix in ["/年", "/a", "／年", "每年", "/yr", "/year"] where unit.hasSuffix(suffix) {
            return String(unit.dropLast(suffix.count))
        }
        return unit
    }
}
