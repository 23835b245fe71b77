import Inventories
import TestSupport
import Testing

@testable import Calculation

/// The generated pages of the method book agree with the code, and its hand-written pages speak of what exists.
@Suite struct ReferencePageTests {
    @Test func `the column dictionary is fresh`() throws {
        let stale = try Golden.difference(ReferencePages.columns, file: Repository.docs + "/Reference/Columns.md")
        #expect(stale == nil)
    }

    @Test func `the list of methods is fresh`() throws {
        let stale = try Golden.difference(
            ReferencePages.methods(try Repository.library()), file: Repository.docs + "/Reference/Methods.md")
        #expect(stale == nil)
    }

    @Test func `the factor index is fresh`() throws {
        let text = ReferencePages.factors(try Repository.library())
        let stale = try Golden.difference(text, file: Repository.docs + "/Reference/FactorIndex.md")
        #expect(stale == nil)
    }

    static let pages = [
        "Monitoring", "Combustion", "Kilns", "RoadVehicles", "NonRoad", "VOCFirms", "Households", "AreaSources",
    ]

    @Test("each page of the method book has formula, letters, source, limits and a worked example", arguments: pages)
    func page(name: String) throws {
        let text = try Repository.text("Docs/Docs.docc/Methods/\(name).md")
        for heading in ["## 公式 · Formula", "## 出处 · Source", "## 适用限制 · Limits", "## 算例 · Worked example"] {
            #expect(text.contains(heading), "\(name): \(heading)")
        }
        #expect(text.contains("    E = "), "\(name)")
    }

    @Test func `every method id that a page names exists, and every method is named by a page`() throws {
        var named: Set<String> = []
        for page in ReferencePageTests.pages {
            let text = try Repository.text("Docs/Docs.docc/Methods/\(page).md")
            for line in text.split(separator: "\n") where line.hasPrefix("方法 methods: ") {
                named.formUnion(
                    line.split(separator: "`").enumerated().filter { !$0.offset.isMultiple(of: 2) }.map {
                        String($0.element)
                    })
            }
        }
        let known = Set(KindMethods.methods.map(\.method.id))
        #expect(named.subtracting(known).isEmpty, "\(named.subtracting(known).sorted())")
        // A variant with control, cap or default is named by its plain method.
        let endings = ["_capped", "_controlled", "_series", "_after", "_default"]
        let plain = known.filter { id in !endings.contains { id.hasSuffix($0) } }
        #expect(plain.subtracting(named).isEmpty, "\(plain.subtracting(named).sorted())")
    }
}
