public import Factors
public import Tables

/// Where a formula comes from 出处: a document of the library's bibliography, or a page of the method book.
public enum Citation: Sendable, Hashable {
    /// A document by its id in `sources.csv`, and the table, formula or clause.
    case document(String, String)
    /// A page of `Docs/Docs.docc/Methods`, and the number of the formula on it.
    case page(String, String)

    /// The citation for people.
    public func text(in language: Language, library: FactorLibrary) -> String {
        switch self {
        case .document(let id, let place):
            let title = library.sources[id]?.title ?? id
            return place.isEmpty ? title : title + ", " + place
        case .page(let name, let formula):
            let book = language == .zh ? "方法书 " : "method book, "
            return book + "Methods/\(name).md" + (formula.isEmpty ? "" : " " + formula)
        }
    }
}

extension Method {
    /// Where its formula comes from, for people.
    public func cited(in language: Language, _ library: FactorLibrary) -> String {
        source.map { $0.text(in: language, library: library) }.joined(separator: "; ")
    }
}
