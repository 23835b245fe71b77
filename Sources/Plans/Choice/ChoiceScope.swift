import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// Which sources a target is about: those of a region, a source kind, a sector, the key area, or of several of these at once.
struct ChoiceScope: Hashable, Sendable {
    /// The words as given.
    let text: String
    private var counties: Set<String>?
    private var kind: String?
    private var sector: String?
    private var isKeyArea = false

    /// The keys that totals are asked by.
    static let keys = ["county", "table", "sector", Column.keyRegion, "pollutant"].compactMap { Grouping($0) }

    /// Reads words such as `653101`, `boilers`, `heating`, `key_region`; `nil`, with a finding, where one is none of these.
    init?(_ text: String, in context: RunContext, findings: inout Findings) {
        self.text = text
        let vocabularies = context.library.vocabularies
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "，" || $0 == "、" }).map(String.init) {
            let places = vocabularies["county_code"].places(within: word).map { vocabularies["county_code"].text($0) }
            if !places.isEmpty {
                counties = Set(places).intersection(counties ?? Set(places))
            } else if let known = SourceKind.named(word) ?? SourceKind.all.first(where: { $0.label.zh == word }) {
                kind = known.name
            } else if let code = vocabularies["sector"].code(of: word) {
                sector = vocabularies["sector"].text(code)
            } else if [Column.keyRegion, "重点区域", "key-area", "key_area"].contains(word) {
                isKeyArea = true
            } else {
                let known =
                    SourceKind.all.map(\.name) + vocabularies["sector"].words.map(\.code) + [Column.keyRegion]
                findings.add(
                    Finding(
                        .error, .unknownScope, at: Location(file: "--target"), value: word,
                        expected: Label(
                            "行政区划代码或 \(known.joined(separator: "、"))",
                            "a region code, or one of \(known.joined(separator: ", "))"),
                        nearest: Spelling.nearest(to: word, in: known)))
                return nil
            }
        }
    }

    private func holds(county: String, table: String, sector: @autoclosure () -> String, key: @autoclosure () -> String)
        -> Bool
    {
        counties?.contains(county) ?? true && kind.map { $0 == table } ?? true
            && self.sector.map { $0 == sector() } ?? true
            && (!isKeyArea || key() == "yes")
    }

    /// Whether the rows of a case belong to it.
    func holds(_ engine: KindEngine, case number: Int32) -> Bool {
        holds(
            county: engine.word(Column.countyCode, inCase: number), table: engine.kindName,
            sector: engine.sector(ofCase: number), key: engine.word(Column.keyRegion, inCase: number))
    }

    /// The total of a pollutant in it.
    func total(of pollutant: String, in result: EmissionResult) -> Mass {
        result.totals(by: ChoiceScope.keys).reduce(.zero) { sum, line in
            line.keys[4] == pollutant
                && holds(county: line.keys[0], table: line.keys[1], sector: line.keys[2], key: line.keys[3])
                ? sum + line.emission : sum
        }
    }
}

extension Finding.Message {
    static let unknownScope = Finding.Message("unknown-scope", "目标的范围不认识", "the target's scope is not known")
}
