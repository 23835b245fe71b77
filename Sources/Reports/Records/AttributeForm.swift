import Quantities
import Tables

/// How a value stands in an attribute of a package: its type in the schema, its text, and what reads the text back.
struct AttributeForm<Value: Sendable>: Sendable {
    /// The type in the schema.
    let type: SchemaType
    /// The text of a value; `nil` of one that the attribute is left out for.
    let text: @Sendable (Value) -> String?
    /// The value of a text; `nil` of a text that is none.
    let value: @Sendable (String) -> Value?
    /// The cell of a table.
    let cell: @Sendable (Value) -> ReportTable.Cell
}

/// The type of an attribute, or of an element's text, in the schema.
enum SchemaType: Sendable {
    /// A type that has a name.
    case named(String)
    /// One of these words.
    case words([String])
    /// A text that fits a pattern.
    case pattern(String)
    /// A whole number of a range.
    case integer(ClosedRange<Int>)
    /// A decimal between these, which are of it.
    case decimal(String, String)
}

extension AttributeForm where Value == String {
    /// A text of a named type.
    static func named(_ type: String) -> Self {
        Self(type: .named(type), text: { $0 }, value: { $0 }, cell: { .text($0) })
    }

    private static func of(_ type: SchemaType) -> Self {
        Self(type: type, text: { $0 }, value: { $0 }, cell: { .text($0) })
    }

    /// Any text.
    static var any: Self { Self(type: .named("r:text"), text: { $0.clean }, value: { $0 }, cell: { .text($0) }) }
    /// A text that is not empty.
    static var identifier: Self { named("r:identifier") }
    /// The code of a word of a vocabulary.
    static var code: Self { named("r:code") }
    /// A region code of GB/T 2260.
    static var region: Self { named("r:region") }
    /// A source kind.
    static var table: Self { named("r:table") }
    /// The id of a column.
    static var column: Self { named("xs:NMTOKEN") }
    /// What other elements refer to.
    static var key: Self { named("xs:NCName") }
    /// SHA-256, hexadecimal.
    static var digest: Self { named("r:digest") }
    /// A month, as 2025-08.
    static var month: Self { named("xs:gYearMonth") }
    /// A year, month or day.
    static var date: Self { named("r:date") }
    /// A text that fits a pattern.
    static func matching(_ pattern: String) -> Self { of(.pattern(pattern)) }
    /// One of these words.
    static func oneOf(_ words: [String]) -> Self { of(.words(words)) }

    /// The same without characters that XML cannot hold.
    var clean: Self {
        let own = text
        return Self(type: type, text: { own($0)?.clean }, value: value, cell: cell)
    }

    /// The same, left out where the text is empty, and empty where it is left out.
    var ifAny: Self {
        let own = text
        return Self(type: type, text: { $0.isEmpty ? nil : own($0) }, value: value, cell: cell)
    }
}

extension AttributeForm where Value: RawRepresentable<String> {
    /// A word of an enumeration, of a named type.
    static func named(_ type: String) -> Self { of(.named(type)) }

    /// Some words of an enumeration.
    static func among(_ words: [Value]) -> Self { of(.words(words.map(\.rawValue))) }

    private static func of(_ type: SchemaType) -> Self {
        Self(type: type, text: { $0.rawValue }, value: { Value(rawValue: $0) }, cell: { .text($0.rawValue) })
    }
}

extension AttributeForm where Value: RawRepresentable<String> & CaseIterable {
    /// A word of an enumeration.
    static var word: Self { among(Array(Value.allCases)) }
}

extension AttributeForm where Value == Bool {
    /// `true` or `false`.
    static var truth: Self {
        Self(type: .named("r:boolean"), text: { "\($0)" }, value: { $0 == "true" }, cell: { .text("\($0)") })
    }
}

extension AttributeForm where Value == Int {
    private static func of(_ type: SchemaType) -> Self {
        Self(type: type, text: { "\($0)" }, value: { Int($0) }, cell: { .count($0) })
    }

    /// A number of things.
    static var count: Self { of(.named("xs:nonNegativeInteger")) }
    /// A number of things that is not zero, or a line of a file.
    static var positive: Self { of(.named("xs:positiveInteger")) }
    /// A year.
    static var year: Self { of(.named("r:year")) }
    /// A whole number of a range.
    static func within(_ range: ClosedRange<Int>) -> Self {
        Self(
            type: .integer(range), text: { "\($0)" }, value: { Int($0).flatMap { range.contains($0) ? $0 : nil } },
            cell: { .count($0) })
    }
}

extension AttributeForm where Value == Double {
    private static func of(_ type: SchemaType) -> Self {
        Self(
            type: type, text: DecimalText.shortest, value: { Double($0).flatMap { $0.isFinite ? $0 : nil } },
            cell: { .number($0) })
    }

    /// A number, written as a plain decimal.
    static var number: Self { of(.named("r:number")) }
    /// A share, 0 to 1.
    static var fraction: Self { of(.named("r:fraction")) }
    /// A decimal of a range; another is none.
    static func share(_ range: ClosedRange<Double>) -> Self {
        let own = of(.decimal(DecimalText.shortest(range.lowerBound), DecimalText.shortest(range.upperBound)))
        return Self(
            type: own.type, text: own.text, value: { own.value($0).flatMap { range.contains($0) ? $0 : nil } },
            cell: own.cell)
    }
    /// A number, written as XML writes doubles.
    static var double: Self { of(.named("xs:double")) }
}

extension AttributeForm where Value == [Double] {
    /// Numbers with blanks between, of a named type; one that is no number is none.
    static func numberList(_ type: String) -> Self {
        @Sendable func text(_ numbers: [Double]) -> String { numbers.map(DecimalText.shortest).joined(separator: " ") }
        return Self(
            type: .named(type), text: { text($0) },
            value: { text in
                let numbers = text.split(separator: " ").map { Double(String($0)) }
                return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
            }, cell: { .text(text($0)) })
    }

    /// A number for each month; left out where there are none.
    static var months: Self {
        let own = numberList("r:months")
        return Self(type: own.type, text: { $0.isEmpty ? nil : own.text($0) }, value: own.value, cell: own.cell)
    }
}

extension AttributeForm where Value == Mass {
    private static func of(_ type: String) -> Self {
        Self(type: .named(type), text: { $0.tonnes() }, value: { Mass(tonnes: $0) }, cell: { .mass($0) })
    }

    /// A sum of emissions, t.
    static var mass: Self { of("r:mass") }
    /// A difference of emissions, t, which may be negative.
    static var difference: Self { of("r:difference") }
    /// The emission of one source, t.
    static var massOfSource: Self { of("r:source_mass") }
}
