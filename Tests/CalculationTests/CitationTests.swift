import Factors
import FoundationEssentials
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Every citation that a user can see leads somewhere: to a document of the bibliography, or to a page of the method book
/// that holds the formula.
@Suite struct CitationTests {
    @Test func `every method cites documents of the bibliography and pages that hold its formula`() throws {
        let library = try Repository.library()
        for (kind, _, method) in KindMethods.methods {
            #expect(!method.source.isEmpty, "\(kind) \(method.id)")
            for citation in method.source {
                switch citation {
                case .document(let id, _): #expect(library.sources[id] != nil, "\(kind) \(method.id): \(id)")
                case .page(let name, let formula):
                    let page = try text(Repository.docs + "/Methods/\(name).md")
                    #expect(page.contains(formula), "\(kind) \(method.id): \(name) \(formula)")
                }
                #expect(!citation.text(in: .zh, library: library).isEmpty)
            }
        }
    }

    @Test func `a citation prints the document's title or the page`() throws {
        let library = try Repository.library()
        let title = try #require(library.sources["gb18483"]?.title)
        #expect(Citation.document("gb18483", "6.6").text(in: .en, library: library) == title + ", 6.6")
        #expect(Citation.page("Kilns", "").text(in: .en, library: library) == "method book, Methods/Kilns.md")
        #expect(Citation.page("Combustion", "(C)").text(in: .zh, library: library) == "方法书 Methods/Combustion.md (C)")
    }

    @Test func `no text cites a page or chapter that the repository does not have`() throws {
        let numbered = ["Method book 3", "Method book, rule", "Method book (", "REDUCTION_METHOD"]
        for folder in ["Sources", "Docs", "EmissionFactors", "Inventories"] {
            let root = Repository.root + "/" + folder
            for name in try FileManager.default.subpathsOfDirectory(atPath: root)
            where [".swift", ".md", ".csv", ".yaml"].contains(where: name.hasSuffix) {
                let content = try text(root + "/" + name)
                for word in numbered { #expect(!content.contains(word), "\(folder)/\(name): \(word)") }
            }
        }
    }

    @Test func `rows that stand in, list or map name a document of the bibliography and how sure they are`() throws {
        let library = try Repository.library()
        for (name, rows) in library.notes.names.map({ ($0, library.notes[$0] ?? []) }) {
            for row in rows {
                #expect(library.sources[row["source"] ?? ""] != nil, "\(name): \(row)")
                #expect(row["confidence"] != nil, "\(name): \(row)")
            }
        }
    }

    private func text(_ path: String) throws -> String {
        let data = try #require(FileManager.default.contents(atPath: path), "\(path)")
        return String(decoding: data, as: UTF8.self)
    }
}
