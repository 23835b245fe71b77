import Tables

/// A sheet that cities fill in surveys: which titles it has, and which of our columns they are.
struct SurveyForm: Sendable {
    /// A stable name, for the report.
    let id: String
    /// Its name for people.
    let label: Label
    /// The source kind that a row becomes; `nil` where rows say something of rows elsewhere.
    let kind: String?
    /// For rows about others: the values by which they are found, columns of ours or `@firm` and `@equipment`.
    var key: [String] = []
    /// Words of the sheet's name or titles that speak for this form.
    var hints: [String] = []
    /// Whether one of the hints must be there.
    var needsHint = false
    /// Titles of which one each must be there: by the column or use that they lead to.
    let needs: [String]
    /// What every row gets.
    var constants: [String: String] = [:]
    /// What every row gets where the sheet's name has a word and no column says it.
    var named: [(word: String, column: String, value: String)] = []
    /// The titles.
    let fields: [SurveyField]

    /// The field of a header: one with its group first.
    func field(of header: SurveyHeader) -> SurveyField? {
        if let group = header.group, let field = fields.first(where: { $0.titles.contains(group + "/" + header.title) })
        {
            return field
        }
        return fields.first { $0.titles.contains(header.title) }
    }
}

/// A title of a survey sheet, in all its wordings, and what becomes of the cells below it.
struct SurveyField: Sendable {
    /// What becomes of a cell.
    enum Use: Hashable, Sendable {
        /// It goes into a column of ours.
        case column(String)
        /// It is a number that goes into the first of these columns whose unit it can be turned into.
        case amount([String])
        /// It is the unit of the number beside it.
        case unit
        /// It names the firm.
        case firm
        /// It names the equipment within the firm.
        case equipment
        /// It is a number of its own row, with a word in another column: one column a vehicle class.
        case spread(String, wordColumn: String, word: String)
        /// It stands before the word of a column: 溶剂型 before 涂料.
        case prefix(String)
        /// Known, and without a place in our tables.
        case noPlace
    }

    let titles: [String]
    let use: Use

    /// What `needs` of a form calls it.
    var name: String {
        switch use {
        case .column(let column): column
        case .amount(let columns): columns.first ?? ""
        case .unit: "@unit"
        case .firm: "@firm"
        case .equipment: "@equipment"
        case .spread(let column, _, _): column
        case .prefix(let column): "@" + column
        case .noPlace: "@none"
        }
    }

    static func column(_ id: String, _ titles: String...) -> SurveyField {
        SurveyField(titles: titles, use: .column(id))
    }
    static func amount(_ ids: [String], _ titles: String...) -> SurveyField {
        SurveyField(titles: titles, use: .amount(ids))
    }
    static func noPlace(_ titles: String...) -> SurveyField { SurveyField(titles: titles, use: .noPlace) }
}
