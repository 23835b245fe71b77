import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// No source takes pollutants out of the air: what would be negative is a finding at its row.
@Suite struct NegativeEmissionTests {
    private static let header =
        "id,unit_type,material,voc_content,material_use,voc_density,material_volume,recovered,waste_voc,leaks_found,leaks_repaired,hours\n"

    /// Rows that take away more than there is, the column meant, and what is expected.
    static let impossible: [(row: String, column: String, expected: String)] = [
        (
            "X,solvent_use,,0.5,10,,,6,,,,", "recovered",
            "at most VOC mass fraction (voc_content) × material use (material_use), 5 t"
        ),
        ("X,solvent_use,,0.5,10,,,,5.001,,,", "waste_voc", "5 t"),
        (
            "X,solvent_use,,0.5,10,,,3,2.5,,,", "recovered",
            "VOCs recovered (recovered) + VOCs leaving in waste (waste_voc) of at most"
        ),
        ("X,solvent_use,,,,400,10,4.5,,,,", "recovered", "material volume (material_volume), 4 t"),
        ("X,solvent_use,wall_solvent,,10,,,10.5,,,,", "recovered", "at most material use (material_use), 10 t"),
        ("X,ldar,,,,,,,,10,11,8000", "leaks_repaired", "at most leaks found (leaks_found), 10"),
    ]
    static let good = "G,solvent_use,,0.5,10,,,3,2,,,\nH,ldar,,,,,,,,10,10,8000\nI,solvent_use,,0.3,10,,,3,,,,\n"

    @Test(
        "rows that take away more than there is are put aside with place, value and limit",
        arguments: impossible.indices)
    func rows(number: Int) async throws {
        let (row, column, expected) = NegativeEmissionTests.impossible[number]
        // Plain cells are read block by block, quoted ones one by one.
        for text in [row, row.replacing("X,", with: "\"X\",", maxReplacements: 1)] {
            let run = try await InventoryText([
                "voc_firms.csv": NegativeEmissionTests.header + NegativeEmissionTests.good + text + "\n"
            ]).computed(pollutants: ["VOCs"])
            let errors = run.findings.sorted.filter { $0.severity == .error }
            let finding = try #require(errors.first)
            #expect(errors.count == 1)
            #expect(finding.message.code == "more-than-there-is")
            #expect(finding.location?.line == 5 && finding.location?.column == column)
            #expect(finding.expected?.en.contains(expected) == true, "\(finding.expected?.en ?? "")")
            #expect(finding.expected?.zh.contains("不超过") == true)
            #expect(run.inventory.rejected.flatMap(\.rows).map(\.line) == [5])
            #expect(run.result.total(of: "VOCs") == .zero)
            #expect(run.result.kinds.first?.counts.reduce(0, +) == 3)
        }
    }

    @Test func `headers in Chinese and other units are held against each other as well`() async throws {
        let run = try await InventoryText([
            "voc_firms.csv": "编号,排放环节,VOCs含量[%],原辅材料用量[kg],溶剂回收量[kg]\nA,溶剂使用,50,10000,5001\nB,溶剂使用,50,10000,4999\n"
        ]).computed(pollutants: ["VOCs"])
        let finding = try #require(run.findings.sorted.first { $0.message.code == "more-than-there-is" })
        #expect(finding.location?.line == 2 && finding.value == "5.001 t")
        #expect(run.result.total(of: "VOCs").tonnes() == "0.001")
    }

    @Test func `a table in a stream is held to the same`() async throws {
        let folder = try TemporaryFolder()
        let rows = NegativeEmissionTests.impossible.enumerated().map { $1.row.replacing("X,", with: "X\($0),") + "\n" }
        try InventoryText([
            "voc_firms.csv": NegativeEmissionTests.header + NegativeEmissionTests.good + rows.joined()
        ]).write(to: folder)
        let opened = try InventoryFolder(folder.path, options: .init(factors: Repository.factors))
        let emissions = try opened.emissions()
        #expect(emissions.findings.sorted.count { $0.message.code == "more-than-there-is" } == rows.count)
        #expect(emissions.rejected.flatMap(\.rows).map(\.line) == Array(5..<5 + rows.count))
        #expect(emissions.result.total(of: "VOCs") == .zero)
    }

