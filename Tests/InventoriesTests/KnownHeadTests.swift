import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// Every head of `KnownHeads` in an import and in a table.
@Suite struct KnownHeadTests {
    private static let forms = [
        "boilers": ["boilers", "power"], "vehicles": ["fleet"], "households": ["households"], "kilns": ["kilns"],
        "nonroad": ["machinery", "machine-register"], "stations": ["stations"], "voc": ["solvents"],
    ]
    private static let kinds = ["stations": "voc_firms", "voc": "voc_firms"]

    private func field(_ head: String, _ form: SurveyForm, _ vocabularies: Vocabularies) -> SurveyField? {
        let cells = ["年消耗量（吨）", head]
        let headers = SurveyHeader.row(cells, carries: true, SurveyWords(vocabularies))
        // Beside an amount, so that a column of units is one; alone where both would be one column.
        let matching = SurveyMatching(form: form, vocabularies: vocabularies, year: nil)
        return matching.fields(of: [headers[1]])[0] ?? matching.fields(of: headers)[1]
    }

    @Test(arguments: KnownHeads.heads.indices)
    func `an import knows the heads of real forms`(_ number: Int) throws {
        let (kind, meaning, heads) = KnownHeads.heads[number]
        let vocabularies = try Repository.library().vocabularies
        let forms = SurveyForm.all.filter { KnownHeadTests.forms[kind]?.contains($0.id) ?? false }
        try #require(!forms.isEmpty)
        for head in heads {
            let uses = forms.compactMap { field(head, $0, vocabularies) }.map { $0 }
            let isRight = uses.contains { field in
                switch field.use {
                case .noPlace: ["-", "unit_type"].contains(meaning)
                case .unit: meaning == "@unit"
                case .equipment: meaning == "id"
                case .amount(let ids): field.part != nil ? meaning == "+" : ids.contains(meaning)
                case .column(let id): id == meaning
                case .name(let id): id == meaning || meaning == "+"
                case .prefix, .choice, .anyOf: meaning == "+"
                default: false
                }
            }
            #expect(isRight, "\(head): \(uses.map(\.use))")
        }
    }

    @Test(arguments: KnownHeads.heads.indices)
    func `a table knows the heads of real forms`(_ number: Int) throws {
        let (kind, meaning, heads) = KnownHeads.heads[number]
        guard meaning != "+" else { return }
        let schema = try #require(SourceKind.named(KnownHeadTests.kinds[kind] ?? kind)).schema
        for head in heads {
            let layout = Layout(schema: schema, header: [head, "note"], file: "t.csv")
            let codes = layout.findings.kept.map(\.message.code).filter { $0 != "missing-column" }
            switch meaning {
            case "-": #expect(codes == ["column-without-place"], "\(head)")
            case "@unit": #expect(codes == ["unit-column"], "\(head)")
            case "fuel_use" where head.contains("升"): #expect(codes == ["wrong-unit"], "\(head)")
            // What 年销量 sells, another column says: an import reads it.
            case "gasoline_sold" where !head.hasPrefix("汽油"): #expect(codes == ["column-without-place"], "\(head)")
            default:
                #expect(layout.fields.first.map { schema.columns[$0.place].id } == meaning, "\(head)")
                #expect(codes.isEmpty, "\(head): \(codes)")
            }
        }
    }
}
