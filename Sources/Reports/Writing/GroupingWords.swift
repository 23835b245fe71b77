package import Calculation
package import Factors
import Inventories
package import Tables

/// The words for people of grouping keys and their values; files keep the codes.
package struct GroupingWords {
    package let library: FactorLibrary
    package let language: Language

    /// The words of a library in a language.
    package init(library: FactorLibrary, language: Language) {
        self.library = library
        self.language = language
    }

    /// The header of a key.
    package func title(_ key: Grouping) -> String { GroupingWords.title(key, language) }

    /// The header of a key in a language.
    package static func title(_ key: Grouping, _ language: Language) -> String {
        let names: [String: Label] = [
            "county": Label("县区", "county"), "table": Label("源类", "table"), "sector": Label("部门", "sector"),
            "pollutant": Label("污染物", "pollutant"), "process": Label("环节", "process"), "method": Label("方法", "method"),
            "state": Label("状态", "state"), "class10": Label("十大类", "class10"), "class8": Label("八大类", "class8"),
        ]
        if let name = names[key.name] { return name[language] }
        for kind in SourceKind.all {
            if let column = kind.schema.column(key.name) { return column.label[language] }
        }
        return key.name
    }

    /// A value of a key.
    package func word(_ key: Grouping, _ value: String) -> String {
        switch key.name {
        case "county": return value.isEmpty ? "–" : "\(value) \(label("county_code", value))"
        case "sector": return label("sector", value)
        case "table": return SourceKind.named(value)?.label[language] ?? value
        case "state": return ResultState(rawValue: value)?.label[language] ?? value
        case "method": return label("method", value)
        case "pollutant", "class10", "class8", "process": return value
        default:
            for kind in SourceKind.all {
                if let vocabulary = kind.schema.column(key.name)?.vocabulary,
                    library.vocabularies[vocabulary].code(exactly: value) != nil
                {
                    return label(vocabulary, value)
                }
            }
            return value.isEmpty ? "–" : value
        }
    }

    private func label(_ vocabulary: String, _ value: String) -> String {
        let words = library.vocabularies[vocabulary]
        return words.code(exactly: value).flatMap { words[$0]?.label[language] } ?? value
    }
}