    /// 14 g/kg of the library × 100 t = 1.4 t, of which 2 t cannot be recovered: no cell alone tells.
    private static let byFactor = "F,solvent_use,ink_litho_soy,,100,,,2,,,,\n"

    @Test func `where only the library's factor tells, the row is an error and counts nothing`() async throws {
        let run = try await InventoryText([
            "voc_firms.csv": NegativeEmissionTests.header + NegativeEmissionTests.byFactor
        ]).computed(pollutants: ["VOCs"])
        let finding = try #require(run.findings.sorted.first { $0.severity == .error })
        #expect(finding.message.code == "negative-emission")
        #expect(finding.location?.line == 2 && finding.location?.column == "recovered")
        #expect(finding.value == "-0.600000 t")
        #expect(finding.expected?.en.contains("recovered") == true)
        #expect(run.result.total(of: "VOCs") == .zero)
        let sheet = try #require(run.inventory.sheets.first)
        #expect(run.result.explanations(of: sheet, row: 0, pollutant: "VOCs").first?.emission == nil)
        var detail = ""
        run.result.writeDetailLines(of: run.inventory) { detail += String(decoding: $0, as: UTF8.self) }
        #expect(detail.hasSuffix(",,invalid,,,,\n"), "\(detail)")
    }

    @Test func `a default of the manifest cannot make an emission negative either`() async throws {
        let defaults = "defaults:\n  - {table: voc_firms, column: voc_content, value: 0.1, reason: {zh: 甲, en: a}}\n"
        let run = try await InventoryText(
            ["voc_firms.csv": NegativeEmissionTests.header + "D,solvent_use,,,10,,,2,,,,\n"], extra: defaults
        ).computed(pollutants: ["VOCs"])
        #expect(run.findings.sorted.contains { $0.message.code == "negative-emission" })
        #expect(run.result.total(of: "VOCs") == .zero)
    }

    @Test func `rounding of the last digits is no error`() async throws {
        // 0.1 × 3 is 0.30000000000000004 and 0.7 × 10 is 7.000000000000001 or 6.999999999999999.
        let run = try await InventoryText([
            "voc_firms.csv": NegativeEmissionTests.header
                + "A,solvent_use,,0.1,3,,,0.3,,,,\nB,solvent_use,,0.07,1000000,,,70000,,,,\nC,solvent_use,,0.7,10,,,4.2,2.8,,,\n"
        ]).computed(pollutants: ["VOCs"])
        #expect(run.findings.sorted.allSatisfy { $0.severity != .error })
        #expect(run.result.total(of: "VOCs").inTonnes >= 0)
        #expect(run.result.total(of: "VOCs").inTonnes < 1e-6)
    }

    @Test func `every formula that takes something away from columns is held to a relation of its kind`() {
        // 1 − η and 21 − O take shares and oxygen away from constants; their columns' ranges keep them positive.
        var found: Set<String> = []
        for (kind, _, method) in KindMethods.methods {
            // What NONROAD takes away is proved by its own numbers: see NonRoadTests.
            if method.source.contains(where: { $0.isOfNONROAD }) { continue }
            for symbol in method.formula.subtractedFromTerms {
                guard let column = method.term(symbol)?.column else { continue }
                let isHeld = kind.kind.schema.relations.contains { $0.parts.contains(column) }
                #expect(isHeld, "\(kind): \(method.id) takes \(column) away")
                found.insert(column)
            }
        }
        #expect(found == ["recovered", "waste_voc", "leaks_repaired"])
    }
}

extension Citation {
    fileprivate var isOfNONROAD: Bool {
        if case .document("nonroad2008a_program", _) = self { true } else { false }
    }
}

extension Expression {
    /// The symbols that are taken away from something that is no constant.
    fileprivate var subtractedFromTerms: [String] {
        switch self {
        case .term, .constant: return []
        case .named(_, let inner): return inner.subtractedFromTerms
        case .difference(let a, let b):
            let own = a.symbols.isEmpty ? [] : b.symbols
            return a.subtractedFromTerms + b.subtractedFromTerms + own
        case .sum(let a, let b), .product(let a, let b), .quotient(let a, let b), .minimum(let a, let b),
            .maximum(let a, let b):
            return a.subtractedFromTerms + b.subtractedFromTerms
        }
    }
}
